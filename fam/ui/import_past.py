"""Past imports: their reports, as Excel too, and the way back."""

from functools import partial

import streamlit as st

from fam.db import reading, transaction
from fam.exchange.excel import to_excel
from fam.exchange.listing.family import Outcome
from fam.person import Person
from fam.queries import imports
from fam.queries.imports import Import
from fam.services import import_undo
from fam.ui import consent_paper
from fam.ui.feedback import plain, told
from fam.ui.format import count_text, moment_text
from fam.ui.import_preview import counts_text
from fam.ui.import_run import DONE
from fam.ui.tables import EXCEL, Column, Listing

OPEN = "exchange:open"
MOST_ROWS = 100  # on the screen; the Excel report has all
COLUMNS = (
    Column("Datei", "file_name"),
    Column("Wann", "at", show=moment_text),
    Column("Wer", "who", minor=True),
    Column("Neu", lambda one: one.counts.get(Outcome.NEW.value, 0), right=True),
    Column("Geändert", lambda one: one.counts.get(Outcome.CHANGED.value, 0), right=True, minor=True),
    Column("Zurückgestellt", lambda one: one.counts.get(Outcome.DOUBTFUL.value, 0), right=True, minor=True),
    Column("Stand", lambda one: "zurückgenommen" if one.undone_at else "gilt"),
)
EMPTY = ("Noch keine Liste eingelesen.", "Oben eine Datei wählen: Erst kommt eine Vorschau, dann der Import.")


def show(person: Person) -> None:
    """Draw the imports so far; one that has just ended opens by itself."""
    with reading(person) as session:
        found = imports.past(session)
    st.subheader("Eingelesene Listen", anchor=False)
    chosen = Listing("exchange-past", sort="at", size=25).show(
        found, COLUMNS, total=len(found), nouns=("Import", "Importe"), empty=EMPTY, title="Eingelesene Listen",
        export=lambda: found,
    )  # fmt: skip
    if just_done := st.session_state.pop(DONE, None):
        chosen = just_done
    if chosen:
        st.session_state[OPEN] = chosen
    if one := next((one for one in found if one.id == st.session_state.get(OPEN)), None):
        _dialog(person, one)


def _closed() -> None:
    st.session_state.pop(OPEN, None)


@st.dialog("Bericht", width="large", on_dismiss=_closed)
def _dialog(person: Person, one: Import) -> None:
    with reading(person) as session:
        remarks = imports.remarks(session, one.id)
    st.markdown(f"**{plain(one.file_name)}**, {plain(moment_text(one.at))}, {plain(one.who)}")
    st.markdown(counts_text(one.counts, sum(one.counts.values())))
    for remark in remarks:
        st.caption(plain(remark))
    _show_rest(person, one)
    if not one.undone_at:
        consent_paper.offer(person)
    st.download_button(
        "Bericht als Excel speichern",
        data=partial(_report, person, one.id),
        file_name=f"Bericht {one.file_name.rpartition('.')[0] or one.file_name}.xlsx",
        mime=EXCEL,
        on_click="ignore",
        icon=":material/download:",
        key=f"exchange:report:{one.id}",
    )
    if one.undone_at:
        st.info(f"Zurückgenommen am {moment_text(one.undone_at)}.")
    else:
        _offer_undo(person, one)


def _show_rest(person: Person, one: Import) -> None:
    """List the rows that did not come in, with their reasons."""
    with reading(person) as session:
        rows = imports.report(session, one.id)
    waiting = [row for row in rows if row.outcome in (Outcome.DOUBTFUL.value, Outcome.REFUSED.value)]
    if not waiting:
        return
    with st.expander(f"{count_text(len(waiting), 'Zeile', 'Zeilen')} zurückgestellt oder nicht übernommen"):
        lines = [f"{row.sheet}, Zeile {row.row}: {' '.join(row.reasons)}" for row in waiting[:MOST_ROWS]]
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
        if len(waiting) > MOST_ROWS:
            st.caption("Alle stehen im Bericht als Excel.")


def _report(person: Person, batch_id: int) -> bytes:
    """Return every row of the file with its outcome, reasons, FAM number and cells, made on the click."""
    labels = {outcome.value: outcome.label for outcome in Outcome}
    with reading(person) as session:
        rows = imports.report(session, batch_id)
    return to_excel(
        "Bericht",
        ["Blatt", "Zeile", "Ergebnis", "FAM-Nummer", "Hinweise", "Inhalt der Zeile"],
        (
            [
                row.sheet, row.row, labels.get(row.outcome, "nicht Teil der Liste"), row.number, " ".join(row.reasons),
                "\n".join(f"{heading}: {text}" for heading, text in row.cells.items()),
            ]
            for row in rows
        ),
    )  # fmt: skip


def _offer_undo(person: Person, one: Import) -> None:
    new = one.counts.get(Outcome.NEW.value, 0)
    st.markdown("**Import zurücknehmen**")
    sure = st.checkbox(
        f"{count_text(new, 'Familie', 'Familien')} dieses Imports mit allen Angaben wieder löschen, "
        "geänderte Angaben wiederherstellen",
        key=f"exchange:sure:{one.id}",
    )
    if st.button("Import zurücknehmen", disabled=not sure, icon=":material/undo:", key=f"exchange:undo:{one.id}"):
        _closed()
        with told("Der Import ist zurückgenommen."), transaction(person, source="undo") as session:
            import_undo.undo(session, one.id)
        st.rerun()
