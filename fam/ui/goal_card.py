"""One goal in the file: what it is and how far, its steps, its measures, and what can be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from fam.db import transaction
from fam.fields.spec import FieldSpec
from fam.models import Goal
from fam.person import Person
from fam.queries.goals import GoalRow
from fam.rules.goals import LEVELS, lacks, latest, sign
from fam.services import goals
from fam.ui import editing, entry_marks, extra_fields, goal_course, goal_forms, task_rows
from fam.ui.feedback import plain, told
from fam.ui.format import date_text, due_text
from fam.ui.links import family_link
from fam.ui.undoing import Undoable


@dataclass(frozen=True, slots=True)
class Shown:
    """What all cards of a page need: who looks, at which family, may they write, areas, the team's fields."""

    person: Person
    number: str
    writable: bool
    areas: Mapping[int, str]
    own: Sequence[FieldSpec]


def show(shown: Shown, row: GoalRow, *, first: bool, last: bool) -> None:
    """Draw one goal; what parents may not see is not printed."""
    goal, editable = row.goal, shown.writable and not row.ended
    with st.container(border=True, key=f"ziel-{row.id}"), entry_marks.on_paper(
        f"goal-{row.id}", goal.confidentiality, goal.not_for_parents, gap="xsmall"
    ):  # fmt: skip
        if editable and editing.is_open(f"goal:{row.id}"):
            goal_forms.edit(shown.person, goal, shown.areas)
            return
        _head(shown, row)
        _levels(row)
        _steps(shown, row, editable)
        _measures(shown, row)
        goal_course.show(shown.person, row, writable=editable)
        if shown.writable:
            _actions(shown.person, row, first, last)


def _head(shown: Shown, row: GoalRow) -> None:
    goal, today = row.goal, shown.person.today
    st.markdown("  \n".join(f"**{plain(line.strip())}**" for line in goal.text.splitlines() if line.strip()))
    due = _due(goal.due_on, today, ended=row.ended)
    weight = f"Gewicht {goal.weight}" if goal.weight != 1 else ""
    parts = [row.area, f"vereinbart am {date_text(goal.event_on)}", due, weight]
    parts += entry_marks.said(goal.confidentiality, goal.institution, row.mark)
    st.caption(plain(" · ".join(part for part in parts if part)))
    if row.ended and goal.outcome:
        reason = f": {goal.end_reason}" if goal.end_reason else ""
        st.markdown(f":material/flag: **{plain(goal.outcome.label)}** am {date_text(goal.ended_on)}{plain(reason)}")
        if goal.not_ratable:
            st.markdown(plain(f"Am Ende nicht einschätzbar: {goal.not_ratable}"))
    else:
        missing = lacks(steps=len(row.steps), measures=len(row.measures), due_on=goal.due_on, today=today)
        for sentence in missing:
            st.markdown(f":material/info: {sentence}")
    for label, text in extra_fields.facts(shown.person, Goal, goal, shown.own):
        st.markdown(f"{plain(label)}: {plain(text)}")


def _due(due_on: date | None, today: date, *, ended: bool) -> str:
    if due_on is None:
        return "ohne Frist"
    soon = not ended and (due_on - today).days < 15
    return f"bis {date_text(due_on)}" + (f" ({due_text(due_on, today)})" if soon else "")


def _levels(row: GoalRow) -> None:
    """Draw what each level means, and who sees the goal there now."""
    newest = latest(row.rated)
    lines = []
    for level, key in LEVELS.items():
        here = [f"{who.label}, {date_text(one.on)}" for who, one in newest.items() if one.rating == level]
        text = getattr(row.goal, key)
        if text or here:
            seen = f" ◀ {plain(' · '.join(here))}" if here else ""
            lines.append(f"- **{sign(level)}** {plain(text)}{seen}")
    st.markdown("\n".join(lines))


def _steps(shown: Shown, row: GoalRow, editable: bool) -> None:
    if row.steps or editable:
        st.markdown("**Schritte**")
    if shown.writable:
        task_rows.draw(shown.person, row.steps, family=False)
    else:
        for step in row.steps:
            done = f"✓ erledigt am {date_text(step.done_on)}" if step.done_on else f"fällig {date_text(step.due_on)}"
            st.markdown(plain(f"{step.text} · {step.owner or 'niemand benannt'} · {done}"))
    if editable:
        goal_forms.step(shown.person, row)


def _measures(shown: Shown, row: GoalRow) -> None:
    if not row.measures:
        return
    st.markdown("**Maßnahmen, die dem Ziel dienen**")
    lines = [plain(f"{one.title} ({one.paragraph}), {one.status.label}") for one in row.measures]
    link = f"[Zu den Maßnahmen]({family_link(shown.number)}&bereich=massnahmen)"
    st.markdown("\n".join(f"- {line}" for line in lines) + f"\n\n{link}")


def _actions(person: Person, row: GoalRow, first: bool, last: bool) -> None:
    if row.ended:
        if st.button("Wieder öffnen", key=f"goal-reopen:{row.id}", type="tertiary", icon=":material/undo:",
                     help="Als Korrektur: Das Ergebnis wird zurückgenommen."):  # fmt: skip
            undo = Undoable(person)
            with told("Ziel wieder offen.", undo=undo.undo), undo.transaction() as session:
                goals.reopen(session, row.id)
            st.rerun()
        return
    if goal_forms.end(person, row):
        return
    said = plain(row.goal.text[:60])
    with st.container(horizontal=True, key=f"nodruck-ziel-{row.id}"):
        _start("Ziel bearbeiten", f"goal:{row.id}", ":material/edit:", said)
        _start("Ziel beenden", f"goal-end:{row.id}", ":material/flag:", said)
        if not first:
            _move(person, row, "Nach oben", ":material/arrow_upward:", up=True)
        if not last:
            _move(person, row, "Nach unten", ":material/arrow_downward:", up=False)


def _start(label: str, name: str, icon: str, said: str) -> None:
    st.button(label, key=f"start:{name}", type="tertiary", icon=icon, help=said, on_click=editing.start, args=(name,))


def _move(person: Person, row: GoalRow, label: str, icon: str, *, up: bool) -> None:
    way = "up" if up else "down"
    if st.button(label, key=f"goal-{way}:{row.id}", type="tertiary", icon=icon, help=plain(row.goal.text[:60])):
        with told("Reihenfolge geändert."), transaction(person) as session:
            goals.move(session, row.id, up=up)
        st.rerun()
