"""A change of kind writes past the session: what a flush would have done for each record is done all the same."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from fam import db
from fam.fields.spec import Kind
from fam.models import ChangeEntry, Member, Note
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution
from fam.services import field_conversion, field_making, records
from fam.services.field_making import FieldDraft
from fam.services.field_plan import CLEAR, Decision

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, label: str, entity: str = "member", kind: Kind = Kind.TEXT, **changes: Any) -> str:
    """Make a field and return its key."""
    with db.transaction(person) as session:
        row = field_making.make(session, FieldDraft(entity, label, kind, "A\nB"))
        field_making.change(session, row.id or 0, {}, changes)
        return row.key


def convert(person: Person, key: str, kind: Kind) -> int:
    """Change the kind."""
    with db.transaction(person) as session:
        return field_conversion.apply(session, int(key[2:]), kind).id or 0


def entries(key: str) -> list[ChangeEntry]:
    """Return what the log has of a field's values."""
    with db.program() as session:
        return list(session.exec(select(ChangeEntry).where(ChangeEntry.field == key).order_by(ChangeEntry.id)))  # type: ignore[arg-type]


def test_version_log_and_neighbours(cast: Cast, make_family: Make) -> None:
    """Each record has a new version, each value its line in the log; other fields stay letter by letter."""
    kerstin, family = cast("kerstin"), make_family()
    key, beside, several = make(kerstin, "Eins"), make(kerstin, "Zwei"), make(kerstin, "Drei", kind=Kind.CHOICES)
    quoted = "Größe \"1\" \\ 'x' \N{GRINNING FACE}"
    with db.program() as session:
        held = {key: "7", beside: quoted, several: [1, 2]}
        good = records.add(session, Member(family_id=family, first_name="Mia"), held).id or 0
        bad = records.add(session, Member(family_id=family, first_name="Ben"), {key: quoted}).id or 0
        other = records.add(session, Member(family_id=family, first_name="Ida"), {beside: "hier"}).id or 0
    done = convert(kerstin, key, Kind.INTEGER)
    with db.program() as session:
        found = {one.id: (one.extra, one.version) for one in session.exec(select(Member))}
    assert found[good] == ({key: 7, beside: quoted, several: [1, 2]}, 2)
    assert found[bad] == ({f"{key}_raw": quoted}, 2)
    assert found[other] == ({beside: "hier"}, 1)
    assert [(one.record_id, one.family_id, one.old, one.new) for one in entries(key)[2:]] == [
        (good, family, "7", 7), (bad, family, quoted, None),
    ]  # fmt: skip
    [kept] = entries(f"{key}_raw")
    assert (kept.new, kept.account_id, kept.action, kept.batch) == (
        quoted, kerstin.account_id, "update", entries(key)[-1].batch,
    )  # fmt: skip
    with db.transaction(kerstin) as session:
        field_conversion.revert(session, done)
    with db.program() as session:
        assert session.get_one(Member, bad).extra == {key: quoted}
        assert session.get_one(Member, good).extra == held


@pytest.mark.parametrize("readers", [None, Institution.ASD])
def test_the_log_keeps_who_may_read_it(cast: Cast, make_family: Make, readers: Institution | None) -> None:
    """An entry is as confidential as its record, or as its field if that is narrower."""
    kerstin, amir, family = cast("kerstin"), cast("amir"), make_family()
    key = make(kerstin, "Eins", "note", readers=readers)
    with db.transaction(amir) as session:
        note = Note(family_id=family, event_on=amir.today, text="x", institution=Institution.ASD,
                    confidentiality=Confidentiality.INSTITUTION)  # fmt: skip
        records.add(session, note, {key: "7"})
    typed, written = (convert(kerstin, key, Kind.INTEGER), entries(key))[1]
    assert (typed.institution, typed.confidentiality) == (written.institution, written.confidentiality)
    assert (written.institution, written.new) == (Institution.ASD, 7)


def test_a_record_deleted_since_stays_so(cast: Cast, make_family: Make) -> None:
    """What was cleared has nothing to be found by; the way back passes over it."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"), "Eins")
    family, decisions = make_family(), {"alt": Decision(CLEAR)}
    with db.program() as session:
        gone, stays = (records.add(session, Member(family_id=family, first_name="Mia"), {key: "alt"}).id or 0
                       for _one in range(2))  # fmt: skip
    with db.program() as session:
        done = field_conversion.apply(session, int(key[2:]), Kind.INTEGER, decisions).id or 0
    with db.program() as session:
        records.remove(session, Member, gone)
    with db.transaction(kerstin) as session:
        field_conversion.revert(session, done)
    with db.program() as session:
        assert {one.id: one.extra for one in session.exec(select(Member))} == {stays: {key: "alt"}}
