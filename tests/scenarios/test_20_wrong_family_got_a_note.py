"""Scenario 20: the wrong family got a note: moved with a trace, no longer read there, the breach is checked in 72 h."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from fam import db
from fam.models import ChangeEntry, ErasureHold, Family, Note
from fam.person import Person
from fam.rules.protection_terms import HoldKind
from fam.rules.terms import Confidentiality
from fam.services import notes
from fam.ui import today_erasure
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
SECRET = "Xfalschx"


def test_20_the_note_moves_and_what_follows_is_told(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Anna moves it in the file; Amir reads it no more, neither page nor log; Koordination and Datenschutz check."""
    wrong, right = make_family("Falsch"), make_family("Richtig")
    with db.transaction(cast("anna")) as session:
        notes.write(session, wrong, date(2018, 10, 1), SECRET, Confidentiality.TEAM)
        number = session.exec(select(Family.number).where(Family.id == wrong)).one()
    assert SECRET in everything(opened(login_as("amir"), "families/family_file.py", fam=number))
    app = opened(login_as("anna"), "families/family_file.py", fam=number)
    next(one for one in app.button if one.label == "Verschieben").click().run()
    assert any("72 Stunden, § 83a SGB X" in one.value for one in app.caption)
    next(one for one in app.selectbox if one.label.startswith("Richtige Familie")).select_index(0).run()
    next(one for one in app.button if one.label == "In die richtige Akte verschieben").click().run()
    assert not app.exception
    with db.reading(cast("anna")) as session:
        note = session.exec(select(Note)).one()
        assert (note.family_id, note.confidentiality) == (right, Confidentiality.INSTITUTION)
        traces = session.exec(select(ChangeEntry).where(ChangeEntry.family_id == wrong)).all()
    assert any(one.field == "family_id" for one in traces)
    for name in ("anna", "amir", "stefan", "kerstin", "lena"):
        with db.reading(cast(name)) as session:
            log = session.exec(select(ChangeEntry).where(ChangeEntry.family_id == wrong)).all()
            assert not any(SECRET in f"{one.old}{one.new}" for one in log), name
            assert bool(session.exec(select(Note)).all()) is (name == "anna"), name
    assert SECRET not in everything(opened(login_as("amir"), "families/family_file.py", fam=number))
    for name in ("kerstin", "konrad", "dora"):
        with db.reading(cast(name)) as session:
            hold = session.exec(select(ErasureHold)).one()
            assert (hold.family_id, hold.kind) == (wrong, HoldKind.BREACH)
        opened(login_as(name), "start/today.py")
        (line,) = today_erasure.breaches(cast(name)).lines
        assert (line.title, SECRET in line.detail) == (number, False)
