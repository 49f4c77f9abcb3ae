"""Consents that lie there on paper: worked off family by family, without inventing a day or a signature."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Consent, ConsentItem, Family
from fam.rules.consent import CORE
from tests.support.cast import TODAY, member
from tests.support.people import LoginAs, opened

Make = Callable[..., int]
FILE, REGISTER = "families/family_file.py", "protection/consents.py"


@pytest.fixture
def numbers(make_family: Make) -> list[str]:
    """Two families of the Altbestand without a consent, one with, and one that did not come with a list."""
    made = [make_family(name, consented=name == "Drei") for name in ("Eins", "Zwei", "Drei", "Vier")]
    with db.program() as session:
        for one in made[:3]:
            session.get_one(Family, one).legacy = True
        return [session.get_one(Family, one).number for one in made]


def texts(app: AppTest) -> str:
    """Everything that is written on the page."""
    written = (*app.markdown, *app.caption, *app.info, *app.error, *app.warning, *app.subheader, *app.toast)
    return "\n".join([*(str(one.value) for one in written), *(one.proto.body for one in app.get("html"))])


def type_in(app: AppTest, label: str, value: str) -> None:
    """Fill in a line."""
    next(one for one in app.text_input if one.label.startswith(label)).set_value(value).run()


def save(app: AppTest) -> None:
    """Click the button of the form."""
    next(one for one in app.button if one.label == "Einwilligung speichern").click().run()
    assert not app.exception


def ledger() -> list[Consent]:
    """What was transferred so far."""
    with db.program() as session:
        query = select(Consent).where(Consent.transferred_on != None)  # noqa: E711
        return list(session.exec(query))


def test_koordination_works_off_the_altbestand(login_as: LoginAs, numbers: list[str]) -> None:
    """What only the paper says is not filled in; saving leads to the next family, and the ledger says who did it."""
    app = opened(login_as("kerstin"), FILE, fam=numbers[0], bereich="papier")
    save(app)
    assert ledger() == [], "neither the day nor a signature is invented"
    type_in(app, "Datum auf dem Papier", "1.3.2017")
    type_in(app, "Wer unterschrieb", "Maria und Paul Eins")
    assert "Gilt bis 28.02.2019" in texts(app)
    save(app)
    (made,) = ledger()
    assert (made.given_on, made.valid_until) == (date(2017, 3, 1), date(2019, 2, 28))
    assert (made.transferred_on, made.author_id) == (TODAY, member("kerstin").account_id)
    assert (made.signed_by, made.electronic) == ("Maria und Paul Eins", False)
    with db.program() as session:
        items = session.exec(select(ConsentItem).where(ConsentItem.consent_id == made.id)).all()
    assert {(one.category, one.source) for one in items} == set(CORE)
    assert app.query_params["fam"] == [numbers[1]] or app.query_params["fam"] == numbers[1]
    app = opened(login_as("kerstin"), FILE, fam=numbers[0], bereich="einwilligungen")
    assert "Vom Papier übertragen von Kerstin am 15.10.2018" in texts(app).replace("\\", "")


def test_what_ran_out_is_kept_and_opens_nothing(login_as: LoginAs, numbers: list[str]) -> None:
    """A paper older than 24 months: said before it is saved; the other side sees nothing because of it."""
    app = opened(login_as("kerstin"), FILE, fam=numbers[0], bereich="papier")
    type_in(app, "Datum auf dem Papier", "1.3.2016")
    assert "Dieses Papier galt bis 28.02.2018" in texts(app)
    type_in(app, "Wer unterschrieb", "Maria Eins")
    save(app)
    assert ledger()[0].valid_until == date(2018, 2, 28)


def test_the_list_of_koordination(login_as: LoginAs, numbers: list[str]) -> None:
    """Only the Altbestand without an entry; Datenschutz has no list with names."""
    app = opened(login_as("konrad"), REGISTER)
    assert "Vom Papier übertragen" in texts(app)
    data = next(one for one in app.get("bidi_component") if "Vier" in str(one.proto) or "Zwei" in str(one.proto))
    assert all(word in str(data.proto) for word in ("Eins", "Zwei"))
    assert not any(word in str(data.proto) for word in ("Drei", "Vier"))
    assert "Vom Papier übertragen" not in texts(opened(login_as("dora"), REGISTER))


@pytest.mark.parametrize(("name", "may"), [("anna", True), ("amir", True), ("stefan", False)])
def test_leads_do_it_for_their_own(name: str, may: bool, login_as: LoginAs, numbers: list[str]) -> None:
    """Both leads have the form, also for a family that came with no list; somebody else gets nothing."""
    app = opened(login_as(name), FILE, fam=numbers[3], bereich="papier")
    assert any(one.label == "Einwilligung speichern" for one in app.button) is may
    assert may or "Vier" not in texts(app)
