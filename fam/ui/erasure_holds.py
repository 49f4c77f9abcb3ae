"""Löschsperren, the day of a single case, and how long cases are kept."""

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.queries import erasure as queries
from fam.queries.erasure import HoldRow
from fam.queries.family_file import FamilyFile
from fam.rules.protection_terms import HoldKind
from fam.rules.retention import SETTINGS, Deletion
from fam.rules.terms import Role
from fam.services import erasure, erasure_cases
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form


def show(person: Person) -> None:
    """Draw the Löschsperren that hold, and the form for a new one."""
    st.header("Löschsperren", anchor=False)
    with reading(person) as session:
        found = queries.holds(session)
    for hold in found:
        _one(person, hold)
    if not found:
        st.markdown("Kein Fall ist gesperrt.")
    with st.expander("Löschsperre setzen", icon=":material/lock:", key="hold-new"):
        form = Form("hold:new", today=person.today)
        form.text("number", "FAM-Nummer", required=True, max_length=16)
        kinds = {one.value: one.label for one in HoldKind}
        form.choice("kind", "Grund", kinds, required=True)
        form.text("reason", "Begründung", required=True, max_length=500, help="Kurz, keine Angaben zum Fall.")
        if form.submitted("Sperre setzen"):
            with told("Löschsperre gesetzt.", form), transaction(person) as session:
                typed = form.values()
                kind = HoldKind(typed["kind"]) if typed["kind"] else None
                erasure.hold(session, typed["number"] or "", kind, typed["reason"] or "")
            st.rerun()


def _one(person: Person, hold: HoldRow) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"hold-{hold.id}"):
        who = f" ({plain(hold.who)})" if hold.who else ""
        since = f"seit {date_text(hold.set_on)}{who}"
        st.markdown(
            f"**{plain(hold.number)}** · {plain(hold.kind.label)} {since}: {plain(hold.reason)}", width="stretch"
        )
        if st.button("Aufheben", key=f"hold-lift:{hold.id}"):
            with told("Löschsperre aufgehoben."), transaction(person) as session:
                erasure.lift(session, hold.id)
            st.rerun()


def find(person: Person) -> None:
    """Draw the question after one case: its day and why, also while it still runs."""
    st.header("Löschdatum eines Falls", anchor=False)
    number = st.text_input("FAM-Nummer", key="erasure-number", max_chars=16, placeholder="FAM-2017-00014")
    if not number.strip():
        st.caption("Jeder Fall hat sein Löschdatum vom ersten Tag an.")
        return
    with reading(person) as session:
        case = erasure_cases.of_number(session, number)
    if case is None:
        st.markdown("Diese FAM-Nummer gibt es nicht.")
        return
    st.markdown(f"**{plain(case.number)}** · {plain(case.status.label)} · {day_text(case.deletion)}")
    for sentence in case.blockers:
        st.markdown(plain(sentence))


def in_file(person: Person, file: FamilyFile) -> None:
    """Draw the day from which a case is erased, and what holds it back."""
    since = file.statuses[-1].starts_on if file.statuses else None
    with reading(person) as session:
        found = erasure_cases.of_family(session, file.head, since)
        held = queries.holds(session, file.head.id)
    st.caption(f":material/auto_delete: {day_text(found)}")
    for hold in held:
        st.info(
            f"Löschsperre seit {date_text(hold.set_on)}: {plain(hold.kind.label)}. {plain(hold.reason)}",
            icon=":material/lock:",
        )


def day_text(found: Deletion) -> str:
    """Return a deletion date with its reason, as Markdown."""
    day = f"**{'Löschung ab' if found.settled else 'Löschung frühestens'} {date_text(found.due_on)}**. "
    return (day if found.due_on else "") + plain(found.why)


def periods(person: Person) -> None:
    """Draw how long cases are kept; Datenschutz changes it within the Löschkonzept."""
    st.header("Fristen", anchor=False)
    with reading(person) as session:
        kept = erasure_cases.kept_for(session)
    values = {key: getattr(kept, key) for key in SETTINGS}
    if not person.has(Role.DATA_PROTECTION):
        for key, limits in SETTINGS.items():
            st.markdown(f"{plain(limits.label)}: **{values[key]}** ({plain(limits.law)})")
        return
    form = Form("retention", today=person.today, opened=values)
    for key, limits in SETTINGS.items():
        note = f"{limits.least} bis {limits.most} Monate. {limits.law}."
        form.integer(key, limits.label, required=True, value=values[key], help=note)
    if form.submitted("Fristen speichern"):
        with told("Fristen gespeichert.", form), transaction(person) as session:
            erasure.keep_periods(session, form.values())
        st.rerun()
