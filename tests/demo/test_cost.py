"""Cost follows what is shown: five times the families ask the database no more often, page by page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from fam import db
from fam.person import Person
from fam.queries import accounts, plans
from fam.ui import menu
from fam.ui.auth_session import STATE_SID, look
from tests.support.people import new_session, page_path, router

PAGES = [
    *((page, "kerstin") for page in ("heute", "vorschlaege", "familien", "plan", "austausch", "aenderungen")),
    *((page, "anna") for page in ("heute", "vorschlaege", "familien", "gespraeche", "aufgaben", "aenderungen")),
    ("team", "adam"),
]
SMALL, LARGE = 100, 500


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give the list of the statements that are executed meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engines = [db.engine(), db.engine_for(str(db.engine().url), "statistics")]
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)


def statements(path: str, who: str) -> int:
    """Return how often a page asks the database, once it is warm."""
    file = next(entry.file for entry in menu.PAGES if entry.url_path == path)
    app = router()
    app.session_state[STATE_SID] = new_session(who)
    app.run()
    app.switch_page(page_path(file)).run()
    with counted() as seen:
        app.run()
    assert not app.exception
    return len(seen)


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_more_families_are_no_more_questions(
    path: str, who: str, filled: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same page of the same person, over 100 families and over 500."""
    found = {}
    for families in (SMALL, LARGE):
        monkeypatch.setenv("FAM_DATABASE_URL", filled(families))
        found[families] = statements(path, who)
        db.engine().dispose()
    assert found[LARGE] <= found[SMALL]


def test_team_and_places_come_page_by_page(the_story: str) -> None:
    """A page of people is a page: no more rows are read, and the pages together are all, in order."""
    with db.reading(_person("adam")) as session:
        everybody = accounts.everybody(session)
        pages = [accounts.page(session, offset, 5) for offset in range(0, len(everybody), 5)]
        assert [row for page, _total in pages for row in page] == everybody
        assert {total for _page, total in pages} == {len(everybody)}
        assert accounts.find(session, everybody[-1].id) == everybody[-1]
        assert accounts.find(session, None) is accounts.find(session, 999_999) is None
    person = _person("kerstin")
    with db.reading(person) as session:
        for day in (None, person.today):
            places = plans.places(session, valid_on=day)
            assert plans.count_places(session, valid_on=day) == len(places)
            half = [plans.places(session, valid_on=day, offset=offset, limit=4) for offset in range(0, len(places), 4)]
            assert tuple(row for page in half for row in page) == places
        assert plans.place(session, places[0].id) == places[0]
        assert plans.place(session, None) is None


def _person(username: str) -> Person:
    here = look(new_session(username))
    assert here is not None
    return here.person
