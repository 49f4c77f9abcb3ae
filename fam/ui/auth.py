"""What pages need of log-in: `person = require(Right.X)` first, before anything else."""

import streamlit as st

from fam.person import Person, Right
from fam.ui import auth_session, live

FORBIDDEN = "Nicht gefunden oder nicht freigegeben."


def require(right: Right) -> Person:
    """Return who is here, or end the run with a sentence: nobody, locked, not done with log-in, or without this right.

    Holds also when a page file is run without the router: it asks the database itself then. A page that shows families
    is kept live from here on.
    """
    here = auth_session.current()
    if here is None:
        st.error("Bitte anmelden.")
        st.stop()
    if here.locked and right is not Right.SEE_GROWTH:
        st.error("Gesperrt. Bitte die Seite neu laden und das Passwort eingeben.")
        st.stop()
    if here.must_change_password or here.must_set_up_factor or not here.person.may(right):
        forbidden()
        st.stop()
    live.watch(right)
    return here.person


def forbidden() -> None:
    """Say that there is nothing here for this person; absent and forbidden look the same on purpose."""
    st.error(FORBIDDEN)
