"""What keeps a change from being taken back: others built on it, or the step was not this person's to take."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from fam.confidential import PLANNED
from fam.models import (
    Attendee,
    ChangeEntry,
    Family,
    GoalRating,
    Lead,
    Need,
    Review,
    Task,
)
from fam.person import Person
from fam.rules.examination import open_for_answers
from fam.rules.lifecycle import may_step
from fam.rules.terms import Confidentiality, Institution, Role, Status
from fam.services.leads import works_on
from fam.services.levels import is_wider
from fam.services.removing import GOING, LOOSENED

NEWER = "Das lässt sich nicht mehr zurücknehmen: Inzwischen baut etwas Neueres darauf auf."
NOT_YOURS = "Zurücknehmen kann das nur, wer diesen Schritt auch selbst gehen darf."
EXAMINED = "Die Prüfung ist vorbei: Antworten und Voten bleiben, wie sie der Entscheidung zugrunde lagen."
PARTS: dict[str, tuple[tuple[Any, str], ...]] = {  # what goes, or loses its place, with a record that is taken back
    **{str(model.__tablename__): (*GOING.get(model, ()), *LOOSENED.get(model, ())) for model in {**GOING, **LOOSENED}},
    "meeting": tuple((model, "meeting_id") for model in (Attendee, Task, Need, GoalRating, Review)),
    "review": ((Need, "review_id"), (GoalRating, "review_id")),
}
PLAN = tuple(str(model.__tablename__) for model in PLANNED)


def built_upon(session: Session, entries: Sequence[ChangeEntry]) -> bool:
    """Return whether something newer rests on these changes; also what the person may not see: ask it elevated."""
    last = max(entry.id or 0 for entry in entries)
    newer = select(ChangeEntry.id).where(col(ChangeEntry.id) > last).limit(1)
    for entity, record_id in {(entry.entity, entry.record_id) for entry in entries}:
        same = newer.where(ChangeEntry.entity == entity, ChangeEntry.record_id == record_id)
        if session.exec(same).first() is not None:
            return True
    for created in {one.record_id for one in entries if one.entity == "family" and one.action == "create"}:
        if session.exec(newer.where(ChangeEntry.family_id == created)).first() is not None:
            return True
    for voted in {one.family_id for one in entries if one.entity == "vote"}:
        votes = newer.where(ChangeEntry.family_id == voted, col(ChangeEntry.entity).in_(("vote", "dissent")))
        if session.exec(votes).first() is not None:
            return True
    return any(_has_other_parts(session, one, entries) for one in entries if one.action == "create")


def _has_other_parts(session: Session, created: ChangeEntry, entries: Sequence[ChangeEntry]) -> bool:
    for model, link in PARTS.get(created.entity, ()):
        own = [one.record_id for one in entries if one.entity == model.__tablename__]
        hangs = getattr(model, link) == created.record_id
        if session.exec(select(model.id).where(hangs, model.id.not_in(own))).first() is not None:
            return True
    return False


def after_the_decision(session: Session, entries: Sequence[ChangeEntry]) -> bool:
    """Return whether answers or votes are concerned of a family that is no longer in examination."""
    examined = {one.family_id for one in entries if one.entity in ("vote", "judgement")}
    heads = session.exec(select(Family).where(col(Family.id).in_(examined)))
    return any(not open_for_answers(head.status, head.legacy) for head in heads)


def somebody_elses(session: Session, entries: Sequence[ChangeEntry]) -> bool:
    """Return whether this was a step that the person could not have taken: of the lifecycle, or a Fallführung."""
    person: Person = session.info["person"]
    if person.system or all(one.account_id == person.account_id for one in entries):
        return False
    steps = [one for one in entries if one.entity == "family" and one.field == "status"]
    if steps:
        return not all(_may_step(session, person, one) for one in steps)
    if any(_another_author(person, one) or _opens(one) or _of_the_other_side(person, one) for one in entries):
        return True
    if any(one.entity == "lead" and not _leads_are_theirs(session, person, one) for one in entries):
        return True
    voted = any(one.entity == "vote" for one in entries)  # a vote raises or settles a dissent by itself
    return not person.has(Role.COORDINATOR) and any(_by_coordination(one, voted) for one in entries)


def _another_author(person: Person, entry: ChangeEntry) -> bool:
    return entry.entity == "note" and entry.owner_id != person.account_id


def _of_the_other_side(person: Person, entry: ChangeEntry) -> bool:
    """Whether taking this back would delete what the other institution wrote into the plan."""
    return entry.action == "create" and entry.entity in PLAN and entry.institution is not person.institution


def _opens(entry: ChangeEntry) -> bool:
    """Whether taking this back shows an entry to more people than now: whoever closed it says so."""
    if entry.field != "confidentiality":
        return False
    return is_wider(Confidentiality(entry.new), Confidentiality(entry.old))


def _may_step(session: Session, person: Person, entry: ChangeEntry) -> bool:
    is_lead = works_on(session, entry.record_id)
    return may_step(person.roles, Status(entry.old), Status(entry.new), is_lead=is_lead)


def _leads_are_theirs(session: Session, person: Person, entry: ChangeEntry) -> bool:
    values = entry.new or entry.old
    lead = session.get(Lead, entry.record_id)
    logged = Institution(values["institution"]) if isinstance(values, dict) else None
    institution = lead.institution if lead else logged
    return person.has(Role.COORDINATOR) and institution is person.institution


def _by_coordination(entry: ChangeEntry, voted: bool) -> bool:
    if entry.entity == "dissent":
        return not voted
    if entry.entity == "family":
        return entry.action == "create" or entry.field == "waiting_priority"
    return entry.entity == "status_period" and entry.action == "create"  # with no new status: sent back to complete
