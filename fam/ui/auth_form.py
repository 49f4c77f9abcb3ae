"""The log-in page: streamlit-authenticator draws the form and asks us whether the password is right."""

import secrets
from collections.abc import Callable

import streamlit as st
import streamlit_authenticator as stauth
from streamlit_authenticator.controllers import AuthenticationController

from fam.ui import auth_directory, auth_second, auth_session, auth_ticket
from fam.ui.auth_check import REFUSED, verified
from fam.ui.theme import asset

FIELDS = {"Form name": "Anmelden", "Username": "Benutzername", "Password": "Passwort", "Login": "Anmelden"}
LEFT_BEHIND = ("authentication_status", "username", "name", "email", "roles", "logout")
ATTEMPT, FAILED = "_fam_attempt", "_fam_failed"


class _NoCookie:
    """The library's cookie can be read by scripts and not be revoked; ours is set by the ticket route instead."""

    def get_cookie(self) -> None:
        """There is none."""

    def set_cookie(self) -> None:
        """Nothing is stored (cookie expiry 0)."""


class LoginForm(stauth.Authenticate):  # type: ignore[misc]
    """The library's form over our accounts; `account_id` says who was right."""

    def __init__(self) -> None:
        # Not the library's own: it would mount its cookie component, an iframe with a run of its own.
        self.attrs = {"login_sleep_time": 0}
        self.path = None
        self.account_id: int | None = None
        self.cookie_controller = _NoCookie()
        self.authentication_controller = AuthenticationController(
            {"usernames": {}}, auto_hash=False, secret_key=secrets.token_hex(32)
        )
        model = self.authentication_controller.authentication_model
        model.check_credentials = self._checker(model.credentials["usernames"])

    def _checker(self, known: dict[str, dict[str, object]]) -> Callable[[str, str], bool]:
        def check(username: str, password: str) -> bool:
            self.account_id = verified(username, password, auth_session.address())
            if self.account_id is not None:
                known[username] = {"name": "", "email": "", "roles": []}
            return self.account_id is not None

        return check


def show() -> None:
    """Draw the log-in form or its second step, or leave for the cookie when everything was right."""
    if path := st.session_state.pop(auth_ticket.GOTO, None):
        auth_ticket.goto(path)
        st.info("Wird angemeldet …")
        return
    said = auth_directory.arrived()
    if not said and auth_second.due() and not (said := auth_second.show()):
        return
    _ask(REFUSED if st.session_state.pop(FAILED, False) else said)


def _ask(said: str) -> None:
    """Draw the form for name and password.

    Every try gets a new form: what was typed into the old one, the password above all, is gone with it.
    """
    state = st.session_state
    st.html(f"<script>{asset('login.js')}</script>", unsafe_allow_javascript=True)
    st.title("FAM Westkreis")
    if said:
        st.error(said)
    form, key = LoginForm(), f"Login{state.get(ATTEMPT, 0)}"
    form.login(fields=FIELDS, key=key, clear_on_submit=True)
    auth_directory.offer()
    st.caption("Passwort vergessen? Die Administration vergibt ein Einmalpasswort.")
    tried = bool(state.get(f"FormSubmitter:{key}-{FIELDS['Login']}"))
    for name in LEFT_BEHIND:
        state.pop(name, None)
    if tried:
        state[ATTEMPT] = state.get(ATTEMPT, 0) + 1
        state[FAILED] = form.account_id is None or not auth_second.enter(form.account_id)
        st.rerun()
