"""The head's data are corrected in place, and still tell a story that can have happened."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fam import db
from fam.errors import InvalidForm
from fam.person import Person
from fam.rules.terms import Status
from fam.services import families
from tests.services.cases import head

Cast = Callable[[str], Person]
Make = Callable[..., int]


def edit(person: Person, family: int, **changes: Any) -> None:
    """Change fields as the form does: it opened with what is stored."""
    opened = {key: getattr(head(family), key) for key in changes}
    with db.transaction(person) as session:
        families.edit_head(session, family, opened, changes)


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("contact_agreed_on", date(2018, 10, 16)),
        ("contact_agreed_on", None),
        ("received_on", date(2018, 10, 16)),
        ("received_on", date(2018, 1, 1)),
        ("first_talk_on", date(2017, 2, 1)),
        ("first_talk_on", date(2018, 10, 16)),
    ],
)
def test_what_cannot_have_been_is_refused(cast: Cast, make_family: Make, field: str, day: date | None) -> None:
    """The future, a first talk before the proposal, a proposal after the admission, an examination nobody agreed to."""
    family = make_family("Kaya", received_on=date(2017, 3, 1))
    before = getattr(head(family), field)
    with pytest.raises(InvalidForm) as caught:
        edit(cast("anna"), family, **{field: day})
    assert set(caught.value.fields) == {field}
    assert getattr(head(family), field) == before


def test_a_slip_of_the_finger_is_put_right(cast: Cast, make_family: Make) -> None:
    """Earlier days are fine, an agreement noted by mistake goes while nothing rests on it, a list's gap stays one."""
    family = make_family("Kaya", received_on=date(2017, 3, 1))
    edit(cast("anna"), family, received_on=date(2017, 2, 20), first_talk_on=date(2017, 3, 5))
    assert head(family).received_on == date(2017, 2, 20)
    proposed = make_family("Neu", status=Status.PROPOSED)
    edit(cast("anna"), proposed, contact_agreed_on=None)
    assert head(proposed).contact_agreed_on is None
    with db.program() as session:
        session.get_one(type(head(family)), family).contact_agreed_on = None
    edit(cast("anna"), family, name="Kaya-Berg", contact_agreed_on=None)
    assert head(family).name == "Kaya-Berg"
