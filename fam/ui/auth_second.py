"""The second step of the log-in: after the right password, a code of the app or a recovery code.

What waits between the steps is a mark in this tab and its hash in the database; it opens nothing by itself.
"""

import streamlit as st

from fam import db
from fam.person import system
from fam.services import second_factor
from fam.ui import auth_session, auth_ticket
from fam.ui.auth_check import verified_code
from fam.ui.password_form import attempt, code_field, forget

MARK = "_fam_second"
TRY = "_fam_second_code"
TOO_LATE = "Das hat zu lange gedauert. Bitte noch einmal anmelden."


def enter(account_id: int, provider: str = "") -> bool:
    """Go on after the first step: to the code if the account has a second factor, else to the cookie.

    False without a browser to bind either to.
    """
    browser = auth_session.browser()
    if not browser:
        return False
    with db.program() as session:
        mark = second_factor.begin(session, account_id, browser)
    if mark is None:
        return auth_ticket.send(account_id, provider)
    forget_try()
    st.session_state[MARK] = mark, provider
    return True


def forget_try() -> None:
    """Forget what an earlier try of this tab has left."""
    for name in (MARK, f"{TRY}_wrong"):
        st.session_state.pop(name, None)


def due() -> bool:
    """Return whether this tab has come past the password and not yet past the code."""
    return st.session_state.get(MARK) is not None


def show() -> str:
    """Ask for the code; return a sentence when the step has ended without one."""
    mark, provider = st.session_state[MARK]
    with db.reading(system()) as session:
        account_id = second_factor.waiting(session, mark, auth_session.browser())
    if account_id is None:
        forget_try()
        return TOO_LATE
    st.title("Zweiter Schritt")
    st.write("Den Code aus der Authenticator-App eingeben. Ohne Telefon: einen der Wiederherstellungscodes.")
    key, wrong = attempt(TRY)
    with st.form(f"{key}_form", width=520):
        typed = code_field(f"{key}_code", wrong.get("code", ""))
        pressed = st.form_submit_button("Weiter", type="primary")
    st.button("Abbrechen", key="_fam_second_cancel", on_click=forget_try, type="tertiary")
    if pressed:
        _try(account_id, mark, provider, typed)
    return ""


def _try(account_id: int, mark: str, provider: str, typed: str) -> None:
    if not verified_code(account_id, typed, auth_session.address()):
        forget(TRY, {"code": second_factor.WRONG})
    with db.program() as session:
        done = second_factor.finish(session, mark)
    forget_try()
    if done:
        auth_ticket.send(account_id, provider)
    st.rerun()
