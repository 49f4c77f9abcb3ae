"""Warnings that block nothing, gaps of the Altbestand, due dates, and the order of the waiting list."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules import hints
from fam.rules.lifecycle import CaseFacts
from fam.rules.reviews import review_due
from fam.rules.terms import Answer, Institution, Status
from fam.rules.waiting import WaitingEntry, waiting_order

TODAY = date(2018, 10, 15)
BOTH = frozenset(Institution)
ACTIVE = CaseFacts(status=Status.ACTIVE, today=TODAY, status_since=date(2018, 1, 8), leads=BOTH)
PAUSED = replace(ACTIVE, status=Status.PAUSED, status_since=date(2018, 7, 15))


@pytest.mark.parametrize(("days", "warned"), [(14, False), (15, True)])
def test_a_tandem_gap_is_a_warning_after_two_weeks(days: int, warned: bool) -> None:
    """Sickness is no reason to alarm anybody on the first day."""
    gap = replace(ACTIVE, leads=frozenset({Institution.ASD}), lead_missing_since=TODAY - timedelta(days=days))
    expected = (f"Seit {days} Tagen fehlt die Fallführung Pro Arbeit.",) if warned else ()
    assert hints.warnings(gap) == expected


def test_a_full_tandem_warns_nobody() -> None:
    """An active case with both leads is in order."""
    assert hints.warnings(ACTIVE) == ()


def test_a_long_pause_wants_a_review() -> None:
    """Three months of RUHEND pass without a word, the day after is a hint."""
    assert hints.warnings(PAUSED) == ()
    (sentence,) = hints.warnings(replace(PAUSED, today=TODAY + timedelta(days=1)))
    assert sentence == "Ruht seit 15.07.2018, länger als drei Monate: bitte überprüfen."


def test_a_pause_longer_than_expected_wants_a_review() -> None:
    """The day that was planned for its end has passed."""
    (sentence,) = hints.warnings(replace(PAUSED, expected_until=date(2018, 9, 30)))
    assert "bis 30.09.2018 vorgesehen" in sentence


def test_an_admission_without_talk_or_place_is_pointed_out() -> None:
    """Both are no guards of the table, but worth a look."""
    case = replace(ACTIVE, status=Status.WAITING, free_places=0)
    assert hints.warnings(case) == (
        "Es ist noch kein gemeinsames Erstgespräch festgehalten.",
        "Es ist kein Platz frei.",
    )
    assert hints.warnings(replace(case, first_talk_on=TODAY, free_places=1)) == ()


def test_altbestand_lists_what_the_list_did_not_hold() -> None:
    """The gaps are named for completion; other cases have none by definition."""
    old = CaseFacts(status=Status.ACTIVE, today=TODAY, legacy=True, has_town=True, leads=frozenset({Institution.ASD}))
    assert hints.gaps(old) == (
        "Vorgeschlagen von", "Eingangsdatum", "Anlass", "Aufnahmedatum", "Fallführung Pro Arbeit",
        "Stimme Pro Arbeit", "Stimme ASD",
    )  # fmt: skip
    assert hints.gaps(replace(old, legacy=False)) == ()
    voted = dict.fromkeys(Institution, Answer.YES)
    assert "Stimme ASD" not in hints.gaps(replace(old, votes=voted))


def test_a_closed_altbestand_case_wants_dates_and_reason() -> None:
    """Leads and votes of a closed case are history."""
    old = CaseFacts(status=Status.CLOSED, today=TODAY, legacy=True)
    assert hints.gaps(old)[-3:] == ("Aufnahmedatum", "Abschlussdatum", "Hauptgrund")


def test_due_dates() -> None:
    """Ten working days, three and six months, also at a month's end (domain handbook §4.3, §4.6)."""
    assert hints.incomplete_due_on(date(2018, 10, 15)) == date(2018, 10, 29)
    assert hints.pause_review_on(date(2018, 11, 30)) == date(2019, 2, 28)
    assert review_due(date(2018, 8, 31), date(2019, 2, 28)) == date(2019, 2, 28)


def test_the_waiting_list_goes_by_decision_date() -> None:
    """Priority needs a reason and goes first; without a decision date a family stands last."""
    early, late = WaitingEntry("FAM-2018-00009", date(2018, 5, 2)), WaitingEntry("FAM-2018-00001", date(2018, 6, 4))
    urgent, undated = (
        replace(late, number="FAM-2018-00003", priority="Geburt im Mai"),
        WaitingEntry("FAM-2014-00001", None),
    )
    blank = replace(late, number="FAM-2018-00002", priority="  ")
    assert waiting_order([undated, blank, late, early, urgent]) == (urgent, early, late, blank, undated)


entries = st.lists(
    st.builds(
        WaitingEntry,
        number=st.integers(1, 10**6).map(lambda number: f"FAM-2018-{number:05}"),
        decided_on=st.none() | st.dates(date(2018, 1, 1), date(2018, 3, 1)),
        priority=st.sampled_from(["", "Geburt"]),
    ),
    unique_by=lambda entry: entry.number,
)


@given(entries, st.randoms())
def test_the_order_does_not_depend_on_the_reading(waiting: list[WaitingEntry], random: st.DataObject) -> None:
    """Nobody is lost or doubled, and the same families always stand in the same order."""
    shuffled = list(waiting)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    order = waiting_order(shuffled)
    assert order == waiting_order(waiting)
    assert sorted(one.number for one in order) == sorted(one.number for one in waiting)
