"""Families and fields to attack, on a database of the server's own that the tests may ruin."""

from collections.abc import Callable

import pytest

from fam import db
from fam.fields.registry import extendable
from fam.fields.spec import Kind
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.support.planted import Planted, plant

READY: dict[str, Planted] = {}


@pytest.fixture
def database(served: str) -> str:
    """The server's database, in use."""
    return served


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
