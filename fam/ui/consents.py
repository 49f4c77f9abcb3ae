"""Einwilligungen in the file: in a few lines beside everything else, and in full as a part of its own."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from fam.db import reading
from fam.models import ConsentItem
from fam.person import Person
from fam.queries import consents
from fam.queries.consents import Ledger, LedgerRow, Standing
from fam.queries.family_file import FamilyFile
from fam.rules.consent import lacking, renewals
from fam.rules.consent_needs import sentences
from fam.rules.scans import ENDINGS
from fam.rules.terms import Role
from fam.services.consents import BODIES, PURPOSE
from fam.ui import consent_day, consent_form, consent_matrix, consent_paper, consent_withdrawal, editing
from fam.ui.feedback import empty_state, plain
from fam.ui.format import date_text
from fam.ui.links import open_consents, open_family

PART = "einwilligungen"
COMPLETE = ":material/check_circle: Alle notwendigen Einwilligungen liegen vor."


def box(person: Person, file: FamilyFile) -> None:
    """Draw how it stands, and the way to the whole ledger."""
    if not _reads(person, file):
        return
    with reading(person) as session:
        found = consents.standing(session, file.head.id or 0, file.members if file.works else None)
    with st.container(border=True, key="nodruck-consents-box"):
        st.subheader("Einwilligungen", anchor=False)
        _state(found, person)
        if st.button("Einwilligungen ansehen und erfassen", icon=":material/contract:", key="nodruck-consents"):
            open_consents(file.head.number)


def part(person: Person, file: FamilyFile) -> bool:
    """Draw the ledger, the matrix and the form, as a part of the file with an address of its own, if that is asked."""
    asked = str(st.query_params.get("bereich", ""))
    if asked in (PART, consent_paper.PART):
        _part(person, file, on_paper=asked == consent_paper.PART)
    return asked in (PART, consent_paper.PART)


def _part(person: Person, file: FamilyFile, *, on_paper: bool) -> None:
    if st.button("Zur Akte", icon=":material/arrow_back:", type="tertiary", key="nodruck-back"):
        open_family(file.head.number)
    st.header("Einwilligungen", anchor=False)
    consent_withdrawal.show(person, file.head.id or 0, file.head.number)
    if not _reads(person, file):
        st.info("Einwilligungen lesen nur Fallführung, Vertretung und Koordination.", icon=":material/lock:")
        return
    with reading(person) as session:
        found = consents.ledger(session, file.head.id or 0)
    _state(found, person)
    _recording(person, file, found, on_paper)
    consent_matrix.show(person, file.head, found)
    _rows(person, found)
    consent_withdrawal.letters(person, file.head)


def _reads(person: Person, file: FamilyFile) -> bool:
    return file.leading or person.has(Role.COORDINATOR)


def _state(found: Ledger | Standing, person: Person) -> None:
    """Say what is lacking and what is due, or that everything is there."""
    names = {one.id: one.name for one in found.people}
    missing = lacking(found.people, found.given, person.today) if found.people or found.given else {0: ()}
    if not found.people and person.has(Role.COORDINATOR) and found.given:
        st.caption("Wer zur Familie gehört, lesen nur Fallführung und Vertretung.")
    elif not missing:
        st.markdown(COMPLETE)
    for member_id, flows in missing.items() if found.people else ():
        sentence = sentences({member_id: flows}, found.people)[0]
        name = f"{names[member_id]}: " if names.get(member_id) else ""
        st.markdown(f":material/error: {plain(name + sentence)}")
    if not found.given:
        st.markdown(":material/error: Noch keine Einwilligung erfasst: die andere Institution sieht nichts.")
    for one in found.people:
        for day, why in renewals(one, found.given, person.today):
            when = "überfällig seit" if day < person.today else "zum"
            st.markdown(f":material/update: {plain(f'{one.name}: erneuern ({why}), {when} {date_text(day)}')}")


def _recording(person: Person, file: FamilyFile, found: Ledger, on_paper: bool) -> None:
    name, number = f"consent:{file.head.id}", file.head.number
    if not (file.leading or (person.has(Role.COORDINATOR) and file.head.legacy)):
        return
    if on_paper:
        with st.container(border=True, key="paper-form"):
            consent_form.show(person, file.head, found, on_paper=True,
                              then=lambda: consent_paper.onward(person, number))  # fmt: skip
    elif editing.is_open(name):
        with st.container(border=True, key="consent-form"):
            consent_form.show(person, file.head, found, then=_recorded)
    else:
        with st.container(horizontal=True):
            st.button("Einwilligung erfassen", icon=":material/add:", type="primary", on_click=editing.start,
                      args=(name,))  # fmt: skip
            if st.button("Vom Papier übertragen", icon=":material/contract:", key="consent-paper"):
                open_consents(number, consent_paper.PART)


def _recorded() -> None:
    editing.stop()
    st.rerun()


def _rows(person: Person, found: Ledger) -> None:
    st.subheader("Verzeichnis", anchor=False)
    if not found.rows:
        empty_state("Noch nichts erfasst.", "„Einwilligung erfassen“ hält fest, was die Familie unterschrieben hat.")
    for row in found.rows:
        with st.container(border=True, gap="small", key=f"consent-{row.consent.id}"):
            _row(person, row)


def _row(person: Person, row: LedgerRow) -> None:
    one = row.consent
    how = "elektronisch" if one.electronic else "schriftlich"
    until = f"bis {date_text(one.valid_until)}" if one.valid_until else "ohne Ende"
    st.markdown(f"**{plain(row.who)}** · {plain(f'{how} am {date_text(one.given_on)}, {until}')}")
    for line in _lines(row.items, one.member_id, person.today):
        st.markdown(f"- {plain(line)}")
    told = [
        f"Unterschrieben: {row.signers}" if row.signers else "",
        f"Ohne Unterschrift der jungen Person, weil: {one.exception}" if one.exception else "",
        row.form,
        f"Zweck: {one.purpose}" if one.purpose not in ("", PURPOSE) else "",
        f"Stellen: {one.bodies}" if one.bodies not in ("", BODIES) else "",
        _recorded_by(row),
    ]  # fmt: skip
    st.caption("  \n".join(plain(text) for text in told if text))
    for scan_id, media_type in row.scans:
        _scan(person, scan_id, media_type)
    consent_day.show(person, one)


def _recorded_by(row: LedgerRow) -> str:
    by = f" von {row.recorded_by}" if row.recorded_by else ""
    if day := row.consent.transferred_on:
        return f"Vom Papier übertragen{by} am {date_text(day)}"
    return f"Erfasst{by}" if by else ""


def _lines(items: Sequence[ConsentItem], member_id: int | None, today: date) -> list[str]:
    """What goes where, both directions of one kind in one line where they stand alike."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in items:
        if one.member_id != member_id:
            continue  # somebody's withdrawal from a form for all: the matrix names it
        if one.revoked_at:
            state = f"widerrufen am {date_text(one.revoked_on)}"
        else:
            state = f"abgelaufen am {date_text(one.ends_on)}" if one.ends_on and one.ends_on < today else "gilt"
        found.setdefault((one.category.short, state), []).append(f"{one.source.label} → {one.source.other.label}")
    return [f"{kind}: {' und '.join(ways)} · {state}" for (kind, state), ways in found.items()]


def _scan(person: Person, scan_id: int, media_type: str) -> None:
    def content() -> bytes:
        with reading(person) as session:
            found = consents.scan(session, scan_id)
        return found.content if found else b""

    st.download_button(
        "Scan speichern", data=content, file_name=f"Einwilligung-{scan_id}.{ENDINGS.get(media_type, 'bin')}",
        mime=media_type, key=f"scan:{scan_id}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
