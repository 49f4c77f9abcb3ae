"""A new field with everything that can be said about it: three inputs are enough, the rest folds out."""

from typing import Any

import streamlit as st

from fam.db import transaction
from fam.fields.registry import extendable
from fam.fields.spec import OFFERED, FieldSpec, Kind
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.ui import field_form, field_preview
from fam.ui.feedback import told
from fam.ui.field_making import KINDS, MADE, NOUNS, OPTIONS_HELP
from fam.ui.forms import Form
from fam.ui.links import open_fields

DRAFTED = ("purpose", "review_on", "testers", "section", "help")


def ask(person: Person, entity: str) -> None:
    """Draw the form for a new field of a table, with its preview beside it."""
    if entity not in extendable():
        st.error("Diese Tabelle nimmt keine eigenen Felder auf.", icon=":material/error:")
        return
    st.title("Neues Feld", anchor=False)
    st.caption(f"Für: {NOUNS.get(entity, entity)}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        form = Form(f"field:full:{entity}", today=person.today)
        field = _first(form, entity)
        trial = form.boolean("trial", "Zuerst mit einer Probegruppe erproben", required=True, value=False)
        field_form.more(person, form, field, folded=True, trial=bool(trial))
    with right:
        field_preview.show(person, field_preview.as_typed(field, form.typed_now()))
    with left, st.container(key="speichern-immer-da"):
        _finish(person, form, entity)


def _first(form: Form, entity: str) -> FieldSpec:
    kinds = {one.value: one.label for one in KINDS}
    one, other = st.columns(2)
    with one:
        label = form.text("label", "Bezeichnung", required=True, max_length=200)
    with other:
        kind = Kind(form.choice("kind", "Art", kinds, required=True, value=Kind.TEXT.value) or Kind.TEXT)
    options = form.long_text("options", "Optionen", required=True, help=OPTIONS_HELP) if kind in OFFERED else ""
    return FieldSpec(entity, "", label, kind, choices=field_preview.invented_options(options) if options else "")


def _finish(person: Person, form: Form, entity: str) -> None:
    if form.submitted("Feld anlegen", cancel="Abbrechen"):
        with told(MADE, form), transaction(person) as session:
            values = field_form.settings(form.values())
            row = field_making.make(session, _draft(entity, values))
            field_making.change(session, row.id or 0, {}, _rest(values))
            number = row.id or 0
        open_fields(feld=str(number))
    if form.cancelled:
        open_fields(tabelle=entity)


def _draft(entity: str, values: dict[str, Any]) -> FieldDraft:
    more = {key: values[key] for key in DRAFTED if values.get(key)}
    return FieldDraft(
        entity, values["label"], Kind(values["kind"]), values.get("options", ""), trial=bool(values["trial"]), **more
    )


def _rest(values: dict[str, Any]) -> dict[str, Any]:
    """What `make` does not take; the default of a choice is a label here, since its options have no numbers yet."""
    said = {key: value for key, value in values.items() if value not in (None, "", [])}
    left_out = {"label", "kind", "options", "trial", *DRAFTED}
    if Kind(values["kind"]) in OFFERED:
        left_out.add("default")
    return {key: value for key, value in said.items() if key not in left_out}
