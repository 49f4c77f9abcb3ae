"""Admission and closing put right, in the head of the file: for what a list did not say, and for mistakes."""

from datetime import timedelta

import streamlit as st

from fam.db import reading, transaction
from fam.models import Family
from fam.person import Person
from fam.queries import lists
from fam.rules.terms import ListName, Precision, Status
from fam.services import corrections
from fam.ui.feedback import plain, told
from fam.ui.forms import Form

STEP = "Tag eines Statuswechsels berichtigen"


def show(person: Person, family: Family) -> None:
    """Draw the forms, folded and read once they are open; for Fachkräfte of the family and for Koordination."""
    label = "Aufnahme und Abschluss berichtigen" if family.status is Status.CLOSED else "Aufnahme berichtigen"
    key = f"correction-{family.id}"
    with st.expander(label, icon=":material/edit_calendar:", key=key, on_change="rerun") as box:
        if box.open:
            _dates(person, family)
    key = f"correction-step-{family.id}"
    with st.expander(STEP, icon=":material/flag:", key=key, on_change="rerun") as box:
        if box.open:
            _step(person, family)


def _dates(person: Person, family: Family) -> None:
    form = Form(f"correction:{family.id}", today=person.today, opened=_opened(family), version=family.version)
    form.date("admitted_on", "Aufnahme am", required=True, precision_ok=True)
    if family.status is Status.CLOSED:
        with reading(person) as session:
            reasons = lists.grouped_choices(session, ListName.CLOSING, person.today)
        form.date("last_day", "Letzter Tag in FAM", required=True, precision_ok=True)
        form.choice("reason_id", "Hauptgrund", reasons, required=True)
    with reading(person) as session:
        follows = corrections.follows(session, family.id or 0, corrections.Dates(**form.values()))
    if follows:
        st.info(plain(" ".join(follows)), icon=":material/info:")
    if form.submitted("Berichtigen"):
        with told("Berichtigt; alle Zahlen rechnen ab jetzt damit.", form), transaction(person) as session:
            corrections.correct(session, family.id or 0, corrections.Dates(**form.values()))
        st.rerun()


def _step(person: Person, family: Family) -> None:
    """Draw how the day of one change of status is put right."""
    with reading(person) as session:
        found = corrections.steps(session, family.id or 0)
    form = Form(f"correction:step:{family.id}", today=person.today)
    chosen = form.choice("period_id", "Statuswechsel", found, required=True)
    form.date("starts_on", "Richtiger Tag", required=True)
    st.caption("Der Status davor endet an diesem Tag. Aufnahme, Abschluss und alle Zahlen folgen.")
    if form.submitted("Tag berichtigen"):
        with told("Berichtigt; alle Zahlen rechnen ab jetzt damit.", form), transaction(person) as session:
            corrections.correct_step(session, family.id or 0, chosen or 0, form.values()["starts_on"])
        st.rerun()


def _opened(family: Family) -> dict[str, object]:
    last_day = family.closed_on - timedelta(days=1) if family.closed_on else None
    unknown = family.closed_precision is Precision.YEAR and family.legacy  # the list had no end: to be completed
    return {
        "admitted_on": family.admitted_on,
        "admitted_precision": family.admitted_precision,
        "last_day": None if unknown else last_day,
        "last_day_precision": family.closed_precision,
        "reason_id": family.reason_id,
    }
