"""The plan path: decided in versions; the newest can be corrected, earlier ones stay as they were decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import BadInput, Conflict, InvalidForm, NotAllowed, NotFound
from fam.models import PlanPoint, PlanVersion
from fam.person import Person
from fam.rules.merge import merge
from fam.rules.plan_lines import format_plan, parse_plan

Flow = Mapping[date, int]  # first day of a month -> families
HEAD = ("title", "decided_on", "note")
LIMITS = {"title": 200, "note": 1000}
OLD = "Ein früherer Plan bleibt, wie er beschlossen wurde. Für Änderungen bitte eine neue Fassung anlegen."


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What the form asks: title, day of the decision, a note, and the path as lines "Januar 2018; 24"."""

    title: str
    decided_on: date | None
    path: str
    note: str = ""


def decide(session: Session, draft: PlanDraft) -> PlanVersion:
    """Save a new version of the plan; raises InvalidForm with a sentence per field."""
    points = _checked(
        {"title": draft.title, "decided_on": draft.decided_on, "note": draft.note, "path": draft.path}, session
    )
    assert draft.decided_on is not None
    version = PlanVersion(title=draft.title.strip(), decided_on=draft.decided_on, note=draft.note.strip())
    session.add(version)
    session.flush()
    assert version.id is not None
    _write(session, version.id, {}, points)
    return version


def correct(session: Session, plan_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Correct the newest version; months and fields that others changed meanwhile merge.

    Raises InvalidForm, Conflict (the same field or month changed by somebody else), NotAllowed for an earlier version.
    """
    version = _newest(session, plan_id)
    mine = dict(changes)
    points = _checked({key: mine.get(key, opened.get(key)) for key in (*HEAD, "path")}, session)
    theirs = {key: getattr(version, key) for key in HEAD}
    merged, conflicts = merge({key: opened.get(key) for key in HEAD}, theirs, {k: mine[k] for k in HEAD if k in mine})
    if "path" in mine:
        before, now = _parsed(opened.get("path", ""), session), _points(session, plan_id)
        wanted, clashing = _joined(before, now, points)
        if clashing:
            conflicts["path"] = (format_plan(before), format_plan(now), format_plan(wanted))
        _raise(conflicts)
        _write(session, plan_id, now, wanted)
    _raise(conflicts)
    for key, value in merged.items():
        setattr(version, key, value)
    session.add(version)
    session.flush()


def discard(session: Session, plan_id: int) -> None:
    """Delete the newest version, entered by mistake; the one before counts again. Raises NotAllowed, NotFound."""
    version = _newest(session, plan_id)
    for point in session.exec(select(PlanPoint).where(PlanPoint.plan_id == plan_id)):
        session.delete(point)
    session.flush()
    session.delete(version)
    session.flush()


def _joined(before: Flow, now: Flow, mine: Flow) -> tuple[dict[date, int], bool]:
    """Return the path with others' and my changes, mine where both changed a month, and whether that happened."""
    paths = [{month.isoformat(): path.get(month) for month in {*before, *now, *mine}} for path in (before, now, mine)]
    merged, clashes = merge(*paths)
    merged |= {month: values[2] for month, values in clashes.items()}
    return {date.fromisoformat(month): stock for month, stock in merged.items() if stock is not None}, bool(clashes)


def _raise(conflicts: Mapping[str, tuple[object, object, object]]) -> None:
    if conflicts:
        raise Conflict(conflicts)


def _newest(session: Session, plan_id: int) -> PlanVersion:
    """Return a version if it is the newest of all."""
    order = (col(PlanVersion.decided_on).desc(), col(PlanVersion.id).desc())
    versions = session.exec(select(PlanVersion).order_by(*order)).all()
    if not any(version.id == plan_id for version in versions):
        raise NotFound
    if versions[0].id != plan_id:
        raise NotAllowed(OLD)
    return versions[0]


def _checked(values: Mapping[str, Any], session: Session) -> dict[date, int]:
    """Return the path of a plan, or raise InvalidForm for everything that keeps it from being saved."""
    wrong: dict[str, str] = {}
    points: dict[date, int] = {}
    for key, limit in LIMITS.items():
        if len(values[key] or "") > limit:
            wrong[key] = f"Höchstens {limit} Zeichen."
    if not (values["title"] or "").strip():
        wrong["title"] = "Bitte einen Titel angeben."
    if values["decided_on"] is None:
        wrong["decided_on"] = "Bitte angeben, wann der Plan beschlossen wurde."
    try:
        points = _parsed(values["path"] or "", session)
        if not points:
            wrong["path"] = "Bitte mindestens einen Monat angeben, z. B. „Januar 2018; 24“."
    except BadInput as error:
        wrong["path"] = str(error)
    if wrong:
        raise InvalidForm(wrong)
    return points


def _parsed(text: str, session: Session) -> dict[date, int]:
    person: Person = session.info["person"]
    return parse_plan(text, person.today)


def _points(session: Session, plan_id: int) -> dict[date, int]:
    rows = session.exec(select(PlanPoint).where(PlanPoint.plan_id == plan_id).order_by(col(PlanPoint.month)))
    return {row.month: row.planned_stock for row in rows}


def _write(session: Session, plan_id: int, now: Mapping[date, int], points: Mapping[date, int]) -> None:
    """Make the stored path the wanted one, month by month, so that the change log shows what really changed."""
    for month in now.keys() - points.keys():
        session.delete(session.get_one(PlanPoint, (plan_id, month)))
    for month, stock in points.items():
        if month not in now:
            session.add(PlanPoint(plan_id=plan_id, month=month, planned_stock=stock))
        elif now[month] != stock:
            point = session.get_one(PlanPoint, (plan_id, month))
            point.planned_stock = stock
            session.add(point)
    session.flush()
