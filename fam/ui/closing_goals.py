"""The part of the closing about goals: each one's outcome and last rating, or why nobody can rate it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.errors import InvalidForm
from fam.models import Family, Goal, GoalRating
from fam.person import Person
from fam.queries.closings import Open
from fam.rules.closing import GoalEnd
from fam.rules.goals import LEVELS, missing_levels, perspectives, sign
from fam.rules.plan_terms import GoalOutcome, Perspective
from fam.services import closing
from fam.ui.feedback import plain
from fam.ui.format import date_text
from fam.ui.forms import Form

OUTCOME, RATING, UNRATED = "ziel-", "stufe-", "ohne-stufe-"
OUTCOMES = {one: one.label for one in GoalOutcome}
UNDESCRIBED = "Nicht alle Stufen sind beschrieben: bewerten lässt sich das Ziel erst danach (Bereich „Ziele“)."


def ask(person: Person, form: Form, head: Family, found: Open) -> None:
    """Draw the questions about each goal that is still open."""
    if found.goals:
        st.markdown(f"**Offene Ziele** · [Bewertungen ansehen](familienakte?fam={head.number}&bereich=ziele)")
        st.caption("Je Ziel das Ergebnis und die abschließende Bewertung von mindestens einer Seite.")
    for goal in found.goals:
        with st.container(border=True, key=f"abschluss-ziel-{goal.id}"):
            form.choice(f"{OUTCOME}{goal.id}", f"Ergebnis: {goal.text}", OUTCOMES, required=not head.legacy)
            _ratings(person, form, goal, found.ratings.get(goal.id or 0, ()))
            form.text(f"{UNRATED}{goal.id}", f"Nicht einschätzbar, weil: {goal.text}", max_length=300,
                      help="Nur wenn niemand eine Stufe nennen kann.")  # fmt: skip


def _ratings(person: Person, form: Form, goal: Goal, given: Sequence[GoalRating]) -> None:
    last = {one.perspective: one for one in given}
    if last:
        said = (f"{who.label} {sign(one.rating)} ({date_text(one.event_on)})" for who, one in last.items())
        st.caption(plain(f"Zuletzt: {' · '.join(said)}"))
    texts = {key: getattr(goal, key) for key in LEVELS.values()}
    if missing_levels(texts):
        st.caption(UNDESCRIBED)
        return
    levels = {level: f"{sign(level)} {texts[key]}" for level, key in LEVELS.items()}
    for place, who in zip(st.columns(2), perspectives(person.institution), strict=False):
        with place:
            form.choice(f"{RATING}{who.value}-{goal.id}", f"Stufe am Ende, {who.label}: {goal.text}", levels)


def answers(typed: Mapping[str, Any]) -> dict[int, GoalEnd]:
    """Return what was typed about each goal."""
    return {
        number: GoalEnd(
            outcome=GoalOutcome(value) if value else None,
            ratings={
                who: int(level) for who in Perspective
                if (level := typed.get(f"{RATING}{who.value}-{number}")) is not None
            },
            not_ratable=typed.get(f"{UNRATED}{number}") or "",
        )
        for key, value in typed.items()
        if key.startswith(OUTCOME) and (number := int(key.removeprefix(OUTCOME)))
    }  # fmt: skip


def check(session: Session, family_id: int, last_day: date, ends: Mapping[int, GoalEnd]) -> None:
    """Raise InvalidForm with a sentence beside each field that lacks an answer."""
    keys = {"outcome": OUTCOME, "not_ratable": UNRATED}
    wrong = {
        f"{keys[field]}{number}": sentence
        for number, problems in closing.goals_lacking(session, family_id, last_day, ends).items()
        for field, sentence in problems.items()
    }
    if wrong:
        raise InvalidForm(wrong)
