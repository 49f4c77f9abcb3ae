"""One family's plan across two legal circles in real Chromium: agreed, reviewed twice, closed; every paper is opened."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fam import db
from fam.models import BenefitUnit, Member
from fam.person import Person
from fam.rules.terms import MemberRole
from fam.services import records
from tests.browser import family_story as story
from tests.browser.family_story import NUMBER
from tests.support.people import log_in
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
PATIENCE = 20_000
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
    contexts = [browser.new_context(**browser_context_args, accept_downloads=True) for _ in range(2)]
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


def at_admission(server: Server, anna: Page, amir: Page) -> None:
    """Both sides and the family judge; a goal of each side with a step; a measure of each circle."""
    story.judge(anna, "Familie", {YOUTH: ("1", "Lea weiß nicht weiter"), HOME: ("1", "abends oft Streit")})
    story.judge(anna, "Pro Arbeit", {YOUTH: ("0", "kein Kontakt zur Berufsberatung")})
    story.judge(amir, "ASD", {HOME: ("1", "Regeln fehlen")})
    expect(amir.get_by_text("Niedrige Stufe, aber noch kein laufendes Ziel")).to_be_visible()
    story.part(anna, server, "ziele")
    story.aim(anna, YOUTH, TRAINING, "Ausbildungsvertrag ist unterschrieben")
    story.step(anna, TRAINING, "Praktikum suchen", "Familie", "30.4.18")
    story.part(amir, server, "ziele")
    story.aim(amir, HOME, EVENINGS, "An vier Abenden in der Woche kein Streit")
    story.part(anna, server, "massnahmen")
    story.support(anna, "Vermittlungsbudget", "beantragt", "1.4.18", TRAINING, "Lea")
    story.part(amir, server, "massnahmen")
    story.support(amir, "Sozialpädagogische Familienhilfe", "läuft", "19.3.18", EVENINGS)
