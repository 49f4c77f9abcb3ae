"""I20-I22, I29, I30 and I36 counted by hand over five families in September 2017."""

import pytest
import sqlalchemy as sa

from fam import db
from fam.figures.indicator import month_of
from fam.models import Family, table
from fam.rules.consent import CORE
from fam.rules.plan_terms import GoalOutcome, MeasureStatus, Perspective, ReviewKind
from fam.rules.terms import DataCategory, ListName, MemberRole
from tests.figures.entries import consent, day, goal, item, measure, member, needs, rated, review
from tests.figures.histories import case, write
from tests.figures.september import (
    COMES,
    LEAVES,
    PAUSES,
    STAYS,
    WAITS,
    A,
    E,
    P,
    counted,
    five_families,
    made_of,
    parts,
)  # fmt: skip

FAMILY, PRO_ARBEIT, ASD = Perspective.FAMILY, Perspective.PRO_ARBEIT, Perspective.ASD
PAIR = (
    "Arbeitsgelegenheit mit Mehraufwandsentschädigung (AGH) (§ 16d SGB II) + "
    "Sozialpädagogische Familienhilfe (SPFH) (§ 31 SGB VIII)"
)


@pytest.fixture(autouse=True)
def september(database_url: str) -> str:
    """The five families, on SQLite and on PostgreSQL."""
    five_families()
    return database_url


def test_reviews_by_hand() -> None:
    """Due in September while the family was active; the Kooperationsplan stands in the row of the EGV."""
    review(STAYS, ReviewKind.FAM, "05.09.", "19.09.")  # 14 days after: in time
    review(STAYS, ReviewKind.EGV, "10.09.", "25.09.")  # 15 days: late
    review(STAYS, ReviewKind.HILFEPLAN, "20.09.")  # open
    review(STAYS, ReviewKind.COOPERATION, "21.09.", "01.09.")  # early is in time
    review(PAUSES, ReviewKind.FAM, "10.09.", "10.09.")  # the last active day
    review(PAUSES, ReviewKind.FAM, "11.09.")  # paused: nothing is due
    review(LEAVES, ReviewKind.FAM, "20.09.")  # the last day in FAM: open
    review(LEAVES, ReviewKind.FAM, "21.09.")  # no longer in FAM
    review(STAYS, ReviewKind.FAM, "31.08.", "01.09.")
    review(STAYS, ReviewKind.FAM, "01.10.", "20.09.")
    found = counted("I20")
    assert made_of(found) == (3, 6, 2, 3)
    assert parts(found, "kind") == {"FAM": (2, 3), "EGV": (1, 2), "HILFEPLAN": (0, 1)}
    assert parts(found, "outcome") == {"in_time": (3,), "late": (1,), "open": (2,)}


def test_goals_by_hand() -> None:
    """Ended in September; given up since the family moved stands apart, and running ones do not count."""
    reached = goal(STAYS, "ARBEIT", GoalOutcome.REACHED, "05.09.")
    failed = goal(STAYS, "ARBEIT", GoalOutcome.NOT_REACHED, "30.09.")
    goal(COMES, "ARBEIT", GoalOutcome.MOSTLY, "20.09.")
    goal(PAUSES, "WOHNEN", GoalOutcome.GIVEN_UP, "10.09.")
    goal(LEAVES, "WOHNEN", GoalOutcome.GIVEN_UP, "20.09.")  # closed since they moved away
    partly = goal(PAUSES, "SCHULE", GoalOutcome.PARTLY, "01.09.")
    goal(STAYS, "SCHULE")
    goal(STAYS, "SCHULE", GoalOutcome.REACHED, "31.08.")
    goal(STAYS, "SCHULE", GoalOutcome.REACHED, "01.10.")
    _reason(LEAVES, "AB08")
    _reason(PAUSES, "AB08")  # a reason without a closing is none
    rated(STAYS, reached, FAMILY, ("01.02.", -1), ("01.09.", 0))
    rated(STAYS, failed, FAMILY, ("01.09.", 1), ("01.09.", -1), ("05.10.", 2))  # the later of one day; not October's
    rated(PAUSES, partly, ASD, ("01.08.", 0))
    found = counted("I21")
    assert made_of(found) == (2, 6, 2, 4)
    assert parts(found, "area") == {"ARBEIT": (2, 3), "WOHNEN": (0, 2), "SCHULE": (0, 1)}
    assert parts(found, "outcome") == {
        "REACHED": (1,), "MOSTLY": (1,), "PARTLY": (1,), "NOT_REACHED": (1,), "GIVEN_UP": (1,), "MOVED": (1,),
    }  # fmt: skip
    assert parts(found, "variant") == {"without_move": (2, 5)}
    assert parts(found, "perspective") == {"FAMILY": (1, 2), "ASD": (1, 1)}
    assert len(found.breakdowns[0].parts) == 13


def _reason(family: int, code: str) -> None:
    families, reason = table(Family), item(ListName.CLOSING, code)
    with db.engine().execution_options(fam_write=True).begin() as connection:
        connection.execute(sa.update(families).where(families.c.id == family).values(reason_id=reason))


def test_progress_by_hand() -> None:
    """First against latest rating of the same side: one area better, none worse by more than one level."""
    needs(STAYS, "ARBEIT", FAMILY, ("01.02.", 1), ("01.05.", 0), ("01.09.", 3), ("05.10.", 0))  # +2 by September
    needs(STAYS, "SCHULE", ASD, ("01.02.", 3), ("30.09.", 2))  # -1 is allowed
    needs(COMES, "ARBEIT", FAMILY, ("17.09.", 1), ("17.09.", 3))  # on one day: the later entry is the latest
    needs(COMES, "WOHNEN", FAMILY, ("17.09.", 4), ("20.09.", 2))  # -2
    needs(PAUSES, "ARBEIT", PRO_ARBEIT, ("01.02.", 2), ("01.03.", 2))  # nothing better
    needs(LEAVES, "ARBEIT", FAMILY, ("01.02.", 1), ("01.09.", None))  # not talked about is no rating
    needs(LEAVES, "ARBEIT", ASD, ("01.02.", 3))  # two sides once each are not two ratings
    needs(WAITS, "ARBEIT", FAMILY, ("01.09.", 1), ("20.09.", 4))  # never in FAM
    found = counted("I22")
    assert made_of(found) == (1, 3, 1, 3)
    assert parts(found, "area") == {"ARBEIT": (2, 3), "SCHULE": (0, 1), "WOHNEN": (0, 1)}


def test_measures_by_hand() -> None:
    """What runs on 30.09. and what began in September; one family counts once per paragraph."""
    measure(STAYS, "II-16D", "01.08.")
    measure(STAYS, "VIII-31", "01.09.")
    measure(STAYS, "VIII-31", "05.09.")  # another child
    measure(STAYS, "BUT-2", "01.01.", "30.09.", MeasureStatus.ENDED)  # its last day was the 29th
    measure(COMES, "II-BV", "20.09.")  # pure counselling
    measure(COMES, "EX-KIZ", "20.09.")  # neither institution decides it
    measure(COMES, "VIII-30", "20.09.", status=MeasureStatus.PROPOSED)
    measure(PAUSES, "VIII-31", "01.01.", "01.10.", MeasureStatus.ENDED)
    measure(LEAVES, "VIII-31", "05.09.")  # began in FAM, no longer in FAM on the 30th
    measure(WAITS, "II-16D", "10.09.")  # never in FAM
    found = counted("I29")
    number = found.number
    assert (number.value, number.families) == (5, 3)
    assert parts(found, "circle") == {"SGB_II": (2,), "SGB_VIII": (2,), "EXTERNAL": (1,)}
    assert parts(found, "started") == {"SGB_II": (1,), "SGB_VIII": (2,), "EXTERNAL": (1,)}
    assert parts(found, "paragraph") == {"II-16D": (1,), "II-BV": (1,), "VIII-31": (2,), "EX-KIZ": (1,)}
    assert parts(found, "started_paragraph") == {"II-BV": (1,), "VIII-31": (2,), "EX-KIZ": (1,)}
    labels = {part.code: part.label for part in found.breakdowns[2].parts}
    assert labels["VIII-31"].startswith("§ 31 SGB VIII · ")
    assert "II-16I" not in labels  # no law in 2017
    both = counted("I30")
    assert made_of(both) == (1, 3, 1, 3)
    assert parts(both, "combination") == {"BOTH": (1,), "ONLY_VIII": (1,), "NONE": (1,)}
    assert both.breakdowns[1].parts == ()


def test_pairs_from_five_families_on() -> None:
    """Of nine families with § 31 SGB VIII five have § 16d SGB II beside it, four an MAT: one pair is named."""
    write([case((P, "01.01."), (E, "02.01."), (A, "03.01."))] * 9)
    for number in range(1, 10):
        measure(number, "VIII-31", "01.02.")
        measure(number, "II-16D" if number < 6 else "II-MAT", "01.03.")
    measure(1, "II-16D", "01.04.")
    (pair,) = counted("I30").breakdowns[1].parts
    assert (pair.code, pair.label, pair.number.value) == ("II-16D+VIII-31", PAIR, 5)


def test_consents_by_hand() -> None:
    """Own words before the family's form; a withdrawal counts from its day on; who is not asked is not missing."""
    mother = member(STAYS, MemberRole.MOTHER)
    child = member(STAYS, MemberRole.CHILD)
    member(STAYS, MemberRole.FATHER, takes_part=False)
    member(STAYS, MemberRole.GRANDPARENT)
    member(STAYS, MemberRole.CHILD, in_household=False)
    member(STAYS, MemberRole.CHILD, ends_on=day("30.09."))
    consent(STAYS, mother, "01.01.", "31.12.")
    consent(STAYS, None, "02.01.")  # speaks for the child
    work = [flow for flow in CORE if flow[0] is DataCategory.WORK]
    consent(STAYS, child, "05.10.", revoked="06.10.", flows=work)  # October's word does not reach back
    second = member(COMES, MemberRole.MOTHER)
    consent(COMES, second, "16.09.", "29.09.")  # ran out the day before
    consent(COMES, None, "16.09.")
    consent(PAUSES, None, "01.01.", revoked="01.10.")  # nobody entered: the form for all
    found = counted("I36")
    assert made_of(found) == (2, 3, 2, 3)
    assert parts(found, "lacking") == {"CONTACT": (1,), "RECEIPT": (1,), "WORK": (1,)}
    later = counted("I36", month_of(day("01.10.")))
    assert made_of(later) == (0, 3, 0, 3)
    assert parts(later, "lacking") == {"CONTACT": (2,), "RECEIPT": (2,), "WORK": (3,)}
