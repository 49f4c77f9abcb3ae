"""There and back: the address that was asked for survives the log-in at a directory, and a refusal there has a reason.

Streamlit always leads back to "/" and says nothing of errors. So the address waits in a cookie of its own, bound to the
`state` of this one log-in, and what went wrong goes on as one of four words in the address.
"""

from collections import OrderedDict
from hashlib import sha256
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from fam.config import config
from fam.ui import auth_session, menu
from fam.ui.auth_gate import App, Message, Receive, Scope, Send, cookies

TARGET_SECONDS = 900  # how long somebody may take at the directory
REMEMBERED = 1000
ANSWER = "anmeldung"  # the part of the address that carries one of these words
OTHERWISE = " Bitte noch einmal versuchen oder mit Benutzername und Passwort anmelden."
SENTENCES = {
    "abgelehnt": "Das Verzeichnis hat die Anmeldung abgelehnt, oder sie wurde dort abgebrochen." + OTHERWISE,
    "abgelaufen": "Die Anmeldung beim Verzeichnis ist abgelaufen oder wurde schon benutzt." + OTHERWISE,
    "ungueltig": "Die Antwort des Verzeichnisses ließ sich nicht bestätigen; angemeldet ist niemand." + OTHERWISE,
    "weg": "Das Verzeichnis ist nicht zu erreichen." + OTHERWISE,
}
REFUSED_THERE = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})
ASKED: OrderedDict[str, str] = OrderedDict()  # browser's mark -> address, from the click until the browser leaves


def leave_for(path: str) -> None:
    """Remember where this browser wants to go when it comes back from the directory to which it goes now."""
    browser = auth_session.browser()
    ASKED[browser] = path
    ASKED.move_to_end(browser)
    while len(ASKED) > REMEMBERED:
        ASKED.popitem(last=False)


def own(path: str) -> str:
    """Return an address if it is a page of ours, else the start; never one of somebody else."""
    parts = urlsplit(path)
    ours = parts.path.startswith("/") and parts.path[1:] in menu.URL_PATHS | {""} and not path.startswith("//")
    return path if ours and path.isascii() and path.isprintable() and "\\" not in path else "/"


def answered(path: str, word: str) -> str:
    """Return an address with the word for what the directory answered."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({ANSWER: word})}"


async def to_directory(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Let Streamlit send somebody to a directory, with the address in a cookie; if it cannot, back with a sentence."""
    path = own(ASKED.pop(cookies(scope).get(auth_session.browser_cookie_name(), ""), "/"))
    failed = False

    async def leaving(message: Message) -> None:
        nonlocal failed
        failed = failed or message.get("status", 200) >= 400
        if failed:
            return
        if message["type"] == "http.response.start" and (state := _state_in(_location(message))):
            kept = Response()
            kept.set_cookie(
                _name(state), quote(path, safe=""), max_age=TARGET_SECONDS, path="/",
                secure=config().behind_tls, httponly=True, samesite="lax",  # comes along from the directory
            )  # fmt: skip
            message["headers"] = [*message["headers"], *_set_cookies(kept)]
        await send(message)

    await app(scope, receive, leaving)
    if failed:
        await RedirectResponse(answered(path, "weg"), 303)(scope, receive, send)


async def from_directory(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Let Streamlit look at what a directory answers, and lead to the address that was asked for, with a reason."""
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    name = _name(asked.get("state", [""])[0])
    kept = cookies(scope).get(name, "")
    path = own(unquote(kept)) if kept else "/"

    async def coming(message: Message) -> None:
        if message["type"] == "http.response.start" and _location(message):
            headers = [(key, value) for key, value in message["headers"] if key.lower() != b"location"]
            came = any(key.lower() == b"set-cookie" and value.startswith(b"_streamlit_user=") and _lasts(value)
                       for key, value in headers)  # fmt: skip
            target = path if came else answered(path, _why(asked, bool(kept)))
            headers.append((b"location", target.encode("latin-1")))
            if kept:
                over = Response()
                over.delete_cookie(name, path="/", secure=config().behind_tls, httponly=True, samesite="lax")
                headers += _set_cookies(over)
            message["headers"] = headers
        await send(message)

    await app(scope, receive, coming)


def _why(asked: dict[str, list[str]], known: bool) -> str:
    """Return the word for a log-in that failed: the directory's own refusal, one too old, or an answer that lies."""
    if error := asked.get("error", [""])[0]:
        return "abgelehnt" if error in REFUSED_THERE else "ungueltig"
    return "ungueltig" if known else "abgelaufen"


def _name(state: str) -> str:
    """The cookie of one log-in: two tabs at the directory at once each find their own page again."""
    mark = "__Host-fam-ziel" if config().behind_tls else "fam-ziel"
    return f"{mark}-{sha256(state.encode()).hexdigest()[:12]}"


def _state_in(location: str) -> str:
    return parse_qs(urlsplit(location).query).get("state", [""])[0]


def _location(message: Message) -> str:
    found = [value for key, value in message["headers"] if key.lower() == b"location"]
    return found[0].decode("latin-1") if found else ""


def _lasts(cookie: bytes) -> bool:
    return b"max-age=0" not in cookie.lower()


def _set_cookies(response: Response) -> list[tuple[bytes, bytes]]:
    return [(key, value) for key, value in response.raw_headers if key == b"set-cookie"]
