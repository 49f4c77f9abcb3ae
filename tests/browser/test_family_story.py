"""One family's plan across two legal circles in Chromium, chapter by chapter: admitted, reviewed twice, closed.

Each chapter begins in a database where the one before it ended (tests/support/sonnfeld.py), is done by the people in
their browsers, and must leave there what the next one begins with. Papers are opened and read.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import vobject
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fam import db
from tests.browser import plan_hands as hands
from tests.browser.plan_hands import choose, click, fill, part, press, says, settled
from tests.support import sonnfeld as story
from tests.support.people import log_in
from tests.support.runs import watch
from tests.support.server import Server, app_server
from tests.support.sonnfeld import EVENINGS, NUMBER, TRAINING
from tests.support.told import told

pytestmark = pytest.mark.browser
PATIENCE = 90_000  # milliseconds: a laden machine is slow, and slow is not wrong
FILE = f"/familienakte?fam={NUMBER}"
YOUTH, HOME = "Übergang Schule", "Erziehungskompetenz"
FAMILY_HELP, BUDGET = "Sozialpädagogische Familienhilfe", "Vermittlungsbudget"
Told = dict[str, list[dict[str, str]]]


@dataclass
class Team:
    """The people at work, each at a browser of their own."""

    server: Server
    browser: Browser
    arguments: dict[str, Any]
    contexts: list[BrowserContext] = field(default_factory=list)

    def at(self, name: str, path: str) -> Page:
        """Log somebody in and open an address."""
        context = self.browser.new_context(**self.arguments)
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch(context)
        page = context.new_page()
        log_in(page, self.server.url, name, path)
        return page


@pytest.fixture(scope="module")
def chapters(ready_cast: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Told]]:
    """The database at the end of each chapter as the services write it, and what it says; the first is the beginning."""
    folder, ends = tmp_path_factory.mktemp("sonnfeld"), []
    path = Path(shutil.copy(ready_cast, folder / "now.db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", f"sqlite:///{path}")
        for number, chapter in enumerate(story.CHAPTERS):
            chapter()
            said = told(NUMBER)
            db.engine().dispose()
            ends.append((Path(shutil.copy(path, folder / f"{number}.db")), said))
    return ends


@pytest.fixture
def team(
    request: pytest.FixtureRequest, chapters: list[tuple[Path, Told]], tmp_path: Path, browser: Browser,
    browser_context_args: dict[str, Any], monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Team]:  # fmt: skip
    """The team in the chapter of this number, on its day; at its end the database says what the next begins with."""
    number, day = request.param
    url = f"sqlite:///{shutil.copy(chapters[number - 1][0], tmp_path / 'story.db')}"
    monkeypatch.setenv("FAM_DATABASE_URL", url)
    story.today_is(day)
    expect.set_options(timeout=PATIENCE)
    with app_server(tmp_path, {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4"}) as server:
        made = Team(server, browser, browser_context_args)
        yield made
        for context in made.contexts:
            context.close()
    expect.set_options(timeout=5_000)
    db.engine_for(url).dispose()


def words(levels: dict[str, str]) -> dict[str, str]:
    """Return what levels mean, by the signs that the form gives them."""
    signs = {"level_p1": "+1", "level_p2": "+2", "level_m1": "−1", "level_m2": "−2"}
    return {signs[key]: text for key, text in levels.items()}


def chapter(number: int, day: Any) -> Callable[[Any], Any]:
    """Mark a test as the chapter of this number."""
    return pytest.mark.parametrize("team", [(number, day)], indirect=True, ids=[f"chapter {number}"])


@chapter(1, story.ADMISSION)
def test_admitted_judged_and_two_goals(team: Team, chapters: list[tuple[Path, Told]]) -> None:
    """Kerstin admits; the family and the ASD judge; each side agrees on a goal, level 0 first, and on a step."""
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
    amir = team.at("amir", f"{FILE}&bereich=bedarfe")
    hands.judge(amir, "ASD", {HOME: ("1", story.RULES)})
    part(amir, "Ziele")
    hands.aim(amir, HOME, EVENINGS, {"0": story.CONTRACT, **words(story.EVENING_LEVELS)})
    assert told(NUMBER) == chapters[1][1]

