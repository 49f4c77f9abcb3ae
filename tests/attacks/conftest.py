"""A server of its own for the attacks, on a database that the tests may ruin."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fam import db
from fam.fields.registry import extendable
from fam.fields.spec import Kind
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.support.planted import Planted, plant
from tests.support.server import Server, app_server

READY: dict[str, Planted] = {}


@pytest.fixture(scope="module")
def server(ready_cast: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a database with the cast, for all tests of a file."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{shutil.copy(ready_cast, folder / 'fam.db')}"
    with app_server(folder, {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


@pytest.fixture
def database(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server's database, in use."""
    monkeypatch.setenv("FAM_DATABASE_URL", server.environment["FAM_DATABASE_URL"])
    return server.environment["FAM_DATABASE_URL"]


@pytest.fixture
def planted(database: str, make_family: Callable[..., int], cast: Callable[[str], Person]) -> Planted:
    """Families of Anna's with a row in every table that holds text, and fields of the team's own; made once."""
    if database not in READY:
        with db.transaction(cast("kerstin")) as session:
            for entity in extendable():
                for kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE):
                    options = "Eins\nZwei" if kind is Kind.CHOICE else ""
                    field_making.make(
                        session, FieldDraft(entity, f"{kind.label} {entity}", kind, options, "Teil", "Hilfe")
                    )
        READY[database] = plant(make_family)
    return READY[database]
