"""I07 to I10 and I31 on lists counted by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam import db
from fam.figures.spread import added, median, quantile
from fam.models import StatusPeriod
from fam.rules.terms import ListName, Status
from tests.figures.entries import day, item
from tests.figures.hand import figure, parts, share
from tests.figures.histories import Case, case, write
from tests.figures.test_growth import A, E, N, P, W, Z


@pytest.fixture
def database(database_url: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return database_url


@pytest.mark.usefixtures("database")
def test_received_by_hand() -> None:
    """Three came in in January, one of them typed in in March; each stands under its source and its town."""
    school = {"source_id": item(ListName.SOURCE, "SCHULE"), "town_ags": "06438003"}
    write(
        [
            Case(((P, day("01.01.")),), head=school),
            Case(((P, day("31.01.")),), head=school),
            Case(((P, day("15.01.")), (N, day("02.02."))), entered=(day("10.03."), day("10.03."))),
            case((P, "01.02.")),
        ]
    )
    found = figure("I07", "01.01.", "31.01.")
    assert found.number.value == 3
    assert parts(found, "source") == {"Schule": 2, "nicht erfasst": 1}
    assert parts(found, "town") == {"Egelsbach": 2, "nicht erfasst": 1}
    assert parts(found, "institution") == {"Pro Arbeit": 3}
    assert [figure("I07", "01.01.", "31.01.", known).number.value for known in ("09.03.", "10.03.")] == [2, 3]


@pytest.mark.usefixtures("database")
def test_decided_by_hand() -> None:
    """Admitted, not admitted and withdrawn in the quarter; open ones, 2016 and the day after do not count."""
    write(
        [
            case((P, "01.01."), (E, "02.01."), (A, "03.01.")),
            case((P, "01.01."), (E, "02.01."), (N, "03.02.")),
            case((P, "01.01."), (E, "02.01."), (W, "03.02."), (Z, "31.03.")),
            case((P, "01.01."), (E, "02.01."), (A, "01.04.")),
            Case(((P, date(2016, 12, 1)), (E, date(2016, 12, 2)), (A, date(2016, 12, 3)))),
            *[case((P, "01.01."), (E, "02.01."), (A, "03.02."))] * 2,
        ]
    )
    found = figure("I08", "01.01.", "31.03.")
    assert (share(found.number), found.number.value) == ((3, 5), 0.6)
    assert parts(found, "outcome") == {"aufgenommen": 3, "nicht aufgenommen": 1, "zurückgezogen": 1}
    assert parts(found, "cohort") == {"4. Quartal 2016": 1, "1. Quartal 2017": 0.6}
    assert found.part("cohort", "2016-4").small


@pytest.mark.usefixtures("database")
def test_waiting_by_hand() -> None:
    """Days so far from the beginning of the present wait: 30, 20 and 1 days give 20; a fourth of 10 gives 15."""
    waits = [case((P, "01.01."), (E, "02.01."), (W, text)) for text in ("01.03.", "11.03.", "30.03.")]
    gone = case((P, "01.01."), (E, "02.01."), (W, "01.02."), (A, "03.02."))
    write([*waits, gone])
    found = figure("I09", "01.03.", "31.03.")
    assert (found.number.value, found.part("days", "median").value) == (3, 20)
    write([*waits, gone, case((P, "01.01."), (W, "21.03."))])
    found = figure("I09", "01.03.", "31.03.")
    assert (found.number.value, found.part("days", "median").value) == (4, 15)
    assert figure("I09", "01.01.", "31.01.").part("days", "median").value is None


DURATIONS = (  # days from 01.01.: to the admission, to the first talk, to the decision
    ("11.01.", "05.01.", "08.01."),  # 10, 4, 7
    ("21.01.", "11.01.", "21.01."),  # 20, 10, 20
    ("31.01.", None, "21.01."),  # 30, -, 20
    ("01.03.", "01.02.", None),  # 59, 31, -
    ("02.03.", "31.12.", "02.03."),  # 60, 364 (typed wrongly: it counts as it stands), 60
)


@pytest.mark.usefixtures("database")
def test_duration_by_hand() -> None:
    """0, 10, 20, 30, 35, 59 and 60 days: the median is 30; six of seven (86 %) were in by day 59, five only 71 %."""
    cases = []
    for admitted, talk, decided in DURATIONS:
        head = {"first_talk_on": day(talk) if talk else None, "decided_on": day(decided) if decided else None}
        cases.append(Case(((P, day("01.01.")), (E, day("02.01.")), (A, day(admitted))), head=head))
    way = ((P, day("01.01.")), (E, day("02.01.")), (W, day("05.01.")), (E, day("08.01.")), (W, day("10.01.")))
    waits = Case((*way, (A, day("05.02."))))  # 3 + 26 days on the waiting list, 35 in all
    early = Case(((P, day("10.01.")), (A, day("05.01."))))  # before the proposal came in: 0 days
    write([*cases, waits, early])
    _send_back(1, "03.01.", "09.01.")
    found = figure("I10", "01.01.", "31.12.")
    assert (found.number.value, found.number.base) == (30, 7)
    assert found.part("spread", "q80").value == 59
    assert parts(found, "stretches") == {
        "bis zum Erstgespräch": 20.5,  # 4, 10, 31, 364
        "bis zur Entscheidung": 20,  # 7, 20, 20, 60
        "auf der Warteliste": 29,
        "unvollständig, zurück an Vorschlagende": 6,
    }
    assert figure("I10", "01.06.", "31.12.").number.value is None


def _send_back(family: int, first: str, after: str) -> None:
    """A proposal goes back to who proposed it, for completion until a day."""
    with db.program() as session:
        session.add(
            StatusPeriod(
                family_id=family, status=Status.PROPOSED, starts_on=day(first), ends_on=day(after),
                expected_until=day("17.01."),
            )
        )  # fmt: skip


@pytest.mark.usefixtures("database")
def test_non_admission_by_hand() -> None:
    """Main reasons add up; the second table counts every reason named; who withdrew needs none."""
    no, offers = item(ListName.NON_ADMISSION, "NA01"), item(ListName.NON_ADMISSION, "NA07")
    way = ((P, day("01.01.")), (E, day("02.01.")), (N, day("03.02.")))
    write(
        [
            Case(way, head={"reason_id": no}),
            Case(way, head={"reason_id": no, "more_reason_ids": [offers, no]}),
            Case(way, head={"reason_id": offers}),
            Case(way),
            Case((*way[:2], (Z, day("03.02."))), head={"reason_id": no}),
            Case((*way[:2], (N, day("01.03."))), head={"reason_id": no}),
        ]
    )
    found = figure("I31", "01.02.", "28.02.")
    assert found.number.value == 4
    assert parts(found, "reason") == {"Familie möchte nicht": 2, "Regelangebote ausreichend": 1, "nicht erfasst": 1}
    assert parts(found, "any") == {"Familie möchte nicht": 2, "Regelangebote ausreichend": 2}
    assert len(found.breakdowns[0].parts) == 20  # the whole list, and what is unknown


@given(st.lists(st.integers(0, 400), max_size=30))
def test_median_and_quantile_of_counted_values(values: list[int]) -> None:
    """They are those of the plain list."""
    counted, ordered = added((value, 1) for value in values), sorted(values)
    middle = (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2 if values else None
    assert median(counted) == middle
    enough = next((one for one in ordered if sum(other <= one for other in values) * 5 >= len(values) * 4), None)
    assert quantile(counted, 80) == enough
