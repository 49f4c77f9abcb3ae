"""Every page of figures is live: drawn again within seconds of a change elsewhere, almost free until then."""

import streamlit as st

from fam import db

LIVE_SECONDS = 3  # an open page asks this often whether anything has changed


def keep_live() -> int:
    """Keep the page live from now on; return the data version that is the key of what it reads now.

    Asked first: what is read after it is at least as new.
    """
    version = db.data_version()
    _ask_again(version)
    return version


@st.fragment(run_every=LIVE_SECONDS)
def _ask_again(version: int) -> None:
    """Ask for the data version only; when it has moved, draw the whole page again."""
    if db.data_version() != version:
        st.rerun()
