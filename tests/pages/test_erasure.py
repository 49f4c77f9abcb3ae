"""The page Löschung: proposed by dora, confirmed by somebody else, executed; nobody else finds it."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import ErasureHold, ErasureRun, Family, FieldDef
from fam.person import Person
from fam.rules.protection_terms import RunState
from fam.rules.terms import Status
from fam.services import erasure
from fam.ui.auth_session import STATE_SID
from tests.pages.test_plan import shown
from tests.support.erasing import old_case
from tests.support.people import LoginAs, new_session, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]


def open_page(app: AppTest) -> AppTest:
    """Open the page."""
    app.switch_page(page_path("protection/erasure.py")).run()
    assert not app.exception
    return app


def click(app: AppTest, key: str) -> AppTest:
    """Click a button; the page must not fall over."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str]:
    """Return the keys of the page's buttons."""
    return {str(one.key) for one in app.button}


def test_two_people_erase_a_case(login_as: LoginAs, make_family: Make) -> None:
    """Dora proposes and cannot confirm; Kerstin ticks that she has checked, confirms, executes; the protocol stays."""
    family_id = old_case(make_family, "Zweigelhuber")
    dora = open_page(login_as("dora"))
    assert "1 Fall ist fällig" in shown(dora)
    click(dora, "erasure-propose")
    assert "erasure-confirm" not in keys(dora)
    assert "Vier-Augen-Prinzip" in shown(dora)
    kerstin = login_as("kerstin")
    open_page(kerstin)
    assert "FAM-2014-00001" in shown(kerstin)
    assert kerstin.button(key="erasure-confirm").disabled
    kerstin.checkbox[0].check().run()
    click(kerstin, "erasure-confirm")
    assert "bestätigt von Kerstin" in shown(kerstin)
    click(kerstin, "erasure-execute")
    assert "1 Fall gelöscht" in " ".join(str(one.value) for one in kerstin.toast)
    assert "<td>ausgeführt</td><td>Dora</td><td>Kerstin</td><td>15.10.2018</td><td>1</td><td>0</td>" in shown(
        kerstin
    ).replace(' class="words"', "")
    for app in (dora, kerstin):
        text = shown(open_page(app))
        assert "Zweigelhuber" not in text
        assert "FAM-2014-00001" not in text
    with db.program() as session:
        assert session.get_one(Family, family_id).status is Status.ANONYMISED


def test_a_hand_made_click_does_not_confirm_ones_own_run(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Dora's own session with Kerstin's button forced into it: the service refuses, in words, and nothing happens."""
    old_case(make_family)
    app = open_page(login_as("dora"))
    click(app, "erasure-propose")
    with db.reading(cast("dora")) as session:
        run = erasure.open_run(session)
    assert run
    for forbidden in ("erasure-confirm", "erasure-execute"):
        app.session_state[forbidden] = True if forbidden not in keys(app) else None
        app.run()
        assert not app.exception
    with db.program() as session:
        assert session.exec(select(ErasureRun.state)).one() is RunState.PROPOSED


@pytest.mark.parametrize("name", ["anna", "amir", "stefan", "lena", "adam"])
@pytest.mark.usefixtures("database")
def test_nobody_else_finds_it(name: str) -> None:
    """Not in the menu and not by its file."""
    app = AppTest.from_file(page_path("protection/erasure.py"))
    app.session_state[STATE_SID] = new_session(name)
    app.run()
    assert "Nicht gefunden oder nicht freigegeben." in shown(app)
    assert not app.button


def test_a_hold_is_set_shown_in_the_file_and_lifted(login_as: LoginAs, make_family: Make) -> None:
    """Konrad sets it by the FAM number; Anna reads day and hold in the file; Dora lifts it."""
    old_case(make_family)
    konrad = open_page(login_as("konrad"))
    konrad.text_input(key="hold:new:number").set_value("FAM-2014-99999").run()
    konrad.selectbox(key="hold:new:kind").set_value("DISPUTE").run()
    konrad.text_input(key="hold:new:reason").set_value("Klage anhängig").run()
    click(konrad, "hold:new:submit")
    assert "Diese FAM-Nummer gibt es nicht." in shown(konrad)
    konrad.text_input(key="hold:new:number").set_value("fam-2014-00001").run()
    click(konrad, "hold:new:submit")
    assert "Klage anhängig" in shown(konrad)
    anna = login_as("anna")
    anna.query_params["fam"] = "FAM-2014-00001"
    anna.switch_page(page_path("families/family_file.py")).run()
    assert "Löschung ab 01.06.2016" in shown(anna).replace("*", "")
    assert "Löschsperre seit 15.10.2018" in shown(anna)
    dora = open_page(login_as("dora"))
    click(dora, "erasure-propose")
    assert "Alle fälligen Fälle sind gesperrt." in shown(dora)
    with db.program() as session:
        hold_id = session.exec(select(ErasureHold.id)).one()
    click(dora, f"hold-lift:{hold_id}")
    assert "Kein Fall ist gesperrt." in shown(dora)


def test_the_day_of_any_case(login_as: LoginAs, make_family: Make) -> None:
    """A running case says its earliest day; a number that does not exist says so, without more."""
    make_family("Kaya")
    app = open_page(login_as("dora"))
    app.text_input(key="erasure-number").set_value("FAM-2017-00001").run()
    assert "Löschung frühestens 15.10.2020" in shown(app).replace("*", "")
    assert "Kaya" not in shown(app)
    app.text_input(key="erasure-number").set_value("FAM-2017-00002").run()
    assert "gibt es nicht" in shown(app)


def test_periods_are_changed_by_dora_only(login_as: LoginAs) -> None:
    """Out of bounds is refused at the field; Koordination reads them."""
    app = open_page(login_as("dora"))
    app.text_input(key="retention:closed_months").set_value("36").run()
    click(app, "retention:submit")
    assert "Bitte zwischen 12 und 24 Monaten" in shown(app)
    app.text_input(key="retention:closed_months").set_value("12").run()
    click(app, "retention:submit")
    assert "12" in shown(open_page(login_as("kerstin")))


def test_heute_tells_whose_turn_it_is(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Dora is asked to propose, then Kerstin and Konrad to confirm, Anna never."""
    from fam.ui import today_erasure

    old_case(make_family)

    def lines(name: str) -> list[str]:
        return [line.title for group in today_erasure.groups(cast(name)) for line in group.lines]

    assert lines("dora") == ["Löschlauf Oktober 2018 vorschlagen"]
    assert lines("kerstin") == []
    with db.transaction(cast("dora")) as session:
        erasure.propose(session)
    assert lines("dora") == []
    assert lines("kerstin") == lines("konrad") == ["Löschlauf Oktober 2018 prüfen und bestätigen"]
    for name in ("dora", "kerstin", "anna"):
        app = login_as(name)
        app.switch_page(page_path("start/today.py")).run()
        assert not app.exception


def test_koordination_says_which_field_stays(login_as: LoginAs) -> None:
    """A yes/no field of the head is offered "Bleibt nach der Löschung", a text is not."""
    app = login_as("kerstin")
    app.switch_page(page_path("administration/fields.py"))
    app.query_params["neu"] = "family"
    app.run()
    app.text_input(key="field:full:family:label").set_value("Alleinerziehend").run()
    key = "field:full:family:kept"
    assert key not in {str(one.key) for one in app.radio}
    app.selectbox(key="field:full:family:kind").set_value("boolean").run()
    assert "Bleibt nach der Löschung" in app.radio(key=key).label
    app.radio(key=key).set_value("ja").run()
    click(app, "field:full:family:submit")
    with db.program() as session:
        assert session.exec(select(FieldDef.settings)).one() == {"kept": True}
