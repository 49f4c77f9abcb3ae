"""Stations as lines: add one, end it, correct it, take it back."""

from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.fields.spec import extra_values
from fam.models import Station
from fam.person import Person
from fam.queries.entry_marks import NO_MARK, UNNAMED
from fam.queries.family_file import FamilyFile
from fam.queries.paths import Paths
from fam.rules.plan_terms import StationKind
from fam.rules.terms import DataCategory
from fam.services import paths as service
from fam.services.plan_entries import may_remove
from fam.ui import editing, extra_fields, plan_readers
from fam.ui.entry_marks import on_paper
from fam.ui.feedback import plain
from fam.ui.format import span_text
from fam.ui.forms import Form
from fam.ui.paths_lanes import names

KINDS = {one: one.label for one in StationKind}
ENDS = "bis (erster Tag nicht mehr)"


def show(person: Person, file: FamilyFile, found: Paths) -> None:
    """Draw the stations of everybody, and the form for the next one."""
    with st.container(border=True, key="section-Station"):
        st.subheader("Stationen", anchor=False)
        own = extra_fields.fields(person, Station)
        for row in sorted(found.stations, key=lambda one: (str(names(found).get(one.about_id)), one.event_on)):
            _row(person, file, found, row, own)
        if file.leading:
            _adding(person, file, found)


def _row(person: Person, file: FamilyFile, found: Paths, row: Station, own: Any) -> None:
    name = f"station:{row.id}"
    if editing.is_open(name):
        _correct(person, row, name, found)
        return
    with on_paper(name.replace(":", "-"), row.confidentiality, row.not_for_parents):
        who = names(found).get(row.about_id, UNNAMED)
        what = ", ".join(part for part in (row.kind.label, row.place, row.aim) if part)
        more = [f"{label}: {value}" for label, value in extra_fields.facts(person, Station, row, own)]
        when = span_text(row.event_on, row.ends_on) if row.event_on <= person.today else f"ab {row.event_on:%d.%m.%Y}"
        st.markdown("  \n".join(plain(part) for part in (f"{who}: {what} · {when}", *more)))
        mark = found.station_marks.get(row.id or 0, NO_MARK)
        st.caption(plan_readers.line(row, mark, found.authors.get(row.author_id or 0, "")))
        if file.leading:
            st.button("Bearbeiten", key=f"edit:{name}", type="tertiary", icon=":material/edit:", width="content",
                      help="Station beenden oder korrigieren", on_click=editing.start, args=(name,))  # fmt: skip


def _fields(form: Form, person: Person) -> None:
    left, right = st.columns(2)
    with left:
        form.choice("kind", "Station", KINDS, required=True)
        form.date("event_on", "Erster Tag", required=True)
        form.text("place", "Schule, Betrieb, Träger", max_length=200, help="Ohne Namen von Dritten.")
    with right:
        form.date("ends_on", ENDS)
        form.text("aim", "Abschluss oder Beruf", max_length=200)
    st.caption(plan_readers.FREE_TEXT)


def _adding(person: Person, file: FamilyFile, found: Paths) -> None:
    name = f"station:new:{file.head.id}"
    if not editing.is_open(name):
        st.button("Station ergänzen", key=f"add:{name}", icon=":material/add:", on_click=editing.start, args=(name,))
        return
    form = Form(name, today=person.today)
    people = {one.id: one.first_name for one in found.members}
    about = form.choice("about_id", "Person", people, required=True)
    _fields(form, person)
    kind = form.typed_now().get("kind")
    category = DataCategory.MEASURES if kind is StationKind.MEASURE else DataCategory.WORK
    plan_readers.ask(form, person, file.head.id or 0, (category,), about=False, about_id=about)
    extra_fields.ask(person, form, Station)
    editing.finish(person, form, "Station gespeichert.", lambda session: _add(session, file, form))


def _add(session: Session, file: FamilyFile, form: Form) -> None:
    values = form.values()
    service.add_station(
        session, file.head.id or 0, values["about_id"], values["event_on"], values["kind"], ends_on=values["ends_on"],
        place=values["place"] or "", aim=values["aim"] or "", level=values["confidentiality"],
        not_for_parents=bool(values["not_for_parents"]), extra=extra_values(values),
    )  # fmt: skip


def _correct(person: Person, row: Station, name: str, found: Paths) -> None:
    opened = {key: getattr(row, key) for key in ("about_id", "kind", "event_on", "ends_on", "place", "aim")}
    opened |= plan_readers.opened(row) | extra_fields.opened(person, Station, row)
    with st.container(border=True, key=f"editing-{name.replace(':', '-')}"):
        form = Form(name, today=person.today, opened=opened, version=row.version)
        if row.institution is person.institution:
            people = {one.id: one.first_name for one in found.members}
            form.choice("about_id", "Person", people, required=True)
        _fields(form, person)
        plan_readers.ask_saved(form, person, row)
        extra_fields.ask(person, form, Station, record=row)
        editing.finish(
            person, form, "Gespeichert.",
            lambda session: service.correct(session, Station, row.id or 0, form.opened, form.values()),
            undo=True,
        )  # fmt: skip
        if may_remove(person, row):
            editing.remove(
                person, name, "Station entfernt", lambda session: service.remove(session, Station, row.id or 0)
            )
