"""The page Felder, its list: every field of a table, declared ones too, with state, kind and how often it is filled."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from fam.db import reading, transaction
from fam.fields.registry import extendable
from fam.fields.spec import Kind, specs
from fam.models import FieldDef
from fam.person import Person
from fam.queries import fields as queries
from fam.rules.terms import IN_FORMS, FieldState, RequiredMode
from fam.services import field_making
from fam.ui import field_figures
from fam.ui.feedback import plain
from fam.ui.field_making import NOUNS
from fam.ui.format import NOTHING, number_text, percent_text
from fam.ui.links import field_link, open_fields
from fam.ui.tables import Column, Listing

TABLE = "fields:table"
BUILT_IN = "fest eingebaut"
DECLARED = "-"  # begins the id of a declared field: nothing to open
EMPTY = ("Noch keine Felder.", "Mit „Neues Feld“ entsteht das erste; drei Angaben genügen.")
STATE_SIGNS = {
    FieldState.DRAFT: "◐ Erprobung",
    FieldState.ACTIVE: "● aktiv",
    FieldState.RETIRED: "‖ stillgelegt",
    FieldState.PROMOTED: "■ aktiv, feste Spalte",
}

ARROWS = {  # name -> sign, what it does, whether down, whether to the very end
    "first": ("⤒", "ganz nach oben", False, True),
    "up": ("↑", "nach oben", False, False),
    "down": ("↓", "nach unten", True, False),
    "last": ("⤓", "ganz nach unten", True, True),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field in the list; `missing` is None unless all records are to have it."""

    id: str
    label: str
    kind: str
    state: str
    section: str
    required: str
    filled: int
    total: int
    missing: int | None

    @property
    def rate(self) -> str:
        """How often it is filled: "12 von 40 (30 %)"."""
        share = percent_text(self.filled / self.total if self.total else None)
        return f"{number_text(self.filled)} von {number_text(self.total)} ({share})" if self.total else NOTHING


COLUMNS = (
    Column("Bezeichnung", "label"),
    Column("Art", "kind"),
    Column("Zustand", "state"),
    Column("Abschnitt", "section", minor=True),
    Column("Pflicht", "required", minor=True),
    Column("Ausgefüllt", "rate", right=True),
    Column("Nachzutragen", "missing", right=True, minor=True),
)


def begin(person: Person) -> str:
    """Draw the choice of the table and the button for a new field; return the table."""
    tables = [entity for entity in extendable() if entity in NOUNS]
    asked = str(st.query_params.get("tabelle", ""))
    if asked in tables and st.session_state.get(f"{TABLE}:asked") != asked:
        st.session_state[TABLE] = st.session_state[f"{TABLE}:asked"] = asked
    with st.container(horizontal=True, vertical_alignment="bottom", key="nodruck-fields"):
        chosen = st.selectbox(
            "Felder von", tables, key=TABLE, format_func=lambda one: NOUNS[one], width=420, persist_state="session"
        )
        if st.button("Neues Feld", type="primary", icon=":material/add:", key="fields:new"):
            open_fields(neu=chosen)
    return chosen


def show(person: Person, entity: str) -> str:
    """Draw the list; return the id of the field that was opened, "" for none."""
    with reading(person) as session:
        found = queries.all_fields(session, entity)
    rows = _made(found, entity)
    opened = Listing("fields", sort="", size=200, scope=entity).show(
        rows,
        COLUMNS,
        total=len(rows),
        nouns=("eigenes Feld", "eigene Felder"),
        href=lambda row: field_link(int(row.id)),
        empty=EMPTY,
        title="Eigene Felder",
    )
    _declared(entity)
    return str(opened or "")


def _made(found: Sequence[FieldDef], entity: str) -> list[Row]:
    counts = field_figures.fills(entity)
    asked = tuple(row.key for row in found if row.required is RequiredMode.ALL and row.state in IN_FORMS)
    lacking = field_figures.gaps(asked)
    return [
        Row(
            id=str(row.id),
            label=row.label,
            kind=Kind(row.kind).label,
            state=STATE_SIGNS[row.state],
            section=row.section,
            required="" if row.required is RequiredMode.NEVER else row.required.label,
            filled=counts.filled.get(row.key, 0),
            total=counts.total,
            missing=lacking.get(row.key),
        )
        for row in found
    ]


def _declared(entity: str) -> None:
    """What the program brings along: the same kind of object, but changed by a release only."""
    declared = specs(extendable()[entity])
    with st.expander(f"Fest eingebaute Felder ({len(declared)})", key="fields-declared"):
        st.caption("Auch sie stehen in Formularen, Listen und im Austausch. Ändern lassen sie sich nur im Programm.")
        counts = field_figures.fills(entity)
        rows = [
            Row(
                id=f"{DECLARED}{field.key}",
                label=field.label,
                kind=field.kind.label,
                state=BUILT_IN,
                section=field.section,
                required="ja" if field.required else "",
                filled=counts.filled.get(field.key, 0),
                total=counts.total,
                missing=None,
            )
            for field in declared
        ]
        Listing("fields-declared", sort="", size=200, scope=entity).show(
            rows, COLUMNS[:-1], total=len(rows), nouns=("Feld", "Felder"), opens=False, title="Fest eingebaute Felder"
        )


def order(person: Person, entity: str) -> None:
    """Draw the fields in use with arrows: in this order they stand in forms and records."""
    with reading(person) as session:
        found = [row for row in queries.all_fields(session, entity) if row.state in IN_FORMS]
    if len(found) < 2:
        return
    with st.expander("Reihenfolge im Formular", icon=":material/swap_vert:", key="fields-order"):
        for place, row in enumerate(found):
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small", key=f"zeile-feld-{row.id}"
            ):  # fmt: skip
                section = f" ({plain(row.section)})" if row.section else ""
                st.markdown(f"{plain(row.label)}{section}", width="stretch")
                for name, (sign, where, down, far) in ARROWS.items():
                    st.button(
                        sign, key=f"field-{name}:{row.id}", help=f"„{plain(row.label)}“ {where}",
                        disabled=place == (len(found) - 1 if down else 0),
                        on_click=_move, args=(person, row.id or 0, down, far),
                    )  # fmt: skip


def _move(person: Person, field_id: int, down: bool, far: bool) -> None:
    with transaction(person) as session:
        field_making.move(session, field_id, down, far=far)
