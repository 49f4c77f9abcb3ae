""" "Einwilligung widerrufen", from every page of a family: two clicks, no reason; then the letter for the family."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from fam.db import reading, transaction
from fam.exchange.letters import confirmation
from fam.models import Family
from fam.person import Person
from fam.queries import consents, lists
from fam.queries.consents import Ledger
from fam.rules.consent import Given
from fam.rules.terms import DataCategory, ListName, Role
from fam.services import consent_withdrawal, leads
from fam.ui import read_log, step_forms
from fam.ui.feedback import plain, told
from fam.ui.format import date_text, moment_text
from fam.ui.forms import Form
from fam.ui.links import open_family

OPEN, DONE = "consent:withdrawing", "consent:withdrawn"
WITHDRAWN = "AB05"  # the closing reason
FREE = "Ein Grund wird nicht gefragt, und die Familie hat keinen Nachteil davon. Es gilt sofort."


@dataclass(frozen=True, slots=True)
class Done:
    """A withdrawal just recorded: what the page says until it is put away."""

    family_id: int
    number: str
    at: datetime
    core_gone: bool


def button(person: Person, family_id: int, number: str) -> None:
    """Draw the button where the family's head is drawn, for those whose family it is; `show_done` goes below it."""
    with reading(person) as session:
        allowed = person.has(Role.COORDINATOR) or leads.works_on(session, family_id)
    if not allowed:
        return
    if st.button("Einwilligung widerrufen", icon=":material/do_not_disturb_on:", key="nodruck-withdraw"):
        st.session_state[OPEN] = family_id
    if st.session_state.get(OPEN) == family_id:
        _dialog(person, family_id, number)


def show(person: Person, family_id: int, number: str) -> None:
    """Draw the button alone in its row, and how the last withdrawal went."""
    button(person, family_id, number)
    show_done(person, family_id)


def show_done(person: Person, family_id: int) -> None:
    """Say how the withdrawal just recorded went, with the letter, until it is put away."""
    done: Done | None = st.session_state.get(DONE)
    if done is not None and done.family_id == family_id:
        _told(person, done)


def _closed() -> None:
    st.session_state.pop(OPEN, None)


@st.dialog("Einwilligung widerrufen", width="medium", on_dismiss=_closed)
def _dialog(person: Person, family_id: int, number: str) -> None:
    with reading(person) as session:
        found = consents.ledger(session, family_id)
    running = [one for one in found.given if not one.revoked and (one.ends_on is None or one.ends_on >= person.today)]
    if not running:
        st.info(consent_withdrawal.NOTHING, icon=":material/info:")
        return
    st.markdown(f"**{number}** · {FREE}")
    form = Form(f"withdraw:{family_id}", today=person.today)
    people = _people(found, running)
    kinds = {one.category.value: one.category.short for one in running}
    whose = form.pills("member_ids", "Für wen (nichts gewählt: für alle)", people) if people else []
    what = form.pills("categories", "Was (nichts gewählt: alles)", kinds)
    if form.submitted("Jetzt widerrufen"):
        with told("Widerruf gespeichert: Es wird nichts mehr davon geteilt.", form), transaction(person) as session:
            done = consent_withdrawal.withdraw(
                session, family_id, whose or None, [DataCategory(one) for one in what] or None
            )
        st.session_state[DONE] = Done(family_id, number, done.at, done.core_gone)
        _closed()
        st.rerun()


def _people(found: Ledger, running: list[Given]) -> Mapping[int, str]:
    """Those for whom something holds: their own, or the form for everybody."""
    own = {one.member_id for one in running}
    return {one.id: one.called for one in found.people if one.id in own or None in own}


def _told(person: Person, done: Done) -> None:
    with st.container(border=True, key="nodruck-withdrawn"):
        st.markdown(
            f":material/check_circle: **Widerruf gespeichert.** {plain(done.number)}: Die andere Institution sieht das "
            "Widerrufene nicht mehr. Beide Fallführungen haben eine Aufgabe bekommen, ohne Inhalte."
        )
        if done.core_gone:
            st.markdown(
                "Eine notwendige Einwilligung fehlt jetzt. Bitte mit der Familie klären, ob und wie es weitergeht; "
                "wenn nicht, den Fall abschließen."
            )
        with st.container(horizontal=True):
            _letter(person, done.family_id, done.number, done.at, "Bestätigung für die Familie (PDF)")
            if done.core_gone and st.button("Abschluss vorbereiten", icon=":material/logout:", key="withdrawn-close"):
                _suggest_closing(person, done.family_id)
                open_family(done.number)
            st.button("Schließen", type="tertiary", key="withdrawn-ok", on_click=_put_away)


def _put_away() -> None:
    st.session_state.pop(DONE, None)


def _suggest_closing(person: Person, family_id: int) -> None:
    """Open the form of the closing in the file, with the reason "Einwilligung widerrufen"."""
    with reading(person) as session:
        st.session_state[step_forms.SUGGESTED] = lists.by_code(session, ListName.CLOSING, WITHDRAWN)
    st.session_state[step_forms.OPEN] = (family_id, "closed")
    _put_away()


def _letter(person: Person, family_id: int, number: str, at: datetime, label: str) -> None:
    def content() -> bytes:
        with reading(person) as session:
            found = consents.letter(session, family_id, at)
        if found is None:
            return b""
        read_log.given(person, family_id, "Bestätigung des Widerrufs")
        return confirmation(found.number, date_text(found.day), found.lines, found.contacts)

    st.download_button(
        label, data=content, file_name=f"{number}-Bestaetigung-Widerruf.pdf", mime="application/pdf",
        key=f"letter:{label}:{at.isoformat()}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def letters(person: Person, head: Family) -> None:
    """Draw the confirmations of earlier withdrawals, the newest first."""
    with reading(person) as session:
        found = consents.withdrawals(session, head.id or 0)
    if found:
        st.subheader("Bestätigungen von Widerrufen", anchor=False)
    for at in found:
        _letter(person, head.id or 0, head.number, at, f"Widerruf vom {moment_text(at)} Uhr (PDF)")
