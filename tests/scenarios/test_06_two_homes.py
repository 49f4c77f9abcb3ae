"""Scenario 6: Wechselmodell: a child in two households and two Bedarfsgemeinschaften at once."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm, NotFound
from fam.exchange import access_report as files
from fam.models import Address, BenefitUnit, Family, ListItem, Member, Phone, Residence, UnitMember
from fam.person import Person
from fam.queries import relations as queries
from fam.rules.access_report import redacted
from fam.rules.consent import FLOWS
from fam.rules.genogram_lines import draw
from fam.rules.terms import ListName, MemberRole
from fam.services import access_requests, consents, notes, records, relations
from fam.services.access_report import put_together
from fam.services.consents import ConsentDraft
from fam.services.levels import Marks
from tests.support.cast import TODAY
from tests.support.people import LoginAs, opened
from tests.ui import reading

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def family(make_family: Make, cast: Cast) -> tuple[int, dict[str, int]]:
    """Tanja, Goran at a protected address, and Luca half here, half there."""
    made = make_family("Sechs", consented=False)
    with db.transaction(cast("anna")) as session:
        ids = {name: records.add(session, Member(
            family_id=made, first_name=name, role=role, born_on=born, custody_holder=name != "Luca" or None,
        )).id or 0 for name, role, born in (
            ("Tanja", MemberRole.MOTHER, date(1984, 2, 11)), ("Goran", MemberRole.FATHER, date(1982, 7, 29)),
            ("Luca", MemberRole.CHILD, date(2009, 8, 21)))}  # fmt: skip
        for number, (parent, street) in enumerate((("Tanja", "Weg 1"), ("Goran", "Geheimweg 2")), start=1):
            at = date(2016, 1, number)
            home = records.add(session, Address(family_id=made, street=street, town_text="Langen", starts_on=at,
                                                protected=parent == "Goran"))  # fmt: skip
            records.add(session, Phone(family_id=made, number=f"0600 {number}", address_id=home.id))
            unit = records.add(session, BenefitUnit(family_id=made, number=f"BG{number}", starts_on=at))
            for who, share in ((parent, None), ("Luca", 50)):
                one = {"member_id": ids[who], "share": share}
                relations.add(session, Residence, made, one | {"address_id": home.id})
                relations.add(session, UnitMember, made, one | {"unit_id": unit.id})
        relations.take_over(session, made)
    return made, ids


def test_two_households_two_units_one_child(login_as: LoginAs, cast: Cast, family: tuple[int, dict[str, int]]) -> None:
    """Both enclosures hold Luca, both BG stand at him with their shares; a protected address is not told."""
    made, ids = family
    with db.reading(cast("anna")) as session:
        known = queries.load(session, made)
        number = session.exec(select(Family.number)).one()
    drawing = draw(queries.scene(known, TODAY))
    luca = next(one for one in drawing.symbols if one.figure.name == "Luca")
    assert sum(one.left < luca.x < one.right for one in drawing.enclosures) == 2
    assert "BG 1 50 %, BG 2 50 %" in luca.figure.lines
    app = opened(login_as("anna"), "families/family_file.py", fam=number, bereich="personen")
    page = " ".join(str(one.value) for one in app.markdown) + reading.genogram(app)
    assert "Adresse geschützt" in page.replace("\\", "")
    assert "Geheimweg" not in page
    with db.transaction(cast("anna")) as session:
        third = records.add(session, BenefitUnit(family_id=made, number="BG3")).id
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("anna")) as session:
        relations.add(session, UnitMember, made, {"member_id": ids["Luca"], "unit_id": third, "share": 10})
    assert set(refused.value.fields) == {"share"}


def test_both_custody_holders_sign_for_the_child(cast: Cast, family: tuple[int, dict[str, int]]) -> None:
    """The mother's signature alone is not enough; the sentence names the father."""
    made, ids = family
    with db.program() as session:
        form = session.exec(select(ListItem.id).where(ListItem.list == ListName.CONSENT_FORM)).first()
    draft = ConsentDraft(family_id=made, member_ids=(ids["Luca"],), form_id=form, given_on=date(2018, 3, 1),
                         signer_ids=(ids["Tanja"],), signed_by="", flows=FLOWS)  # fmt: skip
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("anna")) as session:
        consents.record(session, draft)
    assert "Goran" in str(refused.value.fields)


def test_each_parents_auskunft_is_without_the_other(cast: Cast, family: tuple[int, dict[str, int]]) -> None:
    """The father's is without the mother's entries and home; the mother's never says his protected address."""
    made, ids = family
    with db.transaction(cast("anna")) as session:
        for name in ("Tanja", "Goran"):
            notes.write(session, made, date(2018, 9, 3), f"X{name}x", marks=Marks(about_id=ids[name]))
    said: dict[str, list[str]] = {}
    for name in ("Goran", "Tanja"):
        with db.transaction(cast("anna")) as session:
            request = access_requests.ask(session, made, ids[name], TODAY).id or 0
        with db.transaction(cast("dora")) as session:
            report = put_together(session, request)
        decided = {item.key: ["", item.digest] for item in report.items}
        text = files.as_json(redacted(report, decided)).decode()
        assert "Geheimweg" not in files.as_json(redacted(report, {})).decode()  # before somebody decided: nobody's
        said[name] = [
            word
            for word in ("XGoranx", "XTanjax", "Geheimweg", "Weg 1", "BG1", "BG2", "0600 1", "0600 2")
            if word in text
        ]
    assert said == {
        "Goran": ["XGoranx", "Geheimweg", "BG2", "0600 2"],
        "Tanja": ["XTanjax", "Weg 1", "BG1", "0600 1"],
    }


def test_a_number_is_given_to_the_other_household(
    login_as: LoginAs, cast: Cast, family: tuple[int, dict[str, int]]
) -> None:
    """Chosen in place, and the way back after a removal; a home of another family is not there for it."""
    with db.reading(cast("anna")) as session:
        number = session.exec(select(Family.number)).one()
        phone, *_more = session.exec(select(Phone).order_by(col(Phone.id)))
        _first, other = session.exec(select(Address.id).order_by(col(Address.id)))
    app = opened(login_as("anna"), "families/family_file.py", fam=number)
    name = f"Phone:{phone.id}"
    app.button(key=f"edit:{name}").click().run()
    app.selectbox(key=f"{name}:address_id").set_value(other)
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    shown = [one.value.replace("\\", "") for one in app.markdown]
    assert "0600 1 · Haushalt Adresse geschützt, Langen" in shown
    for key in (f"edit:{name}", f"remove:{name}", "undo-last"):
        app.button(key=key).click().run()
        assert not app.exception
    with db.program() as session:
        assert session.exec(select(Phone.address_id).where(Phone.id == phone.id)).all() == [other]
    with pytest.raises(NotFound), db.transaction(cast("anna")) as session:
        records.edit(session, Phone, phone.id or 0, {"address_id": other}, {"address_id": 999}, ["address_id"])


def test_a_protected_address_stands_on_no_paper_and_for_no_stranger(
    cast: Cast, family: tuple[int, dict[str, int]]
) -> None:
    """Nobody of the other side reads an address before the consent; a stranger never does."""
    for name, reads in (("anna", True), ("amir", False), ("stefan", False), ("konrad", False), ("lena", False)):
        with db.reading(cast(name)) as session:
            assert bool(session.exec(select(Address)).all()) is reads, name
