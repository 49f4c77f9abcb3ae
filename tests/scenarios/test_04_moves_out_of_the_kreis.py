"""Scenario 4: the family moves out of the Kreis, to the city of Offenbach."""

from collections.abc import Callable

from sqlmodel import select

from fam import db
from fam.models import Family, ListItem, StatusPeriod
from fam.person import Person
from fam.rules.terms import ListName, Status
from fam.services import household, lifecycle
from fam.services.household import Move
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_responsibility_is_named_nothing_is_passed_on_and_it_closes_neutrally(make_family: Make, cast: Cast) -> None:
    """Both paragraphs are named with their books, the case ends neutrally, nobody new reads it."""
    family = make_family("Vier")
    with db.transaction(cast("anna")) as session:
        said = household.move(session, family, Move(starts_on=TODAY, town_text="Offenbach am Main"))
    for words in ("§ 36 SGB II", "§ 86 SGB VIII", "Übergabe", "keine Daten weitergegeben"):
        assert words in said
    with db.program() as session:
        assert session.get_one(Family, family).status is Status.ACTIVE
        reason = session.exec(select(ListItem).where(
            ListItem.list == ListName.CLOSING, ListItem.label == "Umzug außerhalb Kreis")).one()  # fmt: skip
        assert reason.group == "Neutral"
    with db.transaction(cast("anna")) as session:
        lifecycle.close(session, family, TODAY, reason.id)
    with db.program() as session:
        closed = session.exec(select(StatusPeriod).where(StatusPeriod.status == Status.CLOSED)).one()
        assert closed.reason_id == reason.id
    for name in ("stefan", "lena", "adam"):
        with db.reading(cast(name)) as session:
            assert session.exec(select(Family)).all() == [], name
