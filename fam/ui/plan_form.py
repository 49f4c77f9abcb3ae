"""Agreeing on a version of the family plan, and recording who signed it."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from fam.db import reading
from fam.fields.spec import extra_values
from fam.models import Family, FamilyPlan
from fam.person import Person
from fam.queries import reviews
from fam.queries.family_plans import PlanRow
from fam.rules.reviews import next_due
from fam.services import family_plans
from fam.ui import editing, extra_fields
from fam.ui.forms import Form

NEW = "plan:new"
SIGNED = ("signed_on", "signed_by", "review_on", "remark")
READERS = (
    "Aufgenommen wird, was für das Team bestimmt ist und Eltern sehen dürfen. Jede Zeile liest, wer auch ihre Quelle "
    "liest; spätere Änderungen an Zielen ändern diese Fassung nicht."
)


def agree(person: Person, head: Family, rows: Sequence[PlanRow]) -> None:
    """Draw "Neue Fassung vereinbaren" and its form."""
    name = f"{NEW}:{head.id}"
    if not editing.is_open(name):
        label = "Neue Fassung vereinbaren" if rows else "Erste Fassung vereinbaren"
        st.button(label, key=f"open:{NEW}", icon=":material/add:", on_click=editing.start, args=(name,))
        return
    with reading(person) as session:
        months, known = reviews.months(session), reviews.next_of_plan(session, head)
    with st.container(border=True):
        form = Form(name, today=person.today)
        st.caption(READERS)
        left, right = st.columns(2)
        with left:
            day = form.date("event_on", "Vereinbart am", required=True, value=person.today)
            form.date("signed_on", "Unterschrieben am", help="Leer: die Fassung wird zum Unterschreiben gedruckt.")
        with right:
            form.date("review_on", "Nächste Überprüfung", value=known or next_due(day or person.today, months))
            form.text("signed_by", "Wer hat unterschrieben", max_length=200, help="Mit Komma getrennt.")
        form.text("remark", "Bemerkung", max_length=500)
        extra_fields.ask(person, form, FamilyPlan)
        editing.finish(person, form, "Fassung vereinbart.", lambda session: _agree(session, head.id or 0, form))


def _agree(session: Session, family_id: int, form: Form) -> None:
    values = form.values()
    typed = {key: values[key] for key in ("event_on", *SIGNED)}
    family_plans.agree(session, family_id, **typed, extra=extra_values(values))


def sign(person: Person, plan: FamilyPlan, *, writable: bool) -> None:
    """Draw "Unterschrift, Überprüfung" of a version and its form; what was agreed is not asked again."""
    name = f"plan:sign:{plan.id}"
    if not writable:
        return
    if not editing.is_open(name):
        st.button("Unterschrift und Überprüfung", key=f"open:{name}", type="tertiary", icon=":material/edit:",
                  on_click=editing.start, args=(name,))  # fmt: skip
        return
    opened = {key: getattr(plan, key) for key in SIGNED} | extra_fields.opened(person, FamilyPlan, plan)
    form = Form(name, today=person.today, opened=opened, version=plan.version)
    form.date("signed_on", "Unterschrieben am")
    form.text("signed_by", "Wer hat unterschrieben", max_length=200, help="Mit Komma getrennt.")
    form.date("review_on", "Nächste Überprüfung")
    form.text("remark", "Bemerkung", max_length=500)
    extra_fields.ask(person, form, FamilyPlan, record=plan)
    editing.finish(person, form, "Gespeichert.",
                   lambda session: family_plans.sign(session, plan.id or 0, form.opened, form.values()))  # fmt: skip
