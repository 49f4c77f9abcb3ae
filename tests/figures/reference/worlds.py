"""Random families with everything that a figure reads, as records in lists; `write` puts them into the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam import db
from fam import models as m
from fam.rules.terms import Institution, ListName

FIRST, LAST = date(2017, 1, 1), date(2018, 6, 30)
KNOWN = 30  # days until which an entry may be late
TABLES = (
    m.Family,
    m.StatusPeriod,
    m.Lead,
    m.Member,
    m.Address,
    m.BenefitUnit,
    m.UnitMember,
    m.Receipt,
    m.Station,
    m.Goal,
    m.GoalRating,
    m.Need,
    m.Measure,
    m.Review,
    m.Meeting,
    m.Attendee,
    m.Closing,
    m.FollowUp,
    m.Consent,
    m.ConsentItem,
)
One = TypeVar("One")


@dataclass(frozen=True, slots=True, repr=False)
class Lists:
    """What is in every database: the choices that records point at."""

    accounts: Sequence[int]
    homes: dict[int, Institution | None]
    sources: Sequence[int]
    kinds: dict[int, str]
    declined: Sequence[int]
    closings: dict[int, m.ListItem]
    areas: Sequence[int]
    instruments: dict[str, m.Instrument]
    towns: Sequence[str]


@dataclass(slots=True, repr=False)
class World:
    """All records, by table; `lists` as in the database that they are for."""

    lists: Lists
    rows: dict[type[Any], list[Any]] = field(default_factory=lambda: {one: [] for one in TABLES})
    places: list[m.Place] = field(default_factory=list)
    plan: dict[date, int] = field(default_factory=dict)  # families at the end of a month, by its first day
    sorted: dict[type[Any], tuple[int, dict[int, list[Any]]]] = field(default_factory=dict)  # by family

    def of(self, model: type[One], family: Any = None) -> list[One]:
        """The records of a table, of one family if it is named."""
        if family is None:
            return self.rows[model]
        known = self.sorted.get(model)
        if known is None or known[0] != len(self.rows[model]):
            known = self.sorted[model] = len(self.rows[model]), {}
            for one in self.rows[model]:
                known[1].setdefault(one.family_id, []).append(one)
        return known[1].get(family.id, [])

    @property
    def families(self) -> list[m.Family]:
        """All cases."""
        return self.rows[m.Family]


def prepared() -> Lists:
    """Give the database in use two Fachkräfte, one of each institution, and return its choices."""
    with db.program() as session:
        session.add_all([m.Account(username=one, display_name=one, institution=one) for one in Institution])
    with db.program() as session:
        return lists(session)


def lists(session: Session) -> Lists:
    """Read the choices of the database in use."""
    items = session.exec(select(m.ListItem)).all()
    named = {name: [one for one in items if one.list is name] for name in ListName}
    people = session.exec(select(m.Account).order_by(col(m.Account.id))).all()
    return Lists(
        accounts=[one.id or 0 for one in people],
        homes={one.id or 0: one.institution for one in people},
        sources=[one.id or 0 for one in named[ListName.SOURCE]],
        kinds={one.id or 0: one.code for one in named[ListName.MEETING_KIND]},
        declined=[one.id or 0 for one in named[ListName.NON_ADMISSION]][:4],
        closings={one.id or 0: one for one in named[ListName.CLOSING]},
        areas=[one.id or 0 for one in named[ListName.AREA]][:4],
        instruments={one.code: one for one in session.exec(select(m.Instrument)).all()},
        towns=list(session.exec(select(m.Town.ags).order_by(m.Town.ags)).all())[:4],
    )


def read(session: Session) -> World:
    """Return everything that is in the database in use."""
    found = World(lists(session))
    for model in TABLES:
        found.rows[model] = list(session.exec(select(model)).all())
    found.places = list(session.exec(select(m.Place)).all())
    return found


def write(made: World) -> None:
    """Replace all cases and places of the database in use by these."""
    with db.engine().execution_options(fam_write=True).begin() as connection:
        for model in reversed([*TABLES, m.Place, m.PlanVersion, m.PlanPoint]):
            connection.execute(sa.delete(m.table(model)))
        for model in TABLES:
            if rows := made.rows[model]:
                connection.execute(sa.insert(m.table(model)), [one.model_dump() for one in rows])
        if made.plan:
            version = m.PlanVersion(id=1, title="Plan", decided_on=FIRST)
            points = [m.PlanPoint(plan_id=1, month=month, planned_stock=number) for month, number in made.plan.items()]
            connection.execute(sa.insert(m.table(m.PlanVersion)), [version.model_dump()])
            connection.execute(sa.insert(m.table(m.PlanPoint)), [one.model_dump() for one in points])
        if made.places:
            connection.execute(sa.insert(m.table(m.Place)), [one.model_dump(exclude={"id"}) for one in made.places])
