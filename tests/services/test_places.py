"""Places per person and period: what is refused, and what is free then."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

import pytest

from fam.db import reading, transaction
from fam.errors import Conflict, InvalidForm, NotAllowed
from fam.figures.places import free_places
from fam.person import Person
from fam.queries.plans import places
from fam.rules.terms import Institution, Status
from fam.services import places as service
from fam.services.places import PlaceDraft

Cast = Callable[[str], Person]
TODAY = date(2018, 10, 15)


@pytest.fixture
def database(both_databases: str) -> str:
    """Places are counted alike on SQLite and PostgreSQL."""
    return both_databases


def draft(cast: Cast, name: str = "anna", fte: str = "0.75", key: int = 20) -> PlaceDraft:
    """Return places of a member of the cast from 2018 on."""
    return PlaceDraft(cast(name).account_id, date(2018, 1, 1), Decimal(fte), key)


def enter(cast: Cast, places_of: PlaceDraft) -> int:
    """Save as Kerstin and return the id."""
    with transaction(cast("kerstin")) as session:
        found = service.enter(session, places_of).id
    assert found
    return found


def test_places_are_fte_times_key(cast: Cast, make_family: Callable[..., int]) -> None:
    """0,75 x 20 and 0,57 x 100 are 15 and 57 places; active families take one of each institution, paused ones none."""
    enter(cast, draft(cast))
    enter(cast, draft(cast, "amir", "0.57", 100))
    make_family("Eins")
    make_family("Zwei", status=Status.PAUSED)
    assert free_places(TODAY) == {Institution.PRO_ARBEIT: 14, Institution.ASD: 56}
    assert free_places(date(2017, 12, 31)) == {Institution.PRO_ARBEIT: None, Institution.ASD: None}


def test_overlapping_periods_are_refused(cast: Cast) -> None:
    """A person's second period must begin after the first has ended; the sentence names the first."""
    enter(cast, replace(draft(cast), last_day=date(2018, 6, 30)))
    with pytest.raises(InvalidForm) as refused:
        enter(cast, replace(draft(cast), starts_on=date(2018, 6, 30)))
    assert "ab 01.01.2018 bis 30.06.2018" in refused.value.fields["starts_on"]
    enter(cast, replace(draft(cast), starts_on=date(2018, 7, 1)))
    enter(cast, draft(cast, "stefan"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fte", Decimal("0")), ("fte", Decimal("1.01")), ("fte", Decimal("0.333")), ("case_key", 0),
        ("last_day", date(2017, 12, 31)), ("account_id", None), ("starts_on", None), ("fte", None),
    ],
)  # fmt: skip
def test_wrong_values_are_refused_at_their_field(cast: Cast, field: str, value: object) -> None:
    """Each wrong value is refused with a sentence at its own field."""
    with pytest.raises(InvalidForm) as refused:
        enter(cast, replace(draft(cast), **{field: value}))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_a_period_can_end(cast: Cast) -> None:
    """A last day is stored as the following day; the places hold until then."""
    number = enter(cast, draft(cast))
    opened = asdict(draft(cast))
    with transaction(cast("konrad")) as session:
        service.change(session, number, opened, {"last_day": TODAY})
    with reading(cast("konrad")) as session:
        assert [row.ends_on for row in places(session, valid_on=TODAY)] == [date(2018, 10, 16)]
        assert places(session, valid_on=date(2018, 10, 16)) == ()


def test_both_change_the_same_field(cast: Cast) -> None:
    """Two different case keys at once are a question, not a silent overwriting."""
    number = enter(cast, draft(cast))
    opened = asdict(draft(cast))
    with transaction(cast("konrad")) as session:
        service.change(session, number, opened, {"case_key": 25})
    with pytest.raises(Conflict), transaction(cast("kerstin")) as session:
        service.change(session, number, opened, {"case_key": 30})


def test_only_koordination_enters_places(cast: Cast) -> None:
    """A Fachkraft reads her own places and writes none."""
    with pytest.raises(NotAllowed), transaction(cast("anna")) as session:
        service.enter(session, draft(cast))
