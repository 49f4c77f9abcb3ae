"""Security headers: on every response, and so strict that Streamlit just works."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.server import PYTHON, Server, app_server

PROBE = """
import pandas as pd, plotly.graph_objects as go, streamlit as st
from fam.ui import theme
theme.apply()
st.title("Probe")
st.dataframe(pd.DataFrame({"Monat": [1, 2], "Bestand": [3, 4]}))
st.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[3, 4], fill="tozeroy")))
area = st.components.v2.component("probe", html="<p></p>", css="p { color: red }",
    js="export default ({parentElement}) => { parentElement.querySelector('p').textContent = 'Baustein läuft'; }")
area(key="probe")
st.file_uploader("Datei")
"""
APP = """
import streamlit as st
from starlette.middleware import Middleware
from fam.ui.auth_headers import SecurityHeaders
app = st.App("probe.py", middleware=[Middleware(SecurityHeaders)])
"""
EXPECTED = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
)


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose only page has a grid, a chart, a component and an upload, behind our headers."""
    folder = tmp_path_factory.mktemp("probe")
    (folder / "probe.py").write_text(PROBE, encoding="utf-8")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    command = [PYTHON, "-m", "streamlit", "run", str(folder / "app.py"), "--server.port", "{port}"]
    server = Server(command, folder, {"PYTHONPATH": str(Path(__file__).parents[2])})
    yield server
    server.stop()


@pytest.mark.browser
def test_nothing_of_streamlit_is_blocked(probe: Server, page: Page) -> None:
    """Grid, Plotly chart, v2 component and our own scripts work under the policy, without a single violation."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation',"
        " (event) => violations.push(event.violatedDirective + event.blockedURI))"
    )
    page.goto(probe.url)
    page.get_by_text("Baustein läuft").wait_for()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.get_by_test_id("stDataFrame").wait_for()
    page.wait_for_timeout(500)
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.evaluate("violations") == []
    assert complaints == []


@pytest.mark.browser
def test_a_foreign_script_is_blocked(probe: Server, page: Page) -> None:
    """A script that somebody smuggles into the page does not run."""
    page.goto(probe.url)
    page.get_by_text("Baustein läuft").wait_for()
    page.evaluate("""() => {
      const script = document.createElement('script');
      script.textContent = 'window.smuggled = true';
      document.body.append(script);
    }""")
    assert page.evaluate("window.smuggled") is None


def headers_of(url: str) -> tuple[int, Message]:
    """Return status and headers of an answer, also of a refusal."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers


PATHS = {
    "/": 200,
    "/familien": 200,
    "/favicon.png": 200,
    "/_stcore/health": 200,
    "/_stcore/metrics": 404,
    "/_stcore/agent/openapi.json": 404,
    "/anmelden/falsch": 400,
    "/readyz": 200,
    "/sitzung": 403,
    "/media/abc.png": 403,
}


def test_every_response_has_the_headers(database: str, tmp_path: Path) -> None:
    """Pages, files, our own routes and refusals: all carry the headers; telemetry for others is shut."""
    with app_server(tmp_path, {"FAM_DATABASE_URL": database}) as server:
        for path, status in PATHS.items():
            found, headers = headers_of(server.url + path)
            assert found == status, path
            assert [name for name in EXPECTED if name not in headers] == [], path
            assert "strict-transport-security" not in headers, path


def test_behind_tls_cookies_and_transport_are_strict(database: str, tmp_path: Path) -> None:
    """FAM_TLS=1: HSTS on answers, and the browser mark is a __Host- cookie with Secure."""
    with app_server(tmp_path, {"FAM_DATABASE_URL": database, "FAM_TLS": "1"}) as server:
        _status, headers = headers_of(server.url + "/_stcore/host-config")
        assert headers["strict-transport-security"]
        marks = [value for value in headers.get_all("set-cookie") or [] if value.startswith("__Host-fam-browser=")]
        assert len(marks) == 1
        assert all(word in marks[0] for word in ("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"))
