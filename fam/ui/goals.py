"""The part "Ziele" of a family's file: a new goal, the running ones, the ended ones, the research figure."""

import streamlit as st

from fam.db import reading
from fam.models import Goal
from fam.person import Person
from fam.queries import goals as queries
from fam.queries import lists
from fam.queries.family_file import FamilyFile
from fam.queries.goals import GoalRow
from fam.rules.german import format_decimal, plural
from fam.rules.terms import ListName, Role
from fam.ui import editing, extra_fields, goal_card, goal_forms
from fam.ui.feedback import empty_state
from fam.ui.goal_card import Shown

FORMULA = (
    r"T = 50 + \frac{10 \sum w_i x_i}{\sqrt{(1-\rho) \sum w_i^2 + \rho \left(\sum w_i\right)^2}}, \quad \rho = 0{,}3"
)
SOURCE = (
    "Quelle: Kiresuk, T. J. & Sherman, R. E. (1968): Goal attainment scaling: A general method for evaluating "
    "comprehensive community mental health programs. Community Mental Health Journal, 4, 443–453."
)
COUNTED = (
    "x ist je Ziel der Mittelwert der neuesten Bewertungen von Familie, Pro Arbeit und ASD (wer nicht bewertet hat, "
    "zählt nicht mit), w das Gewicht des Ziels. Gezählt werden alle Ziele mit mindestens einer Bewertung, die hier zu "
    "lesen sind, auch beendete. 50 heißt: im Mittel ist erreicht, was vereinbart war."
)
NO_DECISION = "Nur für Forschung: Danach wird nichts entschieden, und die Leitung sieht den Wert nirgends."


def show(person: Person, file: FamilyFile) -> None:
    """Draw the family's goals."""
    family_id = file.head.id or 0
    with reading(person) as session:
        rows = queries.of_family(session, family_id)
        areas = lists.choices(session, ListName.AREA, person.today)
    st.header("Ziele", anchor=False)
    if file.leading:
        goal_forms.new(person, family_id, areas)
    if not rows:
        return _nothing(file.leading)
    number = file.head.number
    shown = Shown(person, number, file.leading, areas, extra_fields.fields(person, Goal))
    running, ended = [row for row in rows if not row.ended], [row for row in rows if row.ended]
    for place, row in enumerate(running):
        goal_card.show(shown, row, first=place == 0, last=place == len(running) - 1)
    if ended:
        opened = any(editing.is_open(f"goal:{row.id}") for row in ended)
        with st.expander(f"Beendete Ziele ({len(ended)})", expanded=opened, key="goals-ended"):
            for row in ended:
                goal_card.show(shown, row, first=True, last=True)
    if person.has(Role.CASEWORKER):
        _research(rows)


def _nothing(leading: bool) -> None:
    hint = "Mit „Ziel vereinbaren“ beginnen: in den Worten der Familie." if leading else "Es ist keines zu lesen."
    empty_state("Noch kein Ziel vereinbart.", hint, key="goals")


def _research(rows: list[GoalRow]) -> None:
    """Draw the T-score, folded: a number that looks exact is not to be mistaken for a judgement of a family."""
    score, count = queries.score(rows)
    if score is None:
        return
    with st.expander("Forschungswert", icon=":material/science:", key="nodruck-forschungswert"):
        goals = plural(count, "Ziel", "Zielen")
        st.markdown(f"**GAS-T-Wert: {format_decimal(score, 1)}** (aus {goals})")
        st.caption(NO_DECISION)
        st.latex(FORMULA)
        st.caption(COUNTED)
        st.caption(SOURCE)
