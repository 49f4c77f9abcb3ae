"""A form that is open while one of its fields goes, changes its kind or loses an option: what was chosen is said."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import Account, FamilyDetail, FieldDef, Town
from fam.person import Person
from fam.rules.terms import Institution
from fam.services import field_choices, field_conversion, field_making
from fam.services.field_making import FieldDraft
from fam.ui.feedback import APART
from tests.pages.test_family_file import open_file, texts
from tests.support.people import LoginAs

Cast = Callable[[str], Person]
Make = Callable[..., int]
OFFERED = (Kind.CHOICE, Kind.CHOICES)
BOXES = {Kind.CHOICES: "multiselect", Kind.BOOLEAN: "radio", Kind.LONG_TEXT: "text_area"} | dict.fromkeys(
    (Kind.CHOICE, Kind.PERSON, Kind.REFERENCE, Kind.TOWN), "selectbox"
)
TYPED = {
    Kind.TEXT: "Fußball", Kind.LONG_TEXT: "Zwei Zeilen", Kind.INTEGER: "12", Kind.DECIMAL: "1,5", Kind.MONEY: "12,50",
    Kind.PERCENT: "40", Kind.BOOLEAN: "ja", Kind.DATE: "3.4.2017", Kind.MONTH: "04/2017", Kind.LINK: "https://a.example",
    Kind.EMAIL: "a@b.example", Kind.PHONE: "06103 1",
}  # fmt: skip


@pytest.fixture
def make_field(cast: Cast) -> Callable[[Kind], str]:
    """Give a function by which Kerstin makes a field of the file; it returns the field's key."""

    def make(kind: Kind) -> str:
        draft = FieldDraft("family_detail", "Merkmal", kind, "Haupt\nReal\nAbi" if kind in OFFERED else "")
        with db.transaction(cast("kerstin")) as session:
            return field_making.make(session, draft).key

    return make


def options(cast: Cast) -> list[int]:
    """Return the options of the one field."""
    with db.reading(cast("kerstin")) as session:
        return list(runtime_fields(session, FamilyDetail)[0].labels)


def chosen(kind: Kind, cast: Cast, family: int) -> tuple[Any, str]:
    """Return something to choose or type in a field of this kind, and how people read it."""
    with db.program() as session:
        if kind is Kind.PERSON:
            return session.exec(select(Account.id).where(Account.username == "amir")).one(), "Amir (ASD)"
        if kind is Kind.TOWN:
            return session.exec(select(Town.ags).where(Town.name == "Egelsbach")).one(), "Egelsbach"
    if kind is Kind.REFERENCE:
        return family, "Muster"
    if kind is Kind.CHOICE:
        return options(cast)[1], "Real"
    if kind is Kind.CHOICES:
        return options(cast)[:2], "Haupt, Real"
    return TYPED[kind], TYPED[kind]


def edit(app: AppTest) -> str:
    """Open the form of "Anlass und Lage"; return what its inputs' keys begin with."""
    next(button for button in open_file(app).button if button.label == "Anlass und Lage bearbeiten").click().run()
    assert not app.exception
    with db.program() as session:
        return f"detail:{session.exec(select(FamilyDetail.id)).one()}"


def box(app: AppTest, name: str, key: str, kind: Kind) -> Any:
    """Return the input of a field."""
    return getattr(app, BOXES.get(kind, "text_input"))(key=f"{name}:{key}:{kind.value}")


def says(app: AppTest) -> str:
    """Return what the page says, without escapes."""
    return texts(app).replace("\\", "")


@pytest.mark.parametrize("kind", Kind, ids=[kind.value for kind in Kind])
def test_what_was_chosen_in_a_field_that_goes_is_said(
    login_as: LoginAs, make_family: Make, make_field: Callable[[Kind], str], cast: Cast, kind: Kind
) -> None:
    """Of every kind; the rest of the form is saved, after one look."""
    family = make_family()
    key = make_field(kind)
    value, read = chosen(kind, cast, family)
    app = login_as("anna")
    name = edit(app)
    box(app, name, key, kind).set_value(value).run()
    with db.transaction(cast("kerstin")) as session:
        field_making.retire(session, int(key[2:]))
    app.text_input(key=f"{name}:interpreter").set_value("Türkisch")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert "„Merkmal“ wurde inzwischen geändert oder stillgelegt. G" in says(app)
    assert f" war: {read}" in says(app).replace(APART, "")
    with db.program() as session:
        assert session.exec(select(FamilyDetail)).one().interpreter == ""  # not before it was seen
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(FamilyDetail)).one().interpreter == "Türkisch"


def test_what_was_chosen_is_said_when_the_kind_changes_or_somebody_else_fills_it(
    login_as: LoginAs, make_family: Make, make_field: Callable[[Kind], str], cast: Cast
) -> None:
    """Another kind is another input; a field that only the other institution fills in now is one to read."""
    make_family()
    key = make_field(Kind.CHOICE)
    app = login_as("anna")
    name = edit(app)
    box(app, name, key, Kind.CHOICE).set_value(options(cast)[1]).run()
    with db.transaction(cast("kerstin")) as session:
        field_conversion.apply(session, int(key[2:]), Kind.TEXT, {})
    app.run()
    assert "Gewählt war: Real" in says(app)
    box(app, name, key, Kind.TEXT).set_value("Schule").run()
    with db.transaction(cast("kerstin")) as session:
        field_making.change(session, int(key[2:]), {}, {"writers": Institution.ASD})
    app.run()
    assert not app.exception
    assert "Getippt war: Schule" in says(app)


@pytest.mark.parametrize("kind", OFFERED)
@pytest.mark.parametrize("how", ["archive", "remove", "merge"])
def test_a_chosen_option_that_goes_stays_and_says_so(
    login_as: LoginAs, make_family: Make, make_field: Callable[[Kind], str], cast: Cast, kind: Kind, how: str
) -> None:
    """Archived: kept and saved. Removed: kept until another is chosen. Merged: it is the other one now."""
    make_family()
    key = make_field(kind)
    first, real, _last = options(cast)
    app = login_as("anna")
    name = edit(app)
    box(app, name, key, kind).set_value([real] if kind is Kind.CHOICES else real).run()
    with db.transaction(cast("kerstin")) as session:
        if how == "merge":
            field_choices.merge(session, real, first)
        elif how == "archive":
            field_choices.archive(session, real, True)
        else:
            field_choices.remove(session, real)
    app.run()
    assert not app.exception
    now = first if how == "merge" else real
    assert box(app, name, key, kind).value == ([now] if kind is Kind.CHOICES else now)
    assert ("Real (nicht mehr in der Liste)" in box(app, name, key, kind).options) is (how != "merge")
    assert ("Gewählt war: Real. Die Option heißt inzwischen „Haupt“." in says(app)) is (how == "merge")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        saved = session.exec(select(FamilyDetail)).one().extra.get(key)
    if how == "remove":
        assert saved is None
        assert "diese Auswahl gibt es nicht" in " ".join(str(one.proto.body) for one in app.get("html"))
        assert box(app, name, key, kind).value in (real, [real])
    else:
        assert saved in (now, [now])


def test_a_colleague_who_leaves_stays_chosen(
    login_as: LoginAs, make_family: Make, make_field: Callable[[Kind], str]
) -> None:
    """The account was closed while the form was open."""
    make_family()
    key = make_field(Kind.PERSON)
    app = login_as("anna")
    name = edit(app)
    with db.program() as session:
        amir = session.exec(select(Account.id).where(Account.username == "amir")).one()
    box(app, name, key, Kind.PERSON).set_value(amir).run()
    with db.program() as session:
        account = session.get(Account, amir)
        assert account
        account.active = False
        session.add(account)
    app.run()
    assert not app.exception
    assert box(app, name, key, Kind.PERSON).value == amir
    assert "Amir (ASD) (nicht mehr in der Liste)" in box(app, name, key, Kind.PERSON).options


def test_a_town_can_be_chosen_and_is_read_by_its_name(
    login_as: LoginAs, make_family: Make, make_field: Callable[[Kind], str], cast: Cast
) -> None:
    """A field of towns, which comes with a schema from elsewhere, works in every form."""
    family = make_family()
    key = make_field(Kind.TOWN)
    ags, _name = chosen(Kind.TOWN, cast, family)
    app = login_as("anna")
    name = edit(app)
    box(app, name, key, Kind.TOWN).set_value(ags).run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert "Merkmal:** Egelsbach" in says(app)
    with db.program() as session:
        assert session.exec(select(FieldDef)).one().kind == "town"
