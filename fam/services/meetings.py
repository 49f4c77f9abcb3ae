"""Meetings: record what was held, plan, document what was planned, cancel. Each family has its own row and text."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, select

from fam.errors import Conflict, FamError, IllegalStep, InvalidForm
from fam.fields.spec import declared, specs
from fam.fields.validate import checked
from fam.models import Meeting
from fam.person import Person
from fam.rules.meetings import both_institutions
from fam.rules.merge import merge
from fam.rules.terms import Confidentiality, Institution, MeetingState, Party
from fam.services import attendance, levels, meeting_draft, records, tasks
from fam.services.meeting_draft import Agreement, FamilyPart, MeetingDraft


def record(session: Session, draft: MeetingDraft) -> list[Meeting]:
    """Save a meeting that was held (or did not come about), with its tasks and the next date; one row per family.

    A Teamsitzung's rows share a `gathering`. Raises InvalidForm per field, NotAllowed for families of others.
    """
    person: Person = session.info["person"]
    meeting_draft.check(session, draft, last=person.today)
    return _save(session, draft)


def plan(session: Session, draft: MeetingDraft) -> list[Meeting]:
    """Save a date that is planned, from today on; one row per family. Raises as `record`."""
    person: Person = session.info["person"]
    meeting_draft.check(session, draft, first=person.today)
    return _save(session, replace(draft, state=MeetingState.PLANNED))


def document(session: Session, meeting_id: int, draft: MeetingDraft) -> Meeting:
    """A planned meeting was held: save who was there and what was agreed. Raises as `record`, NotFound, IllegalStep."""
    person: Person = session.info["person"]
    meeting = _planned(session, meeting_id)
    meeting_draft.check(session, draft, last=person.today)
    part = draft.parts[0]
    if part.family_id != meeting.family_id:
        raise IllegalStep(["Der Termin gehört zu einer anderen Familie."])
    _fill(session, meeting, draft, part)
    _write_down(session, meeting, draft, part)
    return meeting


def cancel(session: Session, meeting_id: int, on: date | None) -> Meeting:
    """A planned meeting was called off on a day. Raises NotFound, IllegalStep, InvalidForm."""
    person: Person = session.info["person"]
    meeting = _planned(session, meeting_id)
    if on is None or on > person.today or on > meeting.event_on:
        raise InvalidForm({"cancelled_on": "Bitte den Tag der Absage angeben: höchstens heute, höchstens am Termin."})
    meeting.state, meeting.cancelled_on, meeting.recorded = MeetingState.CANCELLED, on, True
    attendance.nobody(session, meeting)
    return records.add(session, meeting)


def no_show(session: Session, meeting_id: int) -> Meeting:
    """The family did not come to a planned meeting. Raises NotFound, IllegalStep."""
    person: Person = session.info["person"]
    meeting = _planned(session, meeting_id)
    if meeting.event_on > person.today:
        raise IllegalStep(["Der Termin ist noch nicht gewesen."])
    meeting.state, meeting.recorded = MeetingState.NO_SHOW, True
    attendance.nobody(session, meeting, (Party.FAMILY,))
    return records.add(session, meeting)


def edit(session: Session, meeting_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> Meeting:
    """Apply changes; edits to different fields merge. Keys of `attendance.as_form` are allowed too.

    Raises NotFound, Conflict, InvalidForm; NotAllowed for the level of the other institution's meeting.
    """
    meeting = records.find(session, Meeting, meeting_id)
    records.fill(session, meeting, opened, changes)
    mine = tasks.changed(opened, declared(changes))
    present = attendance.as_form(attendance.rows_of(session, meeting_id))
    now = {**present, **levels.opened(meeting)}
    theirs = {key: now[key] if key in now else getattr(meeting, key) for key in mine}
    merged, conflicts = merge({key: opened.get(key) for key in mine}, theirs, mine)
    if conflicts:
        raise Conflict(conflicts)
    people = attendance.of_form(present | {key: merged.pop(key) for key in present if key in merged})
    levels.take(session, meeting, merged)
    for key in ("starts_at", "ends_at"):
        setattr(meeting, key, merged.pop(key, getattr(meeting, key)))
    for key, value in checked(specs(Meeting), merged).items():
        setattr(meeting, key, value)
    _check_edited(session, meeting)
    if any(key in mine for key in present):
        attendance.check(session, meeting.family_id, people)
        attendance.keep(session, meeting, people)
    meeting.confidentiality = level({one.party for one in people}, meeting.confidentiality)
    meeting.legal_circle = levels.circle(meeting)
    return records.add(session, meeting)


def remove(session: Session, meeting_id: int) -> None:
    """Delete a meeting that was a mistake; its tasks stay. Raises NotFound."""
    for row in attendance.rows_of(session, meeting_id):
        session.delete(row)
    session.flush()
    records.remove(session, Meeting, meeting_id)


def level(parties: Collection[Party], chosen: Confidentiality | None) -> Confidentiality:
    """Return who reads a meeting: both if both were there, else one's own institution unless shared on purpose.

    Raises InvalidForm for what is entrusted while both were there.
    """
    if not both_institutions(parties):
        return chosen or Confidentiality.INSTITUTION
    if chosen == Confidentiality.ENTRUSTED:
        raise InvalidForm({"confidentiality": levels.BOTH_THERE})
    return Confidentiality.TEAM


def _planned(session: Session, meeting_id: int) -> Meeting:
    meeting = records.find(session, Meeting, meeting_id)
    if meeting.state is not MeetingState.PLANNED:
        raise IllegalStep([f"Dieser Termin ist schon eingetragen: {meeting.state.label}."])
    return meeting


def _check_edited(session: Session, meeting: Meeting) -> None:
    person: Person = session.info["person"]
    if meeting.state is not MeetingState.PLANNED and meeting.event_on > person.today:
        raise InvalidForm({"event_on": "Der Tag liegt in der Zukunft."})
    if wrong := meeting_draft.times_wrong(meeting.starts_at, meeting.ends_at):
        raise InvalidForm(wrong)
    meeting_draft.check_kind(session, meeting.kind_id, meeting.event_on, {meeting.family_id}, 1)


def _save(session: Session, draft: MeetingDraft) -> list[Meeting]:
    person: Person = session.info["person"]
    gathering = str(uuid.uuid4()) if len(draft.parts) > 1 else ""
    saved = []
    assert draft.kind_id is not None
    assert draft.event_on is not None
    for part in draft.parts:
        assert part.family_id is not None
        meeting = Meeting(
            family_id=part.family_id,
            kind_id=draft.kind_id,
            event_on=draft.event_on,
            institution=person.institution or Institution.PRO_ARBEIT,
            author_id=person.account_id or None,
            gathering=gathering,
        )
        _fill(session, meeting, draft, part)
        try:
            _write_down(session, meeting, draft, part)
        except InvalidForm as error:
            raise _of_part(error, part, len(draft.parts)) from error
        saved.append(meeting)
    return saved


def _of_part(error: InvalidForm, part: FamilyPart, parts: int) -> FamError:
    """Fields of one family among several are named "topics:17"."""
    if parts == 1:
        return error
    named = {key if "-" in key else f"{key}:{part.family_id}": sentence for key, sentence in error.fields.items()}
    return InvalidForm(named)


def _fill(session: Session, meeting: Meeting, draft: MeetingDraft, part: FamilyPart) -> None:
    """Write the draft's own fields into a meeting; the level follows from who was there."""
    person: Person = session.info["person"]
    assert draft.kind_id is not None
    assert draft.event_on is not None
    meeting.kind_id, meeting.event_on, meeting.state = draft.kind_id, draft.event_on, draft.state
    meeting.starts_at, meeting.ends_at = draft.starts_at, draft.ends_at
    meeting.place, meeting.cancelled_on = draft.place, draft.cancelled_on
    meeting.recorded = draft.state is not MeetingState.PLANNED
    meeting.topics, meeting.next_on = part.topics, part.next_on
    meeting.agreements = "\n".join(agreement.text for agreement in part.agreements)
    parties = {one.party for one in (*draft.staff, *part.present)}
    own = meeting.institution == person.institution or person.system
    author = None if meeting.id is None else meeting.author_id
    if not levels.may_choose(person, draft.level, author) or (draft.level == Confidentiality.ENTRUSTED and not own):
        raise InvalidForm({"confidentiality": levels.ASD_ONLY})
    meeting.confidentiality = level(parties, draft.level if own else meeting.confidentiality)
    if own:
        levels.put(session, meeting, part.marks)
    meeting.legal_circle = levels.circle(meeting)


def _write_down(session: Session, meeting: Meeting, draft: MeetingDraft, part: FamilyPart) -> None:
    """Save a meeting with who was there, the tasks that follow, and the next date."""
    people = (*draft.staff, *part.present)
    attendance.check(session, meeting.family_id, people)
    records.add(session, meeting)
    records.fill(session, meeting, {}, draft.extra)
    attendance.keep(session, meeting, people)
    if draft.state is MeetingState.CANCELLED:
        attendance.nobody(session, meeting)
    elif draft.state is MeetingState.NO_SHOW:
        attendance.nobody(session, meeting, (Party.FAMILY,))
    for number, agreement in enumerate(part.agreements):
        if agreement.as_task:
            _as_task(session, meeting, number, agreement)
    if part.next_on is not None and not _already_planned(session, meeting.family_id, part.next_on):
        _plan_next(session, meeting, draft, part)


def _as_task(session: Session, meeting: Meeting, number: int, agreement: Agreement) -> None:
    todo = tasks.TaskDraft(meeting.family_id, agreement.text, agreement.owner, agreement.due_on)
    try:
        tasks.create(session, todo, agreed_on=meeting.event_on, meeting=meeting)
    except InvalidForm as error:
        raise InvalidForm(
            {f"{key}-{agreement.key or number}": sentence for key, sentence in error.fields.items()}
        ) from error


def _already_planned(session: Session, family_id: int, day: date) -> bool:
    query = select(Meeting.id).where(
        Meeting.family_id == family_id, Meeting.event_on == day, Meeting.state == MeetingState.PLANNED
    )
    return session.exec(query).first() is not None


def _plan_next(session: Session, meeting: Meeting, draft: MeetingDraft, part: FamilyPart) -> None:
    following = FamilyPart(part.family_id, present=part.present, marks=part.marks)
    _save(
        session,
        replace(
            draft,
            parts=(following,),
            event_on=part.next_on,
            starts_at=part.next_at,
            ends_at=None,
            state=MeetingState.PLANNED,
            cancelled_on=None,
            level=meeting.confidentiality,
            extra={},
        ),
    )
