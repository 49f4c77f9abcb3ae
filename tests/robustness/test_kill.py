"""kill -9 of a real server in the middle of work: saves are whole or absent, what was typed is offered again."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from fam import db
from fam.models import Draft
from tests.robustness import stored
from tests.robustness.tabs import Typist
from tests.support.people import log_in, new_session
from tests.support.server import Server, app_server

TABS = 4
ENOUGH = 8  # saves before the plug is pulled
LONG = "Frau M. berichtet von den Nachmittagen; vereinbart wurde, was im Hilfeplan steht. "


def _until(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def _drafts() -> Counter[str]:
    with db.program() as session:
        return Counter(session.exec(select(Draft.text)).all())


def test_a_server_killed_amid_saves_comes_back_whole(
    database: str, make_family: Callable[..., int], tmp_path: Path
) -> None:
    """Four tabs save entries when it dies: nothing that was confirmed is lost, nothing is half, it starts again."""
    for number in range(TABS):
        make_family(f"Familie {number}")
    with app_server(tmp_path, {"FAM_DATABASE_URL": database}) as server:
        typists = [
            Typist(server.url, f"fam={new_session('anna')}", f"FAM-2017-{number + 1:05d}", f"tab{number}")
            for number in range(TABS)
        ]
        for typist in typists:
            typist.start()
        _until(lambda: sum(sum(one.saved.values()) for one in typists) >= ENOUGH or not _all_well(typists), "no saves")
        server.kill()
        for typist in typists:
            typist.join(20)
        assert _all_well(typists), [one.problems for one in typists]
        saved = sum((one.saved for one in typists), Counter[str]())
        typed = sum((one.typed for one in typists), Counter[str]())
        stored.whole()
        there = stored.marks("note")
        assert saved <= there <= typed
        assert set(typed - there) >= set(_drafts()) - {""}
        assert sum((there - saved).values()) <= TABS
        server.start()
        with Typist(server.url, f"fam={new_session('anna')}", "FAM-2017-00001", "again").visitor as visitor:
            assert not visitor.tab.page_missing
    stored.whole()


def _all_well(typists: list[Typist]) -> bool:
    return not any(one.problems for one in typists)


@pytest.mark.browser
@pytest.mark.parametrize("both_databases", ["sqlite"], indirect=True)
def test_what_was_typed_when_the_server_died_is_offered_again(
    page: Page, database: str, make_family: Callable[..., int], tmp_path: Path
) -> None:
    """A long entry, killed while typing: the same tab goes on as if nothing was, a new tab gets the text back."""
    make_family("Kaya")
    number = "FAM-2017-00001"
    with app_server(tmp_path, {"FAM_DATABASE_URL": database}) as server:
        log_in(page, server.url, "anna", f"/familienakte?fam={number}")
        field = _open_entry(page)
        field.click()
        page.keyboard.type(LONG * 3, delay=4)
        _until(lambda: any(text.startswith(LONG) for text in _drafts()), "the first sentences never arrived")
        _type_while_it_dies(page, server)
        stored.whole()
        server.start()
        whole = LONG * 3 + LONG * 2
        expect(field).to_have_value(whole)
        _until(lambda: whole in _drafts(), "what was typed meanwhile was never sent")
        fresh = page.context.new_page()
        fresh.goto(f"{server.url}/familienakte?fam={number}")
        expect(_open_entry(fresh)).to_have_value(whole)
        expect(fresh.get_by_text("wiederhergestellt")).to_be_visible()
        fresh.get_by_role("button", name="Eintrag speichern").click()
        expect(fresh.get_by_test_id("stToast")).to_contain_text("Eintrag gespeichert.")
        assert [text.strip() for text in stored.marks("note").elements()] == [whole.strip()]
        assert whole not in _drafts()
    stored.whole()


def _open_entry(page: Page) -> Locator:
    field = page.get_by_label("Eintrag *")
    if not field.is_visible():
        page.get_by_text("Eintrag schreiben", exact=True).click()
    return field


def _type_while_it_dies(page: Page, server: Server) -> None:
    page.keyboard.type(LONG, delay=2)
    server.kill()
    page.keyboard.type(LONG, delay=2)
