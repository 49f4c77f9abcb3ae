"""Kerstin changes a field's kind and makes it a column, step by step on the page; both ways back stand there too."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.registry import field_by_key
from fam.fields.spec import FieldSpec, Kind
from fam.models import Family
from fam.person import Person, system
from fam.services import field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


def page(person: object, number: int, part: str) -> None:
    """One of the two parts, as the page "Felder" mounts them."""
    import importlib

    from fam.ui.feedback import show_said

    show_said()
    importlib.import_module(f"fam.ui.{part}").show(person, number)
    show_said()


def opened(person: Person, key: str, part: str) -> AppTest:
    """Open a part for a field."""
    app = AppTest.from_function(page, default_timeout=60, args=(person, int(key[2:]), part)).run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """Return what the page says in words."""
    texts = [str(one.value) for one in (*app.markdown, *app.caption, *app.error, *app.info, *app.success, *app.warning)]
    return " ".join(texts).replace("\\", "")


def click(app: AppTest, label: str) -> AppTest:
    """Click the button with this label."""
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def field(key: str) -> FieldSpec:
    """Return the field as it is now."""
    with db.reading(system()) as session:
        found = field_by_key(session, key)
    assert found
    return found


def filled(person: Person, families: list[int], texts: list[str]) -> str:
    """Make a text field on the head of families, with these texts in it."""
    with db.transaction(person) as session:
        key = field_making.make(session, FieldDraft("family", "Kinder", Kind.TEXT)).key
    with db.program() as session:
        for number, text in zip(families, texts, strict=True):
            records.edit(session, Family, number, {}, {key: text})
    return key


def held(number: int) -> dict[str, Any]:
    """Return what a family's head holds."""
    with db.reading(system()) as session:
        return records.find(session, Family, number).extra


def test_a_kind_is_changed_step_by_step(cast: Cast, make_family: Make) -> None:
    """Choose, look, decide, confirm; a wrong value or confirmation changes nothing; then back again."""
    kerstin, families = cast("kerstin"), [make_family(name) for name in ("Eins", "Zwei", "Drei")]
    key = filled(kerstin, families, ["2", "ca. 3", "viele"])
    app = opened(kerstin, key, "field_conversion")
    name = f"field-kind:{key[2:]}"
    app.selectbox(key=f"{name}:kind").select(Kind.INTEGER.value).run()
    assert "„ca. 3“, 1 Eintrag" in said(app)
    assert "„viele“, 1 Eintrag" in said(app)
    assert [box.value for box in app.text_input if box.label.startswith("Neuer Wert")] == ["3"]
    app.text_input(key=f"{name}:confirm").set_value("falsch").run()
    app = click(app, "Art ändern")
    assert field(key).kind is Kind.TEXT
    app.text_input(key=f"{name}:confirm").set_value("Kinder").run()
    app = click(app, "Art ändern")
    assert (field(key).kind, [held(number) for number in families]) == (
        Kind.INTEGER, [{key: 2}, {key: 3}, {f"{key}_raw": "viele"}],
    )  # fmt: skip
    assert "Text → Ganze Zahl" in said(app)
    app = click(app, "Zurücknehmen")
    assert [held(number)[key] for number in families] == ["2", "ca. 3", "viele"]
    assert "zurückgenommen" in said(app)


def test_a_field_becomes_a_column_and_back(cast: Cast, make_family: Make) -> None:
    """Preview, typed confirmation, files for the next release, and the way back."""
    kerstin = cast("kerstin")
    key = filled(kerstin, [make_family("Eins")], ["2"])
    app = opened(kerstin, key, "field_promotion")
    app.text_input(key=f"field-column:{key[2:]}:confirm").set_value("Kinder").run()
    app = click(app, "Zur festen Spalte machen")
    assert field(key).column_name == key
    assert "Dieses Feld hat eine feste Spalte." in said(app)
    assert "feste Spalte" in said(opened(kerstin, key, "field_conversion"))
    app = click(app, "Zurückführen")
    assert field(key).column_name == ""


def test_several_choices_are_told_why_not(cast: Cast) -> None:
    """No button where the step is impossible."""
    with db.transaction(cast("kerstin")) as session:
        key = field_making.make(session, FieldDraft("member", "Mehrere", Kind.CHOICES, "a\nb")).key
    app = opened(cast("kerstin"), key, "field_promotion")
    assert "Mehrfachauswahl" in said(app)
    assert not app.button
