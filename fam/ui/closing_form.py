"""What the closing asks beside day and reasons: outcome, goals, receipt per BG, measures, what follows."""

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
from fam.services import closing, closing_guards
from fam.services.closing import ClosingDraft
from fam.services.leads import works_on
from fam.ui import closing_goals, extra_fields
from fam.ui.feedback import plain
from fam.ui.forms import Form

UNIT, MEASURE = "bg-", "massnahme-"
NO_CONTENT = "Ziele, SGB II-Bezug und Maßnahmen hält die Fallführung fest; die Koordination liest keine Inhalte."
TO_CONFIRM = "Die Koordination bestätigt den Abschluss danach auf ihrer Seite „Heute“."
AFTERCARE = "Leer: keine. Der Fall ist abgeschlossen und zählt so; die Nachbetreuung endet an diesem Tag von selbst."


def ask(person: Person, form: Form, head: Family, day: date) -> None:
    """Draw the questions of the closing; Koordination, who reads no content, is told who answers them."""
    with reading(person) as session:
        found = closings.still_open(session, head.id or 0, day) if works_on(session, head.id or 0) else None
    if found is None:
        _past_tandem(person, form, head, day)
        return
    closing_goals.ask(person, form, head, found)
    for unit, level in found.units:
        form.choice(f"{UNIT}{unit.id}", f"SGB II-Bezug am Ende, BG {unit.number}",
                    {one: one.label for one in ReceiptClass}, required=not head.legacy, value=level)  # fmt: skip
    for measure, name in found.measures:
        form.choice(f"{MEASURE}{measure.id}", f"Offene Maßnahme: {name}, {measure.status.label}",
                    {one: one.label for one in Handling}, required=not head.legacy)  # fmt: skip
    form.choice("outcome", "Ergebnis insgesamt", closing_goals.OUTCOMES,
                help="Unabhängig vom Grund des Abschlusses.")  # fmt: skip
    form.date("aftercare_until", "Nachbetreuung bis", help=AFTERCARE)
    form.boolean("follow_up", "Nachbefragung vereinbart", help="Nach 3, 6 und 12 Monaten, wenn die Familie zustimmt.")
    form.long_text("summary", "Rückblick", max_length=5000, height=90,
                   help="Was hat sich verändert, was trägt weiter?")  # fmt: skip
    form.long_text("handover", "Wie es weitergeht", max_length=2000, height=90)
    extra_fields.ask(person, form, Closing)
    st.caption(TO_CONFIRM)


def _past_tandem(person: Person, form: Form, head: Family, day: date) -> None:
    """Koordination closes what the tandem has answered; past it only with a reason that stands in the history."""
    st.caption(NO_CONTENT)
    with reading(person) as session:
        lacking = closing_guards.unanswered(session, head.id or 0, day)
    if lacking:
        st.warning(plain(" ".join(lacking)), icon=":material/rule:")
        form.text("past_tandem", "Trotzdem abschließen, weil", required=True, max_length=400,
                  help="Z. B.: Das Tandem ist nicht mehr da. Steht im Statusverlauf und im Protokoll.")  # fmt: skip


def close(session: Session, family_id: int, typed: dict[str, Any], *, legacy: bool) -> None:
    """Close the case with what was typed; raises InvalidForm with the fields that lack an answer."""
    goals = closing_goals.answers(typed)
    if not legacy:
        closing_goals.check(session, family_id, typed["last_day"], goals)
    draft = ClosingDraft(
        outcome=_term(GoalOutcome, typed.get("outcome")),
        summary=typed.get("summary") or "",
        handover=typed.get("handover") or "",
        follow_up=typed.get("follow_up"),
        aftercare_until=typed.get("aftercare_until"),
        past_tandem=typed.get("past_tandem") or "",
        goals=goals,
        units=_chosen(typed, UNIT, ReceiptClass),
        measures=_chosen(typed, MEASURE, Handling),
        extra=extra_values(typed),
    )
    closing.close(session, family_id, typed["last_day"], typed["reason_id"], typed["more_ids"], draft)


def _chosen(typed: dict[str, Any], prefix: str, kind: Any) -> dict[int, Any]:
    return {int(key.removeprefix(prefix)): _term(kind, value) for key, value in typed.items() if key.startswith(prefix)}


def _term(kind: Any, value: Any) -> Any:
    return kind(value) if value else None
