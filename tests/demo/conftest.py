"""Demo databases, filled once per size and only read."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fam import db
from fam.demo import database, story


def _filled(ready: Path, folder: Path, families: int) -> str:
    url = f"sqlite:///{shutil.copy(ready, folder / f'{families}.db')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", url)
        database.fill(families)
    return url


@pytest.fixture(scope="session")
def filled(ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], str]:
    """Return the URL of a demo database with so many families; the same one for everybody."""
    made: dict[int, str] = {}
    folder = tmp_path_factory.mktemp("demo")

    def get(families: int) -> str:
        if families not in made:
            made[families] = _filled(ready_sqlite, folder, families)
        return made[families]

    return get


@pytest.fixture
def the_story(filled: Callable[[int], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The demo as `python -m fam demo` shows it, in use; do not write."""
    monkeypatch.setenv("FAM_DATABASE_URL", filled(story.size()))
    yield filled(story.size())
    db.engine().dispose()


@pytest.fixture
def grown(filled: Callable[[int], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The story and 400 further families, in use; do not write."""
    monkeypatch.setenv("FAM_DATABASE_URL", filled(500))
    yield filled(500)
    db.engine().dispose()


@pytest.fixture(params=("the_story", "grown"))
def demo(request: pytest.FixtureRequest) -> str:
    """Both: what holds for the story holds for its further families too."""
    url: str = request.getfixturevalue(request.param)
    return url
