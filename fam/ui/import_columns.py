"""What the columns of a list mean and whom the leads' names mean: suggested, corrected by a person, remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from fam.db import reading
from fam.exchange.listing.cells import Sheet
from fam.exchange.listing.columns import CERTAIN, Target
from fam.exchange.listing.header import Layout, remap, taken
from fam.exchange.listing.lists import ImportedList
from fam.fields.spec import FieldSpec
from fam.person import Person
from fam.queries import lists
from fam.rules.terms import Institution
from fam.services.import_names import NameInList, Names, names_in
from fam.ui.feedback import plain
from fam.ui.format import count_text
from fam.ui.import_fields import PLACES, ask_formats, cells_of, made_for, offer_field
from fam.ui.import_file import Opened, team_fields

TO_REMARK = ""
EXAMPLES, LONGEST = 3, 40
NOBODY = 0


def ask_columns(person: Person, opened: Opened) -> tuple[Layout, ...]:
    """Draw what was understood of each sheet, and let every column be corrected; return the layouts as they are now."""
    fields = team_fields(person)
    sheets = {sheet.title: sheet for sheet in opened.book.sheets}
    for remark in opened.book.remarks:
        st.caption(plain(remark))
    mapping = _Mapping(person, opened, fields)
    return tuple(_sheet(mapping, sheets[layout.sheet], layout) for layout in opened.layouts)


@dataclass(frozen=True, slots=True)
class _Mapping:
    """Who maps which file, and the fields of the team that a column may fill."""

    person: Person
    opened: Opened
    fields: Mapping[str, FieldSpec]


def _sheet(mapping: _Mapping, sheet: Sheet, layout: Layout) -> Layout:
    title = f"**Blatt „{plain(sheet.title)}“**"
    if not layout.readable:
        st.markdown(f":material/block: {title} wird nicht gelesen: {plain(layout.skipped)} Es steht im Bericht.")
        return layout
    rows = count_text(sum(row.number > layout.header_row for row in sheet.rows), "Zeile", "Zeilen")
    if layout.skipped:
        st.markdown(f":material/block: {title} ({rows}) wird nicht gelesen: {plain(layout.skipped)}")
        if not st.checkbox("Dieses Blatt trotzdem einlesen", key=f"exchange:take:{mapping.opened.id}:{sheet.title}"):
            return layout
        layout = taken(layout)
    st.markdown(f":material/check: {title}: Kopfzeile in Zeile {layout.header_row}, darunter {rows}.")
    unsure = [column for column in layout.targets if layout.scores.get(column, 0.0) < CERTAIN]
    certain = [column for column in layout.targets if column not in unsure]
    chosen: dict[int, str | None] = {}
    if unsure:
        st.caption("Bitte prüfen: Diese Spalten sind unbekannt oder nur ähnlich benannt.")
        chosen |= _columns(mapping, sheet, layout, unsure)
    with st.expander(f"{count_text(len(certain), 'erkannte Spalte', 'erkannte Spalten')} ansehen oder ändern"):
        chosen |= _columns(mapping, sheet, layout, certain)
    return ask_formats(mapping.person, mapping.opened, sheet, remap(layout, chosen), mapping.fields)


def _columns(mapping: _Mapping, sheet: Sheet, layout: Layout, columns: Sequence[int]) -> dict[int, str | None]:
    chosen: dict[int, str | None] = {}
    for place, column in enumerate(columns):
        if place % 3 == 0:
            across = st.columns(3)
        with across[place % 3]:
            chosen[column] = _column(mapping, sheet, layout, column)
    return chosen


def _column(mapping: _Mapping, sheet: Sheet, layout: Layout, column: int) -> str | None:
    options = [TO_REMARK, *(target.value for target in Target), *mapping.fields]
    now, key = layout.meaning(column), f"exchange:column:{mapping.opened.id}:{sheet.title}:{column}"
    if made := made_for(key):
        st.session_state[key] = made
    value = st.selectbox(
        f"Spalte „{plain(layout.heading(column))}“",
        options,
        index=options.index(now) if now in options else 0,
        format_func=lambda code: _meaning(mapping.fields, code),
        key=key,
    )
    st.caption(f"z. B. {plain(_examples(sheet, layout, column))}")
    if not value and layout.headings.get(column):
        offer_field(mapping.person, key, layout.heading(column), cells_of(sheet, layout, column))
    return value if value in mapping.fields else Target(value) if value else None


def _meaning(fields: Mapping[str, FieldSpec], code: str) -> str:
    if code in fields:
        return f"Feld „{fields[code].label}“ ({PLACES[fields[code].entity]})"
    return Target(code).label if code else "in die Bemerkung („Spalte: Wert“)"


def _examples(sheet: Sheet, layout: Layout, column: int) -> str:
    texts = cells_of(sheet, layout, column)
    different = list(dict.fromkeys(text[:LONGEST] for text in texts if text))
    return " · ".join(different[:EXAMPLES])


def ask_names(person: Person, opened: Opened, found: ImportedList) -> Names:
    """Draw the leads' names of the list and let each be given to an account; unmapped names stay text."""
    with reading(person) as session:
        names = names_in(session, found.rows)
        teams = {institution: lists.team(session, institution) for institution in Institution}
    if not names:
        return {}
    unknown = [name for name in names if name.account_id is None]
    known = [name for name in names if name.account_id is not None]
    st.markdown("#### Fallführungen")
    chosen: dict[tuple[Institution, str], int] = {}
    if unknown:
        st.caption(
            "Wen meint der Name in der Liste? Wer zugeordnet wird, sieht die Familie. "
            "Ein Name ohne Zuordnung bleibt als Text stehen, dann sieht den Fall nur die Koordination."
        )
        chosen |= _names(opened, unknown, teams)
    if known:
        with st.expander(f"{count_text(len(known), 'bekannter Name', 'bekannte Namen')} ansehen oder ändern"):
            chosen |= _names(opened, known, teams)
    return {key: account_id for key, account_id in chosen.items() if account_id != NOBODY}


def _names(
    opened: Opened, names: Sequence[NameInList], teams: dict[Institution, dict[int, str]]
) -> dict[tuple[Institution, str], int]:
    chosen: dict[tuple[Institution, str], int] = {}
    for place, name in enumerate(names):
        if place % 3 == 0:
            across = st.columns(3)
        team = teams[name.institution]
        options = [NOBODY, *team]
        guess = name.account_id or name.suggestion or NOBODY
        with across[place % 3]:
            picked = st.selectbox(
                f"„{plain(name.name)}“, {name.institution.label} ({count_text(name.rows, 'Zeile', 'Zeilen')})",
                options,
                index=options.index(guess) if guess in options else 0,
                format_func=partial(_account, team),
                key=f"exchange:name:{opened.id}:{name.institution.value}:{name.key[1]}",
            )
            chosen[name.key] = picked or NOBODY
    return chosen


def _account(team: dict[int, str], account_id: int) -> str:
    return team.get(account_id, "bleibt als Name stehen")
