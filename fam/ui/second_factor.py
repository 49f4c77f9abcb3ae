"""The second factor on the screen: setting it up step by step, its recovery codes, changing and removing it."""

from collections.abc import Sequence

import segno
import streamlit as st

from fam import db
from fam.config import config
from fam.errors import FamError
from fam.person import Person
from fam.queries.accounts import OwnFactor
from fam.queries.presence import Presence
from fam.rules import second_factor
from fam.services import login
from fam.services import second_factor as service
from fam.ui import auth_session, format
from fam.ui.auth_check import verified, verified_code
from fam.ui.feedback import plain, say
from fam.ui.password_form import attempt, code_field, forget, secret
from fam.ui.printing import print_button

SECRET, CODES, CHANGING = "_fam_factor_secret", "_fam_factor_codes", "_fam_factor_changing"
NEW_TRY, OWN_TRY = "_fam_factor_new", "_fam_factor_own"
WRONG_PASSWORD = "Das Passwort stimmt nicht. Nach mehreren Fehlversuchen bitte kurz warten."
SET_UP, CHANGE, REMOVE = "Zweiten Faktor einrichten", "Anderes Gerät einrichten", "Zweiten Faktor entfernen"
MAKE_CODES = "Neue Wiederherstellungscodes"
WANTED = "_fam_factor_wanted"
FEW = 2


def _kept_here(key: str) -> bool:
    """Return whether this tab keeps something."""
    return st.session_state.get(key) is not None


def due(here: Presence) -> bool:
    """Return whether nothing else opens: a second factor has to be set up, or its codes have just been made."""
    return here.must_set_up_factor or _kept_here(CODES)


def first(here: Presence) -> None:
    """The page before all others, for those who need a second factor and have none; ends with the recovery codes."""
    if _kept_here(CODES):
        st.title("Wiederherstellungscodes")
        _show_codes()
        return
    st.title("Zweiten Faktor einrichten")
    st.write(
        f"Angemeldet: {plain(here.person.name)}. Administration und Koordination brauchen außer dem Passwort "
        "einen Code, der auf dem eigenen Telefon entsteht. Das Einrichten dauert zwei Minuten; danach geht es weiter."
    )
    _set_up(here.person)


def show(person: Person, own: OwnFactor | None) -> None:
    """Draw the section of Mein Konto: what there is, and what can be done about it."""
    st.subheader("Zweiter Faktor")
    if own is None:
        st.write("Ein Code vom Telefon zusätzlich zum Passwort: Ein erratenes Passwort öffnet dann nichts.")
    else:
        left = format.count_text(own.codes_left, "Wiederherstellungscode", "Wiederherstellungscodes")
        st.markdown(
            f"Eingerichtet seit {format.moment_text(own.set_up_at)}. Noch unbenutzt: **{left}** "
            f"(von {format.moment_text(own.codes_made_at)})."
        )
        if own.codes_left <= FEW:
            st.warning("Es sind kaum noch Wiederherstellungscodes da. Bitte neue erzeugen.")
    state = st.session_state
    if _kept_here(CHANGING):
        _set_up(person)
    elif _kept_here(WANTED):
        _confirm(person, state[WANTED], with_code=own is not None)
    else:
        _offer(person, own)
    if _kept_here(CHANGING) or _kept_here(WANTED):
        st.button("Abbrechen", key="_fam_factor_cancel", on_click=_forget_change, type="tertiary")


def _offer(person: Person, own: OwnFactor | None) -> None:
    kept = second_factor.needed(person.roles, required=config().second_factor_required, demo=person.demo)
    offered = [SET_UP] if own is None else [MAKE_CODES, CHANGE, *([] if kept else [REMOVE])]
    with st.container(horizontal=True):
        for number, wanted in enumerate(offered):
            st.button(wanted, key=f"_fam_factor_want_{number}", on_click=_want, args=(wanted,))


def _want(wanted: str) -> None:
    st.session_state[WANTED] = wanted
    st.session_state.pop(f"{OWN_TRY}_wrong", None)


def _forget_change() -> None:
    for name in (CHANGING, SECRET, WANTED):
        st.session_state.pop(name, None)


def _set_up(person: Person) -> None:
    """The three steps: scan or type the key, type a code, keep the recovery codes."""
    key = st.session_state.setdefault(SECRET, service.new_secret())
    left, right = st.columns([1, 2], gap="medium")
    picture = segno.make(service.address_of(key, person.username), error="m").png_data_uri(scale=5, border=3)
    left.html(f'<img src="{picture}" alt="QR-Code für die Authenticator-App" style="max-width:100%">')
    right.markdown(
        "1. Auf dem Telefon eine **Authenticator-App** öffnen (jede App für „TOTP“ geht) und den **QR-Code** scannen.\n"
        "2. Ohne Kamera: in der App „Schlüssel eingeben“ wählen und abtippen:"
    )
    right.code(" ".join(key[start : start + 4] for start in range(0, len(key), 4)), language=None)
    right.markdown("3. Den Code eingeben, den die App jetzt zeigt.")
    prefix, wrong = attempt(NEW_TRY)
    with right.form(f"{prefix}_form"):
        typed = code_field(f"{prefix}_code", wrong.get("code", ""), label="Code aus der App")
        pressed = st.form_submit_button("Zweiten Faktor einschalten", type="primary")
    right.caption("Beim Neuladen der Seite entsteht ein neuer Schlüssel; der alte gilt dann nicht.")
    if pressed:
        _store(person, key, typed)


def _store(person: Person, key: str, typed: str) -> None:
    if service.step_of(key, typed) is None:
        forget(NEW_TRY, {"code": service.NOT_ITS_CODE})
    codes, hashes = service.make_codes()
    here, replace = auth_session.current(), _kept_here(CHANGING)
    try:
        with db.transaction(person) as session:
            service.set_up(session, person.account_id, key, typed, hashes, replace=replace)
            login.end_others(session, person.account_id, here.sid_hash if here else "")
    except FamError as error:
        forget(NEW_TRY, {"code": str(error)})
    _forget_change()
    _keep(codes)


def _keep(codes: Sequence[str]) -> None:
    """Show the new codes next, whatever page is asked for."""
    st.session_state[CODES] = list(codes)
    st.session_state.pop(f"{NEW_TRY}_wrong", None)
    st.session_state.pop(f"{OWN_TRY}_wrong", None)
    st.rerun()


def _show_codes() -> None:
    codes: list[str] = st.session_state[CODES]
    st.write(
        "Ist das Telefon nicht da, öffnet jeder dieser Codes **einmal** statt des Codes der App. Sie stehen **nur "
        "jetzt** hier. Bitte ausdrucken oder speichern und getrennt vom Passwort aufbewahren; frühere gelten "
        "nicht mehr."
    )
    st.code("\n".join(codes), language=None)
    with st.container(horizontal=True):
        text = "FAM Westkreis, Wiederherstellungscodes (jeder gilt einmal)\n\n" + "\n".join(codes) + "\n"
        st.download_button("Als Datei speichern", lambda: text, "fam-wiederherstellungscodes.txt", "text/plain",
                           icon=":material/download:", on_click="ignore")  # fmt: skip
        print_button()
    st.button("Aufbewahrt, weiter", type="primary", key="_fam_factor_kept", on_click=_kept)


def _kept() -> None:
    st.session_state.pop(CODES, None)


def _confirm(person: Person, wanted: str, *, with_code: bool) -> None:
    """Ask for the password, and for a code where there is a second factor, before anything about it changes."""
    prefix, wrong = attempt(OWN_TRY)
    with st.form(f"{prefix}_form", width=520):
        st.write(f"**{wanted}**: " + ("Passwort und ein Code bestätigen es." if with_code else "Das Passwort genügt."))
        password = secret("Passwort", f"{prefix}_password", new=False, wrong=wrong.get("password", ""))
        code = code_field(f"{prefix}_code", wrong.get("code", "")) if with_code else ""
        pressed = st.form_submit_button("Weiter", type="primary")
    if not pressed:
        return
    where = auth_session.address()
    if verified(person.username, password, where) != person.account_id:
        forget(OWN_TRY, {"password": WRONG_PASSWORD})
    if with_code and not verified_code(person.account_id, code, where):
        forget(OWN_TRY, {"code": service.WRONG})
    _do(person, wanted)


def _do(person: Person, wanted: str) -> None:
    _forget_change()
    if wanted == MAKE_CODES:
        codes, hashes = service.make_codes()
        with db.transaction(person) as session:
            service.replace_codes(session, person.account_id, hashes)
        _keep(codes)
    if wanted == REMOVE:
        with db.transaction(person) as session:
            service.remove(session, person.account_id)
        say("Zweiter Faktor entfernt.")
    else:
        st.session_state[CHANGING] = True
    forget(OWN_TRY, {})
