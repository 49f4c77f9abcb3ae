"""How somebody logs in, as Administration sees it: one-time password, failures, second factor, directories, log-ins."""

import streamlit as st

from fam import db
from fam.person import Person
from fam.queries import accounts as queries
from fam.queries.accounts import AccountRow
from fam.services import accounts, external, passwords
from fam.ui import auth_directory
from fam.ui.feedback import plain, told
from fam.ui.forms import Form

ONCE = "_fam_once"


def show_once() -> None:
    """Show a new one-time password, once, until it is closed."""
    if once := st.session_state.pop(ONCE, None):
        _one_time(*once)


@st.dialog("Einmalpasswort", dismissible=False)
def _one_time(name: str, password: str) -> None:
    st.write(
        f"Für {plain(name)}. Es gilt bis zur ersten Anmeldung und wird nur jetzt gezeigt: bitte persönlich weitergeben."
    )
    st.code(password, language=None)
    if st.button("Notiert, schließen", type="primary"):
        st.rerun()


def edit(person: Person, row: AccountRow) -> None:
    """Draw what Administration can do for the log-in of somebody else."""
    with db.reading(person) as session:
        factor = queries.has_factor(session, row.id)
        known = queries.identities(session, row.id)
    _buttons(person, row, factor)
    if found := auth_directory.directories():
        _identities(person, row, found, known)


def _buttons(person: Person, row: AccountRow, factor: bool) -> None:
    with st.container(horizontal=True):
        if st.button(
            "Passwort zurücksetzen", key="team-reset", help="Erzeugt ein Einmalpasswort; alle Anmeldungen enden."
        ):
            _reset_password(person, row)
        if factor and st.button(
            "Zweiten Faktor zurücksetzen", key="team-factor",
            help="Nach dem Verlust von Telefon und Wiederherstellungscodes; alle Anmeldungen enden.",
        ):  # fmt: skip
            with told("Zweiter Faktor zurückgesetzt."), db.transaction(person) as session:
                accounts.reset_second_factor(session, row.id)
            st.rerun()
        if st.button("Fehlversuche aufheben", key="team-unblock",
                     help="Nach zu vielen Fehlversuchen sofort wieder anmelden."):  # fmt: skip
            with told("Fehlversuche aufgehoben."), db.transaction(person) as session:
                accounts.unblock(session, row.id)
            st.rerun()
        if st.button("Alle Anmeldungen beenden", key="team-sessions", help="Auf allen Geräten dieser Person, sofort."):
            with told("Alle Anmeldungen beendet."), db.transaction(person) as session:
                accounts.end_sessions(session, row.id)
            st.rerun()


def _reset_password(person: Person, row: AccountRow) -> None:
    password = passwords.one_time_password()
    hashed = passwords.hash_password(password)
    with told("Passwort zurückgesetzt."):
        with db.transaction(person) as session:
            accounts.reset_password(session, row.id, hashed)
        st.session_state[ONCE] = row.display_name, password
    st.rerun()


def _identities(
    person: Person, row: AccountRow, directories: list[auth_directory.Directory], known: dict[str, str]
) -> None:
    """Ask who somebody is in each directory; nobody gets in through one who is not named here."""
    with st.expander("Anmeldung über ein Verzeichnis", icon=":material/badge:", key=f"team-directory-{row.id}"):
        form = Form(f"identities:{row.id}", today=person.today, opened=known)
        for one in directories:
            form.text(one.name, f"Anmeldename bei {one.label}", max_length=200,
                      help="So, wie das Verzeichnis ihn nennt; leer: keine Anmeldung darüber.")  # fmt: skip
        if form.submitted("Anmeldenamen speichern"):
            with told("Gespeichert. Die Person meldet sich neu an, wenn sich etwas geändert hat.", form):
                values = form.values()
                with db.transaction(person) as session:
                    for one in directories:
                        external.link(session, row.id, one.name, values[one.name] or "")
            st.rerun()
