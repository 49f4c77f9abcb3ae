"""Scenario 6: Wechselmodell: a child in two households and two Bedarfsgemeinschaften at once."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm
from fam.models import Address, BenefitUnit, Family, ListItem, Member, Residence, UnitMember
from fam.person import Person
from fam.queries import relations as queries
from fam.rules.consent import FLOWS
from fam.rules.genogram_lines import draw
from fam.rules.terms import ListName, MemberRole
from fam.services import consents, records, relations
from fam.services.consents import ConsentDraft
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
