"""An entry goes to the right file through the app; whom it concerns hears of the check on the start page."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from fam import db
from fam.models import Family, Note
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution, LegalCircle
from fam.ui import today_erasure
from tests.support.people import LoginAs, opened

Make = Callable[..., int]


def test_a_note_is_moved_in_the_file(login_as: LoginAs, make_family: Make, cast: Callable[[str], Person]) -> None:
    """Button, right family, what follows; afterwards the note stands in the other file and Koordination has a line."""
    wrong, right = make_family("Falsch"), make_family("Richtig")
    with db.program() as session:
        session.add(
            Note(family_id=wrong, institution=Institution.PRO_ARBEIT, legal_circle=LegalCircle.SGB_II, text="Zitat",
                 confidentiality=Confidentiality.INSTITUTION, event_on=date(2018, 10, 1))
        )  # fmt: skip
        number = session.get_one(Family, wrong).number
    app = opened(login_as("anna"), "families/family_file.py", fam=number)
    next(one for one in app.button if one.label == "Verschieben").click().run()
    assert any("72 Stunden, § 83a SGB X" in one.value for one in app.caption)
    box = next(one for one in app.selectbox if one.label.startswith("Richtige Familie"))
    assert [one.split(" ")[0] for one in box.options] == ["Richtig"]
    box.select_index(0).run()
    next(one for one in app.button if one.label == "In die richtige Akte verschieben").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Note)).one().family_id == right
    for who in ("kerstin", "dora"):
        opened(login_as(who), "start/today.py")
        (line,) = today_erasure.breaches(cast(who)).lines
        assert line.title == number
        assert "Zitat" not in line.detail
