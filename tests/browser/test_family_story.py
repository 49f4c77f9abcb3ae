"""One family's plan across two legal circles in Chromium: agreed, reviewed twice, closed; every paper is opened."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import vobject
from playwright.sync_api import Browser, Page, expect

from fam import db
from fam.models import BenefitUnit, Member
from fam.person import Person
from fam.rules.terms import MemberRole
from fam.services import records
from tests.browser import family_story as story
from tests.browser.family_story import NUMBER
from tests.support.hands import click, said
from tests.support.people import log_in
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # milliseconds: a laden machine is slow, and slow is not wrong
ADMISSION, FIRST, SECOND, LAST = date(2018, 3, 20), date(2018, 9, 17), date(2019, 3, 15), date(2019, 6, 28)
YOUTH, HOME = "Übergang Schule", "Erziehungskompetenz"
TRAINING, EVENINGS = "Ich will eine Lehre als Tischlerin anfangen", "Abends soll es bei uns ruhig sein"
Make = Callable[..., int]


@pytest.fixture
def server(database: str, make_family: Make, cast: Callable[[str], Person], tmp_path: Path) -> Iterator[Server]:
    """The app with a family that was admitted on 15.3.2018: a mother, her daughter of 17, their BG."""
    family_id = make_family("Sonnfeld", received_on=date(2018, 1, 15))
    with db.transaction(cast("anna")) as session:
        records.add(session, Member(family_id=family_id, first_name="Sabine", role=MemberRole.MOTHER))
        born = date(2001, 2, 3)
        records.add(session, Member(family_id=family_id, first_name="Lea", role=MemberRole.CHILD, born_on=born))
        records.add(session, BenefitUnit(family_id=family_id, number="43804BG0577814"))
    story.today_is(ADMISSION)
    with app_server(tmp_path, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


@pytest.fixture
def people(server: Server, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[tuple[Page, Page]]:
    """Anna and Amir, each at a browser of their own, at the family's needs."""
    expect.set_options(timeout=PATIENCE)
    contexts = [browser.new_context(**browser_context_args) for _ in range(2)]
    for context in contexts:
        context.set_default_timeout(PATIENCE)
    anna, amir = (context.new_page() for context in contexts)
    for name, page in (("anna", anna), ("amir", amir)):
        log_in(page, server.url, name, f"/familienakte?fam={NUMBER}&bereich=bedarfe")
    yield anna, amir
    for context in contexts:
        context.close()
    expect.set_options(timeout=5_000)


def test_from_the_admission_through_two_reviews_to_the_closing(server: Server, people: tuple[Page, Page]) -> None:
    """The whole file of one family, as Anna and Amir keep it."""
    anna, amir = people
    at_admission(server, anna, amir)
    the_first_version(server, anna, amir)
    the_first_review(server, anna, amir)
    the_second_review(server, anna, amir)
    at_the_end(server, anna, amir)


def at_admission(server: Server, anna: Page, amir: Page) -> None:
    """Both sides and the family judge; a goal of each side with a step; a measure of each circle."""
    story.judge(anna, "Familie", {YOUTH: ("1", "Lea weiß nicht weiter"), HOME: ("1", "abends oft Streit")})
    story.judge(anna, "Pro Arbeit", {YOUTH: ("0", "kein Kontakt zur Berufsberatung")})
    story.judge(amir, "ASD", {HOME: ("1", "Regeln fehlen")})
    expect(amir.get_by_text("Niedrige Stufe, aber noch kein laufendes Ziel")).to_be_visible()
    story.part(anna, "Ziele")
    story.aim(anna, YOUTH, TRAINING, "Ausbildungsvertrag ist unterschrieben")
    story.step(anna, TRAINING, "Praktikum suchen", "Familie", "30.4.18")
    story.part(amir, "Ziele")
    story.aim(amir, HOME, EVENINGS, "An vier Abenden in der Woche kein Streit")
    story.part(anna, "Maßnahmen")
    story.support(anna, "Vermittlungsbudget", "beantragt", "1.4.18", TRAINING, "Lea")
    story.part(amir, "Maßnahmen")
    story.support(amir, "Sozialpädagogische Familienhilfe", "läuft", "19.3.18", EVENINGS)


def the_first_version(server: Server, anna: Page, amir: Page) -> None:
    """Amir sees both circles on the board; version 1 says the same on paper, as Word file and as PDF; a date for it."""
    expect(amir.locator(".st-key-nodruck-measures-summary")).to_contain_text(
        "1 Leistung läuft; 1 Entscheidung ist offen"
    )
    story.part(anna, "Familienplan")
    story.agree(anna, "Erste Fassung vereinbaren", 1)
    papers = [story.printed(anna)]
    for form, name in (("Word (.docx)", "Familienplan.docx"), ("PDF, barrierefrei", "Familienplan.pdf")):
        found, text = story.document(anna, "Familienplan", form)
        assert found == f"{NUMBER}-{name}"
        papers.append(text)
    agreed = (TRAINING, EVENINGS, "Praktikum suchen", "Vermittlungsbudget", "§ 31 SGB VIII", "Lea weiß nicht weiter",
              "Regeln fehlen", "20.03.2018", "An vier Abenden")  # fmt: skip
    for paper in papers:
        assert not [word for word in agreed if word not in paper], paper
    story.overview(anna, "2 offene Ziele", "1 laufende Maßnahme", "1 Entscheidung offen",
                   "Familienplan, 1. Fassung vom 20.03.2018", "Nächste Überprüfung: ")  # fmt: skip
    (event,) = vobject.readOne(story.plan_meeting(amir, server, "17.9.18", "10:00").decode()).contents["vevent"]
    assert event.dtstart.value.isoformat().startswith("2018-09-17T10:00:00")
    assert NUMBER in event.summary.value
    assert "Sonnfeld" not in event.serialize()


def the_first_review(server: Server, anna: Page, amir: Page) -> None:
    """Half a year on: the family and both sides judge again; version 2 says what is new and what changed."""
    story.today_is(FIRST)
    story.open_file(anna, server, "Familienplan")
    story.reviewed(anna)
    story.part(anna, "Bedarfe")
    story.judge(anna, "Familie", {YOUTH: ("2", "Lea war im Praktikum")}, "Familienplan")
    story.part(anna, "Ziele")
    levels = {"\\+1": "Probezeit läuft", "\\+2": "Probezeit bestanden", "−1": "Bewerbungen laufen", "−2": "wie bisher"}
    story.rate(anna, TRAINING, "Familie", "−1", levels)
    story.rate(anna, TRAINING, "Pro Arbeit", "−1")
    click(story.card(anna, TRAINING).get_by_role("button", name="Erledigt", exact=True))
    said(anna, "Erledigt: Praktikum suchen")
    story.step(anna, TRAINING, "Drei Bewerbungen schreiben", "Familie", "31.10.18")
    story.open_file(amir, server, "Familienplan")
    story.agree(amir, "Neue Fassung vereinbaren", 2)
    changed = amir.locator(".st-key-nodruck-unterschiede")
    for line in (
        "neu: Drei Bewerbungen schreiben",
        "geändert: Übergang Schule",
        "nicht mehr im Plan: Praktikum suchen",
    ):
        expect(changed).to_contain_text(line)
    paper = story.printed(amir)
    assert "2. Fassung" in paper
    assert "Drei Bewerbungen schreiben" in paper
    assert "Praktikum suchen" not in paper
    assert "Drei Bewerbungen schreiben" in story.document(amir, "Familienplan", "Word (.docx)")[1]


def the_second_review(server: Server, anna: Page, amir: Page) -> None:
    """A year on: held again; Lea has her training, the evenings are rated by the ASD."""
    story.today_is(SECOND)
    story.open_file(amir, server, "Familienplan")
    story.reviewed(amir)
    story.part(amir, "Ziele")
    levels = {"\\+1": "jeden Abend", "\\+2": "auch am Wochenende", "−1": "an zwei Abenden", "−2": "wie bisher"}
    story.rate(amir, EVENINGS, "ASD", "0", levels)
    story.open_file(anna, server, "Ziele")
    story.rate(anna, TRAINING, "Familie", "0")
    story.overview(anna, "2 offene Ziele", "2. Fassung vom 17.09.2018", "Nächste Überprüfung: ")


def at_the_end(server: Server, anna: Page, amir: Page) -> None:
    """Closed with outcome, receipt, goals and measures; the family agrees to be asked again; the letter says so."""
    story.today_is(LAST)
    story.open_file(anna, server, "Überblick")
    story.close(anna, (TRAINING, EVENINGS), ("Vermittlungsbudget", "Sozialpädagogische Familienhilfe"), "28.06.2019")
    name, letter = story.document(anna, "Abschlussbrief", "Word (.docx)")
    assert name == f"{NUMBER}-Abschlussbrief.docx"
    assert "Lea ist in der Lehre" in letter
    story.open_file(amir, server, "Familienplan")
    ended = amir.locator(".st-key-abschluss")
    for line in ("überwiegend erreicht", "Nach 3 Monaten", "fällig am 28.09.2019", "Nach 12 Monaten"):
        expect(ended).to_contain_text(line)
    story.part(amir, "Maßnahmen")
    expect(amir.locator(".st-key-nodruck-measures-summary")).to_contain_text("1 Leistung läuft")
    assert (0x7D, 0xB8, 0xDC) in story.board_by_night(amir)
