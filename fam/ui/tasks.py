"""The tasks page: whose tasks, which family, a new one; 25 at a time."""

from collections.abc import Iterable
from functools import partial

import streamlit as st

from fam.db import reading
from fam.exchange.excel import to_excel
from fam.fields.spec import declared, extra_values
from fam.models import Task
from fam.person import Person
from fam.queries import participants, tasks
from fam.queries.tasks import TaskRow, Which
from fam.rules.terms import Confidentiality, Role
from fam.services import tasks as services
from fam.ui import extra_fields, task_rows
from fam.ui.feedback import empty_state, told
from fam.ui.forms import Form
from fam.ui.tables import EXCEL, EXPORT_LIMIT
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
        form.choice("level", "Wer darf lesen", {one: one.label for one in Confidentiality}, required=True,
                    value=Confidentiality.INSTITUTION)  # fmt: skip
        extra_fields.ask(person, form, Task)
        if form.submitted("Aufgabe speichern"):
            step = Undoable(person)
            with told("Aufgabe gespeichert.", form, undo=step.undo), step.transaction() as session:
                values = form.values()
                services.add(session, services.TaskDraft(**declared(values), extra=extra_values(values)))
            st.rerun()


def ask(person: Person) -> tuple[Which, int | None, int]:
    """Draw whose tasks are shown, with counts; return the choice, the family and how many there are."""
    with reading(person) as session:
        families = {family.id: family.label for family in participants.own_families(session)}
        counts = tasks.count(session, st.session_state.get("tasks:family"))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    which = left.segmented_control(
        "Welche", list(Which), default=Which.MINE, required=True, key="tasks:which", label_visibility="collapsed",
        format_func=lambda one: f"{LABELS[one]} ({counts[one]})", persist_state="session",
    )  # fmt: skip
    family = right.selectbox(
        "Familie", [None, *families], key="tasks:family", format_func=lambda one: families.get(one, "alle Familien"),
        persist_state="session",
    )  # fmt: skip
    chosen = Which(which or Which.MINE)
    return chosen, family, counts[chosen]


def show(person: Person, which: Which, family_id: int | None, total: int) -> None:
    """Draw one page of tasks, the next due first."""
    if total == 0:
        empty_state(*EMPTY[which], key=f"tasks-{which}")
        return
    pages = -(-total // PAGE_SIZE)
    page = min(st.session_state.get(f"tasks:page:{which}:{family_id}", 1), pages)
    with reading(person) as session:
        rows = tasks.find(session, which, family_id=family_id, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    task_rows.draw(person, rows)
    with st.container(horizontal=True, vertical_alignment="center", key="nodruck-pages"):
        if pages > 1:
            st.pagination(pages, key=f"tasks:page:{which}:{family_id}")
        st.download_button(
            "Als Excel speichern",
            data=partial(_excel, person, which, family_id),
            file_name="Aufgaben.xlsx",
            mime=EXCEL,
            key="excel:tasks",
            on_click="ignore",
            icon=":material/download:",
        )


def _excel(person: Person, which: Which, family_id: int | None) -> bytes:
    with reading(person) as session:
        rows = tasks.find(session, which, family_id=family_id, limit=EXPORT_LIMIT)
    return to_excel("Aufgaben", HEADINGS, _cells(rows))


def _cells(rows: Iterable[TaskRow]) -> Iterable[list[object]]:
    for row in rows:
        yield [row.text, row.name, row.number, row.owner, row.due_on, row.done_on]
