"""The gate before the websocket: what it believes, what it lets through, message by message."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from streamlit.proto.BackMsg_pb2 import BackMsg

from fam import config, db
from fam.models import LoginSession
from fam.services import login
from fam.ui import auth_gate, menu
from fam.ui.auth_gate import Verdict, address, admit, judge
from fam.ui.auth_visitor import ADDRESS_HEADER, SHOWN, TOKEN_HEADER, Shown, Visitor
from tests.support.people import new_session

pytestmark = pytest.mark.usefixtures("database")


def rerun(*, fragment: str = "", auto: bool = False, page_hash: str = "") -> bytes:
    """Return the message of a click, of a fragment, or of polling."""
    message = BackMsg()
    message.rerun_script.fragment_id = fragment
    message.rerun_script.is_auto_rerun = auto
    message.rerun_script.page_script_hash = page_hash
    return bytes(message.SerializeToString())


def inside(sid: str, *, totals_only: bool = False) -> Visitor:
    """Return the connection of somebody who has a page before them."""
    visitor = Visitor(sid)
    visitor.shown = Shown(login.hashed(sid), totals_only)
    return visitor


def rested_since(sid: str) -> timedelta:
    """Return how long a session has rested."""
    from fam.models import now

    with db.program() as session:
        return now() - session.get_one(LoginSession, login.hashed(sid)).last_active_at


def scope(client: tuple[str, int] = ("10.1.1.1", 5000), **headers: str) -> dict[str, Any]:
    """Return a connection as the web server describes it."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "websocket", "headers": pairs, "client": client}


def test_a_stranger_may_only_load_and_use_the_log_in_page() -> None:
    """Reruns pass (there is nothing but the form), downloads and file uploads do not."""
    stranger = Visitor("")
    assert judge(stranger, rerun()) is Verdict.PASS
    message = BackMsg()
    message.file_urls_request.request_id = "x"
    assert judge(stranger, message.SerializeToString()) is Verdict.DROP


@pytest.mark.parametrize("sent", [rerun(), rerun(fragment="x"), rerun(fragment="x", auto=True)])
def test_whoever_was_here_and_is_not_any_more_is_shut_out(sent: bytes) -> None:
    """After the log-out neither a click, nor a fragment, nor polling of the open tab runs anything."""
    sid = new_session("anna")
    visitor = inside(sid)
    assert judge(visitor, sent) is Verdict.PASS
    with db.program() as session:
        login.end(session, login.hashed(sid))
    assert judge(visitor, sent) is Verdict.CLOSE


def test_messages_for_developers_never_pass() -> None:
    """Clearing caches, installing things, run-on-save: nobody may, logged in or not."""
    visitor = inside(new_session("adam"))
    for field in ("clear_cache", "set_run_on_save", "load_git_info", "debug_shutdown_runtime"):
        message = BackMsg()
        setattr(message, field, True)
        assert judge(visitor, message.SerializeToString()) is Verdict.DROP
    message = BackMsg()
    message.backend_operation_request.install_skills.SetInParent()
    assert judge(visitor, message.SerializeToString()) is Verdict.DROP


def test_clicks_and_typing_are_activity_and_polling_is_not() -> None:
    """A click and a draft start the idle time anew; a fragment that runs by itself does not."""
    for sent, active in ((rerun(auto=True, fragment="x"), False), (rerun(fragment="x"), True), (rerun(), True)):
        sid = new_session("anna", rested=timedelta(minutes=20))
        assert judge(inside(sid), sent) is Verdict.PASS
        assert (rested_since(sid) < timedelta(minutes=1)) is active


def test_a_tab_that_reconnects_by_itself_is_no_activity() -> None:
    """The first message after a lost connection comes without anybody; the second is a click."""
    sid = new_session("anna", rested=timedelta(minutes=20))
    visitor = inside(sid)
    visitor.claims_reconnect = True
    judge(visitor, rerun())
    assert rested_since(sid) > timedelta(minutes=19)
    judge(visitor, rerun())
    assert rested_since(sid) < timedelta(minutes=1)


def test_locked_nothing_runs_but_the_lock_itself_and_totals() -> None:
    """A page under the lock is not touched; a fresh tab gets the lock; Wachstum goes on."""
    sid = new_session("anna", rested=timedelta(minutes=31))
    totals = next(iter(menu.TOTALS_ONLY))
    covered, reconnected = inside(sid), Visitor(sid)
    reconnected.claims_reconnect = True
    assert judge(covered, rerun()) is Verdict.DROP
    assert judge(covered, rerun(page_hash=totals)) is Verdict.DROP
    assert judge(covered, rerun(fragment="x", auto=True)) is Verdict.DROP
    assert judge(reconnected, rerun()) is Verdict.DROP
    assert judge(reconnected, rerun(page_hash=totals)) is Verdict.PASS
    assert judge(Visitor(sid), rerun()) is Verdict.PASS
    assert judge(inside(sid, totals_only=True), rerun(fragment="x", auto=True)) is Verdict.PASS
    assert rested_since(sid) > timedelta(minutes=30)


def test_a_streamlit_session_is_given_back_to_its_own_log_in_only() -> None:
    """Whoever names the Streamlit session of somebody else, or comes back logged out, gets a new one."""
    anna, stefan = new_session("anna"), new_session("stefan")
    SHOWN["tab-of-anna"] = Shown(login.hashed(anna), False)

    def given_back(sid: str) -> bool:
        headers = dict(admit(Visitor(sid), scope(sec_websocket_protocol="streamlit, xsrf, tab-of-anna")))
        return b"tab-of-anna" in headers[b"sec-websocket-protocol"]

    assert given_back(anna)
    assert not given_back(stefan)
    assert not given_back("")
    with db.program() as session:
        login.end(session, login.hashed(anna))
    assert not given_back(anna)


def test_the_marks_of_the_gate_cannot_be_brought_along() -> None:
    """Headers that look like ours are thrown away: address and connection are what the gate says."""
    visitor = Visitor("")
    given = scope(x_fam_visitor="someone-else", x_fam_address="1.2.3.4")
    headers = admit(visitor, given)
    assert [value for name, value in headers if name == TOKEN_HEADER.encode()] == [visitor.token.encode()]
    assert [value for name, value in headers if name == ADDRESS_HEADER.encode()] == [b"10.1.1.1"]


def test_forwarded_addresses_count_only_behind_our_own_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a setting the header is not believed; with one proxy its last entry is, whatever was sent before it."""
    forwarded = scope(x_forwarded_for="6.6.6.6, 7.7.7.7")
    assert address(forwarded) == "10.1.1.1"
    assert address(scope(("6.6.6.6", 0), x_forwarded_for="6.6.6.6")) == "local"
    monkeypatch.setenv("FAM_TRUSTED_PROXIES", "1")
    config.config.cache_clear()
    assert address(forwarded) == "7.7.7.7"
    assert address(scope()) == "10.1.1.1"
    monkeypatch.undo()
    config.config.cache_clear()


def test_an_open_connection_asks_the_database_for_every_message() -> None:
    """The answer to one message is never used for the next one."""
    sid = new_session("anna")
    visitor = inside(sid)
    assert judge(visitor, rerun()) is Verdict.PASS
    assert visitor.take() is not None
    assert visitor.take() is None
    with db.program() as session:
        for row in session.exec(select(LoginSession)):
            session.delete(row)
    assert judge(visitor, rerun()) is Verdict.CLOSE


def test_what_is_no_message_is_left_to_streamlit() -> None:
    """Streamlit itself closes a connection that sends rubbish."""
    assert judge(Visitor(""), b"\xff\xff\xff") is Verdict.PASS
    assert auth_gate.cookies({"headers": [(b"cookie", b"fam=a; other=b"), (b"cookie", b"\xff")]})["fam"] == "a"
