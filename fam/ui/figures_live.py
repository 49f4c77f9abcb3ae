"""Every page of figures is live: drawn again within seconds of a change elsewhere, almost free until then."""

from datetime import date

import streamlit as st

from fam import db
from fam.config import database_url
from fam.figures.markers import markers
from fam.rules.markers import Marker

LIVE_SECONDS = 3  # an open page asks this often whether anything has changed


def keep_live() -> int:
    """Keep the page live from now on; return the data version that is the key of what it reads now.

    Asked first: what is read after it is at least as new.
    """
    version = db.data_version()
    _ask_again(version)
    return version


def known_markers(day: date, version: int) -> tuple[Marker, ...]:
    """Return what became different when, up to a day; remembered until the data version moves."""
    return _markers(database_url(), version, day)


@st.cache_data(max_entries=100, show_spinner=False)
def _markers(url: str, version: int, day: date) -> tuple[Marker, ...]:
    return markers(day)


@st.fragment(run_every=LIVE_SECONDS)
def _ask_again(version: int) -> None:
    """Ask for the data version only; when it has moved, draw the whole page again."""
    if db.data_version() != version:
        st.rerun()
