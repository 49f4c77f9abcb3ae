"""Consent: who signs, what is lacking, what may be shared; and what never happens, whatever people give or revoke."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from fam.rules.consent import (
    CORE,
    FLOWS,
    Flow,
    Given,
    Shared,
    Someone,
    decides,
    lacking,
    necessary,
    renewals,
    sharing,
    valid_until,
)
from fam.rules.consent_signing import signatories
from fam.rules.terms import MemberRole

DAY = date(2018, 10, 15)
MOTHER = Someone(id=1, role=MemberRole.MOTHER, born_on=date(1980, 1, 1), custody_holder=True)
FATHER = Someone(id=2, role=MemberRole.FATHER, born_on=date(1978, 1, 1), custody_holder=True, in_household=False)
CHILD = Someone(id=3, role=MemberRole.CHILD, born_on=date(2010, 5, 5))
TEEN = Someone(id=4, role=MemberRole.YOUNG_PERSON, born_on=date(2003, 6, 7))
GROWN = Someone(id=5, role=MemberRole.YOUNG_PERSON, born_on=date(2000, 10, 15))
GRANDMOTHER = Someone(id=6, role=MemberRole.GRANDPARENT, born_on=date(1950, 1, 1))
FLOW = CORE[0]


def of(*ids: int | None, flow: Flow = FLOW, starts: date = date(2018, 1, 1), **more: object) -> list[Given]:
    """One item per person."""
    items = [Given(member_id=one, category=flow[0], source=flow[1], starts_on=starts) for one in ids]
    return [replace(one, **more) for one in items]  # type: ignore[arg-type]


def ids(rows: Sequence[Shared]) -> set[int]:
    """Whose data are shared (0: the whole family's)."""
    return {one.member_id for one in rows}


@pytest.mark.parametrize(
    ("one", "signs"),
    [
        (CHILD, {1, 2}),
        (TEEN, {1, 2, 4}),
        (GROWN, {5}),  # eighteen today
        (replace(GROWN, born_on=GROWN.born_on and GROWN.born_on + timedelta(1)), {1, 2, 5}),  # tomorrow
        (replace(CHILD, born_on=date(2003, 10, 15)), {1, 2, 3}),  # fifteen today
        (replace(CHILD, born_on=date(2003, 10, 16)), {1, 2}),
        (MOTHER, {1}),
        (replace(CHILD, born_on=None), {1, 2}),
        (replace(TEEN, born_on=None), {1, 2, 4}),  # nobody knows: both
        (replace(MOTHER, born_on=date(2002, 1, 1)), {1}),  # a minor mother: not the child's father for her
    ],
)
def test_who_signs(one: Someone, signs: set[int]) -> None:
    """Below 15 all custody holders, from 15 the young person too, from 18 alone."""
    people = [MOTHER, FATHER, CHILD, TEEN, GROWN, GRANDMOTHER]
    assert {two.id for two in signatories(one, people, DAY)} == signs


def test_for_a_minor_mother_the_generation_before_signs() -> None:
    """The grandmother has custody of her minor daughter, the child's father has not."""
    holder = replace(GRANDMOTHER, custody_holder=True)
    young = replace(MOTHER, born_on=date(2002, 1, 1))
    assert signatories(young, [young, FATHER, CHILD, holder], DAY) == (holder, young)


def test_without_a_custody_holder_nobody_is_named() -> None:
    """Then the form asks for a guardian in words."""
    assert signatories(CHILD, [CHILD, GRANDMOTHER], DAY) == ()


def test_who_is_necessary() -> None:
    """Parents, custody holders, children; who does not take part is not asked; a grandmother only if she takes part."""
    absent = replace(FATHER, id=7, custody_holder=False)
    left = replace(CHILD, id=8, ends_on=DAY)
    people = [MOTHER, FATHER, CHILD, GRANDMOTHER, absent, left, replace(TEEN, takes_part=False)]
    assert {one.id for one in necessary(people, DAY)} == {1, 2, 3}
    assert 6 in {one.id for one in necessary([replace(GRANDMOTHER, takes_part=True)], DAY)}


def test_what_is_lacking_is_named_per_person() -> None:
    """One parent agreed to all but the last core flow, the other to nothing."""
    given = [item for flow in CORE[:-1] for item in of(1, flow=flow)]
    assert lacking([MOTHER, FATHER], given, DAY) == {1: CORE[-1:], 2: CORE}
    assert lacking([MOTHER], [item for flow in CORE for item in of(1, flow=flow)], DAY) == {}
    assert lacking([], [], DAY) == {0: CORE}
    assert lacking([], [item for flow in CORE for item in of(None, flow=flow)], DAY) == {}


@pytest.mark.parametrize(
    ("given", "shared"),
    [
        ([], set()),
        (of(1), {1}),  # the father has not agreed: nothing about the family
        (of(1, 2), {0, 1, 2}),  # the child is too young to decide
        (of(1, 2, 3), {0, 1, 2, 3}),
        ([*of(1, 2), *of(3, revoked=True)], {1, 2}),  # taken back for the child: the family's entries close too
        (of(None), {0, 1, 2, 3}),  # one form for everybody (Altbestand)
        ([*of(None), *of(2, revoked=True)], {1, 3}),  # the father's own word stands before it
        ([*of(None), *of(2, ends_on=date(2018, 10, 14))], {1, 3}),  # also when it has run out
        (of(1, 2, starts=date(2018, 10, 16)), set()),  # not retroactive, not before its day
        (of(1, 2, ends_on=DAY), {0, 1, 2}),  # the last day counts
        (of(1, 2, ends_on=DAY - timedelta(1)), set()),
        (of(1, 2, revoked=True), set()),
    ],
)
def test_what_is_shared(given: list[Given], shared: set[int]) -> None:
    """Of whom the partner may read one category on one day."""
    assert ids(sharing([MOTHER, FATHER, CHILD], given, DAY)) == shared


def test_who_does_not_take_part_is_not_shared() -> None:
    """A father who refuses: the family takes part, nothing is shared of him."""
    assert ids(sharing([MOTHER, replace(FATHER, takes_part=False)], of(1, 2), DAY)) == {0, 1}


@pytest.mark.parametrize(
    ("people", "given", "last"),
    [
        ([MOTHER, CHILD], of(1), date(2025, 5, 4)),  # fifteen on 5 May 2025
        ([MOTHER, CHILD], of(1, 3), None),
        ([MOTHER, CHILD], [*of(1), *of(3, ends_on=date(2030, 1, 1))], date(2030, 1, 1)),
        ([MOTHER, CHILD], [*of(1), *of(3, ends_on=date(2019, 1, 1))], date(2025, 5, 4)),
        ([MOTHER, replace(FATHER, starts_on=date(2018, 12, 1))], of(1), date(2018, 11, 30)),  # he joins, unasked
        ([replace(MOTHER, ends_on=date(2018, 12, 1)), CHILD], of(1), date(2018, 11, 30)),  # nobody else decides
        ([MOTHER, FATHER], [*of(1), *of(2, ends_on=date(2018, 12, 1))], date(2018, 12, 1)),
    ],
)
def test_when_the_family_s_entries_close_by_themselves(
    people: list[Someone], given: list[Given], last: date | None
) -> None:
    """Nobody need do anything on that day."""
    assert [one.ends_on for one in sharing(people, given, DAY) if one.member_id == 0] == [last]


def test_a_consent_ends_after_24_months_at_the_latest() -> None:
    """Given on 15 October 2018: the last day is 14 October 2020."""
    assert valid_until(DAY) == date(2020, 10, 14)
    assert valid_until(date(2016, 2, 29)) == date(2018, 2, 27)


@pytest.mark.parametrize(
    ("one", "given", "due"),
    [
        (replace(CHILD, born_on=date(2003, 11, 1)), of(3), [(date(2018, 11, 1), "15. Geburtstag")]),
        (replace(CHILD, born_on=date(2003, 11, 1)), of(3, starts=date(2018, 11, 1)), []),
        (replace(CHILD, born_on=date(2000, 9, 1)), of(3), [(date(2018, 9, 1), "18. Geburtstag")]),
        (MOTHER, of(1, ends_on=date(2018, 11, 30)), [(date(2018, 11, 30), "Ablauf der Einwilligung")]),
        (MOTHER, of(1, ends_on=date(2019, 3, 1)), []),
        (MOTHER, [*of(1, ends_on=date(2018, 1, 31)), *of(1, ends_on=date(2020, 1, 1))], []),  # renewed
        (MOTHER, of(1, ends_on=date(2018, 11, 30), revoked=True), []),
        (CHILD, [], []),
    ],
)
def test_renewals(one: Someone, given: list[Given], due: list[tuple[date, str]]) -> None:
    """Due within 60 days or overdue."""
    assert list(renewals(one, given, DAY)) == due


someone = st.builds(
    Someone,
    id=st.just(0),
    role=st.sampled_from(list(MemberRole)),
    born_on=st.none() | st.dates(date(1960, 1, 1), date(2018, 10, 1)),
    custody_holder=st.sampled_from([True, False, None]),
    in_household=st.sampled_from([True, False, None]),
    takes_part=st.sampled_from([True, False, None]),
    starts_on=st.none() | st.dates(date(2017, 1, 1), date(2020, 1, 1)),
    ends_on=st.none() | st.dates(date(2017, 1, 1), date(2022, 1, 1)),
)
families = st.lists(someone, max_size=5).map(
    lambda people: [replace(one, id=number) for number, one in enumerate(people, start=1)]
)
item = st.builds(
    Given,
    member_id=st.sampled_from([None, 1, 2, 3, 4, 5]),
    category=st.just(FLOW[0]),
    source=st.just(FLOW[1]),
    starts_on=st.dates(date(2017, 1, 1), date(2018, 12, 31)),
    ends_on=st.none() | st.dates(date(2018, 1, 1), date(2022, 1, 1)),
    revoked=st.booleans(),
)
ledgers = st.lists(item, max_size=8)


def opened(people: list[Someone], given: list[Given], on: date) -> set[int]:
    """Whose data the partner reads on a day if the rows are written that day."""
    return {one.member_id for one in sharing(people, given, on) if one.ends_on is None or on <= one.ends_on}


@drawn(families, ledgers, st.data())
def test_revoking_anything_never_opens_anything(people: list[Someone], given: list[Given], data: st.DataObject) -> None:
    """Whatever is taken back, what is shared after it was shared before."""
    revoked = data.draw(st.sets(st.integers(0, 7)))
    after = [replace(one, revoked=one.revoked or number in revoked) for number, one in enumerate(given)]
    assert opened(people, after, DAY) <= opened(people, given, DAY)


@drawn(families, st.lists(item.map(lambda one: replace(one, revoked=True)), max_size=4))
def test_no_consent_no_sharing(people: list[Someone], revoked: list[Given]) -> None:
    """Nothing in force, nothing shared: neither of a person nor of the family."""
    assert sharing(people, [], DAY) == ()
    assert sharing(people, revoked, DAY) == ()


@drawn(families, ledgers)
def test_what_is_shared_was_agreed_to(people: list[Someone], given: list[Given]) -> None:
    """Of a person: by them or by the form for all. Of the family: by everybody who decides and is asked."""
    valid = [one for one in given if not one.revoked and one.starts_on <= DAY <= (one.ends_on or DAY)]
    by = {one.member_id for one in valid}
    shared = opened(people, given, DAY)
    assert all(one in by or None in by for one in shared if one)
    if 0 in shared:
        assert all(one.id in by or None in by for one in necessary(people, DAY) if decides(one, DAY))
        assert by


@drawn(families, ledgers, st.integers(0, 1500))
def test_what_was_written_once_never_shares_more_later(people: list[Someone], given: list[Given], days: int) -> None:
    """Nobody rewrites the rows at midnight: they may close too early, never too late."""
    later = DAY + timedelta(days)
    kept = {one.member_id for one in sharing(people, given, DAY) if one.ends_on is None or later <= one.ends_on}
    assert kept <= opened(people, given, later)


def test_every_flow_is_a_flow_once() -> None:
    """The core is part of the matrix, and nothing stands in it twice."""
    assert len(set(FLOWS)) == len(FLOWS)
    assert set(CORE) < set(FLOWS)
