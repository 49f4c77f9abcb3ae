"""What the closing asks beside day and reasons: outcome, goals, receipt per BG, measures, asking again later."""

from datetime import date
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.db import reading
from fam.fields.spec import extra_values
from fam.models import Closing, Family
from fam.person import Person
from fam.queries import closings
from fam.rules.closing import Handling
from fam.rules.plan_terms import GoalOutcome, ReceiptClass
from fam.rules.terms import Role
from fam.services import closing
from fam.services.closing import ClosingDraft
from fam.ui import extra_fields
from fam.ui.feedback import plain
from fam.ui.forms import Form

GOAL, UNIT, MEASURE = "ziel-", "bg-", "massnahme-"
NO_CONTENT = "Ziele, SGB II-Bezug und Maßnahmen hält die Fallführung fest; die Koordination liest keine Inhalte."


def ask(person: Person, form: Form, head: Family, day: date) -> None:
    """Draw the questions of the closing; Koordination, who reads no content, is told who answers them."""
    if not person.has(Role.CASEWORKER):
        st.caption(NO_CONTENT)
        return
    with reading(person) as session:
        found = closings.still_open(session, head.id or 0, day)
    outcomes = {one: one.label for one in GoalOutcome}
    if found.goals:
        st.markdown(f"**Offene Ziele** · [Bewertungen ansehen](familienakte?fam={head.number}&bereich=ziele)")
    for goal in found.goals:
        form.choice(f"{GOAL}{goal.id}", f"Ergebnis: {plain(goal.text)}", outcomes, required=not head.legacy)
    for unit, level in found.units:
        form.choice(f"{UNIT}{unit.id}", f"SGB II-Bezug am Ende, BG {unit.number}",
                    {one: one.label for one in ReceiptClass}, required=not head.legacy, value=level)  # fmt: skip
    for measure, name in found.measures:
        form.choice(f"{MEASURE}{measure.id}", f"Offene Maßnahme: {plain(name)}, {measure.status.label}",
                    {one: one.label for one in Handling}, required=not head.legacy)  # fmt: skip
    form.choice("outcome", "Ergebnis insgesamt", outcomes, help="Unabhängig vom Grund des Abschlusses.")
    form.boolean("follow_up", "Nachbefragung vereinbart", help="Nach 3, 6 und 12 Monaten, wenn die Familie zustimmt.")
    form.long_text("summary", "Rückblick", max_length=5000, height=90,
                   help="Was hat sich verändert, was trägt weiter?")  # fmt: skip
    form.long_text("handover", "Wie es weitergeht", max_length=2000, height=90)
    extra_fields.ask(person, form, Closing)


def close(session: Session, family_id: int, typed: dict[str, Any]) -> None:
    """Close the case with what was typed."""
    draft = ClosingDraft(
        outcome=_term(GoalOutcome, typed.get("outcome")),
        summary=typed.get("summary") or "",
        handover=typed.get("handover") or "",
        follow_up=typed.get("follow_up"),
        goals=_chosen(typed, GOAL, GoalOutcome),
        units=_chosen(typed, UNIT, ReceiptClass),
        measures=_chosen(typed, MEASURE, Handling),
        extra=extra_values(typed),
    )
    closing.close(session, family_id, typed["last_day"], typed["reason_id"], typed["more_ids"], draft)


def _chosen(typed: dict[str, Any], prefix: str, kind: Any) -> dict[int, Any]:
    return {int(key.removeprefix(prefix)): _term(kind, value) for key, value in typed.items() if key.startswith(prefix)}


def _term(kind: Any, value: Any) -> Any:
    return kind(value) if value else None
