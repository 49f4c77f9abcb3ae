"""The team's own fields in every form: made from the form, asked, shown, hidden by condition; nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import Family, FamilyDetail, FieldDef, Meeting, Member, Note, Task
from fam.person import Person
from fam.rules.terms import Institution
from fam.services import field_making, records
from fam.services.field_making import FieldDraft
from tests.pages.test_family_file import open_file, texts
from tests.support.people import LoginAs, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def make_field(cast: Cast) -> Callable[..., str]:
    """Give a function by which Kerstin makes a field; it returns the field's key."""

    def make(entity: str, label: str, kind: Kind = Kind.TEXT, options: str = "", **settings: Any) -> str:
        with db.transaction(cast("kerstin")) as session:
            row = field_making.make(session, FieldDraft(entity, label, kind, options))
            if settings:
                field_making.change(session, row.id or 0, {}, settings)
        return row.key

    return make


def only(model: Any) -> Any:
    """Return the one record of a table."""
    with db.program() as session:
        return session.exec(select(model)).one()


def test_kerstin_makes_a_field_from_the_form(login_as: LoginAs, cast: Cast) -> None:
    """Three inputs; what she typed in the form stays, and the field stands in it."""
    app = login_as("kerstin")
    app.switch_page(page_path("families/proposals.py"))
    app.query_params["neu"] = "1"
    app.run()
    app = _quick_form(app)
    app.text_input(key="proposal:new:name").set_value("Sommer").run()
    app.button(key="field:proposal:new:family_detail").click().run()
    app.text_input(key="field:new:family_detail:label").set_value("Schulform").run()
    app.selectbox(key="field:new:family_detail:kind").set_value(Kind.CHOICE.value).run()
    app.text_area(key="field:new:family_detail:options").set_value("Haupt\nReal").run()
    app.button(key="field:new:family_detail:submit").click().run()
    assert not app.exception
    assert app.text_input(key="proposal:new:name").value == "Sommer"
    made = only(FieldDef)
    assert (made.label, made.in_proposal) == ("Schulform", True)
    assert [box.label for box in app.selectbox if box.label == "Schulform"]
    with db.reading(cast("anna")) as session:
        assert [field.label for field in runtime_fields(session, FamilyDetail)] == ["Schulform"]


def _quick_form(app: AppTest) -> AppTest:
    if not [one for one in app.text_input if one.key == "proposal:new:name"]:
        next(button for button in app.button if button.label == "Familie vorschlagen").click().run()
    return app


def test_bad_input_is_said_at_the_field(login_as: LoginAs, cast: Cast) -> None:
    """A label that exists, a choice without options: German sentences, nothing made."""
    app = login_as("kerstin")
    app.switch_page(page_path("families/proposals.py")).run()
    app = _quick_form(app)
    app.button(key="field:proposal:new:family_detail").click().run()
    app.text_input(key="field:new:family_detail:label").set_value(" anlass ").run()
    app.selectbox(key="field:new:family_detail:kind").set_value(Kind.CHOICE.value).run()
    app.button(key="field:new:family_detail:submit").click().run()
    app.text_area(key="field:new:family_detail:options").set_value("A").run()
    app.button(key="field:new:family_detail:submit").click().run()
    assert "gibt es hier schon" in " ".join(block.proto.body for block in app.get("html"))
    with db.program() as session:
        assert session.exec(select(FieldDef)).all() == []


@pytest.mark.parametrize("name", ["anna", "amir"])
def test_who_makes_no_fields_gets_no_button(login_as: LoginAs, make_family: Make, name: str) -> None:
    """Fachkräfte fill fields in; Koordination and Administration make them."""
    make_family()
    app = open_file(login_as(name))
    assert [button.key for button in app.button if (button.key or "").startswith("field:")] == []


def test_a_field_of_the_file_is_filled_in_and_read(
    login_as: LoginAs, make_family: Make, make_field: Callable[..., str]
) -> None:
    """In "Anlass und Lage": typed the German way, shown the German way, kept exactly."""
    make_family()
    key = make_field("family_detail", "Monatliche Miete", Kind.MONEY)
    number = only(FamilyDetail).id
    app = open_file(login_as("anna"))
    next(button for button in app.button if button.label == "Anlass und Lage bearbeiten").click().run()
    widget = f"detail:{number}:{key}:money"
    app.text_input(key=widget).set_value("viel").run()
    assert app.text_input(key=widget).value == "viel"
    app.text_input(key=widget).set_value("1.250,5").run()
    app.button(key=f"detail:{number}:submit").click().run()
    assert not app.exception
    assert only(FamilyDetail).extra == {key: 125050}
    assert "1250,50 €" in texts(app)


def test_a_field_of_a_member_hangs_on_another(
    login_as: LoginAs, make_family: Make, make_field: Callable[..., str], cast: Cast
) -> None:
    """It appears while one types, is asked only then, and is saved with the member."""
    family_id = make_family()
    school = make_field("member", "Schulform", Kind.CHOICE, "Haupt\nReal")
    with db.reading(cast("anna")) as session:
        first, _ = runtime_fields(session, Member)[0].labels
    leaving = make_field("member", "Abschluss", shown_when={"key": school, "values": [first]})
    app = open_file(login_as("anna"))
    name = f"Member:new:{family_id}"
    app.button(key=f"add:{name}").click().run()
    app.text_input(key=f"{name}:first_name").set_value("Zeynep").run()
    shown = [one.key for one in app.text_input]
    assert f"{name}:{leaving}:text" not in shown
    app.selectbox(key=f"{name}:{school}:choice").set_value(first).run()
    app.text_input(key=f"{name}:{leaving}:text").set_value("HSA").run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert only(Member).extra == {school: first, leaving: "HSA"}
    assert "Schulform: Haupt" in texts(app)


def test_a_form_open_while_the_field_goes_keeps_what_was_typed(
    login_as: LoginAs, make_family: Make, make_field: Callable[..., str], cast: Cast
) -> None:
    """The rest is saved, and what was typed into the lost field is shown."""
    make_family()
    key = make_field("family_detail", "Hobby")
    number = only(FamilyDetail).id
    app = open_file(login_as("anna"))
    next(button for button in app.button if button.label == "Anlass und Lage bearbeiten").click().run()
    app.text_input(key=f"detail:{number}:{key}:text").set_value("Fußball").run()
    with db.transaction(cast("kerstin")) as session:
        field_making.retire(session, int(key[2:]))
    app.text_input(key=f"detail:{number}:interpreter").set_value("Türkisch").run()
    assert "Getippt war: Fußball" in texts(app)
    app.button(key=f"detail:{number}:submit").click().run()
    assert not app.exception
    assert only(FamilyDetail).interpreter == "Türkisch"


def test_meetings_tasks_and_entries_take_fields(
    login_as: LoginAs, make_family: Make, make_field: Callable[..., str]
) -> None:
    """The ability is one word among a table's bases; each form shows them."""
    family_id = make_family()
    minutes, urgent, mood = (
        make_field("meeting", "Dauer (Minuten)", Kind.INTEGER),
        make_field("task", "Eilig", Kind.BOOLEAN),
        make_field("note", "Anruf", Kind.BOOLEAN),
    )
    app = login_as("anna")
    app.switch_page(page_path("cooperation/meetings.py"))
    app.query_params["neu"] = "1"
    app.run()
    assert not app.exception
    app.text_input(key=f"meeting:new:{family_id}:{minutes}:integer").set_value("45").run()
    app.button(key=f"meeting:new:{family_id}:submit").click().run()
    assert not app.exception
    assert only(Meeting).extra == {minutes: 45}
    app.switch_page(page_path("cooperation/tasks.py")).run()
    app.text_input(key="task:new:text").set_value("Anrufen").run()
    app.radio(key=f"task:new:{urgent}:boolean").set_value("ja").run()
    app.button(key="task:new:submit").click().run()
    assert not app.exception
    assert only(Task).extra == {urgent: 1}
    app = open_file(app)
    app.session_state[f"note-new-{family_id}"] = True
    app.run()
    assert f"note:new:{family_id}:{mood}:boolean" in [one.key for one in app.radio]
    with db.program() as session:
        assert session.exec(select(Note)).all() == []


def test_a_field_of_the_other_institution_is_not_on_the_page(
    login_as: LoginAs, make_family: Make, make_field: Callable[..., str], cast: Cast
) -> None:
    """Amir sees neither label nor value of a field that only Pro Arbeit reads."""
    make_family()
    key = make_field("family_detail", "Nur Pro Arbeit", readers=Institution.PRO_ARBEIT)
    with db.transaction(cast("anna")) as session:
        records.edit(session, FamilyDetail, only(FamilyDetail).id or 0, {}, {key: "geheim"})
    assert "geheim" in texts(open_file(login_as("anna")))
    assert "geheim" not in texts(open_file(login_as("amir")))
    assert "Nur Pro Arbeit" not in texts(open_file(login_as("amir")))


def test_a_head_field_is_koordinations_too(
    login_as: LoginAs, make_family: Make, make_field: Callable[..., str], cast: Cast
) -> None:
    """What stands with the head (number, name, dates) is read by Koordination; what stands in the file is not."""
    make_family()
    head, inner = make_field("family", "Aktenzeichen"), make_field("family_detail", "Innen")
    family, detail = only(Family).id or 0, only(FamilyDetail).id or 0
    with db.transaction(cast("anna")) as session:
        records.edit(session, Family, family, {}, {head: "AZ 17"})
        records.edit(session, FamilyDetail, detail, {}, {inner: "vertraulich"})
    page = texts(open_file(login_as("kerstin")))
    assert "AZ 17" in page
    assert "vertraulich" not in page


def test_an_untouched_old_value_never_blocks(
    login_as: LoginAs, make_family: Make, make_field: Callable[..., str], cast: Cast
) -> None:
    """A limit that is set later leaves what was saved before alone."""
    make_family()
    key = make_field("family_detail", "Zimmer", Kind.INTEGER)
    number = only(FamilyDetail).id or 0
    with db.transaction(cast("anna")) as session:
        records.edit(session, FamilyDetail, number, {}, {key: 40})
    with db.transaction(cast("kerstin")) as session:
        field_making.change(session, int(key[2:]), {}, {"settings": {"maximum": 10}})
    with db.transaction(cast("anna")) as session:
        records.edit(session, FamilyDetail, number, {key: 40, "remark": ""}, {key: 40, "remark": "neu"})
    assert only(FamilyDetail).remark == "neu"
