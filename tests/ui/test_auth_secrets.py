"""Passwords, codes and keys leave no trace: not in what a server at its most talkative writes, nor in its database."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fam import db
from fam.ui.auth_check import REFUSED
from tests.support.cast import PASSWORD
from tests.support.factor import code_at, next_code
from tests.support.people import new_session
from tests.support.server import Server, app_server
from tests.support.wire import Run, Visitor
from tests.ui.test_auth_second import BROWSER, swap, ticket_in

WRONG = "Falsches-Passwort-4711"
NEW = "ein neuer Satz fuer Anna"
DEBUG = {"FAM_BCRYPT_ROUNDS": "4", "STREAMLIT_LOGGER_LEVEL": "debug"}


@pytest.fixture
def server(ready_cast: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The app with everything logged that can be."""
    url = f"sqlite:///{shutil.copy(ready_cast, tmp_path / 'fam.db')}"
    monkeypatch.setenv("FAM_DATABASE_URL", url)
    with app_server(tmp_path, {"FAM_DATABASE_URL": url, **DEBUG}) as running:
        yield running
    db.engine_for(url).dispose()


def text_of(run: Run) -> bytes:
    """Return everything that came over the wire."""
    return b"".join(run.raw)


def log_in_badly_and_well(server: Server) -> None:
    """A wrong password, a password as the user name, then the right one."""
    for name, password in (("anna", WRONG), (WRONG, PASSWORD)):
        with Visitor(server.url, BROWSER) as tab:
            tab.set({"Benutzername": name, "Passwort": password})
            assert tab.click("Anmelden").shows(REFUSED)
    with Visitor(server.url, BROWSER) as tab:
        tab.set({"Benutzername": "anna", "Passwort": PASSWORD})
        assert swap(server, ticket_in(tab.click("Anmelden")))


def set_up(inside: Visitor) -> tuple[str, list[str]]:
    """Set up a second factor under Mein Konto; return its secret and its recovery codes."""
    inside.click("Zweiten Faktor einrichten")
    inside.set({"Passwort": WRONG})
    inside.click("Weiter")
    inside.set({"Passwort": PASSWORD})
    found = re.search(rb"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", text_of(inside.click("Weiter")))
    assert found
    secret = found.group(1).decode().replace(" ", "")
    inside.set({"Code aus der App": code_at(secret)})
    run = inside.click("Zweiten Faktor einschalten")
    codes = re.findall(rb"\b[a-hjk]-(?!bcde)[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", text_of(run))
    assert len(set(codes)) == 10
    inside.click("Aufbewahrt, weiter")
    return secret, [code.decode() for code in set(codes)]


def test_no_secret_is_written_anywhere(server: Server, tmp_path: Path) -> None:
    """Log-ins right and wrong, a second factor, its codes, a new password: the log and the files know none of them."""
    log_in_badly_and_well(server)
    with Visitor(server.url, f"{BROWSER}; fam={new_session('anna')}", "konto") as inside:
        secret, codes = set_up(inside)
    code = next_code(secret, "anna")
    for typed, opens in (("zauberwort", False), (code, True), (codes[0], True)):
        with Visitor(server.url, BROWSER) as tab:
            tab.set({"Benutzername": "anna", "Passwort": PASSWORD})
            tab.click("Anmelden")
            tab.set({"Code": typed})
            assert bool(ticket_in(tab.click("Weiter"))) is opens
    with Visitor(server.url, f"{BROWSER}; fam={new_session('anna')}", "konto") as inside:
        inside.set({"Bisheriges Passwort": PASSWORD, "Neues Passwort": NEW, "Neues Passwort wiederholen": NEW})
        inside.click("Passwort ändern")
    server.kill()
    secrets = [PASSWORD, WRONG, NEW, secret, code, "zauberwort", *codes, *(one.replace("-", "") for one in codes)]
    written = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert any(b"Beginning script thread" in text for text in written.values()), "the log is there, at debug level"
    assert any(b"anna" in text for text in written.values()), "the database is there"
    for file, text in written.items():
        assert [one for one in secrets if one.encode() in text] == [], file


def test_the_search_would_find_them(tmp_path: Path) -> None:
    """A file that does hold a password is found by the same look."""
    (tmp_path / "x").write_text(f"user=anna password={PASSWORD}")
    assert any(PASSWORD.encode() in file.read_bytes() for file in tmp_path.rglob("*"))
