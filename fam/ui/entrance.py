"""Who comes in and what they get: set-up, log-in, a new password, the lock, or the menu and the page."""

import streamlit as st

from fam import db, one_run
from fam.errors import Unavailable
from fam.person import system
from fam.queries import presence
from fam.queries.presence import Presence
from fam.rules.terms import Role
from fam.services import login
from fam.ui import auth, auth_lock, auth_session, auth_ticket, feedback, fictional, menu, outage, second_factor
from fam.ui.theme import asset

LEFT = "_fam_left"
WHO = "_fam_who"


def run() -> None:
    """Draw what this session may see now; the whole of the router. While the database is away: say so and wait."""
    try:
        _run()
    except Unavailable:
        connection = auth_session.visitor()
        if (
            connection is None or connection.shown is None
        ):  # nothing stands here yet: keep the address that was asked for
            menu.everywhere(outage.wait, "FAM Westkreis").run()
        outage.wait()


def _run() -> None:
    here = auth_session.current()
    if here is None:
        _outside()
        return
    if st.session_state.setdefault(WHO, here.person.account_id) != here.person.account_id:
        st.session_state.clear()  # another person in the same tab: nothing of the first one's stays
        if st.session_state.get(WHO) is not None:  # Streamlit clears nothing where a message by hand names a widget
            auth.forbidden()
            st.stop()
        st.session_state[WHO] = here.person.account_id
    with auth_session.during(here), one_run.during(here.person):
        _inside(here)


def _inside(here: Presence) -> None:
    if here.must_change_password and not here.locked:
        from fam.ui import password_form

        page, totals = menu.everywhere(lambda: password_form.first_own(here.person), "Eigenes Passwort"), False
    elif second_factor.due(here) and not here.locked:
        page, totals = menu.everywhere(lambda: second_factor.first(here), "Zweiter Faktor"), False
    elif not here.person.roles:
        page, totals = menu.everywhere(auth.forbidden, "Keine Rolle"), False
    else:
        page, totals = menu.inside(here.person, auth_lock.show if here.locked else None, auth.forbidden)
    if totals or not here.locked:
        auth_session.showing(here, totals_only=totals)
    mark = fictional.html(here.person.today) if here.person.demo else ""
    auth_lock.watch("totals" if totals else "locked" if here.locked else "inside", mark)
    _sidebar(here)
    if not here.locked:
        feedback.show_said()
    page.run()
    if not here.locked:
        feedback.show_said()


def _sidebar(here: Presence) -> None:
    """Who is logged in, with which roles, and the way out."""
    person = here.person
    roles = ", ".join(role.label for role in Role if role in person.roles) or "ohne Rolle"
    where = f" · {person.institution.label}" if person.institution else ""
    with st.sidebar.container(key="nodruck-who"):
        st.markdown(f"**{feedback.plain(person.name)}**  \n:small[{roles + where}]")
        st.button("Abmelden", key="_fam_leave", icon=":material/logout:", on_click=_leave, args=(here.sid_hash,))


def _leave(sid_hash: str) -> None:
    """End the log-in before anything else happens; the cookie goes with the next address."""
    with db.program() as session:
        login.end(session, sid_hash)
    auth_session.forget()
    st.session_state[LEFT] = True


def _outside() -> None:
    """Nobody is logged in: set-up on a new database, else the log-in form, at every address."""
    if st.session_state.pop(LEFT, False):
        menu.everywhere(_left, "Abgemeldet").run()
        return
    with db.reading(system()) as session:
        state = presence.installation(session)
    st.html(f"<style>{asset('lock.css')}</style>{fictional.html(state.demo_today) if state.demo_today else ''}")
    if state.has_accounts:
        from fam.ui import auth_form  # slow to import, and not needed inside

        page = menu.everywhere(auth_form.show, "Anmelden")
    else:
        from fam.ui import setup

        page = menu.everywhere(setup.show, "Einrichten")
    with st.container(key="fam-outside"):
        page.run()


def _left() -> None:
    auth_ticket.goto("/abmelden")
    st.success("Abgemeldet.")
