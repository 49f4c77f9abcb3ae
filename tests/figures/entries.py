"""What the team enters for a family, written in short words: for the hand-counted lists of the indicators."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlmodel import select

from fam import db
from fam.clock import BERLIN
from fam.models import (
    Attendee,
    Consent,
    ConsentItem,
    Goal,
    GoalRating,
    ListItem,
    Measure,
    Meeting,
    Member,
    Need,
    Review,
)
from fam.person import system
from fam.rules.consent import CORE, Flow
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, MeasureStatus, Perspective, ReviewKind
from fam.rules.terms import Institution, ListName, MeetingState, MemberRole, Party

SIDES = {"P": Party.PRO_ARBEIT, "A": Party.ASD, "F": Party.FAMILY, "O": Party.OTHER}
OF: dict[str, Any] = {"institution": Institution.PRO_ARBEIT}


def day(text: str) -> date:
    """Return "03.04." as a day of 2017, "03.04.18" with its year."""
    number, month, year = text.split(".")
    return date(2000 + int(year or 17), int(month), int(number))


def at(text: str, hour: int = 12) -> datetime:
    """Return an hour of a day in Berlin."""
    found = day(text)
    return datetime(found.year, found.month, found.day, hour, tzinfo=BERLIN)


def put(*rows: Any) -> list[int]:
    """Write rows and return their ids."""
    with db.program() as session:
        session.add_all(rows)
        session.flush()
        return [int(row.id) for row in rows]


def item(name: ListName, code: str) -> int:
    """Return the id of a choice of a list."""
    with db.reading(system()) as session:
        return session.exec(select(ListItem.id).where(ListItem.list == name, ListItem.code == code)).one() or 0


def meeting(
    family: int, text: str, kind: str = "GESPRAECH", came: str = "PAF", state: MeetingState = MeetingState.HELD,
    *, invited: str = "", entered: datetime | None = None, cancelled: str = "",
) -> None:  # fmt: skip
    """Write a meeting; `came` and `invited` (but not present) name the sides by P, A, F, O."""
    number, = put(
        Meeting(
            family_id=family, event_on=day(text), kind_id=item(ListName.MEETING_KIND, kind), state=state,
            created_at=entered or at(text), cancelled_on=day(cancelled) if cancelled else None, **OF,
        )
    )  # fmt: skip
    put(*(
        Attendee(meeting_id=number, family_id=family, party=SIDES[one], present=one in came) for one in came + invited
    ))  # fmt: skip


def review(family: int, kind: ReviewKind, due: str, held: str = "") -> None:
    """Write a review with the day on which it is due, and on which it was held."""
    put(Review(family_id=family, event_on=day("01.01."), kind=kind, due_on=day(due),
               held_on=day(held) if held else None, **OF))  # fmt: skip


def goal(family: int, area: str, outcome: GoalOutcome | None = None, ended: str = "") -> int:
    """Write a goal and return its id; without an outcome it is still running."""
    return put(Goal(family_id=family, event_on=day("01.01."), area_id=item(ListName.AREA, area), text="Ziel",
                    outcome=outcome, ended_on=day(ended) if ended else None, **OF))[0]  # fmt: skip


def rated(family: int, goal_id: int, who: Perspective, *ratings: tuple[str, int]) -> None:
    """Write what one side said of a goal, (day, level) each."""
    put(*(GoalRating(family_id=family, goal_id=goal_id, perspective=who, event_on=day(text), rating=level, **OF)
          for text, level in ratings))  # fmt: skip


def needs(family: int, area: str, who: Perspective, *levels: tuple[str, int | None]) -> None:
    """Write how one side saw an area of a family's life, (day, level) each."""
    put(*(Need(family_id=family, area_id=item(ListName.AREA, area), perspective=who, event_on=day(text), level=level,
               **OF) for text, level in levels))  # fmt: skip


def measure(
    family: int, code: str, starts: str = "", ends: str = "", status: MeasureStatus = MeasureStatus.RUNNING
) -> None:
    """Write a measure from its first day to the first on which it no longer runs."""
    first, after = (day(text) if text else None for text in (starts, ends))
    put(Measure(family_id=family, event_on=day("01.01."), instrument_code=code, level=MeasureLevel.FAMILY,
                status=status, starts_on=first, ends_on=after, **OF))  # fmt: skip


def member(family: int, role: MemberRole, **more: Any) -> int:
    """Write somebody of a family and return their id."""
    return put(Member(family_id=family, first_name="Fiktiv", role=role, **more))[0]


def consent(
    family: int, member_id: int | None, given: str, until: str = "", *, revoked: str = "",
    flows: Iterable[Flow] = CORE, starts: str = "",
) -> None:  # fmt: skip
    """Write a signed form, for one person or (None) for the whole family; `until` is its last day."""
    last = day(until) if until else None
    (number,) = put(Consent(family_id=family, member_id=member_id, given_on=day(given), valid_until=last))
    put(*(
        ConsentItem(
            family_id=family, consent_id=number, member_id=member_id, category=category, source=source,
            starts_on=day(starts or given), ends_on=last, revoked_on=day(revoked) if revoked else None,
            revoked_at=at(revoked) if revoked else None,
        )
        for category, source in flows
    ))  # fmt: skip
