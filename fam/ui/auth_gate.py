"""The gate before Streamlit: every message of every tab is held until the database says that its log-in still counts.

Streamlit runs callbacks and fragments without the router, so the router alone cannot keep anybody out.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any

from anyio import CapacityLimiter, move_on_after, sleep, to_thread
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

from fam import db
from fam.config import config
from fam.errors import NoSpace, Unavailable
from fam.queries.presence import Presence
from fam.services import login
from fam.ui import auth_files, auth_session, menu
from fam.ui.auth_turns import Turns, asks_for_run, ends_run
from fam.ui.auth_visitor import ADDRESS_HEADER, SHOWN, TOKEN_HEADER, Visitor

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OPERATIONS = {"deferred_file", "dataframe_chunk"}  # downloads and long tables; the rest is for developers
CLOSED = 4401
HELD, HELD_BYTES = 200, 5_000_000  # of one tab while the database is away; a form that is saved has some kilobytes
RETRY = 1.0  # seconds between two questions to a database that is away
THREADS = CapacityLimiter(24)  # of its own: a slow database must not hold up static files, nor they the gate


class Verdict(Enum):
    """What becomes of a message."""

    PASS = "pass"
    DROP = "drop"
    CLOSE = "close"


class Gate:
    """ASGI middleware around Streamlit's websocket."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a connection in with the marks of the gate, and judge each of its messages."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        visitor = Visitor(cookies(scope).get(auth_session.cookie_name(), ""))
        headers = await to_thread.run_sync(admit, visitor, scope, limiter=THREADS)
        try:
            inner = {**scope, "headers": headers}
            await self.app(inner, partial(self._judged, visitor, receive), partial(self._noted, visitor, send))
        finally:
            self.turns.give_back(visitor)
        if visitor.gone:
            await send({"type": "websocket.close", "code": CLOSED})

    async def _judged(self, visitor: Visitor, receive: Receive) -> Message:
        """Give Streamlit the next message that it may have; one that wants to run waits for its turn first."""
        while True:
            message = visitor.waiting.popleft() if visitor.waiting else await receive()
            data = message.get("bytes")
            if message["type"] != "websocket.receive" or not data:
                return message
            if asks_for_run(data):
                await self.turns.take(visitor)  # before it is judged: what the database says then is of now
            verdict = await self._patiently(visitor, data, receive)
            if verdict is Verdict.PASS:
                if asks_for_run(data):
                    await visitor.next_run()
                return message
            self.turns.give_back(visitor)
            if verdict is Verdict.CLOSE:
                visitor.gone = True
                return {"type": "websocket.disconnect", "code": CLOSED}

    async def _patiently(self, visitor: Visitor, data: bytes, receive: Receive) -> Verdict:
        """Judge a message; while the database is away it waits, and is answered when it is back: nothing is lost."""
        while True:
            try:
                return await to_thread.run_sync(judge, visitor, data, limiter=THREADS)
            except Unavailable:
                if visitor.shown is None and asks_for_run(data):
                    return Verdict.PASS  # as any stranger's: the router says what is the matter
                self.turns.give_back(visitor)
                visitor.held_up()
                with move_on_after(RETRY):
                    await _listen(visitor, receive)

    async def _noted(self, visitor: Visitor, send: Send, message: Message) -> None:
        """Pass a message on to the browser, and note what it means: a download is ready, a run is over."""
        if data := message.get("bytes"):
            if visitor.downloads:
                visitor.downloads -= auth_files.note(data, login.hashed(visitor.sid))
            if ends_run(data):
                visitor.run_ended.set()
                self.turns.give_back(visitor)
        await send(message)


async def _listen(visitor: Visitor, receive: Receive) -> None:
    """Take in what comes while a message waits: the server reads no pongs of a connection that nobody reads, takes it
    for dead after half a minute, and with it goes the click that waits."""
    size = sum(len(one.get("bytes") or b"") for one in visitor.waiting)
    while size < HELD_BYTES and len(visitor.waiting) < HELD and not visitor.left:
        visitor.waiting.append(message := await receive())
        size += len(message.get("bytes") or b"")
        visitor.left = message["type"] != "websocket.receive"
    await sleep(RETRY)


def cookies(scope: Scope) -> dict[str, str]:
    """Return the cookies of a request by name."""
    found: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found.load(value.decode("latin-1"))
            except CookieError:
                continue
    return {key: morsel.value for key, morsel in found.items()}


def address(scope: Scope) -> str:
    """Return who is at the other end; X-Forwarded-For counts only as far as our own proxies wrote it."""
    host, port = scope.get("client") or ("local", 0)
    if not (proxies := config().trusted_proxies):
        return str(host) if port else "local"  # port 0: uvicorn has believed the header of a local client
    chain = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    hops = [hop.strip() for hop in chain.split(",") if hop.strip()]
    return hops[-proxies] if len(hops) >= proxies else str(host)


def admit(visitor: Visitor, scope: Scope) -> list[tuple[bytes, bytes]]:
    """Return the headers of a new connection with our own marks.

    A tab that reconnects gets its old Streamlit session back only if that belongs to the log-in that it has now.
    """
    kept = []
    for name, value in scope["headers"]:
        if name.decode("latin-1").lower() in (TOKEN_HEADER, ADDRESS_HEADER):
            continue
        kept.append((name, _protocols(visitor, value) if name == b"sec-websocket-protocol" else value))
    marks = {TOKEN_HEADER: visitor.token, ADDRESS_HEADER: address(scope)}
    return kept + [(name.encode(), value.encode("latin-1", "replace")) for name, value in marks.items()]


def _protocols(visitor: Visitor, value: bytes) -> bytes:
    entries = [entry.strip() for entry in value.decode("latin-1").split(",")]
    if len(entries) < 3 or not entries[2]:
        return value
    visitor.claims_reconnect = True
    shown, here = SHOWN.get(entries[2]), auth_session.look(visitor.sid)
    if (shown.sid_hash if shown else None) == (here.sid_hash if here else None):
        visitor.shown = shown
        return value
    return ", ".join(entries[:2]).encode("latin-1")


def judge(visitor: Visitor, data: bytes) -> Verdict:
    """Say what becomes of one message; asks the database who is there."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return Verdict.PASS  # Streamlit closes the connection
    kind = message.WhichOneof("type")
    if kind == "app_heartbeat":
        return Verdict.PASS
    operation = message.backend_operation_request.WhichOneof("payload") if kind == "backend_operation_request" else None
    if kind not in ("rerun_script", "stop_script", "file_urls_request") and operation not in OPERATIONS:
        return Verdict.DROP
    here = auth_session.look(visitor.sid)
    if here is None:
        if visitor.shown is not None:
            return Verdict.CLOSE  # whoever was here is not any more; the tab comes back as a stranger
        return Verdict.PASS if kind in ("rerun_script", "stop_script") else Verdict.DROP
    return _while_locked(visitor, message) if here.locked else _inside(visitor, message, here)


def _inside(visitor: Visitor, message: BackMsg, here: Presence) -> Verdict:
    """Let a log-in that counts work; a download is let through only to the log-in whose tab offered it."""
    kind = message.WhichOneof("type")
    if message.backend_operation_request.WhichOneof("payload") == "deferred_file":
        if not auth_files.offered_to(message.backend_operation_request.deferred_file.file_id, here.sid_hash):
            return Verdict.DROP
        visitor.downloads += 1
    if kind == "rerun_script" and not message.rerun_script.is_auto_rerun and not _mere_reconnect(visitor):
        _note_activity(here.sid_hash, here.rested, here.idle)
    if kind == "rerun_script" and not message.rerun_script.fragment_id:
        visitor.hand_over(here)
    return Verdict.PASS


def _mere_reconnect(visitor: Visitor) -> bool:
    """The first message after a lost connection comes by itself; nobody need be there."""
    first, visitor.claims_reconnect = visitor.claims_reconnect, False
    return first


def _while_locked(visitor: Visitor, message: BackMsg) -> Verdict:
    """Let through what draws the lock or a page of totals; the rest waits, so that what stands in the tab stays."""
    if message.WhichOneof("type") != "rerun_script":
        return Verdict.DROP
    if visitor.shown is not None:
        return Verdict.PASS if visitor.shown.totals_only else Verdict.DROP
    wants_totals = message.rerun_script.page_script_hash in menu.TOTALS_ONLY and not message.rerun_script.fragment_id
    return Verdict.PASS if wants_totals or not visitor.claims_reconnect else Verdict.DROP


def _note_activity(sid_hash: str, rested: timedelta, idle: timedelta) -> None:
    """Write down that somebody is active, at most once a minute: a write costs more than a read.

    A negative rest means that the clock went back.
    """
    if abs(rested) > min(timedelta(minutes=1), idle / 10):
        with suppress(NoSpace), db.program() as session:  # the click itself counts, and says what is the matter
            login.touch(session, sid_hash, idle)
