"""The register of consents: how it stands, family by family, without a name; for Datenschutz and Koordination."""

from collections.abc import Callable
from datetime import date

import pytest

from fam import db
from fam.person import Person
from fam.queries import consents_register
from tests.support.cast import consent_of
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]
PAGE = "protection/consents.py"


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


def test_dora_reads_numbers_and_states_only(login_as: LoginAs, make_family: Make) -> None:
    """One of two families lacks consent; no name stands anywhere on the page."""
    make_family("Kaya")
    make_family("Weber", consented=False)
    app = login_as("dora")
    app.switch_page(page_path(PAGE)).run()
    assert not app.exception
    assert "**1 von 2 Familien in FAM** haben alle notwendigen Einwilligungen." in [one.value for one in app.markdown]
    rows = table_rows(app, "Einwilligungen")
    assert [(row["FAM-Nummer"], row["Stand"]) for row in rows] == [
        ("FAM-2017-00001", "vollständig"), ("FAM-2017-00002", "keine erfasst"),
    ]  # fmt: skip
    assert "Kaya" not in str(rows)


def test_the_register_counts_on_the_day_it_is_asked(cast: Cast, make_family: Make) -> None:
    """A consent that begins later opens nothing yet, and what lacks is found."""
    family = make_family("Kaya", consented=False)
    with db.program() as session:
        consent_of(session, family, date(2018, 10, 16))
    with db.reading(cast("dora")) as session:
        rows, total = consents_register.find(session, lacking=True)
    assert (total, rows[0].core, rows[0].state) == (1, 0, "unvollständig")


@pytest.mark.parametrize("name", ["anna", "lena", "adam", "stefan"])
def test_nobody_else_opens_the_register(name: str, login_as: LoginAs, make_family: Make) -> None:
    """Fachkräfte see the consents of their own families in the file."""
    make_family("Kaya")
    with pytest.raises(ValueError, match="einwilligungen"):
        login_as(name).switch_page(page_path(PAGE))
