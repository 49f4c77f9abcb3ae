"""The page Felder: for Koordination and Administration; every setting, the options, and a field's whole life."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam.db import reading, transaction
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import FieldDef, Member
from fam.person import Person
from fam.rules.terms import FieldState, RequiredMode
from fam.services import field_choices, field_making, records
from fam.services.field_making import FieldDraft
from fam.ui.menu import PAGES
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]
PAGE = page_path("administration/fields.py")


def open_page(app: AppTest, **asked: str) -> AppTest:
    """Open the page, or one of its addresses."""
    app.switch_page(PAGE)
    for key, value in asked.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Return what the page says in words."""
    texts = [str(one.value) for one in (*app.title, *app.markdown, *app.caption, *app.error, *app.info, *app.warning)]
    return " ".join([*texts, *[str(one.proto.body) for one in app.get("html")]]).replace("\\", "")


def click(app: AppTest, key: str) -> AppTest:
    """Click a button."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def tab(app: AppTest, number: int, name: str) -> AppTest:
    """Open a tab of a field's page, as the browser says it."""
    app.session_state[f"field-tabs:{number}"] = name
    app.run()
    assert not app.exception
    return app


def make(person: Person, draft: FieldDraft) -> int:
    """Make a field and return its id."""
    with transaction(person) as session:
        return field_making.make(session, draft).id or 0


def row(person: Person, number: int) -> FieldDef:
    """Return a field's definition."""
    with reading(person) as session:
        return session.exec(select(FieldDef).where(FieldDef.id == number)).one()


SCHOOL = FieldDraft("member", "Schulform", Kind.CHOICE, "Haupt\nReal\nGymnasium")


@pytest.mark.parametrize("name", ["anna", "lena", "stefan"])
def test_strangers_get_no_page(login_as: LoginAs, name: str) -> None:
    """Neither in the menu nor by its address."""
    app = login_as(name)
    app._page_hash = next(entry.page_hash for entry in PAGES if entry.url_path == "felder")  # as its address asks
    app.run()
    assert "Neues Feld" not in [button.label for button in app.button]
    assert "Felder" not in [title.value for title in app.title]


@pytest.mark.parametrize("name", ["kerstin", "konrad", "adam"])
def test_a_field_with_three_inputs(login_as: LoginAs, cast: Cast, name: str) -> None:
    """Label, kind, options; everybody has it at the next click."""
    app = open_page(login_as(name), neu="member")
    app.text_input(key="field:full:member:label").set_value("Schulform").run()
    app.selectbox(key="field:full:member:kind").set_value("choice").run()
    app.text_area(key="field:full:member:options").set_value("Haupt\nReal").run()
    assert "erfundenen Beispielen" in shown(app)
    click(app, "field:full:member:submit")
    with reading(cast("anna")) as session:
        [field] = runtime_fields(session, Member)
    assert (field.label, list(field.labels.values())) == ("Schulform", ["Haupt", "Real"])


def test_everything_else_folds_out(login_as: LoginAs, cast: Cast) -> None:
    """Section, limits, default, required, readers: saved with the field itself."""
    app = open_page(login_as("kerstin"), neu="member")
    app.text_input(key="field:full:member:label").set_value("Taschengeld").run()
    app.selectbox(key="field:full:member:kind").set_value("money").run()
    app.text_input(key="field:full:member:section").set_value("Geld").run()
    app.text_input(key="field:full:member:minimum").set_value("0").run()
    app.text_input(key="field:full:member:maximum").set_value("99,50").run()
    app.text_input(key="field:full:member:default:money").set_value("12,50 €").run()
    app.selectbox(key="field:full:member:required").set_value("NEW").run()
    app.selectbox(key="field:full:member:readers").set_value("PRO_ARBEIT").run()
    click(app, "field:full:member:submit")
    with reading(cast("anna")) as session:
        [field] = runtime_fields(session, Member)
    assert (field.section, field.minimum, field.maximum, str(field.default)) == ("Geld", 0, 99.5, "12.5")
    assert field.readers == "PRO_ARBEIT"
    assert row(cast("kerstin"), field.field_id).required is RequiredMode.NEW
    with reading(cast("amir")) as session:
        assert runtime_fields(session, Member) == ()


def test_the_list_shows_declared_fields_too(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """One kind of object: with kind, state, and in how many records it is filled."""
    number, family = make(cast("kerstin"), SCHOOL), make_family()
    one = field_options(cast("kerstin"), number)[0]
    with transaction(cast("anna")) as session:
        records.add(session, Member(family_id=family, first_name="Mia"), {})
        records.add(session, Member(family_id=family, first_name="Ben"), {f"f_{number}": one})
    app = open_page(login_as("kerstin"), tabelle="member")
    made, declared = table_rows(app, "Eigene Felder"), table_rows(app, "Fest eingebaute Felder")
    assert (made[0]["Bezeichnung"], made[0]["Art"], made[0]["Zustand"]) == ("Schulform", "Auswahl", "● aktiv")
    assert made[0]["Ausgefüllt"] == "1 von 2 (50 %)"
    assert ("Vorname", "fest eingebaut") in [(line["Bezeichnung"], line["Zustand"]) for line in declared]


def field_options(person: Person, number: int) -> list[int]:
    """Return the ids of a field's options."""
    with reading(person) as session:
        return [one.id or 0 for one in field_choices.options(session, number)]


def test_two_leads_edit_one_field(login_as: LoginAs, cast: Cast) -> None:
    """Different settings merge; the same one shows both values."""
    number = make(cast("kerstin"), SCHOOL)
    app = open_page(login_as("kerstin"), feld=str(number))
    app.text_area(key=f"field:{number}:help").set_value("Welche Schule?").run()
    with transaction(cast("konrad")) as session:
        field_making.change(session, number, {"section": ""}, {"section": "Schule"})
    click(app, f"field:{number}:submit")
    assert (row(cast("kerstin"), number).section, row(cast("kerstin"), number).help) == ("Schule", "Welche Schule?")
    app.text_input(key=f"field:{number}:section:1").set_value("Bildung").run()
    with transaction(cast("konrad")) as session:
        field_making.change(session, number, {"section": "Schule"}, {"section": "Lernen"})
    click(app, f"field:{number}:submit:1")
    assert row(cast("kerstin"), number).section == "Lernen"
    assert "Lernen" in shown(app) + " ".join(str(one.options) for one in app.radio)


def test_a_condition_is_chosen_not_written(login_as: LoginAs, cast: Cast) -> None:
    """Another field of the table and its values; a circle is refused in words."""
    kerstin = cast("kerstin")
    school, number = make(kerstin, SCHOOL), make(kerstin, FieldDraft("member", "Abschluss", Kind.BOOLEAN))
    first = field_options(kerstin, school)[0]
    app = open_page(login_as("kerstin"), feld=str(number))
    app.selectbox(key=f"field:{number}:shown_key").set_value(f"f_{school}").run()
    app.multiselect(key=f"field:{number}:shown_values:f_{school}").set_value([first]).run()
    click(app, f"field:{number}:submit")
    assert row(kerstin, number).shown_when == {"key": f"f_{school}", "values": [first]}
    app = open_page(app, feld=str(school))
    assert "Bedingung von „Abschluss“" in shown(app)
    app.selectbox(key=f"field:{school}:shown_key").set_value(f"f_{number}").run()
    app.multiselect(key=f"field:{school}:shown_values:f_{number}").set_value([True]).run()
    click(app, f"field:{school}:submit")
    assert "im Kreis" in shown(app)


def test_options_are_merged_with_their_count(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Kerstin reads no file, and still knows how many entries change; then she separates them again."""
    kerstin = cast("kerstin")
    number = make(kerstin, SCHOOL)
    one, other, _third = field_options(kerstin, number)
    with transaction(cast("anna")) as session:
        records.add(session, Member(family_id=make_family(), first_name="Mia"), {f"f_{number}": one})
    app = tab(open_page(login_as("kerstin"), feld=str(number)), number, "Optionen")
    assert "Haupt · 1 Eintrag" in shown(app)
    app.selectbox(key=f"option:{one}:merge:into").set_value(other).run()
    click(app, f"option:{one}:merge:submit")
    assert "Real · 1 Eintrag" in shown(app)
    click(app, f"option-split:{one}")
    assert "Haupt · 1 Eintrag" in shown(app)


def test_what_is_out_of_use_is_offered_first(login_as: LoginAs, cast: Cast) -> None:
    """A second field of that name is made only by saying so; the default of a choice is one of its own options."""
    kerstin, old = cast("kerstin"), make(cast("kerstin"), SCHOOL)
    with transaction(kerstin) as session:
        field_making.retire(session, old)
    app = open_page(login_as("kerstin"), neu="member")
    app.text_input(key="field:full:member:label").set_value("schulform").run()
    assert f"felder?feld={old}" in shown(app)
    app.selectbox(key="field:full:member:kind").set_value("choice").run()
    app.text_area(key="field:full:member:options").set_value("Haupt\nReal").run()
    app.selectbox(key="field:full:member:default:choice").set_value(2).run()
    app.radio(key="field:full:member:again").set_value("ja").run()
    click(app, "field:full:member:submit")
    with reading(kerstin) as session:
        [field] = runtime_fields(session, Member)
    assert (field.field_id != old, field.labels[field.default]) == (True, "Real")


def test_a_trial_asks_for_its_decision(login_as: LoginAs, cast: Cast) -> None:
    """On its day it stands on top, with its question; longer, or for everybody."""
    kerstin = cast("kerstin")
    number = make(
        kerstin,
        FieldDraft("member", "Vereine", Kind.TEXT, trial=True, purpose="Hilft es?", review_on=date(2018, 10, 1)),
    )
    app = open_page(login_as("kerstin"))
    assert "Frage: Hilft es?" in shown(app)
    app.text_input(key=f"trial:{number}:review_on").set_value("01.12.2018").run()
    click(app, f"trial:{number}:submit")
    assert row(kerstin, number).review_on == date(2018, 12, 1)
    assert "Frage: Hilft es?" not in shown(app)
    app = tab(open_page(app, feld=str(number)), number, "Zustand")
    click(app, f"publish:{number}")
    assert row(kerstin, number).state is FieldState.ACTIVE


def test_out_of_use_back_and_gone(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Purging needs a backup that was taken along, and the label typed."""
    kerstin, anna = cast("kerstin"), cast("anna")
    number = make(kerstin, FieldDraft("member", "Hobby", Kind.TEXT))
    with transaction(anna) as session:
        mia = records.add(session, Member(family_id=make_family(), first_name="Mia"), {f"f_{number}": "Fußball"}).id
    app = tab(open_page(login_as("kerstin"), feld=str(number)), number, "Zustand")
    click(app, f"retire:{number}")
    assert row(kerstin, number).state is FieldState.RETIRED
    app = tab(app, number, "Zustand")
    assert not [one for one in app.text_input if one.key == f"purge:{number}:typed"]
    click(app, f"purge-save:{number}")
    assert "lesen dürfen Sie davon 0" in shown(app)
    assert not [one for one in app.text_input if one.key == f"purge:{number}:typed"]
    app.session_state[f"field:backup:{number}:taken"] = True
    app.run()
    app.text_input(key=f"purge:{number}:typed").set_value("Hobby").run()
    click(app, f"purge:{number}:submit")
    assert row(kerstin, number).state is FieldState.PURGED
    with reading(anna) as session:
        assert records.find(session, Member, mia or 0).extra == {}


def test_gaps_lead_to_the_families(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Required of all: so many are missing, these families; one value fills them, and the way back."""
    kerstin, number = cast("kerstin"), make(cast("kerstin"), FieldDraft("family", "Priorität", Kind.TEXT))
    make_family("Birke")
    with transaction(kerstin) as session:
        field_making.change(session, number, {}, {"required": RequiredMode.ALL})
    app = tab(open_page(login_as("kerstin"), feld=str(number)), number, "Nachtragen")
    assert "1 Eintrag laufender Familien ohne „Priorität“" in shown(app)
    assert "Birke" in shown(app)
    app.text_input(key=f"fill:{number}:fill:text").set_value("mittel").run()
    click(app, f"fill:{number}:submit")
    assert "0 Einträge" in shown(app)
    [undo] = [button for button in app.button if str(button.key).startswith("fill-undo:")]
    undo.click().run()
    assert "1 Eintrag laufender" in shown(app)


def test_the_report_proposes(login_as: LoginAs, cast: Cast) -> None:
    """In words, with its reason."""
    number = make(cast("kerstin"), SCHOOL)
    app = tab(open_page(login_as("adam"), feld=str(number)), number, "Nutzung")
    assert "Vorschlag: behalten." in shown(app)


@pytest.mark.parametrize("asked", [{"feld": "999"}, {"feld": "x"}, {"neu": "account"}])
def test_addresses_that_lead_nowhere(login_as: LoginAs, asked: dict[str, str]) -> None:
    """Say so instead of failing."""
    app = open_page(login_as("kerstin"), **asked)
    assert app.error
