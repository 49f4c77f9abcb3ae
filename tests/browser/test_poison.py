"""Poison in every text column, looked at in Chromium: nothing runs, nobody else is asked, texts stay texts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect

from fam import db
from fam.fields.registry import extendable
from fam.fields.spec import Kind
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.support.people import log_in, settled
from tests.support.planted import Planted, plant
from tests.support.poison import ELSEWHERE, poison
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
FEWEST = {"anna": 5, "kerstin": 8, "adam": 2, "dora": 2}  # places where the poison must stand to prove anything
SEEN = "javascript:alert(1)"
CREATED = (  # selectors pierce the shadow roots of our components
    "img[src=x]", f"img[src*='{ELSEWHERE}']", "a[href^='javascript' i]", "[onerror]", ".katex", "strong:text-is('f')",
    ".stMarkdownColoredText:text-is('r')",
)  # fmt: skip
LINKS = "(all, host) => all.filter((one) => one.href.includes(host)).map((one) => one.outerHTML)"  # mailto: too
PROBES = (
    "/_stcore/health",
    "/_stcore/host-config",
)  # Streamlit looks for its own root from a deep address: 404 is usual
SCRIPTS = "() => [...document.scripts].map((one) => one.text).filter((text) => text.includes('Zq '))"
UNFOLD = "() => document.querySelectorAll('details:not([open]) > summary').forEach((one) => one.click())"
SHOWN = "() => [...document.querySelectorAll('*')].map((one) => one.shadowRoot?.textContent ?? '').join(' ')"


@pytest.fixture
def planted(database: str, cast: Callable[[str], Person], make_family: Callable[..., int]) -> Planted:
    """A row in every table that holds text, fields of the team's own, and then the poison over all of it."""
    with db.transaction(cast("kerstin")) as session:
        for entity in extendable():
            for kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE):
                options = "Eins\nZwei" if kind is Kind.CHOICE else ""
                draft = FieldDraft(entity, f"{kind.label} {entity}", kind, options, "Teil", "Hilfe")
                field_making.make(session, draft)
    planted = plant(make_family)
    assert poison(database) > 50
    return planted


@pytest.fixture
def server(database: str, planted: Planted, tmp_path: Path) -> Iterator[Server]:
    """The app on the poisoned database."""
    with app_server(tmp_path, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


class Watched:
    """A browser of one person that notes whatever the poison might have done."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.found: list[str] = []
        self.places = 0
        self.server = server
        context.set_default_timeout(20_000)
        context.on("request", lambda request: self.asked(request.url))
        context.on("console", self.heard)
        context.on("dialog", self.opened)
        context.on("weberror", lambda error: self.found.append(f"page error: {error.error}"))
        self.page: Page = context.new_page()

    def asked(self, url: str) -> None:
        """Note a request that goes to anybody else."""
        ours = (self.server.url, self.server.url.replace("http", "ws", 1), "data:", "blob:")
        if not url.startswith(ours):
            self.found.append(f"request: {url}")

    def heard(self, message: ConsoleMessage) -> None:
        """Note an error in the console, but for Streamlit's usual ones."""
        url = message.location["url"]
        if message.type == "error" and not (url.startswith(self.server.url) and url.endswith(PROBES)):
            self.found.append(f"console: {message.text} {url}")

    def opened(self, dialog: Dialog) -> None:
        """Note a dialog, and close it so that the page goes on."""
        self.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self, where: str) -> None:
        """Unfold what is folded and look for elements that came out of a text."""
        page = self.page
        settled(page)
        page.evaluate(UNFOLD)
        settled(page)
        self.found += [f"{where}: {one}" for one in CREATED if page.locator(one).count()]
        self.found += [f"{where}: script {text[:60]}" for text in page.evaluate(SCRIPTS)]
        self.found += [f"{where}: {html}" for html in page.locator("a").evaluate_all(LINKS, ELSEWHERE)]
        text = f"{page.locator('body').text_content()} {page.evaluate(SHOWN)}"
        self.places += SEEN in text


def test_poison_does_nothing_in_a_browser(server: Server, browser: Browser, planted: Planted) -> None:
    """All pages of four menus, a family, an examination and meetings: no dialog, error, stranger or foreign element."""
    cases = (
        f"/familienakte?fam={planted.number}",
        f"/vorschlaege?fam={planted.examined}",
        f"/gespraeche?gespraech={planted.meeting}",
        f"/gespraeche?gespraech={planted.planned}&tun=bearbeiten",
    )
    for name, fewest in FEWEST.items():
        context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
        watched = Watched(context, server)
        page = watched.page
        log_in(page, server.url, name, "/konto")
        for link in page.get_by_test_id("stSidebarNavLink").all():
            title = (link.locator("span").last.text_content() or "").strip()
            link.click()
            expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
            watched.look(f"{name}, {title}")
        for address in cases if name in ("anna", "kerstin") else ():
            page.goto(server.url + address)
            page.get_by_role("heading", level=1).first.wait_for()
            watched.look(f"{name}, {address}")
        context.close()
        assert watched.found == [], name
        assert watched.places >= fewest, (name, watched.places)
    assert "Traceback" not in server.logs
