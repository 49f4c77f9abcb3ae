"""Scenario 19: a family returns after eight months: a new case, linked, with a consent of its own, a new Zugang."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.erasing import anonymise
from fam.errors import NotFound
from fam.figures import catalogue
from fam.figures.growth import growth
from fam.figures.indicator import month_of
from fam.models import Family, ListItem, Note, Sharing
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution, ListName, Status
from fam.services import families, statuses
from fam.services.families import Proposal
from tests.pages.test_entry_levels import everything
from tests.support.cast import TODAY, family
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
SECRET = "Xaltx"


@pytest.fixture
def old(make_family: Make, cast: Cast) -> int:
    """A case of Anna and Amir that ended in 2017, with a note of the ASD for the team."""
    family = make_family("Kaya", status=Status.CLOSED)
    with db.program() as session:
        session.add(Note(family_id=family, institution=Institution.ASD, confidentiality=Confidentiality.TEAM,
                         event_on=date(2017, 4, 1), author_id=cast("amir").account_id, text=SECRET))  # fmt: skip
    return family


def proposal(**values: object) -> Proposal:
    """Return what the quick form asks, of the family Kaya in Langen."""
    with db.program() as session:
        town = session.exec(select(Family.town_ags)).first()
        source = session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first()
    return Proposal("Kaya", town, source, TODAY, "Fiktiv wieder da", contact_agreed_on=TODAY, **values)  # type: ignore[arg-type]


def test_19_the_new_case_is_linked_and_begins_empty(login_as: LoginAs, cast: Cast, old: int) -> None:
    """A number of its own, a Zugang of its own, no consent and no note of the old case; the file names the old one."""
    with db.transaction(cast("anna")) as session:
        made = families.return_family(session, old, proposal())
        new, number = made.id or 0, made.number
    with db.program() as session:
        assert (session.get_one(Family, new).previous_id, session.get_one(Family, new).readmission) == (old, True)
        assert session.exec(select(Sharing).where(Sharing.family_id == new)).all() == []
        assert session.exec(select(Note).where(Note.family_id == new)).all() == []
        assert [one.status for one in session.exec(select(Family).order_by(col(Family.id)))] == [
            Status.CLOSED, Status.PROPOSED,
        ]  # fmt: skip
    page = everything(opened(login_as("anna"), "families/family_file.py", fam=number))
    assert "FAM-2017-00001" in page
    assert "Wiederaufnahme" in page
    assert SECRET not in page


def test_19_whoever_gets_the_new_case_reads_nothing_of_the_old(cast: Cast, old: int) -> None:
    """Stefan leads the new case and still finds neither head nor notes of the old one."""
    with db.transaction(cast("anna")) as session:
        new = families.return_family(session, old, proposal()).id or 0
    with db.program() as session:
        session.get_one(Family, new).proposed_by_id = cast("stefan").account_id
    with db.reading(cast("stefan")) as session:
        assert session.exec(select(Family.id)).all() == [new]
        assert session.exec(select(Note)).all() == []
    with pytest.raises(NotFound), db.transaction(cast("stefan")) as session:
        families.return_family(session, old, proposal())


def test_19_the_form_says_that_the_house_knows_the_name(login_as: LoginAs, cast: Cast, old: int) -> None:
    """Anna may propose again; Stefan of the same house learns number and status only; nobody else anything."""
    said = {}
    for name in ("anna", "stefan"):
        app = opened(login_as(name), "families/proposals.py", neu="1")
        next(one for one in app.text_input if one.label.startswith("Familienname")).set_value("kaya").run()
        assert not app.exception
        said[name] = " ".join(one.value for one in app.info).replace("\\", "")
    assert "Vielleicht dieselbe Familie" in said["anna"]
    assert "Wieder vorschlagen" in said["anna"]
    assert "in der eigenen Institution bekannt: FAM-2017-00001" in said["stefan"]
    assert "vorschlaege?neu=" not in said["stefan"]
    assert SECRET not in str(said)


def test_19_koordination_links_it_after_the_proposal_is_saved(login_as: LoginAs, cast: Cast, old: int) -> None:
    """Stefan proposed without knowing the old case; Kerstin links both, and the case names the old number."""
    with db.transaction(cast("stefan")) as session:
        made = families.propose(session, proposal())
        new, number = made.id or 0, made.number
    app = opened(login_as("stefan"), "families/proposals.py", fam=number)
    assert "mit dem früheren Fall verknüpfen" not in everything(app)
    app = opened(login_as("kerstin"), "families/proposals.py", fam=number)
    box = next(one for one in app.selectbox if one.label.startswith("Früherer Fall"))
    assert len(box.options) == 1
    box.select_index(0).run()
    next(one for one in app.button if one.label == "Verknüpfen").click().run()
    assert not app.exception
    assert "Früherer Fall" in everything(app)
    with db.program() as session:
        assert session.get_one(Family, new).previous_id == old
        assert session.exec(select(Sharing).where(Sharing.family_id == new)).all() == []


def zugang() -> tuple[int, int]:
    """Return the Zugang of October 2018 and how many of it were in FAM before."""
    figure, *_ = catalogue.count(month_of(TODAY), ["I02"])
    return growth(TODAY)[-1].inflow or 0, int(figure.part("returning", "again").numerator or 0)


def test_19_zugang_davon_wiederaufnahme_outlives_both_erasures(cast: Cast, old: int) -> None:
    """The link to the earlier case goes with its erasure, the marker does not; also when the later case is erased."""
    refused = family("Abgelehnt", status=Status.EXAMINATION)
    with db.program() as session:
        statuses.set_status(session, session.get_one(Family, refused), Status.NOT_ADMITTED, date(2018, 3, 1))
    again = proposal()
    with db.transaction(cast("anna")) as session:
        new, other = (families.return_family(session, one, again).id or 0 for one in (old, refused))
    with db.program() as session:
        for one in (new, other):
            for step in (Status.EXAMINATION, Status.ACTIVE):
                statuses.set_status(session, session.get_one(Family, one), step, TODAY)
    assert zugang() == (2, 1)  # who was refused before comes for the first time
    with db.program() as session:
        anonymise(session, old, TODAY)
    with db.program() as session:
        assert session.get_one(Family, new).previous_id is None
    assert zugang() == (2, 1)
    with db.program() as session:
        anonymise(session, new, TODAY)
    assert zugang() == (2, 1)
