"""The handbook's pictures, from the running demo: `python docs/screenshots.py [names ...]` writes docs/images/*.png.

The demo is the same every time (fixed seed, fixed day), real times are replaced by one fixed time, and nothing is shot
before the page stands still: two runs on one machine give the same pictures. Fonts differ between machines.
"""

import argparse
import io
import re
import sys
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # when it runs as a file, only docs/ is on the path

from fam.services.second_factor import address_of  # noqa: E402
from tests.support.browser import ARGUMENTS, find_chromium  # noqa: E402
from tests.support.cast import PASSWORD  # noqa: E402
from tests.support.hands import choose  # noqa: E402
from tests.support.people import at_the_door, log_in, settled  # noqa: E402
from tests.support.server import demo_server  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LIST = ROOT / "tests" / "data" / "familienliste.xlsx"
WIDE, NARROW, SHORTEST, COLOURS = 1280, 420, 560, 256
PATIENCE = 60_000  # milliseconds: a laden machine is slow, and slow is not wrong
STEADY = (*ARGUMENTS, "--disable-partial-raster")  # or round corners differ by a shade from one look to the next
STILL = 400  # milliseconds between two looks that must be the same
LOOKS = 40
SHOWN_KEY = "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"  # every set-up makes a new one; pictures stay the same
REAL_TIMES = re.compile(r"Entwurf gesichert \d|seit \d\d\.\d\d\.\d{4}, \d")
ONE_TIME = r"""elements => elements.forEach(element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data
    .replace(/\d\d\.\d\d\.\d{4}, \d\d:\d\d/g, '15.10.2018, 08:00').replace(/(gesichert) \d\d:\d\d/, '$1 10:24');
})"""


def _nothing(_page: Page) -> None: ...


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks at which address, what is clicked first, how tall and wide it may be."""

    username: str
    path: str
    prepare: Callable[[Page], None] = _nothing
    tallest: int = 1100
    width: int = WIDE


def _open_in_list(name: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("heading", name=name).wait_for()

    return click


def _part(name: str, part: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        _open_in_list(name)(page)
        page.get_by_test_id("stMain").get_by_text(part, exact=True).first.click()
        page.get_by_role("heading", name=part, exact=True).wait_for()

    return click


def _consents(page: Page) -> None:
    _open_in_list("Schilfrohr")(page)
    page.get_by_role("button", name="Einwilligungen ansehen und erfassen").click()
    page.get_by_role("heading", name="Wer darf was sehen?").wait_for()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")


def _people(page: Page) -> None:
    _open_in_list("Doppelbach")(page)
    page.get_by_role("radio", name="Personen").click()
    page.get_by_role("heading", name="Genogramm").wait_for()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")


def _goals(page: Page) -> None:
    _open_in_list("Doppelbach")(page)
    page.get_by_role("radio", name="Ziele").click()
    page.get_by_role("heading", name="Ziele", exact=True).wait_for()


def _plan(page: Page) -> None:
    _open_in_list("Ginsterbusch")(page)
    page.get_by_role("radio", name="Familienplan").click()
    page.get_by_role("heading", name="Überprüfungen").wait_for()


def _measures(page: Page) -> None:
    _open_in_list("Ginsterbusch")(page)
    page.get_by_role("radio", name="Maßnahmen").click()
    page.locator(".fam-board-picture").wait_for()


def _record(page: Page) -> None:
    _open_in_list("Doppelbach")(page)
    page.get_by_role("button", name="Gespräch festhalten").click()
    page.get_by_role("textbox", name="Themen").fill("Kita-Platz ab Januar, Bewerbungen, Umgang in den Ferien.")
    page.get_by_role("textbox", name="Vereinbarungen").fill("Vormerkung für den Kita-Platz prüfen")
    page.get_by_role("textbox", name="Bis wann").first.wait_for()


def _month(page: Page) -> None:
    page.get_by_role("radio", name="Monat").click()
    page.get_by_text("Oktober 2018").first.wait_for()


def _charts(page: Page) -> None:
    page.locator(".js-plotly-plot .main-svg").first.wait_for()


def _own_figures(page: Page) -> None:
    choose(page, "Aufteilen nach", "Wohnort")
    choose(page, "und nach", "Status")
    _charts(page)


def _import(page: Page) -> None:
    page.locator('input[type="file"]').first.set_input_files(LIST)
    page.get_by_text("Vorschau").first.wait_for()


def _new_field(page: Page) -> None:
    page.get_by_role("textbox", name="Bezeichnung *").fill("Schulform der Kinder")
    page.get_by_role("combobox", name="Art").click()
    page.get_by_role("option", name="Mehrfachauswahl").click()
    page.get_by_role("textbox", name="Optionen *").fill("Grundschule\nHauptschule\nRealschule\nGymnasium")
    page.get_by_role("textbox", name="Optionen *").blur()
    page.get_by_text("Schulform der Kinder").first.wait_for()


def _second_factor(page: Page) -> None:
    page.get_by_role("button", name="Zweiten Faktor einrichten").click()
    page.get_by_role("textbox", name="Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Weiter", exact=True).click()
    page.get_by_test_id("stCode").get_by_text(re.compile(r"([A-Z2-7]{4} ?){8}")).first.wait_for()
    picture = segno.make(address_of(SHOWN_KEY.replace(" ", ""), "anna"), error="m").png_data_uri(scale=5, border=3)
    page.get_by_role("img", name="QR-Code").evaluate("(image, picture) => { image.src = picture; }", picture)
    page.get_by_test_id("stCode").locator("code").evaluate("(code, key) => { code.textContent = key; }", SHOWN_KEY)
    page.get_by_role("heading", name="Zweiter Faktor").scroll_into_view_if_needed()


SHOTS = {
    "anmelden": Shot("", "/heute"),
    "heute": Shot("anna", "/heute"),
    "heute-koordination": Shot("kerstin", "/heute"),
    "vorschlaege": Shot("kerstin", "/vorschlaege"),
    "familie-vorschlagen": Shot("anna", "/vorschlaege?neu=ja"),
    "pruefung": Shot("anna", "/vorschlaege", _open_in_list("Birkenhain"), tallest=1500),
    "familien": Shot("anna", "/familien", tallest=900),
    "bedarfe": Shot("anna", "/familien", _part("Doppelbach", "Bedarfe"), tallest=1500),
    "wege": Shot("anna", "/familien", _part("Amselfeld", "Wege"), tallest=1300),
    "familienakte": Shot("anna", "/familien", _open_in_list("Doppelbach"), tallest=1300),
    "personen": Shot("anna", "/familien", _people, tallest=1500),
    "massnahmen": Shot("anna", "/familien", _measures, tallest=1400),
    "einwilligungen": Shot("anna", "/familien", _consents, tallest=1500),
    "ziele": Shot("anna", "/familien", _goals, tallest=1300),
    "familienplan": Shot("anna", "/familien", _plan, tallest=2200),
    "dokumente": Shot("anna", "/familien", _part("Ginsterbusch", "Dokumente")),
    "gespraeche": Shot("anna", "/gespraeche", tallest=1250),
    "gespraech-festhalten": Shot("anna", "/familien", _record, tallest=1300),
    "monat": Shot("anna", "/gespraeche", _month, tallest=1300),
    "aufgaben": Shot("anna", "/aufgaben"),
    "wachstum": Shot("kerstin", "/wachstum", _charts, tallest=1900),
    "eigene-auswertung": Shot("anna", "/auswertung", _own_figures, tallest=1300),
    "eigene-auswertung-koordination": Shot("kerstin", "/auswertung", _own_figures, tallest=1300),
    "wachstum-leitung": Shot("lena", "/wachstum", _charts, tallest=900),
    "wirkung": Shot("kerstin", "/wirkung", _charts, tallest=1300),
    "tandemarbeit": Shot("kerstin", "/tandemarbeit", _charts, tallest=1300),
    "planung": Shot("kerstin", "/planung", _charts, tallest=1300),
    "berichte": Shot("kerstin", "/berichte", tallest=1100),
    "reflexion": Shot("anna", "/reflexion", _charts, tallest=1100),
    "plan-und-plaetze": Shot("kerstin", "/plan", _charts, tallest=1500),
    "austausch": Shot("kerstin", "/austausch", _import, tallest=1500),
    "felder": Shot("kerstin", "/felder?neu=family", _new_field),
    "team": Shot("adam", "/team", tallest=1200),
    "aenderungen": Shot("anna", "/aenderungen", tallest=900),
    "loeschung": Shot("kerstin", "/loeschung", tallest=1100),
    "mein-konto": Shot("anna", "/konto"),
    "zweiter-faktor": Shot("anna", "/konto", _second_factor, tallest=1400),
    "telefon": Shot("anna", "/heute", width=NARROW, tallest=1100),
}


def take(browser: Browser, url: str, folder: Path, names: Collection[str] = tuple(SHOTS)) -> list[Path]:
    """Shoot the named pictures from a running demo into a folder; return the files. People log in once each."""
    folder.mkdir(parents=True, exist_ok=True)
    cookies: dict[str, StorageState] = {}
    return [_take(browser, url, folder / f"{name}.png", SHOTS[name], cookies) for name in names]


def _take(browser: Browser, url: str, file: Path, shot: Shot, cookies: dict[str, StorageState]) -> Path:
    context = browser.new_context(
        viewport={"width": shot.width, "height": SHORTEST},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        color_scheme="light",
        reduced_motion="reduce",
        storage_state=cookies.get(shot.username),
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    if shot.username and shot.username not in cookies:
        log_in(page, url, shot.username, shot.path)
        cookies[shot.username] = context.storage_state()
    else:
        page.goto(url + shot.path)
    if shot.username:
        page.get_by_role("heading", level=1).wait_for()
        settled(page)
    else:
        at_the_door(page)
    shot.prepare(page)
    settled(page)
    _grow(page, shot)
    _small(_still(page), file)
    context.close()
    return file


def _grow(page: Page, shot: Shot) -> None:
    """Make the window as tall as the page, within the shot's limit: one picture, no scrolling."""
    _still(page)
    needed = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": shot.width, "height": max(SHORTEST, min(needed, shot.tallest))})


def _still(page: Page) -> bytes:
    """Return a screenshot once two in a row are the same."""
    before = b""
    for _look in range(LOOKS):
        page.get_by_text(REAL_TIMES).evaluate_all(ONE_TIME)
        now = page.screenshot(caret="hide", animations="disabled")
        if now == before:
            return now
        before = now
        page.wait_for_timeout(STILL)
    raise TimeoutError(f"{page.url} does not come to rest")


def _small(screenshot: bytes, file: Path) -> None:
    """Save with 256 colours and no dithering: a third of the size, and text stays sharp."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> int:
    """Start the demo and Chromium, and write the pictures that were asked for (all without names)."""
    parser = argparse.ArgumentParser(description="Bilder des Handbuchs aus der Demo aufnehmen.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"ohne Angabe alle: {', '.join(SHOTS)}")
    parser.add_argument("--into", type=Path, default=IMAGES, metavar="ORDNER")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in SHOTS]:
        parser.error(f"unbekannt: {', '.join(unknown)}")
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        found = find_chromium(bundled=playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=found, args=list(STEADY))
        files = take(browser, server.url, asked.into, asked.names or tuple(SHOTS))
        browser.close()
    sys.stdout.writelines(f"{file} {file.stat().st_size // 1024} KB\n" for file in files)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
