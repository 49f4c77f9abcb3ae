"""Wachstum and Planung for Leitung where live totals are not open to her: what the frozen reports say of them."""

from collections.abc import Callable, Mapping

import streamlit as st

from fam.figures.reports import View
from fam.figures.shown import Shown
from fam.figures.splits import may_see_splits
from fam.person import Person
from fam.rules.gate_texts import CLOSED
from fam.ui import published_page
from fam.ui.feedback import plain
from fam.ui.figures_live import keep_live
from fam.ui.format import count_text, date_text
from fam.ui.published_page import Page

IDS = ("I01", "I02", "I03", "I04", "I05", "I06", "I07", "I09")
PAGE = Page("growth", IDS, ("I01", "I02", "I03", "I07"), {"Bestand": ("I01",), "Zugang und Abgang": ("I02", "I03")})
LOCKED = "Die Sitzung ist gesperrt."


def show(person: Person) -> None:
    """Draw what the frozen reports say of Bestand, Zugang and Abgang; say why nothing live stands there."""
    if may_see_splits(person):
        st.info(LOCKED, icon=":material/lock:")
        return
    st.caption(CLOSED)
    published_page.show(person, PAGE, _told)


def show_no_plan(person: Person) -> None:
    """Say why there is no Planung: it is drawn from the live totals of every month."""
    keep_live()
    st.info(LOCKED if may_see_splits(person) else CLOSED, icon=":material/lock:")


def _told(view: View, when: str) -> Mapping[str, Callable[[Shown], str]]:
    day = date_text(view.period.last)

    def stock(one: Shown) -> str:
        return plain(f"{count_text(int(one.value or 0), 'Familie', 'Familien')} am {day}.")

    return {"I01": stock}
