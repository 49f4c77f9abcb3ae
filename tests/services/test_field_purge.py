"""The end of a field: out of use, saved, its label typed; then nothing of it is left but that it was there."""

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import ChangeEntry, FieldDef, Member, Note
from fam.person import Person
from fam.rules.terms import Confidentiality, FieldState
from fam.services import changes, field_making, field_purge, notes, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """On SQLite and on PostgreSQL; the operator's folder is the test's own."""
    monkeypatch.setenv("FAM_BACKUP_DIR", str(tmp_path / "sicherungen"))
    return both_databases


@pytest.fixture
def filled(cast: Cast, make_family: Make) -> tuple[int, int]:
    """A retired field "Hobby" and a member in which "Fußball" stands."""
    with db.transaction(cast("kerstin")) as session:
        field = field_making.make(session, FieldDraft("member", "Hobby", Kind.TEXT)).id or 0
    with db.transaction(cast("anna")) as session:
        row = records.add(session, Member(family_id=make_family(), first_name="Mia"), {f"f_{field}": "Fußball"})
        number = row.id or 0
    with db.transaction(cast("kerstin")) as session:
        field_making.retire(session, field)
    return field, number


def mark_of(person: Person, field: int) -> str:
    """Save the field's values and return the proof."""
    with db.reading(person) as session:
        return field_purge.backup(session, field).mark


def test_the_backup_is_whole_and_shows_only_what_one_may_read(
    cast: Cast, filled: tuple[int, int], tmp_path: Path
) -> None:
    """Koordination does not read files: she keeps an empty list, the operator's folder has the value."""
    with db.reading(cast("kerstin")) as session:
        backup = field_purge.backup(session, filled[0])
    assert (backup.readable, backup.total) == (0, 1)
    assert "Fußball" not in backup.text
    file = tmp_path / "sicherungen" / backup.file
    assert "Fußball" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_left(cast: Cast, filled: tuple[int, int]) -> None:
    """Neither in the record nor in the log; the field cannot be found, its key is not used again."""
    kerstin, anna, (field, number) = cast("kerstin"), cast("anna"), filled
    mark = mark_of(kerstin, field)
    with db.transaction(kerstin) as session:
        assert field_purge.purge(session, field, " hobby ", mark) == 1
    with db.reading(anna) as session:
        assert records.find(session, Member, number).extra == {}
        logged = session.exec(select(ChangeEntry).where(ChangeEntry.field == f"f_{field}")).all()
        assert [(entry.old, entry.new) for entry in logged] == [(None, None)]
        assert "Fußball" not in str([(one.old, one.new) for one in session.exec(select(ChangeEntry))])
    with db.transaction(kerstin) as session:
        with pytest.raises(NotFound):
            field_making.restore(session, field)
        assert session.exec(select(FieldDef.state).where(FieldDef.id == field)).one() is FieldState.PURGED
        again = field_making.make(session, FieldDraft("member", "Hobby", Kind.TEXT))
        assert again.id != field
    with db.reading(anna) as session:
        assert [one.label for one in runtime_fields(session, Member)] == ["Hobby"]


def test_not_by_mistake(cast: Cast, filled: tuple[int, int]) -> None:
    """A wrong label, no backup, a backup from before a change, a field in use, somebody else."""
    kerstin, (field, number) = cast("kerstin"), filled
    mark = mark_of(kerstin, field)
    with db.transaction(kerstin) as session:
        with pytest.raises(InvalidForm):
            field_purge.purge(session, field, "Hobbys", mark)
        with pytest.raises(IllegalStep):
            field_purge.purge(session, field, "Hobby", "")
    with db.transaction(cast("anna")) as session:
        records.edit(session, Member, number, {f"f_{field}": "Fußball"}, {f"f_{field}": "Tennis"})
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep, match="noch einmal sichern"):
        field_purge.purge(session, field, "Hobby", mark)
    with db.transaction(cast("anna")) as session, pytest.raises(NotAllowed):
        field_purge.purge(session, field, "Hobby", mark)
    with db.transaction(kerstin) as session:
        field_making.restore(session, field)
        with pytest.raises(IllegalStep, match="stillgelegt"):
            field_purge.purge(session, field, "Hobby", mark)


def test_a_purge_and_the_making_of_a_field_are_not_undone(cast: Cast, filled: tuple[int, int]) -> None:
    """Undoing the making would give the key to the next field, and with it the values."""
    kerstin, (field, _number) = cast("kerstin"), filled
    with db.reading(kerstin) as session:
        made = select(ChangeEntry.batch).where(ChangeEntry.entity == "field_def", ChangeEntry.action == "create")
        batch = session.exec(made).one()
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep, match="stillgelegt"):
        changes.undo(session, batch)
    mark = mark_of(kerstin, field)
    with db.transaction(kerstin) as session:
        field_purge.purge(session, field, "Hobby", mark)
        batch = session.info["batch"]
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep):
        changes.undo(session, batch)


def test_the_operators_file_holds_nothing_entrusted(cast: Cast, make_family: Make, tmp_path: Path) -> None:
    """Three levels, one word each: the file holds two; a change of the entrusted one still makes the proof old."""
    kerstin, amir, family = cast("kerstin"), cast("amir"), make_family()
    with db.transaction(kerstin) as session:
        field = field_making.make(session, FieldDraft("note", "Stichwort", Kind.TEXT)).id or 0
    numbers = {}
    for level in Confidentiality:
        with db.transaction(amir) as session:
            extra = {f"f_{field}": f"X{level.value}x"}
            numbers[level] = notes.write(session, family, date(2018, 9, 1), "Eintrag", level, extra).id or 0
    with db.transaction(kerstin) as session:
        field_making.retire(session, field)
    with db.reading(kerstin) as session:
        backup = field_purge.backup(session, field)
    kept = (tmp_path / "sicherungen" / backup.file).read_text(encoding="utf-8")
    assert {one for one in Confidentiality if f"X{one.value}x" in kept} == set(Confidentiality) - {
        Confidentiality.ENTRUSTED
    }
    with db.transaction(amir) as session:
        records.edit(session, Note, numbers[Confidentiality.ENTRUSTED], {f"f_{field}": "XENTRUSTEDx"},
                     {f"f_{field}": "anders"})  # fmt: skip
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep, match="noch einmal sichern"):
        field_purge.purge(session, field, "Stichwort", backup.mark)
