"""The page Felder: order by arrows and to either end, the tab that stays, and words instead of column names."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from fam.db import reading
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import Member
from fam.person import Person
from fam.services.field_making import FieldDraft
from tests.pages.test_fields import click, make, open_page, shown, tab
from tests.support.people import LoginAs

Cast = Callable[[str], Person]
Make = Callable[..., int]


def order(cast: Cast) -> str:
    """Return the labels of the fields of a member in their order."""
    with reading(cast("kerstin")) as session:
        return "".join(field.label for field in runtime_fields(session, Member))


def test_a_field_goes_to_either_end_at_once(login_as: LoginAs, cast: Cast) -> None:
    """And one step at a time; at the end the buttons rest."""
    numbers = [make(cast("kerstin"), FieldDraft("member", label, Kind.TEXT)) for label in "ABCDE"]
    app = open_page(login_as("kerstin"), tabelle="member")
    click(app, f"field-first:{numbers[3]}")
    assert order(cast) == "DABCE"
    click(app, f"field-last:{numbers[0]}")
    assert order(cast) == "DBCEA"
    click(app, f"field-down:{numbers[1]}")
    assert order(cast) == "DCBEA"
    click(app, f"field-up:{numbers[4]}")
    assert order(cast) == "DCEBA"
    ends = {one.key: one.disabled for one in app.button if (one.key or "").startswith("field-")}
    assert {key for key, disabled in ends.items() if disabled} == {
        f"field-first:{numbers[3]}", f"field-up:{numbers[3]}", f"field-down:{numbers[0]}", f"field-last:{numbers[0]}",
    }  # fmt: skip


def test_out_of_use_and_back_stays_in_its_tab(login_as: LoginAs, cast: Cast) -> None:
    """The other state has other tabs; "Zustand" is open in both."""
    number = make(cast("kerstin"), FieldDraft("member", "Hobby", Kind.TEXT))
    app = tab(open_page(login_as("kerstin"), feld=str(number)), number, "Zustand")
    click(app, f"retire:{number}")
    assert app.session_state[f"field-tabs:{number}"] == "Zustand"
    assert "Alle Werte sind noch da." in shown(app)
    click(app, f"restore:{number}")
    assert app.session_state[f"field-tabs:{number}"] == "Zustand"
    assert "Das Feld verschwindet aus Formularen" in shown(app)


def test_a_fixed_column_is_said_in_words(login_as: LoginAs, cast: Cast) -> None:
    """Neither the name of a column nor a type of the database."""
    number = make(cast("kerstin"), FieldDraft("member", "Hobby", Kind.TEXT))
    app = tab(open_page(login_as("kerstin"), feld=str(number)), number, "Feste Spalte")
    assert "Die Spalte nimmt Werte der Art „Text“ auf." in shown(app)
    app.text_input(key=f"field-column:{number}:confirm").set_value("Hobby").run()
    click(app, f"field-column:{number}:submit")
    said = " ".join([shown(app), *(str(one.value) for one in app.success)])
    assert "Dieses Feld hat eine feste Spalte." in said
    assert f"f_{number}" not in said
    assert ", Typ " not in said


def page() -> None:
    """A table of words and numbers."""
    from fam.ui.figure_table import show_table

    rows = [("Mai", "ASD", 3, "< 3", "12 %", ""), ("Juni", "Pro Arbeit", 4, "·", "", "")]
    show_table("T", ("Monat", "Institution", "Anzahl", "klein", "Anteil", "leer"), rows)


def test_words_stand_to_the_left_and_numbers_to_the_right() -> None:
    """Also what stands for a number."""
    html = str(AppTest.from_function(page).run().get("html")[0].proto.body)
    assert html.count('class="words"') == 3
    assert '<th scope="col" class="words">Institution</th>' in html
    assert '<td class="words">Pro Arbeit</td>' in html
