"""One family's plan across two legal circles in Chromium, chapter by chapter: admitted, reviewed twice, closed.

Each chapter begins in a database where the one before it ended (tests/support/sonnfeld.py), is done by the people in
their browsers, and must leave there what the next one begins with. Papers are opened and read.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import vobject
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fam import db
from tests.browser import plan_hands as hands
from tests.browser.plan_hands import click, fill, part, press, says
from tests.support import sonnfeld as story
from tests.support.hands import choose
from tests.support.people import new_session, settled
from tests.support.runs import watch
from tests.support.server import Server, app_server
from tests.support.sonnfeld import EVENINGS, NUMBER, TRAINING
from tests.support.told import told

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # milliseconds: a laden machine is slow, and slow is not wrong
FILE = f"/familienakte?fam={NUMBER}"
YOUTH, HOME = "Übergang Schule", "Erziehungskompetenz"
FAMILY_HELP, BUDGET = "Sozialpädagogische Familienhilfe", "Vermittlungsbudget"
Told = dict[str, list[dict[str, str]]]


@dataclass
class Team:
    """The people at work, each at a browser of their own; `end` is what the database says when the chapter is over."""

    server: Server
    browser: Browser
    arguments: dict[str, Any]
    end: Told
    contexts: list[BrowserContext] = field(default_factory=list)

    def at(self, name: str, path: str) -> Page:
        """Let somebody who has logged in open an address."""
        context = self.browser.new_context(**self.arguments)
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "fam", "value": new_session(name), "url": self.server.url}])
        watch(context)
        page = context.new_page()
        page.goto(self.server.url + path)
        page.get_by_role("button", name="Abmelden").wait_for()
        settled(page)
        return page

    def done(self) -> None:
        """Check that the next chapter can begin here."""
        assert told(NUMBER) == self.end


@pytest.fixture(scope="module")
def chapters(ready_cast: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Told]]:
    """The database at the end of each chapter as services write it, and what it says; first the beginning."""
    folder, ends = tmp_path_factory.mktemp("sonnfeld"), []
    path = Path(shutil.copy(ready_cast, folder / "now.db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", f"sqlite:///{path}")
        for write in story.CHAPTERS:
            write()
            end = folder / f"{write.__name__}.db"
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(end)) as copy:
                source.backup(copy)
            ends.append((end, told(NUMBER)))
        db.engine().dispose()
    return ends


@pytest.fixture
def team(
    request: pytest.FixtureRequest, chapters: list[tuple[Path, Told]], tmp_path: Path, browser: Browser,
    browser_context_args: dict[str, Any], monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Team]:  # fmt: skip
    """The team in the chapter of this number, on its day, in a database of its own."""
    number, day = request.param
    url = f"sqlite:///{shutil.copy(chapters[number - 1][0], tmp_path / 'story.db')}"
    monkeypatch.setenv("FAM_DATABASE_URL", url)
    story.today_is(day)
    expect.set_options(timeout=PATIENCE)
    with app_server(tmp_path, {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4"}) as server:
        made = Team(server, browser, browser_context_args, chapters[number][1])
        yield made
        for context in made.contexts:
            context.close()
    expect.set_options(timeout=5_000)
    db.engine_for(url).dispose()


def chapter(number: int, day: date) -> pytest.MarkDecorator:
    """Mark a test as the chapter of this number."""
    return pytest.mark.parametrize("team", [(number, day)], indirect=True, ids=[f"chapter {number}"])


def words(levels: dict[str, str]) -> dict[str, str]:
    """Return what levels mean, by the signs that the form gives them."""
    signs = {"level_p1": "+1", "level_p2": "+2", "level_m1": "−1", "level_m2": "−2"}
    return {signs[key]: text for key, text in levels.items()}


@chapter(1, story.ADMISSION)
def test_admitted_judged_and_a_goal(team: Team) -> None:
    """Kerstin admits; the family judges through Anna; a low area asks for a goal: level 0 first, and a step to it."""
    kerstin = team.at("kerstin", f"/vorschlaege?fam={NUMBER}")
    press(kerstin, "Aufnehmen")
    fill(kerstin, "Aufnahmedatum", "15.3.18")
    press(kerstin, "Aufnehmen")
    expect(kerstin.get_by_text("Aufgenommen.").first).to_be_visible()
    anna = team.at("anna", f"{FILE}&bereich=bedarfe")
    hands.judge(anna, "Familie", {YOUTH: ("1", story.LOST), HOME: ("1", story.QUARREL)})
    expect(anna.get_by_text("Niedrige Stufe, aber noch kein laufendes Ziel")).to_be_visible()
    part(anna, "Ziele")
    hands.aim(anna, YOUTH, TRAINING, {"0": story.SIGNED})
    hands.step(anna, TRAINING, story.PRACTICE, "Familie", "30.4.18")
    team.done()


@chapter(2, story.ADMISSION)
def test_two_circles_and_the_first_version(team: Team) -> None:
    """Amir adds the ASD's half, the board shows both; version 1 is agreed, printed and signed; papers say it all."""
    amir = team.at("amir", f"{FILE}&bereich=bedarfe")
    hands.judge(amir, "ASD", {HOME: ("1", story.RULES)})
    part(amir, "Ziele")
    hands.aim(amir, HOME, EVENINGS, {"0": story.CONTRACT, **words(story.EVENING_LEVELS)})
    part(amir, "Maßnahmen")
    hands.support(amir, FAMILY_HELP, "läuft", "19.3.18", EVENINGS)
    anna = team.at("anna", f"{FILE}&bereich=massnahmen")
    hands.support(anna, BUDGET, "beantragt", "1.4.18", TRAINING, "Lea")
    board = anna.locator(".st-key-nodruck-measures-summary")
    expect(board).to_contain_text("1 Leistung läuft; 1 Entscheidung ist offen")
    says(hands.printed(anna), "SGB II · Pro Arbeit", "SGB VIII · Jugendamt", FAMILY_HELP, BUDGET)
    part(anna, "Familienplan")
    hands.agree(anna, "Erste Fassung vereinbaren", 1)
    agreed = (TRAINING, EVENINGS, story.PRACTICE, BUDGET, "§ 31 SGB VIII", story.LOST, story.RULES, "20.03.2018",
              story.CONTRACT)  # fmt: skip
    says(hands.printed(anna), *agreed, "Familie, Datum")
    press(anna, "Unterschrift und Überprüfung")
    fill(anna, "Unterschrieben am", "20.3.18")
    fill(anna, "Wer hat unterschrieben", story.EVERYBODY)
    hands.save(anna)
    name, text = hands.paper(anna, "Familienplan", "Word (.docx)")
    assert name == f"{NUMBER}-Familienplan.docx"
    says(text, *agreed)
    team.done()


@chapter(3, story.FIRST)
def test_first_review_and_the_second_version(team: Team) -> None:
    """Half a year on: held, judged, rated, a step done and a new one; version 2 says what changed; the next date."""
    anna = team.at("anna", f"{FILE}&bereich=plan")
    click(anna.get_by_role("button", name="Als überprüft festhalten").first)
    hands.save(anna)
    part(anna, "Bedarfe")
    hands.judge(anna, "Familie", {YOUTH: ("2", story.TRIED)})
    part(anna, "Ziele")
    hands.rate(anna, TRAINING, "Familie", "−1", words(story.TRAINING_LEVELS))
    click(hands.card(anna, TRAINING).get_by_role("button", name="Erledigt", exact=True))
    hands.step(anna, TRAINING, story.LETTERS, "Familie", "31.10.18")
    amir = team.at("amir", f"{FILE}&bereich=plan")
    hands.agree(amir, "Neue Fassung vereinbaren", 2)
    changed = amir.locator(".st-key-nodruck-unterschiede")
    for line in (f"neu: {story.LETTERS}", "geändert: Übergang Schule", f"nicht mehr im Plan: {story.PRACTICE}"):
        expect(changed).to_contain_text(line)
    name, text = hands.paper(amir, "Familienplan", "PDF, barrierefrei")
    assert name == f"{NUMBER}-Familienplan.pdf"
    says(text, "Fassung 2", story.LETTERS, story.TRIED)
    assert story.PRACTICE not in text
    hands.plan_meeting(amir, team.server.url, "15.3.19", "10:00", story.REVIEW_TOPIC)
    _name, calendar = hands.downloaded(amir, "In den Kalender")
    (event,) = vobject.readOne(calendar).contents["vevent"]
    assert event.dtstart.value.isoformat().startswith("2019-03-15T10:00:00")
    assert NUMBER in event.summary.value
    assert story.NAME not in calendar
    team.done()


@chapter(4, story.SECOND)
def test_second_review_in_the_meeting(team: Team) -> None:
    """From Heute into the meeting: its agenda is ticked off, goals are rated there, minutes are one click."""
    anna = team.at("anna", "/heute")
    click(anna.get_by_role("link", name=story.NAME).first)
    expect(anna.get_by_role("heading", name="Vorschlag für die Tagesordnung")).to_be_visible()
    press(anna, "Dokumentieren")
    for point in (story.LETTERS, "Familienplan"):
        hands.tick(anna, point)
    fill(anna, "Vereinbarungen", story.SCHOOL)
    fill(anna, "Bis wann", "12.4.19")
    click(anna.get_by_text("Einschätzungen im Gespräch"))
    for place, (goal, side) in enumerate(((TRAINING, "Familie"), (EVENINGS, "Pro Arbeit"))):
        expect(anna.get_by_text(goal, exact=True).first).to_be_visible()
        choose(anna, f"Sicht: {side}", "0: ", place=place)
    press(anna, "Gespräch speichern")
    expect(anna.get_by_text("Gespräch gespeichert.").first).to_be_visible()
    hands.open_meeting(anna, team.server.url)
    name, minutes = hands.downloaded(anna, "Protokoll (PDF)")
    assert name == f"{NUMBER}-Protokoll.pdf"
    says(minutes, "15.03.2019", story.REVIEW_TOPIC, story.TALKED, story.SCHOOL, "12.04.2019", "Amir")
    team.done()


@chapter(5, story.LAST)
def test_closed_confirmed_and_asked_again(team: Team) -> None:
    """Anna closes with an answer to everything, Konrad confirms, the letter says so; Amir asks after three months."""
    anna = team.at("anna", FILE)
    press(anna, "Abschließen")
    choose(anna, "Hauptgrund", "Ziele überwiegend erreicht")
    hands.end_goal(anna, TRAINING, "erreicht", "Familie", "+1")
    hands.end_goal(anna, EVENINGS, "überwiegend erreicht", "Pro Arbeit", "0")
    choose(anna, "SGB II-Bezug am Ende", "ergänzender Bezug")
    for measure, handling in ((BUDGET, "endet mit dem Fall"), (FAMILY_HELP, "läuft weiter")):
        choose(anna, f"Offene Maßnahme: .*{measure}", handling)
    choose(anna, "Ergebnis insgesamt", "überwiegend erreicht")
    fill(anna, "Nachbetreuung bis", "30.9.19")
    click(anna.get_by_role("radiogroup", name="Nachbefragung vereinbart").get_by_text("ja", exact=True))
    fill(anna, "Rückblick", story.SUMMARY)
    fill(anna, "Wie es weitergeht", story.HANDOVER)
    press(anna, "Abschließen")
    expect(anna.get_by_text("Letzter Tag in FAM: 28.06.2019")).to_be_visible()
    konrad = team.at("konrad", "/heute")
    click(konrad.get_by_role("link", name=story.NAME).first)
    press(konrad, "Abschluss bestätigen")
    expect(konrad.get_by_text("Abschluss bestätigt.").first).to_be_visible()
    name, letter = hands.paper(anna, "Abschlussbrief", "Word (.docx)")
    assert name == f"{NUMBER}-Abschlussbrief.docx"
    says(letter, story.SUMMARY, story.HANDOVER, FAMILY_HELP, "30.09.2019")
    story.today_is(story.AFTER)
    amir = team.at("amir", f"{FILE}&bereich=plan")
    ended = amir.locator(".st-key-abschluss")
    for line in ("Nach 3 Monaten", "jetzt fragen", "Nach 12 Monaten"):
        expect(ended).to_contain_text(line)
    hands.answer(amir, "1.10.19", story.TRAINED)
    team.done()
