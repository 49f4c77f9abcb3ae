"""The demo's monthly report beside a computation of its own out of the raw tables."""

import json
from datetime import date

import pytest

from fam import cli, db
from fam.rules.periods import month_end
from tests.figures.reference import worlds
from tests.figures.reference.parts import PARTS
from tests.figures.reference.told import TOLD

MONTHS = (date(2017, 3, 1), date(2017, 12, 1), date(2018, 8, 1), date(2018, 9, 1))  # the last two are frozen


def report(capsys: pytest.CaptureFixture[str], month: date, audience: str = "koordination") -> str:
    """Return what the command prints as JSON."""
    assert cli.main(["report", "--month", f"{month:%Y-%m}", "--audience", audience, "--json"]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("demo")
def test_the_report_says_what_the_tables_say(capsys: pytest.CaptureFixture[str]) -> None:
    """Every value, numerator and denominator, and the parts, recomputed in plain Python from every row there is."""
    with db.program() as session:
        made = worlds.read(session)
    for month in MONTHS:
        days = month, month_end(month)
        for one in json.loads(report(capsys, month))["indicators"]:
            if (tell := TOLD.get(one["id"])) and one["id"] != "I06":  # plans: tested by hand
                wanted = tell(made, days)
                said = one["value"], one["numerator"], one["denominator"]
                if one["mark"]:
                    continue  # fewer than five families: a rate is not written
                assert said == pytest.approx((wanted.value, wanted.numerator, wanted.denominator)), (
                    month,
                    one["id"],
                )
            for each in one["breakdowns"]:
                if parts := PARTS.get((one["id"], each["key"])):
                    found = {p["code"]: p["numerator"] for p in each["parts"] if p["numerator"]}
                    assert found == {code: n for code, (n, _of) in parts(made, days).items() if n}, (
                        month,
                        each["key"],
                    )


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("audience", ["team", "koordination", "leitung"])
def test_the_report_is_the_same_twice(capsys: pytest.CaptureFixture[str], audience: str) -> None:
    """Byte for byte, with all 36 ids for everybody; what is withheld says why."""
    first = report(capsys, MONTHS[-1], audience)
    assert first == report(capsys, MONTHS[-1], audience)
    told = json.loads(first)["indicators"]
    assert [one["id"] for one in told] == [f"I{number:02}" for number in range(1, 37)]
    assert all(one["value"] is not None or one["mark"] or one["withheld"] or not one["denominator"] for one in told)
