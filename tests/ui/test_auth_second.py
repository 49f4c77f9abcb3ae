"""The log-in in two steps at a running server, without a browser: what opens, and what stands between opens nothing."""

import re
import urllib.request

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import LoginSession, LoginTicket, SecondFactor, Setting
from fam.services import login, second_factor
from fam.ui import auth_second, menu
from fam.ui.auth_check import REFUSED
from fam.ui.auth_session import STATE_SID
from tests.support.cast import PASSWORD
from tests.support.factor import code_at, give_factor, id_of, next_code
from tests.support.intruder import fetch
from tests.support.people import as_before, new_session, page_path
from tests.support.server import Server
from tests.support.wire import Run, Visitor, click_of, state_of

BROWSER = "fam-browser=ein-browser"


@pytest.fixture(autouse=True)
def database(served: str) -> str:
    """The server's database, in use and in order, without second factors; no demo, so one of them is required."""
    as_before()
    with db.program() as session:
        session.delete(session.get_one(Setting, "demo_today"))
        for model in (SecondFactor, LoginTicket, LoginSession):
            for row in session.exec(select(model)):
                session.delete(row)
    return served


def password_given(server: Server, username: str, page: str = "", browser: str = BROWSER) -> tuple[Visitor, Run]:
    """Open an address and give the right password; return the tab, still open, and what came."""
    tab = Visitor(server.url, browser, page)
    tab.open()
    tab.set({"Benutzername": username, "Passwort": PASSWORD})
    return tab, tab.click("Anmelden")


def ticket_in(run: Run) -> str:
    """Return the address of the one-time ticket in a page, or ""."""
    found = re.search(rb"/anmelden/([\w-]+)", b"".join(run.raw))
    return found.group(0).decode() if found else ""


class Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow redirects: their cookies are what is looked for."""

    def redirect_request(self, *_arguments: object) -> None:
        """Stay."""


def swap(server: Server, ticket: str, browser: str = BROWSER) -> str:
    """Swap a ticket as the browser does; return the session cookie, or ""."""
    request = urllib.request.Request(server.url + ticket, headers={"Cookie": browser})
    try:
        answer = urllib.request.build_opener(Stay).open(request, timeout=20)
    except urllib.error.HTTPError as redirect:
        answer = redirect
    found = [line for line in answer.headers.get_all("Set-Cookie") or [] if line.startswith("fam=")]
    return found[0].split(";")[0] if found else ""


def test_password_then_code_then_the_page(server: Server) -> None:
    """The password alone gives no ticket; the code does, for the page that was asked for."""
    secret, _codes = give_factor("kerstin")
    tab, run = password_given(server, "kerstin", "konto")
    assert run.shows("Zweiter Schritt")
    assert not ticket_in(run)
    tab.set({"Code": "000000"})
    run = tab.click("Weiter")
    assert run.shows(second_factor.WRONG)
    assert not ticket_in(run)
    tab.set({"Code": next_code(secret, "kerstin")})
    run = tab.click("Weiter")
    tab.close()
    cookie = swap(server, ticket_in(run))
    with Visitor(server.url, cookie, "konto") as kerstin:
        assert kerstin.tab.widget("Abmelden")
        assert kerstin.tab.widget("Passwort ändern")


def test_a_recovery_code_opens_too_and_is_gone_then(server: Server) -> None:
    """Once; the second time it is a wrong code."""
    _secret, codes = give_factor("anna")
    for opens in (True, False):
        tab, _run = password_given(server, "anna")
        tab.set({"Code": codes[0]})
        run = tab.click("Weiter")
        tab.close()
        assert bool(ticket_in(run)) is opens


def test_a_code_that_was_used_opens_nothing_in_another_browser(server: Server) -> None:
    """Who looks over the shoulder and knows the password comes too late."""
    secret, _codes = give_factor("anna")
    code = code_at(secret, 1)
    for browser, opens in ((BROWSER, True), ("fam-browser=ein-anderer", False)):
        tab, _run = password_given(server, "anna", browser=browser)
        tab.set({"Code": code})
        run = tab.click("Weiter")
        tab.close()
        assert bool(ticket_in(run)) is opens


def test_between_the_steps_nothing_opens_by_hand(server: Server) -> None:
    """Every page, event, route and file of somebody who has given the password only: the second step, no more."""
    give_factor("adam")
    with db.program() as session:
        session.add(Setting(key="demo_today", value="2018-10-15"))  # Adam's own pages open in a demo
    with Visitor(server.url, f"fam={new_session('adam')}", "team") as adam:
        events = [click_of(one.id) for one in adam.tab.widgets.values()]
        pages = dict(adam.tab.pages)
    assert len(events) > 5
    with db.program() as session:
        session.delete(session.get_one(Setting, "demo_today"))
    tab, _run = password_given(server, "adam", "team")
    for page_hash in pages.values():
        tab.tab.page_hash = page_hash
        run = tab.rerun([*events, state_of("_fam_second", 1), state_of("_fam_sid", "x"), click_of("_fam_leave")])
        assert run.shows("Zweiter Schritt")
        assert not any(run.shows(word) for word in ("Konto anlegen", "Abmelden", "Fehlversuche", "Kerstin"))
        assert not ticket_in(run)
    session_id = tab.tab.session_id
    assert fetch(f"{server.url}/sitzung", BROWSER)[0] == 403
    assert fetch(f"{server.url}/_stcore/upload_file/{session_id}/x", BROWSER, "PUT", b"x")[0] == 403
    tab.close()
    with db.program() as session:
        assert session.exec(select(LoginSession).where(LoginSession.provider == "x")).all() == []
        (ticket,) = session.exec(select(LoginTicket)).all()
        assert ticket.stage == login.WAITS_FOR_CODE


def test_the_second_step_belongs_to_its_tab(server: Server) -> None:
    """In another tab, of this browser or another, the same events and the right code get the log-in form."""
    secret, _codes = give_factor("anna")
    tab, _run = password_given(server, "anna")
    field, button = tab.tab.widget("Code"), tab.tab.widget("Weiter")
    for browser in (BROWSER, "fam-browser=ein-anderer", ""):
        with Visitor(server.url, browser) as other:
            code = next_code(secret, "anna")
            run = other.rerun([state_of(field.id, code), click_of(button.id)])
            assert other.tab.widget("Benutzername")
            assert not ticket_in(run)
            invented = other.rerun([state_of("_fam_second", "x")])  # Streamlit itself stumbles over such a message
            assert not ticket_in(invented)
            assert not invented.shows("Zweiter Schritt")
    tab.set({"Code": next_code(secret, "anna")})
    assert ticket_in(tab.click("Weiter")), "nothing of this has used the code up"
    tab.close()


@pytest.mark.parametrize("what", ["too late", "password changed", "used"])
def test_a_step_that_is_over_leads_back_to_the_form(server: Server, what: str) -> None:
    """After five minutes, a new password or its use the right code opens nothing any more."""
    secret, _codes = give_factor("anna")
    tab, _run = password_given(server, "anna")
    with db.program() as session:
        (ticket,) = session.exec(select(LoginTicket)).all()
        if what == "too late":
            ticket.expires_at = ticket.expires_at.replace(year=2000)
        elif what == "password changed":
            ticket.token_version -= 1
        else:
            session.delete(ticket)
    tab.set({"Code": next_code(secret, "anna")})
    run = tab.click("Weiter")
    assert not ticket_in(run)
    assert run.shows(auth_second.TOO_LATE)
    assert tab.tab.widget("Benutzername")
    tab.close()


def test_cancel_leads_back_to_the_form(server: Server) -> None:
    """And nothing is left of the try."""
    give_factor("anna")
    tab, _run = password_given(server, "anna")
    tab.click("Abbrechen")
    assert tab.tab.widget("Benutzername")
    tab.close()


def test_a_wrong_password_says_nothing_about_a_second_factor(server: Server) -> None:
    """Whether an account has one is for those who know its password."""
    give_factor("anna")
    for name in ("anna", "amir", "niemand"):
        tab = Visitor(server.url, BROWSER)
        tab.open()
        tab.set({"Benutzername": name, "Passwort": "falsch"})
        run = tab.click("Anmelden")
        tab.close()
        assert run.shows(REFUSED)
        assert not run.shows("Zweiter Schritt")


@pytest.mark.parametrize("name", ["adam", "kerstin"])
def test_who_needs_a_second_factor_gets_no_page_before(server: Server, name: str) -> None:
    """At every address there is the set-up only; then the recovery codes; then what the person may open."""
    tab, run = password_given(server, name)
    tab.close()
    cookie = swap(server, ticket_in(run))
    for entry in menu.PAGES:
        with Visitor(server.url, cookie, entry.url_path) as inside:
            labels = {one.label for one in inside.tab.widgets.values()}
            assert labels == {"Code aus der App", "Zweiten Faktor einschalten", "Abmelden"}, entry.url_path
    inside = Visitor(server.url, cookie, "konto")
    run = inside.open()
    found = re.search(rb"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", b"".join(run.raw))
    assert found
    secret = found.group(1).decode().replace(" ", "")
    inside.set({"Code aus der App": "123456"})
    assert inside.click("Zweiten Faktor einschalten").shows("passt nicht zu diesem Schlüssel")
    inside.set({"Code aus der App": code_at(secret)})
    run = inside.click("Zweiten Faktor einschalten")
    codes = re.findall(rb"\b[a-hjk]-(?!bcde)[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", b"".join(run.raw))
    assert len(set(codes)) == 10
    assert "Passwort ändern" not in {one.label for one in inside.tab.widgets.values()}
    inside.click("Aufbewahrt, weiter")
    assert "Passwort ändern" in {one.label for one in inside.tab.widgets.values()}
    inside.close()
    tab, run = password_given(server, name)
    assert run.shows("Zweiter Schritt")
    tab.set({"Code": codes[0].decode()})
    assert ticket_in(tab.click("Weiter"))
    tab.close()


def test_who_needs_none_is_not_asked(server: Server) -> None:
    """Fachkraft and Leitung log in with the password and find the offer under Mein Konto."""
    for name in ("anna", "lena"):
        tab, run = password_given(server, name)
        tab.close()
        with Visitor(server.url, swap(server, ticket_in(run)), "konto") as inside:
            assert inside.tab.widget("Zweiten Faktor einrichten")


@pytest.mark.parametrize("file", ["account/my_account.py", "administration/team.py"])
def test_a_page_file_alone_refuses_too(file: str) -> None:
    """Without the router a page asks the database itself: no page before the second factor."""
    app = AppTest.from_file(page_path(file), default_timeout=20)
    app.session_state[STATE_SID] = new_session("adam")
    app.run()
    assert [error.value for error in app.error] == ["Nicht gefunden oder nicht freigegeben."]
    assert not app.title


def test_messages_by_hand_replace_no_second_factor(server: Server) -> None:
    """Whoever sits at a log-in of somebody else cannot say that password and code have been given."""
    secret, _codes = give_factor("anna")
    own = second_factor.new_secret()
    with Visitor(server.url, f"fam={new_session('anna')}", "konto") as intruder:
        for value in (True, "x", 1):
            forged = [state_of(f"_fam_factor_{key}", value) for key in ("changing", "codes", "wanted")]
            forged += [state_of("_fam_factor_secret", own)]
            run = intruder.rerun(forged)
            assert not run.shows("Zweiten Faktor einschalten")  # Streamlit itself stumbles over such a message
    with Visitor(server.url, f"fam={new_session('anna')}", "konto") as intruder:
        intruder.click("Anderes Gerät einrichten")
        intruder.set({"Passwort": PASSWORD, "Code": "000000"})
        intruder.click("Weiter")
        assert "Code aus der App" not in {one.label for one in intruder.tab.widgets.values()}
        intruder.set({"Passwort": PASSWORD, "Code": next_code(secret, "anna")})
        intruder.click("Weiter")
        assert "Code aus der App" in {one.label for one in intruder.tab.widgets.values()}


def test_setting_up_ends_the_other_log_ins(server: Server) -> None:
    """Whoever was in with the password alone is out, and cannot set up an app of their own any more."""
    sids = [new_session("adam") for _ in range(2)]
    tabs = [Visitor(server.url, f"fam={sid}") for sid in sids]
    secrets = []
    for tab in tabs:
        found = re.search(rb"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", b"".join(tab.open().raw))
        assert found
        secrets.append(found.group(1).decode().replace(" ", ""))
    assert secrets[0] != secrets[1]
    for tab, secret in zip(tabs, secrets, strict=True):
        tab.set({"Code aus der App": code_at(secret)})
    tabs[0].click("Zweiten Faktor einschalten")
    with pytest.raises(Exception, match=r"4401|close"):
        tabs[1].click("Zweiten Faktor einschalten")
    with db.program() as session:
        assert session.get(SecondFactor, id_of("adam")) is not None
        assert session.get_one(LoginSession, login.hashed(sids[1])).revoked_at is not None
    tabs[0].close()
