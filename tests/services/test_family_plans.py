"""Plan versions: taken down whole, unchanged by what comes later, read line by line as consent and level allow."""

from datetime import date

import pytest
from sqlmodel import Session, select

from fam import db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.models import ConsentItem, Goal, ListItem, PlanItem, now
from fam.queries import family_plans as queries
from fam.rules.family_plan import Change, PlanLine, differences
from fam.rules.terms import Confidentiality, Institution, ListName
from fam.services import family_plans, plan_entries, records
from tests.services.cases import TODAY, Cast, MakeFamily

NUMBER, LATER = "FAM-2017-00001", date(2018, 10, 10)


@pytest.fixture
def database(both_databases: str) -> str:
    """Everything here runs on SQLite and on PostgreSQL."""
    return both_databases


def goal(cast: Cast, who: str, family: int, text: str, level: Confidentiality = Confidentiality.TEAM,
         hidden: bool = False) -> int:  # fmt: skip
    """Let somebody write a goal and return its id."""
    with db.transaction(cast(who)) as session:
        row = plan_entries.begin(
            session, Goal, family, date(2018, 9, 1), level=level, not_for_parents=hidden, area_id=_area(session),
            text=text,
        )  # fmt: skip
        return records.add(session, row).id or 0


def _area(session: Session) -> int:
    return session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first() or 0


def agree(cast: Cast, who: str, family: int, on: date = TODAY) -> int:
    """Agree on the next version and return its number."""
    with db.transaction(cast(who)) as session:
        return family_plans.agree(session, family, on, signed_on=on, signed_by="Familie, Anna, Amir").number


def titles(cast: Cast, who: str, version: int | None = None) -> list[str]:
    """Return the titles that somebody reads on the paper."""
    with db.reading(cast(who)) as session:
        paper = queries.paper(session, NUMBER, version)
        return [line.title for section in paper.sections for line in section.lines] if paper else []


def test_a_version_stays_as_it_was(cast: Cast, make_family: MakeFamily) -> None:
    """The first version keeps its words when the goal changes and ends; the second says what changed."""
    family = make_family()
    first, other = goal(cast, "anna", family, "Ausbildung finden"), goal(cast, "amir", family, "Ruhige Abende")
    assert agree(cast, "anna", family, LATER) == 1
    with db.transaction(cast("anna")) as session:
        records.edit(session, Goal, first, {"text": "Ausbildung finden"}, {"text": "Ausbildung beginnen"})
    with db.transaction(cast("amir")) as session:
        records.remove(session, Goal, other)
    assert agree(cast, "amir", family) == 2
    assert titles(cast, "anna", 1) == ["Ausbildung finden", "Ruhige Abende"]
    assert titles(cast, "amir") == ["Ausbildung beginnen"]
    with db.reading(cast("amir")) as session:
        new, old = queries.versions(session, family)
    assert [one.change for one in differences(old.lines, new.lines)] == [Change.CHANGED, Change.ENDED]


def test_what_one_side_keeps_and_parents_may_not_see_is_not_in_it(cast: Cast, make_family: MakeFamily) -> None:
    """Neither on the paper of the other side nor on one's own, nor in the table."""
    family = make_family()
    goal(cast, "anna", family, "Für alle")
    goal(cast, "anna", family, "Nur Pro Arbeit", Confidentiality.INSTITUTION)
    goal(cast, "amir", family, "Nicht für Eltern", hidden=True)
    agree(cast, "amir", family)
    assert titles(cast, "anna") == titles(cast, "amir") == ["Für alle"]
    with db.program() as session:
        assert [one.values["title"] for one in session.exec(select(PlanItem))] == ["Für alle"]


def test_withdrawal_hides_the_lines_of_the_other_side(cast: Cast, make_family: MakeFamily) -> None:
    """At the next query, from both versions on; one's own lines stay."""
    family = make_family()
    goal(cast, "anna", family, "Von Pro Arbeit")
    goal(cast, "amir", family, "Vom ASD")
    agree(cast, "anna", family)
    assert titles(cast, "amir") == ["Von Pro Arbeit", "Vom ASD"]
    with db.program() as session:
        for item in session.exec(select(ConsentItem).where(ConsentItem.source == Institution.PRO_ARBEIT)):
            item.revoked_at, item.revoked_on = now(), TODAY
            session.add(item)
    assert titles(cast, "amir") == [], "the version itself was Pro Arbeit's"
    assert titles(cast, "anna") == ["Von Pro Arbeit", "Vom ASD"]
    assert agree(cast, "amir", family) == 2, "whoever reads no earlier version still does not take its number"
    assert titles(cast, "amir") == ["Vom ASD"]


@pytest.mark.parametrize("name", ["stefan", "kerstin", "lena", "adam", "dora"])
def test_others_read_and_agree_nothing(name: str, cast: Cast, make_family: MakeFamily) -> None:
    """Koordination reads heads, not contents."""
    family = make_family()
    goal(cast, "anna", family, "Für alle")
    agree(cast, "anna", family)
    with db.reading(cast(name)) as session:
        assert session.exec(select(PlanItem)).all() == []
        assert queries.versions(session, family) == []
    with pytest.raises((NotAllowed, NotFound)), db.transaction(cast(name)) as session:
        family_plans.agree(session, family, TODAY)


def test_an_empty_plan_or_an_earlier_day_is_refused(cast: Cast, make_family: MakeFamily) -> None:
    """A sentence at the field."""
    family = make_family()
    with pytest.raises(InvalidForm) as caught:
        agree(cast, "anna", family)
    assert "nichts zu vereinbaren" in caught.value.fields["event_on"]
    goal(cast, "anna", family, "Für alle")
    agree(cast, "anna", family)
    with pytest.raises(InvalidForm) as caught:
        agree(cast, "anna", family, LATER)
    assert "vorigen Fassung" in caught.value.fields["event_on"]


def test_nobody_changes_a_line_that_was_agreed(cast: Cast, make_family: MakeFamily) -> None:
    """Also not who may write its source."""
    family = make_family()
    goal(cast, "anna", family, "Für alle")
    agree(cast, "anna", family)
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        session.exec(select(PlanItem)).one().values = {"title": "Anders"}


def test_the_paper_is_plain(cast: Cast, make_family: MakeFamily) -> None:
    """Number, version, day, sections, signatures: what whoever prints it builds on."""
    family = make_family()
    number = goal(cast, "anna", family, "Für alle")
    agree(cast, "anna", family)
    with db.reading(cast("amir")) as session:
        paper = queries.paper(session, NUMBER)
        assert queries.paper(session, NUMBER, 9) is None
    assert paper is not None
    assert (paper.family_number, paper.version, paper.agreed_on) == (NUMBER, 1, TODAY)
    assert paper.signed_by == ("Familie", "Anna", "Amir")
    line = paper.sections[0].lines[0]
    assert isinstance(line, PlanLine)
    assert (paper.sections[0].heading, line.record_id) == ("Unsere Ziele", number)
