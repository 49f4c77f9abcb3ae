"""The waiting itself: on a watched page `settled` sees the run that was just asked for, and its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.people import settled
from tests.support.runs import watch
from tests.support.server import PYTHON, Server

pytestmark = pytest.mark.browser
SLOW = """
import time
import streamlit as st
typed = st.text_input("Text")
if st.button("Los"):
    time.sleep(0.4)
    st.session_state.count = st.session_state.get("count", 0) + 1
st.write(f"{st.session_state.get('count', 0)}: {typed}")
"""


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Server]:
    """A server whose page takes its time."""
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    options = ["--server.port", "{port}", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    server = Server([PYTHON, "-m", "streamlit", "run", str(tmp_path / "slow.py"), *options], tmp_path, {})
    yield server
    server.stop()


def test_after_an_input_the_page_is_what_it_asked_for(slow: Server, page: Page) -> None:
    """No second look: what was typed and clicked stands there when the waiting ends, eight times."""
    watch(page.context)
    page.set_default_timeout(60_000)
    page.goto(slow.url)
    page.get_by_text("0:").wait_for()
    for number in range(8):
        settled(page)
        page.get_by_label("Text").fill(f"Wort {number}")
        page.get_by_label("Text").press("Tab")
        settled(page)
        assert page.get_by_text(f"{number}: Wort {number}").count() == 1
        page.get_by_role("button", name="Los").click()
        settled(page)
        assert page.get_by_text(f"{number + 1}: Wort {number}").count() == 1
