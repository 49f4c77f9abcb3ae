"""The steps bar of a case: where it stands, what can be done next, and why the rest is not possible yet."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from fam.db import reading
from fam.models import Family
from fam.person import Person
from fam.rules.lifecycle import RULES
from fam.rules.terms import ENDED, PIPELINE, Phase, Role, Status
from fam.services import lifecycle
from fam.services.closing_guards import TO_CONFIRM
from fam.services.lifecycle import Outlook
from fam.ui import step_forms
from fam.ui.feedback import plain
from fam.ui.format import term_text
from fam.ui.links import open_proposal

OPEN = "steps:open"
TRACK = (Status.PROPOSED, Status.EXAMINATION, Status.WAITING, Status.ACTIVE, Status.CLOSED)
LAST = ("not_admitted", "withdrawn", "incomplete", "paused", "closed", "priority")  # never the proposed next step
COORDINATION, TANDEM = "Das ist Sache der Koordination.", "Das ist Sache der Fallführung."
Draw = Callable[[Person, Family], None]


@dataclass(frozen=True, slots=True)
class Act:
    """One button of the bar; with `blockers` it says why not instead of acting."""

    key: str
    label: str
    draw: Draw
    blockers: tuple[str, ...] = ()


def show(person: Person, head: Family) -> None:
    """Draw the bar with the form of the step that was chosen, if any."""
    with reading(person) as session:
        outlook = lifecycle.outlook(session, head.id or 0)
    _bar(person, head, outlook)


def _bar(person: Person, head: Family, outlook: Outlook) -> None:
    acts = _acts(person, head, outlook)
    with st.container(border=True, key="nodruck-steps", gap="small"):
        st.markdown(_track(head.status))
        for hint in (*outlook.hints, *(() if outlook.confirm is None else (TO_CONFIRM,))):
            st.markdown(f":material/info: {plain(hint)}")
        chosen = st.session_state.get(OPEN)
        act = next((act for act in acts if chosen == (head.id, act.key) and not act.blockers), None)
        if act is not None:
            st.markdown(f"**{act.label}**")
            act.draw(person, head)
        else:
            _buttons(head, acts)
            _reasons([act for act in acts if act.blockers])


def show_in_file(person: Person, head: Family) -> None:
    """In the file: the bar for cases in FAM and ended ones; a case on its way is opened where it is examined."""
    if head.status in PIPELINE:
        if st.button("Zur Prüfung", icon=":material/fact_check:", key="nodruck-examination"):
            open_proposal(head.number)
        return
    with reading(person) as session:
        outlook = lifecycle.outlook(session, head.id or 0)
    if head.status in ENDED or any(one.allowed for one in outlook.offers):
        _bar(person, head, outlook)


def _track(status: Status) -> str:
    """The way of a case in one line, the present place in bold with its sign."""
    if status not in TRACK:
        return f"**{term_text(status)}**"
    return "  →  ".join(f"**{term_text(one)}**" if one is status else one.label for one in TRACK)


def _buttons(head: Family, acts: list[Act]) -> None:
    first = next((act.key for act in acts if not act.blockers and act.key not in LAST), "")
    with st.container(horizontal=True, gap="small"):
        for act in acts:
            st.button(
                act.label,
                key=f"step:{act.key}",
                type="primary" if act.key == first else "secondary",
                disabled=bool(act.blockers),
                on_click=_open,
                args=((head.id, act.key),),
            )


def _open(what: tuple[int | None, str]) -> None:
    st.session_state[OPEN] = what


def _reasons(blocked: list[Act]) -> None:
    """Say why the grey buttons are grey; steps with the same reasons share a line."""
    labels: dict[tuple[str, ...], list[str]] = {}
    for act in blocked:
        labels.setdefault(act.blockers, []).append(act.label)
    for blockers, names in labels.items():
        st.caption(f"Jetzt nicht: **{', '.join(names)}**. {plain(' '.join(blockers))}")


def _acts(person: Person, head: Family, outlook: Outlook) -> list[Act]:
    """The steps of the lifecycle and what belongs to the status besides; the most useful first."""
    found = _beside(person, head)
    if outlook.confirm is not None and person.has(Role.COORDINATOR):
        against = (outlook.confirm,) if outlook.confirm else ()
        found.append(Act("confirm", "Abschluss bestätigen", step_forms.confirm, against))
    for offer in outlook.offers:
        whose = TANDEM if RULES[head.status, offer.step.to].leads else COORDINATION
        blockers = offer.step.blockers if offer.allowed else (whose,)
        key = offer.step.to.value.lower()
        found.append(Act(key, offer.step.label, step_forms.FORMS[head.status, offer.step.to], blockers))
    return sorted(found, key=lambda act: (bool(act.blockers), act.key in LAST))


def _beside(person: Person, head: Family) -> list[Act]:
    coordinates, found = person.has(Role.COORDINATOR), []
    if head.status is Status.PROPOSED:
        if head.phase is Phase.INCOMPLETE:
            found.append(Act("resubmit", "Ergänzt: wieder vorlegen", step_forms.resubmit))
        if head.contact_agreed_on is None:
            found.append(Act("agree", "Zustimmung zum Kontakt festhalten", step_forms.agree))
        if coordinates:
            found.append(Act("incomplete", "Unvollständig zurückgeben", step_forms.incomplete))
    if head.status is Status.EXAMINATION and head.first_talk_on is None:
        found.append(Act("first_talk", "Erstgespräch festhalten", step_forms.first_talk))
    if head.status is Status.WAITING and coordinates:
        found.append(Act("priority", "Vorrang begründen", step_forms.priority))
    if head.status in ENDED and head.status is not Status.ANONYMISED:
        found.append(Act("again", "Wieder vorschlagen", step_forms.again))
    return found
