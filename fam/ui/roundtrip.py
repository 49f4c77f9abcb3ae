"""A list goes out to Excel to be edited, and comes back: preview per cell, saved together, taken back together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from sqlmodel import Session

from fam.db import data_version, reading
from fam.exchange.listing.cells import UnreadableFile
from fam.exchange.listing.workbook import read_workbook
from fam.exchange.roundtrip import CLEAR
from fam.exchange.roundtrip_back import EditedList, from_book
from fam.person import Person
from fam.services import roundtrip
from fam.services.roundtrip import HELD, SAVED, Preview
from fam.services.roundtrip_cells import CellOutcome
from fam.services.roundtrip_list import MOST, all_columns, export, secret
from fam.services.roundtrip_tables import FAMILIES, Table
from fam.ui import read_log
from fam.ui.feedback import plain, say, told
from fam.ui.format import count_text, number_text
from fam.ui.tables import EXCEL, Column, Listing
from fam.ui.undoing import Undoable

FILE, TURN, LOOKED, DONE = "roundtrip:file", "roundtrip:turn", "roundtrip:looked", "roundtrip:done"
SIGNS = {
    CellOutcome.NEW: "+", CellOutcome.CHANGED: "→", CellOutcome.CLEARED: "−", CellOutcome.CONFLICT: "?",
    CellOutcome.ERROR: "×",
}  # fmt: skip
SHOWN_HELD = 10  # cells that were held back, named once more after saving
Line = Mapping[str, object]
Find = Callable[[Session], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Out:
    """A list that goes out here. `find` gives the ids that are looked for (None: all); `whose`: ids of families."""

    table: Table
    find: Find | None = None
    whose: bool = False


def show(person: Person, *outs: Out) -> None:
    """Draw "Liste bearbeiten": take the list out, and read the edited one back."""
    place = outs[0].table.key
    _tell_last(place)
    with st.expander("Liste in Excel bearbeiten und zurücklesen", icon=":material/table_edit:"):
        give(person, outs)
        _take_back(person, place)


def exchange(person: Person) -> None:
    """Draw the same for all families, where lists come in."""
    place = "exchange"
    give(person, [Out(FAMILIES)])
    _tell_last(place)
    _take_back(person, place)


def give(person: Person, outs: Sequence[Out]) -> None:
    """Draw the buttons that give the lists, with all fields that the person may read."""
    filtered = " wie oben gefiltert," if outs[0].find else ""
    lines = " oder ".join(out.table.noun for out in outs)
    st.markdown(
        f"Eine Zeile je {lines},{filtered} höchstens {number_text(MOST)}, mit allen Feldern. Graue Spalten sind nur "
        "zum Lesen. Geändert wird nur, was beim Zurücklesen anders ist; eine leere Zelle ändert nichts, "
        f"„{CLEAR}“ leert ein Feld."
    )
    with st.container(horizontal=True):
        for out in outs:
            st.download_button(
                "Liste ausgeben" if out is outs[0] else f"{out.table.title} ausgeben",
                data=partial(_file, person, out),
                file_name=f"{out.table.title} zum Bearbeiten.xlsx",
                mime=EXCEL,
                key=f"roundtrip:give:{out.table.key}",
                on_click="ignore",
                icon=":material/download:",
            )


def _file(person: Person, out: Out) -> bytes:
    with reading(person) as session:
        ids = list(out.find(session)) if out.find else None
        data = export(session, out.table, None if out.whose else ids, ids if out.whose else None)
    read_log.exported(person, f"{out.table.title} zum Bearbeiten", ids or ())
    return data


def _take_back(person: Person, place: str) -> None:
    """Draw the upload of an edited list, what it would change, and the button that saves it."""
    turn = st.session_state.setdefault(TURN, 0)
    file = st.file_uploader("Bearbeitete Liste zurücklesen", key=f"roundtrip:upload:{turn}", max_upload_size=20)
    if file is None:
        for key in (FILE, LOOKED):
            st.session_state.pop(key, None)
        return
    st.session_state.pop(DONE, None)
    edited = _read(person, file.file_id, file.name, file.getvalue())
    if edited is None:
        return
    found = _looked_at(person, file.file_id, edited)
    _show(found)
    number = found.count(*SAVED)
    if number and st.button(
        f"{count_text(number, 'Änderung', 'Änderungen')} speichern", type="primary", key="roundtrip:go"
    ):
        _save(person, edited, place)


def _read(person: Person, file_id: str, name: str, data: bytes) -> EditedList | None:
    """Return the file as read, once per upload; say in one sentence why it cannot be."""
    kept: tuple[str, EditedList] | None = st.session_state.get(FILE)
    if kept is not None and kept[0] == file_id:
        return kept[1]
    try:
        with st.spinner("Die Liste wird gelesen …"):
            book = read_workbook(name, data)
            with reading(person) as session:
                edited = from_book(book, all_columns(session), secret(session))
    except UnreadableFile as error:
        st.error(str(error), icon=":material/error:")
        return None
    st.session_state[FILE] = file_id, edited
    return edited


def _looked_at(person: Person, file_id: str, edited: EditedList) -> Preview:
    """Return the preview, made anew when the data move."""
    key = (file_id, person.account_id, data_version())
    kept: tuple[object, Preview] | None = st.session_state.get(LOOKED)
    if kept is not None and kept[0] == key:
        return kept[1]
    with st.spinner("Die Liste wird verglichen …"), reading(person) as session:
        found = roundtrip.preview(session, edited)
    st.session_state[LOOKED] = key, found
    return found


def _show(found: Preview) -> None:
    st.markdown(_counts(found))
    for remark in found.remarks:
        st.caption(plain(remark))
    lines = _lines(found)
    if not lines:
        return
    listing = Listing("roundtrip-preview", sort="row", size=25, scope=len(lines))
    shown = lines[listing.offset : listing.offset + listing.size]
    listing.show(
        shown, _columns(found.table), total=len(lines), nouns=("Zelle", "Zellen"), opens=False,
        title="Änderungen der Liste",
    )  # fmt: skip


def _columns(table: Table) -> tuple[Column, ...]:
    return (
        Column("Familie", "name"),
        Column(table.number, "number", minor=True),
        Column("Zeile", "row", right=True),
        Column("Feld", "label"),
        Column("Ergebnis", "outcome"),
        Column("Ausgegeben", "before", minor=True),
        Column("In FAM", "now"),
        Column("In der Liste", "mine"),
        Column("Hinweis", "sentence"),
    )


def _counts(found: Preview) -> str:
    parts = [found.table.title]
    parts += [f"{SIGNS[one]} {found.count(one)} {one.label}" for one in CellOutcome if found.count(one)]
    left = sum(bool(row.sentence) for row in found.rows)
    parts += [f"× {count_text(left, 'Zeile', 'Zeilen')} nicht übernommen"] if left else []
    return plain(" · ".join([*parts, f"= {count_text(found.same, 'Zelle', 'Zellen')} unverändert"]))


def _lines(found: Preview) -> list[Line]:
    lines: list[Line] = []
    for row in found.rows:
        head: Line = {"name": row.name, "number": row.number, "row": row.row}
        if row.sentence:
            lines.append({**head, "id": f"{row.row}", "label": "", "outcome": "× nicht übernommen", "before": "",
                          "now": "", "mine": "", "sentence": row.sentence})  # fmt: skip
        lines += [
            {**head, "id": f"{row.row}:{cell.key}", "label": cell.label, "before": cell.before, "now": cell.now,
             "outcome": f"{SIGNS[cell.outcome]} {cell.outcome.label}", "mine": cell.mine, "sentence": cell.sentence}
            for cell in row.cells
        ]  # fmt: skip
    return lines


def _save(person: Person, edited: EditedList, place: str) -> None:
    step = Undoable(person, "import")
    with told(""), step.transaction() as session:
        done = roundtrip.save(session, edited)
    saved, held = done.count(*SAVED), done.count(*HELD)
    waits = f" {count_text(held, 'Zelle', 'Zellen')} zurückgehalten." if held else ""
    number = count_text(saved, "Änderung", "Änderungen") if saved else "Keine Änderung"
    sentence = f"{number} aus der Liste gespeichert.{waits}"
    say(sentence)
    st.session_state[DONE] = place, sentence, _held(done), step.undo if saved else None
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    for key in (FILE, LOOKED):
        st.session_state.pop(key, None)
    st.rerun()


def _held(done: Preview) -> list[str]:
    """Name the cells that were held back, since the file is gone from the screen now."""
    said = [
        f"Zeile {row.row}, „{cell.label}“: {cell.sentence}"
        for row in done.rows for cell in row.cells if cell.outcome in HELD
    ]  # fmt: skip
    more = len(said) - SHOWN_HELD
    return said[:SHOWN_HELD] + ([f"… und {count_text(more, 'weitere Zelle', 'weitere Zellen')}"] if more > 0 else [])


def _tell_last(place: str) -> None:
    """Say here, where one looks, how the last list went, with the way back until the next one."""
    last: tuple[str, str, list[str], Callable[[], None] | None] | None = st.session_state.get(DONE)
    if last is None or last[0] != place:
        return
    _place, sentence, held, undo = last
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/{'check' if undo else 'info'}: {plain(sentence)}", width="stretch")
            back = undo is not None and st.button("Rückgängig", key="roundtrip:undo", icon=":material/undo:")
        if held:
            st.caption("  \n".join(map(plain, held)))
    if undo and back:
        st.session_state.pop(DONE)
        with told("Die Änderungen der Liste sind zurückgenommen."):
            undo()
        st.rerun()
