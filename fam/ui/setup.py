"""First start without an account: the code from the server's console makes the first administrator."""

import streamlit as st

from fam import db
from fam.errors import BadInput, FamError, InvalidForm
from fam.services import login, passwords, setup
from fam.ui import auth_session, auth_ticket
from fam.ui.entry import show_error
from fam.ui.password_form import attempt, forget, secret

THROTTLED = "§setup"  # no user name can look like this
WAIT = "Der Einrichtungscode stimmt nicht, oder es gab zu viele Versuche: bitte prüfen und kurz warten."


def show() -> None:
    """Draw the set-up page; a right code creates the account and logs it in."""
    if path := st.session_state.pop(auth_ticket.GOTO, None):
        auth_ticket.goto(path)
        return
    st.title("FAM Westkreis einrichten")
    st.write(
        "Es gibt noch kein Konto. Der Einrichtungscode steht in der Ausgabe des Servers (Konsole oder Protokoll). "
        "Damit entsteht das erste Konto der Administration; es legt danach unter „Team“ alle weiteren an."
    )
    key, wrong = attempt("_fam_setup")
    with st.form(f"{key}_form"):
        code = secret("Einrichtungscode", f"{key}_code", new=False, wrong=wrong.get("code", ""))
        username = st.text_input("Benutzername", key="_fam_setup_username", autocomplete="username")
        if "username" in wrong:
            show_error(st.empty(), "Benutzername", wrong["username"])
        name = st.text_input("Name", key="_fam_setup_name", autocomplete="name", help="So sehen es alle im Team.")
        if "display_name" in wrong:
            show_error(st.empty(), "Name", wrong["display_name"])
        new = secret("Passwort", f"{key}_new", wrong=wrong.get("new", ""))
        again = secret("Passwort wiederholen", f"{key}_again", wrong=wrong.get("repeated", ""))
        pressed = st.form_submit_button("Konto anlegen", type="primary")
    if pressed:
        forget("_fam_setup", _create(code, username, name, new, again))


def _create(code: str, username: str, name: str, new: str, again: str) -> dict[str, str]:
    """Try to create the account and to log it in; return field -> sentence."""
    if wrong := passwords.wrong_password(new, again, username):
        return wrong
    hashed = passwords.hash_password(new)
    with db.program() as session:
        admitted = login.admit(session, THROTTLED, auth_session.address())
    if not admitted:
        return {"code": WAIT}
    try:
        with db.program() as session:
            account_id = setup.first_administrator(session, code, username, name, hashed)
            login.passed(session, THROTTLED, auth_session.address())
    except BadInput:
        return {"code": WAIT}
    except InvalidForm as error:
        return error.fields
    except FamError as error:
        return {"code": str(error)}
    auth_ticket.send(account_id)
    return {}
