""" "In die richtige Akte verschieben": what was written into the wrong family's file, an entry or a person."""

from collections.abc import Sequence

import streamlit as st

from fam.db import reading, transaction
from fam.models import Member
from fam.person import Person
from fam.queries import participants
from fam.rules.terms import Institution
from fam.services import moving
from fam.ui.feedback import plain, told
from fam.ui.forms import Form

OPEN = "moving:open"
MOVED = "Verschoben. Die Koordination prüft, ob es eine Datenpanne war."
FOLLOWS = (
    "Hier bleibt nur die Spur, dass etwas verschoben wurde, ohne Inhalt. Freigaben enden; die andere Institution liest "
    "es auch in der neuen Akte erst, wenn Sie es wieder öffnen. Die Koordination wird gebeten, eine mögliche "
    "Datenpanne zu prüfen (Art. 33 DSGVO: 72 Stunden, § 83a SGB X)."
)
OF_PERSON = (
    "Hier bleibt nur die Spur, dass eine Person verschoben wurde. Ihre Beziehungen und Wohnverhältnisse in dieser Akte "
    "werden entfernt. Die Koordination wird gebeten, eine mögliche Datenpanne zu prüfen (Art. 33 DSGVO: 72 Stunden, "
    "§ 83a SGB X)."
)


def offer(person: Person, entity: str, record_id: int, institution: Institution | None) -> None:
    """Draw the button of an entry of the own institution, and what it opens: at most one at a time."""
    if institution is not person.institution or entity not in moving.MOVABLE:
        return
    if st.session_state.get(OPEN) == (entity, record_id):
        _panel(person, entity, record_id)
    else:
        st.button(
            "Verschieben", key=f"move:{entity}:{record_id}", type="tertiary", icon=":material/drive_file_move:",
            help="In die richtige Akte verschieben", on_click=_show, args=(entity, record_id),
        )  # fmt: skip


def of_members(person: Person, family_id: int, members: Sequence[Member]) -> None:
    """Draw, folded, the way of a person into the right file, for who leads the family."""
    with reading(person) as session:
        elsewhere = moving.targets(session, family_id)
    if not members or not elsewhere:
        return
    key = f"moving-members-{family_id}"
    with st.expander(
        "Person in die richtige Akte verschieben", icon=":material/drive_file_move:", key=key, on_change="rerun"
    ) as box:
        if not box.open:
            return
        form = Form(f"moving:members:{family_id}", today=person.today)
        people = {one.id or 0: f"{one.first_name} {one.last_name}".strip() for one in members}
        chosen = form.choice("record_id", "Wer", people, required=True)
        _ask(person, form, "member", chosen, elsewhere, OF_PERSON)


def _show(entity: str, record_id: int) -> None:
    st.session_state[OPEN] = (entity, record_id)


def _hide() -> None:
    st.session_state.pop(OPEN, None)


def _panel(person: Person, entity: str, record_id: int) -> None:
    with reading(person) as session:
        elsewhere = moving.targets(session, moving.family_of(session, entity, record_id))
    with st.container(border=True, key=f"nodruck-moving-{entity}-{record_id}"):
        if elsewhere:
            form = Form(f"moving:{entity}:{record_id}", today=person.today)
            _ask(person, form, entity, record_id, elsewhere, FOLLOWS)
        else:
            st.caption(moving.BOTH)
        st.button("Schließen", key=f"moving-close:{entity}:{record_id}", type="tertiary", on_click=_hide)


def _ask(
    person: Person, form: Form, entity: str, record_id: int | None, elsewhere: Sequence[int], follows: str
) -> None:
    with reading(person) as session:
        families = {one.id: one.label for one in participants.own_families(session) if one.id in elsewhere}
    to = form.choice("to_family_id", "Richtige Familie", families, required=True)
    st.caption(plain(follows))
    if form.submitted("In die richtige Akte verschieben"):
        with (
            told("Verschoben. Die Koordination prüft, ob es eine Datenpanne war.", form),
            transaction(person) as session,
        ):
            moving.move(session, entity, record_id or 0, to)
        _hide()
        st.rerun()
