"""Log-in form, Mein Konto and Team through the real router."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from fam import db
from fam.person import Person
from fam.queries import accounts as queries
from fam.rules.terms import Institution, Role
from fam.services import deputies
from fam.ui.auth import FORBIDDEN
from fam.ui.auth_check import REFUSED, verified
from fam.ui.auth_session import STATE_SID
from fam.ui.my_account import browser_name
from tests.support.cast import PASSWORD, TODAY
from tests.support.people import LoginAs, new_session, page_path, router


def everything_in(app: AppTest) -> str:
    """Return all that the session remembers, widgets of earlier runs included."""
    state = object.__getattribute__(app._session_state, "_state")
    return repr([state._new_session_state, state._old_state, state._new_widget_state.states])


@pytest.mark.usefixtures("database")
def test_a_password_does_not_outlive_the_try() -> None:
    """After a failed try neither the session nor its widgets know what was typed."""
    app = router().run()
    app.text_input[0].set_value("anna")
    app.text_input[1].set_value("ganz-geheim-1")
    app.button[0].click().run()
    assert app.error[0].value == REFUSED
    assert "ganz-geheim-1" not in everything_in(app)
    app.text_input[0].set_value("anna")
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()  # right, but without a browser to bind the ticket to
    assert app.error[0].value == REFUSED
    assert PASSWORD not in everything_in(app)


@pytest.mark.parametrize("file", ["account/my_account.py", "administration/team.py"])
@pytest.mark.usefixtures("database")
def test_a_page_file_alone_refuses(file: str) -> None:
    """Started without the router, a page asks the database itself and stops."""
    app = AppTest.from_file(page_path(file), default_timeout=20).run()
    assert [error.value for error in app.error] == ["Bitte anmelden."]
    assert not app.title


def test_my_account_says_who_i_am(login_as: LoginAs, cast: Callable[[str], Person], make_family: Any) -> None:
    """Institution, roles and deputies are shown, and nothing there changes them."""
    make_family()
    with db.transaction(cast("adam")) as session:
        ends_on = TODAY.replace(day=20)
        deputies.appoint(session, cast("anna").account_id, cast("stefan").account_id, TODAY, ends_on)
    app = login_as("anna")
    app.switch_page(page_path("account/my_account.py")).run()
    shown = " ".join(element.value for element in app.markdown).replace("\\", "")
    assert "Institution: Pro Arbeit" in shown
    assert "Rollen: Fachkraft" in shown
    assert "Stefan** vertritt mich: 15.10.2018 bis 19.10.2018 (1 Familie)" in shown
    assert [field.label for field in app.text_input] == [
        "Bisheriges Passwort",
        "Neues Passwort",
        "Neues Passwort wiederholen",
    ]


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        (PASSWORD, "kurz", "kurz", "12 Zeichen"),
        (PASSWORD, "ein neuer Satz für Anna", "ein anderer Satz", "nicht gleich"),
        ("falsch", "ein neuer Satz für Anna", "ein neuer Satz für Anna", "bisherige Passwort stimmt nicht"),
        (PASSWORD, PASSWORD, PASSWORD, "ist das bisherige"),
    ],
)
def test_a_new_password_must_do(login_as: LoginAs, old: str, new: str, again: str, sentence: str) -> None:
    """Too short, mistyped, without the old one, or the same again: its sentence, and nothing changes."""
    app = login_as("anna")
    app.switch_page(page_path("account/my_account.py")).run()
    for field, value in zip(app.text_input, (old, new, again), strict=True):
        field.set_value(value)
    next(button for button in app.button if button.label == "Passwort ändern").click().run()
    assert any(sentence in element.proto.body for element in app.get("html"))
    assert verified("anna", PASSWORD, "a") is not None
    assert "neuer Satz" not in everything_in(app)


def test_a_changed_password_ends_all_log_ins(login_as: LoginAs) -> None:
    """The new password counts, the old does not, and this very session is over too (it gets a new cookie)."""
    app = login_as("anna")
    app.switch_page(page_path("account/my_account.py")).run()
    for field, value in zip(app.text_input, (PASSWORD, "ein neuer Satz", "ein neuer Satz"), strict=True):
        field.set_value(value)
    next(button for button in app.button if button.label == "Passwort ändern").click().run()
    assert verified("anna", "ein neuer Satz", "a") is not None
    assert verified("anna", PASSWORD, "a") is None
    assert not app.title or app.title[0].value == "FAM Westkreis"


def test_team_creates_an_account(login_as: LoginAs, cast: Callable[[str], Person]) -> None:
    """Four fields make an account; its one-time password is shown, works, and is forgotten with the next click."""
    app = login_as("adam")
    app.switch_page(page_path("administration/team.py")).run()
    app.text_input(key="account-new:username").set_value("b.neu")
    app.text_input(key="account-new:display_name").set_value("Berta Neu")
    app.selectbox(key="account-new:institution").set_value(Institution.ASD.value)
    app.multiselect(key="account-new:roles").set_value([Role.CASEWORKER.value]).run()
    app.button(key="account-new:submit").click().run()
    assert not app.exception
    once = app.code[0].value
    assert verified("b.neu", once, "a") is not None
    with db.reading(cast("adam")) as session:
        assert "Berta Neu" in [row.display_name for row in queries.everybody(session)]
    app.run()
    assert not app.code
    assert once not in everything_in(app)


def test_team_says_what_is_missing(login_as: LoginAs) -> None:
    """A Fachkraft without institution is refused at the field, and what was typed stays."""
    app = login_as("adam")
    app.switch_page(page_path("administration/team.py")).run()
    app.text_input(key="account-new:username").set_value("b.neu")
    app.text_input(key="account-new:display_name").set_value("Berta Neu")
    app.multiselect(key="account-new:roles").set_value([Role.CASEWORKER.value]).run()
    app.button(key="account-new:submit").click().run()
    assert not app.exception
    assert any("gehören zu einer Institution" in element.proto.body for element in app.get("html"))
    assert app.text_input(key="account-new:username").value == "b.neu"


def test_browsers_are_named_for_people() -> None:
    """What a browser says about itself becomes two words, or an honest shrug."""
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
    assert browser_name(firefox) == "Firefox auf Windows"
    assert browser_name("curl/8") == "Unbekannter Browser"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("forged", [False, True])
def test_another_person_in_the_same_tab_finds_nothing_of_the_first(forged: bool) -> None:
    """Also where the message names a widget that there is not: Streamlit clears nothing then, so nothing is drawn."""
    app = router()
    app.session_state[STATE_SID] = new_session("anna")
    app.session_state["typed"] = "Annas"
    app.run()
    assert app.title
    app.session_state[STATE_SID] = new_session("stefan")
    app._run(WidgetStates(widgets=[WidgetState(id="erfunden", string_value="x")] if forged else []))
    if forged:
        assert [error.value for error in app.error] == [FORBIDDEN]
        assert not app.title
    else:
        assert app.title
        assert "typed" not in app.session_state
