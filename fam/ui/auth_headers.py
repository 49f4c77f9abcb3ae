"""Security headers on every response, and the doors of Streamlit that nobody needs, shut."""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import streamlit
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fam.config import config
from fam.ui import auth_directory, auth_files, auth_return, auth_session, menu
from fam.ui.auth_gate import App, Message, Receive, Scope, Send, cookies
from fam.ui.auth_routes import sentence
from fam.ui.theme import ASSETS

REFUSED_PATHS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth/", "/oauth2callback")
OF_DIRECTORIES = ("/auth/login", "/oauth2callback")  # open where the operator has named directories
OF_A_SESSION = ("/media/", "/_stcore/upload_file/")  # files of a log-in: worthless without its cookie
BROWSER_MARK = (
    "/_stcore/host-config"  # asked by the page itself just before its websocket, so a Strict cookie comes along
)
PASSED_ON = ("/anmelden/", "/auth/", "/oauth2callback", "/media/", "/_stcore/", "/static/")
OWN_PATHS = frozenset({"", "readyz", "abmelden", "index.html"}) | menu.URL_PATHS


def _digest(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@lru_cache
def content_security_policy() -> str:
    """Return the policy: scripts only from here, by file or by the digest of an inline script that we know."""
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    inline += [path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js"))]
    rules = {
        "default-src": "'none'",
        # blob: v2 components; wasm: the table widget decompresses with it (this allows no eval of text)
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *map(_digest, inline)]),
        "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles while it runs
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "media-src": "'self' blob:",
        "manifest-src": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@lru_cache
def headers() -> dict[str, str]:
    """Return the headers of every response."""
    found = {
        "Content-Security-Policy": content_security_policy(),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
    }
    if config().behind_tls:
        found["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return found


class SecurityHeaders:
    """ASGI middleware; plain, because Starlette's base class would hold back long answers."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is shut, pass on the rest, and put the headers on both."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        extra = [(name.lower().encode(), value.encode()) for name, value in headers().items()]
        if scope["path"] == BROWSER_MARK and auth_session.browser_cookie_name() not in cookies(scope):
            extra.append((b"set-cookie", _browser_mark().encode()))
        if scope["path"].startswith("/media/"):
            extra.append((b"cache-control", b"private, no-store"))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", [])
                if scope["path"] in OF_DIRECTORIES:
                    given = auth_directory.short_lived(given)
                message["headers"] = _replaced(given, extra)
            await send(message)

        if refused := await _refused(scope):
            await refused(scope, receive, with_headers)
        elif scope["path"] == "/auth/login":
            await auth_return.to_directory(self.app, scope, receive, with_headers)
        elif scope["path"] == "/oauth2callback":
            await auth_return.from_directory(self.app, scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)


def _replaced(given: Sequence[tuple[bytes, bytes]], ours: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    names = {name for name, _value in ours} - {b"set-cookie"}
    return [(name, value) for name, value in given if name.lower() not in names] + list(ours)


def _browser_mark() -> str:
    secure = "; Secure" if config().behind_tls else ""
    name = auth_session.browser_cookie_name()
    return f"{name}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Strict{secure}"


async def _refused(scope: Scope) -> Response | None:
    """Return the answer to what does not reach Streamlit at all, or None."""
    path: str = scope["path"]
    if path.startswith(REFUSED_PATHS) and not (path in OF_DIRECTORIES and auth_directory.directories()):
        return PlainTextResponse("Nicht gefunden.", 404)
    if path.startswith(OF_A_SESSION):
        sid = cookies(scope).get(auth_session.cookie_name(), "")
        here = await to_thread.run_sync(auth_session.look, sid)
        if here is None or here.locked or not auth_files.belongs(path, here.sid_hash):
            return PlainTextResponse("Nicht angemeldet.", 403)
    to_page = dict(scope["headers"]).get(b"sec-fetch-dest") == b"document" and "." not in path
    if to_page and path.strip("/") not in OWN_PATHS and not path.startswith(PASSED_ON):
        return RedirectResponse("/", 303)  # Streamlit would answer in English
    return None


async def failed(_request: Request, _error: Exception) -> Response:
    """Answer when something broke: a sentence, no details, and the headers, which middleware cannot add here."""
    response = sentence("Das hat nicht geklappt. Bitte noch einmal versuchen.", 500)
    response.headers.update(headers())
    return response
