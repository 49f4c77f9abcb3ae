"""`python -m fam import FILE`: one JSON entry per filled row, nothing written in a dry run, one sentence on failure."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from fam import db
from fam.cli import main
from fam.models import Family
from tests.exchange.listing.files import SAMPLE


def families() -> dict[str, str]:
    with db.program() as session:
        return {family.number: family.name for family in session.exec(select(Family))}


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return found


@pytest.mark.usefixtures("database")
def test_one_entry_per_filled_row(capsys: pytest.CaptureFixture[str]) -> None:
    """Sheet, Excel's row number, outcome, reasons in German and the FAM number, which exists in the database."""
    assert main(["import", str(SAMPLE), "--json"]) == 0
    found = rows(capsys)
    assert [row["row"] for row in found] == [*range(5, 17), *range(18, 32)]
    assert {tuple(row) for row in found} == {("sheet", "row", "outcome", "reasons", "fam_number")}
    assert {row["sheet"] for row in found} == {"Familien"}
    by_row = {row["row"]: row for row in found}
    assert (by_row[21]["outcome"], by_row[30]["outcome"], by_row[31]["outcome"]) == ("doubtful", "doubtful", "refused")
    assert families()[by_row[5]["fam_number"]] == "Kaya"
    assert all((row["fam_number"] in families()) == (row["outcome"] == "new") for row in found)
    assert main(["import", str(SAMPLE), "--json"]) == 0
    again = {row["row"]: row for row in rows(capsys)}
    assert all(again[number]["outcome"] == "same" for number, row in by_row.items() if row["outcome"] == "new")
    assert all(again[number]["fam_number"] == row["fam_number"] for number, row in by_row.items())


@pytest.mark.usefixtures("database")
def test_a_dry_run_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The same outcomes, no families, no numbers."""
    assert main(["import", str(SAMPLE), "--dry-run", "--json"]) == 0
    found = rows(capsys)
    assert sum(row["outcome"] == "new" for row in found) == 20
    assert {row["fam_number"] for row in found} == {None}
    assert families() == {}


@pytest.mark.usefixtures("database")
def test_people_read_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json: how the file was read, the numbers, and each row that needs a look."""
    assert main(["import", str(SAMPLE)]) == 0
    shown = capsys.readouterr().out
    assert "26 Zeilen: 20 neu, 0 geändert, 0 unverändert, 5 zu entscheiden, 1 nicht übernommen." in shown
    assert "Blatt „alt 2015“ nicht gelesen" in shown
    assert "Familien, Zeile 31, nicht übernommen: Summenzeile: keine Familie." in shown


@pytest.mark.usefixtures("database")
def test_failures_are_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A missing or unreadable file: exit code 1, one German sentence, no traceback, nothing written."""
    bad = tmp_path / "liste.xlsx"
    bad.write_bytes(b"%PDF-1.4")
    for file, sentence in ((tmp_path / "fehlt.xlsx", "nicht lesbar"), (bad, "PDF"), (tmp_path, "nicht lesbar")):
        assert main(["import", str(file), "--json"]) == 1
        said = capsys.readouterr()
        assert (said.out, sentence in said.err, said.err.count("\n")) == ("", True, 1)
    assert families() == {}
