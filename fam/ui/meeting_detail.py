"""One meeting in full: who was there, what was said and agreed, the tasks that follow, and what can be done with it."""

import streamlit as st

from fam.db import reading
from fam.models import Attendee, Meeting
from fam.person import Person
from fam.queries import meetings, records, reviews, tasks
from fam.queries.meetings import MeetingRow
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Confidentiality, MeetingState
from fam.rules.times import format_time
from fam.services import meetings as services
from fam.ui import (
    calendar_file,
    consent_withdrawal,
    documents,
    entry_marks,
    extra_fields,
    meeting_form,
    meeting_mode,
    read_log,
    releases,
    statements,
    task_rows,
)
from fam.ui.auth import forbidden
from fam.ui.feedback import plain, told
from fam.ui.format import date_text, term_text, weekday_text
from fam.ui.links import family_link, open_meetings
from fam.ui.meetings import answers, entered_late
from fam.ui.record_list import facts
from fam.ui.undoing import Undoable


def show(person: Person, number: str, action: str = "") -> None:
    """Draw one meeting, or its form ("dokumentieren", "bearbeiten")."""
    with reading(person) as session:
        found = meetings.load(session, int(number)) if number.isdecimal() and len(number) < 16 else None
    if found is None:
        st.title("Gespräch", anchor=False)
        forbidden()
        return
    row, people = found
    read_log.note(person, ReadKind.FILE, [row.family_id], "Gespräch")
    if action == "dokumentieren" and row.state is MeetingState.PLANNED:
        meeting_form.document(person, row, people)
    elif action == "bearbeiten":
        meeting_form.edit(person, row, people)
    else:
        _show(person, row, people)


def _show(person: Person, row: MeetingRow, people: list[Attendee]) -> None:
    st.title(f"{plain(row.kind)} am {date_text(row.event_on)}", anchor=False)
    st.markdown(f"[{plain(row.name)} · {row.number}]({family_link(row.number)}) · **{term_text(row.state)}**")
    _actions(person, row)
    consent_withdrawal.show(person, row.family_id, row.number)
    left, right = st.columns([3, 2], gap="medium")
    hidden = row.confidentiality, row.mark.not_for_parents or row.mark.restricted
    with left, entry_marks.on_paper(f"meeting-{row.id}", *hidden, gap="xsmall"):
        _content(person, row)
    with right, st.container(border=True):
        with reading(person) as session:
            record = records.load(session, Meeting, row.id)
            reviewed = reviews.of_meeting(session, row.id) if row.state is MeetingState.HELD else []
        facts([*_facts(row, people), ("Überprüft", ", ".join(reviewed)), *extra_fields.facts(person, Meeting, record)])
        if row.mark.waits or row.confidentiality is not Confidentiality.TEAM:
            releases.offer(person, "meeting", row.id, row.institution)


def _content(person: Person, row: MeetingRow) -> None:
    for heading, text in (("Themen", row.topics), ("Vereinbarungen", row.agreements)):
        if text:
            st.subheader(heading, anchor=False)
            st.markdown(plain(text).replace("\n", "  \n"))
    if row.state is MeetingState.HELD and not (row.topics or row.agreements):
        st.caption("Ohne Themen und Vereinbarungen gespeichert.")
    if row.state is MeetingState.PLANNED:
        meeting_mode.preview(person, row.family_id)
    statements.of_one(person, "meeting", row.id, row.family_id)
    with reading(person) as session:
        follow = tasks.of_meeting(session, row.id)
    if follow:
        st.subheader("Aufgaben daraus", anchor=False)
        task_rows.draw(person, follow, family=False)


def _facts(row: MeetingRow, people: list[Attendee]) -> list[tuple[str, str]]:
    away = len([one for one in people if not one.present])
    planned = row.state is MeetingState.PLANNED
    until = f"–{format_time(row.ends_at)}" if row.ends_at else ""
    at = f", {format_time(row.starts_at)}{until} Uhr" if row.starts_at else ""
    team = row.confidentiality is Confidentiality.TEAM and not row.mark.waits
    said = ", ".join(entry_marks.said(row.confidentiality, row.institution, row.mark))
    readers = ["Fallführung und Vertretung beider Institutionen"] * team + [said] * bool(said)
    return [
        ("Wann", f"{weekday_text(row.event_on)}{at}"),
        ("Ort", row.place),
        ("Erwartet" if planned else "Dabei", ", ".join(row.present) or "niemand"),
        ("Nicht dabei", f"{away} erwartet, nicht gekommen" if away and row.state is MeetingState.HELD else ""),
        ("Gemeinsam", "ja, beide Institutionen und die Familie" if row.joint else "" if planned else "nein"),
        ("Abgesagt am", date_text(row.cancelled_on) if row.cancelled_on else ""),
        ("Nächster Termin", date_text(row.next_on) if row.next_on else ""),
        ("Lesbar für", ", ".join(readers)),
        ("Eingetragen von", " · ".join(part for part in (row.author, entered_late(row)) if part)),
    ]


def _actions(person: Person, row: MeetingRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="nodruck-actions"):
        if st.button("Zur Liste", icon=":material/arrow_back:", type="tertiary"):
            open_meetings()
        if row.state is MeetingState.PLANNED:
            answers(person, row)
        if st.button("Bearbeiten", icon=":material/edit:"):
            open_meetings(gespraech=str(row.id), tun="bearbeiten")
        kept = row.mark.waits or row.mark.not_for_parents or row.mark.restricted
        if row.state is MeetingState.HELD and row.confidentiality is Confidentiality.TEAM and not kept:
            documents.minutes_button(person, row.number, row.id)
        calendar_file.of_one(person, row)
        with st.popover("Entfernen", icon=":material/delete:"):
            st.markdown("War dieser Eintrag ein Irrtum? Aufgaben daraus bleiben stehen.")
            if st.button("Gespräch entfernen", key=f"remove:{row.id}"):
                step = Undoable(person)
                with told("Gespräch entfernt.", undo=step.undo), step.transaction() as session:
                    services.remove(session, row.id)
                open_meetings()
