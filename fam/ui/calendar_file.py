"""Meetings as a file for one's calendar: one of them, or all of one's own."""

from collections.abc import Callable

import streamlit as st

from fam.db import reading
from fam.exchange.calendar import MIME, as_calendar
from fam.models import now
from fam.person import Person
from fam.queries import calendar, statements
from fam.queries.meetings import MeetingRow
from fam.rules.terms import Role
from fam.ui import read_log

HELP = "Für Outlook und Thunderbird. Im Kalender steht nur die FAM-Nummer: kein Name, kein Thema, kein Ort."


def of_one(person: Person, row: MeetingRow) -> None:
    """Draw the button that saves one meeting as .ics; the click is written into the read log."""

    def content() -> bytes:
        with reading(person) as session:
            found = calendar.one(session, row.id)
        read_log.given(person, row.family_id, "Termin als Kalenderdatei")
        return as_calendar(found, now())

    _button("In den Kalender", content, f"{row.number}-Termin.ics", f"ics:{row.id}")


def of_mine(person: Person) -> None:
    """Draw the button that saves all meetings at which the person was expected."""
    if not person.has(Role.CASEWORKER):
        return

    def content() -> bytes:
        with reading(person) as session:
            found = list(statements.without_closed(session, "meeting", calendar.mine(session)))
        return as_calendar(read_log.exported(person, "Eigene Termine als Kalenderdatei", found), now())

    with st.container(key="nodruck-ics"):
        _button("Meine Termine in den Kalender", content, "Termine.ics", "ics:mine")


def _button(label: str, content: Callable[[], bytes], name: str, key: str) -> None:
    st.download_button(
        label, data=content, file_name=name, mime=MIME, key=key, help=HELP, icon=":material/calendar_add_on:",
        on_click="ignore",
    )  # fmt: skip
