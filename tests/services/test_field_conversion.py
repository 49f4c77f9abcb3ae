"""A field changes its kind: counted before, decided value by value, taken back without a time limit."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound, Overtaken
from fam.fields import sql
from fam.fields.conversion import Outcome
from fam.fields.registry import field_by_key
from fam.fields.spec import FieldSpec, Kind
from fam.models import ChangeEntry, FieldConversion, Member
from fam.person import Person, system
from fam.rules.terms import Institution
from fam.services import changes as undoing
from fam.services import field_conversion, field_making, records
from fam.services.field_making import FieldDraft
from fam.services.field_plan import CLEAR, KEEP, MAP, Decision

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, kind: Kind = Kind.TEXT, entity: str = "member", **changes: Any) -> str:
    """Make a field and return its key."""
    with db.transaction(person) as session:
        row = field_making.make(session, FieldDraft(entity, "Feld", kind, "Eins\nZwei\nDrei"))
        if changes:
            field_making.change(session, row.id or 0, {}, changes)
        return row.key


def member(family: int, **values: object) -> int:
    """Add a member with these values."""
    with db.program() as session:
        return records.add(session, Member(family_id=family, first_name="Mia"), dict(values)).id or 0


def field(key: str) -> FieldSpec:
    """Return a field as the program itself sees it."""
    with db.reading(system()) as session:
        found = field_by_key(session, key)
    assert found
    return found


def held(number: int) -> dict[str, Any]:
    """Return what a member's record holds."""
    with db.reading(system()) as session:
        return records.find(session, Member, number).extra


def report(person: Person, key: str, kind: Kind) -> field_conversion.Report:
    """Make a dry run."""
    with db.reading(person) as session:
        return field_conversion.dry_run(session, int(key[2:]), kind)


def convert(person: Person, key: str, kind: Kind, **decisions: Decision) -> int:
    """Change the kind; decisions by text."""
    with db.transaction(person) as session:
        return field_conversion.apply(session, int(key[2:]), kind, decisions).id or 0


def revert(person: Person, conversion: int) -> field_conversion.Reverted:
    """Take a change of kind back."""
    with db.transaction(person) as session:
        return field_conversion.revert(session, conversion)


def test_text_becomes_a_number_and_nothing_is_lost(cast: Cast, make_family: Make) -> None:
    """Clean values follow; the rest is mapped, kept or cleared; the way back gives every value back."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"), indexed=True)
    families = [make_family(name) for name in ("Eins", "Zwei", "Drei")]
    texts = ["12", "zwölf", "zwölf", "zwölf", "?", "?", "?", "alt", "alt", "alt", "1.200"]
    numbers = [member(families[place % 3], **{key: text}) for place, text in enumerate(texts)]
    empty = member(families[0])
    before = {number: held(number) for number in numbers}

    found = report(kerstin, key, Kind.INTEGER)
    assert found.counts == {"clean": 2, "unreadable": 9, "empty": 1}
    assert {(one.text, one.records, one.outcome) for one in found.failing} == {
        (text, 3, Outcome.UNREADABLE) for text in ("zwölf", "?", "alt")
    }
    with db.transaction(kerstin) as session, pytest.raises(InvalidForm) as refused:
        field_conversion.apply(session, int(key[2:]), Kind.INTEGER, {"zwölf": Decision(MAP, "12x")})
    assert "zwölf" in refused.value.fields
    assert field(key).kind is Kind.TEXT

    decisions = {"zwölf": Decision(MAP, "12"), "?": Decision(CLEAR), "alt": Decision(KEEP)}
    done = convert(kerstin, key, Kind.INTEGER, **decisions)
    after = [held(number) for number in numbers]
    assert after == [{key: 12}, *[{key: 12}] * 3, *[{}] * 3, *[{f"{key}_raw": "alt"}] * 3, {key: 1200}]
    with db.reading(system()) as session:
        spec = field(key)
        found_now = session.exec(select(Member.id).where(sql.between(session, Member, spec, 1, 100))).all()
        assert set(found_now) == set(numbers[:4])
        logged = session.exec(
            select(ChangeEntry).where(ChangeEntry.record_id == numbers[1], ChangeEntry.field == key)
        ).all()
    assert (logged[-1].old, logged[-1].new, logged[-1].account_id) == ("zwölf", 12, kerstin.account_id)

    with db.transaction(system()) as session:
        records.edit(session, Member, numbers[0], {key: 12}, {key: 13})
        records.edit(session, Member, empty, {key: None}, {key: 99})
    back = revert(kerstin, done)
    assert (back.restored, back.edited) == (10, [numbers[0]])
    assert {number: held(number) for number in numbers[1:]} == {number: before[number] for number in numbers[1:]}
    assert (held(numbers[0]), held(empty), field(key).kind) == ({key: "13"}, {key: "99"}, Kind.TEXT)
    with pytest.raises(IllegalStep):
        revert(kerstin, done)


def test_koordination_reads_no_single_value(cast: Cast, make_family: Make) -> None:
    """What stands in fewer than three families is counted only, never an option, and kept as unreadable."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"))
    one, two, three = (make_family(name) for name in ("Eins", "Zwei", "Drei"))
    secret = member(one, **{key: "Adoption"})
    member(two, **{key: "Adoption"})
    for family in (one, two, three):
        member(family, **{key: "Umzug"})
    found = report(kerstin, key, Kind.CHOICE)
    assert (found.options, found.hidden, found.hidden_records) == (["Umzug"], 1, 2)
    assert "Adoption" not in repr(found)
    done = convert(kerstin, key, Kind.CHOICE, Adoption=Decision(MAP, "Umzug"))
    assert held(secret) == {f"{key}_raw": "Adoption"}
    assert list(field(key).labels.values()) == ["Umzug"]
    revert(kerstin, done)
    assert held(secret) == {key: "Adoption"}


def test_a_field_that_is_not_theirs_shows_nothing(cast: Cast, make_family: Make) -> None:
    """Kerstin may change a field that only the ASD reads, but reads no value of it."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"), readers=Institution.ASD)
    for name in ("Eins", "Zwei", "Drei", "Vier"):
        member(make_family(name), **{key: "intern"})
    found = report(kerstin, key, Kind.INTEGER)
    assert (found.failing, found.hidden, found.hidden_records) == ([], 1, 4)
    assert [one.text for one in report(cast("konrad"), key, Kind.INTEGER).failing] == ["intern"]


def test_others_may_not(cast: Cast) -> None:
    """Only those who make fields."""
    key = make(cast("kerstin"))
    with db.transaction(cast("anna")) as session, pytest.raises(NotAllowed):
        field_conversion.apply(session, int(key[2:]), Kind.INTEGER)
    with db.transaction(cast("kerstin")) as session, pytest.raises(NotFound):
        field_conversion.revert(session, 99)


def test_kinds_there_and_back(cast: Cast, make_family: Make) -> None:
    """One after the other through many kinds, and back in the opposite order: what was typed stands there again."""
    kerstin, key, family = cast("kerstin"), make(cast("kerstin")), make_family()
    numbers = [member(family, **{key: text}) for text in ("03.04.2017", "12,5", "ja", "unbekannt", "x" * 150, "a; b")]
    before = [held(number) for number in numbers]
    states, path = [], (Kind.DATE, Kind.MONTH, Kind.LONG_TEXT, Kind.CHOICES, Kind.CHOICE, Kind.BOOLEAN, Kind.MONEY,
                        Kind.INTEGER, Kind.EMAIL, Kind.PERSON, Kind.REFERENCE, Kind.TEXT)  # fmt: skip
    done = []
    for kind in path:
        states.append([held(number) for number in numbers])
        done.append(convert(kerstin, key, kind))
        assert field(key).kind is kind
    for conversion, state in zip(reversed(done), reversed(states), strict=True):
        revert(kerstin, conversion)
        assert [held(number) for number in numbers] == state
    assert [held(number) for number in numbers] == before


def test_only_the_newest_is_taken_back(cast: Cast) -> None:
    """An older change cannot be taken back under a newer one; the change log leaves both alone."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"), entity="family")
    first = convert(kerstin, key, Kind.LONG_TEXT)
    convert(kerstin, key, Kind.INTEGER)
    with pytest.raises(IllegalStep):
        revert(kerstin, first)
    with db.reading(kerstin) as session:
        entry = session.exec(select(ChangeEntry).where(ChangeEntry.field == "kind")).all()[-1]
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep) as refused:
        undoing.undo(session, entry.batch)
    assert "Felder" in str(refused.value)


def test_what_an_undo_brings_back_never_stands_among_numbers(cast: Cast, make_family: Make) -> None:
    """A record deleted before the change and restored after it keeps its text, as unreadable."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"))
    number, family = member(make_family(), **{key: "viele"}), make_family("Zwei")
    member(family, **{key: "7"})
    with db.transaction(cast("anna")) as session:
        records.remove(session, Member, number)
        batch = session.info["batch"]
    convert(kerstin, key, Kind.INTEGER)
    with db.transaction(cast("anna")) as session:
        undoing.undo(session, batch)
    assert held(number) == {f"{key}_raw": "viele"}
    with db.reading(system()) as session:
        assert len(session.exec(select(Member.id).where(sql.between(session, Member, field(key), 0, 9))).all()) == 1


def test_default_and_conditions_follow_or_are_named(cast: Cast) -> None:
    """What can follow does, and comes back; what cannot is listed."""
    kerstin = cast("kerstin")
    key = make(kerstin, Kind.TEXT, default="12")
    with db.transaction(kerstin) as session:
        other = field_making.make(session, FieldDraft("member", "Anderes", Kind.TEXT))
        field_making.change(session, other.id or 0, {}, {"shown_when": {"key": key, "values": ["7"]}})
        third = field_making.make(session, FieldDraft("member", "Drittes", Kind.TEXT))
        field_making.change(session, third.id or 0, {}, {"shown_when": {"key": key, "values": ["sieben"]}})
    assert [line for line in report(kerstin, key, Kind.INTEGER).stranded if "Drittes" in line]
    done = convert(kerstin, key, Kind.INTEGER)
    assert (field(key).default, field(f"f_{other.id}").shown_when.values) == (12, (7,))  # type: ignore[union-attr]
    revert(kerstin, done)
    assert (field(key).default, field(f"f_{other.id}").shown_when.values) == ("12", ("7",))  # type: ignore[union-attr]


def test_a_unique_field_stays_so(cast: Cast, make_family: Make) -> None:
    """A mapping that would make doubles is refused, and nothing of it stays."""
    kerstin, key, family = (
        cast("kerstin"),
        make(cast("kerstin"), Kind.TEXT, is_unique=True, readers=Institution.PRO_ARBEIT),
        make_family(),
    )
    first = member(family, **{key: "07"})
    member(family, **{key: "7"})
    with pytest.raises(IllegalStep):
        convert(kerstin, key, Kind.INTEGER)
    assert (held(first), field(key).kind) == ({key: "07"}, Kind.TEXT)
    with db.reading(kerstin) as session:
        assert session.exec(select(FieldConversion)).all() == []


def test_somebody_saves_while_the_kind_changes(cast: Cast, make_family: Make) -> None:
    """Whoever read the field before and saves after it is asked to save again: no text comes among numbers."""
    if db.engine().dialect.name == "sqlite":
        pytest.skip("SQLite lets one writer in at a time")
    kerstin, key, family = cast("kerstin"), make(cast("kerstin")), make_family()
    with pytest.raises(Overtaken):
        _save_late(cast("anna"), lambda: convert(kerstin, key, Kind.INTEGER), family, key)
    with db.reading(system()) as session:
        assert session.exec(select(Member.id)).all() == []


def _save_late(anna: Person, meanwhile: Callable[[], object], family: int, key: str) -> None:
    with db.transaction(anna) as session:
        assert field_by_key(session, key) is not None
        meanwhile()
        records.add(session, Member(family_id=family, first_name="Mia"), {key: 5})


TYPED = st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12), min_size=1, max_size=6)
WAYS = st.lists(st.sampled_from([kind for kind in Kind if kind is not Kind.TOWN]), min_size=1, max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TYPED, ways=WAYS)
def test_any_way_there_and_back_is_no_way(cast: Cast, make_family: Make, texts: list[str], ways: list[Kind]) -> None:
    """Whatever was typed and whichever kinds the field went through: all the ways back give everything back."""
    kerstin, family = cast("kerstin"), make_family()
    with db.transaction(kerstin) as session:
        row = field_making.make(session, FieldDraft("member", f"Feld {uuid4()}", Kind.LONG_TEXT))
        key = row.key
    numbers = [member(family, **{key: text}) for text in texts]
    before, now, done = [held(number) for number in numbers], Kind.LONG_TEXT, []
    for kind in ways:
        if kind is not now:
            done.append(convert(kerstin, key, kind))
            now = kind
    for conversion in reversed(done):
        assert revert(kerstin, conversion).edited == []
    assert [held(number) for number in numbers] == before
    assert field(key).kind is Kind.LONG_TEXT
