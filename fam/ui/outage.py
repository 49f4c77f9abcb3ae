"""While the database is away: one sentence, and the page comes by itself when it is back."""

import time
from typing import NoReturn

import streamlit as st

from fam import db
from fam.errors import Unavailable

SENTENCE = (
    "Die Datenbank ist gerade nicht erreichbar. Was getippt ist, bleibt stehen; die Seite kommt von selbst, "
    "sobald es weitergeht."
)
GAVE_UP = "Die Datenbank war lange nicht erreichbar. Bitte die Seite neu laden."
RETRY, PATIENCE = 1.0, 600  # seconds


def wait() -> NoReturn:
    """Say so, ask until the database answers, and draw anew.

    The run does not end meanwhile: what stands in the browser stays there, and what was typed with it.
    """
    box, end = st.empty(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        box.error(SENTENCE, icon=":material/cloud_off:")  # also lets a click in between cut this run short
        time.sleep(RETRY)
        if _answers():
            st.rerun()
    box.error(GAVE_UP)
    st.stop()


def _answers() -> bool:
    try:
        db.data_version()
    except Unavailable:
        return False
    return True
