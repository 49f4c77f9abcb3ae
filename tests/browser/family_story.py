"""The steps of test_family_story.py: what Anna and Amir do with one family's plan, each on a page of their own."""

import io
import re
from datetime import date
from pathlib import Path

import docx
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from fam import db
from fam.clock import DEMO_TODAY
from fam.models import Setting
from tests.support.hands import choose, click, fill, press, said
from tests.support.people import settled
from tests.support.server import Server

NUMBER = "FAM-2018-00001"
HEADINGS = {"Maßnahmen": "Maßnahmen beider Rechtskreise"}
Levels = dict[str, tuple[str, str]]  # area -> level as it is offered, and how one notices


def today_is(day: date) -> None:
    """Set the clock of the demo, for everybody's next click."""
    with db.program() as session:
        session.merge(Setting(key=DEMO_TODAY, value=day.isoformat()))


def open_file(page: Page, server: Server, label: str = "Überblick") -> None:
    """Open the family's file by its address (a new day begins so), then a part of it."""
    page.goto(f"{server.url}/familienakte?fam={NUMBER}")
    page.get_by_role("radio", name=label, exact=True).wait_for()
    settled(page)
    part(page, label)


def part(page: Page, label: str) -> None:
    """Turn to a part of the file that is open, and wait until it stands."""
    tab = page.get_by_role("radio", name=label, exact=True)
    if not tab.is_checked():
        click(tab)
    page.get_by_role("heading", name=HEADINGS.get(label, label), exact=True).first.wait_for()
    settled(page)


def save(page: Page) -> None:
    """Save the form that is open, and wait until it has closed: a refused one stays (what is said fades)."""
    button = page.get_by_role("button", name="Speichern", exact=True)
    settled(page)
    click(button)
    expect(button).to_be_hidden()
    settled(page)


def judge(page: Page, who: str, levels: Levels, occasion: str = "") -> None:
    """Rate areas of life, on the part Bedarfe."""
    press(page, "Bereiche einschätzen")
    choose(page, "Wer schätzt ein", who, exact=True)
    if occasion:
        choose(page, "Anlass", occasion)
    for area, (level, note) in levels.items():
        choose(page, area, level)
        fill(page, rf"Woran man es merkt \({area}", note)
    save(page)


def aim(page: Page, area: str, text: str, zero: str) -> None:
    """Agree on a goal with the meaning of level 0, on the part Ziele."""
    press(page, "Ziel vereinbaren")
    choose(page, "Lebensbereich", area)
    page.get_by_label("Ziel in eigenen Worten").fill(text)
    fill(page, "0: erreicht", zero)
    save(page)


def step(page: Page, goal: str, text: str, owner: str, due: str) -> None:
    """Add a step to a goal."""
    click(card(page, goal).get_by_role("button", name="Schritt ergänzen"))
    fill(page, "Aufgabe", text)
    choose(page, "Wer", owner)
    fill(page, "Fällig am", due)
    save(page)


def card(page: Page, goal: str) -> Locator:
    """The card of a goal."""
    return page.locator("[class*='st-key-ziel-']").filter(has_text=goal).first


def rate(page: Page, goal: str, who: str, level: str, words: dict[str, str] | None = None) -> None:
    """Rate a goal; before the first rating the other levels are described."""
    click(card(page, goal).get_by_role("button", name="Bewerten", exact=True))
    for label, text in (words or {}).items():
        fill(page, label, text)
    choose(page, "Wer schätzt ein", who, exact=True)
    choose(page, "Stufe", level)
    save(page)


def support(page: Page, instrument: str, state: str, starts: str, goal: str, about: str = "") -> None:
    """Enter a measure that serves a goal, on the part Maßnahmen."""
    press(page, "Leistung eintragen")
    choose(page, "Stand", state, exact=True)
    fill(page, "Beginn", starts)
    choose(page, "Leistung", instrument)
    if about:
        choose(page, "Für wen", about)
    choose(page, "Für welche Ziele", goal)
    page.keyboard.press("Tab")  # an open list hides the rest of the page
    save(page)


def agree(page: Page, button: str, version: int) -> None:
    """Agree on a version of the plan, on the part Familienplan; its paper stands there."""
    press(page, button)
    save(page)
    expect(page.get_by_role("heading", name=f"Familienplan {NUMBER}, {version}. Fassung")).to_be_visible()


def reviewed(page: Page) -> None:
    """Record the review of the family plan as held today, on the part Familienplan."""
    click(page.get_by_role("button", name="Als überprüft festhalten").first)
    save(page)


def printed(page: Page) -> str:
    """What the page says on paper, in one line."""
    page.emulate_media(media="print")
    paper = page.pdf(format="A4")
    page.emulate_media(media="screen")
    return text_of_pdf(paper)


def board_by_night(page: Page) -> set[object]:
    """The colours of the board when the system turns dark while the page is open."""
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
    with Image.open(io.BytesIO(page.locator(".fam-board-picture").screenshot())) as picture:
        return set(picture.convert("RGB").get_flattened_data())


def document(page: Page, kind: str, form: str) -> tuple[str, str]:
    """Make a paper, download it; return its file name and its text in one line."""
    part(page, "Dokumente")
    click(page.get_by_role("radiogroup", name="Papier").get_by_text(kind, exact=True))
    settled(page)
    click(page.get_by_text(form, exact=True))
    settled(page)
    press(page, "Papier erstellen")
    page.get_by_role("button", name=f"{kind} herunterladen").wait_for()
    settled(page)  # a file offered while the page still moves is offered anew
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"{kind} herunterladen").click()
    content = Path(waiting.value.path()).read_bytes()
    name = waiting.value.suggested_filename
    return name, text_of_docx(content) if name.endswith("docx") else text_of_pdf(content)


def text_of_docx(content: bytes) -> str:
    """The text of a Word file, paragraphs and tables in their order."""
    found = docx.Document(io.BytesIO(content))
    words = [one.text or "" for one in found.element.body.iter() if one.tag.endswith("}t")]
    return one_line(" ".join(words))


def text_of_pdf(content: bytes) -> str:
    """The text of a PDF, in one line."""
    return one_line(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages))


def one_line(text: str) -> str:
    """A text without its breaks."""
    return re.sub(r"\s+", " ", text)


def overview(page: Page, *lines: str) -> None:
    """The overview of the file says this of the plan."""
    part(page, "Überblick")
    box = page.locator(".st-key-plan-ueberblick")
    for line in lines:
        expect(box).to_contain_text(line)


def plan_meeting(page: Page, server: Server, day: str, clock: str) -> bytes:
    """Plan a meeting, open it, and save it for the calendar."""
    page.goto(f"{server.url}/gespraeche?neu=termin&fam={NUMBER}")
    page.get_by_role("button", name="Termin speichern").wait_for()
    settled(page)
    fill(page, "Datum", day)
    fill(page, "Uhrzeit", clock)
    page.get_by_label("Worum es gehen soll").fill("Überprüfung des Familienplans")
    press(page, "Termin speichern")
    said(page, "Termin geplant.")
    page.goto(f"{server.url}/gespraeche?gespraech=1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="In den Kalender").click()
    return Path(waiting.value.path()).read_bytes()


def close(page: Page, goals: tuple[str, ...], measures: tuple[str, str], last_day: str) -> None:
    """Close the case: every goal has its outcome, the first measure ends, the second goes on."""
    press(page, "Abschließen")
    settled(page)
    choose(page, "Hauptgrund", "Ziele überwiegend erreicht")
    for goal in goals:
        choose(page, f"Ergebnis: {goal}", "überwiegend erreicht")
    choose(page, "SGB II-Bezug am Ende", "ergänzender Bezug")
    for measure, handling in zip(measures, ("endet mit dem Fall", "läuft weiter"), strict=True):
        choose(page, f"Offene Maßnahme: .*{measure}", handling)
    choose(page, "Ergebnis insgesamt", "überwiegend erreicht")
    click(page.get_by_role("radiogroup", name="Nachbefragung vereinbart").get_by_text("ja", exact=True))
    page.get_by_label("Rückblick").fill("Lea ist in der Lehre")
    press(page, "Abschließen")
    expect(page.get_by_text(f"Letzter Tag in FAM: {last_day}")).to_be_visible()
    settled(page)
