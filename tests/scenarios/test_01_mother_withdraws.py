"""Scenario 1: the mother withdraws her consent by telephone on a Friday."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from fam import db
from fam.models import Family, Member, Note, Task
from fam.person import Person
from fam.queries import consents as queries
from fam.rules.terms import Confidentiality, Institution, MemberRole, Status
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_it_works_at_once_and_nobody_loses_anything(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Amir records it with two clicks: her data close for him, both leads are told, the case runs on."""
    family = make_family("Eins")
    with db.program() as session:
        session.add_all([
            Member(family_id=family, first_name="Maria", role=MemberRole.MOTHER, born_on=date(1980, 1, 1),
                   custody_holder=True),
            Note(family_id=family, institution=Institution.PRO_ARBEIT, confidentiality=Confidentiality.TEAM,
                 event_on=date(2018, 10, 1), author_id=cast("anna").account_id, text="gemeinsam lesbar"),
        ])  # fmt: skip
        number = session.get_one(Family, family).number
    with db.reading(cast("amir")) as session:
        assert session.exec(select(Note.text)).all() == ["gemeinsam lesbar"]
    app = opened(login_as("amir"), "families/family_file.py", fam=number)
    for label in ("Einwilligung widerrufen", "Jetzt widerrufen"):
        next(one for one in app.button if one.label == label).click().run()
        assert not app.exception
    with db.reading(cast("amir")) as session:
        assert session.exec(select(Note)).all() == []
        assert session.exec(select(Member)).all() == []
    with db.reading(cast("anna")) as session:
        assert session.exec(select(Note.text)).all() == ["gemeinsam lesbar"]
        at = queries.withdrawals(session, family)[0]
        letter = queries.letter(session, family, at)
    assert letter is not None
    for name in ("anna", "amir"):
        with db.reading(cast(name)) as session:
            told = session.exec(select(Task).where(Task.owner_id == cast(name).account_id)).all()
        assert ["Maria" in one.text for one in told] == [False], name
        assert number in told[0].text
    with db.program() as session:
        assert session.get_one(Family, family).status is Status.ACTIVE  # people decide, not the program
