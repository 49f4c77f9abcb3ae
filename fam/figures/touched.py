"""What changed since figures were counted, out of the change log, and which of them it can have moved.

A record matters to a period only from its first day on (`Rule.start`), and a changed end only from the earlier of both
ends on: so last month's figures stand when somebody documents a meeting of today. What is not known here for certain
moves everything. No figure is made of the change log; it only says which must be counted again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.figures.indicator import Period
from fam.figures.reading import HARMLESS, LOOK_AHEAD, READS, RULES, WHOLE, Rule
from fam.models import ChangeEntry, DataVersion
from fam.rules.periods import add_months, month_start

MOST = 2000  # log entries; after more than that everything is counted again
EVER = date(1900, 1, 1)
SOURCES = ("form", "system")  # an import or an undo may do anything
Entry = tuple[str, int, str, str, Any, Any]  # entity, record, action, field, old, new


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of the data: the data version, and the last entry of the change log."""

    version: int
    entry: int


@dataclass(slots=True)
class Touched:
    """By table: the day from which on, or the days on which, periods may have changed; `all`: everything may have."""

    all: bool = False
    since: dict[str, date] = field(default_factory=dict)
    on: dict[str, set[date]] = field(default_factory=dict)

    def moves(self, id: str, period: Period) -> bool:
        """Return whether an indicator of a period may have changed; True where that is not known."""
        if self.all or id not in READS or period.known_on:
            return True
        return any(self._moves(id, table, period) for table in READS[id])

    def _moves(self, id: str, table: str, period: Period) -> bool:
        if any(period.first <= day <= period.last for day in self.on.get(table, ())):
            return True
        since = self.since.get(table)
        if since is None:
            return False
        return (id, table) in WHOLE or period.last >= add_months(month_start(since), -LOOK_AHEAD.get(id, 0))


def mark(session: Session) -> Mark:
    """Return the state of the data that a session of the statistics scope sees."""
    version = session.exec(select(DataVersion.version)).one()
    entry = session.exec(select(ChangeEntry.id).order_by(col(ChangeEntry.id).desc()).limit(1)).first()
    return Mark(version, entry or 0)


def touched(session: Session, before: Mark, now: Mark) -> Touched:
    """Return what the changes between two states may have moved; `now` is what the session sees."""
    entries = _entries(session, before, now)
    if entries is None or not all(_known(one) for one in entries):
        return Touched(all=True)
    found = Touched()
    for table, rule in RULES.items():
        _gather(session, found, rule, [one for one in entries if one[0] == table])
    return found


def _entries(session: Session, before: Mark, now: Mark) -> list[Entry] | None:
    """Return the log of every transaction in between, None unless each of them left one there."""
    later = select(ChangeEntry.batch).where(col(ChangeEntry.id) > before.entry)
    columns: Any = (
        ChangeEntry.batch, ChangeEntry.source, ChangeEntry.entity, ChangeEntry.record_id, ChangeEntry.action,
        ChangeEntry.field, ChangeEntry.old, ChangeEntry.new,
    )  # fmt: skip
    rows = session.exec(select(*columns).where(col(ChangeEntry.batch).in_(later)).limit(MOST + 1)).all()
    batches = {batch for batch, *_rest in rows}
    if len(rows) > MOST or len(batches) != now.version - before.version or now.entry < before.entry:
        return None
    return None if {one[1] for one in rows} - set(SOURCES) else [tuple(one[2:]) for one in rows]


def _known(entry: Entry) -> bool:
    entity, _record, action, *_rest = entry
    return entity in HARMLESS or (entity in RULES and (action != "delete" or RULES[entity].may_go))


def _gather(session: Session, found: Touched, rule: Rule, entries: Sequence[Entry]) -> None:
    """Add the days from which on records of one table may have moved something."""
    days: list[date | None] = []
    rows: set[int] = set()  # records that moved as a whole
    for _entity, record, action, name, old, new in entries:
        if action != "update":
            values = old if action == "delete" else new
            rows.add(values[rule.parent] if rule.parent else record)
            days += [] if rule.parent else [rule.start_in(values)]
        elif name in rule.ends:
            days.append(min((one for one in (_day(old), _day(new)) if one), default=None))
        elif name in rule.reads:
            rows |= _led_to(session, rule, record)
            days += [_day(old), _day(new)] if name == rule.start else []
    _add(found, rule, days + _starts(session, rule, rows))


def _led_to(session: Session, rule: Rule, record: int) -> set[int]:
    if not rule.parent:
        return {record}
    return set(session.exec(select(getattr(rule.own, rule.parent)).where(rule.own.id == record)))


def _starts(session: Session, rule: Rule, rows: Iterable[int]) -> list[date | None]:
    """Return every start that these records have now."""
    now: Any = select(rule.key, rule.day).where(rule.key.in_(sorted(rows)))
    now = now.join(*rule.join) if rule.join else now
    return [day for _id, day in session.exec(now)] if rows else []


def _add(found: Touched, rule: Rule, days: Iterable[date | None]) -> None:
    for day in days:
        if rule.on_days and day:
            found.on.setdefault(rule.table, set()).add(day)
        elif day or rule.always:  # without a beginning it holds since ever
            since = day or EVER
            found.since[rule.table] = min(since, found.since.get(rule.table, since))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None
