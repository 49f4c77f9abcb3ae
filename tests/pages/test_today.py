"""The page Heute: what is remembered for the whole caseload is never older than the data."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.models import Family, Lead, ListItem, Member
from fam.person import Person
from fam.queries import proposals, today
from fam.queries.proposals import ToDo
from fam.rules.terms import Institution, ListName
from fam.services import closing_guards, lifecycle
from fam.ui import today as page

Cast = Callable[[str], Person]
Families = Callable[..., int]


def lines(person: Person) -> list[str]:
    """Return everything that the page lists for somebody."""
    return [f"{group.heading}: {line.title} {line.detail}" for group in page.load(person) for line in group.lines]


def told(person: Person, word: str) -> bool:
    """Return whether the page names a word."""
    return any(word in line for line in lines(person))


def end_lead(family: int) -> None:
    """End the ASD's lead, long ago."""
    with db.program() as session:
        query = select(Lead).where(Lead.family_id == family, Lead.institution == Institution.ASD)
        lead = session.exec(query).one()
        lead.ends_on = date(2018, 8, 1)
        session.add(lead)


def test_a_gap_stands_there_with_the_next_click(cast: Cast, make_family: Families) -> None:
    """Koordination has the page open while a lead leaves."""
    family = make_family("Lückenlos")
    assert not told(cast("kerstin"), "Lückenlos")
    end_lead(family)
    assert told(cast("kerstin"), "Lückenlos")


def test_what_is_to_be_completed_follows_too(cast: Cast, make_family: Families) -> None:
    """A case becomes Altbestand with gaps: its lead reads of it at once."""
    family = make_family("Altfall")
    assert not told(cast("anna"), "Ergänzen:")
    with db.program() as session:
        head = session.get_one(Family, family)
        head.legacy, head.source_id = True, None
        session.add(head)
    assert told(cast("anna"), "Ergänzen:")


def test_nobody_asks_the_whole_caseload_twice(
    cast: Cast, make_family: Families, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing is written, a second click asks neither question again; another person asks for himself."""
    make_family("Allein", leads=("anna",))
    asked: list[str] = []

    def noting(name: str, answer: Callable[..., list[ToDo]]) -> Callable[..., list[ToDo]]:
        def note(*given: object) -> list[ToDo]:
            asked.append(name)
            return answer(*given)

        return note

    for module, name in ((today, "tandem_gaps"), (proposals, "to_complete")):
        monkeypatch.setattr(module, name, noting(name, getattr(module, name)))
    first = lines(cast("kerstin"))
    assert sorted(asked) == ["tandem_gaps", "to_complete"]
    assert lines(cast("kerstin")) == first
    assert len(asked) == 2
    lines(cast("konrad"))
    assert len(asked) == 4


def test_a_closing_of_the_tandem_waits_for_koordination(cast: Cast, make_family: Families) -> None:
    """And who turns 25 stands with the leads."""
    family = make_family("Abschied")
    with db.program() as session:
        session.add(Member(family_id=family, first_name="Emil", born_on=date(1993, 11, 1)))
    assert told(cast("amir"), "Emil: 25. Geburtstag 01.11.2018")
    with db.program() as session:
        reason = session.exec(select(ListItem.id).where(ListItem.list == ListName.CLOSING)).first()
    with db.transaction(cast("anna")) as session:
        lifecycle.close(session, family, date(2018, 10, 14), reason)
    assert told(cast("kerstin"), "Abschlüsse zu bestätigen: Abschied")
    assert not told(cast("anna"), "Abschied")
    with db.transaction(cast("kerstin")) as session:
        closing_guards.confirm(session, family)
    assert not told(cast("konrad"), "Abschied")
