"""SGB II receipt of each Bedarfsgemeinschaft as a class or percentage, never an amount; kept by Pro Arbeit."""

from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.fields.spec import extra_values
from fam.models import Receipt
from fam.person import Person
from fam.queries.entry_marks import NO_MARK
from fam.queries.family_file import FamilyFile
from fam.queries.paths import Paths
from fam.rules.plan_terms import ReceiptClass, ReceiptEnd
from fam.rules.terms import DataCategory, Institution
from fam.services import paths as service
from fam.ui import editing, extra_fields, plan_readers
from fam.ui.entry_marks import on_paper
from fam.ui.feedback import plain
from fam.ui.format import span_text
from fam.ui.forms import Form
from fam.ui.paths_lanes import receipt_text

CLASSES = {one: one.label for one in ReceiptClass}
REASONS = {one: one.label for one in ReceiptEnd}
HINT = (
    "Nur Klasse oder Prozent, keine Beträge. 100 % ist der Durchschnitt der drei Monate vor der Aufnahme. Vorher "
    "herausrechnen: jährliche Änderung des Regelbedarfs (Stufe 1: 409 € in 2017, 416 € in 2018) und der Haushaltsgröße."
)


def show(person: Person, file: FamilyFile, found: Paths) -> None:
    """Draw the receipts by BG, and for Pro Arbeit the form for the next one."""
    with st.container(border=True, key="section-Receipt"):
        st.subheader("SGB II-Bezug", anchor=False)
        writes = file.leading and person.institution is Institution.PRO_ARBEIT
        own = extra_fields.fields(person, Receipt)
        units = {one.id: f"BG {one.number}" for one in found.units}
        for row in found.receipts:
            _row(person, found, row, units, own, writes)
        if not found.units:
            st.caption("Noch keine Bedarfsgemeinschaft eingetragen (Überblick, Haushalt).")
        elif writes:
            _adding(person, file, units)
        else:
            st.caption(service.ONLY_PRO_ARBEIT)


def _row(person: Person, found: Paths, row: Receipt, units: dict[int | None, str], own: Any, writes: bool) -> None:
    name = f"receipt:{row.id}"
    if editing.is_open(name) and writes:
        _correct(person, row, name, units)
        return
    with on_paper(name.replace(":", "-"), row.confidentiality, row.not_for_parents):
        why = f" ({row.end_reason.label})" if row.end_reason else ""
        text = f"{units.get(row.unit_id, 'BG')}: {receipt_text(row)}{why} · {span_text(row.event_on, row.ends_on)}"
        more = [f"{label}: {value}" for label, value in extra_fields.facts(person, Receipt, row, own)]
        st.markdown("  \n".join(plain(part) for part in (text, *more)))
        mark = found.receipt_marks.get(row.id or 0, NO_MARK)
        st.caption(plan_readers.line(row, mark, found.authors.get(row.author_id or 0, "")))
        if writes:
            st.button("Bearbeiten", key=f"edit:{name}", type="tertiary", icon=":material/edit:", width="content",
                      help="Bezug beenden oder korrigieren", on_click=editing.start, args=(name,))  # fmt: skip


def _fields(form: Form) -> None:
    left, right = st.columns(2)
    with left:
        form.choice("level", "Bezug", CLASSES, required=True)
        form.date("event_on", "Erster Tag", required=True)
    with right:
        form.integer("percent", "Höhe in Prozent der Ausgangslage", minimum=0, maximum=200)
        form.date("ends_on", "bis (erster Tag nicht mehr)")
    form.choice("end_reason", "Warum kein Bezug mehr", REASONS)
    st.caption(HINT)


def _adding(person: Person, file: FamilyFile, units: dict[int | None, str]) -> None:
    name = f"receipt:new:{file.head.id}"
    if not editing.is_open(name):
        st.button("Bezug ergänzen", key=f"add:{name}", icon=":material/add:", on_click=editing.start, args=(name,))
        return
    form = Form(name, today=person.today)
    form.choice("unit_id", "Bedarfsgemeinschaft", units, required=True, value=next(iter(units)))
    _fields(form)
    st.caption("Ein laufender Bezug dieser Bedarfsgemeinschaft endet mit dem ersten Tag des neuen.")
    plan_readers.ask(form, person, file.head.id or 0, (DataCategory.RECEIPT,), about=False)
    extra_fields.ask(person, form, Receipt)
    editing.finish(person, form, "Bezug gespeichert.", lambda session: _add(session, file, form))


def _add(session: Session, file: FamilyFile, form: Form) -> None:
    values = form.values()
    service.add_receipt(
        session, file.head.id or 0, values["unit_id"], values["event_on"], values["level"], percent=values["percent"],
        ends_on=values["ends_on"], end_reason=values["end_reason"], level=values["confidentiality"],
        not_for_parents=bool(values["not_for_parents"]), extra=extra_values(values),
    )  # fmt: skip


def _correct(person: Person, row: Receipt, name: str, units: dict[int | None, str]) -> None:
    opened = {key: getattr(row, key) for key in ("unit_id", "level", "event_on", "percent", "ends_on", "end_reason")}
    opened |= plan_readers.opened(row) | extra_fields.opened(person, Receipt, row)
    with st.container(border=True, key=f"editing-{name.replace(':', '-')}"):
        form = Form(name, today=person.today, opened=opened, version=row.version)
        form.choice("unit_id", "Bedarfsgemeinschaft", units, required=True)
        _fields(form)
        plan_readers.ask_saved(form, person, row)
        extra_fields.ask(person, form, Receipt, record=row)
        editing.finish(
            person, form, "Gespeichert.",
            lambda session: service.correct(session, Receipt, row.id or 0, form.opened, form.values()),
            undo=True,
        )  # fmt: skip
        editing.remove(person, name, "Bezug entfernt", lambda session: service.remove(session, Receipt, row.id or 0))
