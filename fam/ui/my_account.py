"""What one sees and does about one's own account: rights, deputies, password, log-ins."""

from collections.abc import Sequence

import streamlit as st

from fam import db
from fam.person import Person
from fam.queries.accounts import OwnSession
from fam.queries.deputies import Deputyship
from fam.rules.terms import Role
from fam.services import login
from fam.ui import auth_session, format
from fam.ui.feedback import plain, say

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def show_rights(person: Person) -> None:
    """Who I am here; roles and institution are given by Administration."""
    roles = ", ".join(role.label for role in Role if role in person.roles)
    institution = person.institution.label if person.institution else "keine"
    st.markdown(
        f"**{plain(person.name)}**, Benutzername {plain(person.username)}  \n"
        f"Institution: {institution}  \nRollen: {roles}"
    )
    st.caption("Name, Institution und Rollen ändert die Administration.")


def show_deputies(person: Person, found: Sequence[Deputyship]) -> None:
    """Who stands in for me, and for whom I stand in."""
    st.subheader("Vertretungen")
    if not found:
        st.caption("Derzeit keine. Vertretungen trägt die Administration ein.")
    for row in found:
        span = f"{format.date_text(row.starts_on)} bis {format.date_text(row.last_day)}"
        families = format.count_text(row.families, "Familie", "Familien")
        if row.deputy_id == person.account_id:
            st.markdown(f"Ich vertrete **{plain(row.instead_of)}**: {plain(span)} ({families})")
        else:
            st.markdown(f"**{plain(row.deputy)}** vertritt mich: {plain(span)} ({families})")


def show_sessions(person: Person, found: Sequence[OwnSession]) -> None:
    """Where I am logged in, each with its end."""
    st.subheader("Anmeldungen")
    st.caption("Eine Anmeldung gilt höchstens 12 Stunden. Was nicht bekannt vorkommt: beenden und das Passwort ändern.")
    here = auth_session.current()
    for number, row in enumerate(found):
        own = here is not None and row.sid_hash == here.sid_hash
        left, right = st.columns([3, 1], vertical_alignment="center")
        device = browser_name(row.browser)
        mark = " (diese Sitzung)" if own else ""
        left.markdown(
            f"**{plain(device)}**{mark}  \n"
            f"seit {format.moment_text(row.created_at)}, zuletzt {format.moment_text(row.last_active_at)}"
        )
        if not own:
            right.button("Beenden", key=f"session-{number}", on_click=_end, args=(person, row.sid_hash),
                         help=f"{plain(device)}, seit {format.moment_text(row.created_at)}")  # fmt: skip
    if here is not None and len(found) > 1:
        st.button("Alle anderen beenden", key="sessions-others", on_click=_end_others, args=(person, here.sid_hash))


def _end_others(person: Person, sid_hash: str) -> None:
    with db.transaction(person) as session:
        ended = login.end_others(session, person.account_id, sid_hash)
    say(f"{format.count_text(ended, 'andere Anmeldung', 'andere Anmeldungen')} beendet.")


def _end(person: Person, sid_hash: str) -> None:
    with db.transaction(person) as session:
        login.end(session, sid_hash)


def browser_name(user_agent: str) -> str:
    """Return "Firefox auf Windows" for what a browser says about itself, as far as it can be understood."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Unbekannter Browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} auf {system}" if system else browser
