"""Austausch and the team's fields: a column becomes a field, two meanings are asked once, an edited list comes back."""

from decimal import Decimal

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.encoding import value_of
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import FamilyDetail
from tests.exchange.listing.files import excel
from tests.pages.test_exchange import go, open_page, put, words
from tests.support.people import LoginAs

HEADER = ("Name", "Wohnort", "Vorschlag am", "Status", "Schule", "Kosten")
ROWS = (
    ("Kaya", "Langen", "01.02.2016", "vorgeschlagen", "Gymnasium", "10,5"),
    ("Omar", "Egelsbach", "01.03.2016", "vorgeschlagen", "Hauptschule", "1.234"),
    ("Rossi", "Dreieich", "01.04.2016", "vorgeschlagen", "Gymnasium", None),
)


def column(app: AppTest, heading: str) -> str:
    """Return the meaning that a column has on the page."""
    return str(next(box for box in app.selectbox if box.label == f"Spalte „{heading}“").value)


def make_field(app: AppTest, heading: str) -> AppTest:
    """Click "Feld aus Spalte anlegen" below a column, and agree with what is suggested."""
    key = next(box for box in app.selectbox if box.label == f"Spalte „{heading}“").key
    app.button(key=f"{key}:make").click().run()
    next(button for button in app.button if button.label == "Feld anlegen").click().run()
    assert not app.exception
    return app


def test_a_column_becomes_a_field_and_is_filled(login_as: LoginAs) -> None:
    """Label, kind and options come from the column; what is ambiguous is asked; the values are in the file."""
    app = put(open_page(login_as("kerstin")), "liste.csv", _csv())
    make_field(app, "Schule")
    assert column(app, "Schule").startswith("family_detail.f_")
    make_field(app, "Kosten")
    question = next(radio for radio in app.radio if "Spalte „Kosten“" in radio.label)
    assert "Was bedeutet „1.234“" in question.label.replace("\\", "")
    assert question.value == -1
    question.set_value(0).run()
    go(app)
    with db.program() as session:
        school, costs = runtime_fields(session, FamilyDetail)
        details = session.exec(select(FamilyDetail)).all()
        assert (school.label, school.kind, list(school.labels.values())) == (
            "Schule", Kind.CHOICE, ["Gymnasium", "Hauptschule"],
        )  # fmt: skip
        assert sorted(school.labels[value_of(one, school)] for one in details) == [
            "Gymnasium", "Gymnasium", "Hauptschule",
        ]  # fmt: skip
        assert {value_of(one, costs) for one in details} == {Decimal("10.5"), 1234, None}
    again = put(app, "liste.csv", _csv())
    assert column(again, "Schule").startswith("family_detail.f_")
    assert "3 Zeilen: = 3 unverändert" in words(again)


def test_an_excel_list_offers_fields_too(login_as: LoginAs) -> None:
    """The choices of a column name the team's fields with their place."""
    app = put(open_page(login_as("kerstin")), "liste.xlsx", excel(HEADER, *ROWS))
    make_field(app, "Schule")
    box = next(box for box in app.selectbox if box.label == "Spalte „Kosten“")
    assert "Feld „Schule“ (Akte)" in box.options


def _csv() -> bytes:
    lines = [";".join(cell or "" for cell in row) for row in (HEADER, *ROWS)]
    return "\n".join(lines).encode()
