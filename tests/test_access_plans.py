"""What the read filter adds to a question is answered out of indexes: no big table is read from end to end."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from fam import db
from fam.models import Goal, ListItem, Measure, Meeting, Member, Note, Task
from fam.person import Person
from fam.queries import goals, measures, meetings, tasks
from fam.queries.meetings import MeetingSearch
from fam.queries.tasks import TaskSearch, Which
from fam.queries.timeline import timeline
from fam.rules.plan_terms import MeasureLevel, MeasureStatus
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState
from tests.support.cast import TODAY, family
from tests.support.counting import counted

Ask = Callable[[Session, int], object]
READS = ("SELECT", "WITH")
FAMILIES = 1_000
BIG = ("note", "task", "meeting", "goal", "measure", "member")  # what grows with every family
QUESTIONS: dict[str, Ask] = {
    "the entries of a file": timeline,
    "the tasks": lambda session, _family: tasks.find(session, TaskSearch(Which.FAMILIES)),
    "past meetings": lambda session, _family: meetings.past(session, MeetingSearch()),
    "goals": goals.of_family,
    "measures": measures.of_family,
}


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def mine(cast: Callable[[str], Person]) -> int:
    """A family of Anna's with two entries of each kind, among a thousand with as many; the planners know that."""
    made = family("Meine")
    with db.program() as session:
        fill(session, made, 2)
    with db.engine().begin() as connection:
        _copy(connection, "family", {"number": "'FAM-2016-' || n"})
        for name in BIG:
            _copy(connection, name, {"family_id": f"{made} + n"})
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return made


def _copy(connection: sa.Connection, name: str, changed: dict[str, str]) -> None:
    """Copy what stands in a table a thousand times, with other values in some columns."""
    columns = [one.name for one in Note.metadata.tables[name].columns if one.name != "id"]
    values = ", ".join(changed.get(one, f'"{one}"') for one in columns)
    quoted = ", ".join(f'"{one}"' for one in columns)
    count = f"WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {FAMILIES})"
    connection.execute(sa.text(f"{count} INSERT INTO {name} ({quoted}) SELECT {values} FROM {name}, many"))


def fill(session: Session, family_id: int, size: int) -> None:
    """Give a family so many entries of each kind."""
    kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
    area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first() or 0
    rows: list[object] = []
    for number in range(size):
        base: dict[str, Any] = {
            "family_id": family_id,
            "institution": Institution.PRO_ARBEIT,
            "confidentiality": Confidentiality.TEAM,
            "event_on": date(2018, 1, 8) + timedelta(days=number % 200),
        }
        rows += [
            Member(family_id=family_id, first_name=f"Kind {number}"),
            Note(**base, text="Eintrag"),
            Task(**base, text="Aufgabe", due_on=TODAY),
            Task(**base, text="Fertig", done_on=TODAY),
            Meeting(**base, kind_id=kind, state=MeetingState.HELD),
            Goal(**base, area_id=area, text="Ziel"),
            Measure(**base, instrument_code="II-MAT", level=MeasureLevel.FAMILY, status=MeasureStatus.RUNNING),
        ]
    session.add_all(rows)
    session.flush()


def scans(connection: sa.Connection, sent: str, values: Any) -> Iterator[str]:
    """Give the big tables that a statement reads from end to end."""
    if connection.dialect.name == "sqlite":
        for *_numbers, step in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sent, values):
            if (words := step.split())[0] == "SCAN" and words[1].rstrip("_0123456789") in BIG:
                yield step
        return
    connection.execute(sa.text("SET enable_seqscan = off"))  # few rows are read faster whole: what is possible counts
    (plan,) = connection.exec_driver_sql("EXPLAIN (FORMAT JSON) " + sent, values).scalar_one()
    yield from _without_condition(plan["Plan"])


def _without_condition(node: dict[str, Any]) -> Iterator[str]:
    searched = {"Index Cond", "Recheck Cond"} & node.keys()
    if node.get("Relation Name") in BIG and not searched:
        yield f"{node['Node Type']} on {node['Relation Name']}"
    for inner in node.get("Plans", ()):
        yield from _without_condition(inner)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_big_table_is_read_from_end_to_end(mine: int, cast: Callable[[str], Person], question: str) -> None:
    """As Anna asks it, with everything that the filter adds."""
    with db.reading(cast("anna")) as session, counted() as asked:
        assert QUESTIONS[question](session, mine)
    selects = [pair for pair in zip(asked.statements, asked.values, strict=True) if pair[0].startswith(READS)]
    assert any(table in sent for sent, _values in selects for table in BIG)
    with db.engine().connect() as connection:
        for sent, values in selects:
            found = list(scans(connection, sent, values))
            assert found == [], (found, sent[:300])
