"""While a family is proposed: that it may be here already, or may come back."""

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import returning
from fam.rules.terms import ENDED
from fam.ui.feedback import plain
from fam.ui.format import term_text


def hint(person: Person, name: str) -> None:
    """Say below the quick form which cases may be the same family, and how it is proposed again."""
    if not name.strip():
        return
    with reading(person) as session:
        found = returning.known(session, name)
    for one in found:
        if one.status in ENDED:
            way = f"[Wieder vorschlagen](vorschlaege?neu={one.number}): neuer, verknüpfter Fall mit neuer Einwilligung"
        else:
            way = f"[Akte ansehen](familienakte?fam={one.number})"
        st.info(f"Vielleicht dieselbe Familie: **{plain(one.name)}** · {one.number} · {term_text(one.status)}. {way}",
                icon=":material/person_search:")  # fmt: skip
