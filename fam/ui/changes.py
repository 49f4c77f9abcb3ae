"""The change log on the screen: who changed what, when, old -> new, and taking one change back."""

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.queries import changes, lists
from fam.queries.changes import Wanted
from fam.services import changes as service
from fam.ui import read_log
from fam.ui.change_lines import Line, lines
from fam.ui.change_words import NOUNS
from fam.ui.feedback import plain, told
from fam.ui.format import moment_text
from fam.ui.forms import Form
from fam.ui.tables import EXPORT_LIMIT, Column, Listing

SHOWN = 90  # letters of old and new in a line of the list


def ask(person: Person) -> tuple[Wanted, Listing]:
    """Draw the filters; return what is looked for and the list's view."""
    with reading(person) as session:
        people, present = lists.everybody(session), changes.entities(session)
    with st.expander("Filter", icon=":material/filter_list:"):
        form = Form("changes", today=person.today)
        left, right = st.columns(2)
        with left:
            account = form.choice("account_id", "Wer", people)
            number = form.text("number", "FAM-Nummer", live=True)
        with right:
            entity = form.choice("entity", "Was", {name: NOUNS.get(name, name) for name in present})
            first = form.date("first", "Von (Tag der Eingabe)")
            last = form.date("last", "Bis (Tag der Eingabe)")
    asked = Wanted(account, entity or "", number, first, last)
    view = Listing("changes", sort="at", descending=True, scope=asked)
    page = view.offset // view.size + 1
    return Wanted(account, entity or "", number, first, last, page, view.size), view


def show(person: Person, wanted: Wanted, view: Listing) -> None:
    """Draw the log; a click on a line opens what was changed with it, and offers to take it back."""
    with reading(person) as session:
        found, total = changes.find(session, wanted)
        shown_lines = lines(session, found)
    opened = view.show(
        shown_lines,
        COLUMNS,
        total=total,
        nouns=("Änderung", "Änderungen"),
        empty=("Keine Änderungen.", "Hier steht, wer was wann geändert hat; Filter zurücknehmen zeigt mehr."),
        export=lambda: read_log.exported(person, "Änderungen", _all(person, wanted)),
        title="Änderungen",
    )
    if opened:
        chosen = next(change for change in shown_lines if change.id == opened)
        st.session_state["changes:open"] = chosen.batch
    if batch := st.session_state.get("changes:open"):
        _dialog(person, batch)


def shorten(text: str) -> str:
    """Return what a line of the list shows of old or new: the beginning; dialog and Excel have it all."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 2].rsplit(" ", 1)[0].rstrip(" ·,;:") + " …"


COLUMNS = (  # one cell per fact, so that an export can be filtered
    Column("Wann", "at", show=moment_text),
    Column("Wer", "who"),
    Column("Familie", "number"),
    Column("Was", "what"),
    Column("Feld", "field"),
    Column("Alt", "old", show=shorten),
    Column("Neu", "new", show=shorten),
)


def _all(person: Person, wanted: Wanted) -> list[Line]:
    with reading(person) as session:
        asked = Wanted(wanted.account_id, wanted.entity, wanted.number, wanted.first, wanted.last, 1, EXPORT_LIMIT)
        return lines(session, changes.find(session, asked)[0])


def _closed() -> None:
    st.session_state.pop("changes:open", None)


@st.dialog("Änderung", width="large", on_dismiss=_closed)
def _dialog(person: Person, batch: str) -> None:
    with reading(person) as session:
        entries = changes.batch(session, batch)
        rows = lines(session, [changes.from_entry(entry) for entry in entries])
        reasons = service.blockers(session, entries) if entries else ["Diese Änderung ist nicht mehr zu sehen."]
    for row in rows:
        where = f" · {plain(row.field)}" if row.field else ""
        st.markdown(f"**{row.what}**{where}")
        st.text(f"{row.old or '(leer)'} → {row.new or '(leer)'}")
    if reasons:
        st.caption(" ".join(reasons))
    elif st.button("Diese Änderung zurücknehmen", type="primary", icon=":material/undo:"):
        _closed()
        with told("Zurückgenommen."), transaction(person, source="undo") as session:
            service.undo(session, batch)
        st.rerun()
