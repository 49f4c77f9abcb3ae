"""The start page: what is due today and this week, counted in one sentence, each a click away from its place."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from fam.config import database_url
from fam.db import data_version, reading
from fam.person import Person, Right
from fam.queries import closings, meetings, own_units, proposals, tasks, today, today_consents
from fam.queries.meetings import MeetingRow
from fam.queries.proposals import ToDo
from fam.queries.tasks import TaskRow
from fam.queries.today import GrantRow
from fam.rules.terms import Role
from fam.rules.times import format_time
from fam.ui import (
    agenda,
    consent_paper,
    entry_marks,
    task_rows,
    today_access,
    today_begin,
    today_coordination,
    today_erasure,
    today_fields,
    today_reflections,
)
from fam.ui.agenda import Group, Line
from fam.ui.format import count_text, date_text, due_text, moment_text, weekday_text
from fam.ui.links import (
    family_link,
    meeting_link,
    open_access,
    open_address,
    open_consents,
    open_family,
    open_meetings,
    open_page,
    open_proposal,
)
from fam.ui.today_cases import LIMIT, cases

ADDRESSES = {
    "field": today_fields.ADDRESS,
    "erasure": today_erasure.ADDRESS,
    "reflection": today_reflections.ADDRESS,
}
MEETINGS, TASKS, OVERDUE = "Termine heute", "Aufgaben heute", "Überfällige Aufgaben"


def load(person: Person) -> list[Group]:
    """Return all groups of a person's day, the urgent ones first; one query per kind."""
    groups = _work(person) if person.has(Role.CASEWORKER) else []
    groups += _proposals(person) if person.may(Right.SEE_FAMILIES) else []
    if person.has(Role.COORDINATOR):
        groups += today_coordination.groups(person)
    if person.may(Right.ERASE):
        groups += today_erasure.groups(person)
    groups += consent_paper.groups(person) + today_access.groups(person) + today_fields.groups(person)
    return groups + today_reflections.groups(person)


def _work(person: Person) -> list[Group]:
    day, sunday = person.today, person.today + timedelta(days=6 - person.today.weekday())
    with reading(person) as session:
        planned = meetings.planned(session, last=sunday, limit=2 * LIMIT)
        mine = tasks.due(session, sunday, limit=2 * LIMIT)
        reviews, asked, granted = today.reviews(session, LIMIT), closings.to_ask(session, LIMIT), today.grants(session)
        leaving = own_units.to_leave(session, LIMIT)
        renewals, changed = today_consents.to_renew(session, LIMIT), today_consents.changed(session, LIMIT)
    return [
        Group(MEETINGS, [_meeting(row, day) for row in planned if row.event_on == day], urgent=True),
        Group(OVERDUE, [_task(row, person) for row in mine if row.overdue(day)], urgent=True),
        Group(TASKS, [_task(row, person) for row in mine if row.due_on == day], urgent=True),
        Group("Ohne Eintrag: Was wurde daraus?", [_late(row, day) for row in planned if row.event_on < day]),
        Group("Termine diese Woche", [_meeting(row, day) for row in planned if row.event_on > day]),
        Group("Aufgaben diese Woche", [_task(row, person) for row in mine if row.due_on and row.due_on > day]),
        Group("Einwilligung geändert: Kopien prüfen", cases(changed, day)),
        Group("Einwilligungen erneuern", cases(renewals, day)),
        Group("Eigene Bedarfsgemeinschaft bedenken", cases(leaving, day)),
        Group("Überprüfung steht an", list(map(_review, reviews))),
        Group("Nachbefragung steht an", list(map(_review, asked))),
        Group(
            "Zugriff mit Begründung auf eigene Familien (7 Tage)",
            [_family(row, f"{row.who}: {row.reason}", moment_text(row.at)) for row in granted],
        ),
    ]  # fmt: skip


def _proposals(person: Person) -> list[Group]:
    version = data_version()  # first: what is read now is at least as new
    with reading(person) as session:
        votes = proposals.waiting_for_my_vote(session, LIMIT) if person.has(Role.CASEWORKER) else []
        back = proposals.incomplete(session, LIMIT)
        dissents = proposals.open_dissents(session, LIMIT)
    gaps = _to_complete(database_url(), version, person)
    day = person.today
    return [
        Group("Meine Stimme fehlt", cases(votes, day, proposal=True)),
        Group("Vorschläge zu ergänzen", cases(back, day, proposal=True)),
        Group("Dissense", cases(dissents, day, proposal=True, due=False)),
        Group("Angaben ergänzen (Altbestand)", cases(gaps, day)),
    ]


@st.cache_data(max_entries=500, show_spinner=False)
def _to_complete(url: str, version: int, person: Person) -> list[ToDo]:
    """Like the next one, a question that a whole caseload must answer: asked once per person and state of the data."""
    with reading(person) as session:
        return proposals.to_complete(session, LIMIT)


def _meeting(row: MeetingRow, day: date) -> Line:
    detail = entry_marks.one_line(row.mark, row.kind, row.place, ", ".join(row.present))
    at = f"{format_time(row.starts_at)} Uhr" if row.starts_at else ""
    when = f"{weekday_text(row.event_on) if row.event_on > day else ''} {at}"
    return Line(f"meeting:{row.id}", row.name, detail, when.strip(), meeting_link(row.id))


def _late(row: MeetingRow, day: date) -> Line:
    when = f"{date_text(row.event_on)}, vor {count_text((day - row.event_on).days, 'Tag', 'Tagen')}"
    return Line(f"meeting:{row.id}", row.name, entry_marks.one_line(row.mark, row.kind), when, meeting_link(row.id))


def _task(row: TaskRow, person: Person) -> Line:
    day, instead = person.today, "" if row.owner_id == person.account_id else f"in Vertretung für {row.owner}"
    when, detail = due_text(row.due_on, day) if row.due_on else "", entry_marks.one_line(row.mark, row.name, instead)
    return Line(f"task:{row.id}", row.text, detail, when, "aufgaben", row.overdue(day), done=True)


def _review(row: ToDo) -> Line:
    return _family(row, row.sentence, weekday_text(row.day) if row.day else "")


def _family(row: ToDo | GrantRow, detail: str, when: str) -> Line:
    return Line(f"family:{row.number}", f"{row.name} · {row.number}", detail, when, family_link(row.number))


def summary(groups: Sequence[Group]) -> str:
    """Return the day in one sentence."""
    count = {group.heading: len(group.lines) for group in groups}
    meetings_due, due, late = (count.pop(heading, 0) for heading in (MEETINGS, TASKS, OVERDUE))
    parts = [count_text(meetings_due, "Termin", "Termine")] if meetings_due else []
    if due:
        parts.append(count_text(due, "Aufgabe fällig", "Aufgaben fällig"))
    if late:
        parts.append(f"{late} überfällig")
    rest = sum(count.values())
    more = f" {'Dazu ' if parts else ''}{count_text(rest, 'offener Punkt', 'offene Punkte')}." if rest else ""
    return f"Heute {', '.join(parts)}.{more}" if parts else f"Heute keine Termine und Fristen.{more}"


def show(person: Person, groups: Sequence[Group]) -> None:
    """Draw the sentence and the groups; a click opens its place or ticks a task off."""
    st.markdown(f"**{weekday_text(person.today)}** · {summary(groups)}")
    today_begin.begin(person)
    opened, done = agenda.draw(groups)
    if done:
        line = next(line for group in groups for line in group.lines if line.id == done)
        task_rows.finish(person, int(done.partition(":")[2]), line.title)
    if opened:
        _open(opened)


def _open(opened: str) -> None:
    kind, _, number = opened.partition(":")
    if kind == "meeting":
        open_meetings(gespraech=number)
    elif kind == "task":
        open_page("tasks")
    elif kind == "proposal":
        open_proposal(number)
    elif kind == "family":
        open_family(number)
    elif kind == "paper":
        open_consents(number, consent_paper.PART)
    elif kind == "access":
        open_access(int(number))
    elif kind in ADDRESSES:
        open_address(ADDRESSES[kind])
    else:
        open_page("families")
