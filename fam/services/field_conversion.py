"""Change a field's kind and lose nothing: look first, decide value by value, and take it back whenever you like."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import IllegalStep, NotFound
from fam.fields import indexes, profile
from fam.fields.conversion import Outcome, Rule
from fam.fields.rewriting import Moves, Pair, pair, rewrite
from fam.fields.spec import OFFERED, FieldSpec, Kind
from fam.models import FieldChoice, FieldConversion, FieldDef
from fam.services import field_making, field_names, field_plan, field_unique
from fam.services.field_dependents import follow, restore_dependents, stranded
from fam.services.field_plan import Decisions, Plan
from fam.services.field_rewriting import back, stashed

SHOWN = 200  # distinct values that a dry run lists
NEWER_FIRST = "Zuerst die neuere Änderung der Art zurücknehmen."


@dataclass(frozen=True, slots=True)
class Failing:
    """A distinct value that does not follow as it is; `becomes` is what is left of a lossy one."""

    text: str
    records: int
    outcome: Outcome
    sentence: str
    becomes: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a change of kind would do; counts are records by outcome ("clean", "lossy", "unreadable", "empty")."""

    to_kind: Kind
    counts: Mapping[str, int]
    failing: Sequence[Failing]
    more: int  # readable ones beyond those listed
    hidden: int  # distinct values that do not follow and are not for this person
    hidden_records: int
    options: Sequence[str]  # that a choice gets
    stranded: Sequence[str]  # default, conditions and views that cannot follow


@dataclass(frozen=True, slots=True)
class Reverted:
    """What a way back did: records that have their old value again, and those edited since, which kept theirs."""

    restored: int
    edited: Sequence[int]


def dry_run(session: Session, field_id: int, to_kind: Kind) -> Report:
    """Say what a change of kind would do, changing nothing. Raises IllegalStep, NotFound, NotAllowed."""
    row = field_making.find(session, field_id)
    plan = field_plan.make(session, row, to_kind)
    failing: list[Failing] = []
    counts: Counter[str] = Counter()
    hidden = hidden_records = 0
    for one in plan.values:
        outcome = plan.converted(one)
        counts[outcome.outcome.value] += one.records
        if outcome.outcome is Outcome.CLEAN:
            continue
        if one.readable:
            failing.append(_failing(plan, one))
        else:
            hidden, hidden_records = hidden + 1, hidden_records + one.records
    counts[Outcome.EMPTY.value] = profile.records(session, plan.rule.before) - sum(counts.values())
    failing.sort(key=lambda one: (one.outcome is Outcome.LOSSY, -one.records))
    return Report(to_kind, dict(counts), failing[:SHOWN], len(failing[SHOWN:]), hidden, hidden_records, plan.options,
                  stranded(session, row, plan.rule))  # fmt: skip


def _failing(plan: Plan, one: profile.Found) -> Failing:
    outcome, text = plan.converted(one), plan.text(one)
    after = replace(plan.rule, before=plan.rule.after)
    unread = outcome.outcome is Outcome.UNREADABLE
    becomes = "" if unread else after.text(outcome.stored)
    suggestion = plan.rule.suggestion(text) if unread else ""
    return Failing(text, one.records, outcome.outcome, outcome.sentence, becomes, suggestion)


def apply(session: Session, field_id: int, to_kind: Kind, decisions: Decisions | None = None) -> FieldConversion:
    """Change the kind; what has no decision and cannot be read is kept as unreadable. All of it or nothing.

    Decisions go by the text that the dry run showed. Raises InvalidForm (a mapped value that is none: under its text),
    IllegalStep, NotFound, NotAllowed.
    """
    row = field_making.find(session, field_id)
    decided = decisions or {}
    profile.hold(session, field_plan.spec(session, row))
    plan = field_plan.make(session, row, to_kind, decided)
    _make_options(session, row, plan)
    lost = stranded(session, row, plan.rule)
    before = _settings(row)
    indexes.drop(session, plan.rule.before)
    wanted, counts = _wanted(session, plan, decided)
    row.kind, row.settings = to_kind.value, field_plan.settings_after(row.settings, plan.rule.before.kind, to_kind)
    moved = follow(session, row, plan.rule)
    session.add(row)
    session.flush()  # first the kind: a value of another one would be put aside
    batch = str(uuid.uuid4())
    rewrite(session, plan.rule.after, wanted, batch)
    _finish(session, row)
    done = FieldConversion(
        field_id=field_id, batch=batch, before=before | {"conditions": moved}, after=_settings(row),
        counts=counts | {"stranded": list(lost)},
    )  # fmt: skip
    session.add(done)
    session.flush()
    return done


def _wanted(session: Session, plan: Plan, decisions: Decisions) -> tuple[Moves, dict[str, Any]]:
    """Return what each record holds and is to hold (only where something changes), and the records by outcome."""
    outcomes: dict[str, tuple[Any, str]] = {}
    counts: Counter[str] = Counter()
    for one in plan.values:
        given_value, given_text, outcome = plan.becomes(one, decisions)
        outcomes[_token(one.stored, one.raw)] = given_value, given_text
        counts[outcome] += one.records
    wanted = {}
    for number, stored, raw in profile.holders(session, plan.rule.before):
        given = pair(*outcomes[_token(stored, raw)])
        if given != (held := pair(stored, raw)):
            wanted[number] = held, given
    return wanted, dict(counts)


def _token(stored: Any, raw: str) -> str:
    return repr((stored, raw))


def _settings(row: FieldDef) -> dict[str, Any]:
    return {"kind": row.kind, "settings": dict(row.settings or {}), "default": row.default}


def _make_options(session: Session, row: FieldDef, plan: Plan) -> None:
    """Save the new options and give the plan their ids; options from an earlier time are offered again."""
    after = plan.rule.after
    if after.kind not in OFFERED or plan.rule.before.kind in OFFERED:
        return
    rows = session.exec(select(FieldChoice).where(FieldChoice.field_id == row.id)).all()
    news = [FieldChoice(field_id=row.id or 0, label=label, position=(len(rows) + place) * 10)
            for place, label in enumerate(plan.options)]  # fmt: skip
    session.add_all(news)
    session.flush()
    offered = {one.id or 0: one.label for one in [*rows, *news]}
    plan.rule = replace(plan.rule, after=replace(after, choices=offered))


def _finish(session: Session, row: FieldDef) -> None:
    if row.is_unique:
        field_unique.require(session, row.entity, row.id or 0)
    indexes.refresh(session)


def revert(session: Session, conversion_id: int) -> Reverted:
    """Take a change of kind back, however long ago: the newest first. Raises IllegalStep, NotFound, NotAllowed."""
    done = session.exec(select(FieldConversion).where(FieldConversion.id == conversion_id)).first()
    if done is None:
        raise NotFound
    row = field_making.find(session, done.field_id)
    _refuse_late(session, done, row)
    now = field_plan.spec(session, row)
    profile.hold(session, now)
    then = stashed(session, done.batch)
    rule = _way_back(session, row, now, done)
    wanted, edited = back(session, now, then, lambda stored, raw: _back_one(rule, stored, raw))
    indexes.drop(session, now)
    row.kind, row.settings = done.before["kind"], done.before["settings"]
    if row.default == done.after["default"]:
        row.default = done.before["default"]
    restore_dependents(session, row, done.before.get("conditions") or {})
    done.reverted = True
    session.add_all([row, done])
    session.flush()
    rewrite(session, rule.after, wanted)
    _finish(session, row)
    return Reverted(len(then.keys() - set(edited)), edited)


def _refuse_late(session: Session, done: FieldConversion, row: FieldDef) -> None:
    if row.column_name:
        raise IllegalStep([field_plan.PROMOTED])
    newest = select(FieldConversion.id).where(
        FieldConversion.field_id == done.field_id, col(FieldConversion.reverted).is_(False)
    ).order_by(col(FieldConversion.id).desc())  # fmt: skip
    if done.reverted:
        raise IllegalStep(["Diese Änderung ist schon zurückgenommen."])
    if session.exec(newest).first() != done.id:
        raise IllegalStep([NEWER_FIRST])


def _way_back(session: Session, row: FieldDef, now: FieldSpec, done: FieldConversion) -> Rule:
    kind = Kind(done.before["kind"])
    choices = session.exec(select(FieldChoice).where(FieldChoice.field_id == row.id)).all() if kind in OFFERED else ()
    target = field_plan.after(now, kind, {one.id or 0: one.label for one in choices})
    names = field_names.names(session, now.kind, kind)
    return Rule(now, target, session.info["person"].today, names.people, names.families)


def _back_one(rule: Rule, stored: Any, raw: str) -> Pair:
    """A value typed after the change: in the old kind if it can be read there, else kept as unreadable."""
    converted = rule.convert(stored, raw)
    if converted.outcome is Outcome.UNREADABLE:
        return pair(None, raw if stored is None else rule.text(stored))
    return pair(converted.stored, "")
