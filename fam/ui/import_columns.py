"""What the columns of a list mean and whom the leads' names mean: suggested, corrected by a person, remembered."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from fam.db import reading
from fam.exchange.listing.cells import Sheet
from fam.exchange.listing.columns import CERTAIN, Target
from fam.exchange.listing.header import Layout, remap, taken
from fam.exchange.listing.lists import ImportedList
from fam.person import Person
from fam.queries import lists
from fam.rules.terms import Institution
from fam.services.import_names import NameInList, Names, names_in
from fam.ui.feedback import plain
from fam.ui.format import count_text
from fam.ui.import_file import Opened

TO_REMARK = ""
EXAMPLES, LONGEST = 3, 40
NOBODY = 0


def ask_columns(opened: Opened) -> tuple[Layout, ...]:
    """Draw what was understood of each sheet, and let every column be corrected; return the layouts as they are now."""
    sheets = {sheet.title: sheet for sheet in opened.book.sheets}
    for remark in opened.book.remarks:
        st.caption(plain(remark))
    return tuple(_sheet(opened, sheets[layout.sheet], layout) for layout in opened.layouts)


def _sheet(opened: Opened, sheet: Sheet, layout: Layout) -> Layout:
    title = f"**Blatt „{plain(sheet.title)}“**"
    if not layout.readable:
        st.markdown(f":material/block: {title} wird nicht gelesen: {plain(layout.skipped)} Es steht im Bericht.")
        return layout
    rows = count_text(sum(row.number > layout.header_row for row in sheet.rows), "Zeile", "Zeilen")
    if layout.skipped:
        st.markdown(f":material/block: {title} ({rows}) wird nicht gelesen: {plain(layout.skipped)}")
        if not st.checkbox("Dieses Blatt trotzdem einlesen", key=f"exchange:take:{opened.id}:{sheet.title}"):
            return layout
        layout = taken(layout)
    st.markdown(f":material/check: {title}: Kopfzeile in Zeile {layout.header_row}, darunter {rows}.")
    unsure = [column for column in layout.targets if layout.scores.get(column, 0.0) < CERTAIN]
    certain = [column for column in layout.targets if column not in unsure]
    chosen: dict[int, Target | None] = {}
    if unsure:
        st.caption("Bitte prüfen: Diese Spalten sind unbekannt oder nur ähnlich benannt.")
        chosen |= _columns(opened, sheet, layout, unsure)
    with st.expander(f"{count_text(len(certain), 'erkannte Spalte', 'erkannte Spalten')} ansehen oder ändern"):
        chosen |= _columns(opened, sheet, layout, certain)
    return remap(layout, chosen)


def _columns(opened: Opened, sheet: Sheet, layout: Layout, columns: Sequence[int]) -> dict[int, Target | None]:
    chosen: dict[int, Target | None] = {}
    for place, column in enumerate(columns):
        if place % 3 == 0:
            across = st.columns(3)
        with across[place % 3]:
            chosen[column] = _column(opened, sheet, layout, column)
    return chosen


def _column(opened: Opened, sheet: Sheet, layout: Layout, column: int) -> Target | None:
    options = [TO_REMARK, *(target.value for target in Target)]
    now = layout.targets.get(column)
    value = st.selectbox(
        f"Spalte „{plain(layout.heading(column))}“",
        options,
        index=options.index(now.value if now else TO_REMARK),
        format_func=lambda code: Target(code).label if code else "in die Bemerkung („Spalte: Wert“)",
        key=f"exchange:column:{opened.id}:{sheet.title}:{column}",
    )
    st.caption(f"z. B. {plain(_examples(sheet, layout, column))}")
    return Target(value) if value else None


def _examples(sheet: Sheet, layout: Layout, column: int) -> str:
    texts = (row.cells[column].text for row in sheet.rows if row.number > layout.header_row and column in row.cells)
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
