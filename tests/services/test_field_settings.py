"""Settings of a field: each part merges by itself, and what cannot be is refused with its reason."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from fam import db
from fam.errors import Conflict, IllegalStep, InvalidForm
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import ChangeEntry, Family, Member, Note
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution
from fam.services import field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, label: str = "Klasse", kind: Kind = Kind.INTEGER) -> int:
    """Make a field of members and return its id."""
    with db.transaction(person) as session:
        return field_making.make(session, FieldDraft("member", label, kind)).id or 0


def test_limits_merge_one_by_one(cast: Cast) -> None:
    """One lead sets the lowest, the other the highest; both stand, whole numbers stay whole."""
    kerstin, konrad, number = cast("kerstin"), cast("konrad"), make(cast("kerstin"))
    opened = {"minimum": None, "maximum": None}
    with db.transaction(kerstin) as session:
        field_making.change(session, number, opened, opened | {"minimum": Decimal(1)})
    with db.transaction(konrad) as session:
        row = field_making.change(session, number, opened, opened | {"maximum": Decimal("13.5")})
        assert row.settings == {"minimum": 1, "maximum": 13.5}
    with db.transaction(konrad) as session, pytest.raises(Conflict) as conflict:
        field_making.change(session, number, opened, {"minimum": Decimal(2)})
    assert set(conflict.value.fields) == {"minimum"}
    with db.transaction(konrad) as session, pytest.raises(InvalidForm):
        field_making.change(session, number, {"minimum": 1}, {"minimum": Decimal(20)})
    with db.transaction(konrad) as session:
        assert field_making.change(session, number, {"minimum": 1}, {"minimum": None}).settings == {"maximum": 13.5}


def test_a_default_is_what_one_could_type(cast: Cast) -> None:
    """Within the limits that are set with it, and one of the options."""
    kerstin, number = cast("kerstin"), make(cast("kerstin"))
    with db.transaction(kerstin) as session:
        for wrong in ({"default": 20, "maximum": 13}, {"default": 0, "minimum": 1}):
            with pytest.raises(InvalidForm) as refused:
                field_making.change(session, number, {}, wrong)
            assert "default" in refused.value.fields
        assert field_making.change(session, number, {}, {"default": 5, "maximum": 13}).default == 5
        school = field_making.make(session, FieldDraft("member", "Schulform", Kind.CHOICE, "Haupt\nReal")).id or 0
        with pytest.raises(InvalidForm):
            field_making.change(session, school, {}, {"default": 999})


def test_a_condition_has_two_halves(cast: Cast) -> None:
    """A field without values is refused; without a field there is no condition."""
    kerstin = cast("kerstin")
    other, number = make(kerstin, "Schulkind", Kind.BOOLEAN), make(kerstin)
    with db.transaction(kerstin) as session:
        with pytest.raises(InvalidForm):
            field_making.change(session, number, {}, {"shown_key": f"f_{other}", "shown_values": []})
        field_making.change(session, number, {}, {"shown_key": f"f_{other}", "shown_values": [True]})
    with db.reading(kerstin) as session:
        field = next(one for one in runtime_fields(session, Member) if one.field_id == number)
        assert (field.shown({f"f_{other}": True}), field.shown({f"f_{other}": False})) == (True, False)
    with db.transaction(kerstin) as session:
        assert field_making.change(session, number, {"shown_key": f"f_{other}"}, {"shown_key": None}).shown_when is None


def test_unique_needs_that_there_are_no_doubles(cast: Cast, make_family: Make) -> None:
    """Refused, but not with a value out of files that Kerstin does not read."""
    kerstin, anna, number, family = cast("kerstin"), cast("anna"), make(cast("kerstin")), make_family()
    with db.transaction(anna) as session:
        for value in (4711, 4711, 5):
            records.add(session, Member(family_id=family, first_name="Mia"), {f"f_{number}": value})
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep) as refused:
        field_making.change(session, number, {"is_unique": False}, {"is_unique": True})
    assert "mehrfach" in str(refused.value)
    assert "4711" not in str(refused.value)
    with db.transaction(anna) as session:
        rows = records.add(session, Member(family_id=family, first_name="Ben"), {})
        assert rows.extra == {}
    several = make(kerstin, "Vereine", Kind.LONG_TEXT)
    with db.transaction(kerstin) as session, pytest.raises(InvalidForm):
        field_making.change(session, several, {}, {"is_unique": True})


def test_who_fills_in_may_read(cast: Cast) -> None:
    """Read by one institution and filled in by the other cannot be; nobody chosen means both."""
    kerstin, number = cast("kerstin"), make(cast("kerstin"))
    with db.transaction(kerstin) as session:
        with pytest.raises(InvalidForm):
            field_making.change(session, number, {}, {"readers": Institution.ASD, "writers": Institution.PRO_ARBEIT})
        field_making.change(session, number, {"readers": "", "writers": None}, {"readers": "ASD", "writers": ""})
        assert field_making.find(session, number).writers is None


def test_the_log_follows_the_readers(cast: Cast, make_family: Make) -> None:
    """What was entered before a field belonged to one institution is not read in the log by the other one after."""
    kerstin, anna, amir, family = cast("kerstin"), cast("anna"), cast("amir"), make_family()
    with db.transaction(kerstin) as session:
        number = field_making.make(session, FieldDraft("family", "Priorität", Kind.TEXT)).id or 0
    key = f"f_{number}"
    with db.transaction(anna) as session:
        records.edit(session, Family, family, {}, {key: "hoch"})

    def seen() -> list[str]:
        names = []
        for person in (anna, amir, kerstin, cast("konrad")):
            with db.reading(person) as session:
                if session.exec(select(ChangeEntry).where(ChangeEntry.field == key)).all():
                    names.append(person.username)
        return names

    assert seen() == ["anna", "amir", "kerstin", "konrad"]
    with db.transaction(kerstin) as session:
        field_making.change(session, number, {"readers": None}, {"readers": Institution.PRO_ARBEIT})
    assert seen() == ["anna", "kerstin"]
    with db.transaction(kerstin) as session:
        field_making.change(session, number, {"readers": Institution.PRO_ARBEIT}, {"readers": None})
    assert seen() == ["anna", "amir", "kerstin", "konrad"]


LEVELS = (Confidentiality.TEAM, Confidentiality.INSTITUTION)


def test_an_entry_of_one_institution_stays_there(cast: Cast, make_family: Make) -> None:
    """Once both read a field again, its log is read as the record is."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    with db.transaction(kerstin) as session:
        number = field_making.make(session, FieldDraft("note", "Anlass", Kind.TEXT)).id or 0
    with db.transaction(anna) as session:
        notes = {one: _note(session, family, one, f"f_{number}") for one in LEVELS}
    for readers in (Institution.PRO_ARBEIT, None):
        with db.transaction(kerstin) as session:
            field_making.change(session, number, {}, {"readers": readers})
    with db.reading(cast("amir")) as session:
        entries = session.exec(select(ChangeEntry).where(ChangeEntry.field == f"f_{number}")).all()
    assert [entry.record_id for entry in entries] == [notes[Confidentiality.TEAM]]


def _note(session: Session, family: int, level: Confidentiality, key: str) -> int:
    note = Note(family_id=family, institution=Institution.PRO_ARBEIT, confidentiality=level,
                event_on=date(2018, 10, 1), text="Fiktiv")  # fmt: skip
    return records.add(session, note, {key: "Besuch"}).id or 0


def test_a_trial_goes_on_until_a_day_ahead(cast: Cast) -> None:
    """Only a trial, and only into the future."""
    kerstin = cast("kerstin")
    draft = FieldDraft("member", "Probe", Kind.TEXT, trial=True, purpose="Hilft es?", review_on=date(2018, 10, 1))
    with db.transaction(kerstin) as session:
        number = field_making.make(session, draft).id or 0
        with pytest.raises(InvalidForm):
            field_making.extend(session, number, draft.review_on, kerstin.today)
        assert field_making.extend(session, number, draft.review_on, date(2018, 12, 1)).review_on == date(2018, 12, 1)
        with pytest.raises(InvalidForm):
            field_making.change(session, number, {"purpose": "Hilft es?"}, {"purpose": ""})
        field_making.publish(session, number)
        with pytest.raises(IllegalStep):
            field_making.extend(session, number, None, date(2019, 1, 1))
