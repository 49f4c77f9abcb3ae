"""The plan path: versions, corrections by two people at once, and what is refused."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam.db import reading, transaction
from fam.errors import Conflict, InvalidForm, NotAllowed
from fam.models import PlanVersion
from fam.person import Person
from fam.queries.plans import Plan, plans
from fam.services import plans as service
from fam.services.plans import PlanDraft

Cast = Callable[[str], Person]
PATH = "Januar 2018; 24\nFebruar 2018; 25"


def decide(person: Person, path: str = PATH, title: str = "Ausbau", day: date = date(2018, 1, 8)) -> int:
    """Decide on a plan and return its id."""
    with transaction(person) as session:
        found = service.decide(session, PlanDraft(title, day, path)).id
    assert found
    return found


def newest(person: Person) -> Plan:
    """Return the newest version."""
    with reading(person) as session:
        return plans(session)[0]


def test_a_new_version_leaves_the_old_one(cast: Cast) -> None:
    """Both versions stay readable, the newest first; a later entry of the same day counts as newer."""
    decide(cast("kerstin"))
    decide(cast("konrad"), "Januar 2018; 30", "Nachtrag")
    with reading(cast("kerstin")) as session:
        found = plans(session)
    assert [(one.title, one.points) for one in found] == [
        ("Nachtrag", {date(2018, 1, 1): 30}),
        ("Ausbau", {date(2018, 1, 1): 24, date(2018, 2, 1): 25}),
    ]


def test_an_old_version_cannot_be_changed(cast: Cast) -> None:
    """What was decided once stays; the refusal says what to do instead."""
    first = decide(cast("kerstin"))
    decide(cast("kerstin"), day=date(2018, 5, 1))
    with pytest.raises(NotAllowed, match="neue Fassung"), transaction(cast("kerstin")) as session:
        service.correct(session, first, {"path": PATH}, {"path": "Januar 2018; 1"})


def test_two_people_correct_different_months(cast: Cast) -> None:
    """Edits to different months join: nobody's is lost."""
    number = decide(cast("kerstin"))
    opened = {"title": "Ausbau", "decided_on": date(2018, 1, 8), "note": "", "path": PATH}
    with transaction(cast("konrad")) as session:
        service.correct(session, number, opened, {"path": "Januar 2018; 26\nFebruar 2018; 25"})
    with transaction(cast("kerstin")) as session:
        service.correct(session, number, opened, {"path": PATH + "\nMärz 2018; 27"})
    assert list(newest(cast("kerstin")).points.values()) == [26, 25, 27]


def test_two_people_correct_the_same_month(cast: Cast) -> None:
    """The same month twice is a question with both paths, and nothing is written."""
    number = decide(cast("kerstin"))
    opened = {"title": "Ausbau", "decided_on": date(2018, 1, 8), "note": "", "path": PATH}
    with transaction(cast("konrad")) as session:
        service.correct(session, number, opened, {"path": "Januar 2018; 26\nFebruar 2018; 25"})
    with pytest.raises(Conflict) as clash, transaction(cast("kerstin")) as session:
        service.correct(session, number, opened, {"path": "Januar 2018; 20\nFebruar 2018; 25"})
    assert clash.value.fields["path"][1:] == ("Januar 2018; 26\nFebruar 2018; 25", "Januar 2018; 20\nFebruar 2018; 25")
    assert list(newest(cast("kerstin")).points.values()) == [26, 25]


def test_a_month_can_be_taken_out(cast: Cast) -> None:
    """A line that is gone takes its month out of the plan."""
    number = decide(cast("kerstin"))
    with transaction(cast("kerstin")) as session:
        service.correct(session, number, {"title": "Ausbau", "decided_on": date(2018, 1, 8), "path": PATH},
                        {"path": "Februar 2018; 25"})  # fmt: skip
    assert newest(cast("kerstin")).points == {date(2018, 2, 1): 25}


def test_what_is_missing_is_said_at_its_field(cast: Cast) -> None:
    """An empty form and a wrong line are refused with a sentence each."""
    with pytest.raises(InvalidForm) as empty, transaction(cast("kerstin")) as session:
        service.decide(session, PlanDraft(" ", None, "Januar 2018; viele"))
    assert empty.value.fields.keys() == {"title", "decided_on", "path"}
    assert "Zeile 1" in empty.value.fields["path"]


def test_only_koordination_plans(cast: Cast) -> None:
    """Fachkraft, Leitung and Administration are refused by the session itself."""
    for name in ("anna", "lena", "adam"):
        with pytest.raises(NotAllowed):
            decide(cast(name))


def test_a_mistake_can_be_discarded(cast: Cast) -> None:
    """The newest version goes with its months, and the one before counts again."""
    decide(cast("kerstin"))
    second = decide(cast("kerstin"), "März 2018; 1", "Irrtum", date(2018, 2, 1))
    with transaction(cast("kerstin")) as session:
        service.discard(session, second)
    assert newest(cast("kerstin")).title == "Ausbau"
    with reading(cast("kerstin")) as session:
        assert len(session.exec(select(PlanVersion)).all()) == 1
