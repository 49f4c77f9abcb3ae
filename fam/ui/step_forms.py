"""The short forms of the steps bar, one per step: what the step needs to know, and the step itself."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.models import Family
from fam.person import Person
from fam.queries import lists, proposals
from fam.queries.family_file import lead_rows
from fam.rules.hints import pause_review_on
from fam.rules.terms import Institution, LeadKind, ListName, Status
from fam.services import closing_guards, lifecycle
from fam.ui import closing_form
from fam.ui.draft_store import Drafts
from fam.ui.feedback import again as draw_again
from fam.ui.feedback import told
from fam.ui.format import count_text, date_text
from fam.ui.forms import Form
from fam.ui.links import open_new_proposal

OPEN, SUGGESTED = "steps:open", "steps:reason"  # SUGGESTED: a closing reason that somebody comes with
Step = Callable[[Any, dict[str, Any]], Any]


def _form(person: Person, head: Family, name: str, **settings: Any) -> Form:
    return Form(f"step:{name}:{head.id}", today=person.today, **settings)


def _finish(person: Person, form: Form, label: str, success: str, step: Step) -> None:
    """Draw the buttons and take the step with what was typed."""
    if form.submitted(label, cancel="Abbrechen"):
        with told(success, form), transaction(person) as session:
            step(session, form.values())
        _fold()
    if form.cancelled:
        _fold()


def _fold() -> None:
    st.session_state.pop(OPEN, None)
    st.session_state.pop(SUGGESTED, None)
    st.rerun()


def _at_once(person: Person, success: str, step: Callable[[Any], Any]) -> None:
    """Take a step that asks nothing: the button was the question."""
    st.session_state.pop(OPEN, None)
    with told(success), transaction(person) as session:
        step(session)
    draw_again()


def agree(person: Person, head: Family) -> None:
    """Ask since when the family agrees to be contacted."""
    st.caption("Mündlich genügt. Ab jetzt sieht auch die andere Institution den Namen.")
    form = _form(person, head, "agree")
    form.date("on", "Kontakt zugestimmt am", required=True, value=person.today)
    _finish(person, form, "Zustimmung festhalten", "Zustimmung festgehalten.",
            lambda session, typed: lifecycle.agree_contact(session, head.id or 0, **typed))  # fmt: skip


def incomplete(person: Person, head: Family) -> None:
    """Ask what is missing."""
    form = _form(person, head, "incomplete")
    form.text("missing", "Was fehlt?", required=True, max_length=500)
    st.caption("Geht zurück an die Vorschlagenden, mit zehn Arbeitstagen Frist. Die Zeit läuft weiter.")
    _finish(person, form, "Zurückgeben", "Zurückgegeben.",
            lambda session, typed: lifecycle.return_incomplete(session, head.id or 0, **typed))  # fmt: skip


def resubmit(person: Person, head: Family) -> None:
    """Hand in again."""
    _at_once(person, "Wieder vorgelegt.", lambda session: lifecycle.resubmit(session, head.id or 0))


def start(person: Person, head: Family) -> None:
    """Ask who examines for either institution."""
    with reading(person) as session:
        team = {one: lists.team(session, one) for one in Institution}
        leads = {
            lead.institution: lead.account_id
            for lead in lead_rows(session, head.id or 0)
            if lead.kind is LeadKind.LEAD and (lead.ends_on is None or lead.ends_on > person.today)
        }
    form = _form(person, head, "start", opened={one.value: leads.get(one) for one in Institution})
    for column, institution in zip(st.columns(2), Institution, strict=True):
        with column:
            form.choice(institution.value, f"Prüft für {institution.label}", team[institution])
    form.date("on", "Beginn der Prüfung", required=True, value=person.today)
    st.caption("Wer prüft, wird Fallführung. Bleibt eine Stelle leer, benennt sie deren Koordination.")

    def step(session: Any, typed: dict[str, Any]) -> None:
        chosen = {one: typed[one.value] for one in Institution if typed[one.value] != leads.get(one)}
        lifecycle.start_examination(session, head.id or 0, chosen, typed["on"])

    _finish(person, form, "Prüfung beginnen", "Die Prüfung hat begonnen.", step)


def first_talk(person: Person, head: Family) -> None:
    """Ask when both institutions first talked with the family."""
    st.caption("Das erste Gespräch mit der Familie, bei dem beide Institutionen dabei waren.")
    form = _form(person, head, "first_talk")
    form.date("on", "Erstgespräch am", required=True, value=person.today)
    _finish(person, form, "Erstgespräch festhalten", "Erstgespräch festgehalten.",
            lambda session, typed: lifecycle.record_first_talk(session, head.id or 0, **typed))  # fmt: skip


def wait(person: Person, head: Family) -> None:
    """Ask for the decision's day and a possible priority."""
    form = _form(person, head, "wait")
    form.date("on", "Entschieden am", required=True, value=person.today)
    form.text("priority", "Vorrang, weil", max_length=200, help="Leer: Platz nach dem Tag der Entscheidung.")
    _finish(person, form, "Auf die Warteliste", "Auf der Warteliste.",
            lambda session, typed: lifecycle.put_on_waiting_list(session, head.id or 0, **typed))  # fmt: skip


def priority(person: Person, head: Family) -> None:
    """Ask why this family goes first."""
    form = _form(person, head, "priority", opened={"reason": head.waiting_priority})
    form.text("reason", "Vorrang, weil", max_length=200, help="Leer nimmt den Vorrang zurück.")
    _finish(person, form, "Vorrang speichern", "Vorrang gespeichert.",
            lambda session, typed: lifecycle.prioritise(session, head.id or 0, **typed))  # fmt: skip


def admit(person: Person, head: Family) -> None:
    """Ask for the Aufnahmedatum."""
    form = _form(person, head, "admit")
    form.date("on", "Aufnahmedatum", required=True, value=person.today, help="Der erste Tag in FAM.")
    _finish(person, form, "Aufnehmen", "Aufgenommen.",
            lambda session, typed: lifecycle.admit(session, head.id or 0, **typed))  # fmt: skip


def decline(person: Person, head: Family) -> None:
    """Ask for the reasons of a refusal."""
    form = _form(person, head, "decline")
    _reasons(form, _choices(person, ListName.NON_ADMISSION))
    form.date("on", "Entschieden am", required=True, value=person.today)
    st.caption("Das Recht der Familie auf alle regulären Leistungen bleibt davon unberührt.")
    _finish(person, form, "Nicht aufnehmen", "Nichtaufnahme festgehalten.",
            lambda session, typed: lifecycle.decline(session, head.id or 0, **typed))  # fmt: skip


def withdraw(person: Person, head: Family) -> None:
    """Ask nothing that must be answered: nobody has to say why."""
    form = _form(person, head, "withdraw")
    form.text("note", "Anmerkung", max_length=500, help="Freiwillig; niemand muss einen Grund nennen.")
    form.date("on", "Zurückgezogen am", required=True, value=person.today)
    _finish(person, form, "Zurückziehen", "Vorschlag zurückgezogen.",
            lambda session, typed: lifecycle.withdraw(session, head.id or 0, **typed))  # fmt: skip


def pause(person: Person, head: Family) -> None:
    """Ask why, from when and until when the case rests."""
    form = _form(person, head, "pause")
    form.choice("reason_id", "Grund", _choices(person, ListName.PAUSE), required=True)
    on = form.date("on", "Ruht ab", required=True, value=person.today)
    latest = date_text(pause_review_on(on or person.today))
    form.date("expected_until", "Voraussichtlich bis", required=True, help=f"Höchstens bis {latest}, dann überprüfen.")
    _finish(person, form, "Ruhen lassen", "Der Fall ruht.",
            lambda session, typed: lifecycle.pause(session, head.id or 0, **typed))  # fmt: skip


def resume(person: Person, head: Family) -> None:
    """Ask from when it goes on."""
    form = _form(person, head, "resume")
    form.date("on", "Weiter ab", required=True, value=person.today)
    _finish(person, form, "Fortsetzen", "Der Fall geht weiter.",
            lambda session, typed: lifecycle.resume(session, head.id or 0, **typed))  # fmt: skip


def close(person: Person, head: Family) -> None:
    """Ask for the last day in FAM, the reasons, and what becomes of all that is open; say which tasks stay open."""
    with reading(person) as session:
        tasks = proposals.open_tasks(session, head.id or 0)
    form = _form(person, head, "close", drafts=Drafts(person))
    day = form.date("last_day", "Letzter Tag in FAM", required=True, value=person.today)
    _reasons(form, _choices(person, ListName.CLOSING), st.session_state.get(SUGGESTED))
    closing_form.ask(person, form, head, day or person.today)
    if tasks:
        st.caption(f"{count_text(tasks, 'offene Aufgabe bleibt', 'offene Aufgaben bleiben')} sichtbar.")
    _finish(person, form, "Abschließen", "Abgeschlossen.",
            lambda session, typed: closing_form.close(session, head.id or 0, typed, legacy=head.legacy))  # fmt: skip


def confirm(person: Person, head: Family) -> None:
    """Confirm what the tandem closed."""
    _at_once(person, "Abschluss bestätigt.", lambda session: closing_guards.confirm(session, head.id or 0))


def reopen(person: Person, head: Family) -> None:
    """Ask once more: this is for mistakes."""
    st.caption("Nur wenn der Abschluss ein Versehen war. Kommt die Familie wieder, bitte „Wieder vorschlagen“.")
    _finish(person, _form(person, head, "reopen"), "Abschluss zurücknehmen", "Abschluss zurückgenommen.",
            lambda session, typed: lifecycle.reopen(session, head.id or 0))  # fmt: skip


def again(person: Person, head: Family) -> None:
    """Open the quick form for a new, linked case."""
    st.session_state.pop(OPEN, None)
    open_new_proposal(head.number)


def _choices(person: Person, name: ListName) -> Mapping[int, str]:
    with reading(person) as session:
        return lists.grouped_choices(session, name, person.today)


def _reasons(form: Form, offered: Mapping[int, str], suggested: int | None = None) -> None:
    main = form.choice("reason_id", "Hauptgrund", offered, required=True, value=suggested)
    form.choices("more_ids", "Weitere Gründe", {key: label for key, label in offered.items() if key != main})


FORMS: dict[tuple[Status, Status], Callable[[Person, Family], None]] = {
    (Status.PROPOSED, Status.EXAMINATION): start,
    (Status.PROPOSED, Status.NOT_ADMITTED): decline,
    (Status.PROPOSED, Status.WITHDRAWN): withdraw,
    (Status.EXAMINATION, Status.ACTIVE): admit,
    (Status.EXAMINATION, Status.WAITING): wait,
    (Status.EXAMINATION, Status.NOT_ADMITTED): decline,
    (Status.EXAMINATION, Status.WITHDRAWN): withdraw,
    (Status.WAITING, Status.ACTIVE): admit,
    (Status.WAITING, Status.NOT_ADMITTED): decline,
    (Status.WAITING, Status.WITHDRAWN): withdraw,
    (Status.ACTIVE, Status.PAUSED): pause,
    (Status.ACTIVE, Status.CLOSED): close,
    (Status.PAUSED, Status.ACTIVE): resume,
    (Status.PAUSED, Status.CLOSED): close,
    (Status.CLOSED, Status.ACTIVE): reopen,
}
