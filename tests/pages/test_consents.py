"""Consents in the file, through the app: who sees the ledger, who records, who takes back, and what strangers get."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Consent, ConsentItem, ConsentScan, Family, ListItem, Member
from fam.rules.consent import CORE
from fam.rules.terms import ListName, MemberRole, Status
from tests.support.databases import sent
from tests.support.people import LoginAs, page_path

Make = Callable[..., int]


@pytest.fixture
def family(make_family: Make) -> int:
    """Anna's and Amir's family of a mother and a child, with one paper for everybody."""
    made = make_family("Eins")
    with db.program() as session:
        session.add_all(
            [
                Member(family_id=made, first_name="Maria", role=MemberRole.MOTHER, born_on=date(1980, 1, 1),
                       custody_holder=True),
                Member(family_id=made, first_name="Kim", role=MemberRole.CHILD, born_on=date(2010, 1, 1)),
            ]
        )  # fmt: skip
    return made


def opened(app: AppTest, family: int, part: str = "einwilligungen") -> AppTest:
    """Open the file, or its part with the consents."""
    with db.program() as session:
        app.query_params["fam"] = session.get_one(Family, family).number
    if part:
        app.query_params["bereich"] = part
    app.switch_page(page_path("families/family_file.py")).run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """Everything that is written on the page."""
    written = [str(one.value) for one in (*app.markdown, *app.caption, *app.info, *app.error, *app.warning)]
    return "\n".join([*written, *(one.proto.body for one in app.get("html"))])


def labels(app: AppTest) -> list[str]:
    """The buttons of the page."""
    return [one.label for one in app.button]


def click(app: AppTest, label: str) -> AppTest:
    """Click a button by its label."""
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", ["anna", "amir"])
def test_both_leads_see_the_matrix_with_its_reasons(name: str, login_as: LoginAs, family: int) -> None:
    """In words: yes or no, until when or why not."""
    app = opened(login_as(name), family)
    seen = texts(app)
    assert "Was ASD von Pro Arbeit lesen darf" in seen
    assert "✓ ja, ohne Ende, Einwilligung der Familie" in seen
    assert "Ganze Familie" in seen
    assert {"Einwilligung erfassen", "Einwilligung widerrufen"} <= set(labels(app))


@pytest.mark.parametrize("name", ["kerstin", "konrad"])
def test_koordination_sees_the_ledger_without_members(name: str, login_as: LoginAs, family: int) -> None:
    """How it stands, not who belongs to the family; taking back is theirs too."""
    app = opened(login_as(name), family)
    assert "Ganze Familie" in texts(app)
    assert "Maria" not in texts(app)
    assert "Einwilligung widerrufen" in labels(app)
    click(app, "Einwilligung widerrufen")
    click(app, "Jetzt widerrufen")
    with db.program() as session:
        assert all(one.revoked_at for one in session.exec(select(ConsentItem)))


@pytest.mark.parametrize("name", ["stefan", "lena", "adam", "dora"])
def test_strangers_get_nothing(name: str, login_as: LoginAs, family: int) -> None:
    """The page is not theirs, or its address says nothing to them, and there is no button."""
    app = login_as(name)
    if name != "stefan":
        with pytest.raises(ValueError, match="navigation page"):
            opened(app, family)
        return
    with db.program() as session:
        app.query_params["fam"] = session.get_one(Family, family).number
    app.query_params["bereich"] = "einwilligungen"
    app.switch_page(page_path("families/family_file.py")).run()
    assert not app.exception
    assert "Ganze Familie" not in texts(app)
    assert "Maria" not in texts(app)
    assert not any("Einwilligung" in label for label in labels(app))


def test_anna_records_with_what_is_ticked_already(login_as: LoginAs, family: int) -> None:
    """Persons and core flows are ticked; a missing signature is named at the field and nothing typed is lost."""
    app = click(opened(login_as("anna"), family), "Einwilligung erfassen")
    click(app, "Einwilligung speichern")
    assert "Es fehlt die Unterschrift von: Maria (Mutter)." in texts(app)
    with db.program() as session:
        mother = session.exec(select(Member.id).where(Member.first_name == "Maria")).one()
    signed = next(one for one in app.pills if one.label == "Wer hat unterschrieben")
    signed.set_value([mother]).run()
    click(app, "Einwilligung speichern")
    with db.program() as session:
        made = session.exec(select(Consent).where(Consent.member_id != None)).all()  # noqa: E711
        items = session.exec(select(ConsentItem).where(ConsentItem.consent_id == made[0].id)).all()
        form = session.get_one(ListItem, made[0].form_id)
    assert len(made) == 2
    assert {(one.category, one.source) for one in items} == set(CORE)
    assert (form.list, form.code) == (ListName.CONSENT_FORM, "EW2")
    assert made[0].valid_until == date(2020, 10, 14)


def test_amir_takes_it_back_with_two_clicks(login_as: LoginAs, family: int) -> None:
    """No field asks why; then his page says what holds now, and the letter is there."""
    app = opened(login_as("amir"), family, part="")
    click(app, "Einwilligung widerrufen")
    asked = [*(one.label for one in app.text_input), *(one.label for one in app.text_area)]
    assert not any("Grund" in label for label in asked)
    click(app, "Jetzt widerrufen")
    assert "Widerruf gespeichert." in texts(app)
    assert "Abschluss vorbereiten" in labels(app)
    assert "fehlt die Einwilligung der Familie" in texts(app)  # Pro Arbeit's data are gone from his page
    click(app, "Schließen")
    assert "Widerruf gespeichert." not in texts(app)


@pytest.mark.parametrize("name", ["anna", "amir", "kerstin", "konrad"])
def test_it_is_reached_from_the_examination_too(name: str, login_as: LoginAs, make_family: Make) -> None:
    """Where a proposal's head is drawn."""
    app, number = login_as(name), make_family("Zwei", status=Status.EXAMINATION)
    with db.program() as session:
        app.query_params["fam"] = session.get_one(Family, number).number
    app.switch_page(page_path("families/proposals.py")).run()
    assert not app.exception
    assert "Einwilligung widerrufen" in labels(app)


def test_drawing_asks_for_no_scan_and_once_for_what_was_said(login_as: LoginAs, family: int) -> None:
    """A scan is read when somebody saves it; what was said about entries once for the whole file."""
    with db.program() as session:
        paper = session.exec(select(Consent.id).where(Consent.family_id == family)).one() or 0
        session.add(ConsentScan(family_id=family, consent_id=paper, name="a.pdf", content=b"%PDF-%%EOF",
                                media_type="application/pdf"))  # fmt: skip
    app = login_as("anna")
    with sent() as ledger:
        opened(app, family)
    assert any("FROM consent_scan" in one for one in ledger)
    assert not [one for one in ledger if "consent_scan.content" in one]
    app.query_params.pop("bereich")
    with sent() as file:
        opened(app, family, "")
    assert len([one for one in file if "statement.text" in one]) == 1
