"""The demo has something to show on Tandemarbeit, and its figures have every kind of answer."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3 import connect

import pytest

from fam import db
from fam.demo import story
from fam.figures import catalogue
from fam.figures.indicator import Period
from fam.ui.auth_session import STATE_SID
from tests.pages.test_growth import charts, numbers, shown
from tests.support.people import new_session, page_path, router

SINCE_START = Period(date(2017, 2, 1), date(2018, 10, 15))


def test_every_answer_occurs(the_story: str) -> None:
    """Reviews of all three plans, in time and late; goals with every end; progress and none; joint work and single."""
    assert the_story
    reviews, goals, progress, joint = catalogue.count(SINCE_START, ("I20", "I21", "I22", "I17"))
    assert all(part.number.denominator for part in reviews.breakdowns[0].parts)
    assert reviews.part("outcome", "late").value
    assert {part.code for part in goals.breakdowns[1].parts if part.number.value} >= {
        "REACHED", "MOSTLY", "PARTLY", "NOT_REACHED", "GIVEN_UP",
    }  # fmt: skip
    assert 0.3 < (progress.number.value or 0) < 1
    assert all(joint.part("present", code).value for code in ("joint", "both", "pro_arbeit", "asd"))


def test_the_page_shows_it(filled: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kerstin reads the answer, key numbers and eight charts; Lena what the frozen reports say."""
    copy = tmp_path / "demo.db"
    with closing(connect(filled(story.size()).removeprefix("sqlite:///"))) as whole, closing(connect(copy)) as own:
        whole.backup(own)  # logging in writes
    monkeypatch.setenv("FAM_DATABASE_URL", f"sqlite:///{copy}")
    for name, told, drawn in (("kerstin", 6, 8), ("lena", 7, 3)):
        app = router()
        app.session_state[STATE_SID] = new_session(name)
        app.run(timeout=60)
        app.switch_page(page_path("analysis/cooperation.py")).run(timeout=60)
        assert not app.exception
        assert ("Gesprächen im September 2018 waren" in shown(app)) is (name == "kerstin")
        assert ("Quartalsbericht 3. Quartal 2018" in shown(app)) is (name == "lena")
        assert (len(numbers(app)), len(charts(app))) == (told, drawn)
    db.engine().dispose()
