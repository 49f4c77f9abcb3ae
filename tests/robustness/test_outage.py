"""The database goes away under a running server, or its disk is full: a sentence, nothing typed is lost, it goes on."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import func, select

from fam import boot, db
from fam.errors import NoSpace, Unavailable
from fam.models import Family
from fam.person import Person, system
from fam.services import records
from tests.robustness import stored
from tests.support.cast import fill_cast
from tests.support.children import end
from tests.support.needs import POSTGRES
from tests.support.people import log_in
from tests.support.postgres import FAST, PostgresServer, find_binaries
from tests.support.server import app_server

NUMBER = "FAM-2017-00001"
TEXT = "Frau M. berichtet von den Nachmittagen; vereinbart wurde, was im Hilfeplan steht."
AWAY = "Die Datenbank ist gerade nicht erreichbar"
# Eight seconds stand for a minute, because the server also looks for dead connections every two instead of thirty.
# `DOWN_SECONDS=65 pytest -n 0 tests/robustness/test_outage.py -k away` is the real minute, with the usual thirty.
DOWN = int(os.environ.get("DOWN_SECONDS", "8"))
PINGS = {"STREAMLIT_SERVER_WEBSOCKET_PING_INTERVAL": "2"} if DOWN < 60 else {}


@pytest.fixture
def mortal_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own that may die."""
    if (binaries := find_binaries()) is None:
        POSTGRES.skip()
    server = PostgresServer(binaries, FAST)
    yield server
    server.stop()


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A filled database on the server that may die, or the usual SQLite file."""
    if "mortal_server" not in request.fixturenames:
        yield request.getfixturevalue("sqlite_url")
        return
    server: PostgresServer = request.getfixturevalue("mortal_server")
    url = server.url(server.create())
    monkeypatch.setenv("FAM_DATABASE_URL", url)
    boot.ensure_database()
    fill_cast()
    yield url
    db.engine_for(url).dispose()


def _entry(page: Page) -> Locator:
    field = page.get_by_label("Eintrag *")
    if not field.is_visible():
        page.get_by_text("Eintrag schreiben", exact=True).click()
    return field


def _away(server: PostgresServer) -> None:
    end(server.process)


def _back(server: PostgresServer) -> None:
    server.process = server._start()


@pytest.mark.browser
@pytest.mark.postgres
def test_a_database_that_is_away_for_a_while(
    page: Page, mortal_server: PostgresServer, database: str, make_family: Callable[..., int], tmp_path: Path
) -> None:
    """Who works reads what is the matter, a new tab too; the click is done once when it is back, nobody reloads."""
    make_family("Kaya")
    with app_server(tmp_path, {"FAM_DATABASE_URL": database, **PINGS}) as server:
        log_in(page, server.url, "anna", f"/familienakte?fam={NUMBER}")
        field = _entry(page)
        field.fill(TEXT[:30])
        expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
        _away(mortal_server)
        gone = time.monotonic()
        field.fill(TEXT)
        page.get_by_role("button", name="Eintrag speichern").click()
        expect(page.get_by_text(AWAY)).to_be_visible(timeout=15_000)
        expect(field).to_have_count(1, timeout=15_000)  # the one of the run before goes when the next one is over
        expect(field).to_have_value(TEXT)
        fresh = page.context.new_page()
        fresh.goto(f"{server.url}/familienakte?fam={NUMBER}")
        expect(fresh.get_by_text(AWAY).first).to_be_visible(timeout=15_000)
        time.sleep(max(0.0, DOWN - (time.monotonic() - gone)))
        _back(mortal_server)
        expect(page.get_by_role("paragraph").get_by_text(TEXT)).to_be_visible(timeout=20_000)
        expect(field).to_have_count(1, timeout=15_000)
        expect(field).to_have_value("")
        expect(page.get_by_text(AWAY)).to_be_hidden(timeout=10_000)
        expect(fresh.get_by_text("Kaya").first).to_be_visible(timeout=15_000)
        expect(fresh.get_by_text(AWAY)).to_have_count(0)
        assert "Traceback" not in page.content() + fresh.content()
    db.engine().dispose()
    assert list(stored.marks("note").elements()) == [TEXT]
    stored.whole()


@pytest.mark.postgres
def test_every_way_into_the_database_says_so(
    mortal_server: PostgresServer, database: str, cast: Callable[[str], Person], make_family: Callable[..., int]
) -> None:
    """Reading, writing, figures: the same sentence, and a transaction that was under way leaves nothing."""
    family, kerstin = make_family("Kaya"), cast("kerstin")

    def half() -> None:
        with db.transaction(kerstin) as session:
            records.edit(session, Family, family, {"name": "Kaya"}, {"name": "Halb"})
            session.flush()
            _away(mortal_server)

    with pytest.raises(Unavailable, match="nicht erreichbar"):
        half()
    for way in (db.reading(system()), db.transaction(kerstin), db.statistics()):
        with pytest.raises(Unavailable), way as session:
            session.exec(select(func.count()).select_from(Family))
    with pytest.raises(Unavailable):
        db.data_version()
    _back(mortal_server)
    with db.reading(system()) as session:
        found = session.get(Family, family)
        assert found
        assert found.name == "Kaya"


def _limit(pid: int, size: int) -> None:
    import resource

    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.browser
@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux")
def test_a_full_disk_while_people_work(
    page: Page, database: str, ready: None, make_family: Callable[..., int], tmp_path: Path
) -> None:
    """No file of the server may grow: the sentence stands at the form, the text stays; with room again it is saved."""
    make_family("Kaya")
    with app_server(tmp_path, {"FAM_DATABASE_URL": database}) as server:
        log_in(page, server.url, "anna", f"/familienakte?fam={NUMBER}")
        field = _entry(page)
        _limit(server.process.pid, 4096)
        field.fill(TEXT)
        page.get_by_role("button", name="Eintrag speichern").click()
        expect(page.get_by_text("Auf dem Server ist kein Platz mehr").first).to_be_visible(timeout=15_000)
        expect(field).to_have_value(TEXT)
        page.get_by_role("button", name="Eintrag speichern").click()
        expect(page.get_by_text("Auf dem Server ist kein Platz mehr").first).to_be_visible(timeout=15_000)
        assert stored.marks("note") == {}
        assert "Traceback" not in page.content()
        _limit(server.process.pid, -1)
        page.get_by_role("button", name="Eintrag speichern").click()
        expect(page.get_by_test_id("stToast")).to_contain_text("Eintrag gespeichert.", timeout=15_000)
    assert list(stored.marks("note").elements()) == [TEXT]
    stored.whole()


@pytest.fixture
def ready(database: str) -> None:
    """The cast in the SQLite file."""
    fill_cast()


def test_a_full_sqlite_file_is_one_sentence_and_no_half_case(
    database: str, ready: None, make_family: Callable[..., int]
) -> None:
    """The file may have no further page: the save is refused whole, reading goes on, and it works again with room."""
    make_family("Kaya")
    with db.engine().connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        raw = connection.connection.driver_connection

    def many() -> None:
        for number in range(500):
            make_family(f"Voll {number}")

    with pytest.raises(NoSpace, match="kein Platz mehr"):
        many()
    stored.whole()
    assert 1 <= len(stored.numbers()) < 500
    assert raw is not None
    raw.execute("PRAGMA max_page_count=1000000")
    make_family("Wieder Platz")
    stored.whole()
