"""Options are ids: renaming is free, merging counts and can be undone, deleting needs that nobody uses them."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.figures import field_use
from fam.models import ChangeEntry, Member
from fam.person import Person
from fam.services import field_choices, field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, kind: Kind = Kind.CHOICE, label: str = "Schulform") -> tuple[int, list[int]]:
    """Make a field with three options; return its id and theirs."""
    with db.transaction(person) as session:
        row = field_making.make(session, FieldDraft("member", label, kind, "Haupt\nReal\nGymnasium"))
        return row.id or 0, [one.id or 0 for one in field_choices.options(session, row.id or 0)]


def member(person: Person, family_id: int, **values: object) -> int:
    """Add a member as a form does."""
    with db.transaction(person) as session:
        return records.add(session, Member(family_id=family_id, first_name="Mia"), dict(values)).id or 0


def extra(person: Person, number: int) -> dict[str, object]:
    """Return a member's values as they are stored."""
    with db.reading(person) as session:
        return dict(records.find(session, Member, number).extra)


def labels(person: Person, field_id: int) -> tuple[list[str], list[str]]:
    """Return what is offered, and what is archived."""
    with db.reading(person) as session:
        [field] = [one for one in runtime_fields(session, Member) if one.field_id == field_id]
        return list(field.choices.values()), list(field.archived.values())  # type: ignore[union-attr]


def test_renamed_ordered_archived(cast: Cast, make_family: Make) -> None:
    """What is stored stays; an archived option stands where it was chosen, and comes back."""
    kerstin, anna = cast("kerstin"), cast("anna")
    field, (one, two, three) = make(kerstin)
    number = member(anna, make_family(), **{f"f_{field}": two})
    with db.transaction(kerstin) as session:
        field_choices.rename(session, two, "Realschule")
        field_choices.move(session, three, down=False)
        field_choices.archive(session, one)
        field_choices.add(session, field, "Förderschule")
    assert labels(anna, field) == (["Gymnasium", "Realschule", "Förderschule"], ["Haupt"])
    assert extra(anna, number) == {f"f_{field}": two}
    with db.transaction(kerstin) as session:
        field_choices.archive(session, one, archived=False)
    assert "Haupt" in labels(anna, field)[0]


@pytest.mark.parametrize("label", ["", " HAUPT ", "x" * 121])
def test_a_label_is_seen_and_stands_once(cast: Cast, label: str) -> None:
    """Neither adding nor renaming makes two of the same."""
    kerstin = cast("kerstin")
    field, (_one, two, _three) = make(kerstin)
    with db.transaction(kerstin) as session, pytest.raises(InvalidForm):
        field_choices.add(session, field, label)
    with db.transaction(kerstin) as session, pytest.raises(InvalidForm):
        field_choices.rename(session, two, label)


def test_only_an_unused_option_is_deleted(cast: Cast, make_family: Make) -> None:
    """Else it is said in how many entries it stands, of families that Kerstin does not read."""
    kerstin, anna = cast("kerstin"), cast("anna")
    field, (one, two, three) = make(kerstin)
    member(anna, make_family(), **{f"f_{field}": one})
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep, match="1 Einträgen"):
        field_choices.remove(session, one)
    with db.transaction(kerstin) as session:
        field_making.change(session, field, {}, {"default": three})
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep, match="Vorbelegung"):
        field_choices.remove(session, three)
    with db.transaction(kerstin) as session:
        field_choices.remove(session, two)
    assert labels(anna, field)[0] == ["Haupt", "Gymnasium"]
    assert field_use.choice_counts(field) == {one: 1, three: 0}


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.CHOICES])
def test_merged_and_split_again(cast: Cast, make_family: Make, kind: Kind) -> None:
    """The count is told, the log names who did it, and the way back knows who had what; newer edits stay."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    field, (one, two, three) = make(kerstin, kind)
    key, several = f"f_{field}", kind is Kind.CHOICES
    had = member(anna, family, **{key: [one, two] if several else one})
    moved = member(anna, family, **{key: [one] if several else one})
    other = member(anna, family, **{key: [two] if several else two})
    with db.transaction(kerstin) as session:
        assert field_choices.merge(session, one, two) == 2
    assert extra(anna, had) == {key: [two] if several else two}
    assert labels(anna, field) == (["Real", "Gymnasium"], ["Haupt"])
    with db.reading(anna) as session:
        entries = session.exec(select(ChangeEntry).where(ChangeEntry.field == key)).all()
        assert {one.record_id for one in entries if one.account_id == kerstin.account_id} == {had, moved}
    with db.transaction(anna) as session:
        now = [two] if several else two
        records.edit(session, Member, moved, {key: now}, {key: [three] if several else three})
    with db.transaction(kerstin) as session:
        assert field_choices.split(session, one) == (1, 1)
    assert extra(anna, had) == {key: [one, two] if several else one}
    assert extra(anna, moved) == {key: [three] if several else three}
    assert extra(anna, other) == {key: [two] if several else two}
    assert "Haupt" in labels(anna, field)[0]
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep):
        field_choices.split(session, one)


def test_what_names_an_option_follows_a_merge(cast: Cast) -> None:
    """The default and the conditions of other fields."""
    kerstin = cast("kerstin")
    field, (one, two, _three) = make(kerstin)
    with db.transaction(kerstin) as session:
        below = field_making.make(session, FieldDraft("member", "Abschluss", Kind.TEXT)).id or 0
        field_making.change(session, field, {}, {"default": one})
        field_making.change(session, below, {}, {"shown_key": f"f_{field}", "shown_values": [one, two]})
        field_choices.merge(session, one, two)
    with db.reading(kerstin) as session:
        assert field_making.find(session, field).default == two
        assert field_making.find(session, below).shown_when == {"key": f"f_{field}", "values": [two]}


def test_merged_into_what_is_offered_only(cast: Cast) -> None:
    """Not into itself, an archived one or another field's."""
    kerstin = cast("kerstin")
    _field, (one, two, three) = make(kerstin)
    _other, (foreign, *_rest) = make(kerstin, label="Zweites Feld")
    with db.transaction(kerstin) as session:
        field_choices.archive(session, three)
        for into in (one, three, foreign):
            with pytest.raises(IllegalStep):
                field_choices.merge(session, one, into)
    with db.transaction(cast("anna")) as session, pytest.raises(NotAllowed):
        field_choices.merge(session, one, two)
