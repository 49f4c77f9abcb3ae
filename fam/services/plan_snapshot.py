"""What a plan version takes down: needs as last judged, running goals with their levels, open steps and measures."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.models import Account, AreaLevel, Goal, Instrument, ListItem, Measure, Need, PlanItem, Task
from fam.models.base import Content
from fam.rules.family_plan import TITLE
from fam.rules.german import format_date
from fam.rules.periods import end_to_last_day
from fam.rules.plan_terms import OVER
from fam.rules.terms import Confidentiality

LEVELS = {"level_p2": "+2", "level_p1": "+1", "level_0": "0", "level_m1": "−1", "level_m2": "−2"}
NO_LEVEL = "ohne Stufentext"


def lines(session: Session, family_id: int, day: date) -> list[PlanItem]:
    """Return the lines of a version agreed on a day, not yet saved: what is for both sides and for the family.

    Each keeps whose it is, whom and what it is about: so consent and level filter it as they filter its source.
    """
    found = [*_needs(session, family_id, day), *_goals(session, family_id), *_steps(session, family_id)]
    return [
        _line(row, number, place, values)
        for place, (row, number, values) in enumerate([*found, *_measures(session, family_id)])
    ]


def _line(row: Content, number: int, place: int, values: dict[str, str]) -> PlanItem:
    return PlanItem(
        plan_id=0, family_id=row.family_id, entity=str(row.__tablename__), record_id=number, values=values,
        position=place, institution=row.institution, legal_circle=row.legal_circle, confidentiality=row.confidentiality,
        event_on=row.event_on, author_id=row.author_id, category=row.category, about_id=row.about_id,
    )  # fmt: skip


Line = tuple[Content, int, dict[str, str]]


def _shared(model: type[Any], family_id: int) -> Any:
    """Entries for both sides that parents may see: nothing else is agreed with a family."""
    return select(model).where(
        model.family_id == family_id,
        model.confidentiality == Confidentiality.TEAM,
        col(model.not_for_parents).is_(False),
    )


def _needs(session: Session, family_id: int, day: date) -> Iterator[Line]:
    """The last judgement of each side per area; it is the same line as long as the same side judges that area."""
    labels = _labels(session)
    texts = {(one.area_id, one.level): one.text for one in session.exec(select(AreaLevel))}
    query = _shared(Need, family_id).where(Need.event_on <= day).order_by(col(Need.event_on), col(Need.id))
    first: dict[tuple[Any, ...], int] = {}
    last: dict[tuple[Any, ...], Need] = {}
    for need in session.exec(query):
        key = (need.area_id, need.perspective, need.about_id, need.institution)
        first.setdefault(key, need.id)
        last[key] = need
    for key, need in last.items():
        if need.level is not None:
            text = texts.get((need.area_id, need.level), NO_LEVEL)
            yield need, first[key], {
                TITLE: labels.get(need.area_id, ""),
                f"Einschätzung {need.perspective.label}": f"Stufe {need.level}: {text}",
                "Woran man es merkt": need.note,
            }  # fmt: skip


def _goals(session: Session, family_id: int) -> Iterator[Line]:
    labels = _labels(session)
    query = _shared(Goal, family_id).where(col(Goal.outcome).is_(None)).order_by(col(Goal.position), col(Goal.id))
    for goal in session.exec(query):
        values = {TITLE: goal.text, "Lebensbereich": labels.get(goal.area_id, ""), "Bis wann": _day(goal.due_on)}
        yield goal, goal.id, values | {f"Stufe {name}": getattr(goal, key) for key, name in LEVELS.items()}


def _steps(session: Session, family_id: int) -> Iterator[Line]:
    names = dict(session.exec(select(Account.id, Account.display_name)).all())
    query = _shared(Task, family_id).where(col(Task.goal_id).is_not(None), col(Task.done_on).is_(None))
    for task in session.exec(query.order_by(col(Task.due_on).nulls_last(), col(Task.id))):
        who = task.owner_text or names.get(task.owner_id, "")
        yield task, task.id, {TITLE: task.text, "Wer": who, "Bis wann": _day(task.due_on)}


def _measures(session: Session, family_id: int) -> Iterator[Line]:
    catalogue = {one.code: one for one in session.exec(select(Instrument))}
    query = _shared(Measure, family_id).where(col(Measure.status).not_in(OVER))
    for measure in session.exec(query.order_by(col(Measure.starts_on).nulls_last(), col(Measure.id))):
        of = catalogue[measure.instrument_code]
        last = _day(end_to_last_day(measure.ends_on)) if measure.ends_on else ""
        yield measure, measure.id, {
            TITLE: f"{of.title} ({of.paragraph})", "Stand": measure.status.label, "Für": measure.level.label,
            "Träger": measure.provider, "Beginn": _day(measure.starts_on), "Letzter Tag": last,
        }  # fmt: skip


def _labels(session: Session) -> dict[int, str]:
    return {number or 0: label for number, label in session.exec(select(ListItem.id, ListItem.label))}


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
