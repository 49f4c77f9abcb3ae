"""Auskunft in the family's file: writing down that somebody asked, how it stands, and what is entrusted to oneself."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.queries import access_requests as queries
from fam.queries.access_requests import RequestRow
from fam.queries.family_file import FamilyFile
from fam.rules.protection_terms import RequestState
from fam.rules.terms import Role
from fam.services import access_entrusted, access_requests
from fam.ui import access_list, editing
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form

PART = "access"


def show(person: Person, file: FamilyFile) -> None:
    """Draw the requests of the family and what its leads, or Koordination, can do."""
    family_id = file.head.id or 0
    if not file.leading and not person.has(Role.COORDINATOR):
        return
    with reading(person) as session:
        rows = queries.of_family(session, family_id)
    if not file.leading:
        for row in rows:
            st.caption(plain(_line(person, row, "")))
        access_list.ask(person, file.head.number)
        access_list.restrictions(person, family_id)
        return
    names = {one.id: one.first_name for one in file.members}
    with st.container(border=True, key="nodruck-access"):
        st.subheader("Auskunft", anchor=False)
        if not rows:
            st.caption("Niemand hat Auskunft verlangt.")
        for row in rows:
            st.markdown(plain(_line(person, row, names.get(row.member_id, ""))))
            if row.state is RequestState.OPEN:
                _entrusted(person, row)
        if editing.is_open(PART):
            _ask(person, file)
        elif file.members:
            st.button("Auskunft verlangt", icon=":material/contact_page:", type="tertiary", on_click=editing.start,
                      args=(PART,))  # fmt: skip


def _line(person: Person, row: RequestRow, name: str) -> str:
    who = f"{name}: " if name else ""
    asked = f"{who}Auskunft Nr. {row.id}, verlangt am {date_text(row.requested_on)}, {row.state.label}"
    return f"{asked}, Frist {access_list.due(row, person)}" if row.state in queries.RUNNING else asked


def _ask(person: Person, file: FamilyFile) -> None:
    form = Form(f"access:{file.head.id}", today=person.today)
    members = {one.id or 0: f"{one.first_name} ({one.role.label})" for one in file.members}
    form.choice("member_id", "Wer verlangt Auskunft?", members, required=True)
    form.date("requested_on", "Verlangt am", required=True, value=person.today)
    form.choice("asker_id", "In wessen Auftrag gefragt?", members, help="leer = die Person selbst; sonst z. B. ein "
                "Elternteil für sein Kind")  # fmt: skip
    editing.finish(
        person, form, "Auskunft aufgenommen; der Datenschutz bearbeitet sie.",
        lambda session: access_requests.ask(session, file.head.id or 0, **form.values()),
    )  # fmt: skip


def _entrusted(person: Person, row: RequestRow) -> None:
    """Ask the author which entrusted entries the person gets to read; nobody else sees that there are any."""
    with reading(person) as session:
        request = access_requests.find(session, row.id)
        mine = access_entrusted.mine(session, request)
    if not mine:
        return
    done = person.account_id in request.looked_by
    with st.expander("Anvertraute Einträge prüfen" + (" (geprüft)" if done else ""), icon=":material/lock_person:"):
        st.caption(
            "Was Ihnen anvertraut ist (§ 65 SGB VIII), liest sonst niemand. Angekreuzt kommt es in die Auskunft, "
            "alles andere wird nur gezählt."
        )
        chosen = _chosen(request.entrusted, mine, row.id)
        if st.button("Prüfung speichern", key=f"entrusted:{row.id}"):
            with told("Gespeichert."), transaction(person) as session:
                access_entrusted.settle(session, row.id, chosen)
            st.rerun()


def _chosen(added: Sequence[str], mine: Sequence[Any], request_id: int) -> list[str]:
    chosen = []
    for entry in mine:
        key = access_entrusted.key_of(entry)
        text = " ".join((getattr(entry, "text", "") or getattr(entry, "topics", "")).split())
        label = f"{date_text(entry.event_on)} · {plain(text[:120])}"
        if st.checkbox(label, value=key in added, key=f"entrusted:{request_id}:{key}"):
            chosen.append(key)
    return chosen
