"""The browserless client speaks with a real Streamlit server as a tab does."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.wsload import Load, Result, main, visit
from tests.support.server import Server
from tests.support.wire import Visitor, click_of, state_of

APP = """
import streamlit as st

def home():
    st.title("Start")
    with st.form("f"):
        name = st.text_input("Name")
        tick = st.checkbox("Haken")
        sent = st.form_submit_button("Senden")
    st.write(f"sent={sent} name={name} tick={tick} cookie={st.context.cookies.get('who')}")
    st.write("unchanged " * 400)
    if st.button("Krach"):
        raise ValueError("laut")
    if st.button("Noch einmal"):
        st.session_state.again = True
        st.rerun()
    st.write("again" if st.session_state.get("again") else "once")

def other():
    st.title("Andere Seite")
    st.dataframe({"geheim": ["Mühlheim"]})

st.navigation([st.Page(home, default=True), st.Page(other, url_path="andere")]).run()
"""
COMMAND = [
    sys.executable, "-m", "streamlit", "run", "{app}", "--server.port", "{port}", "--server.headless", "true",
    "--server.address", "127.0.0.1", "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false",
]  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small Streamlit program of two pages."""
    folder = tmp_path_factory.mktemp("wire")
    (folder / "small.py").write_text(APP, encoding="utf-8")
    server = Server([word.replace("{app}", str(folder / "small.py")) for word in COMMAND], folder, {})
    yield server.url
    server.stop()


def test_a_form_is_filled_and_sent(url: str) -> None:
    """Values set by label arrive with the click; the cookie is that of the visitor."""
    with Visitor(url, cookie="who=anna") as visitor:
        visitor.set({"Name": "Müller", "Haken": True})
        run = visitor.click("Senden")
        assert run.shows("sent=True name=Müller tick=True cookie=anna")
        assert visitor.rerun().shows("sent=False name=Müller tick=True")


def test_events_that_no_page_offers_are_sent(url: str) -> None:
    """Widget events can be made by hand, as an attacker would."""
    with Visitor(url) as visitor:
        name, button = visitor.tab.widget("Name").id, visitor.tab.widget("Senden").id
        assert visitor.rerun([state_of(name, "von Hand"), click_of(button)]).shows("sent=True name=von Hand")


def test_pages_open_by_address_and_by_menu(url: str) -> None:
    """A deep link and a click in the menu show the page; tables are searched too; an unknown page is noticed."""
    visitor = Visitor(url, page="andere")
    assert visitor.open().shows("Andere Seite")
    assert visitor.rerun().shows("Mühlheim")
    assert visitor.go("").shows("Start")
    with pytest.raises(LookupError, match="andere"):
        visitor.go("gibt es nicht")
    visitor.close()
    with Visitor(url, page="nirgends") as lost:
        assert lost.tab.page_missing


def test_a_script_that_restarts_itself_is_awaited(url: str) -> None:
    """After st.rerun() the second run counts."""
    with Visitor(url) as visitor:
        assert visitor.click("Noch einmal").shows("again")


def test_errors_are_noticed_and_known_labels_are_named(url: str) -> None:
    """An exception on the page is in the run; a label that is not there is an error that names the others."""
    with Visitor(url) as visitor:
        assert visitor.rerun().exceptions == []
        assert len(visitor.click("Krach").exceptions) == 1
        with pytest.raises(LookupError, match="Senden"):
            visitor.click("Absenden")


def _threaded(url: str, load: Load) -> Result:
    """Run asyncio in a thread of its own: Playwright's synchronous interface keeps a loop in this one."""
    results: list[Result] = []
    thread = threading.Thread(target=lambda: results.append(asyncio.run(visit(url, load, ["who=a", "who=b"]))))
    thread.start()
    thread.join()
    return results[0]


def test_many_sessions_work_at_once(url: str) -> None:
    """Every session clicks, times are sorted, and errors reach the result."""
    result = _threaded(url, Load(sessions=5, seconds=1, think=0.1, click="Senden"))
    assert len(result.milliseconds) >= 5
    assert result.milliseconds == sorted(result.milliseconds)
    assert result.median <= result.percentile(0.95) <= result.milliseconds[-1]
    assert result.exceptions == []
    assert _threaded(url, Load(sessions=1, seconds=0.2, think=0.1, click="Krach")).exceptions


def test_only_this_machine_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The load client refuses addresses of others."""
    with pytest.raises(SystemExit):
        main(["https://example.org"])
    assert "loopback only" in capsys.readouterr().err
