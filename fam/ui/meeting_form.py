"""The form of a meeting: record what was, plan what comes, document what was planned, correct what was saved."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from fam.db import reading
from fam.models import Attendee, Meeting
from fam.person import Person
from fam.queries import meetings as queries
from fam.queries import participants, records
from fam.queries.meetings import MeetingRow
from fam.queries.participants import OwnFamily
from fam.rules.meetings import is_late
from fam.rules.terms import MeetingState
from fam.services import meeting_ratings, meetings, reviews
from fam.services.meeting_draft import SEVERAL_FAMILIES, Agreement
from fam.ui import (
    consent_withdrawal,
    entry_marks,
    extra_fields,
    meeting_mode,
    meeting_parts,
    meeting_people,
    meeting_tasks,
    meeting_values,
)
from fam.ui.draft_store import Drafts
from fam.ui.entry_marks import Asked
from fam.ui.feedback import empty_state, plain, told
from fam.ui.format import date_text, term_text
from fam.ui.forms import Form
from fam.ui.links import open_family, open_meetings
from fam.ui.undoing import Undoable

TOPICS_HELP = "Keine Angaben zu Dritten, keine Diagnosen."
USUAL_KIND = "GESPRAECH"
Agreed = dict[int, tuple[Agreement, ...]]  # by family


def record(person: Person, number: str) -> None:
    """Draw "Gespräch festhalten"; `number` names the family when coming from its file."""
    st.title("Gespräch festhalten", anchor=False)
    top = st.columns([2, 1.2, 1.2])
    family, others = _choose_family(person, number, top[0])
    if family is None:
        return
    consent_withdrawal.show(person, family.id, family.number)
    form = Form(f"meeting:new:{family.id}", today=person.today, drafts=Drafts(person))
    day, kind = _day_and_kind(form, person, top[1], top[2])
    planned = _planned_then(form, person, family.id, day)
    agreed, asked = _what_was(form, person, family.id, day, kind)
    agreed |= _more_families(form, person, kind, family, others)
    meeting_parts.next_date(form)
    extra_fields.ask(person, form, Meeting)
    with st.expander("Mehr angeben"):
        meeting_parts.time_and_place(form)
        meeting_people.ask_more(form, person)
        meeting_parts.state(form)
        entry_marks.ask_marks(form, person, family.id, asked)
    if _submitted(form, "Gespräch speichern"):
        _save(form, person, planned, agreed)
        _leave(number)
    if form.cancelled:
        _leave(number)


def _what_was(
    form: Form, person: Person, family_id: int, day: date, kind: str, people: Sequence[Attendee] = (),
    row: MeetingRow | None = None,
) -> tuple[Agreed, Asked]:  # fmt: skip
    """Draw who was there, who reads it, topics and agreements of one family."""
    asked = meeting_people.ask(form, person, family_id, day, kind, people, row)
    meeting_mode.agenda(form, person, family_id)
    form.long_text("topics", "Themen", max_length=10000, height=100, help=TOPICS_HELP)
    agreed = meeting_tasks.ask(form, person, family_id)
    meeting_mode.ratings(form, person, family_id)
    return {family_id: agreed}, asked


def _save(form: Form, person: Person, planned: int | None, agreed: Agreed) -> None:
    """Save what was held: as a new meeting, or as what became of a planned one; with the way back."""
    step = Undoable(person)
    with told("Gespräch gespeichert.", form, undo=step.undo), step.transaction() as session:
        points = meeting_mode.ticked(form, person, next(iter(agreed)))
        values = meeting_mode.with_talked(form.values(), points)
        typed = meeting_values.draft(person, values, agreed)
        made = meetings.document(session, planned, typed) if planned else meetings.record(session, typed)[0]
        meeting_ratings.give(session, made, meeting_mode.given(values))
        reviews.hold_in(session, made, meeting_mode.reviewed(points))


def plan(person: Person, number: str) -> None:
    """Draw "Termin planen": when, what kind, who is expected."""
    st.title("Termin planen", anchor=False)
    top = st.columns([2, 1.2, 1.2])
    family, _others = _choose_family(person, number, top[0])
    if family is None:
        return
    consent_withdrawal.show(person, family.id, family.number)
    form = Form(f"meeting:plan:{family.id}", today=person.today, drafts=Drafts(person))
    day, kind = _day_and_kind(form, person, top[1], top[2], value=None)
    meeting_parts.time_and_place(form)
    asked = meeting_people.ask(form, person, family.id, day, kind)
    form.long_text("topics", "Worum es gehen soll", max_length=10000, height=90, help=TOPICS_HELP)
    with st.expander("Mehr angeben"):
        entry_marks.ask_marks(form, person, family.id, asked)
    if _submitted(form, "Termin speichern"):
        step = Undoable(person)
        with told("Termin geplant.", form, undo=step.undo), step.transaction() as session:
            meetings.plan(session, meeting_values.draft(person, form.values(), {family.id: ()}))
        _leave(number)
    if form.cancelled:
        _leave(number)


def document(person: Person, row: MeetingRow, people: list[Attendee]) -> None:
    """Draw the form of a planned meeting that was held."""
    _heading(person, row, "Gespräch dokumentieren", "")
    opened = meeting_values.opened(person, row, people) | {"event_on": min(row.event_on, person.today)}
    form = Form(f"meeting:document:{row.id}", today=person.today, opened=opened, drafts=Drafts(person))
    day, kind = _day_and_kind(form, person, *st.columns(2))
    agreed, asked = _what_was(form, person, row.family_id, day, kind, people, row)
    meeting_parts.next_date(form)
    extra_fields.ask(person, form, Meeting)
    with st.expander("Mehr angeben"):
        meeting_parts.time_and_place(form)
        meeting_people.ask_more(form, person)
        _marks(form, person, row, asked)
    if _submitted(form, "Gespräch speichern"):
        _save(form, person, row.id, agreed)
        open_meetings()
    if form.cancelled:
        open_meetings()


def edit(person: Person, row: MeetingRow, people: list[Attendee]) -> None:
    """Draw the form that corrects a saved meeting; others' edits to other fields stay."""
    _heading(person, row, "Gespräch bearbeiten", f" · {term_text(row.state)}")
    with reading(person) as session:
        record = records.load(session, Meeting, row.id)
    opened = meeting_values.opened(person, row, people) | extra_fields.opened(person, Meeting, record)
    form = Form(f"meeting:{row.id}", today=person.today, opened=opened, version=row.version, drafts=Drafts(person))
    day, kind = _day_and_kind(form, person, *st.columns(2))
    asked = meeting_people.ask(form, person, row.family_id, day, kind, people, row)
    form.long_text("topics", "Themen", max_length=10000, height=120, help=TOPICS_HELP)
    form.long_text("agreements", "Vereinbarungen", max_length=10000, height=120)
    meeting_parts.time_and_place(form)
    meeting_people.ask_more(form, person)
    with st.expander("Mehr angeben"):
        _marks(form, person, row, asked)
    extra_fields.ask(person, form, Meeting, record=record)
    if row.state is MeetingState.CANCELLED:
        form.date("cancelled_on", "Abgesagt am", required=True)
    if _submitted(form, "Änderungen speichern"):
        step = Undoable(person)
        with told("Gespräch geändert.", form, undo=step.undo), step.transaction() as session:
            meetings.edit(session, row.id, form.opened, meeting_values.edited(person, form.values()))
        open_meetings(gespraech=str(row.id))
    if form.cancelled:
        open_meetings(gespraech=str(row.id))


def _heading(person: Person, row: MeetingRow, title: str, state: str) -> None:
    st.title(title, anchor=False)
    st.markdown(f"**{plain(row.name)}** · {row.number}{state}")
    consent_withdrawal.show(person, row.family_id, row.number)


def _marks(form: Form, person: Person, row: MeetingRow, asked: Asked) -> None:
    if row.institution is person.institution:
        entry_marks.ask_marks(form, person, row.family_id, asked)
    else:
        st.caption(f"Das bestimmt {row.institution.label}: von dort ist der Eintrag.")


def _submitted(form: Form, label: str) -> bool:
    with st.container(key="speichern-immer-da"):
        return form.submitted(label, cancel="Abbrechen")


def _leave(number: str) -> None:
    """Go back to where the form was opened: the family's file, or the list."""
    if number:
        open_family(number)
    open_meetings()


def _choose_family(person: Person, number: str, place: Any) -> tuple[OwnFamily | None, list[OwnFamily]]:
    """Draw the choice among one's own families, the most recent first."""
    with reading(person) as session:
        own = participants.own_families(session)
    if not own:
        empty_state("Noch keine eigenen Familien.", "Gespräche halten Fallführung und Vertretung einer Familie fest.")
        return None, []
    ids = [family.id for family in own]
    asked = [family.id for family in own if family.number == number] or (ids if len(ids) == 1 else [])
    labels = {family.id: family.label for family in own}
    chosen = place.selectbox(
        "Familie *", ids, index=ids.index(asked[0]) if asked else None, format_func=labels.get,
        key=f"meeting:family:{number}", placeholder="Name oder FAM-Nummer tippen",
    )  # fmt: skip
    if chosen is None:
        st.caption("Mit der Familie beginnen; zuletzt besuchte stehen oben.")
    return next((family for family in own if family.id == chosen), None), own


def _day_and_kind(form: Form, person: Person, left: Any, right: Any, **first: Any) -> tuple[date, str]:
    """Draw date and kind; return the day (today while it is open) and the kind's code."""
    with left:
        day = form.date("event_on", "Datum", required=True, **{"value": person.today, **first})
    if day and is_late(day, person.today):
        left.caption("Mehr als 7 Tage her: kein Problem, das Gespräch zählt an seinem Tag.")
    with reading(person) as session:
        kinds = queries.kinds(session, day or person.today)
    usual = next((number for number, (code, _label) in kinds.items() if code == USUAL_KIND), None)
    with right:
        labels = {number: label for number, (_code, label) in kinds.items()}
        kind = form.choice("kind_id", "Art", labels, required=True, value=usual)
    return day or person.today, kinds[kind][0] if kind in kinds else ""


def _planned_then(form: Form, person: Person, family_id: int, day: date) -> int | None:
    """If something was planned for this day, offer to document it instead of adding a second meeting."""
    with reading(person) as session:
        rows = queries.planned(session, day, day, family_id=family_id, limit=1)
    if not rows:
        return None
    sentence = f"Damit den geplanten Termin dokumentieren ({plain(rows[0].kind)}, {date_text(day)})"
    return rows[0].id if st.checkbox(sentence, value=True, key=form.key(f"planned-{rows[0].id}")) else None


def _more_families(form: Form, person: Person, kind: str, family: OwnFamily, own: list[OwnFamily]) -> Agreed:
    """A Teamsitzung covers several families: each with its own text, read by its own people only."""
    if kind != SEVERAL_FAMILIES:
        return {}
    labels = {one.id: one.label for one in own if one.id != family.id}
    agreed = {}
    for number in form.choices("more_families", "Weitere Familien in dieser Sitzung", labels):
        with st.container(border=True):
            st.markdown(f"**{plain(labels[number])}**")
            form.long_text(f"topics:{number}", "Themen", max_length=10000, height=90, help=TOPICS_HELP)
            agreed[number] = meeting_tasks.ask(form, person, number, f":{number}")
    return agreed
