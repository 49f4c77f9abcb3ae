"""What is to be entered later: how many records lack the field, which families, and one value for all of them."""

from dataclasses import replace

import streamlit as st

from fam.db import reading, transaction
from fam.fields.spec import OFFERED, FieldSpec, Kind
from fam.models import FieldDef
from fam.person import Person
from fam.queries import field_gaps as queries
from fam.services import field_values
from fam.ui import field_figures
from fam.ui.feedback import plain, say, told
from fam.ui.format import count_text, number_text
from fam.ui.forms import Form
from fam.ui.links import family_link

SHOWN = 50
NOT_ASKED = "Für alle Pflicht ist das Feld nicht; nachtragen muss es niemand (siehe „Einstellungen“)."
WHERE = "Wer mit den Familien arbeitet, findet sie unter „Heute“."
FILL_HELP = "Schreibt einen Wert überall hinein, wo nichts steht; Vorhandenes bleibt. Das lässt sich zurücknehmen."
WITHOUT = (Kind.REFERENCE, Kind.PERSON, Kind.LONG_TEXT)


def show(person: Person, row: FieldDef, field: FieldSpec) -> None:
    """Draw the queue of a field as far as the person may see it, and the offer to fill the gaps at once."""
    if not queries.for_all(field):
        st.caption(NOT_ASKED)
    open_ones = field_figures.gaps((row.key,)).get(row.key, 0)
    st.markdown(f"**{count_text(open_ones, 'Eintrag', 'Einträge')} laufender Familien ohne „{plain(row.label)}“**")
    with reading(person) as session:
        families, total = queries.missing(session, field, SHOWN)
    if families:
        st.markdown("\n".join(f"- [{number} {plain(name)}]({family_link(number)})" for number, name in families))
        if total > len(families):
            st.caption(f"{number_text(len(families))} von {number_text(total)} Familien.")
    elif open_ones:
        st.caption(WHERE)
    _fill(person, row, field)
    _filled(person, row, field)


def _fill(person: Person, row: FieldDef, field: FieldSpec) -> None:
    if field.kind in WITHOUT or field.unique or (field.kind in OFFERED and not field.choices):
        return
    with st.expander("Lücken mit einem Wert füllen", icon=":material/format_color_fill:", key=f"fill:{row.id}"):
        st.caption(FILL_HELP)
        form = Form(f"fill:{row.id}", today=person.today)
        form.kinds["fill"] = field.kind.value
        form.field(replace(field, key="fill", label="Wert", required=True, help="", default=None), value=field.default)
        if form.submitted("Lücken füllen"):
            with told("", form), transaction(person, source=field_values.FILLED) as session:
                number = field_values.fill_empty(session, row.id or 0, form.values()["fill"])
            say(f"In {count_text(number, 'Eintrag', 'Einträge')} eingetragen.")
            st.rerun()


def _filled(person: Person, row: FieldDef, field: FieldSpec) -> None:
    with reading(person) as session:
        found = field_values.batches(session, field)
    for batch, number in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"zeile-fill-{batch}"):
            st.markdown(f"Gefüllt: {count_text(number, 'Eintrag', 'Einträge')}", width="stretch")
            if st.button("Zurücknehmen", key=f"fill-undo:{batch}"):
                _revert(person, row.id or 0, batch)


def _revert(person: Person, field_id: int, batch: str) -> None:
    with told(""), transaction(person) as session:
        done, moved = field_values.revert(session, field_id, batch)
    more = f" {number_text(moved)} sind inzwischen anders und bleiben." if moved else ""
    say(f"In {count_text(done, 'Eintrag', 'Einträgen')} zurückgenommen.{more}")
    st.rerun()
