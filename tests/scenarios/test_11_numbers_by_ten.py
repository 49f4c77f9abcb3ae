"""Scenario 11: numbers by ten o'clock. The report that is frozen with a version is not there yet (it comes later)."""

from collections.abc import Callable
from datetime import date

from fam import db
from fam.models import PlanPoint, PlanVersion
from fam.rules.terms import Status
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened


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
