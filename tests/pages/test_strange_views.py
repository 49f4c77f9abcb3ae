"""Addresses of other people's views, tried by stefan and konrad: nothing opens or is named, none is told apart."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.encoding import put
from fam.fields.registry import runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import Family, SavedView
from fam.person import Person
from fam.rules.terms import Institution, ViewKind
from fam.services import field_making, views
from fam.services.field_making import FieldDraft
from tests.pages.test_families import names
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]
LISTS = {"families": "families/families.py", "meetings": "cooperation/meetings.py", "tasks": "cooperation/tasks.py"}
TRIED = [("stefan", "families"), ("konrad", "families"), ("stefan", "meetings"), ("stefan", "tasks")]


@pytest.fixture
def secret(cast: Cast, make_family: Make) -> FieldSpec:
    """A field of the head that only Pro Arbeit reads; its order is not that of the names."""
    with db.transaction(cast("kerstin")) as session:
        row = field_making.make(session, FieldDraft("family", "Heimlich", Kind.TEXT))
        field_making.change(session, row.id or 0, {}, {"readers": Institution.PRO_ARBEIT})
    for name, value in (("Kaya", "cc"), ("Lang", "aa"), ("Marx", "bb")):
        family = make_family(name, leads=("stefan", "amir"))
        with db.program() as session:
            [field] = runtime_fields(session, Family)
            head = session.get_one(Family, family)
            put(head, [field], {field.key: value})
            session.add(head)
    return field


def keep(
    person: Person, kind: ViewKind, subject: str, settings: dict[str, Any], *, shared: bool = False, title: str = ""
) -> int:
    """Save a view."""
    with db.transaction(person) as session:
        return views.keep(session, kind, subject, title or "Streng geheim", settings, shared=shared).id or 0


def at(app: AppTest, number: object, page: str) -> AppTest:
    """Open a page by the address of a view."""
    app.switch_page(page_path(page))
    app.query_params["ansicht"] = str(number)
    app.run()
    assert not app.exception
    return app


def everything(app: AppTest) -> list[str]:
    """Return all that the page says and offers, to compare one visit with another."""
    said = [str(one.value) for one in (*app.title, *app.markdown, *app.caption, *app.info, *app.warning, *app.error)]
    offered = [f"{box.label}: {box.options} {box.value}" for box in (*app.selectbox, *app.multiselect)]
    pressed = [button.label for button in app.button]
    return [*said, *offered, *pressed, str(dict(app.query_params))]


@pytest.mark.parametrize(("who", "subject"), TRIED)
def test_a_private_view_of_a_list_is_like_none(login_as: LoginAs, cast: Cast, secret: FieldSpec, who: str, subject: str
) -> None:  # fmt: skip
    """Word for word what a number says that never was."""
    private = keep(cast("anna"), ViewKind.LIST, subject, {"sort": secret.key, "columns": [secret.key]})
    tried = [everything(at(login_as(who), number, LISTS[subject])) for number in (private, 99_999)]
    assert tried[0] == tried[1]
    assert "Streng geheim" not in str(tried)
    assert "Diese Ansicht gibt es nicht (mehr)." in str(tried[0]).replace("\\", "")


@pytest.mark.parametrize("who", ["stefan", "konrad"])
def test_a_private_view_of_a_count_is_like_none(login_as: LoginAs, cast: Cast, secret: FieldSpec, who: str) -> None:
    """On the page Eigene Auswertung, too; and an address of a list's view opens no count."""
    private = keep(cast("anna"), ViewKind.CHART, "family", {"subject": "family", "split": secret.key})
    tried = [everything(at(login_as(who), number, "analysis/own.py")) for number in (private, 99_999)]
    assert [one.replace(str(private), "99999") for one in tried[0]] == tried[1]
    assert "Streng geheim" not in str(tried)


@pytest.mark.parametrize("descending", [False, True])
def test_a_shared_view_orders_and_filters_by_nothing_that_one_may_not_read(
    login_as: LoginAs, cast: Cast, secret: FieldSpec, descending: bool
) -> None:
    """Konrad (ASD) gets the list as at the beginning, without the field's name; Stefan gets the view."""
    asked = [{"entity": "family", "key": secret.key, "kind": "text", "text": "aa"}]
    ordered: dict[str, Any] = {"sort": secret.key, "descending": descending, "columns": ["name", secret.key]}
    settings: list[dict[str, Any]] = [ordered, {"filters": asked}]
    both = [
        keep(cast("stefan"), ViewKind.LIST, "families", one, shared=True, title=f"Geteilt {place}")
        for place, one in enumerate(settings)
    ]
    with db.program() as session:  # as it was kept before shared views left typed words out
        session.exec(select(SavedView).where(SavedView.id == both[1])).one().settings = {"filters": asked}
    app = at(login_as("stefan"), both[0], LISTS["families"])
    assert names(app) == (["Kaya", "Marx", "Lang"] if descending else ["Lang", "Marx", "Kaya"])
    assert names(at(login_as("stefan"), both[1], LISTS["families"])) == ["Lang"]
    for number in both:
        app = at(login_as("konrad"), number, LISTS["families"])
        assert names(app) == ["Kaya", "Lang", "Marx"]
        assert "Heimlich" not in str([*everything(app), *table_rows(app, "Familien")])
        assert "aa" not in str(table_rows(app, "Familien"))


def test_a_shared_count_divides_by_nothing_that_one_may_not_read(
    login_as: LoginAs, cast: Cast, secret: FieldSpec
) -> None:
    """Konrad counts all, undivided; a sentence says that something is left out, not what."""
    settings = {"subject": "family", "split": secret.key}
    shared = keep(cast("stefan"), ViewKind.CHART, "family", settings, shared=True)
    assert "Heimlich" in str(everything(at(login_as("stefan"), shared, "analysis/own.py")))
    said = str(everything(at(login_as("konrad"), shared, "analysis/own.py")))
    assert "Heimlich" not in said
    assert "ein Feld" in said
    with db.program() as session:
        assert len(session.exec(select(Family)).all()) == 3
