"""The page Wirkung: the answer in words and the key numbers; counts over families, never a claim of cause."""

from collections.abc import Sequence

import streamlit as st

from fam.person import Person
from fam.rules import outcome_words as words
from fam.ui import cooperation
from fam.ui.cooperation import Seen, rate, share
from fam.ui.feedback import empty_state, plain
from fam.ui.format import date_text
from fam.ui.period_choice import Chosen, Span

IDS = ("I21", "I22", "I23", "I24", "I25", "I26", "I27", "I28", "I32", "I33")
SPANS: Sequence[Span] = (Span.QUARTER, Span.YEAR)
PERIODS = {Span.QUARTER: 8, Span.YEAR: 4}  # side by side: two years, or as long as FAM is told


def look(person: Person, chosen: Chosen) -> Seen:
    """Return the figures up to the chosen period and keep the page live."""
    return cooperation.look(person, chosen, IDS, PERIODS[chosen.span])


def offer(chosen: Chosen, seen: Seen) -> None:
    """Draw the button with the definitions, with the values of the chosen period."""
    cooperation.offer(chosen, seen, IDS)


def empty(seen: Seen) -> bool:
    """Return whether nobody was in FAM and nothing ended in the chosen period."""
    return not any(seen.figure(one).number.denominator for one in ("I21", "I24", "I25", "I33"))


def say(chosen: Chosen, seen: Seen) -> None:
    """Answer the question of the page in words: what became of goals, of the young, of work and receipt."""
    if empty(seen):
        empty_state(
            f"Keine Familie in FAM und kein Abschluss {chosen.when}.",
            "Ziele, Stationen und Leistungsbezug werden in der Familienakte eingetragen.",
            key="outcome",
        )
        return
    day, integrations = date_text(chosen.period.last), seen.figure("I24").number
    st.header(plain(words.goals(chosen.when, share(seen, "I21"))), anchor=False)
    rest = (
        words.moved(share(seen, "I23")),
        words.integrated(int(integrations.numerator or 0), integrations.denominator or 0),
        words.working(share(seen, "I27"), day), words.out_of_receipt(share(seen, "I25")),
        words.broken_off(share(seen, "I33")),
    )  # fmt: skip
    st.markdown(plain(" ".join(sentence for sentence in rest if sentence)))
    st.caption(words.NO_CAUSE)


def show_key_numbers(seen: Seen) -> None:
    """Draw the numbers that everybody asks for first, each with what it is made of."""
    if empty(seen):
        return
    with st.container(horizontal=True, key="growth-numbers-outcome"):
        for label, number in (
            ("Ziele erreicht", "I21"), ("Mit Fortschritt", "I22"), ("Übergänge U25", "I23"),
            ("Integrationen", "I24"), ("In Beschäftigung", "I27"), ("Ohne Bezug", "I25"),
        ):  # fmt: skip
            rate(label, seen.figure(number).number)
