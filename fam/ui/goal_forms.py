"""The forms of goals: agree on one, change it, add a step, end it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.fields.spec import specs
from fam.models import Goal
from fam.person import Person
from fam.queries.goals import GoalRow
from fam.rules.goals import LEVELS
from fam.rules.plan_terms import GoalOutcome
from fam.rules.terms import Confidentiality
from fam.services import goals, plan_entries
from fam.services.goals import StepDraft
from fam.ui import editing, entry_marks, extra_fields, task_rows
from fam.ui.draft_store import Drafts
from fam.ui.feedback import plain
from fam.ui.forms import Form

LABELS = {spec.key: spec.label for spec in specs(Goal)}
ZERO_HELP = "Steht zuerst: Woran merken alle, dass erreicht ist, was vereinbart wurde?"
LATER = "Die übrigen Stufen können jetzt oder später beschrieben werden, spätestens vor der ersten Bewertung."


def new(person: Person, family_id: int, areas: Mapping[int, str]) -> None:
    """Draw the button "Ziel vereinbaren", or its form."""
    name = f"goal:new:{family_id}"
    if not editing.is_open(name):
        st.button("Ziel vereinbaren", key=f"add:{name}", type="primary", icon=":material/add:",
                  on_click=editing.start, args=(name,))  # fmt: skip
        return
    with st.container(border=True, key="goal-new"):
        form = Form(name, today=person.today, drafts=Drafts(person))
        _fields(form, areas)
        _readers(form, person, family_id)
        extra_fields.ask(person, form, Goal)
        editing.finish(person, form, "Ziel vereinbart.", lambda session: goals.agree(session, family_id, form.values()))


def edit(person: Person, goal: Goal, areas: Mapping[int, str]) -> None:
    """Draw the form of a saved goal; who reads it, only its own institution says."""
    opened = {key: getattr(goal, key) for key in (*goals.TYPED, "event_on", "confidentiality")}
    opened |= extra_fields.opened(person, Goal, goal) | entry_marks.opened(goal)
    form = Form(f"goal:{goal.id}", today=person.today, opened=opened, version=goal.version, drafts=Drafts(person))
    _fields(form, areas)
    if goal.institution == person.institution:
        _readers(form, person, goal.family_id)
    extra_fields.ask(person, form, Goal, record=goal)
    editing.finish(
        person, form, "Ziel geändert.", lambda session: goals.edit(session, goal.id or 0, form.opened, form.values()),
        undo=True,
    )  # fmt: skip
    if plan_entries.may_remove(person, goal):
        name = f"goal:{goal.id}"
        editing.remove(person, name, "Ziel entfernt", lambda session: goals.remove(session, goal.id or 0))


def _fields(form: Form, areas: Mapping[int, str]) -> None:
    form.choice("area_id", LABELS["area_id"], areas, required=True)
    form.long_text("text", LABELS["text"], required=True, max_length=500,
                   help="So, wie die Familie es sagt. Keine Diagnosen, keine Angaben zu Dritten.")  # fmt: skip
    left, right = st.columns(2)
    with left:
        form.date("event_on", "Vereinbart am", required=True, value=form.today)
    with right:
        form.date("due_on", LABELS["due_on"])
    form.text("level_0", LABELS["level_0"], required=True, max_length=300, help=ZERO_HELP)
    st.caption(LATER)
    others = [key for level, key in LEVELS.items() if level]
    for number in (0, 2):
        for place, key in zip(st.columns(2), others[number : number + 2], strict=True):
            with place:
                form.text(key, LABELS[key], max_length=300)
    form.integer("weight", LABELS["weight"], minimum=1, maximum=5, required=True, value=1,
                 help="1 bis 5; zählt nur im Forschungswert.")  # fmt: skip


def _readers(form: Form, person: Person, family_id: int) -> None:
    """Draw who reads the goal (the team, unless told otherwise), whom it is about, what it speaks of."""
    offered = {level: level.label for level in plan_entries.OFFERED}
    level = form.choice("confidentiality", "Wer darf lesen", offered, required=True, value=Confidentiality.TEAM)
    entry_marks.ask_marks(form, person, family_id, entry_marks.Asked(level, st.empty()))


def step(person: Person, row: GoalRow) -> None:
    """Draw the button "Schritt ergänzen", or its form."""
    name = f"goal-step:{row.id}"
    if not editing.is_open(name):
        st.button("Schritt ergänzen", key=f"start:{name}", icon=":material/add_task:", type="tertiary",
                  help=plain(row.goal.text[:60]), on_click=editing.start, args=(name,))  # fmt: skip
        return
    with st.container(border=True, key=f"goal-step-{row.id}"):
        form = Form(name, today=person.today)
        task_rows.fields(form, person, row.goal.family_id)
        editing.finish(
            person, form, "Schritt gespeichert.",
            lambda session: goals.add_step(session, row.id, StepDraft(**form.values())),
        )  # fmt: skip


def end(person: Person, row: GoalRow) -> bool:
    """Draw the form that ends a goal, if it is open; return whether it is."""
    name = f"goal-end:{row.id}"
    if not editing.is_open(name):
        return False
    with st.container(border=True, key=f"goal-end-{row.id}"):
        form = Form(name, today=person.today)
        outcome = form.choice("outcome", "Ergebnis", {one: one.label for one in GoalOutcome}, required=True)
        form.date("ended_on", "Beendet am", required=True, value=person.today)
        form.text("end_reason", "Grund", max_length=300, required=outcome is GoalOutcome.GIVEN_UP,
                  help="Nötig bei „aufgegeben“.")  # fmt: skip
        editing.finish(person, form, "Ziel beendet.", lambda session: _end(session, row.id, form.values()), undo=True)
    return True


def _end(session: Session, goal_id: int, typed: Mapping[str, Any]) -> Goal:
    return goals.end(session, goal_id, typed["outcome"], typed["ended_on"], typed["end_reason"])
