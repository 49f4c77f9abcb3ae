"""Views are private until they are shared, and only their maker changes them."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm, NotFound
from fam.models import SavedView
from fam.person import Person
from fam.queries import views as queries
from fam.rules.terms import ViewKind
from fam.services import views

Cast = Callable[[str], Person]


def _titles(person: Person) -> list[str]:
    with db.reading(person) as session:
        return [one.title for one in queries.views(session, ViewKind.LIST, "families")]


def test_private_until_shared(cast: Cast) -> None:
    """Amir sees Anna's view once she shares it, and cannot change it."""
    anna, amir = cast("anna"), cast("amir")
    with db.transaction(anna) as session:
        number = views.keep(session, ViewKind.LIST, "families", "Meine Ansicht", {"columns": ["f_7"]}).id or 0
    assert (_titles(anna), _titles(amir)) == (["Meine Ansicht"], [])
    with db.reading(amir) as session:
        assert queries.view(session, number) is None
    with db.transaction(anna) as session:
        views.change(session, number, shared=True)
    with db.reading(amir) as session:
        [shared] = queries.views(session, ViewKind.LIST, "families")
        assert (shared.mine, shared.owner, shared.settings) == (False, "Anna", {"columns": ["f_7"]})
        assert queries.uses(session, "f_7") == ["Meine Ansicht"]
        assert queries.uses(session, "f_70") == []
    with db.transaction(amir) as session, pytest.raises(NotFound):
        views.change(session, number, title="Gekapert")
    with db.transaction(amir) as session, pytest.raises(NotFound):
        views.remove(session, number)
    with db.transaction(anna) as session:
        views.remove(session, number)
    assert _titles(anna) == []


@pytest.mark.parametrize("title", ["", "meine  ANSICHT"])
def test_a_name_is_needed_and_stands_once(cast: Cast, title: str) -> None:
    """Per person and list; somebody else may use the same."""
    anna = cast("anna")
    with db.transaction(anna) as session:
        views.keep(session, ViewKind.LIST, "families", "Meine Ansicht", {})
    with db.transaction(anna) as session, pytest.raises(InvalidForm):
        views.keep(session, ViewKind.LIST, "families", title, {})
    with db.transaction(cast("amir")) as session:
        views.keep(session, ViewKind.LIST, "families", "Meine Ansicht", {})


def test_a_shared_view_holds_no_typed_text(cast: Callable[[str], Person]) -> None:
    """A filter by an entrusted word stays in one's private view; shared, at once or later, nobody reads it."""
    filters = [{"entity": "task", "key": "f_1", "text": "Xgeheimx"}, {"entity": "task", "key": "f_2", "values": [1]}]
    held = {"filters": filters, "text": "Xgeheimx"}
    with db.transaction(cast("amir")) as session:
        views.keep(session, ViewKind.LIST, "tasks", "eins", held, shared=True)
        later = views.keep(session, ViewKind.LIST, "tasks", "zwei", held)
        assert later.settings == held
        views.change(session, later.id or 0, shared=True)
    for name in ("anna", "amir", "kerstin", "lena", "adam", "dora"):
        with db.reading(cast(name)) as session:
            found = session.exec(select(SavedView.settings)).all()
        assert len(found) == 2
        assert "Xgeheimx" not in repr(found)
