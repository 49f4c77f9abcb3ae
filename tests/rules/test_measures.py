"""Measures by rule: what may follow what, what runs on a day, which circles help at once, where nothing runs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules import measures
from fam.rules.measure_checks import Ages, Days, age_sentence, problems
from fam.rules.measures import Combination, Course
from fam.rules.plan_terms import InstrumentGroup, MeasureStatus
from fam.rules.terms import Institution, LegalCircle

S, II, VIII = MeasureStatus, LegalCircle.SGB_II, LegalCircle.SGB_VIII
DAY = date(2018, 10, 15)
PA, ASD = Institution.PRO_ARBEIT, Institution.ASD


def course(
    circle: LegalCircle | None,
    start: date | None,
    end: date | None = None,
    status: MeasureStatus = S.RUNNING,
    counselling: bool = False,
) -> Course:
    """Return a measure as the rules see it."""
    return Course(circle=circle, status=status, starts_on=start, ends_on=end, counselling=counselling)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (course(II, DAY), True),
        (course(II, DAY + timedelta(days=1)), False),
        (course(II, date(2018, 1, 1), DAY), False),  # the end is the first day no more
        (course(II, date(2018, 1, 1), DAY + timedelta(days=1)), True),
        (course(II, date(2018, 1, 1), date(2018, 12, 1), S.ENDED), True),  # ended later, ran then
        (course(II, date(2018, 1, 1), None, S.GRANTED), False),
        (course(II, date(2018, 1, 1), None, S.PROPOSED), False),
        (course(II, date(2018, 1, 1), None, S.REJECTED), False),
        (course(II, None), False),
    ],
)
def test_what_runs_on_a_day(one: Course, expected: bool) -> None:
    """Only what was really given runs, from its start to the day before its end."""
    assert measures.runs_on(one, DAY) is expected


@pytest.mark.parametrize(
    ("courses", "expected"),
    [
        ([], Combination.NONE),
        ([course(II, DAY)], Combination.ONLY_II),
        ([course(VIII, DAY)], Combination.ONLY_VIII),
        ([course(II, DAY), course(VIII, DAY)], Combination.BOTH),
        ([course(II, DAY), course(VIII, DAY, counselling=True)], Combination.ONLY_II),
        ([course(II, DAY, counselling=True), course(VIII, DAY)], Combination.ONLY_VIII),
        ([course(None, DAY)], Combination.NONE),
        ([course(II, DAY), course(VIII, DAY, status=S.APPLIED)], Combination.ONLY_II),
    ],
)
def test_combination_of_circles(courses: list[Course], expected: Combination) -> None:
    """At least one running measure of each circle; counselling and external benefits do not count (I30)."""
    assert measures.combination(courses, DAY) is expected


def test_gaps_and_overlaps_by_hand() -> None:
    """Two measures with a month between them, beside one of the other circle."""
    second = [course(II, date(2018, 1, 1), date(2018, 4, 1), S.ENDED), course(II, date(2018, 5, 1))]
    eighth = [course(VIII, date(2018, 3, 1), date(2018, 6, 1), S.BROKEN_OFF)]
    both = [*second, *eighth]
    assert measures.gaps(both, II, DAY) == [(date(2018, 4, 1), date(2018, 5, 1))]
    assert measures.gaps(both, VIII, DAY) == [(date(2018, 6, 1), DAY)]
    assert measures.overlaps(both, DAY) == [
        (date(2018, 3, 1), date(2018, 4, 1)), (date(2018, 5, 1), date(2018, 6, 1))
    ]  # fmt: skip


DAYS = st.dates(date(2017, 1, 1), date(2018, 12, 31))
COURSES = st.lists(
    st.builds(
        course,
        st.sampled_from([II, VIII, None]),
        DAYS,
        st.none() | DAYS,
        st.sampled_from(list(S)),
        st.booleans(),
    ),
    max_size=7,
)


@given(COURSES, DAYS)
def test_every_day_is_in_exactly_one_drawer(courses: list[Course], day: date) -> None:
    """A day lies in an overlap exactly if both circles help; no day is gap and covered at once."""
    until = date(2019, 1, 1)
    inside = any(start <= day < end for start, end in measures.overlaps(courses, until))
    assert inside is (measures.combination(courses, day) is Combination.BOTH)
    for circle in (II, VIII):
        helped = any(start <= day < end for start, end in measures.covered(courses, circle, until))
        empty = any(start <= day < end for start, end in measures.gaps(courses, circle, until))
        began = any(start <= day for start, _end in measures.covered(courses, circle, until))
        assert (helped, empty) in ((True, False), (False, began))


@given(st.sampled_from(list(S)), st.sampled_from(list(S)))
def test_a_wrong_step_can_be_taken_back(old: MeasureStatus, new: MeasureStatus) -> None:
    """Whatever may follow may be put right again."""
    assert measures.may_become(old, new) is measures.may_become(new, old)


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        (S.PROPOSED, S.APPLIED, True),
        (S.APPLIED, S.GRANTED, True),
        (S.GRANTED, S.RUNNING, True),
        (S.RUNNING, S.BROKEN_OFF, True),
        (S.ENDED, S.BROKEN_OFF, True),
        (S.REJECTED, S.GRANTED, True),  # after an objection
        (S.PROPOSED, S.ENDED, False),
        (S.REJECTED, S.RUNNING, False),
        (S.ENDED, S.PROPOSED, False),
        (S.RUNNING, S.REJECTED, False),
    ],
)
def test_steps(old: MeasureStatus, new: MeasureStatus, allowed: bool) -> None:
    """Steps that make sense are open, others are not."""
    assert measures.may_become(old, new) is allowed


@pytest.mark.parametrize(
    ("status", "days", "fields"),
    [
        (S.PROPOSED, Days(proposed_on=DAY), set()),
        (S.RUNNING, Days(proposed_on=DAY), {"starts_on"}),
        (S.RUNNING, Days(proposed_on=DAY, starts_on=DAY + timedelta(days=1)), {"starts_on"}),
        (S.RUNNING, Days(proposed_on=DAY, starts_on=date(2018, 1, 1), ends_on=DAY), {"last_on"}),
        (S.ENDED, Days(proposed_on=DAY, starts_on=date(2018, 1, 1)), {"last_on"}),
        (S.ENDED, Days(proposed_on=DAY, starts_on=date(2018, 1, 1), ends_on=DAY + timedelta(days=1)), set()),
        (S.ENDED, Days(proposed_on=DAY, starts_on=date(2018, 1, 1), ends_on=DAY + timedelta(days=2)), {"last_on"}),
        (S.GRANTED, Days(proposed_on=DAY), {"decided_on"}),
        (S.REJECTED, Days(proposed_on=DAY, decided_on=date(2018, 10, 1)), {"decided_on"}),
        (S.GRANTED, Days(proposed_on=DAY, decided_on=DAY, starts_on=DAY, ends_on=DAY), {"last_on"}),
    ],
)
def test_days_fit_the_status(status: MeasureStatus, days: Days, fields: set[str]) -> None:
    """What is missing or impossible is said at its field."""
    assert set(problems(status, days, DAY)) == fields


@pytest.mark.parametrize(
    ("ages", "born", "words", "refused"),
    [
        (Ages("II-16H", "§ 16h SGB II", InstrumentGroup.SGB_II, below=25), date(1993, 10, 15), "unter 25", True),
        (Ages("II-16H", "§ 16h SGB II", InstrumentGroup.SGB_II, below=25), date(1993, 10, 16), "", False),
        (Ages("II-EQ", "§ 54a SGB III", InstrumentGroup.SGB_II, below=25), date(1990, 1, 1), "unter 25", False),
        (Ages("VIII-41", "§ 41 SGB VIII", InstrumentGroup.SGB_VIII_PLAN, 18, 27), date(2000, 10, 16), "ab 18", True),
        (Ages("VIII-41", "§ 41 SGB VIII", InstrumentGroup.SGB_VIII_PLAN, 18, 27), date(1997, 1, 1), "21", False),
        (Ages("VIII-33", "§ 33 SGB VIII", InstrumentGroup.SGB_VIII_PLAN), date(1999, 1, 1), "§ 41 SGB VIII", False),
        (Ages("BUT-7", "§ 28 Abs. 7 SGB II", InstrumentGroup.BUT, below=18), date(2000, 10, 15), "unter 18", True),
        (Ages("II-MAT", "§ 45 SGB III", InstrumentGroup.SGB_II), date(2010, 1, 1), "15 Jahre", False),
        (Ages("II-MAT", "§ 45 SGB III", InstrumentGroup.SGB_II), None, "", False),
        (Ages("BUT-7", "§ 28 Abs. 7 SGB II", InstrumentGroup.BUT, below=18), None, "Geburtsdatum fehlt", False),
    ],
)
def test_ages(ages: Ages, born: date | None, words: str, refused: bool) -> None:
    """A limit of the law refuses, a habit warns, a missing birth date is said."""
    sentence, no = age_sentence(ages, born, DAY)
    assert words in sentence
    assert bool(sentence) is bool(words)
    assert no is refused


def test_a_measure_belongs_to_its_law() -> None:
    """Whoever types it: SGB II and BuT to Pro Arbeit, SGB VIII to the ASD; external ones to the typing side."""
    for typing in Institution:
        assert measures.owner(InstrumentGroup.BUT, typing) is PA
        assert measures.owner(InstrumentGroup.SGB_VIII_FREE, typing) is ASD
        assert measures.owner(InstrumentGroup.EXTERNAL, typing) is typing
