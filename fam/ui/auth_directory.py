"""Log-in through an institution's directory (OpenID Connect, `st.login`): who it says it is, never more than that.

Off unless the operator names directories in .streamlit/secrets.toml. Streamlit speaks with the directory and checks its
token; what comes of it here is an account that Administration has linked, and a session of our own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section

from fam import db
from fam.config import config
from fam.services import external
from fam.services.external import WhyNot
from fam.ui import auth_return, auth_second, auth_ticket
from fam.ui.auth_check import REFUSED

UNKNOWN = "Diese Anmeldung ist hier mit keinem Konto verbunden. Verbunden wird sie von der Administration unter „Team“."
OFF = "Das Konto, das mit dieser Anmeldung verbunden ist, ist abgeschaltet. Auskunft gibt die Administration."
WHY_NOT = {WhyNot.UNKNOWN: UNKNOWN, WhyNot.OFF: OFF, WhyNot.STALE: auth_return.SENTENCES["abgelaufen"]}
SEEN = "_fam_directory_seen"
COOKIES = ("_streamlit_user", "_streamlit_user_tokens")  # Streamlit's own; ours takes over at once
COOKIE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory as the operator describes it in `[auth.NAME]`."""

    name: str
    label: str
    claim: str  # which claim of the token carries the login name that Administration types
    asks_second_factor: bool  # the directory does; else we do


def directories() -> list[Directory]:
    """Return the directories that people may log in through; [] where single sign-on is not set up."""
    sections = get_secrets_auth_section().items()
    found = [(str(name), section) for name, section in sections if isinstance(section, Mapping)]
    return [
        Directory(
            name,
            str(section.get("label", name)),
            str(section.get("claim", "preferred_username")),
            bool(section.get("second_factor", True)),
        )
        for name, section in found
        if "client_id" in section
    ]


def offer() -> None:
    """Draw one button per directory below the log-in form."""
    for one in directories():
        if st.button(f"Anmelden mit {one.label}", key=f"_fam_directory_{one.name}", icon=":material/badge:"):
            st.session_state.pop(SEEN, None)
            auth_return.leave_for(auth_ticket.wanted())
            st.login(one.name)


def arrived() -> str:
    """Take in somebody who comes back from a directory: on to the cookie or to the code, once per log-in there.

    Returns the sentence to show if the directory refused or there is no such account here; "" if nobody comes.
    """
    if word := st.query_params.pop(auth_return.ANSWER, ""):
        return auth_return.SENTENCES.get(word, "")
    known = {one.name: one for one in directories()}
    claims: dict[str, Any] = dict(st.user) if known else {}
    directory = known.get(str(claims.get("provider", "")))
    if directory is None or not claims.get("is_logged_in") or st.session_state.get(SEEN) == claims.get("nonce"):
        return ""
    st.session_state[SEEN] = claims.get("nonce")
    said = external.read(directory.name, claims, directory.claim)
    if said is None:
        return UNKNOWN
    with db.program() as session:
        account_id = external.account_of(session, said)
        if account_id is None:
            return WHY_NOT[external.why_not(session, said)]
    return REFUSED if not _go_on(directory, account_id) else ""


def _go_on(directory: Directory, account_id: int) -> bool:
    if not directory.asks_second_factor:
        sent = auth_second.enter(account_id, directory.name)
    else:
        sent = auth_ticket.send(account_id, directory.name, vouched=True)
    if sent:
        st.rerun()
    return sent


def short_lived(given: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return response headers with Streamlit's cookies cut down: five minutes instead of 30 days, and no tokens."""
    return [(name, value if name.lower() != b"set-cookie" else _cut(value)) for name, value in given if _kept(value)]


def _kept(value: bytes) -> bool:
    tokens = value.startswith(COOKIES[1].encode())
    return not tokens or b"max-age=0" in value.lower()


def _cut(cookie: bytes) -> bytes:
    if not cookie.startswith(b"_streamlit_"):
        return cookie
    cut = re.sub(rb"(?i)max-age=[1-9]\d*", f"Max-Age={COOKIE_SECONDS}".encode(), cookie)
    return cut + (b"; Secure" if config().behind_tls and b"; secure" not in cut.lower() else b"")
