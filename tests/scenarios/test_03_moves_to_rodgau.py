"""Scenarios 3 and 4: a family moves out of the FAM area (Langen to Rodgau), another out of the Kreis."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from fam import db
from fam.models import Address, Family, Town
from fam.person import Person
from fam.rules.terms import Status
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_inside_the_kreis_it_warns_and_goes_on(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Rodgau: said at once what it means; status and leads stay, residence is right before and after the day."""
    family = make_family("Drei")
    with db.program() as session:
        number = session.get_one(Family, family).number
        rodgau = session.exec(select(Town.ags).where(Town.name == "Rodgau")).one()
        session.add(Address(family_id=family, town_text="Langen (Hessen)", starts_on=date(2010, 1, 1)))
    app = opened(login_as("anna"), "families/family_file.py", fam=number)
    next(one for one in app.button if one.label == "Umzug eintragen").click().run()
    app.selectbox(key=f"move:{family}:town_ags").set_value(rodgau).run()
    app.text_input(key=f"move:{family}:starts_on").set_value("1.9.2018").run()
    app.button(key=f"move:{family}:submit").click().run()
    assert not app.exception
    assert any("außerhalb des FAM-Gebiets" in one.value and "Ausnahme" in one.value for one in app.error)
    with db.program() as session:
        head = session.get_one(Family, family)
        assert (head.status, head.town_ags) == (Status.ACTIVE, rodgau)
        lived = {one.town_text: (one.starts_on, one.ends_on) for one in session.exec(select(Address))}
    assert lived["Rodgau"] == (date(2018, 9, 1), None)
    assert lived["Langen (Hessen)"] == (date(2010, 1, 1), date(2018, 9, 1))
    with db.reading(cast("amir")) as session:
        assert session.exec(select(Family.status)).all() == [Status.ACTIVE]
