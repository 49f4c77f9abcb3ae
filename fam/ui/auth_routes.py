"""What the web server answers itself: ticket for cookie, log-out, the lock's questions, readiness."""

import json
from collections.abc import Callable
from html import escape
from typing import Any

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from fam import db
from fam.config import config
from fam.errors import FamError, Unavailable
from fam.queries.presence import Presence
from fam.services import login
from fam.ui import auth_directory, auth_session, fictional
from fam.ui.auth_check import REFUSED, verified
from fam.ui.auth_gate import address

NO_STORE = {"Cache-Control": "no-store"}
AWAY = "Die Datenbank ist gerade nicht erreichbar. Was getippt ist, bleibt stehen; es geht von selbst weiter."
BODY_LIMIT = 4096
GONE: dict[str, Any] = {"state": "gone", "left": 0, "warn": 0, "minutes": 0, "name": "", "user": "", "directory": False}


def _cookie(request: Request) -> str:
    return request.cookies.get(auth_session.cookie_name(), "")


async def enter(request: Request) -> Response:
    """Swap a ticket for the session cookie and go where the person wanted to go."""
    browser = request.cookies.get(auth_session.browser_cookie_name(), "")
    agent = request.headers.get("user-agent", "")
    redeemed = await to_thread.run_sync(_redeem, request.path_params["ticket"], browser, agent)
    if redeemed is None:
        return sentence(REFUSED, 400)
    sid, path = redeemed
    response = RedirectResponse(path, 303, headers=NO_STORE)
    response.set_cookie(
        auth_session.cookie_name(),
        sid,
        max_age=login.SESSION_HOURS * 3600,
        path="/",
        secure=config().behind_tls,
        httponly=True,
        samesite="strict",
    )
    _drop_directory(request, response)
    return response


def _drop_directory(request: Request, response: Response) -> None:
    """Take away what a directory said, used or not: neither a log-in nor a log-out leaves another log-in behind."""
    for name in request.cookies:
        if name.startswith(auth_directory.COOKIES):
            response.delete_cookie(name, path="/")


def _redeem(ticket: str, browser: str, agent: str) -> tuple[str, str] | None:
    with db.program() as session:
        return login.redeem(session, ticket, browser, agent)


async def leave(request: Request) -> Response:
    """End the log-in and forget the cookie. A link on a foreign site brings no cookie and so ends nothing."""
    response = RedirectResponse("/", 303, headers=NO_STORE)
    _drop_directory(request, response)
    if sid := _cookie(request):
        await to_thread.run_sync(_end, sid)
        response.delete_cookie(
            auth_session.cookie_name(), path="/", secure=config().behind_tls, httponly=True, samesite="strict"
        )
    return response


def _end(sid: str) -> None:
    with db.program() as session:
        login.end(session, login.hashed(sid))


async def ready(_request: Request) -> Response:
    """Say whether the database answers; for the operator's monitoring."""
    try:
        await to_thread.run_sync(db.data_version)
    except (SQLAlchemyError, FamError):
        return JSONResponse({"database": "down"}, 503, headers=NO_STORE)
    return JSONResponse({"database": "ok"}, headers=NO_STORE)


def state(here: Presence | None) -> dict[str, Any]:
    """Return what the lock's script needs to know: seconds left until the lock, and when to warn."""
    if here is None:
        return GONE
    idle = here.idle.total_seconds()
    left = max(0.0, idle - here.rested.total_seconds())
    return {
        "state": "locked" if here.locked else "open",
        "left": left,
        "warn": min(120.0, idle / 4),
        "minutes": f"{idle / 60:.2g}".replace(".", ","),
        "idle": idle,
        "name": here.person.name,
        "user": here.person.username,
        "directory": bool(here.provider),
        "demo": fictional.sentence(here.person.today) if here.person.demo else "",
    }


async def rest(request: Request) -> Response:
    """Say how long until the lock. Asking is no activity."""
    return await _answer(lambda: state(auth_session.look(_cookie(request))))


async def active(request: Request) -> Response:
    """Note that somebody is at the keys, unless the session is locked already."""
    if not own_script(request):
        return JSONResponse(GONE, 403, headers=NO_STORE)
    return await _answer(lambda: _touched(_cookie(request)))


def _touched(sid: str) -> dict[str, Any]:
    here = auth_session.look(sid)
    if here is not None and not here.locked:
        with db.program() as session:
            login.touch(session, here.sid_hash, here.idle)
    return state(auth_session.look(sid))


async def unlock(request: Request) -> Response:
    """Open a locked session with the password of its account."""
    password = await _password(request)
    if not own_script(request) or password is None:
        return JSONResponse(GONE, 403, headers=NO_STORE)
    return await _answer(lambda: _unlocked(_cookie(request), password, address(request.scope)))


async def _password(request: Request) -> str | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    try:
        found = json.loads(body)
    except ValueError:
        return None
    password = found.get("password") if isinstance(found, dict) else None
    return password if isinstance(password, str) else None


def _unlocked(sid: str, password: str, where: str) -> dict[str, Any]:
    here = auth_session.look(sid)
    if here is None:
        return GONE
    if verified(here.person.username, password, where) != here.person.account_id:
        return {**state(here), "message": REFUSED}
    with db.program() as session:
        login.touch(session, here.sid_hash, None)
    return state(auth_session.look(sid))


def own_script(request: Request) -> bool:
    """A header that a form on a foreign site cannot send; the cookie is SameSite=Strict besides."""
    return request.headers.get("x-fam") == "1"


async def _answer(work: Callable[[], dict[str, Any]]) -> Response:
    try:
        found = await to_thread.run_sync(work)
    except Unavailable:
        return JSONResponse({"state": "away", "message": AWAY}, 503, headers=NO_STORE)
    return JSONResponse(found, 403 if found["state"] == "gone" else 200, headers=NO_STORE)


def sentence(text: str, status: int) -> HTMLResponse:
    """Return a page with one German sentence and the way back, for what happens outside Streamlit."""
    body = (
        f'<!DOCTYPE html><html lang="de"><meta charset="utf-8"><title>FAM Westkreis</title>'
        f'<meta name="viewport" content="width=device-width"><h1>FAM Westkreis</h1><p>{escape(text)}</p>'
        f'<p><a href="/">Zur Anmeldung</a></p></html>'
    )
    return HTMLResponse(body, status, headers=NO_STORE)


ROUTES = [
    Route("/anmelden/{ticket}", enter),
    Route("/abmelden", leave),
    Route("/readyz", ready),
    Route("/sitzung", rest),
    Route("/sitzung/aktiv", active, methods=["POST"]),
    Route("/sitzung/entsperren", unlock, methods=["POST"]),
]
