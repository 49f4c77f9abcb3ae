"""`python -m fam check`: silent about a sound database, and each kind of damage is found."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from fam import db
from fam.backup.checking import check
from tests.backup.conftest import command, process

ONE = "(SELECT min(id) FROM family)"
BOTH: tuple[tuple[str, str, str], ...] = (
    ("Verweise", f"UPDATE family SET previous_id = id WHERE id = {ONE}", ""),  # not damage: it refers to itself
    ("Werte", f"UPDATE family SET status = 'QUATSCH' WHERE id = {ONE}", "unbekannte Schlüsselwörter"),
    ("Felder des Teams", "UPDATE family SET f_2 = 5", "sagt etwas anderes"),
    ("Felder des Teams", "DROP INDEX uq_x_family_f_1", "uq_x_family_f_1 fehlt"),
    ("Felder des Teams", 'UPDATE family SET extra = \'{"f_2": "viele"}\'', "passt nicht zur Art"),
    ("Statusverlauf", f"DELETE FROM status_period WHERE family_id = {ONE}", "Statusverlauf fehlt"),
    ("Statusverlauf", "UPDATE status_period SET ends_on = '2017-04-02' WHERE status = 'PROPOSED'", "Lücke"),
    ("Statusverlauf", "UPDATE status_period SET ends_on = '2011-01-01' WHERE status = 'PROPOSED'", "vor seinem Beginn"),
    ("Statusverlauf", f"UPDATE family SET status = 'PAUSED' WHERE id = {ONE}", "nicht der heutige Status"),
    ("Statusverlauf", f"UPDATE family SET admitted_on = '2017-05-02' WHERE id = {ONE}", "Aufnahmedatum"),
    ("Statusverlauf", f"UPDATE family SET closed_on = '2018-01-01' WHERE id = {ONE}", "Abschlussdatum"),
    ("Zuständigkeiten", "UPDATE lead SET ends_on = '2016-01-01'", "endet vor ihrem Beginn"),
    ("Zuständigkeiten", "UPDATE lead SET institution = 'ASD'", "zwei Fallführungen"),
    ("Nummern und Suche", "UPDATE number_counter SET last = 2", "Zähler"),
    ("Nummern und Suche", f"DELETE FROM search_word WHERE family_id = {ONE}", "Suche findet"),
    ("Kennzahlen", f"UPDATE family SET admitted_on = '2017-06-01' WHERE id = {ONE}", "Mai 2017: Der Bestand ist 4"),
    ("Datenbank", "DELETE FROM data_version", "genau eine Zeile"),
)
SQLITE: tuple[tuple[str, str, str], ...] = (
    ("Verweise", "UPDATE family SET town_ags = '00000000'", "family.town_ags: 4 Verweise auf town"),
    (
        "Werte",
        "UPDATE family SET received_on = 'gestern'",
        "family.received_on ist kein Datum und keine Uhrzeit (4 Mal)",
    ),
    ("Werte", "UPDATE setting SET value = '{kaputt'", "setting.value ist kein lesbares JSON"),
    ("Werte", "UPDATE note SET text = 'a' || char(0) || 'b'", "NUL"),
    ("Werte", "UPDATE note SET text = CAST(x'ff41' AS TEXT)", "UTF-8"),
    ("Felder des Teams", "UPDATE note SET extra = '{' WHERE id = 1", "note 1 extra: ist kein lesbares JSON"),
)


def problems(statement: str) -> dict[str, tuple[str, ...]]:
    """Do the damage behind the program's back, and return what the check says."""
    with db.engine().execution_options(fam_write=True).connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            connection.execute(sa.text(statement.replace(":", "\\:")))
        if connection.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA foreign_keys=ON")
    return {part.name: part.problems for part in check()}


def test_a_sound_database_is_sound(filled: str, make_family: Callable[..., int]) -> None:
    """Exit code 0, each part named; and as JSON."""
    done = process(filled, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Alles in Ordnung."
    assert "Kennzahlen: in Ordnung" in done.stdout
    found = json.loads(command(filled, "check", "--json").stdout)
    assert found["ok"] is True
    assert not any(found["parts"].values())


@pytest.mark.parametrize(("part", "statement", "sentence"), BOTH)
def test_damage_is_found(filled: str, part: str, statement: str, sentence: str) -> None:
    """In the part where it belongs, with what is wrong and never with a value."""
    found = problems(statement)
    if not sentence:
        assert found[part] == ()
        return
    assert any(sentence in one for one in found[part]), found
    assert "Kaya" not in str(found)


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("part", "statement", "sentence"), SQLITE)
def test_damage_that_only_sqlite_lets_in_is_found(filled: str, part: str, statement: str, sentence: str) -> None:
    """Values that are none of their column's kind, references to nowhere, text that is none."""
    found = problems(statement)
    assert any(sentence in one for one in found[part]), found


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_a_broken_file_is_a_sentence(filled: str) -> None:
    """Bytes that are no pages any more: exit code 1 and a sentence, no trace of the program."""
    db.engine().dispose()
    path = filled.removeprefix("sqlite:///")
    with open(path, "r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xa5" * 4096 * 60)
    done = command(filled, "check")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    assert any(word in done.stdout + done.stderr for word in ("SQLite meldet", "abgelehnt", "nicht lesbar")), done
