"""Team and Mein Konto through the real router: what helps with a log-in, and what one does about one's own."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import config, db
from fam.models import ChangeEntry, LoginSession, SecondFactor, Setting
from fam.person import Person
from fam.services import login, second_factor
from fam.services.second_factor import WRONG
from fam.ui import auth_session
from fam.ui import second_factor as ui
from fam.ui.auth_check import verified_code
from tests.support.cast import PASSWORD
from tests.support.factor import give_factor, id_of, next_code
from tests.support.people import LoginAs, new_session, page_path

Cast = Callable[[str], Person]


def shown(app: AppTest) -> str:
    """Return all that the page says."""
    return " ".join(element.value for element in [*app.markdown, *app.info, *app.success, *app.error, *app.warning])


def labels(app: AppTest) -> list[str]:
    """Return the buttons."""
    return [button.label for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    """Click a button."""
    return next(button for button in app.button if button.label == label).click().run()


def open_account(login_as: LoginAs, name: str) -> AppTest:
    """Open somebody's account on Adam's page Team."""
    app = login_as("adam")
    app.session_state["_fam_team_chosen"] = id_of(name)
    app.switch_page(page_path("administration/team.py")).run()
    assert not app.exception
    return app


def test_team_resets_a_lost_factor(login_as: LoginAs) -> None:
    """The button is there where there is a factor; log-ins end, and the log shows it to Administration."""
    assert "Zweiten Faktor zurücksetzen" not in labels(open_account(login_as, "anna"))
    give_factor("anna")
    sid = new_session("anna")
    app = press(open_account(login_as, "anna"), "Zweiten Faktor zurücksetzen")
    assert not app.exception
    assert auth_session.look(sid) is None
    with db.program() as session:
        assert session.get(SecondFactor, id_of("anna")) is None
    app.switch_page(page_path("administration/changes.py")).run()
    assert not app.exception
    with db.program() as session:
        entries = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "second_factor")).all()
    assert {entry.action for entry in entries} == {"create", "delete"}


def test_team_ends_all_log_ins(login_as: LoginAs) -> None:
    """Of the chosen account, at once; others stay."""
    anna, amir = new_session("anna"), new_session("amir")
    press(open_account(login_as, "anna"), "Alle Anmeldungen beenden")
    assert auth_session.look(anna) is None
    assert auth_session.look(amir) is not None


def test_ones_own_account_is_not_for_oneself(login_as: LoginAs) -> None:
    """Adam finds no button for his own factor."""
    give_factor("adam")
    assert "Zweiten Faktor zurücksetzen" not in labels(open_account(login_as, "adam"))


def my_account(login_as: LoginAs, name: str) -> AppTest:
    """Open Mein Konto."""
    app = login_as(name)
    app.switch_page(page_path("account/my_account.py")).run()
    assert not app.exception
    return app


def confirm(app: AppTest, wanted: str, password: str, code: str) -> AppTest:
    """Say what is wanted, and give password and code."""
    press(app, wanted)
    next(field for field in app.text_input if field.label == "Passwort").set_value(password)
    next(field for field in app.text_input if field.label == "Code").set_value(code)
    return press(app, "Weiter")


def test_new_recovery_codes_need_password_and_code(login_as: LoginAs) -> None:
    """Wrong password, wrong code: a sentence, and the old ones count; both right: ten new ones, shown once."""
    secret, old = give_factor("anna")
    app = my_account(login_as, "anna")
    confirm(app, ui.MAKE_CODES, "falsch", next_code(secret, "anna"))
    assert any(ui.WRONG_PASSWORD in element.proto.body for element in app.get("html"))
    next(field for field in app.text_input if field.label == "Passwort").set_value(PASSWORD)
    next(field for field in app.text_input if field.label == "Code").set_value("000000")
    press(app, "Weiter")
    assert any(WRONG in element.proto.body for element in app.get("html"))
    assert ui.CODES not in app.session_state
    next(field for field in app.text_input if field.label == "Passwort").set_value(PASSWORD)
    next(field for field in app.text_input if field.label == "Code").set_value(next_code(secret, "anna"))
    press(app, "Weiter")
    assert app.title[0].value == "Wiederherstellungscodes"
    new = app.code[0].value.split()
    assert len(new) == 10
    assert not set(new) & set(old)
    press(app, "Aufbewahrt, weiter")
    assert not app.code
    assert verified_code(id_of("anna"), new[0], "a")
    assert not verified_code(id_of("anna"), old[0], "a")


def test_a_factor_goes_with_password_and_code(login_as: LoginAs) -> None:
    """A recovery code will do, when the telephone is gone; afterwards the password is enough."""
    _secret, codes = give_factor("anna")
    app = confirm(my_account(login_as, "anna"), ui.REMOVE, PASSWORD, codes[0])
    assert ui.SET_UP in labels(app)
    with db.program() as session:
        assert session.get(SecondFactor, id_of("anna")) is None


def test_who_needs_a_factor_cannot_remove_it(login_as: LoginAs) -> None:
    """Koordination changes it, but keeps one; in a demo, or where the operator says so, it may go."""
    give_factor("kerstin")
    assert ui.REMOVE in labels(my_account(login_as, "kerstin"))
    with db.program() as session:
        session.delete(session.get_one(Setting, "demo_today"))
    assert ui.REMOVE not in labels(my_account(login_as, "kerstin"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_SECOND_FACTOR", "optional")
        config.config.cache_clear()
        assert ui.REMOVE in labels(my_account(login_as, "kerstin"))
    config.config.cache_clear()


def test_another_telephone(login_as: LoginAs) -> None:
    """The old app counts until the new one is confirmed, then no longer."""
    old, codes = give_factor("anna")
    app = confirm(my_account(login_as, "anna"), ui.CHANGE, PASSWORD, codes[0])
    new = app.session_state[ui.SECRET]
    assert verified_code(id_of("anna"), next_code(old, "anna"), "a")
    next(field for field in app.text_input if field.label == "Code aus der App").set_value(next_code(new, "anna"))
    press(app, "Zweiten Faktor einschalten")
    assert app.title[0].value == "Wiederherstellungscodes"
    assert not verified_code(id_of("anna"), next_code(old, "anna"), "a")


def test_few_recovery_codes_are_noticed(login_as: LoginAs) -> None:
    """With two left there is a warning."""
    _secret, codes = give_factor("anna")
    for code in codes[:8]:
        assert verified_code(id_of("anna"), code, "a")
    assert "kaum noch Wiederherstellungscodes" in shown(my_account(login_as, "anna"))


def test_all_others_end_and_this_one_stays(login_as: LoginAs) -> None:
    """The list shows which one is this; the button ends the rest."""
    other = new_session("anna")
    app = my_account(login_as, "anna")
    assert "(diese Sitzung)" in shown(app)
    press(app, "Alle anderen beenden")
    assert auth_session.look(other) is None
    assert "Alle anderen beenden" not in labels(app)
    with db.program() as session:
        assert session.get_one(LoginSession, login.hashed(other)).revoked_at is not None


def test_nothing_secret_is_left_in_the_session(login_as: LoginAs) -> None:
    """After the codes were kept, the tab knows neither key nor codes nor password."""
    _secret, codes = give_factor("anna")
    app = confirm(my_account(login_as, "anna"), ui.CHANGE, PASSWORD, codes[0])
    new = app.session_state[ui.SECRET]
    next(field for field in app.text_input if field.label == "Code aus der App").set_value(next_code(new, "anna"))
    press(app, "Zweiten Faktor einschalten")
    made = app.code[0].value.split()
    press(app, "Aufbewahrt, weiter").run()
    state = object.__getattribute__(app._session_state, "_state")
    left = repr([state._new_session_state, state._old_state, state._new_widget_state.states])
    assert [one for one in (PASSWORD, new, *made, codes[0]) if one in left] == []
    assert second_factor.SECONDS == 30
