"""The page Berichte: frozen once, read by each audience through its gate; screen and files say the same."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.errors import BadInput, InvalidForm, NotAllowed
from fam.exchange import report_files, report_rows
from fam.figures import reports
from fam.figures.gate import audience_of
from fam.figures.reports import View
from fam.figures.shown import Audience
from fam.models import Report, Setting
from fam.person import Person
from fam.rules import gate_texts
from fam.rules.report_terms import ReportKind
from fam.rules.small_numbers import SETTING
from fam.rules.terms import Role, Status
from fam.services import reports as service
from tests.pages.test_entry_levels import everything
from tests.support.cast import TODAY
from tests.support.people import LoginAs, opened

Make = Callable[..., int]
Cast = Callable[[str], Person]
PAGE = "analysis/reports.py"
AUGUST = date(2018, 8, 1)


def fill(make_family: Make, active: int, paused: int) -> None:
    """So many families in FAM, long before August."""
    for place in range(active + paused):
        make_family(f"Familie {place}", status=Status.PAUSED if place < paused else Status.ACTIVE)


def freeze(person: Person, day: date = AUGUST, kind: ReportKind = ReportKind.MONTHLY) -> int:
    """Freeze a report and return its id."""
    with db.transaction(person) as session:
        return service.freeze(session, kind, day).id or 0


def seen(report_id: int, audience: Audience) -> View:
    """A frozen report as an audience gets it."""
    view = reports.frozen(report_id, audience)
    assert view is not None
    return view


def click(app: AppTest, label: str) -> AppTest:
    """Press a button."""
    next(one for one in app.button if one.label == label).click()
    app.run()
    assert not app.exception
    return app


def test_koordination_freezes_and_leitung_reads_it(login_as: LoginAs, make_family: Make) -> None:
    """Kerstin freezes September by a click; Lena reads the total and why the two paused ones stand nowhere."""
    fill(make_family, 6, 2)
    click(opened(login_as("kerstin"), PAGE), "Monatsbericht einfrieren")
    page = everything(opened(login_as("lena"), PAGE))
    assert "Monatsbericht September 2018" in page
    assert "Fassung 1" in page
    assert "8 Familien" in page
    assert "Vorläufig" in page
    assert "Einfrieren" not in page
    assert gate_texts.TOO_SMALL not in page
    lena = opened(login_as("lena"), PAGE)
    lena.session_state["reports-parts"] = True
    assert gate_texts.TOO_SMALL in everything(lena.run())


def test_without_a_report_the_page_says_so(login_as: LoginAs) -> None:
    """Nothing is frozen yet: a sentence, no table, and nothing to freeze for Anna."""
    page = everything(opened(login_as("anna"), PAGE))
    assert "Noch kein Bericht eingefroren." in page
    assert "Einfrieren" not in page


def test_every_outlet_says_the_same(make_family: Make, cast: Cast) -> None:
    """Of each audience: what the rows say stands in the Excel file, the CSV and the PDF, and no more."""
    fill(make_family, 20, 3)
    report = freeze(cast("kerstin"))
    for audience in Audience:
        view = seen(report, audience)
        rows = report_rows.rows(view)
        book = load_workbook(io.BytesIO(report_files.as_report_excel(view)))
        cells = [list(row) for row in book["Bericht"].iter_rows(values_only=True)]
        for row in rows:
            assert [value or None if value != 0 else 0 for value in row] in cells
        assert {"Bericht", "Definitionen", "Diagramme"} == set(book.sheetnames)
        assert len(report_rows.as_csv(view).splitlines()) == len(rows) + 1
        units = {title: unit for title, unit, _bars in report_files.pictures(view)}
        assert units["I01 Bestand: Personen in diesen Familien"] == "Personen"
        pdf = PdfReader(io.BytesIO(report_files.as_report_pdf(view)))
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        assert "Unterschrift" in text
        assert "Bestand" in text
        assert ("Status: ruhend" in text) == (audience is not Audience.LEADERSHIP)
        assert pdf.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
        assert any("ruhend" in str(row[2]) for row in rows) == (audience is not Audience.LEADERSHIP)


def test_a_report_is_written_once(make_family: Make, cast: Cast) -> None:
    """Neither changed nor removed, by nobody, and with no name or number of a family in it."""
    fill(make_family, 6, 0)
    report = freeze(cast("kerstin"))
    with db.program() as session:
        kept = session.exec(select(Report).where(Report.id == report)).one()
        assert not re.search(r"Familie \d", str(kept.content))
        assert not re.search(r"FAM-\d", str(kept.content))
    for spoil in (lambda session, row: session.delete(row), lambda _session, row: setattr(row, "number", 9)):
        with db.program() as session:
            spoil(session, session.exec(select(Report).where(Report.id == report)).one())
            with pytest.raises(PermissionError):
                session.flush()
            session.rollback()
    with db.reading(cast("kerstin")) as session:
        assert session.exec(select(Report.number)).all() == [1]
    for name in ("lena", "anna", "stefan"):
        with db.reading(cast(name)) as session:
            assert session.exec(select(Report.id)).all() == []


def test_only_koordination_freezes_and_not_too_early(cast: Cast) -> None:
    """Ten working days after the end of October are not over in the middle of October."""
    with pytest.raises(NotAllowed):
        freeze(cast("anna"))
    with pytest.raises(BadInput, match=r"ab 14\.11\.2018"):
        freeze(cast("kerstin"), TODAY)


def test_again_is_a_new_version(make_family: Make, cast: Cast) -> None:
    """The first version stays as it is; Leitung keeps its divided numbers, totals are those of the new one."""
    fill(make_family, 20, 6)
    first = freeze(cast("kerstin"))
    before = seen(first, Audience.LEADERSHIP)
    fill(make_family, 1, 0)
    second = seen(freeze(cast("kerstin")), Audience.LEADERSHIP)
    assert [one.number for one in reports.heads()] == [2, 1]
    assert (before.figures[0].number.value, second.figures[0].number.value) == (26, 27)
    assert before.figures[0].breakdowns[0].withheld == ""
    assert second.figures[0].breakdowns[0].withheld == gate_texts.REVISED
    assert seen(first, Audience.LEADERSHIP) == before


def test_datenschutz_sets_the_threshold(make_family: Make, cast: Cast) -> None:
    """Dora raises it to 10: six paused families are hidden then. Less than 3 is refused, others may not."""
    fill(make_family, 20, 6)
    with db.transaction(cast("dora")) as session:
        service.keep_small_numbers(session, 10, True)
    view = seen(freeze(cast("kerstin")), Audience.LEADERSHIP)
    assert view.figures[0].breakdowns[0].withheld == gate_texts.TOO_SMALL
    with pytest.raises(InvalidForm), db.transaction(cast("dora")) as session:
        service.keep_small_numbers(session, 2, True)
    with pytest.raises(NotAllowed), db.transaction(cast("kerstin")) as session:
        service.keep_small_numbers(session, 5, True)


def test_a_higher_threshold_reaches_what_is_frozen(make_family: Make, cast: Cast) -> None:
    """Six paused families stood at 5; at 10 they are hidden on every outlet, at 3 again what was frozen, never more."""
    fill(make_family, 20, 6)
    first = freeze(cast("kerstin"))
    before = seen(first, Audience.LEADERSHIP)
    team = seen(first, Audience.COORDINATION)
    assert before.figures[0].part("status", "PAUSED").value == 6

    def set_to(threshold: int, open_totals: bool = True) -> View:
        with db.transaction(cast("dora")) as session:
            service.keep_small_numbers(session, threshold, open_totals)
        return seen(first, Audience.LEADERSHIP)

    raised = set_to(10)
    assert raised.figures[0].breakdowns[0].withheld == gate_texts.TOO_SMALL
    assert (raised.threshold, raised.figures[0].number.value) == (10, 26)
    assert not any("ruhend" in str(row[2]) for row in report_rows.rows(raised))
    assert "ruhend" not in report_rows.as_csv(raised)
    assert seen(first, Audience.COORDINATION) == team
    assert set_to(3) == before
    closed = set_to(5, open_totals=False)
    assert closed.figures[1].number.value is None  # Zugang of a month
    assert closed.figures[0].number.value == 26
    assert set_to(5) == before


def test_who_sees_what() -> None:
    """Whoever is Fachkraft or Koordination besides reads as such."""

    def person(*roles: Role) -> Person:
        return Person(1, "x", "X", None, frozenset(roles))

    assert audience_of(person(Role.LEADERSHIP)) is Audience.LEADERSHIP
    assert audience_of(person(Role.LEADERSHIP, Role.CASEWORKER)) is Audience.TEAM
    assert audience_of(person(Role.COORDINATOR)) is Audience.COORDINATION


def test_datenschutz_has_a_form_for_it(login_as: LoginAs) -> None:
    """Dora types 2 and reads why not; 7 is kept."""
    app = opened(login_as("dora"), "protection/log.py")
    field = next(one for one in app.text_input if "unter so vielen Familien" in one.label)
    field.set_value("2").run()
    click(app, "Kleine Zahlen speichern")
    assert "Bitte eine Zahl von 3 bis 50 angeben." in everything(app)
    next(one for one in app.text_input if "unter so vielen Familien" in one.label).set_value("7").run()
    click(app, "Kleine Zahlen speichern")
    with db.program() as session:
        assert session.get_one(Setting, SETTING).value == {"threshold": 7, "open_totals": True}
