"""Scenario 14: the separated father asks for Auskunft."""

from collections.abc import Callable
from datetime import date

from fam import db
from fam.exchange import access_report as files
from fam.models import Address, Member
from fam.person import Person
from fam.rules.access_report import redacted, undecided
from fam.rules.access_request import due_on
from fam.rules.terms import Confidentiality, MemberRole
from fam.services import access_requests, notes
from fam.services.access_report import put_together
from fam.services.levels import Marks
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
DAY = date(2018, 9, 3)


def test_14_the_father_gets_his_own_without_the_mother(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Both houses' entries about him within a month; nothing of the mother, nothing entrusted or not for parents."""
    family = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        mother = Member(family_id=family, first_name="Aylin", role=MemberRole.MOTHER)
        father = Member(family_id=family, first_name="Viktor", role=MemberRole.FATHER, in_household=False)
        session.add_all([mother, father])
        session.flush()
        session.add(Address(family_id=family, street="Geheimweg 3"))
        notes.write(session, family, DAY, "Xvaterasdx", marks=Marks(about_id=father.id))
        notes.write(session, family, DAY, "Xmutterx", marks=Marks(about_id=mother.id))
        notes.write(session, family, DAY, "Xanvertrautx", Confidentiality.ENTRUSTED, marks=Marks(about_id=father.id))
        notes.write(session, family, DAY, "Xkindx", marks=Marks(not_for_parents=True))
        number = father.id or 0
    with db.transaction(cast("anna")) as session:
        notes.write(session, family, DAY, "Xvaterpax", marks=Marks(about_id=number))
        request = access_requests.ask(session, family, number, date(2018, 10, 15)).id or 0
    assert due_on(date(2018, 10, 15)) == date(2018, 11, 15)
    page = opened(login_as("anna"), "families/family_file.py", fam="FAM-2017-00001")
    assert "Frist Do 15.11.2018" in everything(page)
    with db.transaction(cast("dora")) as session:
        report = put_together(session, request)
    waiting = undecided(report, {})
    assert waiting, "somebody has to look at what is not for parents"
    text = files.as_json(redacted(report, {})).decode()
    assert {word: word in text for word in ("Xvaterasdx", "Xvaterpax", "Xmutterx", "Xanvertrautx", "Xkindx")} == {
        "Xvaterasdx": True, "Xvaterpax": True, "Xmutterx": False, "Xanvertrautx": False, "Xkindx": False,
    }  # fmt: skip
    assert "Geheimweg" not in text
