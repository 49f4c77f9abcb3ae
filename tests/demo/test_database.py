"""Filling an empty database: the same every time, whole or not at all, on SQLite and PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, func, select

from fam import boot, db
from fam.demo import database, rows, story
from fam.errors import BadInput, FamError
from fam.models import Account, Address, Family, Member, NumberCounter, SearchWord, Setting, Task, Town, table
from fam.person import system
from fam.rules.folding import number_words, words_of
from fam.rules.terms import Institution
from fam.search_words import refresh_words
from fam.services.families import new_number

TOLD = (
    "family",
    "member",
    "status_period",
    "lead",
    "meeting",
    "attendee",
    "task",
    "note",
    "vote",
    "judgement",
    "address",
)


def _content() -> dict[str, list[tuple[object, ...]]]:
    with db.program() as session:
        tables = {name: table(model) for name, model in database.MODELS.items() if name in TOLD}
        return {
            name: [tuple(row) for row in session.connection().execute(sa.select(one).order_by(one.c.id))]
            for name, one in tables.items()
        }


@pytest.mark.parametrize("families", [100, 150])
def test_the_same_number_gives_the_same_content(
    ready_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, families: int
) -> None:
    """Two databases of the same size are equal to the last entry time."""
    contents = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.db"
        path.write_bytes(ready_sqlite.read_bytes())
        monkeypatch.setenv("FAM_DATABASE_URL", f"sqlite:///{path}")
        database.fill(families)
        contents.append(_content())
        db.engine().dispose()
    assert contents[0] == contents[1]


def test_further_families_do_not_change_the_story(
    filled: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A larger demo tells the same story: the same names, dates and towns, only the numbers move."""
    heads = []
    for families in (100, 500):
        monkeypatch.setenv("FAM_DATABASE_URL", filled(families))
        with db.reading(system()) as session:
            found = session.exec(select(Family))
            heads.append({(one.name, one.received_on, one.town_ags, one.status, one.admitted_on) for one in found})
        db.engine().dispose()
    assert heads[0] <= heads[1]


@pytest.mark.parametrize("families", [1, 2, 7, 30, 99, 101, 260])
def test_every_size_is_exactly_that_size(sqlite_url: str, families: int) -> None:
    """N families are N families, with an account for everybody, also for a part of the story."""
    counts = database.fill(families)
    assert counts["family"] == families
    with db.reading(system()) as session:
        assert session.exec(select(func.count()).select_from(Family)).one() == families
        people = set(session.exec(select(Account.username)))
    assert {"anna", "amir", "stefan", "kerstin", "konrad", "lena", "adam", "dora"} <= people


@pytest.mark.parametrize("families", [0, -1, 200_001])
def test_a_size_out_of_range_is_refused(sqlite_url: str, families: int) -> None:
    """Nothing is written for a number that makes no sense."""
    with pytest.raises(BadInput):
        database.fill(families)
    with db.reading(system()) as session:
        assert session.exec(select(Account.id)).first() is None


def test_a_used_database_is_refused_and_left_alone(sqlite_url: str) -> None:
    """One account is enough: no demo data come near real ones, and no mark makes them a demo."""
    with db.program() as session:
        session.add(Account(username="echt", display_name="Echte Person"))
    with pytest.raises(FamError, match="leere Datenbank"):
        database.fill(3)
    with db.reading(system()) as session:
        assert session.exec(select(Account.username)).all() == ["echt"]
        assert session.exec(select(Family.id)).first() is None
        assert session.get(Setting, "demo_today") is None


def test_a_case_without_account_is_refused_too(sqlite_url: str) -> None:
    """An imported list may have cases before it has accounts."""
    with db.program() as session:
        session.add(
            Family(number="FAM-2018-00001", name="Echt", institution=Institution.ASD, received_on=date(2018, 1, 2))
        )
    with pytest.raises(FamError, match="leere Datenbank"):
        database.fill(1)


def test_a_failure_leaves_nothing_behind(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction: when it breaks at the end, there is no half demo."""

    def broken(_session: object) -> None:
        raise RuntimeError("no space left")

    monkeypatch.setattr(database, "_finish", broken)
    with pytest.raises(RuntimeError):
        database.fill(5)
    with db.reading(system()) as session:
        assert session.exec(select(Family.id)).first() is None
        assert session.exec(select(Account.id)).first() is None


def test_numbers_run_on_where_the_demo_ends(sqlite_url: str) -> None:
    """FAM numbers are unique, without holes, in the order of receipt; the next proposal gets the next one."""
    database.fill(140)
    with db.program() as session:
        heads = session.exec(select(col(Family.number), col(Family.received_on)).order_by(col(Family.id))).all()
        last = {one.year: one.last for one in session.exec(select(NumberCounter))}
        for year, highest in last.items():
            of_year = [number for number, day in heads if day.year == year]
            assert of_year == [f"FAM-{year}-{step:05d}" for step in range(1, highest + 1)]
        assert [day for _number, day in heads] == sorted(day for _number, day in heads)
        assert new_number(session, 2018) == f"FAM-2018-{last[2018] + 1:05d}"


def test_search_words_are_those_of_the_program(sqlite_url: str) -> None:
    """What the bulk insert wrote is what the flush hook would have written."""
    database.fill(130)

    def words() -> set[tuple[str, int, bool]]:
        with db.reading(system()) as session:
            return {(one.word, one.family_id, one.of_member) for one in session.exec(select(SearchWord))}

    before = words()
    with db.program() as session:
        refresh_words(session, list(session.exec(select(Family))))
    assert words() == before
    assert number_words("FAM-2017-00001") | words_of("Amselfeld") <= {word for word, _family, _member in before}


def test_the_data_version_moves(sqlite_url: str) -> None:
    """An open dashboard notices that the database was filled."""
    before = db.data_version()
    database.fill(2)
    assert db.data_version() > before


@pytest.mark.postgres
def test_postgresql_takes_it_and_gives_ids_after_it(postgres_url: str) -> None:
    """On PostgreSQL the same counts come in, and new rows get new ids."""
    counts = database.fill(150)
    with db.program() as session:
        for model in rows.MODELS:
            found = session.connection().execute(sa.select(sa.func.count()).select_from(table(model))).scalar_one()
            assert found == counts[rows.name_of(model)]
        family_id = session.exec(select(Family.id)).first()
        assert family_id
        session.add(Member(family_id=family_id, first_name="Neu"))
        session.add(Account(username="neu", display_name="Neue Person"))
        session.flush()


def test_the_command_fills_and_refuses(empty_sqlite_url: str) -> None:
    """`demo-data --families 12 --json` prints counts and ends with 0; a second time it says why not and ends with 1."""
    command = [sys.executable, "-m", "fam", "demo-data", "--families", "12"]
    first = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False, encoding="utf-8")
    assert first.returncode == 0, first.stderr
    counts = json.loads(first.stdout)
    assert counts["families"] == 12
    assert counts["member"] > 24
    second = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert second.returncode == 1
    assert second.stderr.startswith("Diese Datenbank enthält schon Konten oder Fälle.")
    assert "Traceback" not in second.stderr
    boot.ensure_database()
    with db.reading(system()) as session:
        assert session.exec(select(func.count()).select_from(Family)).one() == 12
        assert session.exec(select(Task.id)).first() is not None


@pytest.mark.parametrize("number", ["viele", "0", "1,5", "200001"])
def test_the_command_refuses_nonsense_in_german(empty_sqlite_url: str, number: str) -> None:
    """A number that is none, or out of range, is answered by a sentence and exit code 1."""
    command = [sys.executable, "-m", "fam", "demo-data", "--families", number]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "Bitte eine Anzahl von 1 bis 200000 Familien angeben."


def test_the_story_is_a_hundred_cases() -> None:
    """`--families 100` is the whole story and nothing else."""
    assert story.size() == 100


def test_every_address_names_its_town(the_story: str) -> None:
    """An address in the file reads like one: the municipality's name stands beside its postcode."""
    with db.program() as session:
        towns = {town.ags: (town.postcode, town.name) for town in session.exec(select(Town))}
        found = session.exec(select(Address).where(col(Address.town_ags).is_not(None))).all()
    assert found
    assert [one for one in found if (one.postcode, one.town_text) != towns[one.town_ags or ""]] == []
