"""A field of the team against a declared column: filter and group-by over 100,000 records, as ratios, on both engines.

The records are written straight into a fresh database; what is measured are the statements that the program itself
makes (`fam/fields/sql.py`), to the last row: without an index, with one, and as a promoted column. The declared column
beside it holds the same values and has an index when the field has one.
"""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, func, select

from fam import boot, db
from fam.fields import sql
from fam.fields.registry import field_by_key
from fam.fields.spec import FieldSpec, Kind, spec
from fam.models import Base, Family, Member
from fam.person import system
from fam.rules.terms import Institution
from fam.services import field_making, field_promotion
from fam.services.field_making import FieldDraft
from tests.benchmarks.table import machine, markdown, say
from tests.benchmarks.volumes import Volumes, in_use

RECORDS, OTHERS, GROUPS, ROUNDS, BLOCK = 100_000, 24, 40, 15, 10_000
INDEX = "ix_benchmark_last_name"
HEADERS = ("the field is", "filter ms", "column ms", "ratio", "group-by ms", "column ms", "ratio")


def run(volumes: Volumes) -> str:
    """Fill a database of its own and measure; the aims stand in issue 3: 1.5 and 4 with an index, 1.1 once promoted."""
    with TemporaryDirectory() as folder, in_use(volumes.fresh(Path(folder))):
        boot.ensure_database()
        key = _filled()
        rows = [_row("plain", key)]
        _step(_indexed, key)
        _sql(f"CREATE INDEX {INDEX} ON member (last_name)")
        rows.append(_row("indexed", key))
        _step(field_promotion.promote, key)
        rows.append(_row("promoted", key))
    head = f"{RECORDS:,} members with {OTHERS + 1} values each, {volumes.engine} ({machine()})"
    return f"{head}\n\n{markdown(HEADERS, rows)}"


def _filled() -> str:
    """Make the field and the records: the declared column and the field hold the same in each."""
    with db.program() as session:
        key = field_making.make(session, FieldDraft("member", "Gruppe", Kind.TEXT)).key
        family = Family(number="FAM-2018-00001", name="Muster", received_on=date(2018, 1, 1),
                        institution=Institution.PRO_ARBEIT)  # fmt: skip
        session.add(family)
        session.flush()
        plain = Member(family_id=family.id or 0, first_name="Mia").model_dump()
    others = {f"f_{900 + number}": f"Wert {number}" for number in range(OTHERS)}
    table = Base.metadata.tables["member"]
    for first in range(0, RECORDS, BLOCK):
        rows = []
        for number in range(first, first + BLOCK):
            group = f"Gruppe {number * 7919 % GROUPS:02}"
            rows.append({**plain, "id": number + 1, "last_name": group, "extra": {**others, key: group}})
        with db.engine().execution_options(fam_write=True).begin() as connection:
            connection.execute(sa.insert(table), rows)
    return key


def _indexed(session: Session, number: int) -> None:
    field_making.change(session, number, {}, {"indexed": True})


def _step(step: Callable[[Session, int], Any], key: str) -> None:
    with db.program() as session:
        start = time.perf_counter()
        step(session, int(key[2:]))
    say(f"{getattr(step, '__name__', '')}: {(time.perf_counter() - start) * 1000:.0f} ms")


def _sql(text: str) -> None:
    own = {"fam_write": True} if db.engine().dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    with db.engine().execution_options(**own).begin() as connection:
        connection.exec_driver_sql(text)


def _row(title: str, key: str) -> list[object]:
    _sql("ANALYZE" if db.engine().dialect.name == "sqlite" else "VACUUM ANALYZE")
    with db.reading(system()) as session:
        ours = field_by_key(session, key)
        assert ours
        cells: list[object] = [title]
        for statement in (_filter, _group):
            mine, declared = _pair(session, statement, ours)
            cells += [mine, declared, mine / declared]
    say(str(cells))
    return cells


def _pair(session: Session, statement: Callable[..., Any], ours: FieldSpec) -> tuple[float, float]:
    """Measure both in turns, so that a busy moment of the machine meets both."""
    declared = spec(Member, "last_name")
    both: dict[str, list[float]] = {"ours": [], "declared": []}
    for _ in range(ROUNDS):
        for name, field in (("ours", ours), ("declared", declared)):
            wanted = statement(session, field)
            start = time.perf_counter()
            session.execute(wanted).all()
            both[name].append((time.perf_counter() - start) * 1000)
    return median(both["ours"]), median(both["declared"])


def _filter(session: Session, field: FieldSpec) -> Any:
    return select(Member.id, Member.first_name).where(sql.equals(session, Member, field, "Gruppe 07"))


def _group(session: Session, field: FieldSpec) -> Any:
    value = sql.expression(session, Member, field)
    return select(value, func.count()).group_by(value)
