"""Relations, custody, households and Bedarfsgemeinschaften of people as entries: added, corrected, removed in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from fam.fields.spec import FieldSpec, specs
from fam.models import Custody, Relation, Residence, UnitMember
from fam.person import Person
from fam.queries import relations as queries
from fam.queries.relations import Belonging
from fam.rules.relations import Tie
from fam.services import records, relations
from fam.ui import editing, extra_fields
from fam.ui.feedback import plain
from fam.ui.format import span_text
from fam.ui.forms import Form
from fam.ui.record_list import Picker, pick


@dataclass(frozen=True, slots=True)
class Section:
    """How one table stands here: heading, the word for one entry, what is chosen, an entry in one line."""

    title: str
    noun: str
    model: Any
    rows: Sequence[Any]
    pickers: tuple[Picker, ...]
    line: Callable[[Any], str]
    empty: str


def show(person: Person, family_id: int, known: Belonging, *, writable: bool) -> None:
    """Draw the four kinds of entries."""
    for one in sections(known):
        with st.container(border=True, key=f"section-{one.model.__name__}"):
            st.subheader(one.title, anchor=False)
            _rows(person, one, writable)
            if writable:
                _adding(person, family_id, one)


def sections(known: Belonging) -> tuple[Section, ...]:
    """Return the tables that say how people belong together, with a family's entries."""
    names = known.names
    homes = {key: queries.address_label(one) for key, one in known.addresses.items()}
    units = {key: one.number for key, one in known.benefit_units.items()}
    return (
        Section("Beziehungen", "Beziehung", Relation, known.relations,
                (Picker("first_id", "Wer", names), Picker("second_id", "von / mit", names)),
                lambda row: queries.sentence(Tie(row.first_id, row.second_id, row.kind), names),
                "Noch keine Beziehung eingetragen."),
        Section("Sorge", "Sorge", Custody, known.custody,
                (Picker("child_id", "Kind", names),
                 Picker("adult_id", "Wer aus der Familie", names, required=False,
                        help="Leer bei Vormund oder Pfleger/in von außen.")),
                lambda row: f"{names[row.child_id]}: {row.kind.label}, {names.get(row.adult_id) or row.holder}",
                "Noch keine Sorge eingetragen."),
        Section("Wer wohnt wo", "Wohnung", Residence, known.residences,
                (Picker("member_id", "Wer", names), Picker("address_id", "Adresse", homes)),
                lambda row: f"{names[row.member_id]}: {homes.get(row.address_id, '')}{_share(row)}",
                "Ohne Eintrag gilt „Lebt im Haushalt“ aus dem Überblick. Für zwei Haushalte (Wechselmodell) hier "
                "je Haushalt ein Eintrag mit Anteil; Adressen stehen im Überblick."),
        Section("Wer gehört zu welcher BG", "Zugehörigkeit", UnitMember, known.units,
                (Picker("member_id", "Wer", names), Picker("unit_id", "BG", units)),
                lambda row: f"{names[row.member_id]}: BG {units.get(row.unit_id, '')}{_share(row)}",
                "Noch niemand zugeordnet. Ein Kind kann mit Anteilen in zwei BG sein; BG-Nummern stehen im Überblick."),
    )  # fmt: skip


def _share(row: Any) -> str:
    return "" if row.share is None else f" ({row.share} %)"


def _rows(person: Person, section: Section, writable: bool) -> None:
    own = extra_fields.fields(person, section.model)
    running = [row for row in section.rows if row.ends_on is None or row.ends_on > person.today]
    if not section.rows:
        st.caption(section.empty)
    for row in running:
        _row(person, section, row, writable, own)
    if ended := [row for row in section.rows if row not in running]:
        with st.expander(f"Früher ({len(ended)})"):
            for row in ended:
                _row(person, section, row, writable, own)


def _row(person: Person, section: Section, row: Any, writable: bool, own: Sequence[FieldSpec]) -> None:
    name = f"{section.model.__name__}:{row.id}"
    if writable and editing.is_open(name):
        _editing(person, section, row, name)
        return
    when = span_text(row.starts_on, row.ends_on) if row.starts_on or row.ends_on else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"datensatz-{name}"):
        extra = extra_fields.facts(person, section.model, row, own)
        more = "".join(f"  \n{plain(label)}: {plain(text)}" for label, text in extra)
        st.markdown(plain(section.line(row)) + (f" · {plain(when)}" if when else "") + more, width="stretch")
        if writable:
            st.button("Bearbeiten", key=f"edit:{name}", type="tertiary", icon=":material/edit:", width="content",
                      help=f"{section.noun} bearbeiten", on_click=editing.start, args=(name,))  # fmt: skip


def _editing(person: Person, section: Section, row: Any, name: str) -> None:
    fields = specs(section.model)
    with st.container(border=True, key=f"editing-{name.replace(':', '-')}"):
        st.markdown(plain(section.line(row)))
        opened = editing.values_of(row, fields) | extra_fields.opened(person, section.model, row)
        opened |= {picker.key: getattr(row, picker.key) for picker in section.pickers}
        form = Form(name, today=person.today, opened=opened, version=row.version)
        pick(form, section.pickers)
        editing.draw(form, fields)
        extra_fields.ask(person, form, section.model, record=row)
        editing.finish(
            person, form, "Gespeichert.",
            lambda session: relations.edit(session, section.model, row.id, form.opened, form.values()), undo=True,
        )  # fmt: skip
        editing.remove(
            person, name, f"{section.noun} entfernt", lambda session: records.remove(session, section.model, row.id)
        )


def _adding(person: Person, family_id: int, section: Section) -> None:
    name = f"{section.model.__name__}:new:{family_id}"
    if not all(picker.choices for picker in section.pickers):
        return
    if not editing.is_open(name):
        st.button(f"{section.noun} ergänzen", key=f"add:{name}", icon=":material/add:", on_click=editing.start,
                  args=(name,))  # fmt: skip
        return
    form = Form(name, today=person.today)
    pick(form, section.pickers)
    editing.draw(form, specs(section.model))
    extra_fields.ask(person, form, section.model)
    editing.finish(
        person, form, f"{section.noun} gespeichert.",
        lambda session: relations.add(session, section.model, family_id, form.values()),
    )  # fmt: skip
