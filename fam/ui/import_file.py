"""The file that is being taken in: opened once per upload, interpreted once per meaning of its columns."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from fam import db
from fam.db import reading
from fam.exchange.listing.cells import UnreadableFile, Workbook
from fam.exchange.listing.header import Layout, suggest
from fam.exchange.listing.lists import ImportedList, row_count
from fam.exchange.listing.workbook import read_workbook
from fam.fields.spec import FieldSpec
from fam.person import Person
from fam.services import import_fields, import_names, imports
from fam.services.imports import Report, Upload
from fam.ui.feedback import progress

FILE, TURN, MEMORY, DECISIONS = "exchange:file", "exchange:turn", "exchange:memory", "exchange:decisions"
LONG = 500  # rows from which a progress bar is worth it
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """An uploaded file as read; `layouts` are the suggested columns, or those remembered for these headings."""

    id: str
    upload: Upload
    book: Workbook
    layouts: tuple[Layout, ...]


def ask_file(person: Person) -> Opened | None:
    """Draw the upload field; return the file once it could be read, else say in one sentence why not."""
    st.markdown(
        "Excel (.xlsx, .xlsm) oder CSV, bis 20 MB. Gespeichert wird erst nach der Vorschau; "
        "ein Import lässt sich als Ganzes zurücknehmen."
    )
    turn = st.session_state.setdefault(TURN, 0)
    file = st.file_uploader("Liste", key=f"exchange:upload:{turn}", max_upload_size=20)
    if file is None:
        forget()
        return None
    opened: Opened | None = st.session_state.get(FILE)
    if opened is not None and opened.id == file.file_id:
        return opened
    forget()
    try:
        with st.spinner("Die Datei wird gelesen …"):
            opened = _opened(person, file.file_id, Upload(file.name, file.getvalue()))
    except UnreadableFile as error:
        st.error(str(error), icon=":material/error:")
        return None
    st.session_state[FILE] = opened
    return opened


def _opened(person: Person, file_id: str, upload: Upload) -> Opened:
    book = read_workbook(upload.name, upload.data)
    with reading(person) as session:
        return Opened(file_id, upload, book, import_names.with_profiles(session, suggest(book)))


def forget() -> None:
    """Let go of everything that belongs to the file."""
    for key in (FILE, MEMORY, DECISIONS):
        st.session_state.pop(key, None)


def next_file() -> None:
    """Empty the upload field: the file has been taken in."""
    forget()
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def interpreted(person: Person, opened: Opened, layouts: Sequence[Layout]) -> ImportedList:
    """Return the file's rows as its columns mean them; read anew when a field that a column fills has changed."""
    fields = team_fields(person)
    used = [str(fields[key]) for layout in layouts for key in layout.fields.values() if key in fields]

    def read() -> ImportedList:
        total = row_count(opened.book, layouts)
        with reading(person) as session:
            if total < LONG:
                return imports.read_list(session, opened.book, layouts)
            with progress("Zeilen werden gelesen", total) as advance:
                return imports.read_list(session, opened.book, layouts, advance)

    return _once("found", [opened.id, meaning(layouts), used], read)


def looked_at(
    person: Person, opened: Opened, layouts: Sequence[Layout], found: ImportedList, names: import_names.Names
) -> Report:
    """Return what would become of each row today; looked at anew when the data move."""

    def look() -> Report:
        with st.spinner("Die Zeilen werden mit den Familien verglichen …"), reading(person) as session:
            return imports.look(session, found, names)

    fields = [str(field) for field in team_fields(person).values()]
    known = sorted((institution.value, name, account) for (institution, name), account in names.items())
    return _once("report", [opened.id, meaning(layouts), fields, known, person.account_id, db.data_version()], look)


def team_fields(person: Person) -> Mapping[str, FieldSpec]:
    """Return the fields of the team that a column may fill, by full key."""
    with reading(person) as session:
        return import_fields.team_fields(session).specs


def meaning(layouts: Sequence[Layout]) -> Any:
    """Return what the columns mean as plain values, to recognise it again."""
    return [
        [layout.sheet, layout.skipped, {column: layout.meaning(column) for column in layout.targets}, layout.formats]
        for layout in layouts
    ]


def _once(name: str, key: Any, make: Callable[[], T]) -> T:
    """Remember the last result in this session while its key stays the same."""
    memory: dict[str, tuple[str, Any]] = st.session_state.setdefault(MEMORY, {})
    wanted = json.dumps(key, default=str)
    if memory.get(name, ("", None))[0] != wanted:
        memory[name] = (wanted, make())
    result: T = memory[name][1]
    return result
