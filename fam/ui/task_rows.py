"""Tasks as lines: done with one click and back, opened for editing in place."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from fam.db import reading
from fam.models import Task
from fam.person import Person
from fam.queries import participants, records
from fam.queries.tasks import TaskRow
from fam.services import tasks
from fam.services.attendance import FAMILY
from fam.services.tasks import Owner
from fam.ui import entry_marks, extra_fields, releases, statements
from fam.ui.feedback import plain, told
from fam.ui.format import date_text, due_text
from fam.ui.forms import Form
from fam.ui.links import family_link, meeting_link
from fam.ui.tables import Column
from fam.ui.undoing import Undoable

EDITING = "task:editing"


def draw(person: Person, rows: Sequence[TaskRow], *, family: bool = True, columns: Sequence[Column] = ()) -> None:
    """Draw the tasks, one line each; `family` names whose they are, `columns` are fields to show besides."""
    for row in rows:
        if st.session_state.get(EDITING) == row.id:
            with st.container(border=True, key=f"task-edit-{row.id}"):
                _edit(person, row)
        else:
            _line(person, row, family, columns)


def _line(person: Person, row: TaskRow, family: bool, columns: Sequence[Column]) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"zeile-{row.id}"):
        key, said = f"done:{row.id}", plain(row.text)
        if row.done_on is None and st.button("Erledigt", key=key, icon=":material/check:", help=said):
            finish(person, row.id, row.text)
        if row.done_on is not None and st.button(
            "Wieder öffnen", key=f"reopen:{row.id}", icon=":material/undo:", help=plain(row.text)
        ):
            _reopen(person, row.id)
        texts = [(column.label, column.text(row)) for column in columns]
        parts = _parts(person, row, family) + [plain(f"{label}: {text}") for label, text in texts if text]
        st.markdown(f"**{plain(row.text)}**  \n{' · '.join(parts)}", width="stretch")
        st.button(
            "Bearbeiten", key=f"edit-task:{row.id}", type="tertiary", icon=":material/edit:", help=plain(row.text),
            on_click=_start, args=(row.id,),
        )  # fmt: skip


def _parts(person: Person, row: TaskRow, family: bool) -> list[str]:
    parts = []
    if row.done_on is not None:
        by = f" von {row.done_by}" if row.done_by else ""
        parts.append(plain(f"✓ erledigt am {date_text(row.done_on)}{by}"))
    elif row.due_on is not None:
        parts.append(_due(row, row.due_on, person.today))
    else:
        parts.append("ohne Frist")
    parts.append(plain(row.owner or "niemand benannt"))
    if family:
        parts.append(f"[{plain(row.name)}]({family_link(row.number)})")
        if row.meeting_id:
            parts.append(f"[Gespräch vom {date_text(row.event_on)}]({meeting_link(row.meeting_id)})")
    return parts + [plain(one) for one in entry_marks.said(row.confidentiality, row.institution, row.mark)]


def _due(row: TaskRow, due_on: date, today: date) -> str:
    soon = f" ({due_text(due_on, today)})" if (due_on - today).days < 15 else ""
    text = plain(f"fällig {date_text(due_on)}{soon}")
    return f"**{text}**" if row.overdue(today) else text


def finish(person: Person, task_id: int, text: str) -> None:
    """Mark a task as done, offer the way back, and draw again."""
    step = Undoable(person)
    short = text if len(text) <= 60 else text[:59] + "…"
    with told(f"Erledigt: {short}", undo=step.undo), step.transaction() as session:
        tasks.finish(session, task_id)
    st.rerun()


def _reopen(person: Person, task_id: int) -> None:
    step = Undoable(person)
    with told("Aufgabe wieder offen.", undo=step.undo), step.transaction() as session:
        tasks.reopen(session, task_id)
    st.rerun()


def _start(task_id: int) -> None:
    st.session_state[EDITING] = task_id


def _stop() -> None:
    st.session_state.pop(EDITING, None)


def fields(form: Form, person: Person, family_id: int, owner: Owner = None) -> None:
    """Draw text, owner and due date of a task."""
    with reading(person) as session:
        owners = participants.owners(session, family_id)
    form.text("text", "Aufgabe", required=True, max_length=500)
    choices: dict[Owner, str] = {number: name for number, name in owners.items()}  # noqa: C416 (wider key type)
    choices[FAMILY] = FAMILY
    if isinstance(owner, str):
        choices[owner] = owner
    left, right = st.columns(2)
    with left:
        form.choice("owner", "Wer", choices, new_ok=True, help="Auswählen oder einen Namen eintippen, z. B. Schule.",
                    value=person.account_id if person.account_id in owners else None)  # fmt: skip
    with right:
        form.date("due_on", "Fällig am")


def _edit(person: Person, row: TaskRow) -> None:
    owner: Owner = row.owner_id or row.owner or None
    opened = {"text": row.text, "owner": owner, "due_on": row.due_on, "confidentiality": row.confidentiality}
    with reading(person) as session:
        record = records.load(session, Task, row.id)
    opened |= extra_fields.opened(person, Task, record) | entry_marks.opened(record)
    form = Form(f"task:{row.id}", today=person.today, opened=opened, version=row.version)
    fields(form, person, row.family_id, owner)
    extra_fields.ask(person, form, Task, record=record)
    if row.institution == person.institution:
        entry_marks.ask(form, person, row.family_id, key="confidentiality", author_id=row.mark.author_id or 0)
    if form.submitted("Speichern", cancel="Abbrechen"):
        step = Undoable(person)
        with told("Aufgabe geändert.", form, undo=step.undo), step.transaction() as session:
            tasks.edit(session, row.id, form.opened, form.values())
        _stop()
        st.rerun()
    if form.cancelled:
        _stop()
        st.rerun()
    _below(person, row)


def _below(person: Person, row: TaskRow) -> None:
    releases.offer(person, "task", row.id, row.institution)
    statements.of_one(person, "task", row.id, row.family_id)
    if st.button("Entfernen (war ein Irrtum)", key=f"remove-task:{row.id}", type="tertiary", icon=":material/delete:"):
        step = Undoable(person)
        with told("Aufgabe entfernt.", undo=step.undo), step.transaction() as session:
            tasks.remove(session, row.id)
        _stop()
        st.rerun()
