"""Messages that no browser sends: broken, huge, many, from a foreign site, at addresses made by hand."""

import threading
import time
import urllib.request
from urllib.error import HTTPError

import pytest
from sqlmodel import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets import Origin, Subprotocol
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from fam import db
from fam.models import Account
from fam.services import login
from tests.support.cast import CAST
from tests.support.intruder import Intruder, cookie_of, fetch
from tests.support.planted import Planted, dump, leaks
from tests.support.server import Server
from tests.support.wire import PATH, SUBPROTOCOL

QUERIES = ("fam", "neu", "gespraech", "tun", "tabelle", "feld", "ansicht")
NUMBERS = (
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "1e9",
    "٣",
    "²",
    "0x1",
    "1;DROP TABLE family",
    "%00",
    "a" * 3000,
    "[]",
    "%F0%9F",
)
PAGES = ("familienakte", "vorschlaege", "gespraeche", "familien", "aufgaben", "felder", "auswertung", "aenderungen")


def raw_connection(server: Server, cookie: str = "", origin: str = "") -> ClientConnection:
    """Connect to Streamlit's websocket by hand."""
    return connect(
        server.url.replace("http", "ws", 1) + PATH,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        origin=Origin(origin or server.url),
        additional_headers={"Cookie": cookie} if cookie else {},
        proxy=None,
        max_size=None,
    )


@pytest.mark.parametrize("name", [*CAST, ""])
def test_addresses_made_by_hand_are_answered_in_german(server: Server, planted: Planted, name: str) -> None:
    """Every query of the program with numbers of others, negative, huge, foreign digits, twice, no numbers."""
    before = dump(server.environment["FAM_DATABASE_URL"])
    cookie = cookie_of(name) if name else ""
    for page in PAGES:
        for number in NUMBERS:
            query = "&".join(f"{key}={number}" for key in QUERIES) + f"&fam={planted.number}&fam={number}"
            with Intruder(server, cookie, page, query) as visitor:
                if name not in ("anna", "amir"):
                    assert leaks(visitor.received, ["Qqwyx"]) == [], (page, number)
    assert "Traceback" not in server.logs
    assert dump(server.environment["FAM_DATABASE_URL"]) == before


@pytest.mark.parametrize("data", [b"", b"\xff" * 50, b"\x0a\x05ab", b"\x00" * 1000, BackMsg().SerializeToString()])
def test_broken_messages_end_one_connection_only(server: Server, planted: Planted, data: bytes) -> None:
    """What is no message of Streamlit's neither stops the server nor shows anything."""
    for cookie in ("", cookie_of("anna")):
        with raw_connection(server, cookie) as one:
            one.send(data)
            received = []
            try:
                while True:
                    received.append(one.recv(0.3))
            except (TimeoutError, WebSocketException):
                pass
        assert leaks([part if isinstance(part, bytes) else part.encode() for part in received]) == []
    with Intruder(server, "anna", "heute") as anna:
        assert anna.rerun().messages


def test_a_huge_message_is_not_worked_on(server: Server, planted: Planted) -> None:
    """100 MB in one message: the connection ends or the text is refused, and others are still answered."""
    message = BackMsg()
    message.rerun_script.query_string = "x" * 100_000_000
    with raw_connection(server) as one:
        try:
            one.send(message.SerializeToString())
            one.recv(5)
        except (TimeoutError, WebSocketException, OSError):
            pass
    began = time.monotonic()
    with Intruder(server, "anna", "heute") as anna:
        assert anna.rerun().messages
    assert time.monotonic() - began < 10


def test_a_flood_of_events_leaves_the_others_their_turn(server: Server, planted: Planted) -> None:
    """A stranger and a colleague send 2,000 messages within seconds; Anna's clicks are still answered."""

    def flood(cookie: str) -> None:
        with raw_connection(server, cookie) as one:
            message = BackMsg()
            message.rerun_script.page_name = "familien"
            for _ in range(1000):
                try:
                    one.send(message.SerializeToString())
                except (WebSocketException, OSError):
                    return

    threads = [threading.Thread(target=flood, args=(cookie,)) for cookie in ("", cookie_of("stefan"))]
    with Intruder(server, "anna", "heute") as anna:
        for thread in threads:
            thread.start()
        waited = [anna.rerun().milliseconds for _ in range(5)]
        for thread in threads:
            thread.join()
        assert max(waited) < 10_000, waited


@pytest.mark.parametrize("origin", ["http://angriff.example", "https://127.0.0.1.angriff.example", "null"])
def test_a_foreign_site_gets_no_websocket(server: Server, planted: Planted, origin: str) -> None:
    """Cross-site hijacking: with Anna's cookie and the origin of another site there is no connection."""
    with pytest.raises(WebSocketException):
        raw_connection(server, cookie_of("anna"), origin).close()
    raw_connection(server, cookie_of("anna")).close()


def test_a_foreign_site_changes_nothing_by_address(server: Server, planted: Planted) -> None:
    """The lock's own routes want a header that no form can send; the readiness says nothing about anybody."""
    cookie = cookie_of("anna")
    for path in ("/sitzung/aktiv", "/sitzung/entsperren"):
        assert fetch(server.url + path, cookie, "POST", b'{"password": "x"}')[0] == 403
        assert fetch(server.url + path, cookie)[0] in (404, 405, 200)
    for method in ("PUT", "DELETE", "TRACE", "PATCH"):
        assert fetch(server.url + "/abmelden", cookie, method)[0] in (403, 404, 405), method
    assert leaks([fetch(server.url + "/readyz", cookie)[1]]) == []


@pytest.mark.parametrize(
    "path", ["//angriff.example/", "/%2F/angriff.example", "/\\angriff.example", "/../../etc/passwd"]
)
def test_no_address_redirects_elsewhere_or_reads_files(server: Server, planted: Planted, path: str) -> None:
    """Paths with two slashes, backslashes and dots stay on this site."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object, **_named: object) -> None:
            return None

    opener = urllib.request.build_opener(Stay)
    asked = urllib.request.Request(server.url + path, headers={"Sec-Fetch-Dest": "document"})
    try:
        with opener.open(asked, timeout=10) as answer:
            body, where = answer.read(), answer.headers.get("location", "")
    except HTTPError as refusal:
        body, where = refusal.read(), refusal.headers.get("location", "")
    assert where in ("", "/")
    assert b"root:" not in body


def test_a_ticket_goes_nowhere_else(server: Server, planted: Planted) -> None:
    """A ticket is refused a second time, to another browser, and leads only to addresses of this site."""
    with db.program() as session:
        anna = session.exec(select(Account.id).where(Account.username == "anna")).one() or 0
        first, second = (login.issue_ticket(session, anna, "b1", "/heute") for _ in range(2))
    assert fetch(f"{server.url}/anmelden/{first}", "fam-browser=anders")[0] == 400
    assert fetch(f"{server.url}/anmelden/{first}", "fam-browser=b1")[0] == 400, "a wrong try used it up"
    assert fetch(f"{server.url}/anmelden/{second}", "fam-browser=b1")[0] == 200
    assert fetch(f"{server.url}/anmelden/{second}", "fam-browser=b1")[0] == 400, "replayed"
    for odd in ("..%2F..%2Fetc", "a" * 5000, "%00", "'; DROP TABLE login_ticket"):
        assert fetch(f"{server.url}/anmelden/{odd.replace(' ', '%20')}", "fam-browser=b1")[0] in (400, 404)


def test_a_cookie_brought_along_is_not_adopted(server: Server, planted: Planted) -> None:
    """Fixation: whoever logs in gets a session id of their own, not the one that somebody planted before."""
    with db.program() as session:
        anna = session.exec(select(Account.id).where(Account.username == "anna")).one() or 0
        ticket = login.issue_ticket(session, anna, "b1", "/heute")

    class Keep(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object, **_named: object) -> None:
            return None

    asked = urllib.request.Request(f"{server.url}/anmelden/{ticket}", headers={"Cookie": "fam=planted; fam-browser=b1"})
    with pytest.raises(HTTPError) as answer:
        urllib.request.build_opener(Keep).open(asked, timeout=10)
    cookie = answer.value.headers["set-cookie"]
    assert answer.value.code == 303
    assert "fam=planted" not in cookie
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert "Domain" not in cookie
    with Intruder(server, "fam=planted", "heute") as nobody:
        assert nobody.tab.widget("Benutzername")
