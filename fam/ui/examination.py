"""One proposal on one page: its head and steps, the criteria side by side, votes, leads, and what was proposed."""

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import examination, families
from fam.queries.examination import Examination
from fam.queries.families import Search
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import ENDED, Status
from fam.ui import consent_withdrawal, criteria, family_leads, read_log, returning, steps, votes
from fam.ui.feedback import plain
from fam.ui.format import age_text, date_text, since_text, term_text
from fam.ui.links import family_link, open_family, open_pipeline, proposal_link
from fam.ui.record_list import facts

ANSWERS_HIDDEN = "Die Antworten lesen nur die prüfenden Fachkräfte. Voten und Dissens sieht auch die Koordination."


def show(person: Person, number: str) -> None:
    """Draw the whole page of one proposal, or say that there is nothing for this person."""
    if st.button("Alle Vorschläge", icon=":material/arrow_back:", type="tertiary", key="nodruck-back"):
        open_pipeline()
    with reading(person) as session:
        found = examination.find(session, number)
    if found is None:
        _stub(person, number)
        return
    read_log.note(person, ReadKind.FILE, [found.head.id or 0], "Vorschlag")
    _head(person, found)
    steps.show(person, found.head)
    alone = found.head.status is Status.PROPOSED and not found.criteria
    left, right = st.columns([1, 1] if alone else [2, 1], gap="medium")
    with left:
        reasons = criteria.show(person, found) if found.criteria else None
        if not found.criteria and found.head.status not in (Status.PROPOSED, *ENDED):
            st.info(ANSWERS_HIDDEN, icon=":material/lock:")
        if found.head.status is not Status.PROPOSED:
            votes.show(person, found, reasons)
    with left if alone else right:
        _proposal(person, found)
    with right:
        family_leads.show(person, found)


def _head(person: Person, found: Examination) -> None:
    head, today = found.head, person.today
    st.title(plain(head.name), anchor=False)
    since = found.period.starts_on if found.period else head.received_on
    parts = [f"**{head.number}**", f"{term_text(head.status)} {since_text(since, today)}"]
    parts += [plain(head.phase.label)] if head.phase else []
    parts += [f"Platz {found.position} der Warteliste"] if found.position else []
    parts += [f"Vorrang: {plain(head.waiting_priority)}"] if head.waiting_priority and found.position else []
    parts += ["Altbestand (aus der Liste)"] if head.legacy else []
    st.markdown(" · ".join(parts))
    consent_withdrawal.show(person, head.id or 0, head.number)
    if found.previous:
        st.markdown(f"Früherer Fall: [{found.previous}]({family_link(found.previous)})")
    if found.period and found.period.note and head.status is Status.PROPOSED:
        due = f" Bitte bis {date_text(found.period.expected_until)}." if found.period.expected_until else ""
        st.warning(f"Es fehlt: {plain(found.period.note)}.{due}", icon=":material/assignment_late:")
    if head.status is Status.PROPOSED:
        _similar(person, found)
    returning.link(person, head)


def _similar(person: Person, found: Examination) -> None:
    """Name cases of the same name that the person may see: perhaps somebody proposed the family twice."""
    with reading(person) as session:
        rows = families.find(session, Search(text=found.head.name, size=6)).rows
    same = [row for row in rows if row.number not in (found.head.number, found.previous)]
    if same:
        links = ", ".join(f"[{row.number}]({proposal_link(row.number)}) {plain(row.name)}" for row in same[:5])
        st.markdown(f":material/content_copy: Ähnlicher Name: {links}. Ist es dieselbe Familie?")


def _proposal(person: Person, found: Examination) -> None:
    """What was proposed; for editing it the family's file opens."""
    head, detail = found.head, found.detail
    with st.container(border=True):
        st.subheader("Vorschlag", anchor=False)
        facts(
            [
                ("Vorgeschlagen von", f"{found.source} ({head.institution.label})".strip()),
                ("Eingang", date_text(head.received_on, head.received_precision)),
                ("Wohnort", found.town),
                ("Kontakt zugestimmt", date_text(head.contact_agreed_on)),
                ("Erstgespräch", date_text(head.first_talk_on, head.first_talk_precision)),
                ("Anlass", detail.occasion if detail else ""),
                ("Bisherige Regelangebote", detail.regular_offers if detail else ""),
                (
                    "SGB II-Bezug seit",
                    date_text(detail.benefit_since, detail.benefit_since_precision) if detail else "",
                ),
                ("Dolmetschen", detail.interpreter if detail else ""),
                ("Mitglieder", _members(person, found)),
            ]
        )
        if detail and st.button("Angaben in der Akte bearbeiten", icon=":material/edit:", type="tertiary"):
            open_family(head.number)


def _members(person: Person, found: Examination) -> str:
    return ", ".join(
        f"{one.first_name} ({one.role.label}{', ' + age_text(one.born_on, person.today) if one.born_on else ''})"
        for one in found.members
    )


def _stub(person: Person, number: str) -> None:
    """The other institution's proposal before the family agreed, or nothing at all."""
    with reading(person) as session:
        found = examination.stub(session, number)
    if found is None:
        st.title("Vorschlag", anchor=False)
        st.warning("Nicht gefunden oder nicht freigegeben.", icon=":material/lock:")
        return
    st.title(found.number, anchor=False)
    st.markdown(f"{term_text(found.status)} · {plain(found.town)} · Eingang {date_text(found.received_on)}")
    st.info(
        f"Vorschlag von {found.institution.label}. Name und Angaben werden sichtbar, "
        "sobald die Familie dem Kontakt zugestimmt hat.",
        icon=":material/lock:",
    )
