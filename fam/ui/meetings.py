"""Meetings on the screen: what is planned and waits for an answer, what was, one in full."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.db import reading
from fam.person import Person
from fam.queries import meetings, participants, statements
from fam.queries.family_file import FamilyFile
from fam.queries.meetings import MeetingRow, MeetingSearch
from fam.rules.terms import Confidentiality, MeetingState, Role
from fam.rules.times import format_time
from fam.services import meetings as services
from fam.services.roundtrip_list import MOST
from fam.services.roundtrip_tables import MEETINGS
from fam.ui import entry_marks, list_views, read_log, roundtrip
from fam.ui.feedback import plain, told
from fam.ui.format import count_text, date_text, due_text, term_text, weekday_text
from fam.ui.forms import Form
from fam.ui.links import meeting_link, open_meetings
from fam.ui.list_head import ListHead
from fam.ui.list_views import ListOf
from fam.ui.roundtrip import Out
from fam.ui.tables import EXPORT_LIMIT, Column, Listing
from fam.ui.undoing import Undoable

LIST, MONTH = "Liste", "Monat"
PLANNED_SHOWN = 30
SOON = timedelta(days=7)
PAST_STATES = (MeetingState.HELD, MeetingState.CANCELLED, MeetingState.NO_SHOW)
EMPTY = ("Noch keine Gespräche.", "Mit „Gespräch festhalten“ entsteht der erste Eintrag, auch Wochen später.")
NO_CONTENT = "Gespräche lesen und schreiben Fallführung und Vertretung einer Familie."


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _short(text: str, length: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _readers(row: MeetingRow) -> str:
    said = entry_marks.said(row.confidentiality, row.institution, row.mark)
    return ", ".join(["beide"] * (row.confidentiality is Confidentiality.TEAM and not row.mark.waits) + said)


COLUMNS = (
    Column("Datum", "event_on", sort="event_on", show=lambda day: _unbroken(weekday_text(day))),
    Column("Familie", "name", sort="name"),
    Column("Art", "kind", sort="kind"),
    Column("Stand", lambda row: row.state, show=lambda state: _unbroken(term_text(state)), name="state"),
    Column("Gemeinsam", lambda row: "gemeinsam" if row.joint else None, name="joint"),
    Column("Dabei", lambda row: ", ".join(row.present), minor=True, name="present"),
    Column("Themen", lambda row: _short(row.topics), minor=True, name="topics"),
    Column("Lesbar für", _readers, minor=True, name="readers"),
)
PAST = ListOf(
    "meetings", COLUMNS, "event_on", descending=True,
    inputs={"family": None, "kind": None, "state": None, "joint": False},
    filtered=meetings.FILTERED, shown=meetings.FIELDS, has_columns=("kind_id", "state", "event_on"),
    has_filters=("kind_id", "state"),
)  # fmt: skip


def begin(person: Person) -> str:
    """Draw the two buttons and the choice between list and month; return what was chosen."""
    if not person.has(Role.CASEWORKER):
        st.info(NO_CONTENT, icon=":material/lock:")
        st.stop()
    with st.container(horizontal=True, vertical_alignment="center", key="nodruck-begin"):
        if st.button("Gespräch festhalten", type="primary", icon=":material/edit_note:"):
            open_meetings(neu="gespraech")
        if st.button("Termin planen", icon=":material/event:"):
            open_meetings(neu="termin")
        view = st.segmented_control(
            "Ansicht", [LIST, MONTH], default=LIST, required=True, key="meetings:view", label_visibility="collapsed",
            persist_state="session",
        )  # fmt: skip
    return view or LIST


def record_here(person: Person, file: FamilyFile) -> None:
    """In a family's file: draw the button that opens the form for this family, for its leads and deputies of today."""
    if not file.leading:
        return
    if st.button("Gespräch festhalten", type="primary", icon=":material/edit_note:", key="record-here"):
        open_meetings(neu="gespraech", fam=file.head.number)


def planned(person: Person) -> None:
    """Draw what is planned, the next first; what is past waits for what became of it."""
    with reading(person) as session:
        rows = meetings.planned(session, limit=PLANNED_SHOWN + 1)
    if not rows:
        return
    late = sum(row.event_on < person.today for row in rows)
    soon = [row for row in rows if row.event_on <= person.today + SOON]
    later = rows[len(soon) :]
    late = sum(row.event_on < person.today for row in rows)
    st.subheader("Geplant", anchor=False)
    if late:
        st.markdown(f"⚠ {count_text(late, 'Termin wartet', 'Termine warten')} auf einen Eintrag.")
    for row in soon:
        _planned(person, row)
    if later:
        count = str(len(later)) if len(rows) <= PLANNED_SHOWN else f"mehr als {len(later) - 1}"
        with st.expander(f"Später geplant ({count})", key="planned-later"):
            for row in later[:PLANNED_SHOWN]:
                _planned(person, row)


def _planned(person: Person, row: MeetingRow) -> None:
    at = f", {format_time(row.starts_at)} Uhr" if row.starts_at else ""
    place = f" · {row.place}" if row.place else ""
    with st.container(key=f"zeile-{row.id}"):
        left, right = st.columns([4, 3], vertical_alignment="center")
        left.markdown(
            f"**{weekday_text(row.event_on)}{at}** · {due_text(row.event_on, person.today)}  \n"
            f"[{plain(row.name)} · {plain(row.kind)}]({meeting_link(row.id)}){plain(place)} · "
            f"{plain(', '.join(row.present))}"
        )
        with right, st.container(horizontal=True, gap="xsmall"):
            answers(person, row)


def answers(person: Person, row: MeetingRow) -> None:
    """Draw what can become of a planned meeting: documented, cancelled, not appeared."""
    past, late = row.event_on <= person.today, row.event_on < person.today
    name = plain(f"{row.name}, {date_text(row.event_on)}")
    if past and st.button(
        "Dokumentieren", key=f"document:{row.id}", type="primary" if late else "secondary", help=name
    ):
        open_meetings(gespraech=str(row.id), tun="dokumentieren")
    with st.popover("Abgesagt", key=f"cancel:{row.id}", help=name):
        _cancelling(person, row)
    if past:
        _no_show(person, row, name)


def _cancelling(person: Person, row: MeetingRow) -> None:
    form = Form(f"meeting:cancel:{row.id}", today=person.today)
    form.date("cancelled_on", "Abgesagt am", required=True, value=min(person.today, row.event_on))
    if form.submitted("Absage speichern"):
        step = Undoable(person)
        with told("Absage gespeichert.", form, undo=step.undo), step.transaction() as session:
            services.cancel(session, row.id, form.values()["cancelled_on"])
        st.rerun()


def _no_show(person: Person, row: MeetingRow, name: str) -> None:
    if st.button("Nicht erschienen", key=f"noshow:{row.id}", help=name):
        step = Undoable(person)
        with told("Als „nicht erschienen“ gespeichert.", undo=step.undo), step.transaction() as session:
            services.no_show(session, row.id)
        st.rerun()


def past(person: Person) -> int | None:
    """Draw filters and the list of what was; return the id of the meeting that was opened."""
    st.subheader("Bisherige Gespräche", anchor=False)
    head = ListHead(person, PAST)
    search = _ask(person)
    with head.folded():
        search = replace(search, filters=head.filters())
    view = Listing("meetings", sort="event_on", descending=True, scope=search)
    head.tools(search.filters)
    empty = EMPTY if search == MeetingSearch() else ("Nichts gefunden.", "Filter zurücknehmen.")
    search = replace(search, columns=head.fields)
    with reading(person) as session:
        rows, total = meetings.past(
            session, search, offset=view.offset, limit=view.size, sort=view.sort, descending=view.descending
        )
    found: int | None = view.show(
        rows,
        head.columns,
        total=total,
        nouns=("Gespräch", "Gespräche"),
        href=lambda row: meeting_link(row.id),
        empty=empty,
        export=lambda: read_log.exported(person, "Gespräche", _all(person, search)),
    )
    roundtrip.show(person, Out(MEETINGS, partial(_ids, replace(search, columns=()), view)))
    return found


def _ids(search: MeetingSearch, view: Listing, session: Session) -> list[int]:
    rows, _total = meetings.past(session, search, limit=MOST, sort=view.sort, descending=view.descending)
    return [row.id for row in rows]


def _ask(person: Person) -> MeetingSearch:
    with reading(person) as session:
        families = {family.id: family.label for family in participants.own_families(session)}
        kinds = {number: label for number, (_code, label) in meetings.kinds(session, person.today).items()}
    places = st.columns([2, 1.3, 1.3, 1.2], vertical_alignment="bottom")
    keep: dict[str, Any] = {"persist_state": "session"}
    family = places[0].selectbox(
        "Familie", list_views.offer(PAST, "family", [None, *families]), key="meetings:family",
        format_func=lambda one: families.get(one, "alle"), **keep,
    )  # fmt: skip
    kind = places[1].selectbox(
        "Art", list_views.offer(PAST, "kind", [None, *kinds]), key="meetings:kind",
        format_func=lambda one: kinds.get(one, "alle"), **keep,
    )  # fmt: skip
    state = places[2].selectbox(
        "Stand", list_views.offer(PAST, "state", [None, *PAST_STATES]), key="meetings:state",
        format_func=lambda one: term_text(one) if one else "alle", **keep,
    )  # fmt: skip
    joint = places[3].checkbox("nur gemeinsame", key="meetings:joint", **keep)
    return MeetingSearch(family, kind, state, joint)


def _all(person: Person, search: MeetingSearch) -> Iterable[object]:
    with reading(person) as session:
        return statements.without_closed(session, "meeting", meetings.past(session, search, limit=EXPORT_LIMIT)[0])


def entered_late(row: MeetingRow) -> str:
    """Return when a meeting was entered, if that was more than a week later; else ""."""
    late = row.entered_on - row.event_on > timedelta(days=7) and row.state is not MeetingState.PLANNED
    return f"erfasst am {date_text(row.entered_on)}" if late else ""
