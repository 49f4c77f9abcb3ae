"""While a family is proposed: that it may be here already, or may come back."""

import streamlit as st

from fam.db import reading, transaction
from fam.models import Family
from fam.person import Person
from fam.queries import returning
from fam.rules.terms import ENDED, PIPELINE
from fam.services import returning as services
from fam.ui.feedback import plain, told
from fam.ui.format import term_text
from fam.ui.forms import Form

ICON = ":material/person_search:"
ASK = "Die Akte liest nur deren Fallführung. Ob es dieselbe Familie ist und verknüpft wird, klärt die Koordination."


def hint(person: Person, name: str) -> None:
    """Say below the quick form which cases may be the same family, and how it is proposed again."""
    if not name.strip():
        return
    with reading(person) as session:
        house = services.in_own_house(session, name)
        found = returning.known(session, name)
    for one in found:
        if one.status in ENDED:
            way = f"[Wieder vorschlagen](vorschlaege?neu={one.number}): neuer, verknüpfter Fall mit neuer Einwilligung"
        else:
            way = f"[Akte ansehen](familienakte?fam={one.number})"
        st.info(f"Vielleicht dieselbe Familie: **{plain(one.name)}** · {one.number} · {term_text(one.status)}. {way}",
                icon=ICON)  # fmt: skip
    for number, status in house:
        if number not in {one.number for one in found}:
            st.info(
                f"Dieser Name ist in der eigenen Institution bekannt: {number} · {term_text(status)}. {ASK}", icon=ICON
            )


def link(person: Person, head: Family) -> None:
    """Offer to link a proposed case with the ended one that it continues, if that was not known at first."""
    if head.previous_id is not None or head.status not in PIPELINE:
        return
    with reading(person) as session:
        known = returning.known(session, head.name)
    ended = {
        one.id or 0: f"{one.number} · {one.name} · {one.status.label}"
        for one in known
        if one.status in ENDED and one.id != head.id and one.received_on <= head.received_on
    }
    if not ended:
        return
    with st.expander("Familie war schon in FAM: mit dem früheren Fall verknüpfen", icon=":material/link:"):
        st.caption("Verknüpft werden nur die Nummern. Alte Einträge und Einwilligungen gelten im neuen Fall nicht.")
        form = Form(f"returning:{head.id}", today=person.today)
        form.choice("previous_id", "Früherer Fall", ended, required=True)
        if form.submitted("Verknüpfen"):
            with told("Verknüpft.", form), transaction(person) as session:
                services.link(session, head.id or 0, form.values()["previous_id"])
            st.rerun()
