"""Scenario 11: numbers by ten o'clock, on one page and as a fixed report with Stichtag, version and definitions."""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader

from fam import db
from fam.cli import main
from fam.exchange import report_files, report_rows
from fam.figures import reports
from fam.figures.catalogue import BY_ID
from fam.figures.shown import Audience
from fam.models import PlanPoint, PlanVersion
from fam.person import Person
from fam.rules.report_terms import ReportKind
from fam.rules.terms import Status
from fam.services import reports as service
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]


def test_11_the_numbers_stand_on_one_page_without_the_frozen_report(
    login_as: LoginAs, make_family: Callable[..., int]
) -> None:
    """Lena opens Wachstum: stock against plan on a day, definitions beside it, and no family by name."""
    make_family("Yılmazoğlu")
    make_family("Xaverius", status=Status.WAITING)
    with db.program() as session:
        version = PlanVersion(title="Plan", decided_on=date(2017, 1, 1))
        session.add(version)
        session.flush()
        session.add(PlanPoint(plan_id=version.id or 0, month=date(2018, 10, 1), planned_stock=3))
    app = login_as("lena")
    app.session_state["figures-definitions"] = True  # the button is clicked
    app = opened(app, "analysis/growth.py")
    page = everything(app)
    found = {metric.label: metric.value for metric in app.metric}
    assert (found["Bestand"], found["Plan Oktober 2018"]) == ("1", "3")
    assert "15.10.2018" in page
    assert all(f"I0{number} " in page for number in range(1, 10))
    assert "Yılmaz" not in page
    assert "Xaver" not in page


def test_11_the_report_is_one_click(login_as: LoginAs, make_family: Callable[..., int], cast: Cast) -> None:
    """Lena opens Berichte: Stichtag, version, vorläufig, definitions, files; no family by name in any of them."""
    make_family("Yılmazoğlu")
    with db.transaction(cast("kerstin")) as session:
        report = service.freeze(session, ReportKind.MONTHLY, date(2018, 9, 30)).id or 0
    app = opened(login_as("lena"), "analysis/reports.py")
    page = everything(app)
    for words in ("Stichtag 30.09.2018", "Fassung 1", "Vorläufig", "1 Familie am 30.09.2018"):
        assert words in page
    assert {one.proto.label for one in app.get("download_button")} == {"PDF", "Excel", "CSV"}
    view = reports.frozen(report, Audience.LEADERSHIP)
    assert view is not None
    paper = PdfReader(io.BytesIO(report_files.as_report_pdf(view)))
    text = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    for words in ("Stichtag 30.09.2018", "Fassung 1", "vorläufig", "Definitionen", "Ort, Datum, Unterschrift"):
        assert words in text
    assert "Yılmaz" not in page + text + report_rows.as_csv(view)


def test_11_the_command_says_the_same_twice(
    make_family: Callable[..., int], cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every indicator is in it for every audience; once frozen it is the frozen version, whatever comes after.

    An early month: for Leitung all earlier ones of the expansion are weighed first, as if they had been published.
    """
    make_family("Yılmazoğlu")

    def told(audience: str) -> str:
        assert main(["report", "--month", "2017-04", "--audience", audience, "--json"]) == 0
        return capsys.readouterr().out

    for audience in ("team", "koordination", "leitung"):
        first = told(audience)
        assert first == told(audience)
        assert [one["id"] for one in json.loads(first)["indicators"]] == list(BY_ID)
        assert json.loads(first)["version"] is None
    with db.transaction(cast("kerstin")) as session:
        service.freeze(session, ReportKind.MONTHLY, date(2017, 4, 30))
    frozen = told("leitung")
    make_family("Xaverius")
    assert told("leitung") == frozen
    assert json.loads(frozen)["version"] == 1
