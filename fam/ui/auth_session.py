"""Who is here: from the cookie to the person, asked once per run, never remembered beyond it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fam import db
from fam.config import config
from fam.person import system
from fam.queries import presence
from fam.queries.presence import Presence
from fam.services import login
from fam.ui import auth_visitor

STATE_SID = "_fam_sid"  # AppTest has no cookies: a test puts the session id here
_HERE: ContextVar[Presence | None] = ContextVar("fam_here", default=None)


def cookie_name() -> str:
    """Return the name of the session cookie; behind TLS the browser itself enforces Secure and Path=/."""
    return "__Host-fam" if config().behind_tls else "fam"


def browser_cookie_name() -> str:
    """Return the name of the mark a browser gets before log-in, to which tickets are bound."""
    return "__Host-fam-browser" if config().behind_tls else "fam-browser"


def look(sid: str) -> Presence | None:
    """Ask the database who is logged in with a session id."""
    if not sid:
        return None
    with db.reading(system()) as session:
        return presence.presence(session, login.hashed(sid))


def _cookie(name: str) -> str:
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else ""


def _header(name: str) -> str:
    value = st.context.headers.get(name)
    return value if isinstance(value, str) else ""


def browser() -> str:
    """Return the mark of the browser that asks, or ""."""
    return _cookie(browser_cookie_name())


def address() -> str:
    """Return the network address that asks, for the throttle; the gate has written it."""
    return _header(auth_visitor.ADDRESS_HEADER) or "local"


def visitor() -> auth_visitor.Visitor | None:
    """Return the connection of this run, if it came through the gate."""
    return auth_visitor.VISITORS.get(_header(auth_visitor.TOKEN_HEADER))


def current() -> Presence | None:
    """Return who is here in this run, or None. One query, which the gate may have asked just before."""
    if (here := _HERE.get()) is not None:
        return here
    connection = visitor()
    if connection is not None and (arrived := connection.take()) is not None:
        return arrived
    stored = st.session_state.get(STATE_SID)
    return look(_cookie(cookie_name()) or (stored if isinstance(stored, str) else ""))


def forget() -> None:
    """Ask the database again in this run: a callback has just ended a log-in."""
    if (connection := visitor()) is not None:
        connection.take()


@contextmanager
def during(presence: Presence) -> Iterator[None]:
    """Let `current` answer without asking again, until the page has been drawn."""
    token = _HERE.set(presence)
    try:
        yield
    finally:
        _HERE.reset(token)


def showing(presence: Presence, *, totals_only: bool) -> None:
    """Tell the gate what this tab shows from now on."""
    context = get_script_run_ctx()
    if context is not None:
        shown = auth_visitor.Shown(presence.sid_hash, totals_only)
        auth_visitor.remember(context.session_id, visitor(), shown)
