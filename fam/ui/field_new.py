"""A new field with everything that can be said about it: three inputs are enough, the rest folds out."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.fields.registry import extendable
from fam.fields.spec import OFFERED, FieldSpec, Kind
from fam.person import Person
from fam.queries import fields as queries
from fam.services import field_choices, field_making
from fam.services.field_making import FieldDraft
from fam.ui import field_form, field_preview
from fam.ui.feedback import plain, told
from fam.ui.field_making import KINDS, MADE, NOUNS, OPTIONS_HELP
from fam.ui.forms import Form
from fam.ui.links import field_link, open_fields

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
        field = _first(person, form, entity)
        trial = form.boolean("trial", "Zuerst mit einer Probegruppe erproben", required=True, value=False)
        field_form.more(person, form, field, folded=True, trial=bool(trial))
    with right:
        field_preview.show(person, field_preview.as_typed(field, form.typed_now()))
    with left, st.container(key="speichern-immer-da"):
        _finish(person, form, entity)


def _first(person: Person, form: Form, entity: str) -> FieldSpec:
    kinds = {one.value: one.label for one in KINDS}
    one, other = st.columns(2)
    with one:
        label = form.text("label", "Bezeichnung", required=True, max_length=200)
    with other:
        kind = Kind(form.choice("kind", "Art", kinds, required=True, value=Kind.TEXT.value) or Kind.TEXT)
    _same_retired(person, form, entity, label)
    options = form.long_text("options", "Optionen", required=True, help=OPTIONS_HELP) if kind in OFFERED else ""
    return FieldSpec(entity, "", label, kind, choices=field_preview.invented_options(options) if options else "")


def _same_retired(person: Person, form: Form, entity: str, label: str) -> None:
    """A field of this name out of use has all its values still: offer it before a second one is made."""
    with reading(person) as session:
        old = queries.retired_named(session, entity, label) if label else None
    if old is not None:
        st.info(
            f"„{plain(old.label)}“ gibt es stillgelegt, mit allen Werten: [wieder einsetzen]({field_link(old.id or 0)})"
        )
        form.boolean("again", "Trotzdem ein neues Feld dieses Namens", required=True, value=False)


def _finish(person: Person, form: Form, entity: str) -> None:
    if form.submitted("Feld anlegen", cancel="Abbrechen"):
        with told(MADE, form), transaction(person) as session:
            values = field_form.settings(form.values())
            number = field_making.make(session, _draft(entity, values)).id or 0
            options = [one.id or 0 for one in field_choices.options(session, number)]
            field_making.change(session, number, {}, _rest(values, options))
        open_fields(feld=str(number))
    if form.cancelled:
        open_fields(tabelle=entity)


def _draft(entity: str, values: dict[str, Any]) -> FieldDraft:
    more = {key: values[key] for key in DRAFTED if values.get(key)}
    trial, again = bool(values["trial"]), bool(values.get("again"))
    return FieldDraft(
        entity, values["label"], Kind(values["kind"]), values.get("options", ""), trial=trial, again=again, **more
    )


def _rest(values: dict[str, Any], options: Sequence[int]) -> dict[str, Any]:
    """What `make` does not take. The default of a choice was chosen by place: its options had no numbers yet."""
    left_out = {"label", "kind", "options", "trial", "again", *DRAFTED}
    said = {key: value for key, value in values.items() if key not in left_out and value not in (None, "", [])}
    if Kind(values["kind"]) in OFFERED and (default := said.get("default")):
        several = isinstance(default, list)
        said["default"] = [options[one - 1] for one in default] if several else options[default - 1]
    return said
