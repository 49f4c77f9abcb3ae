"""Requests for access as a list, by number and date; for Datenschutz also the entries whose use is restricted."""

from datetime import date

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.queries import access_requests as queries
from fam.queries import statements as said
from fam.queries.access_requests import RequestRow
from fam.services import access_named
from fam.ui import statements
from fam.ui.feedback import told
from fam.ui.format import date_text, due_text
from fam.ui.forms import Form
from fam.ui.links import access_link, open_access
from fam.ui.tables import Column, Listing


def show(person: Person) -> None:
    """Draw the requests, running ones first; a click opens one."""
    running = st.checkbox("nur laufende", key="access:running", value=True)
    view = Listing("access", sort="", scope=running)
    with reading(person) as session:
        rows, total = queries.find(session, running=running, offset=view.offset, size=view.size)
    columns = (
        Column("Nr.", "id"),
        Column("FAM-Nummer", "number"),
        Column("Verlangt am", lambda row: date_text(row.requested_on), name="requested_on"),
        Column("Frist", lambda row: due(row, person), name="due_on"),
        Column("Stand", lambda row: row.state.label, name="state"),
    )
    opened = view.show(
        rows, columns, total=total, nouns=("Auskunft", "Auskünfte"), href=lambda row: access_link(row.id),
        empty=("Keine Auskunft.", "Wer wissen will, was über sie oder ihn gespeichert ist, bekommt binnen eines Monats "
               "Antwort."), title="Auskünfte",
    )  # fmt: skip
    if opened:
        open_access(opened)


def due(row: RequestRow, person: Person) -> str:
    """Return until when the answer is due and how far off that is; of a finished one when it was given."""
    if row.state not in queries.RUNNING:
        return f"beantwortet {date_text(row.answered_on)}"
    longer = " (verlängert)" if row.extended else ""
    return f"{until(row.due_on, person.today)}{longer}"


def until(day: date, today: date) -> str:
    """Return a deadline as a date with how far off it is: "01.11.2018, in 3 Tagen"; a far one as a date only."""
    off = due_text(day, today)
    return off if off.endswith(date_text(day)) else f"{date_text(day)}, {off}"


def ask(person: Person, number: str = "") -> None:
    """Draw the form for whoever turns to Datenschutz or Koordination: number and name, as the person says them."""
    with st.expander("Auskunft aufnehmen", icon=":material/contact_page:"):
        st.caption("Name und Nummer, wie die Person sie nennt; vorher die Identität prüfen.")
        form = Form(f"access:new:{number}", today=person.today)
        left, right = st.columns(2)
        with left:
            form.text("number", "FAM-Nummer", required=True, value=number, placeholder="FAM-2017-00014")
            form.date("requested_on", "Verlangt am", required=True, value=person.today)
        with right:
            form.text("name", "Vorname (und Nachname)", required=True)
        if form.submitted("Auskunft aufnehmen"):
            with told("Auskunft aufgenommen.", form), transaction(person) as session:
                access_named.ask(session, **form.values())
            st.rerun()


def restrictions(person: Person, family_id: int | None = None) -> None:
    """Draw the entries whose processing is restricted, each with the way to end that; nothing of what they say."""
    with reading(person) as session:
        rows = said.restricted(session, family_id)
    if not rows:
        return
    with st.expander(f"Eingeschränkte Einträge ({len(rows)})", icon=":material/lock:"):
        st.caption("Vor dem Aufheben wird die Person unterrichtet (Art. 18 Abs. 3 DSGVO).")
        for statement, number in rows:
            statements.line(person, statement, number)
