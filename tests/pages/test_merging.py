"""Koordination joins two files in the app; the given-up number opens the kept one; doubles by name and town."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Family, Member, Note
from fam.person import Person
from fam.queries import doubles
from fam.rules.terms import Institution, Status
from tests.pages.test_entry_levels import everything
from tests.services.test_merging import number, somebody
from tests.services.test_moving import entry
from tests.support.people import LoginAs, opened

Make = Callable[..., int]
Cast = Callable[[str], Person]


def typed(app: AppTest, label: str, text: str) -> None:
    """Type into the field with this label."""
    next(one for one in app.text_input if label in one.label).input(text).run()


def test_koordination_joins_two_files(login_as: LoginAs, make_family: Make) -> None:
    """Number, preview, a wrong confirmation, the right one; afterwards the old number opens the kept file."""
    kept, given = make_family("Muster"), make_family("Muster", status=Status.EXAMINATION)
    mine, theirs = somebody(kept, "Emine"), somebody(given, "Emine", None)
    entry(Note, given, text="Zitat")
    numbers = number(kept), number(given)
    app = opened(login_as("kerstin"), "families/family_file.py", fam=numbers[0])
    typed(app, "FAM-Nummer der anderen Akte", "FAM-2017-99999")
    assert any("Nicht gefunden oder nicht freigegeben" in one.value for one in app.warning)
    typed(app, "FAM-Nummer der anderen Akte", numbers[1])
    assert "Vermerke" in str([one.value for one in app.table])
    assert "Zitat" not in everything(app)
    assert any("nicht zurücknehmen" in one.value for one in app.warning)
    choice = next(one for one in app.selectbox if numbers[1] in one.label)
    assert choice.options == ["bleibt eine eigene Person", f"wird eine Person mit: Kind in {numbers[0]}"]
    choice.set_value(mine).run()
    for confirmed, status in ((numbers[0], Status.EXAMINATION), (numbers[1], Status.NOT_ADMITTED)):
        typed(app, "Zur Bestätigung", confirmed)
        next(one for one in app.button if one.label == "Akten zusammenlegen").click().run()
        assert not app.exception
        with db.program() as session:
            assert session.get_one(Family, given).status is status
    with db.program() as session:
        assert session.exec(select(Note.family_id)).all() == [kept]
        assert session.exec(select(Member.id)).all() == [mine] != [theirs]
    for who in ("anna", "kerstin"):
        shown = opened(login_as(who), "families/family_file.py", fam=numbers[1].lower())
        assert not shown.exception
        assert [one.value for one in shown.info if "zusammengelegt" in one.value]
    strange = opened(login_as("stefan"), "families/family_file.py", fam=numbers[1])
    assert numbers[0] not in everything(strange)


@pytest.mark.parametrize("who", ["anna", "stefan"])
def test_nobody_else_is_offered_it(who: str, login_as: LoginAs, make_family: Make) -> None:
    """Neither the joining nor the list of doubles."""
    kept = make_family()
    app = opened(login_as(who), "families/family_file.py", fam=number(kept))
    assert not [one for one in app.button if one.label == "Akten zusammenlegen"]
    assert "Wahrscheinliche Doppel" not in str(opened(login_as(who), "families/families.py").expander)


def test_doubles_are_of_the_heads_that_koordination_sees(make_family: Make, cast: Cast) -> None:
    """Names that are alike in the same town; not a proposal of the other house that she may not know."""
    make_family("Xandergül-Öz")
    make_family("Oez Xandergül", town="Dietzenbach")
    make_family("Öz Xandergul", status=Status.EXAMINATION)
    make_family("Beispiel")
    make_family(
        "Xandergül-Öz", status=Status.PROPOSED, leads=("amir",), institution=Institution.ASD, contact_agreed=False
    )
    with db.reading(cast("kerstin")) as session:
        (one,) = doubles.probable(session)
    assert (one.name, one.other_name, one.town) == ("Xandergül-Öz", "Öz Xandergul", "Langen (Hessen)")


def test_names_that_are_alike() -> None:
    """Order, case and accents do not count; another name is not alike."""
    assert doubles.alike("Müller-Weiß", "weiss muller") == 100
    assert doubles.alike("Xandergül", "Xandergul") == 100
    assert doubles.alike("Muster", "Beispiel") < 50
