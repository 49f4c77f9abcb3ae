"""The page Wirkung for Leitung: what the frozen reports say of goals, transitions, work and receipt."""

from collections.abc import Callable, Mapping

import streamlit as st

from fam.figures.reports import View
from fam.figures.shown import Shown
from fam.person import Person
from fam.rules import outcome_words as words
from fam.ui import published_page
from fam.ui.feedback import plain
from fam.ui.format import date_text
from fam.ui.outcome import IDS
from fam.ui.published import share
from fam.ui.published_page import Page

PAGE = Page(
    "outcome", IDS, ("I21", "I22", "I23", "I24", "I25", "I26", "I27", "I28", "I33"),
    {
        "Ziele und Fortschritt": ("I21", "I22"), "Übergänge und Integrationen": ("I23", "I24"),
        "Aus dem Leistungsbezug": ("I25",), "Beschäftigung und Leistungshöhe": ("I26", "I27"),
        "Abbruchquote": ("I33",),
    },
)  # fmt: skip


def show(person: Person) -> None:
    """Draw what the frozen reports say, never why it became so."""
    published_page.show(person, PAGE, _told)
    st.caption(plain(words.NO_CAUSE))


def _told(view: View, when: str) -> Mapping[str, Callable[[Shown], str]]:
    day = date_text(view.period.last)
    return {
        "I21": lambda one: words.goals(when, share(one)), "I23": lambda one: words.moved(share(one)),
        "I24": lambda one: words.integrated(int(one.numerator or 0), one.denominator or 0),
        "I27": lambda one: words.working(share(one), day), "I25": lambda one: words.out_of_receipt(share(one)),
        "I33": lambda one: words.broken_off(share(one)),
    }  # fmt: skip
