"""Forms for secrets: what was typed never outlives the try, right or wrong."""

from collections.abc import Mapping

import streamlit as st

from fam import db
from fam.person import Person
from fam.services import accounts, passwords
from fam.ui import auth_session, auth_ticket
from fam.ui.auth_check import verified
from fam.ui.entry import show_error
from fam.ui.feedback import plain

HINT = "Mindestens 12 Zeichen, alle Zeichen erlaubt, auch Leerzeichen: ein Satz ist leicht zu merken."


def secret(label: str, key: str, *, new: bool = True, wrong: str = "") -> str:
    """Ask for a password; `wrong` is the sentence beside the field. Give a new `key` for every try."""
    typed = st.text_input(
        label, type="password", key=key, autocomplete="new-password" if new else "current-password",
        help=HINT if new else None,
    )  # fmt: skip
    if wrong:
        show_error(st.empty(), label, wrong)
    return typed


def code_field(key: str, wrong: str = "", *, label: str = "Code") -> str:
    """Ask for a code of the second factor; telephones offer it by themselves. Give a new `key` for every try."""
    typed = st.text_input(
        label, key=key, autocomplete="one-time-code", max_chars=40,
        help="Sechs Ziffern aus der App, oder ein Wiederherstellungscode wie a-bcde-fghj-kmnp. Jeder gilt einmal.",
    )  # fmt: skip
    if wrong:
        show_error(st.empty(), label, wrong)
    return typed


def forget(prefix: str, wrong: Mapping[str, str]) -> None:
    """Begin a new try: empty fields under new keys, the sentences beside them."""
    state = st.session_state
    state[f"{prefix}_try"] = state.get(f"{prefix}_try", 0) + 1
    state[f"{prefix}_wrong"] = dict(wrong)
    st.rerun()


def attempt(prefix: str) -> tuple[str, dict[str, str]]:
    """Return the key prefix of the current try and the sentences of the last one."""
    return f"{prefix}_{st.session_state.get(f'{prefix}_try', 0)}", st.session_state.get(f"{prefix}_wrong", {})


def change_own(person: Person) -> None:
    """Ask for the old and the new password; a right answer ends all log-ins and gives this browser a new one."""
    key, wrong = attempt("_fam_password")
    with st.form(f"{key}_form", width=520):
        old = secret("Bisheriges Passwort", f"{key}_old", new=False, wrong=wrong.get("old", ""))
        new = secret("Neues Passwort", f"{key}_new", wrong=wrong.get("new", ""))
        again = secret("Neues Passwort wiederholen", f"{key}_again", wrong=wrong.get("repeated", ""))
        pressed = st.form_submit_button("Passwort ändern", type="primary")
    if pressed:
        found = _problems(person, old, new, again)
        if not found:
            _store(person, new)
        forget("_fam_password", found)


def _problems(person: Person, old: str, new: str, again: str) -> dict[str, str]:
    if new and passwords.normalised(old) == passwords.normalised(new):
        return {"new": "Das neue Passwort ist das bisherige."}
    if found := passwords.wrong_password(new, again, person.username):
        return found
    if verified(person.username, old, auth_session.address()) != person.account_id:
        return {"old": "Das bisherige Passwort stimmt nicht. Nach mehreren Fehlversuchen bitte kurz warten."}
    return {}


def _store(person: Person, new: str) -> None:
    hashed = passwords.hash_password(new)
    with db.transaction(person) as session:
        accounts.set_own_password(session, hashed)
    auth_ticket.send(person.account_id)


def first_own(person: Person) -> None:
    """The page after the first log-in: choose a password of one's own; nothing else works before."""
    st.title("Eigenes Passwort wählen")
    st.write(
        f"Angemeldet: {plain(person.name)}. Das bisherige Passwort ist das Einmalpasswort; es gilt nur einmal. "
        "Nach dem Ändern geht es dort weiter, wo es hingehen sollte."
    )
    change_own(person)
