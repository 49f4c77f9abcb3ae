"""The change log on the screen speaks German: every field that can occur in it has a German label."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from fam.change_log import UNLOGGED, UNLOGGED_FIELDS
from fam.models import Base
from fam.models.columns import model_of
from fam.ui.change_lines import HIDDEN, field_label
from fam.ui.change_words import NOUNS
from fam.ui.changes import SHOWN, shorten
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

LOGGED = sorted(
    name for name in Base.metadata.tables if model_of(name) and not issubclass(model_of(name), tuple(UNLOGGED))
)
ENGLISH = {"precision", "number", "proposed", "legacy", "institution_id", "event", "owner", "text", "due", "done"}


@pytest.mark.parametrize("entity", [name for name in LOGGED if name not in ("town", "import_profile", "import_name")])
def test_every_logged_field_has_a_german_label(entity: str) -> None:
    """A label made from the column's English name would reach a person: none is left."""
    model = model_of(entity)
    assert entity in NOUNS
    keys = {column.key for column in sa.inspect(model).columns} - HIDDEN - UNLOGGED_FIELDS
    made_up = {key: key.removesuffix("_id").replace("_", " ").capitalize() for key in keys}
    left = {key for key in keys if field_label(entity, key) == made_up[key]}
    same_in_both = {"status", "institution", "name", "phase", "place", "position", "text", "fte", "plan_id"}
    assert left - same_in_both == set()


def test_the_log_shows_who_what_old_and_new(login_as: LoginAs, make_family: Callable[..., int]) -> None:
    """Kerstin opens the page and reads German only."""
    make_family("Kaya")
    app = login_as("kerstin")
    app.switch_page(page_path("administration/changes.py")).run()
    assert not app.exception
    rows = table_rows(app, "Änderungen")
    assert {row["Familie"] for row in rows} >= {"FAM-2017-00001"}
    assert max(len(row["Neu"]) for row in rows) <= SHOWN
    assert any(row["Neu"].endswith(" …") for row in rows)  # a whole record: the dialog has all of it
    text = " ".join(str(row) for row in rows).casefold()
    assert [word for word in ENGLISH if f"{word}:" in text] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Themen:\n Schule", "Themen: Schule"),
        ("Wort " * 40, ("Wort " * 17).strip() + " …"),
        ("x" * 200, "x" * 88 + " …"),
        ("Datum: 01.10.2018 · " * 8, "Datum: 01.10.2018 · " * 4 + "Datum …"),
    ],
)
def test_a_line_shows_the_beginning(text: str, shown: str) -> None:
    """Long values are cut at a word, in one line."""
    assert shorten(text) == shown
    assert len(shown) <= SHOWN
