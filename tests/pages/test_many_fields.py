"""A table with 200 fields of the team: the form stays usable, and what is folded away or not found keeps its value."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.spec import Kind
from fam.models import FamilyDetail, Member
from fam.person import Person
from fam.rules.terms import RequiredMode
from fam.services import field_making, records
from fam.services.field_making import FieldDraft
from fam.ui.field_sections import MANY
from tests.pages.test_family_file import open_file, texts
from tests.support.people import LoginAs

Cast = Callable[[str], Person]
Make = Callable[..., int]
SECTIONS, EACH = 10, 20


@pytest.fixture
def family(make_family: Make) -> int:
    """A family of Anna's."""
    return make_family()


def make(person: Person, entity: str, label: str, **settings: Any) -> str:
    """Make a field of text and return its key."""
    with db.transaction(person) as session:
        row = field_making.make(session, FieldDraft(entity, label, Kind.TEXT, section=settings.pop("section", "")))
        if settings:
            field_making.change(session, row.id or 0, {}, settings)
    return row.key


def make_many(person: Person, entity: str) -> list[str]:
    """Make 200 fields in ten sections."""
    return [
        make(person, entity, f"Merkmal {section}{number:02}", section=f"Bereich {section}")
        for section in range(SECTIONS) for number in range(EACH)
    ]  # fmt: skip


def edit(app: AppTest) -> str:
    """Open the form of "Anlass und Lage"; return what its inputs' keys begin with."""
    next(button for button in open_file(app).button if button.label == "Anlass und Lage bearbeiten").click().run()
    assert not app.exception
    with db.program() as session:
        return f"detail:{session.exec(select(FamilyDetail.id)).one()}"


def drawn(app: AppTest) -> list[str]:
    """Return the labels of the inputs for the team's fields."""
    return [box.label for box in app.text_input if box.label.startswith(("Merkmal", "Pflicht"))]


def fold(app: AppTest, name: str, section: str, *, is_open: bool) -> AppTest:
    """Open or fold a section, as the browser says it."""
    app.session_state[f"{name}:section:{section}"] = is_open
    app.run()
    assert not app.exception
    return app


def stored() -> dict[str, Any]:
    """Return what lies in the file's fields."""
    with db.program() as session:
        return dict(session.exec(select(FamilyDetail)).one().extra)


def test_sections_fold_and_keep_what_is_typed(login_as: LoginAs, family: int, cast: Cast) -> None:
    """Open are those with filled or required fields; what was typed in one that is folded again is saved."""
    keys = make_many(cast("kerstin"), "family_detail")
    must = make(cast("kerstin"), "family_detail", "Pflicht", section="Neu", required=RequiredMode.NEW)
    with db.transaction(cast("anna")) as session:
        number = session.exec(select(FamilyDetail.id)).one()
        records.edit(session, FamilyDetail, number or 0, {}, {keys[45]: "schon da"})
    app = login_as("anna")
    name = edit(app)
    assert drawn(app) == [*(f"Merkmal 2{one:02}" for one in range(EACH)), "Pflicht"]
    assert [box.label for box in app.expander if box.label.startswith("Bereich 0")] == ["Bereich 0 (20)"]
    fold(app, name, "Bereich 0", is_open=True)
    app.text_input(key=f"{name}:{keys[3]}:text").set_value("getippt").run()
    fold(app, name, "Bereich 0", is_open=False)
    assert "Merkmal 003" not in drawn(app)
    fold(app, name, "Bereich 0", is_open=True)
    assert app.text_input(key=f"{name}:{keys[3]}:text").value == "getippt"
    app.text_input(key=f"{name}:{keys[3]}:text").set_value("zuletzt")  # arrives together with the folding
    fold(app, name, "Bereich 0", is_open=False)
    app.run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert stored() == {keys[45]: "schon da", keys[3]: "zuletzt"}
    assert must not in stored()


def test_the_search_narrows_without_losing_anything(login_as: LoginAs, family: int, cast: Cast) -> None:
    """By any part of label and section; hidden fields keep what is in them, folded ones are found."""
    keys = make_many(cast("kerstin"), "family_detail")
    app = login_as("anna")
    name = edit(app)
    fold(app, name, "Bereich 7", is_open=True)
    app.text_input(key=f"{name}:{keys[141]}:text").set_value("vorher").run()
    app.text_input(key=f"{name}:search").set_value("erkm 31").run()
    assert drawn(app) == [f"Merkmal 3{one}" for one in range(10, 20)]
    assert "10 von 200 Feldern" in texts(app)
    app.text_input(key=f"{name}:{keys[71]}:text").set_value("gefunden").run()
    app.text_input(key=f"{name}:search").set_value("gibt es nicht").run()
    assert drawn(app) == []
    assert "Kein Feld heißt so." in texts(app).replace("\\", "")
    app.text_input(key=f"{name}:search").set_value("").run()
    assert "Merkmal 701" in drawn(app)  # open as before the search
    assert "Merkmal 301" not in drawn(app)
    app.text_input(key=f"{name}:search").set_value("BEREICH 1").run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert stored() == {keys[141]: "vorher", keys[71]: "gefunden"}


def test_what_is_wrong_cannot_hide(login_as: LoginAs, family: int, cast: Cast) -> None:
    """A missing or mistyped field in a folded section, or not found by the search, is shown when saving is refused."""
    keys = make_many(cast("kerstin"), "member")
    with db.transaction(cast("kerstin")) as session:
        field_making.change(session, int(keys[25][2:]), {}, {"required": RequiredMode.NEW})
        field_making.change(session, int(keys[45][2:]), {}, {"settings": {"max_length": 3}})
    app = open_file(login_as("anna"))
    name = f"Member:new:{family}"
    app.button(key=f"add:{name}").click().run()
    app.text_input(key=f"{name}:first_name").set_value("Mia").run()
    assert "Merkmal 105 *" in drawn(app)
    fold(app, name, "Bereich 1", is_open=False)
    fold(app, name, "Bereich 2", is_open=True)
    app.text_input(key=f"{name}:{keys[45]}:text").set_value("zu lang").run()
    app.text_input(key=f"{name}:search").set_value("909").run()
    assert drawn(app) == ["Merkmal 909"]
    app.button(key=f"{name}:submit").click().run()
    assert "2 Felder prüfen: Merkmal 105, Merkmal 205" in " ".join(str(one.value) for one in app.error).replace(
        "\\", ""
    )
    assert drawn(app) == ["Merkmal 105 *", "Merkmal 205", "Merkmal 909"]
    app.text_input(key=f"{name}:search").set_value("").run()
    assert {"Merkmal 105 *", "Merkmal 205"} <= set(drawn(app))
    app.text_input(key=f"{name}:{keys[25]}:text").set_value("da").run()
    app.text_input(key=f"{name}:{keys[45]}:text").set_value("gut").run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Member)).one().extra == {keys[25]: "da", keys[45]: "gut"}


def test_a_default_in_a_folded_section_is_saved(login_as: LoginAs, family: int, cast: Cast) -> None:
    """Also of a field that was never drawn."""
    keys = make_many(cast("kerstin"), "member")
    with db.transaction(cast("kerstin")) as session:
        field_making.change(session, int(keys[25][2:]), {}, {"default": "wie immer"})
    app = open_file(login_as("anna"))
    name = f"Member:new:{family}"
    app.session_state[f"{name}:section:Bereich 1:open"] = False
    app.button(key=f"add:{name}").click().run()
    assert drawn(app) == []
    app.text_input(key=f"{name}:first_name").set_value("Mia").run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Member)).one().extra == {keys[25]: "wie immer"}


def test_few_fields_stand_there_as_always(login_as: LoginAs, family: int, cast: Cast) -> None:
    """Neither search nor folding."""
    for number in range(MANY):
        make(cast("kerstin"), "family_detail", f"Merkmal {number}", section="Schule")
    app = login_as("anna")
    name = edit(app)
    assert len(drawn(app)) == MANY
    assert f"{name}:search" not in [box.key for box in app.text_input]
    make(cast("kerstin"), "family_detail", "Merkmal 99")
    app.run()
    assert [box.placeholder for box in app.text_input if box.label == "Feld suchen"] == ["unter 13 Feldern"]
    assert [box.label for box in app.expander if "Felder" in box.label or "Schule" in box.label] == [
        "Schule (12)", "Weitere Felder (1)"
    ]  # fmt: skip
