"""One field: where it is used, its settings with a preview, its options, its use, what is missing, and its life."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from fam.db import reading, transaction
from fam.fields import registry
from fam.fields.spec import OFFERED, FieldSpec, Kind
from fam.figures import field_use
from fam.models import FieldDef
from fam.person import Person
from fam.queries import fields as queries
from fam.queries import views
from fam.rules.terms import IN_FORMS, FieldState, RequiredMode
from fam.services import field_making
from fam.ui import (
    field_choices,
    field_conversion,
    field_form,
    field_gaps,
    field_life,
    field_preview,
    field_promotion,
    field_usage,
)
from fam.ui.feedback import plain, told
from fam.ui.field_making import NOUNS
from fam.ui.fields import STATE_SIGNS
from fam.ui.format import count_text, date_text
from fam.ui.forms import Form
from fam.ui.links import open_fields

GONE = "Dieses Feld gibt es nicht (mehr)."
READERS = "Was darin steht, liest nur {who}."


def show(person: Person, number: str) -> None:
    """Draw a field by its number as it stands in the address."""
    with reading(person) as session:
        row = queries.field(session, int(number)) if number.isdecimal() and len(number) < 10 else None
        known = registry.definitions(session, row.entity) if row else ()
    field = next((one for one in known if row and one.field_id == row.id), None)
    if row is None or field is None:
        st.title("Felder", anchor=False)
        st.error(GONE, icon=":material/error:")
        if st.button("Alle Felder", icon=":material/arrow_back:", key="fields:all"):
            open_fields()
        return
    _head(row)
    _used(person, row)
    parts = _parts(row)
    place = f"field-tabs:{row.id}"
    if (kept := st.session_state.pop(f"{field_life.TAB}:{row.id}", "")) in parts:
        st.session_state[place] = kept
    tabs = st.tabs(list(parts), key=place, on_change="rerun")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(person, row, field)


def _parts(row: FieldDef) -> dict[str, Callable[[Person, FieldDef, FieldSpec], None]]:
    parts: dict[str, Callable[[Person, FieldDef, FieldSpec], None]] = {}
    if row.state in IN_FORMS:
        parts["Einstellungen"] = _settings
    else:
        parts[field_life.TITLE] = field_life.show
    if Kind(row.kind) in OFFERED:
        parts["Optionen"] = field_choices.show
    parts["Nutzung"] = field_usage.show
    if row.state in IN_FORMS:
        parts["Nachtragen"] = field_gaps.show
        parts["Art ändern"] = _conversion
        parts["Feste Spalte"] = _promotion
    parts[field_life.TITLE] = field_life.show
    return parts


def _conversion(person: Person, row: FieldDef, _field: FieldSpec) -> None:
    field_conversion.show(person, row.id or 0)


def _promotion(person: Person, row: FieldDef, _field: FieldSpec) -> None:
    field_promotion.show(person, row.id or 0)


def _head(row: FieldDef) -> None:
    if st.button("Alle Felder", icon=":material/arrow_back:", type="tertiary", key="fields:all"):
        open_fields(tabelle=row.entity)
    st.title(plain(row.label), anchor=False)
    facts = [STATE_SIGNS[row.state], Kind(row.kind).label, NOUNS.get(row.entity, row.entity)]
    if row.required is not RequiredMode.NEVER:
        facts.append(f"Pflicht: {row.required.label}")
    st.markdown(plain(" · ".join(facts)))
    if row.readers:
        st.caption(READERS.format(who=row.readers.label))
    if row.state is FieldState.DRAFT:
        st.caption(plain(f"Erprobung bis {date_text(row.review_on)}: {row.purpose}"))


def _used(person: Person, row: FieldDef) -> None:
    """Say where the field is used before anything about it is changed."""
    with reading(person) as session:
        titles, below = views.uses(session, row.key), queries.hanging_on(session, row.key)
    private = field_use.places(row.key, person.account_id).private
    where = [f"Ansicht „{title}“" for title in titles]
    if private:
        where.append(count_text(private, "private Ansicht anderer", "private Ansichten anderer"))
    where += [f"Bedingung von „{one.label}“" for one in below]
    if row.is_unique:
        where.append("jeder Wert nur einmal")
    if row.indexed:
        where.append("Index")
    text = "; ".join(where) if where else "in keiner Ansicht und keiner Bedingung"
    st.caption(plain(f"Verwendet: {text}."))


def _settings(person: Person, row: FieldDef, field: FieldSpec) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        form = Form(
            f"field:{row.id}",
            today=person.today,
            opened=field_form.opened_with(row, field.default),
            version=row.version,
        )
        form.text("label", "Bezeichnung", required=True, max_length=200, help="Umbenennen ändert nichts an den Werten.")
        if row.shown_when and field.shown_when is None:
            st.warning("Das Feld der Bedingung ist stillgelegt; dieses Feld wird bis dahin immer gezeigt.")
        field_form.more(person, form, field, folded=False, trial=row.state is FieldState.DRAFT)
    with right:
        field_preview.show(person, field_preview.as_typed(replace(field, default=None), form.typed_now()))
    with left, st.container(key="speichern-immer-da"):
        if form.submitted("Speichern", cancel="Zurücksetzen"):
            with told("Feld gespeichert.", form), transaction(person) as session:
                opened, typed = field_form.settings(form.opened), field_form.settings(form.changes())
                field_making.change(session, row.id or 0, opened, typed)
            st.rerun()
        if form.cancelled:
            st.rerun()
