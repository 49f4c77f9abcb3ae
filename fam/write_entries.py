"""Who may write an entry, who was there, and a release: judged by what stood there before and by what is to stand."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.confidential import PLANNED
from fam.models import (
    Attendee,
    BenefitUnit,
    FamilyPlan,
    Goal,
    GoalRating,
    Measure,
    MeasureGoal,
    Meeting,
    Need,
    PlanItem,
    Receipt,
    Release,
    table,
)
from fam.models.base import Content
from fam.models.columns import model_of
from fam.person import Person
from fam.rules.needs import perspectives_of
from fam.rules.terms import Confidentiality, Institution

# Who reads, what for, and whose it is.
READERS = ("confidentiality", "category", "about_id", "not_for_parents", "institution", "author_id")
TAKEN_BACK = {"revoked_at", "revoked_by", "version"}
HANGING: dict[type[Any], tuple[Any, str]] = {Goal: (GoalRating, "goal_id"), BenefitUnit: (Receipt, "unit_id")}
THEIRS = "Entfernen kann diesen Eintrag nur die Institution, der er gehört, oder wer ihn geschrieben hat."
AGREED = "Was im Familienplan vereinbart wurde, bleibt, wie es war. Dafür gibt es die nächste Fassung."
RATED = "Die andere Institution hat dieses Ziel bewertet. Bitte beenden statt entfernen."
RECEIVES = "An dieser BG hängt ein SGB II-Bezug. Entfernen kann sie nur Pro Arbeit."


def before(row: Any, key: str) -> Any:
    """Return what a column held before this flush."""
    history = sa.inspect(row).attrs[key].history
    return history.deleted[0] if history.deleted else getattr(row, key)


def moved(row: Any) -> bool:
    """Whether a record is to belong to another family than before: nobody does that."""
    return bool(before(row, "family_id") != row.family_id)


def may_write(session: Session, person: Person, row: Content) -> bool:
    """One's own side's entries and the partner's for the team; what is entrusted (§ 65 SGB VIII) its author alone.

    Who reads an entry, only the institution says that wrote it.
    """
    levels = {row.confidentiality, before(row, "confidentiality")}
    sides = {row.institution, before(row, "institution")}
    if len(sides) > 1 or not _judges(session, person, row) or _stays(session, person, row):
        return False
    if Confidentiality.ENTRUSTED in levels:
        if isinstance(row, PLANNED):
            return False  # what is entrusted belongs into an entry of its own, not into the plan
        authors = {row.author_id, before(row, "author_id")}
        return authors == {person.account_id} and person.institution is row.institution is Institution.ASD
    if isinstance(row, PlanItem) and row not in session.new and row not in session.deleted:
        return False  # what was agreed stays as it was
    if isinstance(row, Measure) and row in session.new and levels == {Confidentiality.TEAM}:
        return True  # it belongs to the institution of its law, whoever typed it (domain handbook §2)
    if row in session.new or any(before(row, key) != getattr(row, key) for key in READERS):
        return row.institution == person.institution
    return levels == {Confidentiality.TEAM} or row.institution == person.institution


def _stays(session: Session, person: Person, row: Content) -> bool:
    return row in session.deleted and keeps(session, person, row) != ""


def _judges(session: Session, person: Person, row: Content) -> bool:
    """An institution judges for itself, what the family says both may write down; a rating belongs to its goal."""
    if not isinstance(row, Need | GoalRating):
        return True
    judged = {row.perspective, before(row, "perspective")} <= {*perspectives_of(person.institution)}
    if isinstance(row, Need) or row in session.deleted:
        return judged and (isinstance(row, Need) or row.institution == person.institution)
    goal = session.get(Goal, row.goal_id)
    fits = goal is not None and goal.family_id == row.family_id and not _changed(row, {"goal_id"})
    return bool(judged and fits and row.institution == person.institution)


def keeps(session: Session, person: Person, row: Any) -> str:
    """Return the sentence that says why the person may not delete a record of the plan, "" if they may.

    It goes by its own side, or by whoever wrote it; not while a word of the other side would go with it.
    """
    if isinstance(row, PlanItem):
        plan = session.get(FamilyPlan, row.plan_id)
        return "" if plan is not None and not keeps(session, person, plan) else AGREED
    if isinstance(row, PLANNED):
        wrote = person.account_id and before(row, "author_id") == person.account_id
        if not wrote and before(row, "institution") != person.institution:
            return THEIRS
    part, link = HANGING.get(type(row), (None, ""))
    if part is None:
        return ""
    of = table(part).c
    query = sa.select(of.id).where(of[link] == row.id, of.institution != person.institution).limit(1)
    if session.connection().execute(query).first() is None:
        return ""
    return RATED if isinstance(row, Goal) else RECEIVES


def may_attend(session: Session, person: Person, row: Attendee) -> bool:
    """Who was at a meeting says who may write the meeting."""
    meeting = session.get(Meeting, row.meeting_id)
    same = meeting is not None and meeting.family_id == row.family_id and not _changed(row, {"meeting_id"})
    return same and meeting is not None and may_write(session, person, meeting)


def may_link(session: Session, person: Person, row: MeasureGoal) -> bool:
    """Which goals a measure serves says who may write the measure."""
    measure = session.get(Measure, row.measure_id)
    return measure is not None and measure.family_id == row.family_id and may_write(session, person, measure)


def may_release(session: Session, person: Person, row: Release, *, leads: bool) -> bool:
    """The own institution's Fallführung releases its entries, the author what is entrusted to them; never a deputy.

    What was released stays in the log of releases: it is taken back, not changed and not deleted.
    """
    if row in session.deleted or row.institution != person.institution:
        return False
    entry: Any = session.get(model_of(row.entity), row.record_id) if model_of(row.entity) else None
    if row not in session.new:
        return not (_changed(row) - TAKEN_BACK) and (
            row.author_id == person.account_id or (leads and entry is not None)
        )
    fits = isinstance(entry, Content) and entry.family_id == row.family_id and entry.institution == row.institution
    if not fits or not leads or row.author_id != person.account_id or row.revoked_at is not None:
        return False
    if entry.confidentiality is Confidentiality.ENTRUSTED:
        return bool(entry.author_id == person.account_id)
    return row.to_institution is not row.institution


def _changed(row: Any, keys: set[str] | None = None) -> set[str]:
    wanted = keys or {one.key for one in sa.inspect(row).mapper.column_attrs}
    return {key for key in wanted if before(row, key) != getattr(row, key)}
