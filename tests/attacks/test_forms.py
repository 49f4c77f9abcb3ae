"""Strange texts typed into every input of every form and sent with every button: sentences, never a crash."""

from collections.abc import Iterator

import pytest

from fam.ui import menu
from tests.support.intruder import Intruder, cookie_of
from tests.support.planted import Planted
from tests.support.poison import STRANGE, rendered
from tests.support.server import Server, app_server
from tests.support.wire import Visitor, click_of, state_of

TYPED = ("text_input", "text_area")
LEFT_ALONE = ("Abmelden", "Beenden")  # would end the log-in that types


def forms(name: str, planted: Planted) -> Iterator[tuple[str, str]]:
    """Return the pages of a member of the cast, with those addresses that open a form."""
    yield from ((entry.url_path, "") for entry in menu.PAGES)
    if name == "anna":
        yield "familienakte", f"fam={planted.number}"
        yield "vorschlaege", f"fam={planted.examined}"
        yield "vorschlaege", "neu=1"
        yield "gespraeche", f"neu=gespraech&fam={planted.number}"
        yield "gespraeche", f"neu=termin&fam={planted.number}"
        yield "gespraeche", f"gespraech={planted.meeting}&tun=bearbeiten"


@pytest.mark.parametrize("name", ["anna", "kerstin", "adam", "dora"])
def test_every_input_takes_every_text(server: Server, planted: Planted, name: str) -> None:
    """All inputs of a page get one strange text after the other, and each button is pressed with it."""
    cookie, sent = cookie_of(name), 0
    for page, query in forms(name, planted):
        for number, text in enumerate(STRANGE):
            with Intruder(server, cookie, page, query) as visitor:
                inputs = [one for one in visitor.tab.widgets.values() if one.kind in TYPED]
                buttons = [one for one in visitor.tab.widgets.values() if one.kind == "button"]
                presses = [one for one in buttons if one.label not in LEFT_ALONE]
                if not inputs or not presses:
                    break
                values = [state_of(one.id, text) for one in inputs]
                chosen = presses if number == 0 else presses[number % 3 :: 3]
                visitor.rerun([*values, *(click_of(one.id) for one in chosen)])
                assert rendered(visitor.received) == [], (page, query, text[:20])
                sent += len(chosen)
    assert sent >= {"dora": 1, "adam": 5}.get(name, 20)
    assert "Traceback" not in server.logs


def test_the_log_in_takes_every_text(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Name and password of a stranger, on PostgreSQL too, which refuses NUL in a text."""
    folder = tmp_path_factory.mktemp("server")
    with app_server(folder, {"FAM_DATABASE_URL": postgres_url, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        for text in STRANGE:
            with Visitor(running.url) as stranger:
                labels = [one.label for one in stranger.tab.widgets.values() if one.kind == "text_input"]
                stranger.set(dict.fromkeys(labels, text))
                for button in [one for one in stranger.tab.widgets.values() if one.kind == "button"]:
                    assert stranger.rerun([click_of(button.id)]).exceptions == []
        assert "Traceback" not in running.logs
