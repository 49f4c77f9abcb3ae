"""The page Reflexion, first half: what the team learned and decided, with the reviews that are due on top."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fam.db import reading
from fam.models import Reflection
from fam.person import Person
from fam.queries import plans
from fam.queries import reflections as queries
from fam.queries.reflections import Lesson
from fam.rules.reflections import NO_FAMILIES, ChangeKind, ReflectionState, due
from fam.services import reflections as service
from fam.ui import editing
from fam.ui.draft_store import Drafts
from fam.ui.feedback import empty_state, plain
from fam.ui.format import count_text, date_text, due_text
from fam.ui.forms import Form

NEW = "reflection:new"
SIGNS = {
    ReflectionState.OPEN: "○",
    ReflectionState.DECIDED: "◐",
    ReflectionState.REVIEWED: "✓",
    ReflectionState.DROPPED: "✕",
}
LEADERSHIP = "„Kurz“ und „Gilt ab“ stehen als Marke in den Diagrammen, auch für die Leitung; der Rest bleibt im Team."


def load(person: Person) -> Sequence[Lesson]:
    """Return all lessons, the newest first."""
    with reading(person) as session:
        return queries.lessons(session)


def say(person: Person, lessons: Sequence[Lesson]) -> None:
    """Say in words where the team's lessons stand."""
    waiting = [one for one in lessons if due(one.row.state, one.row.review_on, person.today)]
    opened = sum(one.row.state is ReflectionState.OPEN for one in lessons)
    decided = sum(one.row.state is ReflectionState.DECIDED for one in lessons)
    if not lessons:
        empty_state(
            "Noch keine Reflexion.",
            "Was hat das Team gelernt, was beschließt es daraus, und wann wird geprüft, ob es geholfen hat? Unten "
            "„Reflexion festhalten“.",
            key="reflection",
        )
        return
    parts = [count_text(decided, "Entscheidung läuft", "Entscheidungen laufen")]
    if waiting:
        parts.append(count_text(len(waiting), "Überprüfung ist fällig", "Überprüfungen sind fällig"))
    if opened:
        parts.append(f"{count_text(opened, 'Erkenntnis', 'Erkenntnisse')} ohne Entscheidung")
    st.header(plain(", ".join(parts) + "."), anchor=False)


def show(person: Person, lessons: Sequence[Lesson]) -> None:
    """Draw the lessons, those whose review is due first; each is edited in place."""
    with reading(person) as session:
        people = plans.people(session)
    ordered = sorted(lessons, key=lambda one: not due(one.row.state, one.row.review_on, person.today))
    for one in ordered:
        with st.container(border=True, key=f"reflection-{one.id}"):
            if editing.is_open(_name(one.id)):
                _edit(person, one.row, one.owner, people)
            else:
                _read(person, one)
    _new(person, people)


def _name(number: int) -> str:
    return f"reflection:{number}"


def _read(person: Person, one: Lesson) -> None:
    row, late = one.row, due(one.row.state, one.row.review_on, person.today)
    with st.container(horizontal=True, vertical_alignment="center"):
        state = f"{SIGNS[row.state]} {row.state.label}"
        st.markdown(f"**{plain(row.title)}** · {date_text(row.entered_on)} · {state}", width="stretch")
        st.button(
            "Überprüfen" if late else "Bearbeiten", key=f"edit:{_name(one.id)}", icon=":material/edit:",
            type="primary" if late else "tertiary", on_click=editing.start, args=(_name(one.id),),
            help=f"„{plain(row.title)}“ {'überprüfen' if late else 'bearbeiten'}",
        )  # fmt: skip
    for label, text in (("Gelernt", row.lesson), ("Beschlossen", row.decision), ("Daraus wurde", row.result)):
        if text:
            st.markdown(f"{label}: {plain(text)}")
    facts = []
    if row.change_kind:
        facts.append(f"{row.change_kind.label}: {row.change}" if row.change else row.change_kind.label)
    elif row.change:
        facts.append(row.change)
    facts += [f"gilt ab {date_text(row.decided_on)}"] if row.decided_on else []
    facts += [one.owner] if one.owner else []
    if row.review_on:
        waits = row.state is ReflectionState.DECIDED
        when = due_text(row.review_on, person.today) if waits else date_text(row.review_on)
        facts.append(f"Überprüfung {when}")
    if facts:
        st.caption(plain(" · ".join(facts)))


def _edit(person: Person, row: Reflection, owner: str, people: Mapping[int, str]) -> None:
    name = _name(row.id or 0)
    opened = service.values_of(row)
    form = Form(name, today=person.today, opened=opened, version=row.version, drafts=Drafts(person))
    _fields(form, people if row.owner_id is None else {row.owner_id: owner, **people})
    form.long_text("result", "Was daraus wurde", max_length=2000, help=NO_FAMILIES)
    editing.finish(
        person, form, "Reflexion gespeichert.",
        lambda session: service.change(session, row.id or 0, form.opened, form.changes()),
    )  # fmt: skip
    editing.remove(person, name, "Reflexion entfernt", lambda session: service.remove(session, row.id or 0))


def _new(person: Person, people: Mapping[int, str]) -> None:
    if not editing.is_open(NEW):
        st.button("Reflexion festhalten", key=f"open:{NEW}", type="primary", icon=":material/add:",
                  on_click=editing.start, args=(NEW,))  # fmt: skip
        return
    with st.container(border=True, key="reflection-new"):
        form = Form(NEW, today=person.today, drafts=Drafts(person))
        _fields(form, people)
        editing.finish(person, form, "Reflexion festgehalten.", lambda session: service.enter(session, form.values()))


def _fields(form: Form, people: Mapping[int, str]) -> None:
    st.caption(f"{NO_FAMILIES} {LEADERSHIP}")
    left, right = st.columns(2)
    with left:
        form.text("title", "Kurz", required=True, max_length=60, help="Höchstens 60 Zeichen.")
        form.date("entered_on", "Datum", required=True, value=form.today)
        form.choice(
            "state", "Stand", {one.value: one.label for one in ReflectionState}, required=True,
            value=ReflectionState.OPEN.value,
        )  # fmt: skip
    with right:
        form.choice("change_kind", "Was sich ändert", {one.value: one.label for one in ChangeKind})
        form.text("change", "Genauer", max_length=300, help="Welches Feld, Kriterium, welche Phase, welcher Rhythmus?")
        form.choice("owner_id", "Wer kümmert sich", people)
    form.long_text("lesson", "Was wir gelernt haben", required=True, max_length=3000, help=NO_FAMILIES)
    form.long_text("decision", "Was wir beschließen", max_length=2000, help=NO_FAMILIES)
    left, right = st.columns(2)
    with left:
        form.date("decided_on", "Gilt ab")
    with right:
        form.date("review_on", "Überprüfen am", help="Dann erscheint die Entscheidung unter „Heute“.")
