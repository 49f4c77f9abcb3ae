"""What a list's columns ask about fields: what an ambiguous date or number means, and a new field out of a column."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from fam.db import transaction
from fam.exchange.listing.cells import Sheet
from fam.exchange.listing.header import Layout
from fam.exchange.listing.team_fields import Question, questions
from fam.fields.spec import OFFERED, FieldSpec, Kind
from fam.person import Person
from fam.rules.field_guess import FieldGuess, guess_field
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.ui.feedback import plain, told
from fam.ui.field_making import KINDS, OPTIONS_HELP
from fam.ui.format import count_text
from fam.ui.forms import Form
from fam.ui.import_file import Opened

PLACES = {"family_detail": "Akte", "family": "Eckdaten, auch für die Koordination"}
MADE, ASKED = "exchange:field-made", "exchange:field-asked"
OPEN = -1  # nobody said it yet: such cells go to the remark
UNANSWERED = "noch offen (kommt in die Bemerkung)"


def cells_of(sheet: Sheet, layout: Layout, column: int) -> list[str]:
    """Return the texts below a column's heading."""
    return [row.cells[column].text for row in sheet.rows if row.number > layout.header_row and column in row.cells]


def ask_formats(
    person: Person, opened: Opened, sheet: Sheet, layout: Layout, fields: Mapping[str, FieldSpec]
) -> Layout:
    """Ask once per column which of two meanings its dates or numbers have; what was answered before is filled in."""
    asked = questions(sheet, layout, fields, person.today)
    if not asked:
        return replace(layout, formats={})
    st.caption("Zwei Lesarten sind möglich: Was gilt in der ganzen Spalte?")
    answers = {one.column: _question(opened, sheet, layout, one) for one in asked}
    return replace(layout, formats={column: pick for column, pick in answers.items() if pick != OPEN})


def _question(opened: Opened, sheet: Sheet, layout: Layout, one: Question) -> int:
    options = [OPEN, *range(len(one.readings))]
    known = layout.formats.get(one.column, OPEN)
    picked = st.radio(
        f"Spalte „{plain(layout.heading(one.column))}“: Was bedeutet „{plain(one.sample)}“? "
        f"({count_text(one.cells, 'Zelle', 'Zellen')})",
        options,
        index=options.index(known) if known in options else 0,
        format_func=lambda pick: UNANSWERED if pick == OPEN else one.readings[pick],
        horizontal=True,
        key=f"exchange:format:{opened.id}:{sheet.title}:{one.column}:{layout.meaning(one.column)}",
    )
    return OPEN if picked is None else picked


def made_for(column: str) -> str:
    """Return the full key of the field that was just made for this column, once."""
    made: dict[str, str] = st.session_state.get(MADE, {})
    return made.pop(column, "")


def offer_field(person: Person, column: str, heading: str, cells: list[str]) -> None:
    """Draw "Feld aus Spalte anlegen" below a column that no field takes; the new field takes it."""
    if st.button("Feld aus Spalte anlegen", icon=":material/add:", type="tertiary", key=f"{column}:make"):
        st.session_state[ASKED] = column
    if st.session_state.get(ASKED) == column:
        _dialog(person, column, heading, guess_field(cells, person.today))


def _closed() -> None:
    st.session_state.pop(ASKED, None)


@st.dialog("Feld aus Spalte anlegen", on_dismiss=_closed)
def _dialog(person: Person, column: str, heading: str, guess: FieldGuess) -> None:
    opened = {"label": heading, "kind": guess.kind, "entity": "family_detail", "options": "\n".join(guess.options)}
    form = Form(f"field:{column}", today=person.today, opened=opened)
    st.caption("Vorschlag nach dem Inhalt der Spalte. Die Werte kommen beim Einlesen in das neue Feld.")
    form.text("label", "Bezeichnung", required=True, max_length=200)
    kind = form.choice("kind", "Art", {one.value: one.label for one in KINDS}, required=True)
    if kind in OFFERED:
        form.long_text("options", "Optionen", required=True, height=160, help=OPTIONS_HELP)
    form.choice("entity", "Steht in", {key: f"Familie ({place})" for key, place in PLACES.items()}, required=True)
    if form.submitted("Feld anlegen", cancel="Abbrechen"):
        with told("Feld angelegt und der Spalte zugeordnet.", form), transaction(person) as session:
            made = field_making.make(session, _draft(form.values()))
            key = f"{made.entity}.{made.key}"
        st.session_state.setdefault(MADE, {})[column] = key
        _closed()
        st.rerun()
    if form.cancelled:
        _closed()
        st.rerun()


def _draft(values: Mapping[str, Any]) -> FieldDraft:
    return FieldDraft(values["entity"], values["label"], Kind(values["kind"]), values.get("options", ""))
