"""What is still to be entered: only what one may see, only running families, only where the field is shown."""

from collections.abc import Callable

import pytest

from fam import db
from fam.fields.registry import field_by_key
from fam.fields.spec import FieldSpec, Kind
from fam.figures import field_use
from fam.models import Member
from fam.person import Person
from fam.queries import field_gaps
from fam.rules.terms import RequiredMode, Status
from fam.services import field_making, field_values, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, label: str, kind: Kind, **settings: object) -> int:
    """Make a field of members with settings and return its id."""
    with db.transaction(person) as session:
        number = field_making.make(session, FieldDraft("member", label, kind)).id or 0
        field_making.change(session, number, {}, settings)
        return number


def member(person: Person, family_id: int, **values: object) -> int:
    """Add a member with these values, whatever is required."""
    with db.transaction(person) as session:
        row = records.add(session, Member(family_id=family_id, first_name="Mia"))
        records.edit(session, Member, row.id or 0, {}, values)
        return row.id or 0


def missing(person: Person, number: int) -> tuple[list[str], int]:
    """Return the names of the families that the person sees in the queue, and how many there are."""
    with db.reading(person) as session:
        field = field_by_key(session, f"f_{number}")
        assert isinstance(field, FieldSpec)
        rows, total = field_gaps.missing(session, field, limit=2)
    return [name for _number, name in rows], total


def test_the_queue(cast: Cast, make_family: Make) -> None:
    """A family stands once, closed ones and those of others do not; the count on the page is over all."""
    kerstin, anna = cast("kerstin"), cast("anna")
    number = make(kerstin, "Kita", Kind.TEXT, required=RequiredMode.ALL)
    for name in ("Ahorn", "Birke", "Cedrus"):
        family = make_family(name)
        member(anna, family)
        member(anna, family)
    member(anna, make_family("Fertig"), **{f"f_{number}": "ja"})
    with db.transaction(kerstin) as session:  # what is over needs no completion
        assert field_gaps.required_of_all(session)[0].field_id == number
    make_family("Zu", status=Status.CLOSED)
    assert missing(anna, number) == (["Ahorn", "Birke"], 3)
    assert missing(cast("stefan"), number) == ([], 0)
    assert missing(kerstin, number) == ([], 0)
    assert field_use.gaps([f"f_{number}"]) == {f"f_{number}": 6}


def test_hidden_lacks_nothing(cast: Cast, make_family: Make) -> None:
    """A field that another one hides is not asked for; once that one is out of use, it is asked of all."""
    kerstin, anna = cast("kerstin"), cast("anna")
    school = make(kerstin, "Schulkind", Kind.BOOLEAN)
    number = make(
        kerstin, "Klasse", Kind.INTEGER, required=RequiredMode.ALL, shown_key=f"f_{school}", shown_values=[True]
    )
    member(anna, make_family("Ahorn"), **{f"f_{school}": True})
    member(anna, make_family("Birke"), **{f"f_{school}": False})
    assert missing(anna, number) == (["Ahorn"], 1)
    with db.transaction(kerstin) as session:
        field_making.retire(session, school)
    assert missing(anna, number) == (["Ahorn", "Birke"], 2)


def test_gaps_are_filled_and_emptied_again(cast: Cast, make_family: Make) -> None:
    """One value everywhere where nothing stands, in files that Kerstin does not read; newer edits stay."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    number = make(kerstin, "Klasse", Kind.INTEGER)
    key = f"f_{number}"
    full, gap, later = member(anna, family, **{key: 7}), member(anna, family), member(anna, family)
    with db.transaction(kerstin, source=field_values.FILLED) as session:
        assert field_values.fill_empty(session, number, 1) == 2
    with db.transaction(anna) as session:
        assert [records.find(session, Member, one).extra[key] for one in (full, gap, later)] == [7, 1, 1]
        records.edit(session, Member, later, {key: 1}, {key: 2})
    with db.transaction(kerstin) as session:
        field = field_values.spec_of(session, field_making.find(session, number))
        [(batch, count)] = field_values.batches(session, field)
        assert count == 2
        assert field_values.revert(session, number, batch) == (1, 1)
    with db.reading(anna) as session:
        assert [records.find(session, Member, one).extra.get(key) for one in (full, gap, later)] == [7, None, 2]
