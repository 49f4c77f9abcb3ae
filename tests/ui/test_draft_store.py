"""The drafts of a form go with its save, or stay: a server that stops in between offers nothing that is saved."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from fam import db
from fam.models import Draft
from fam.person import Person
from fam.ui.draft_store import Drafts

Cast = Callable[[str], Person]
FORM = "note:1"


@pytest.fixture(autouse=True)
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


def _kept() -> dict[str, str]:
    with db.program() as session:
        return {row.form: row.text for row in session.exec(select(Draft))}


def test_what_is_saved_takes_its_draft_along(cast: Cast) -> None:
    """Gone with the save itself, before anybody says that the form is done; other forms keep theirs."""
    drafts = Drafts(cast("anna"))
    for form in (FORM, "note:2"):
        drafts.keep(form, "text", "Frau M. berichtet")
    with drafts.saving(FORM), db.transaction(cast("anna")):
        pass
    assert _kept() == {"note:2": "Frau M. berichtet"}
    drafts.drop(FORM)
    assert drafts.load(FORM, "text") is None


def test_what_is_refused_keeps_its_draft(cast: Cast) -> None:
    """A save that fails leaves the text where it was; a save outside the block takes nothing along."""
    drafts = Drafts(cast("anna"))
    drafts.keep(FORM, "text", "Frau M. berichtet")
    with pytest.raises(RuntimeError, match="broken"), drafts.saving(FORM), db.transaction(cast("anna")):
        raise RuntimeError("broken")
    with db.transaction(cast("anna")):
        pass
    assert _kept() == {FORM: "Frau M. berichtet"}
