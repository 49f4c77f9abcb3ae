"""The edge cases of a field's definition, one test each: labels, options, required, conditions, unique, two leads.

Those of values, forms, lists and moves stand in test_edge_values.py.
"""

from collections.abc import Callable
from typing import Any

import pytest

from fam import db
from fam.errors import Conflict, IllegalStep, InvalidForm
from fam.fields.encoding import value_of
from fam.fields.registry import definitions, runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import Member
from fam.person import Person
from fam.queries import field_gaps
from fam.rules.terms import Institution, RequiredMode
from fam.services import field_choices, field_making, field_values, records
from fam.services.field_making import FieldDraft
from tests.services.test_field_choices import extra, labels
from tests.services.test_field_making import make, member

Cast = Callable[[str], Person]
Make = Callable[..., int]
OPTIONS = "Haupt\nReal\nGymnasium"


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def text(person: Person, label: str) -> int:
    """Make a text of members and return its id."""
    return make(person, FieldDraft("member", label, Kind.TEXT))


def choice(person: Person, label: str = "Schulform") -> tuple[int, list[int]]:
    """Make a choice of members; return its id and those of its options."""
    number = make(person, FieldDraft("member", label, Kind.CHOICE, OPTIONS))
    with db.reading(person) as session:
        return number, [one.id or 0 for one in field_choices.options(session, number)]


def change(person: Person, number: int, **settings: Any) -> None:
    """Change settings of a field."""
    with db.transaction(person) as session:
        field_making.change(session, number, {}, settings)


def edit(person: Person, number: int, opened: dict[str, Any], typed: dict[str, Any]) -> None:
    """Save a member's form."""
    with db.transaction(person) as session:
        records.edit(session, Member, number, opened, typed)


def seen(person: Person, number: int) -> FieldSpec:
    """Return a field as forms have it."""
    with db.reading(person) as session:
        return next(one for one in runtime_fields(session, Member) if one.field_id == number)


@pytest.mark.parametrize("label", ["first_name", "select", "class", "id", "👩‍👧 😀", "Ü" * 200, "=1+1", "f_1"])
def test_a_label_is_free(cast: Cast, make_family: Make, label: str) -> None:
    """Core column, reserved word, keyword, "id", emoji, 200 signs: the key is f_n, and values go in and out."""
    number = text(cast("kerstin"), label)
    entry = member(cast("anna"), make_family(), **{f"f_{number}": "Wert"})
    assert extra(cast("anna"), entry) == {f"f_{number}": "Wert"}
    assert seen(cast("anna"), number).label == label


@pytest.mark.parametrize(
    "same", [" größe ", "GRÖSSE", "Gro\u0308ße", "Ｇröße", "Grö\u200bße", "\ufeffGröße", "Größe\u00a0"]
)
def test_a_label_stands_once_as_people_read_it(cast: Cast, same: str) -> None:
    """Case, NFD, full width, invisible signs and space make no second field."""
    text(cast("kerstin"), "Größe")
    with pytest.raises(InvalidForm) as refused:
        text(cast("kerstin"), same)
    assert "Dieses Feld gibt es hier schon" in refused.value.fields["label"]


def test_choice_removed_while_in_use(cast: Cast, make_family: Make) -> None:
    """Not deleted but archived: it stays on old rows and is not offered on new; merging counts; at 0 uses it may go."""
    kerstin, anna = cast("kerstin"), cast("anna")
    number, (one, two, three) = choice(kerstin)
    key = f"f_{number}"
    entry = member(anna, make_family(), **{key: one})
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep):
        field_choices.remove(session, one)
    with db.transaction(kerstin) as session:
        field_choices.archive(session, one)
    assert labels(anna, number) == (["Real", "Gymnasium"], ["Haupt"])
    edit(anna, entry, {key: one, "first_name": "Mia"}, {key: one, "first_name": "Mira"})
    assert extra(anna, entry) == {key: one}
    with db.transaction(kerstin) as session:
        assert field_choices.merge(session, one, two) == 1
    assert extra(anna, entry) == {key: two}
    with db.transaction(kerstin) as session:
        field_choices.remove(session, three)
    assert labels(anna, number)[0] == ["Real"]


def test_choice_renamed(cast: Cast, make_family: Make) -> None:
    """The label only: records and conditions hold ids, and say the new word."""
    kerstin, anna = cast("kerstin"), cast("anna")
    number, (one, *_rest) = choice(kerstin)
    below = text(kerstin, "Abschluss")
    change(kerstin, below, shown_when={"key": f"f_{number}", "values": [one]})
    entry = member(anna, make_family(), **{f"f_{number}": one})
    with db.transaction(kerstin) as session:
        field_choices.rename(session, one, "Hauptschule")
    assert extra(anna, entry) == {f"f_{number}": one}
    assert seen(anna, number).labels[one] == "Hauptschule"
    assert seen(anna, below).shown({f"f_{number}": one})


def test_required_added_while_old_rows_are_empty(cast: Cast, make_family: Make) -> None:
    """New rows only; or all, with a queue; or filled with a value. An old row can be edited in any case."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    old, number = member(anna, family), text(kerstin, "Kita")
    key = f"f_{number}"
    for mode in (RequiredMode.NEW, RequiredMode.ALL):
        change(kerstin, number, required=mode)
        edit(anna, old, {"first_name": "Mia", key: None}, {"first_name": "Mia", key: None})
        with pytest.raises(InvalidForm):
            member(anna, family, **{key: ""})
    with db.reading(anna) as session:
        assert field_gaps.missing(session, seen(anna, number)) == ([("FAM-2017-00001", "Muster")], 1)
    with db.transaction(kerstin, field_values.FILLED) as session:
        assert field_values.fill_empty(session, number, "unbekannt") == 1
    assert extra(anna, old) == {key: "unbekannt"}


@pytest.mark.parametrize("hidden_by", ["condition", "role"])
def test_required_but_hidden(cast: Cast, make_family: Make, hidden_by: str) -> None:
    """Neither a condition nor a role that hides a required field blocks a save, and what stood in it stays."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    school, (one, two, _three) = choice(kerstin)
    number = text(kerstin, "Abschluss")
    above, key = f"f_{school}", f"f_{number}"
    entry = member(anna, family, **{above: one, key: "HSA"})
    hiding = {"shown_when": {"key": above, "values": [one]}} if hidden_by == "condition" else {"readers": "PRO_ARBEIT"}
    change(kerstin, number, required=RequiredMode.ALL, **hiding)
    person = anna if hidden_by == "condition" else cast("amir")
    edit(person, entry, {above: one}, {above: two})
    member(person, family, **{above: two})
    assert extra(anna, entry) == {above: two, key: "HSA"}


def test_condition_in_a_circle_or_on_a_retired_field(cast: Cast) -> None:
    """A circle is refused when the definition is saved; with its field out of use a condition is off."""
    kerstin = cast("kerstin")
    one, two, three = (text(kerstin, label) for label in "ABC")
    change(kerstin, two, shown_when={"key": f"f_{one}", "values": ["x"]})
    change(kerstin, three, shown_when={"key": f"f_{two}", "values": ["x"]})
    for number in (one, two):
        with pytest.raises(IllegalStep, match="im Kreis"):
            change(kerstin, number, shown_when={"key": f"f_{three}", "values": ["x"]})
    with db.transaction(kerstin) as session:
        field_making.retire(session, one)
    assert seen(kerstin, two).shown_when is None  # the page Felder says so: tests/pages/test_fields.py
    with pytest.raises(IllegalStep, match="nicht"):
        change(kerstin, three, shown_when={"key": f"f_{one}", "values": ["x"]})
    with db.transaction(kerstin) as session:
        field_making.restore(session, one)
    assert seen(kerstin, two).shown_when is not None


def test_unique_switched_on_with_duplicates(cast: Cast, make_family: Make) -> None:
    """Refused with the groups (their values only to who reads them); once cleared up it holds for all."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    number = text(kerstin, "Zeichen")
    key = f"f_{number}"
    entries = [member(anna, family, **{key: value}) for value in ("A", "A", "B")]
    with pytest.raises(IllegalStep, match="nicht freigegeben sind: 1 Wert in 2 Einträgen"):
        change(kerstin, number, is_unique=True, readers=Institution.PRO_ARBEIT)
    edit(anna, entries[0], {key: "A"}, {key: "C"})
    change(kerstin, number, is_unique=True, readers=Institution.PRO_ARBEIT)
    with pytest.raises(InvalidForm) as refused:
        member(anna, family, **{key: "B"})
    assert key in refused.value.fields


def test_default_changed(cast: Cast, make_family: Make) -> None:
    """New rows open with it, old ones stay; filling them is a batch that is taken back as one."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    number = make(kerstin, FieldDraft("member", "Klasse", Kind.INTEGER))
    key = f"f_{number}"
    old = [member(anna, family), member(anna, family), member(anna, family, **{key: 7})]
    change(kerstin, number, default=1)
    change(kerstin, number, default=5)
    assert [extra(anna, one) for one in old] == [{}, {}, {key: 7}]
    assert seen(anna, number).default == 5
    with db.transaction(kerstin, field_values.FILLED) as session:
        assert field_values.fill_empty(session, number, 5) == 2
    with db.transaction(kerstin) as session:
        [(batch, count)] = field_values.batches(session, seen(kerstin, number))
        assert (count, field_values.revert(session, number, batch)) == (2, (2, 0))
    assert [extra(anna, one) for one in old] == [{}, {}, {key: 7}]


def test_two_leads_edit_one_field(cast: Cast) -> None:
    """Different settings merge, the same one is shown to the second with both values; a second label gets the first."""
    kerstin, konrad = cast("kerstin"), cast("konrad")
    number = text(kerstin, "Hobby")
    opened = {"help": "", "section": ""}
    with db.transaction(kerstin) as session:
        field_making.change(session, number, opened, opened | {"help": "Was?"})
    with db.transaction(konrad) as session:
        row = field_making.change(session, number, opened, opened | {"section": "Freizeit"})
        assert (row.help, row.section) == ("Was?", "Freizeit")
    with db.transaction(konrad) as session, pytest.raises(Conflict) as conflict:
        field_making.change(session, number, opened, opened | {"help": "Wie oft?"})
    assert conflict.value.fields == {"help": ("", "Was?", "Wie oft?")}
    with pytest.raises(InvalidForm) as refused:
        text(konrad, "hobby")
    assert "„Hobby“" in refused.value.fields["label"]


def test_retired_then_a_new_field_of_the_same_label(cast: Cast, make_family: Make) -> None:
    """The old one is offered; whoever wants a new one gets a new key, and the old values stay with the old one."""
    kerstin, anna = cast("kerstin"), cast("anna")
    old = text(kerstin, "Hobby")
    entry = member(anna, make_family(), **{f"f_{old}": "Fußball"})
    with db.transaction(kerstin) as session:
        field_making.retire(session, old)
    with pytest.raises(InvalidForm) as refused:
        text(kerstin, "hobby")
    assert "wieder einsetzen" in refused.value.fields["label"]
    new = make(kerstin, FieldDraft("member", "Hobby", Kind.TEXT, again=True))
    assert new > old
    with db.reading(anna) as session:
        row = records.find(session, Member, entry)
        assert value_of(row, seen(anna, new)) in (None, "")
        assert {one.key for one in definitions(session, "member")} == {f"f_{old}", f"f_{new}"}
    assert extra(anna, entry) == {f"f_{old}": "Fußball"}
