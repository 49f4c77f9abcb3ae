"""Scenario 3: a family moves out of the FAM area, inside the Kreis (Langen to Rodgau)."""

from collections.abc import Callable
from datetime import date

from sqlmodel import col, select

from fam import db
from fam.models import Address, Family, Phone, Task, Town
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
        home = Address(family_id=family, town_text="Langen (Hessen)", starts_on=date(2010, 1, 1))
        session.add(home)
        session.flush()
        session.add(Phone(family_id=family, number="0600 1", address_id=home.id))
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
        phone = session.exec(select(Address.town_text).join(Phone, col(Phone.address_id) == Address.id)).all()
    assert phone == ["Rodgau"]
    assert lived["Rodgau"] == (date(2018, 9, 1), None)
    assert lived["Langen (Hessen)"] == (date(2010, 1, 1), date(2018, 9, 1))
    with db.reading(cast("amir")) as session:
        assert session.exec(select(Family.status)).all() == [Status.ACTIVE]


def test_the_exception_stands_as_a_task_with_who_and_until_when(
    login_as: LoginAs, make_family: Make, cast: Cast
) -> None:
    """Half an exception is asked for the other half, nothing typed is lost; then both leads read it, due at its end."""
    family = make_family("Drei")
    with db.program() as session:
        number = session.get_one(Family, family).number
        rodgau = session.exec(select(Town.ags).where(Town.name == "Rodgau")).one()
    app = opened(login_as("anna"), "families/family_file.py", fam=number)
    next(one for one in app.button if one.label == "Umzug eintragen").click().run()
    assert f"move:{family}:exception_by" not in [one.key for one in app.text_input]
    app.selectbox(key=f"move:{family}:town_ags").set_value(rodgau).run()
    app.text_input(key=f"move:{family}:exception_by").set_value("Teamleitungen").run()
    app.button(key=f"move:{family}:submit").click().run()
    assert not app.exception
    assert app.text_input(key=f"move:{family}:exception_by").value == "Teamleitungen"
    with db.program() as session:
        assert session.exec(select(Task)).all() == []
    app.text_input(key=f"move:{family}:exception_until").set_value("31.3.2019").run()
    app.button(key=f"move:{family}:submit").click().run()
    assert not app.exception
    for name, reads in (("anna", True), ("amir", True), ("stefan", False), ("lena", False)):
        with db.reading(cast(name)) as session:
            found = [(one.due_on, "Teamleitungen" in one.text) for one in session.exec(select(Task))]
        assert found == [(date(2019, 3, 31), True)] * reads, name
