"""The mode of a meeting: the agenda that the file proposes, ticked off while one talks, and what is judged there."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import meeting_agenda
from fam.rules.meeting_agenda import Item, Section, talked
from fam.rules.plan_terms import Perspective
from fam.services.meeting_ratings import Given, offered
from fam.ui.feedback import as_label, plain
from fam.ui.forms import Form

SHOWN = 8  # of one part of the agenda; more does not fit into a talk
FIELD_MAX = 200
HELP = "Abgehaktes kommt als „Besprochen: …“ zu den Themen; was nicht alle lesen dürfen, bleibt draußen."
NOTES = {
    Section.REVIEWS: "Ein Haken hält sie als hier überprüft fest; die nächste steht dann unter „Familienplan“.",
    Section.CONSENTS: "Ein Haken kommt ohne Namen zu den Themen; erneuert wird unter „Einwilligungen“.",
}


def preview(person: Person, family_id: int) -> None:
    """Draw what the file proposes for a planned meeting."""
    found = _load(person, family_id)
    st.subheader("Vorschlag für die Tagesordnung", anchor=False)
    if not found:
        st.caption("Nichts ist offen, fällig oder ohne Fortschritt.")
    for section, points in groupby(found, key=lambda one: one.section):
        st.markdown(f"**{section.label}**")
        st.markdown("\n".join(f"- {_line(one)}" for one in points))


def agenda(form: Form, person: Person, family_id: int) -> None:
    """Draw the proposed agenda with a tick beside each point."""
    found = _load(person, family_id)
    if not found:
        return
    with st.expander(f"Tagesordnung ({len(found)})", icon=":material/checklist:", expanded=True):
        st.caption(HELP)
        for section, points in groupby(found, key=lambda one: one.section):
            rows = list(points)
            st.markdown(f"**{section.label}**")
            if section in NOTES:
                st.caption(NOTES[section])
            for one in rows[:SHOWN]:
                st.checkbox(_line(one, as_label), key=_tick(form, one), persist_state="session", wrap=True)
            if len(rows) > SHOWN:
                st.caption(f"Und {len(rows) - SHOWN} weitere in der Akte.")


def ticked(form: Form, person: Person, family_id: int) -> list[Item]:
    """Return the points of the agenda that were ticked."""
    return [one for one in _load(person, family_id) if st.session_state.get(_tick(form, one))]


def with_talked(values: Mapping[str, Any], points: Sequence[Item]) -> dict[str, Any]:
    """Return the values of a form; what was ticked on the agenda stands in the topics too."""
    return {**values, "topics": "\n".join(text for text in (values["topics"], talked(points)) if text)}


def reviewed(points: Sequence[Item]) -> list[int]:
    """Return the ids of the reviews among the points."""
    return [one.id for one in points if one.section is Section.REVIEWS]


def ratings(form: Form, person: Person, family_id: int) -> None:
    """Draw what can be judged in the meeting: goals first, then areas of life that one chooses."""
    with reading(person) as session:
        goals = meeting_agenda.goals_to_rate(session, family_id)
        areas = meeting_agenda.areas(session, form.today)
    with st.expander("Einschätzungen im Gespräch", icon=":material/speed:"):
        for goal in goals:
            st.markdown(f"**{plain(goal.text)}**")
            if goal.ready:
                _sides(form, person, f"goal-{goal.id}", {level: _level(level, goal.levels[level]) for level in SCALE})
            else:
                st.caption("Noch nicht einschätzbar: Erst die fünf Stufen beschreiben (Akte, Ziele).")
        chosen = form.choices("rated_areas", "Lebensbereiche einschätzen", {key: areas[key][0] for key in areas})
        for area_id in chosen:
            label, texts = areas[area_id]
            st.markdown(f"**{plain(label)}**")
            _sides(form, person, f"area-{area_id}", {level: f"{level}: {text}" for level, text in texts.items()})


def given(values: Mapping[str, Any]) -> tuple[Given, ...]:
    """Return the judgements among a form's values."""
    found = []
    for key, value in values.items():
        kind, _, rest = key.partition("-")
        if kind not in ("goal", "area") or value is None:
            continue
        number, _, side = rest.partition("-")
        about = {f"{kind}_id": int(number)}
        found.append(Given(key, Perspective(side), int(value), **about))
    return tuple(found)


SCALE = (2, 1, 0, -1, -2)


def _sides(form: Form, person: Person, key: str, levels: Mapping[int, str]) -> None:
    sides = offered(person)
    for side, place in zip(sides, st.columns(len(sides)), strict=True):
        with place:
            form.choice(f"{key}-{side.value}", f"Sicht: {side.label}", levels)


def _level(level: int, text: str) -> str:
    sign = "−" if level < 0 else "+" if level > 0 else ""
    return f"{sign}{abs(level)}: {text}"


def _load(person: Person, family_id: int) -> Sequence[Item]:
    with reading(person) as session:
        return meeting_agenda.items(session, family_id)


def _tick(form: Form, one: Item) -> str:
    return form.key(f"agenda-{one.key}")


def _line(one: Item, escape: Any = plain) -> str:
    text = one.text if len(one.text) <= FIELD_MAX else f"{one.text[: FIELD_MAX - 1]}…"
    return f"{escape(text)} · {escape(one.why)}" if one.why else str(escape(text))
