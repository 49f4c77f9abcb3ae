"""What people do with one family's plan in Chromium, each on a page of their own: the steps of test_family_story.py."""

import io
import re
from pathlib import Path

import docx
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.support import hands
from tests.support.hands import choose
from tests.support.people import settled
from tests.support.sonnfeld import NUMBER

HEADINGS = {"Maßnahmen": "Maßnahmen beider Rechtskreise"}
Levels = dict[str, tuple[str, str]]  # area -> level as it is offered, and how one notices


def click(target: Locator) -> None:
    """Click on a page that stands still, and let it come to rest."""
    settled(target.page)
    hands.click(target)
    settled(target.page)


def press(page: Page, name: str) -> None:
    """Click the button of this name."""
    click(page.get_by_role("button", name=name, exact=True))


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field of one line or several, and leave it."""
    settled(page)
    hands.fill(page, re.escape(label), text)
    settled(page)


def part(page: Page, label: str) -> None:
    """Turn to a part of the file that is open."""
    click(page.get_by_role("radio", name=label, exact=True))
    expect(page.get_by_role("heading", name=HEADINGS.get(label, label), exact=True).first).to_be_visible()


def save(page: Page) -> None:
    """Save the form that is open: it closes (a refused one stays)."""
    button = page.get_by_role("button", name="Speichern", exact=True)
    click(button)
    expect(button).to_be_hidden()


def judge(page: Page, who: str, levels: Levels) -> None:
    """Rate areas of life, on the part Bedarfe."""
    press(page, "Bereiche einschätzen")
    choose(page, "Wer schätzt ein", who, exact=True)
    for area, (level, note) in levels.items():
        choose(page, area, level)
        fill(page, f"Woran man es merkt ({area}", note)
    save(page)


def aim(page: Page, area: str, text: str, levels: dict[str, str]) -> None:
    """Agree on a goal with what its levels mean, as far as that is known."""
    press(page, "Ziel vereinbaren")
    choose(page, "Lebensbereich", area)
    fill(page, "Ziel in eigenen Worten", text)
    for label, words in levels.items():
        fill(page, f"{label}:", words)
    save(page)


def card(page: Page, goal: str) -> Locator:
    """The card of a goal."""
    return page.locator("[class*='st-key-ziel-']").filter(has_text=goal).first


def step(page: Page, goal: str, text: str, owner: str, due: str) -> None:
    """Add a step to a goal."""
    click(card(page, goal).get_by_role("button", name="Schritt ergänzen"))
    fill(page, "Aufgabe", text)
    choose(page, "Wer", owner)
    fill(page, "Fällig am", due)
    save(page)


def rate(page: Page, goal: str, who: str, level: str, words: dict[str, str]) -> None:
    """Rate a goal for the first time: the levels that nobody described yet come first."""
    click(card(page, goal).get_by_role("button", name="Bewerten", exact=True))
    for label, text in words.items():
        fill(page, f"{label}:", text)
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
    page.keyboard.press("Escape")  # an open list hides the rest of the page
    save(page)


def agree(page: Page, button: str, version: int) -> None:
    """Agree on a version of the plan, on the part Familienplan; its paper stands there."""
    press(page, button)
    save(page)
    expect(page.get_by_role("heading", name=f"Familienplan {NUMBER}, {version}. Fassung")).to_be_visible()


def plan_meeting(page: Page, url: str, day: str, clock: str, topic: str) -> None:
    """Plan a meeting with the family, and open it."""
    page.goto(f"{url}/gespraeche?neu=termin&fam={NUMBER}")
    fill(page, "Datum", day)
    fill(page, "Uhrzeit", clock)
    fill(page, "Worum es gehen soll", topic)
    press(page, "Termin speichern")
    expect(page.get_by_text("Termin geplant.").first).to_be_visible()
    open_meeting(page, url)


def open_meeting(page: Page, url: str) -> None:
    """Open the only meeting of the family by its address."""
    page.goto(f"{url}/gespraeche?gespraech=1")
    expect(page.get_by_role("button", name="In den Kalender")).to_be_visible()


def tick(page: Page, point: str) -> None:
    """Tick off a point of the agenda."""
    box = page.get_by_role("checkbox", name=re.compile(rf"^{point}"))
    click(page.locator("label").filter(has=box))
    expect(box).to_be_checked()


def end_goal(page: Page, goal: str, outcome: str, side: str, level: str) -> None:
    """Say in the closing how a goal ended, and where one side sees it."""
    choose(page, f"Ergebnis: {goal}", outcome)
    choose(page, rf"Stufe am Ende, {side}: {goal}", level)


def answer(page: Page, day: str, note: str) -> None:
    """Record what came out of asking again after three months."""
    click(page.get_by_role("button", name="Antworten festhalten").first)
    fill(page, "Gefragt am", day)
    for question in ("Erreicht", "Mindestens eine Person in Arbeit oder Ausbildung"):
        click(page.get_by_role("radiogroup", name=question).get_by_text("ja", exact=True))
    fill(page, "Anmerkung", note)
    save(page)


def printed(page: Page) -> str:
    """What the page says on paper, in one line."""
    settled(page)
    return text_of_pdf(page.pdf(format="A4"))


def paper(page: Page, kind: str, form: str) -> tuple[str, str]:
    """Make a paper on the part Dokumente and download it; return its file name and its text in one line."""
    part(page, "Dokumente")
    click(page.get_by_role("radiogroup", name="Papier").get_by_text(kind, exact=True))
    click(page.get_by_text(form, exact=True))
    press(page, "Papier erstellen")
    return downloaded(page, f"{kind} herunterladen")


def downloaded(page: Page, button: str) -> tuple[str, str]:
    """Download a file; return its name and its text."""
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    content, name = Path(waiting.value.path()).read_bytes(), waiting.value.suggested_filename
    readers = {"docx": text_of_docx, "pdf": text_of_pdf}
    return name, readers.get(name.rpartition(".")[2], bytes.decode)(content)


def text_of_docx(content: bytes) -> str:
    """The text of a Word file, paragraphs and tables in their order."""
    found = docx.Document(io.BytesIO(content))
    return one_line(" ".join(one.text or "" for one in found.element.body.iter() if one.tag.endswith("}t")))


def text_of_pdf(content: bytes) -> str:
    """The text of a PDF, in one line."""
    return one_line(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages))


def one_line(text: str) -> str:
    """A text without its breaks."""
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def says(text: str, *words: str) -> None:
    """Check that a paper says all of it."""
    assert not [word for word in words if word not in text], text
