"""From the page to the cookie: a one-time ticket, and the way back to where the person wanted to go."""

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from fam import db
from fam.services import login
from fam.ui import auth_return, auth_session, menu
from fam.ui.theme import asset

GOTO = "_fam_goto"


def wanted() -> str:
    """Return the address that was asked for, path and query; only pages of ours, else the start."""
    url = st.context.url
    name = urlsplit(url).path.strip("/") if isinstance(url, str) else ""
    keys = [key for key in st.query_params if key != auth_return.ANSWER]
    query = urlencode({key: st.query_params.get_all(key) for key in keys}, doseq=True)
    path = f"/{name}" if name in menu.URL_PATHS else "/"
    return f"{path}?{query}"[:500] if query else path


def send(account_id: int, provider: str = "", *, vouched: bool = False) -> bool:
    """Prepare the swap of a fresh ticket for a cookie; False without a browser to bind it to.

    `provider` and `vouched`: a directory says who this is, and has asked for a second factor itself.
    """
    browser = auth_session.browser()
    if not browser:
        return False
    with db.program() as session:
        ticket = login.issue_ticket(session, account_id, browser, wanted(), provider, vouched)
    st.session_state[GOTO] = f"/anmelden/{ticket}"
    return True


def goto(path: str) -> None:
    """Let the browser leave this page for another address of ours."""
    script = f"<script>{asset('goto.js')}</script>"
    st.html(f'<span data-fam-goto="{escape(path)}"></span>{script}', unsafe_allow_javascript=True)
