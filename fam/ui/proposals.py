"""Proposals on the screen: the quick form, and the pipeline with what is missing and who must act."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.db import reading, transaction
from fam.errors import BadInput, InvalidForm
from fam.fields.spec import declared, extra_values
from fam.figures.places import free_places
from fam.models import Family, FamilyDetail
from fam.person import Person
from fam.queries import lists
from fam.queries.families import by_number
from fam.queries.pipeline import Pipeline, PipelineRow, pipeline
from fam.rules.people import HOW, parse_people
from fam.rules.terms import PIPELINE, ListName, Phase, Status
from fam.services import families
from fam.services.families import Proposal
from fam.ui import extra_fields, read_log, returning
from fam.ui.draft_store import Drafts
from fam.ui.feedback import plain, told
from fam.ui.format import due_text, number_text, term_text
from fam.ui.forms import Form
from fam.ui.links import open_new_proposal, open_pipeline, open_proposal, proposal_link
from fam.ui.tables import EXPORT_LIMIT, Column, Listing

NOT_AGREED = "Name erst nach Zustimmung"
EMPTY = ("Zurzeit ist nichts in der Prüfung.", "Mit „Familie vorschlagen“ beginnt der Weg einer Familie in FAM.")
OCCASION_HELP = "Kurz: Was soll FAM ermöglichen? Keine Angaben zu Dritten, keine Diagnosen."


def begin(person: Person) -> None:
    """Draw the button that opens the quick form, and how much room there is."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Familie vorschlagen", type="primary", icon=":material/add:"):
            open_new_proposal()
        places = [f"{one.label} {_free(number)}" for one, number in free_places(person.today).items()]
        st.caption("Freie Plätze: " + " · ".join(places), width="content")


def _free(number: int | None) -> str:
    return "nicht hinterlegt" if number is None else number_text(number)


def propose(person: Person, previous_number: str) -> None:
    """Draw the quick form; saved, the new case opens. `previous_number` names the case of a returning family."""
    with reading(person) as session:
        offered: dict[str, Mapping[Any, str]] = {
            "TOWN": lists.towns(session, person.today),
            "SOURCE": lists.choices(session, ListName.SOURCE, person.today),
        }
        previous = by_number(session, previous_number)
    st.title("Familie vorschlagen" if previous is None else f"{plain(previous.name)} wieder vorschlagen", anchor=False)
    if previous is not None:
        st.caption(f"Neuer Fall, verknüpft mit {previous.number}.")
    form = _quick_form(person, offered, previous)
    if form.submitted("Vorschlag speichern", cancel="Abbrechen"):
        with told("Vorschlag gespeichert.", form), transaction(person) as session:
            number = _save(session, form.values(), previous, person)
        open_proposal(number)
    if form.cancelled:
        open_pipeline()


def _quick_form(person: Person, offered: dict[str, Mapping[Any, str]], previous: Family | None) -> Form:
    name = f"proposal:{previous.number}" if previous else "proposal:new"
    form = Form(name, today=person.today, lists=offered, drafts=Drafts(person))
    left, right = st.columns(2)
    with left:
        form.text("name", "Familienname", required=True, max_length=200, value=previous.name if previous else "")
        form.choice("source_id", "Vorgeschlagen von", offered["SOURCE"], required=True)
    with right:
        form.town("town_ags", "Wohnort", required=True, value=previous.town_ags if previous else None)
        form.date("received_on", "Eingangsdatum", required=True, precision_ok=True, value=person.today)
    form.long_text("occasion", "Anlass", required=True, max_length=2000, height=90, help=OCCASION_HELP)
    with st.expander("Mehr angeben (freiwillig)", key="proposal:more"):
        _more(form)
    extra_fields.ask(person, form, FamilyDetail, proposal=True)
    if previous is None:
        returning.hint(person, str(form.typed_now().get("name") or ""))
    return form


def _more(form: Form) -> None:
    left, right = st.columns(2)
    with left:
        form.date("contact_agreed_on", "Kontakt zugestimmt am", help="Mündlich genügt; ohne Zustimmung keine Prüfung.")
        form.text("interpreter", "Dolmetschen", max_length=200, help="Sprache; leer = nicht nötig.")
        form.text("address", "Straße und Hausnummer", max_length=200)
    with right:
        form.date("benefit_since", "SGB II-Bezug seit", precision_ok=True, help="Monat genügt, z. B. 03/2014.")
        form.text("benefit_number", "BG-Nummer", max_length=40)
        form.phone("phone", "Telefon")
    form.long_text("people", "Mitglieder", height=90, help=HOW)
    form.long_text("regular_offers", "Bisherige Regelangebote", max_length=2000, height=90)


def _save(session: Session, typed: dict[str, Any], previous: Family | None, person: Person) -> str:
    """Save what was typed and return the FAM number of the new case."""
    try:
        people = parse_people(typed.pop("people"), person.today)
    except BadInput as error:
        raise InvalidForm({"people": str(error)}) from error
    proposal = Proposal(**declared(typed), people=people, extra=extra_values(typed))
    if previous is not None and previous.id is not None:
        return families.return_family(session, previous.id, proposal).number
    return families.propose(session, proposal).number


def ask(person: Person) -> tuple[Status | None, Listing]:
    """Draw the filter by status with its counts; return the status that is wanted (None: all) and the list's view."""
    with reading(person) as session:
        counts = pipeline(session, size=0).counts
    labels = {"": f"Alle ({sum(counts.values())})"}
    labels |= {one.value: f"{one.label[0].upper()}{one.label[1:]} ({counts.get(one, 0)})" for one in PIPELINE}
    chosen = st.segmented_control(
        "Status", list(labels), key="pipeline:status", default="", required=True, label_visibility="collapsed",
        format_func=lambda one: labels[one], persist_state="session",
    )  # fmt: skip
    status = Status(chosen) if chosen else None
    return status, Listing("pipeline", sort="age", size=25, scope=status)


def show(person: Person, status: Status | None, listing: Listing, found: Pipeline) -> str | None:
    """Draw the pipeline; return the FAM number of the proposal that was opened."""
    total = found.counts.get(status, 0) if status else found.total
    opened: str | None = listing.show(
        found.rows,
        _columns(person),
        total=total,
        nouns=("Vorschlag", "Vorschläge"),
        row_id="number",
        href=lambda row: proposal_link(row.number),
        empty=EMPTY,
        export=lambda: read_log.exported(person, "Vorschläge", _all(person, status)),
        title="Vorschläge",
    )
    return opened


def _columns(person: Person) -> list[Column]:
    return [
        Column("Familie", lambda row: NOT_AGREED if row.stub else row.name),
        Column("FAM-Nummer", "number", minor=True),
        Column("Wohnort", "town", minor=True),
        Column("Stand", _state),
        Column("Tage", lambda row: row.age_days, right=True),
        Column("Wer ist dran", _turn),
        Column("Was fehlt", lambda row: _missing(row, person), minor=True),
    ]


def _state(row: PipelineRow) -> str:
    place = f", Platz {row.position}" if row.position else ""
    phase = f": {row.phase.label}" if row.phase and row.phase not in (Phase.RECEIVED, Phase.CRITERIA) else ""
    return f"{term_text(row.status)}{phase}{place}"


def _turn(row: PipelineRow) -> str:
    if row.stub:
        return f"{row.institution.label}: Zustimmung zum Kontakt einholen"
    if row.act is None or not row.act.what:
        return ""
    who = "▶ Ich" if row.mine else row.act.who
    return f"{who}: {row.act.what}" if who else row.act.what


def _missing(row: PipelineRow, person: Person) -> str:
    due = f" (Frist {due_text(row.due_on, person.today)})" if row.due_on else ""
    return ", ".join(row.missing) + due


def _all(person: Person, status: Status | None) -> Iterable[object]:
    with reading(person) as session:
        return pipeline(session, status, 1, EXPORT_LIMIT).rows
