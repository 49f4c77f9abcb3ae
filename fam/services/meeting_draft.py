"""A meeting as somebody enters it, and what must be right before it can be saved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlmodel import Session, col, or_, select

from fam.errors import InvalidForm
from fam.models import ListItem
from fam.rules.terms import Confidentiality, ListName, MeetingState
from fam.services.attendance import Presence
from fam.services.levels import NO_MARKS, Marks
from fam.services.tasks import Owner

NO_START, ENDS_FIRST = "Bitte auch angeben, wann es beginnt.", "Das Ende liegt nicht nach dem Beginn."
SEVERAL_FAMILIES = "TEAMSITZUNG"  # the code of the only kind of meeting that covers several families


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement, and the task that follows from it."""

    text: str
    as_task: bool = True
    owner: Owner = None
    due_on: date | None = None
    key: str = ""  # how the form numbers it: errors are named "due_on-<key>"


@dataclass(frozen=True, slots=True)
class FamilyPart:
    """What belongs to one family of a meeting: nobody of another family's readers sees it."""

    family_id: int | None
    topics: str = ""
    agreements: tuple[Agreement, ...] = ()
    present: tuple[Presence, ...] = ()  # the family and others
    next_on: date | None = None
    next_at: time | None = None
    marks: Marks = NO_MARKS  # "betrifft" is a member of this family


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting as somebody enters it. `level` counts only where not both institutions were there."""

    kind_id: int | None
    event_on: date | None
    parts: tuple[FamilyPart, ...]
    staff: tuple[Presence, ...] = ()
    state: MeetingState = MeetingState.HELD
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    cancelled_on: date | None = None
    level: Confidentiality | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)  # the team's own fields (`f_7`)


def check(session: Session, draft: MeetingDraft, first: date = date.min, last: date = date.max) -> None:
    """Raise InvalidForm with a sentence for every field that keeps the meeting from being saved."""
    wrong = {}
    if not draft.parts or any(part.family_id is None for part in draft.parts):
        wrong["family_id"] = "Bitte die Familie wählen."
    if draft.event_on is None:
        wrong["event_on"] = "Bitte den Tag angeben."
    elif draft.event_on > last:
        wrong["event_on"] = "Der Tag liegt in der Zukunft. Für kommende Termine: „Termin planen“."
    elif draft.event_on < first:
        wrong["event_on"] = "Der Tag ist schon vorbei. Was war, bitte mit „Gespräch festhalten“ eintragen."
    elif any(part.next_on is not None and part.next_on <= draft.event_on for part in draft.parts):
        wrong["next_on"] = "Der nächste Termin liegt nicht nach diesem."
    if draft.state is MeetingState.CANCELLED and (draft.cancelled_on is None or draft.cancelled_on > last):
        wrong["cancelled_on"] = "Bitte angeben, wann abgesagt wurde; nicht in der Zukunft."
    if not draft.staff and not any(part.present for part in draft.parts):
        wrong["present"] = "Bitte angeben, wer dabei war."
    wrong |= times_wrong(draft.starts_at, draft.ends_at)
    if wrong or draft.event_on is None:
        raise InvalidForm(wrong)
    check_kind(session, draft.kind_id, draft.event_on, {part.family_id for part in draft.parts}, len(draft.parts))


def times_wrong(starts_at: time | None, ends_at: time | None) -> dict[str, str]:
    """Return what is wrong with the times of a meeting, by field."""
    if ends_at is None or (starts_at is not None and starts_at < ends_at):
        return {}
    return {"ends_at": ENDS_FIRST if starts_at else NO_START}


def check_kind(session: Session, kind_id: int | None, day: date, families: Collection[int | None], parts: int) -> None:
    query = select(ListItem.code).where(
        ListItem.id == kind_id,
        ListItem.list == ListName.MEETING_KIND,
        or_(col(ListItem.starts_on).is_(None), col(ListItem.starts_on) <= day),
        or_(col(ListItem.ends_on).is_(None), col(ListItem.ends_on) > day),
    )
    code = session.exec(query).first()
    if code is None:
        raise InvalidForm({"kind_id": "Bitte die Art des Gesprächs wählen."})
    if len(families) != parts or (parts > 1 and code != SEVERAL_FAMILIES):
        raise InvalidForm({"kind_id": "Mehrere Familien auf einmal: nur in der Teamsitzung, jede einmal."})
