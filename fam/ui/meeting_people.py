"""Who was there: one click per person, prefilled with who usually is; "gemeinsam" is computed and said."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from fam.db import reading
from fam.models import Attendee
from fam.person import Person
from fam.queries import lists, participants
from fam.queries.meetings import MeetingRow
from fam.queries.participants import Candidate
from fam.rules.meetings import INSTITUTIONS, both_institutions, is_joint, missing_for_joint, usual_parties
from fam.rules.terms import Confidentiality, Institution, Party
from fam.services import attendance
from fam.services.attendance import FAMILY, Presence
from fam.ui import entry_marks
from fam.ui.entry_marks import Asked
from fam.ui.forms import Form

SIDES = (Party.PRO_ARBEIT, Party.ASD, Party.FAMILY)
THE_FAMILY = f"n{FAMILY}"


def ask(
    form: Form, person: Person, family_id: int, day: date, kind: str, known: Sequence[Attendee] = (),
    row: MeetingRow | None = None,
) -> Asked:  # fmt: skip
    """Draw who was there, side by side, and what follows from it: also who reads the meeting.

    Who reads a saved meeting, only its institution says: `row` is the saved one.
    """
    with reading(person) as session:
        found = participants.candidates(session, family_id, day)
        team = {f"a{number}": name for number, name in lists.team(session).items()} if known else {}
    offered = _offered(found, known, team)
    usual = _usual(person, found, kind)
    chosen: dict[Party, list[Any]] = {}
    for place, side in zip(st.columns([1, 1, 2]), SIDES, strict=True):
        with place:
            if not known:
                _follow(form, side, usual[side])
            chosen[side] = form.pills(side.value, side.label, offered[side], value=usual[side])
            if not offered[side]:
                st.caption("Niemand zuständig.")
    return _say(form, person, chosen, row)


def _offered(
    found: Sequence[Candidate], known: Sequence[Attendee], names: Mapping[str, str]
) -> dict[Party, dict[str, str]]:
    offered: dict[Party, dict[str, str]] = {side: {} for side in SIDES}
    offered[Party.FAMILY][THE_FAMILY] = FAMILY
    for one in found:
        offered[one.party][one.code] = one.label
    for row in known:
        if row.party in offered:
            code = attendance.presence_of(row).code
            offered[row.party].setdefault(code, names.get(code) or row.name or "nicht mehr im Team")
    return offered


def _usual(person: Person, found: Sequence[Candidate], kind: str) -> dict[Party, list[str]]:
    """Return who is ticked at first: the leads and the family, as usual for this kind of meeting."""
    parties = usual_parties(kind)
    usual = {side: [one.code for one in found if one.usual and one.party is side] for side in SIDES}
    mine = f"a{person.account_id}"
    for side in INSTITUTIONS - parties:
        usual[side] = [code for code in usual[side] if code == mine]
    usual[Party.FAMILY] = [THE_FAMILY] if Party.FAMILY in parties else []
    return usual


def _follow(form: Form, side: Party, usual: list[str]) -> None:
    """Another kind or day brings other people, as long as nobody chose by hand."""
    key, mark = form.key(side.value), form.key(f"usual-{side.value}")
    if mark in st.session_state and st.session_state[mark] == st.session_state.get(key):
        st.session_state[key] = list(usual)
    st.session_state[mark] = list(usual)


def _say(form: Form, person: Person, chosen: Mapping[Party, Sequence[Any]], row: MeetingRow | None) -> Asked:
    """Say whether the meeting is joint, and who reads it; where it is open, ask."""
    parties = {party for party, codes in chosen.items() if codes}
    if is_joint(parties):
        st.markdown(":material/handshake: **Gemeinsames Gespräch:** beide Institutionen und die Familie.")
    elif parties:
        missing = " und ".join(missing_for_joint(parties))
        st.markdown(f":material/info: Kein gemeinsames Gespräch: {missing} nicht dabei.")
    if both_institutions(parties):
        st.caption("Lesbar für Fallführung und Vertretung beider Institutionen, weil beide dabei waren.")
        return Asked(Confidentiality.TEAM, st.empty())
    if row is not None and row.institution is not person.institution:
        return Asked(None, st.empty())
    return entry_marks.ask_level(form, person, author_id=(row.mark.author_id or 0) if row else None)


def ask_more(form: Form, person: Person, others: str = "") -> None:
    """Draw who else was there: colleagues beyond the leads, and others by name."""
    with reading(person) as session:
        team = lists.team(session)
    form.choices("more_staff", "Weitere aus dem Team", team)
    form.text("OTHER", "Weitere Anwesende", max_length=200, value=others,
              help="Durch Komma getrennt, z. B. Frau Klein (Schule).")  # fmt: skip


def staff_of(person: Person, values: Mapping[str, Any]) -> tuple[Presence, ...]:
    """Return the colleagues who were there, from the form's values."""
    found = [one for side in (Party.PRO_ARBEIT, Party.ASD) for one in attendance.of_codes(side, values[side.value])]
    found += [one for one in _more(person, values) if one not in found]
    return tuple(found)


def _more(person: Person, values: Mapping[str, Any]) -> list[Presence]:
    chosen = values.get("more_staff") or []
    if not chosen:
        return []
    with reading(person) as session:
        sides = {side: lists.team(session, side) for side in Institution}
    side_of = {number: attendance.SIDES[side] for side, team in sides.items() for number in team}
    return [Presence(side_of[number], account_id=number) for number in chosen if number in side_of]


def guests_of(values: Mapping[str, Any]) -> tuple[Presence, ...]:
    """Return the family and others who were there; "Familie" alone only where no member is named."""
    codes = values["FAMILY"]
    named = [code for code in codes if code != THE_FAMILY]
    return (*attendance.of_codes(Party.FAMILY, named or codes), *attendance.of_text(values.get("OTHER", "")))
