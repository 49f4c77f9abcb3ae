"""From a bar or point of a chart to the families behind it, by a click, or by the button beside a choice.

For those who see families at all, and then only the families that they see anyway. Leitung gets neither the click nor
the choice, and the list itself refuses her.
"""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from fam.person import Person
from fam.rules.behind import Behind
from fam.ui.figure_access import sees_families
from fam.ui.figure_chart import Chosen, Point
from fam.ui.links import open_families

PLACE = "figures:behind"  # the address that a click asked for
HINT = "Ein Klick auf einen Balken {}öffnet die Familien dahinter, soweit Sie sie sehen. Oder hier:"


def follow(person: Person) -> None:
    """Leave for the families that a click on this page asked for; whoever sees no families stays."""
    address = st.session_state.pop(PLACE, "")
    if address and sees_families(person):
        open_families(address)


def chosen(person: Person, meant: Callable[[str, date], Behind | None]) -> Chosen | None:
    """Return what a click on a chart does: the families behind the point are opened; None where nobody may.

    `meant` says what the code of a series means on the first day of a period, None where no families stand behind it.
    """
    if not sees_families(person):
        return None

    def ask(points: Sequence[Point]) -> None:
        for code, place in points[:1]:
            try:
                one = meant(code, date.fromisoformat(place[:10]))
            except ValueError:
                return  # no day: nothing that the chart has drawn
            if one:
                st.session_state[PLACE] = one.address

    return ask


def button(key: str, one: Behind | None) -> None:
    """Draw the button that opens the families behind what is chosen beside it."""
    if st.button("Familien zeigen", icon=":material/groups:", key=key) and one:
        open_families(one.address)
