"""What Leitung reads live is open totals alone: what the reports would hide is not even in what her page is made of."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlmodel import select

from fam import db
from fam.figures.overview import overview
from fam.figures.past import past
from fam.models import Account, Place
from fam.person import Person
from fam.rules.gate_texts import CLOSED
from fam.rules.report_terms import ReportKind
from fam.rules.terms import Status
from fam.services import reports as service
from tests.pages.test_entry_levels import everything
from tests.pages.test_growth import numbers, open_page
from tests.pages.test_planning import fill
from tests.support.people import LoginAs, opened

Make = Callable[..., int]
TODAY = date(2018, 10, 15)
GATED = ("ruhend", "belegt", "in Prüfung", "vorgeschlagen", "nicht aufgenommen", "zurückgezogen", "Freie Plätze")
ACTIVE, PAUSED, PLACES = 37, 23, 61  # 61 - 37 = 24 free; none of these numbers follows from the open totals


def write(make_family: Make) -> None:
    """37 active, 23 paused, 19 in examination, places for 61 in both institutions."""
    for status, many in ((Status.ACTIVE, ACTIVE), (Status.PAUSED, PAUSED), (Status.EXAMINATION, 19)):
        for place in range(many):
            make_family(f"{status} {place}", status=status)
    with db.program() as session:
        for name in ("anna", "amir"):
            account = session.exec(select(Account.id).where(Account.username == name)).one() or 0
            session.add(Place(account_id=account, starts_on=date(2017, 1, 1), fte=Decimal(1), case_key=PLACES))


def test_wachstum_holds_open_totals_only(login_as: LoginAs, make_family: Make) -> None:
    """Koordination reads 23 paused and 24 free places; for Lena neither the words nor the numbers are there."""
    write(make_family)
    team, lena = open_page(login_as("kerstin")), open_page(login_as("lena"))
    assert numbers(team)["Bestand"] == numbers(lena)["Bestand"] == "60"
    assert numbers(team)["Freie Plätze"] == "24 · 24"
    assert numbers(lena).keys() == {"Bestand", "Plan", "Saldo 2018", "Warteliste"}
    for app in (team, lena):
        for key in ("bestand", "warteliste"):
            app.session_state[f"figures-{key}"] = "Als Tabelle"
    tables = {}
    for app in (team, lena):
        shown = [*app.run().get("html"), *app.metric, *app.get("plotly_chart")]
        tables[app] = " ".join(str(one.proto) for one in shown)
    assert all(word in tables[team] for word in ("davon ruhend", "in Prüfung", "nicht aufgenommen"))
    assert not [word for word in GATED if word in tables[lena]]
    assert "stehen auf kleine Zahlen geprüft in den Berichten" in " ".join(one.value for one in lena.caption)


def test_what_the_page_is_made_of(make_family: Make) -> None:
    """The cached answer itself: no paused, active or free number, none that became of proposals, no median."""
    write(make_family)
    seen, known = overview(TODAY, open_only=True), past(TODAY, open_only=True)
    assert (seen.places, seen.waiting.median_days, known.paused) == ((), None, None)
    for row in seen.counted:
        assert (row.paused, row.not_admitted, row.withdrawn) == (None, None, None)
        assert set(row.pipeline or {}) == {Status.WAITING}
    assert seen.now.stock == ACTIVE + PAUSED
    assert (past(TODAY).paused, len(overview(TODAY).places)) == (PAUSED, 2)


def test_planung_does_not_name_the_paused(login_as: LoginAs) -> None:
    """How many pause now, here nobody, is for the team."""
    fill()
    for name in ("kerstin", "lena"):
        app = opened(login_as(name), "analysis/planning.py")
        text = " ".join(str(one.value) for one in app.markdown)
        assert ("(jetzt 0)" in text.replace("\\", "")) is (name == "kerstin")
        assert "der Platz frei gehalten" in text


def test_without_open_totals_nothing_live_is_left(
    login_as: LoginAs, make_family: Make, cast: Callable[[str], Person]
) -> None:  # fmt: skip
    """Dora switches open totals off: Wachstum reads reports, Planung says why not; Koordination reads as before."""
    write(make_family)
    with db.transaction(cast("dora")) as session:
        service.keep_small_numbers(session, 5, False)
    lena = opened(login_as("lena"), "analysis/growth.py")
    assert CLOSED in [one.value for one in lena.caption]
    assert "Noch kein Bericht eingefroren." in everything(lena)
    assert not [
        one for one in (*lena.metric, *lena.get("plotly_chart"), *lena.get("popover")) if "60" in str(one.proto)
    ]
    plan = opened(login_as("lena"), "analysis/planning.py")
    assert [one.value for one in plan.info] == [CLOSED]
    assert not plan.get("plotly_chart")
    assert numbers(open_page(login_as("kerstin")))["Bestand"] == "60"
    with db.transaction(cast("kerstin")) as session:
        service.freeze(session, ReportKind.MONTHLY, date(2018, 9, 1))
    shown = {one.label: one.value for one in opened(login_as("lena"), "analysis/growth.py").metric}
    assert shown["Bestand"] == "60"
    assert "Zugang" not in shown  # by quarter only: Bestand and Abgang would tell it
