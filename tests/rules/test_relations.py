"""What roles suggest and what cannot be, as a table."""

from datetime import date

import pytest

from fam.rules.plan_terms import CustodyKind, RelationKind
from fam.rules.relations import (
    CYCLE,
    ITSELF,
    TWICE,
    YOUNGER,
    Part,
    Somebody,
    Tie,
    share_problem,
    suggested,
    suggested_custody,
    tie_problems,
)
from fam.rules.terms import MemberRole

PARENT, STEP = RelationKind.PARENT, RelationKind.STEP_PARENT
MOTHER = Somebody(1, MemberRole.MOTHER, date(1980, 1, 1), custody=True)
FATHER = Somebody(2, MemberRole.FATHER, date(1979, 1, 1), custody=True)
CHILD = Somebody(3, MemberRole.CHILD, date(2010, 1, 1))
GROWN = Somebody(4, MemberRole.YOUNG_PERSON, date(1998, 1, 1))
GRAND = Somebody(5, MemberRole.GRANDPARENT, date(1950, 1, 1))
Y18, Y19 = date(2018, 1, 1), date(2019, 1, 1)


@pytest.mark.parametrize(
    ("new", "others", "wrong"),
    [
        (Tie(1, 1, PARENT), (), {"second_id": ITSELF}),
        (Tie(3, 5, PARENT), (Tie(5, 1, PARENT), Tie(1, 3, STEP)), {"second_id": CYCLE}),
        (Tie(3, 1, PARENT), (), {"first_id": YOUNGER}),
        (Tie(2, 1, RelationKind.MARRIED), (Tie(1, 2, RelationKind.MARRIED),), {"kind": TWICE}),
        (Tie(2, 1, RelationKind.PARTNER), (Tie(1, 2, RelationKind.SEPARATED),), {}),
        (Tie(2, 1, RelationKind.MARRIED, Y18), (Tie(1, 2, RelationKind.MARRIED, None, Y18),), {}),
        (Tie(1, 3, PARENT), (Tie(2, 3, PARENT),), {}),
    ],
)
def test_relations_that_cannot_be(new: Tie, others: tuple[Tie, ...], wrong: dict[str, str]) -> None:
    """Itself, a circle, too young, twice at the same time; couples may overlap."""
    births = {one.id: one.born_on for one in (MOTHER, FATHER, CHILD, GROWN, GRAND)}
    assert tie_problems(new, others, births) == wrong


@pytest.mark.parametrize(
    ("new", "others", "refused"),
    [
        (Part(2, 50), (Part(1, 50),), False),
        (Part(2, 51), (Part(1, 50),), True),
        (Part(2, 60, Y19), (Part(1, 60, Y18, Y19),), False),
        (Part(2, 60, Y18), (Part(1, 60, Y19),), True),
        (Part(1, 10), (Part(1, 10),), True),
        (Part(2, None), (Part(1, 100),), False),
    ],
)
def test_shares_sum_to_a_hundred_at_most(new: Part, others: tuple[Part, ...], refused: bool) -> None:
    """On every single day; half-open: one share may begin where the other ends."""
    assert bool(share_problem(new, others)) is refused


def test_what_roles_suggest() -> None:
    """Both parents of both children, no couple; entered ones are not suggested again; custody of minors only."""
    family = (MOTHER, FATHER, CHILD, GROWN)
    ties = suggested(family, ())
    assert {(tie.first, tie.second) for tie in ties} == {(1, 3), (2, 3), (1, 4), (2, 4)}
    assert suggested(family, ties) == ()
    assert suggested((MOTHER, GRAND, CHILD), ()) == (Tie(1, 3, PARENT), Tie(5, 1, PARENT))
    joint = suggested_custody(family, ties, (), date(2018, 10, 15))
    assert joint == ((3, 1, CustodyKind.JOINT), (3, 2, CustodyKind.JOINT))
    alone = suggested_custody((MOTHER, CHILD), (Tie(1, 3, PARENT),), (), date(2018, 10, 15))
    assert alone == ((3, 1, CustodyKind.SOLE),)
    assert suggested_custody(family, ties, [(3, 1)], date(2018, 10, 15)) == ()
