"""Pages that show families stand still until something stops being shared; then they are drawn anew by themselves."""

import streamlit as st

from fam import db
from fam.config import database_url
from fam.db import reading
from fam.person import Right, system
from fam.queries import consents

SECONDS = 3  # an open page asks this often; the question is for one number
SHOWING = frozenset({Right.TODAY, Right.SEE_FAMILIES, Right.SEE_CHANGES})  # rights of pages that show families


def watch(right: Right) -> None:
    """Keep a page that this right opens live, whatever it shows of families; nothing typed on it is lost."""
    if right in SHOWING:
        version = db.data_version()  # before the page reads: what it reads then is at least as new
        _look(version, _ended(database_url(), version))


@st.fragment(run_every=SECONDS)
def _look(version: int, ended: tuple[int, ...]) -> None:
    """Ask for the data version only; where it has moved, whether anything stopped being shared since."""
    now = db.data_version()
    if now != version and _ended(database_url(), now) != ended:
        st.rerun()


@st.cache_data(max_entries=20, show_spinner=False)
def _ended(url: str, version: int) -> tuple[int, ...]:
    """Asked once per change of the data, for all pages of this process together."""
    with reading(system()) as session:
        return consents.ended(session)
