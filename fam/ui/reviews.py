"""Reviews in the family's file: what is due and in which window, one day for several, recording one as held."""

import streamlit as st
from sqlmodel import Session

from fam.db import reading, transaction
from fam.fields.spec import extra_values
from fam.models import Family, Review
from fam.person import Person
from fam.queries import entry_marks, reviews
from fam.queries.entry_marks import NO_MARK, Mark
from fam.queries.family_file import FamilyFile
from fam.queries.reviews import ReviewRow
from fam.rules.plan_terms import ReviewKind
from fam.rules.reviews import kinds_on, window
from fam.services import levels
from fam.services import reviews as service
from fam.ui import editing, extra_fields
from fam.ui import entry_marks as marks_ui
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form

NO_TEXT = "Nur Tag, nächste Überprüfung und Fundstelle; kein Vertragstext."


def show(person: Person, file: FamilyFile) -> None:
    """Draw the section."""
    with reading(person) as session:
        rows = reviews.of_family(session, file.head)
        marks = entry_marks.marks(session, [row.review for row in rows if row.review])
    with st.container(border=True, key="ueberpruefungen"):
        st.subheader("Überprüfungen", anchor=False)
        if day := reviews.common_day(rows, person.today):
            st.info(f"Ein gemeinsamer Termin für alle, die nahe beieinanderliegen: {date_text(day)}.",
                    icon=":material/event:")  # fmt: skip
        for row in rows:
            _row(person, file, row, marks.get(row.review.id or 0, NO_MARK) if row.review else NO_MARK)
        if not rows:
            st.caption("Noch nichts zu überprüfen.")
        if file.leading:
            _new(person, file.head)


def _row(person: Person, file: FamilyFile, row: ReviewRow, mark: Mark) -> None:
    review = row.review
    if review and review.held_on:
        text = f"überprüft am {date_text(review.held_on)}"
    elif row.due_on:
        first, last = window(row.due_on)
        text = f"zu überprüfen um den {date_text(row.due_on)} ({date_text(first)} bis {date_text(last)})"
    else:
        text = ""
    since = f"gilt seit {date_text(review.event_on)}" if review else "errechnet aus der Aufnahme"
    small = [since, *(marks_ui.said(review.confidentiality, review.institution, mark) if review else [])]
    if review and review.reference:
        small.append(f"Fundstelle: {review.reference}")
    if review:
        small += [f"{label}: {value}" for label, value in extra_fields.facts(person, Review, review)]
    st.markdown(f"**{plain(row.kind.label)}** · {row.standing.label} · {text}  \n{plain(' · '.join(small))}")
    if file.leading and not (review and review.held_on):
        _hold(person, file.head, row)


def _hold(person: Person, head: Family, row: ReviewRow) -> None:
    name = f"review:{row.review.id}" if row.review else f"review:computed:{head.id}"
    if not editing.is_open(name):
        st.button("Als überprüft festhalten", key=f"open:{name}", type="tertiary", icon=":material/task_alt:",
                  help=f"{row.kind.label}: als überprüft festhalten", on_click=editing.start, args=(name,))  # fmt: skip
        return
    form = Form(name, today=person.today)
    form.date("held_on", "Überprüft am", required=True, value=person.today)
    form.date("next_on", "Nächste Überprüfung", help="Leer: nach der eingestellten Zahl von Monaten.")
    editing.finish(person, form, "Festgehalten; die nächste Überprüfung steht in der Liste.",
                   lambda session: _held(session, head, row, form))  # fmt: skip


def _held(session: Session, head: Family, row: ReviewRow, form: Form) -> None:
    number = row.review.id if row.review else service.plan(
        session, head.id or 0, row.kind, head.admitted_on, row.due_on
    ).id  # fmt: skip
    service.hold(session, number or 0, **form.values())


def _new(person: Person, head: Family) -> None:
    name = f"review:new:{head.id}"
    if not editing.is_open(name):
        st.button("EGV, Hilfeplan oder Familienplan eintragen", key="open:review:new", icon=":material/add:",
                  on_click=editing.start, args=(name,))  # fmt: skip
        return
    with reading(person) as session:
        people = {levels.WHOLE_FAMILY: "die ganze Familie", **entry_marks.members(session, head.id or 0)}
    form = Form(name, today=person.today)
    st.caption(NO_TEXT)
    day = form.date("event_on", "Gilt seit", required=True, value=person.today)
    offered = [one for one in kinds_on(day or person.today) if _mine(person, one)]
    form.choice("kind", "Was überprüft wird", {one: one.label for one in offered}, required=True)
    form.choice("about_id", "Betrifft", people, required=True, value=levels.WHOLE_FAMILY, help=marks_ui.ABOUT_HELP)
    form.date("due_on", "Zu überprüfen bis", help="Leer: nach der eingestellten Zahl von Monaten.")
    form.text("reference", "Fundstelle im Fachverfahren", max_length=200, help="z. B. Aktenzeichen.")
    extra_fields.ask(person, form, Review)
    editing.finish(person, form, "Eingetragen.", lambda session: _add(session, head.id or 0, form))


def _mine(person: Person, kind: ReviewKind) -> bool:
    return service.OWNERS.get(kind) in (None, person.institution)


def _add(session: Session, family_id: int, form: Form) -> None:
    values = form.values()
    service.plan(
        session, family_id, ReviewKind(values["kind"]), values["event_on"], values["due_on"],
        about_id=values["about_id"] or None, reference=values["reference"], extra=extra_values(values),
    )  # fmt: skip


def setting(person: Person) -> None:
    """Draw after how many months a review is due; for Koordination."""
    with reading(person) as session:
        months = reviews.months(session)
    form = Form("review-months", today=person.today, opened={"months": months})
    form.integer("months", "Überprüfung alle … Monate", required=True, minimum=1, maximum=24)
    if form.submitted("Speichern"):
        with told("Gespeichert.", form), transaction(person) as session:
            service.keep_months(session, form.values()["months"])
        st.rerun()
