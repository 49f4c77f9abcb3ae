"""Figures that are kept: after any change they are what a fresh count says, and only what can have moved is counted."""

import re
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from fam import db
from fam.config import database_url as in_use
from fam.figures import catalogue, kept, reading
from fam.figures.indicator import month_of, quarter_of
from fam.models import Attendee, Base, Meeting, Note, Receipt
from fam.models.columns import model_of
from fam.rules.terms import MeetingState, Party, Term
from tests.figures.reference import worlds
from tests.figures.reference.families import world

IDS = tuple(reading.READS)
LAST = date(2018, 3, 31)
PERIODS = (*(month_of(date(2018, month, 1)) for month in (1, 2, 3)), quarter_of(LAST))
EDITS = 9
NEW = 90_000  # ids that the random families do not have


@pytest.fixture
def families(database_url: str) -> None:
    """Twelve random families of 2017 and 2018, on both databases."""
    worlds.write(world(Random(7), worlds.prepared(), 12))
    kept.forget()


def test_after_any_edit_they_are_what_a_fresh_count_says(families: None) -> None:
    """One column of one record at a time: whatever an indicator reads, no number stays behind."""
    chance = Random(11)
    columns = [(table, name) for table, rule in reading.RULES.items() for name in sorted(rule.reads & _columns(table))]
    kept.rows(PERIODS, IDS)
    for table, name in chance.sample(columns, EDITS):
        told = _edit(chance, table, name)
        assert kept.rows(PERIODS, IDS) == catalogue.series(PERIODS, IDS), told


def test_after_a_new_record_or_a_deletion_too(families: None) -> None:
    """A late meeting with who was there, one person of it taken out, receipt of last year, a meeting taken back."""
    kept.rows(PERIODS, IDS)
    with db.program() as session:
        old = session.exec(select(Meeting)).first()
        assert old
        added = Meeting(**old.model_dump(exclude={"id", "version"}) | {"id": NEW, "event_on": date(2018, 1, 9)})
        added.state = MeetingState.HELD
        session.add(added)
        session.flush()
        session.add_all(
            Attendee(id=NEW + number, meeting_id=NEW, family_id=added.family_id, party=one, present=True)
            for number, one in enumerate(Party)
        )
    assert kept.rows(PERIODS, IDS) == catalogue.series(PERIODS, IDS)
    for model in (Attendee, Receipt, Meeting):
        with db.program() as session:
            session.delete(session.exec(select(model).order_by(sa.desc(sa.literal_column("id")))).first())
        assert kept.rows(PERIODS, IDS) == catalogue.series(PERIODS, IDS), model


def test_what_nothing_can_have_moved_is_not_counted_again(families: None) -> None:
    """A note moves nothing, a meeting of March what is counted of meetings in March, and no more."""
    before = kept.rows(PERIODS, IDS)
    with db.program() as session:
        meeting = session.exec(select(Meeting)).first()
        assert meeting
        session.add(Note(family_id=meeting.family_id, institution=meeting.institution, event_on=LAST, text="Anruf"))
        meeting.event_on = date(2018, 3, 14)
    with db.program() as session:
        again = session.get(Meeting, meeting.id)
        assert again
        first = kept.rows(PERIODS, IDS)
        again.event_on = date(2018, 3, 15)
    after = kept.rows(PERIODS, IDS)
    assert before != first
    counted = {
        (number, id)
        for number, (old, new) in enumerate(zip(first, after, strict=True))
        for id, one, other in zip(IDS, old, new, strict=True)
        if one is not other
    }
    march, quarter = 2, 3
    assert counted == {(number, id) for number in (march, quarter) for id in ("I16", "I17", "I18", "I19")}


def test_a_change_that_left_nothing_in_the_log_moves_everything(families: None) -> None:
    """Whoever writes past the log raises the version alone: nothing that was kept is trusted then."""
    before = kept.rows(PERIODS[:1], IDS)
    with db.program() as session:
        db.raise_version(session)
    after = kept.rows(PERIODS[:1], IDS)
    assert before == after
    assert not any(one is other for one, other in zip(before[0], after[0], strict=True))


def test_every_column_that_is_read_is_named(families: None) -> None:
    """The statements of each indicator name no table and no column that its rule does not know."""
    seen: list[str] = []
    engine = db.engine_for(in_use(), "statistics")

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    unnamed: set[tuple[str, str, str]] = set()
    for id, tables in reading.READS.items():
        seen.clear()
        catalogue.count(PERIODS[0], [id])
        for table, column in set(re.findall(r"\b([a-z_]+?)(?:_\d+)?\.\"?([a-z_]+)", " ".join(seen))):
            if table in Base.metadata.tables and table not in reading.FIXED and column != "id":
                known = table in tables and column in reading.RULES[table].reads
                unnamed |= set() if known else {(id, table, column)}
    sa.event.remove(engine, "before_cursor_execute", note)
    assert unnamed == set()


def _columns(table: str) -> set[str]:
    return set(Base.metadata.tables[table].c.keys())


def _edit(chance: Random, table: str, name: str) -> tuple[object, ...]:
    """Change one column of a random record, and say what was changed into what."""
    model: Any = model_of(table)
    told: tuple[object, ...] = (table, name)
    with suppress(IntegrityError), db.program() as session:  # an end before its beginning is refused
        rows = session.exec(select(model)).all()
        row = chance.choice(rows)
        new = _other(chance, model, name, rows)
        told = table, name, row.id, getattr(row, name), new
        setattr(row, name, new)
    return told


def _other(chance: Random, model: Any, name: str, rows: Any) -> Any:
    column = model.__table__.c[name]
    if column.nullable and chance.random() < 0.3:
        return None
    if isinstance(column.type, sa.Date):
        return LAST - timedelta(days=chance.randint(-40, 500))
    if isinstance(column.type, sa.Boolean):
        return chance.random() < 0.5
    value = chance.choice([getattr(one, name) for one in rows])
    return chance.choice(list(type(value))) if isinstance(value, Term) else value
