"""The system's clock jumps or changes to winter time: log-ins, waits and dates take no harm."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest
from sqlmodel import col, select

from fam import clock, db
from fam.figures.growth import caseload
from fam.models import LoginThrottle, Note, Setting, base
from fam.person import Person, system
from fam.queries.presence import Presence
from fam.services import login, notes
from fam.ui import auth_gate, auth_session
from tests.support.people import new_session

Set = Callable[[datetime], None]
BEFORE_CHANGE = datetime(2018, 10, 28, 0, 40, tzinfo=UTC)  # 02:40 in Berlin, for the first time
HOUR, IDLE = timedelta(hours=1), timedelta(minutes=30)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Give a function that sets the clock which `models.now` and `clock.real_today` read."""

    def to(moment: datetime) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return moment.astimezone(tz)

        for module in (base, clock):
            monkeypatch.setattr(module, "datetime", Clock)

    return to


def _here(sid: str) -> Presence:
    found = auth_session.look(sid)
    assert found is not None
    return found


def test_a_clock_that_goes_back_an_hour_ends_no_session(database: str, set_clock: Set) -> None:
    """Who is logged in stays so; the next click counts from the new time on, so that the lock comes when it should."""
    set_clock(start := datetime(2018, 10, 15, 9, 0, tzinfo=UTC))
    sid = new_session("anna")
    set_clock(start - HOUR)
    here = _here(sid)
    assert not here.locked
    auth_gate._note_activity(here.sid_hash, here.rested, here.idle)
    set_clock(start - HOUR + IDLE + timedelta(seconds=1))
    assert _here(sid).locked


def test_a_clock_that_goes_on_an_hour_only_locks(database: str, set_clock: Set) -> None:
    """The page is covered, the password opens it; when the clock is put right again it is still open."""
    set_clock(start := datetime(2018, 10, 15, 9, 0, tzinfo=UTC))
    sid = new_session("anna", rested=timedelta(minutes=1))
    set_clock(start + HOUR - timedelta(minutes=1))
    here = _here(sid)
    assert here.locked
    with db.program() as session:
        assert login.touch(session, here.sid_hash, None)
    assert not _here(sid).locked
    set_clock(start + timedelta(minutes=2))
    assert not _here(sid).locked


def test_a_clock_that_goes_back_keeps_nobody_out(database: str, set_clock: Set) -> None:
    """After five failures one waits half a minute, not half a minute and the hour that is repeated."""
    set_clock(start := datetime(2018, 10, 15, 9, 0, tzinfo=UTC))

    def admitted() -> bool:
        with db.program() as session:
            return login.admit(session, "anna", "192.0.2.1")

    assert [admitted() for _ in range(6)] == [True] * 5 + [False]
    set_clock(start - HOUR)
    assert not admitted()
    set_clock(start - HOUR + timedelta(seconds=31))
    assert admitted()
    with db.program() as session:
        assert session.exec(select(LoginThrottle.fails).where(col(LoginThrottle.key) == "account:anna")).one() == 6


def test_the_hour_that_comes_twice(database: str, set_clock: Set, cast: Callable[[str], Person],
                                   make_family: Callable[..., int]) -> None:  # fmt: skip
    """Between 02:40 and 02:05 lie 25 minutes: no lock, and what was written first stays first, on its day."""
    family = make_family("Kaya")
    months = caseload(date(2017, 1, 1), date(2018, 12, 1), date(2018, 10, 28))
    set_clock(BEFORE_CHANGE)
    sid, anna = new_session("anna"), cast("anna")
    for moment, text in ((BEFORE_CHANGE, "zuerst"), (BEFORE_CHANGE + timedelta(minutes=25), "danach")):
        set_clock(moment)
        assert not _here(sid).locked
        with db.transaction(anna) as session:
            notes.write(session, family, date(2018, 10, 14), text)
    set_clock(BEFORE_CHANGE + IDLE)
    assert _here(sid).locked
    with db.reading(system()) as session:
        rows = session.exec(select(Note).order_by(col(Note.created_at))).all()
        assert [(row.text, row.event_on) for row in rows] == [
            ("zuerst", date(2018, 10, 14)), ("danach", date(2018, 10, 14)),
        ]  # fmt: skip
        assert [row.created_at for row in rows] == [BEFORE_CHANGE, BEFORE_CHANGE + timedelta(minutes=25)]
    assert caseload(date(2017, 1, 1), date(2018, 12, 1), date(2018, 10, 28)) == months


@pytest.mark.parametrize(
    ("moment", "today"),
    [
        (datetime(2018, 10, 27, 21, 59, tzinfo=UTC), date(2018, 10, 27)),  # summer: two hours ahead
        (datetime(2018, 10, 27, 22, 0, tzinfo=UTC), date(2018, 10, 28)),
        (datetime(2018, 10, 28, 0, 59, tzinfo=UTC), date(2018, 10, 28)),
        (datetime(2018, 10, 28, 1, 0, tzinfo=UTC), date(2018, 10, 28)),
        (datetime(2018, 10, 28, 22, 59, tzinfo=UTC), date(2018, 10, 28)),  # winter: one
        (datetime(2018, 10, 28, 23, 0, tzinfo=UTC), date(2018, 10, 29)),
        (datetime(2018, 3, 24, 23, 0, tzinfo=UTC), date(2018, 3, 25)),
        (datetime(2018, 3, 25, 22, 0, tzinfo=UTC), date(2018, 3, 26)),
    ],
)
def test_today_is_berlins_also_when_the_clocks_change(set_clock: Set, moment: datetime, today: date) -> None:
    """The day of 25 hours and the one of 23 begin and end at midnight in Berlin."""
    set_clock(moment)
    assert clock.real_today() == today


def test_a_demo_has_its_own_day(database: str, set_clock: Set) -> None:
    """Whatever the clock does; without the mark it is the clock's."""
    set_clock(datetime(2030, 1, 1, tzinfo=UTC))
    with db.program() as session:
        assert clock.today(session) == date(2018, 10, 15)
        session.delete(session.get_one(Setting, clock.DEMO_TODAY))
        session.flush()
        assert clock.today(session) == date(2030, 1, 1)
