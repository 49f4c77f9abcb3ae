"""`python -m fam caseload`: exact CSV, JSON, a readable table, and an empty database."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest

from fam import db
from fam.cli import main
from fam.models import PlanPoint, PlanVersion
from fam.rules.terms import Status

Make = Callable[..., int]


@pytest.fixture
def cases(make_family: Make) -> None:
    """One family from May 2017 on, one until June, and a plan for two months."""
    make_family("Eins")
    make_family("Zwei", status=Status.CLOSED)
    with db.program() as session:
        version = PlanVersion(title="Plan", decided_on=date(2017, 1, 1))
        session.add(version)
        session.flush()
        assert version.id
        session.add(PlanPoint(plan_id=version.id, month=date(2017, 5, 1), planned_stock=3))
        session.add(PlanPoint(plan_id=version.id, month=date(2018, 12, 1), planned_stock=5))


@pytest.mark.usefixtures("cases")
def test_csv(capsys: pytest.CaptureFixture[str]) -> None:
    """Header and rows exactly: commas, integers, an empty plan where there is none, no total row."""
    assert main(["caseload", "--from", "2017-04", "--to", "2017-06", "--csv"]) == 0
    assert capsys.readouterr().out == (
        "month,Bestand,Zugang,Abgang,Saldo,Plan\n2017-04,0,0,0,0,\n2017-05,2,2,0,2,3\n2017-06,1,0,1,-1,\n"
    )


@pytest.mark.usefixtures("cases")
def test_without_months(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --from and --to: from the first case's month to the end of the plan, every cell an integer."""
    assert main(["caseload", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert (rows[0]["month"], rows[-1]["month"], rows[-1]["Plan"]) == ("2017-03", "2018-12", "5")
    assert all(int(row[key]) >= 0 for row in rows for key in ("Bestand", "Zugang", "Abgang"))


@pytest.mark.usefixtures("cases")
def test_json_and_table(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON owns standard output; the table reads like German."""
    assert main(["caseload", "--from", "2018-09", "--to", "2018-11", "--json"]) == 0
    assert [(row["month"], row["Bestand"], row["state"]) for row in json.loads(capsys.readouterr().out)] == [
        ("2018-09", 1, "full"), ("2018-10", 1, "running"), ("2018-11", 1, "future"),
    ]  # fmt: skip
    assert main(["caseload", "--from", "2018-10", "--to", "2018-10"]) == 0
    shown = capsys.readouterr().out
    assert "Stand 15.10.2018" in shown
    assert "Oktober 2018" in shown
    assert "laufend" in shown


@pytest.mark.usefixtures("empty_database_url")
def test_an_empty_database(capsys: pytest.CaptureFixture[str]) -> None:
    """No database yet: it is created, and every month is zero."""
    assert main(["caseload", "--from", "2014-01", "--to", "2014-02", "--csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["2014-01,0,0,0,0,", "2014-02,0,0,0,0,"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("options", [["--from", "2014"], ["--to", "2014-13"], ["--from", "2018-02", "--to", "2018-01"]])
def test_wrong_months(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong month ends with a German sentence on standard error and exit code 1; standard output stays empty."""
    assert main(["caseload", *options, "--csv"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert options[1] in said.err
