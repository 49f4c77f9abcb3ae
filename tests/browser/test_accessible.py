"""Every page of a demo with content: WCAG 2.1 AA in both modes and widths, at 320 px, by keyboard, from here only."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlmodel import Session, col, select

from fam import boot, db
from fam.demo import database as demo
from fam.fields.spec import Kind
from fam.models import Account, Family, FamilyPlan, Lead, Meeting, SavedView
from fam.person import RIGHTS
from fam.rules.terms import Role, Status, ViewKind
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.ui import menu
from tests.support.axe import LISTEN, barriers, tab_to, too_wide
from tests.support.cast import PASSWORD
from tests.support.people import at_the_door, new_session, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
FAMILIES = 60
WIDTHS = (1440, 420)
REFLOW = (1440, 1280, 1100, 420, 320)  # nothing may be cut off at the right, wherever the layout changes
ENGLISH = re.compile(r"\b(help|show|hide|open|close|clear|icon|upload|choose|select|remove|search|page|menu)\b", re.I)
PLACES = {  # what is looked at, as whom: the role that sees most there
    "anmelden": ("", "/"),
    "heute": ("anna", "/heute"),
    "heute der Koordination": ("kerstin", "/heute"),
    "vorschlaege": ("kerstin", "/vorschlaege"),
    "familie vorschlagen": ("anna", "/vorschlaege?neu=1"),
    "pruefung": ("anna", "/vorschlaege?fam={examined}"),
    "familien": ("kerstin", "/familien"),
    "familienakte": ("anna", "/familienakte?fam={active}"),
    "bedarfe": ("anna", "/familienakte?fam={active}&bereich=bedarfe"),
    "wege": ("anna", "/familienakte?fam={active}&bereich=wege"),
    "ziele": ("anna", "/familienakte?fam={active}&bereich=ziele"),
    "massnahmen": ("anna", "/familienakte?fam={planned}&bereich=massnahmen"),
    "familienplan": ("anna", "/familienakte?fam={planned}&bereich=plan"),
    "personen": ("anna", "/familienakte?fam={active}&bereich=personen"),
    "dokumente": ("anna", "/familienakte?fam={active}&bereich=dokumente"),
    "einwilligungen": ("anna", "/familienakte?fam={planned}&bereich=einwilligungen"),
    "familienakte der Koordination": ("kerstin", "/familienakte?fam={planned}"),
    "gespraeche": ("anna", "/gespraeche"),
    "gespraech festhalten": ("anna", "/gespraeche?neu=gespraech&fam={active}"),
    "ein gespraech": ("anna", "/gespraeche?gespraech={meeting}"),
    "aufgaben": ("anna", "/aufgaben"),
    "reflexion": ("kerstin", "/reflexion"),
    "wachstum": ("kerstin", "/wachstum"),
    "tandemarbeit": ("kerstin", "/tandemarbeit"),
    "wirkung": ("kerstin", "/wirkung"),
    "planung": ("lena", "/planung"),
    "berichte": ("kerstin", "/berichte"),
    "eigene auswertung": ("anna", "/auswertung?ansicht={view}"),
    "eigene auswertung der Koordination": ("kerstin", "/auswertung?ansicht={view}"),
    "plan": ("kerstin", "/plan"),
    "austausch": ("kerstin", "/austausch"),
    "felder": ("kerstin", "/felder?tabelle=member"),
    "neues feld": ("kerstin", "/felder?neu=family"),
    "ein feld": ("kerstin", "/felder?feld={field}"),
    "team": ("adam", "/team"),
    "aenderungen": ("kerstin", "/aenderungen"),
    "loeschung": ("kerstin", "/loeschung"),
    "konto": ("anna", "/konto"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a demo database with its people and their stories."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{folder / 'demo.db'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", url)
        boot.ensure_database()
        demo.fill(FAMILIES)
        with app_server(folder, {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4"}) as running:
            yield running


@pytest.fixture(scope="module")
def numbers(server: Server) -> dict[str, str]:
    """FAM numbers and a meeting of Anna's, and a field on trial that is to be decided."""
    with db.program() as session:
        own = select(Family).join(Lead, col(Lead.family_id) == Family.id).join(Account)
        own = own.where(Account.username == "anna", col(Lead.ends_on).is_(None)).order_by(col(Family.id).desc())
        active = session.exec(own.where(Family.status == Status.ACTIVE)).first()
        examined = session.exec(own.where(Family.status == Status.EXAMINATION)).first()
        assert active
        assert examined
        meeting = session.exec(select(Meeting.id).where(Meeting.family_id == active.id)).first()
        trial = FieldDraft("member", "Schulform", Kind.CHOICE, "Hauptschule\nRealschule", section="Schule", trial=True,
                           purpose="Hilft es?", review_on=date(2018, 10, 1))  # fmt: skip
        field = field_making.make(session, trial).id
        view = session.exec(select(SavedView.id)).first() or _view(session, active.created_by or 1)
        numbers = {"meeting": str(meeting), "field": str(field), "view": str(view)}
        planned = session.exec(own.join(FamilyPlan, col(FamilyPlan.family_id) == Family.id)).first() or active
        return {"active": active.number, "examined": examined.number, "planned": planned.number, **numbers}


def _view(session: Session, account_id: int) -> int:
    """Keep a shared view with everything that Eigene Auswertung draws."""
    settings = {"subject": "family", "split": "town_ags", "second": "status", "form": "gestapelte Säulen"}
    row = SavedView(kind=ViewKind.CHART, subject="family", account_id=account_id, title="Nach Ort", shared=True,
                    settings=settings)  # fmt: skip
    session.add(row)
    session.flush()
    return row.id or 0


@pytest.fixture
def opened(server: Server, browser: Browser) -> Iterator[BrowserContext]:
    """A German browser that notes what the policy blocks."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    context.add_init_script(LISTEN)
    context.set_default_timeout(30_000)
    yield context
    context.close()


def page_of(context: BrowserContext, server: Server, name: str, address: str) -> Page:
    """Open an address as a member of the cast ("": as nobody) and wait until the page stands."""
    if name:
        context.add_cookies([{"name": "fam", "value": new_session(name), "url": server.url}])
    page = context.new_page()
    page.goto(server.url + address)
    page.get_by_role("heading", level=1).first.wait_for()
    settled(page)
    return page


def standing(page: Page) -> list[str]:
    """Return the barriers of the page when it stands: what is only half drawn is looked at again."""
    for _ in range(3):
        if not (found := barriers(page)):
            break
        page.wait_for_timeout(700)
    return found


def cut_off(page: Page) -> dict[int, int]:
    """Return width -> pixels that do not fit into it."""
    found = {}
    for width in REFLOW:
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        found[width] = too_wide(page)
    return {width: pixels for width, pixels in found.items() if pixels > 0}


@pytest.mark.parametrize("place", PLACES)
def test_no_barrier_on_any_page(server: Server, opened: BrowserContext, numbers: dict[str, str], place: str) -> None:
    """Light and dark, wide and narrow: nothing serious for axe, nothing cut off down to 320 px, nobody else asked."""
    name, address = PLACES[place]
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    page = page_of(opened, server, name, address.format(**numbers))
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settled(page)
            found[width, scheme] = standing(page)
    spoken = page.locator("[aria-label]:not([aria-hidden])").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert {key: lines for key, lines in found.items() if lines} == {}
    assert [label for label in spoken if ENGLISH.search(label)] == []
    assert cut_off(page) == {}
    ours = (server.url, server.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert page.evaluate("violations") == []
    assert complaints == []


def test_every_page_is_reached_by_tab_and_enter(server: Server, opened: BrowserContext) -> None:
    """From the log-in on without a mouse: each page of the menu opens, and the focus can be seen where it is."""
    page = opened.new_page()
    page.goto(server.url + "/heute")
    at_the_door(page)
    expect(page.get_by_label("Benutzername")).to_be_focused()
    page.keyboard.type("kerstin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Heute", level=1)).to_be_visible()
    wanted = [one.title for one in menu.PAGES if not one.hidden and one.right in RIGHTS[Role.COORDINATOR]]
    for title in wanted:
        link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True)
        tab_to(page, link)
        outline = link.evaluate("one => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow")
        assert outline != "nonenone", f"the focus on {title} is invisible"
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        settled(page)


def test_a_family_is_proposed_by_keyboard(server: Server, opened: BrowserContext) -> None:
    """Five fields and the button, with Tab, letters and Enter."""
    page = page_of(opened, server, "anna", "/vorschlaege")
    enter(page, page.get_by_role("button", name="Familie vorschlagen"))
    expect(page.get_by_role("heading", name="Familie vorschlagen")).to_be_visible()
    type_into(page, page.get_by_role("textbox", name="Familienname"), "Tastenreich")
    type_into(page, page.get_by_role("combobox", name="Vorgeschlagen von"), "Schule", "Enter")
    type_into(page, page.get_by_role("combobox", name="Wohnort"), "Egelsbach", "Enter")
    type_into(page, page.get_by_label("Anlass"), "Übergang in die Ausbildung")
    enter(page, page.get_by_role("button", name="Vorschlag speichern"))
    expect(page.get_by_role("heading", name="Tastenreich")).to_be_visible()


def test_a_meeting_is_recorded_by_keyboard(server: Server, opened: BrowserContext, numbers: dict[str, str]) -> None:
    """From the list of meetings to the saved one, with Tab, letters and Enter."""
    page = page_of(opened, server, "anna", f"/gespraeche?neu=gespraech&fam={numbers['active']}")
    type_into(page, page.get_by_role("textbox", name="Datum"), "1.10.18")
    type_into(page, page.get_by_label("Themen"), "Tagesablauf")
    type_into(page, page.get_by_label("Vereinbarungen"), "Kita anrufen")
    enter(page, page.get_by_role("button", name="Gespräch speichern"))
    expect(page.get_by_text("Gespräch gespeichert.")).to_be_visible()


def enter(page: Page, target: Locator) -> None:
    """Tab to something and press Enter on it."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def type_into(page: Page, field: Locator, text: str, last: str = "") -> None:
    """Tab to a field, put the text in place of what stands there, and press a last key."""
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
    if last:
        expect(page.get_by_role("option", name=text).first).to_be_visible()
        page.keyboard.press(last)
        settled(page)
