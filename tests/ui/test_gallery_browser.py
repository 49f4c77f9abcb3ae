"""The kit in a real browser: accessible, narrow, dark, printed, from one server only, used as people do."""

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.hands import choose
from tests.support.server import Server
from tests.ui.conftest import open_gallery, settle

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "assets" / "axe" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.1 AA, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "levels => axe.run(document, {runOnly: {type: 'tag', values: levels}})", LEVELS
    )
    return [
        f"{v['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 420])
def test_no_barrier_that_axe_knows(browser: Browser, gallery: Server, scheme: Any, width: int) -> None:
    """WCAG 2.1 AA in both modes and widths, fresh and with every error shown."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, locale="de-DE")
    page = context.new_page()
    open_gallery(page, gallery)
    assert violations(page) == []
    page.get_by_role("textbox", name="Geburtsdatum").fill("31.2.17")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    settle(page)
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("width", [320, 420, 1440])
def test_nothing_is_wider_than_the_window(page: Page, gallery: Server, width: int) -> None:
    """Down to 320 px nothing must be scrolled sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    open_gallery(page, gallery)
    wide = page.evaluate("[...document.querySelectorAll('body, [data-testid=stMain]')].map(e => e.scrollWidth)")
    assert max(wide) <= width


def test_everything_comes_from_our_server(page: Page, gallery: Server) -> None:
    """No font, script or picture is fetched from anywhere else, and text stands in a font of the system."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_gallery(page, gallery)
    foreign = [url for url in asked if not url.startswith((gallery.url, "data:", "blob:"))]
    assert foreign == []
    assert "system-ui" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")


def test_what_the_screen_reader_hears_is_german(page: Page, gallery: Server) -> None:
    """Streamlit's own labels are translated, and the page says that it is German."""
    open_gallery(page, gallery)
    assert page.evaluate("document.documentElement.lang") == "de"
    labels = " | ".join(page.locator("[aria-label]").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))"))
    for english in ("Choose", "Help for", "Clear", "Open", "sidebar", "Main menu"):
        assert english not in labels, labels


def test_date_typed_and_picked(page: Page, gallery: Server) -> None:
    """A date is typed and read back, or picked from the calendar in one click more; the keyboard reaches both."""
    open_gallery(page, gallery)
    field = page.get_by_role("textbox", name="Eingangsdatum")
    field.fill("3.4.17")
    field.press("Tab")
    expect(page.get_by_text("Mo 03.04.2017")).to_be_visible()
    settle(page)
    page.keyboard.press("Enter")  # the calendar's button comes next
    day = page.get_by_role("dialog").get_by_role("button", name="Dienstag, 4. April 2017")
    expect(day).to_be_visible()
    day.click()
    expect(field).to_have_value("04.04.2017")
    expect(page.get_by_text("Di 04.04.2017")).to_be_visible()


def test_wrong_date_stays_and_says_why(page: Page, gallery: Server) -> None:
    """What cannot be understood stands there as typed, with a sentence beside it, also after a failed save."""
    open_gallery(page, gallery)
    field = page.get_by_role("textbox", name="Eingangsdatum")
    field.fill("31.2.17")
    page.get_by_role("button", name="Speichern", exact=True).click()
    settle(page)
    expect(field).to_have_value("31.2.17")
    expect(page.get_by_role("alert").filter(has_text="Eingangsdatum: ")).to_contain_text("gibt es nicht")
    expect(page.get_by_role("alert").first).to_contain_text("Felder prüfen: Familienname, Eingangsdatum, Wohnort")


def test_click_straight_out_of_a_corrected_field_counts(page: Page, gallery: Server) -> None:
    """Putting the last error right moves nothing under the mouse: the slow click that follows saves."""
    open_gallery(page, gallery)
    save = page.get_by_role("button", name="Speichern", exact=True)
    save.click()
    settle(page)
    page.get_by_role("textbox", name="Familienname").fill("Meier")
    choose(page, "Wohnort", "Büdingen")
    page.get_by_label("Notiz").fill("sofort")
    page.get_by_role("textbox", name="Eingangsdatum").fill("heute")
    save.click(delay=400)
    expect(page.get_by_test_id("stJson")).to_contain_text("sofort")


def press_slowly(page: Page, name: str, meanwhile: str, then: tuple[int, int] = (0, 0)) -> None:
    """Press a button, let a script run while it is held, let go (elsewhere, if so wanted)."""
    button = page.get_by_role("button", name=name, exact=True)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    x, y = box["x"] + 10, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(meanwhile)
    page.mouse.move(x + then[0], y + then[1])
    page.mouse.up()


MOVED = "document.querySelector('[class*=st-key-galerie-submit]').style.transform = 'translateY(-90px)'"


def test_button_that_moves_under_the_mouse_is_clicked_all_the_same(page: Page, gallery: Server) -> None:
    """The page grows between press and release: the click counts once. Who slides off the button meant no click."""
    open_gallery(page, gallery)
    summary = page.get_by_role("alert").filter(has_text="Felder prüfen")
    press_slowly(page, "Speichern", "0", then=(300, 0))
    settle(page)
    expect(summary).to_have_count(0)
    press_slowly(page, "Speichern", MOVED)
    expect(summary).to_be_visible()


def test_button_that_is_drawn_anew_under_the_mouse_is_clicked_all_the_same(page: Page, gallery: Server) -> None:
    """The button is another one when the mouse is let go, at another place: the one with the same key is clicked."""
    open_gallery(page, gallery)
    anew = """
        const old = document.querySelector('[class*="st-key-galerie-submit"] button'), other = old.cloneNode(true);
        other.onclick = () => { window.clicks = (window.clicks ?? 0) + 1; };
        old.replaceWith(other);
    """
    press_slowly(page, "Speichern", f"(() => {{ {anew} {MOVED} }})()")
    page.wait_for_function("window.clicks === 1")


def test_what_folds_out_stands_at_once(page: Page, gallery: Server) -> None:
    """An expander has its height from the first frame on, also when a line appears in it: no click misses."""
    open_gallery(page, gallery)
    heights = """async (change) => {
        const box = document.querySelector('[data-testid=stExpander] details'), seen = new Set();
        change === 'open' ? box.querySelector('summary').click() : box.querySelector('p.grown').style.height = '90px';
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        for (let end = performance.now() + 900; performance.now() < end;) {
            await new Promise(requestAnimationFrame);
            seen.add(Math.round(box.getBoundingClientRect().height));
        }
        return [...seen];
    }"""
    assert len(page.evaluate(heights, "open")) == 1
    page.evaluate(
        "document.querySelector('[data-testid=stExpanderDetails]').insertAdjacentHTML('beforeend', '<p class=grown>')"
    )
    settle(page)
    assert len(page.evaluate(heights, "grow")) == 1
    inside = page.get_by_test_id("stExpanderDetails").first
    expect(inside).to_be_visible()
    page.get_by_test_id("stExpander").first.locator("summary").click()
    expect(inside).to_be_hidden(timeout=300)


def test_list_opens_sorts_and_turns_pages_by_keyboard(page: Page, gallery: Server) -> None:
    """Enter on a row's link opens it, headings sort and keep the focus, pages turn, names are only ever text."""
    open_gallery(page, gallery)
    assert page.locator("td b").count() == 0
    expect(page.get_by_role("cell", name="<b>Schmidt</b>").first).to_be_visible()
    page.get_by_role("button", name="Weiter ›").press("Enter")
    expect(page.get_by_text("128 Familien, 26–50")).to_be_visible()
    page.get_by_role("button", name="Name", exact=True).press("Enter")
    expect(page.get_by_role("columnheader", name="Name ▲")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("button", name="Name ▲")).to_be_focused()
    expect(page.get_by_text("128 Familien, 1–25")).to_be_visible()
    page.get_by_role("link", name="FAM-2017").first.press("Enter")
    expect(page.get_by_text("Geöffnet: ")).to_be_visible()


def test_second_click_saves_nothing_twice(page: Page, gallery: Server) -> None:
    """A double click on the save button meets an empty form: it saves once."""
    open_gallery(page, gallery)
    page.get_by_role("textbox", name="Familienname").fill("langsam")
    page.get_by_role("textbox", name="Eingangsdatum").fill("heute")
    choose(page, "Wohnort", "Büdingen")
    once = f"einmal {time.time_ns()}"  # the gallery remembers what an earlier try has saved
    page.get_by_label("Notiz").fill(once)
    page.get_by_role("button", name="Speichern", exact=True).dblclick()
    expect(page.get_by_test_id("stJson")).to_contain_text(once)
    settle(page)
    expect(page.get_by_text("Bisher gespeichert: 1")).to_be_visible()


def test_printed_page_is_content_only(page: Page, gallery: Server) -> None:
    """On paper there is no menu and no button, and text is black on white, in dark mode too."""
    page.emulate_media(color_scheme="dark")
    open_gallery(page, gallery)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name="Speichern", exact=True)).to_be_hidden()
    colours = page.evaluate("(e => [e.color, e.backgroundColor])(getComputedStyle(document.querySelector('h1')))")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
