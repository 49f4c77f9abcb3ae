"""An OpenID provider that really runs: discovery, authorization code with PKCE, signed ID tokens, over HTTP.

It knows who its people are and lets each in without a password (`/authorize?...&user=NAME`); what it says is signed
with a key of its own, made at the start. Nothing of the program is replaced: Streamlit and Authlib speak with it as
with any other.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.server import free_port

REFUSED = "abgelehnt"  # whoever logs in under this name is refused by the directory itself
CLIENT, SECRET = "fam-westkreis", "nur-fuer-tests"


class Directory:
    """One provider with its people: user -> claims beside those that every ID token has."""

    def __init__(self, people: Mapping[str, Mapping[str, Any]]) -> None:
        self.people = people
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.signs_with = self.key  # a test may have it sign with a key that it does not publish
        self.away: float = 0.0  # seconds that its clock is off
        self.says_it_is = self.url  # the issuer in its tokens
        self.codes: dict[str, dict[str, str]] = {}
        routes = [
            Route("/.well-known/openid-configuration", self._about),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/jwks", self._keys),
        ]
        settings = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=self.port, log_level="error")
        self.server = uvicorn.Server(settings)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def start(self) -> None:
        """Return when it answers."""
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        """End it."""
        self.server.should_exit = True
        self.thread.join(10)

    async def _about(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        user = asked.pop("user", "")
        if user not in [*self.people, REFUSED]:
            links = [
                f'<p><a href="?{urlencode({**asked, "user": one})}">{one}</a></p>' for one in [*self.people, REFUSED]
            ]
            return HTMLResponse("<h1>Verzeichnis</h1>" + "".join(links))
        if user == REFUSED:
            said = {"error": "access_denied", "error_description": "no <b>entry</b>", "state": asked["state"]}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(said)}", 302)
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "user": user}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        given = self.codes.pop(str(form.get("code")), None)
        challenge = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            given is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or form.get("redirect_uri") != given["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).decode().rstrip("=") != given["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        at = int(time.time() + self.away)
        claims = {"iss": self.says_it_is, "aud": CLIENT, "iat": at, "exp": at + 3600, "nonce": given["nonce"]}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.people[given["user"]]}, self.signs_with)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": token})

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def section(self, name: str, **more: str | bool) -> str:
        """Return its section of secrets.toml."""
        settings = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
            **more,
        }
        return f"[auth.{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())


@contextmanager
def running(people: Mapping[str, Mapping[str, Any]]) -> Iterator[Directory]:
    """Give a provider that answers; always ended at the end."""
    directory = Directory(people)
    directory.start()
    try:
        yield directory
    finally:
        directory.stop()
