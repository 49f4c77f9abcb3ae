"""The definitions of indicators with their values, made from the objects that count them."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fam.figures.indicator import Indicator, Kind, Number
from fam.ui.feedback import plain
from fam.ui.format import NOTHING, number_text, percent_text

TOO_FEW = "·"
LEGEND = "„·“: zu wenige Familien (unter 5) für einen Anteil oder Median."


def value_of(one: Indicator, number: Number) -> str:
    """Return a value with what it is made of; a point where too few families stand behind it, a dash for nothing."""
    if number.value is None:
        return NOTHING
    if number.small:
        return TOO_FEW
    if one.kind is Kind.RATE:
        return f"{percent_text(number.value)} ({parts_of(number)})"
    if one.kind is Kind.RATIO:
        return f"{number_text(number.value, 1)} {one.unit}"
    return f"{number_text(number.value, 1 if one.kind is Kind.MEDIAN else None)} {one.unit}"


def parts_of(number: Number) -> str:
    """Return "32 von 43"."""
    return f"{number_text(number.numerator)} von {number_text(number.denominator)}"


def offer_definitions(indicators: Sequence[Indicator], numbers: Mapping[str, Number], when: str) -> None:
    """Draw the button that opens the definitions; `numbers` by id, without one only the definition."""
    with st.popover("Definitionen", icon=":material/menu_book:"):
        st.markdown(f"**Was gezählt wird** · {plain(when)}")
        for one in indicators:
            found = numbers.get(one.id)
            value = "" if found is None else f": {value_of(one, found)}"
            lines = [f"**{one.id} {one.title}{value}**", *(f"{head}: {text}" for head, text in one.lines())]
            st.markdown("  \n".join(lines))
        st.caption(LEGEND)
