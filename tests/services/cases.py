"""What the tests of the lifecycle share: cases brought to a status, and looks at what is stored."""

from collections.abc import Callable
from datetime import date

from sqlmodel import col, select

from fam import db
from fam.models import Family, ListItem, StatusPeriod
from fam.person import Person
from fam.rules.admission import asked
from fam.rules.terms import Answer, ListName, Status
from fam.services import examination, statuses

Cast = Callable[[str], Person]
MakeFamily = Callable[..., int]
TODAY = date(2018, 10, 15)


def reason(name: ListName, number: int = 0) -> int:
    """Return the id of a reason of a list."""
    with db.program() as session:
        found = session.exec(select(ListItem.id).where(ListItem.list == name).order_by(col(ListItem.position))).all()
        return found[number] or 0


def head(family: int) -> Family:
    """Return the head as it is stored."""
    with db.program() as session:
        return session.get_one(Family, family)


def periods(family: int) -> list[tuple[Status, date, date | None]]:
    """Return the status history: status, from, until."""
    with db.program() as session:
        rows = session.exec(select(StatusPeriod).where(StatusPeriod.family_id == family).order_by(col(StatusPeriod.id)))
        return [(one.status, one.starts_on, one.ends_on) for one in rows]


def brought_to(cast: Cast, make_family: MakeFamily, status: Status) -> int:
    """Return an examined family in any status."""
    if status in (Status.NOT_ADMITTED, Status.WITHDRAWN):
        family = make_family(status=Status.EXAMINATION)
        with db.program() as session:
            statuses.set_status(session, session.get_one(Family, family), status, TODAY)
        return family
    family = make_family(status=Status.EXAMINATION if status is not Status.PROPOSED else status)
    if status is Status.PROPOSED:
        return family
    examined(cast, family)
    path = {
        Status.WAITING: (Status.WAITING,),
        Status.ACTIVE: (Status.ACTIVE,),
        Status.PAUSED: (Status.ACTIVE, Status.PAUSED),
        Status.CLOSED: (Status.ACTIVE, Status.CLOSED),
    }.get(status, ())
    for number, step in enumerate(path):
        with db.program() as session:
            statuses.set_status(session, session.get_one(Family, family), step, date(2018, 10, 1 + number))
    return family


def examined(cast: Cast, family: int, yes: bool = True) -> None:
    """Let Anna and Amir answer everything with yes, and vote."""
    for name in ("anna", "amir"):
        institution = cast(name).institution
        assert institution
        with db.transaction(cast(name)) as session:
            for one in asked(institution, TODAY):
                examination.answer(session, family, one.key, Answer.YES)
            examination.vote(session, family, yes, "Fiktiver Grund")
