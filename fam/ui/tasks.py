"""The tasks page: whose tasks, which family, a new one; 25 at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from fam.db import reading
from fam.exchange.excel import to_excel
from fam.fields.spec import declared, extra_values
from fam.models import Task
from fam.person import Person
from fam.queries import participants, statements, tasks
from fam.queries.field_filters import FieldFilter
from fam.queries.tasks import TaskRow, TaskSearch, Which
from fam.rules.terms import Role
from fam.services import tasks as services
from fam.services.roundtrip_list import MOST
from fam.services.roundtrip_tables import TASKS
from fam.ui import entry_marks, extra_fields, list_views, read_log, roundtrip, task_rows
from fam.ui.feedback import empty_state, told
from fam.ui.forms import Form
from fam.ui.list_head import ListHead
from fam.ui.list_views import ListOf
from fam.ui.roundtrip import Out
from fam.ui.tables import EXCEL, EXPORT_LIMIT, Column
from fam.ui.undoing import Undoable

PAGE_SIZE = 25
LABELS = {
    Which.MINE: "Meine",
    Which.FAMILIES: "Meiner Familien",
    Which.OVERDUE: "⚠ Überfällig",
    Which.DONE: "✓ Erledigt",
}
EMPTY = {
    Which.MINE: (
        "Keine offenen Aufgaben.",
        "Aufgaben entstehen aus Vereinbarungen oder mit „Neue Aufgabe“.",
    ),
    Which.FAMILIES: ("Keine offenen Aufgaben in den eigenen Familien.", "Neue Aufgaben kommen aus Gesprächen dazu."),
    Which.OVERDUE: ("Nichts überfällig.", "Alle Fristen sind eingehalten."),
    Which.DONE: ("Noch nichts erledigt.", "Erledigte Aufgaben bleiben hier nachlesbar."),
}
NOT_FOUND = ("Nichts gefunden.", "Filter zurücknehmen.")
SORTS = {"due_on": "Frist", "text": "Aufgabe", "name": "Familie"}
LIST = ListOf(
    "tasks", (), "due_on", inputs={"which": Which.MINE.value, "family": None, "order": "due_on", "down": False},
    filtered=tasks.FILTERED, shown=tasks.FIELDS, has_columns=("text", "due_on", "done_on", "event_on"),
)  # fmt: skip
HEADINGS = ("Aufgabe", "Familie", "FAM-Nummer", "Wer", "Fällig am", "Erledigt am")


def new(person: Person) -> None:
    """Draw the form of a new task, folded."""
    if not person.has(Role.CASEWORKER):
        st.info("Aufgaben sehen Fallführung und Vertretung einer Familie.", icon=":material/lock:")
        st.stop()
    with reading(person) as session:
        families = {family.id: family.label for family in participants.own_families(session)}
    if not families:
        return
    with st.expander("Neue Aufgabe", icon=":material/add_task:", key="task-new"):
        form = Form("task:new", today=person.today)
        only = next(iter(families)) if len(families) == 1 else None
        family = form.choice("family_id", "Familie", families, required=True, value=only)
        if family is None:
            st.caption("Mit der Familie beginnen.")
            return
        task_rows.fields(form, person, family)
        entry_marks.ask(form, person, family)
        extra_fields.ask(person, form, Task)
        if form.submitted("Aufgabe speichern"):
            step = Undoable(person)
            with told("Aufgabe gespeichert.", form, undo=step.undo), step.transaction() as session:
                values = entry_marks.marked(form.values())
                services.add(session, services.TaskDraft(**declared(values), extra=extra_values(values)))
            st.rerun()


def ask(person: Person) -> tuple[TaskSearch, ListHead, int]:
    """Draw whose tasks are shown, with counts, and filters; return what is looked for and how many there are."""
    head = ListHead(person, LIST)
    with reading(person) as session:
        families = {family.id: family.label for family in participants.own_families(session)}
    place = st.container()
    with head.folded():
        filters = head.filters()
    with place:
        search, total = _whose(person, families, filters)
    with head.bar:
        search = replace(search, filters=filters, columns=head.fields, **_order(head))
    head.tools(filters)
    return search, head, total


def _whose(person: Person, families: Mapping[int, str], filters: Sequence[FieldFilter]) -> tuple[TaskSearch, int]:
    st.session_state.setdefault("tasks:which", Which.MINE)
    offered = list_views.offer(LIST, "family", [None, *families])
    with reading(person) as session:
        counts = tasks.count(session, st.session_state.get("tasks:family"), filters)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    which = left.segmented_control(
        "Welche", list_views.offer(LIST, "which", list(Which)), required=True, key="tasks:which",
        label_visibility="collapsed", format_func=lambda one: f"{LABELS[one]} ({counts[one]})",
        persist_state="session",
    )  # fmt: skip
    family = right.selectbox(
        "Familie", offered, key="tasks:family", format_func=lambda one: families.get(one, "alle Familien"),
        persist_state="session",
    )  # fmt: skip
    chosen = Which(which or Which.MINE)
    return TaskSearch(chosen, family), counts[chosen]


def _order(head: ListHead) -> dict[str, Any]:
    """Draw by what the lines are ordered, once there are fields of the team to order by."""
    fields = {column.sort: column.label for column in head.columns if column.sort}
    if not fields:
        return {}
    sorts = SORTS | fields
    st.session_state.setdefault("tasks:order", "due_on")
    chosen = st.selectbox(
        "Sortieren nach", list_views.offer(LIST, "order", list(sorts)), key="tasks:order", width=220,
        format_func=lambda name: sorts.get(name, name), persist_state="session",
    )  # fmt: skip
    down = st.checkbox("absteigend", key="tasks:down", persist_state="session")
    return {"sort": chosen or "due_on", "descending": down}


def show(person: Person, search: TaskSearch, head: ListHead, total: int) -> None:
    """Draw one page of tasks, the next due first, and below it the way out to Excel and back."""
    _page(person, search, head, total)
    wanted = replace(search, columns=())
    roundtrip.show(person, Out(TASKS, lambda session: [one.id for one in tasks.find(session, wanted, limit=MOST)]))


def _page(person: Person, search: TaskSearch, head: ListHead, total: int) -> None:
    if total == 0:
        empty = NOT_FOUND if search.filters else EMPTY[search.which]
        empty_state(*empty, key=f"tasks-{search.which}")
        return
    place = f"tasks:page:{search.which}:{search.family_id}"
    pages = -(-total // PAGE_SIZE)
    page = min(st.session_state.get(place, 1), pages)
    with reading(person) as session:
        rows = tasks.find(session, search, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    task_rows.draw(person, rows, columns=head.columns)
    with st.container(horizontal=True, vertical_alignment="center", key="nodruck-pages"):
        if pages > 1:
            st.pagination(pages, key=place)
        st.download_button(
            "Als Excel speichern",
            data=partial(excel, person, search, head.columns),
            file_name="Aufgaben.xlsx",
            mime=EXCEL,
            key="excel:tasks",
            on_click="ignore",
            icon=":material/download:",
        )


def excel(person: Person, search: TaskSearch, columns: Sequence[Column]) -> bytes:
    """Return all tasks that are looked for as an Excel file, the shown fields behind the usual columns."""
    with reading(person) as session:
        rows = statements.without_closed(session, "task", tasks.find(session, search, limit=EXPORT_LIMIT))
    read_log.exported(person, "Aufgaben", rows)
    return to_excel("Aufgaben", [*HEADINGS, *(column.label for column in columns)], _cells(rows, columns))


def _cells(rows: Iterable[TaskRow], columns: Sequence[Column]) -> Iterable[list[object]]:
    for row in rows:
        fields = [column.of(row) for column in columns]
        yield [row.text, row.name, row.number, row.owner, row.due_on, row.done_on, *fields]
