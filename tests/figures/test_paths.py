"""I23 to I28 counted by hand: short lists of people, their stations and receipt, the numbers reasoned beside them."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from fam import db
from fam.figures import catalogue
from fam.figures.indicator import Figure, Period, month_of, quarter_of
from fam.models import BenefitUnit, Member, Receipt, Station, UnitMember
from fam.rules.plan_terms import ReceiptClass, ReceiptEnd, StationKind
from fam.rules.terms import MemberRole, Status
from tests.figures.entries import OF, at, day, put
from tests.figures.histories import Case, write
from tests.figures.september import made_of, parts

K = StationKind
FULL, SUPPLEMENT, NONE = ReceiptClass.FULL, ReceiptClass.SUPPLEMENT, ReceiptClass.NONE
SEPTEMBER = month_of(date(2017, 9, 1))


@pytest.fixture(autouse=True)
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


def families(number: int, closed: str = "") -> None:
    """Write families 1, 2, ... in FAM since 1.1.2017; the last one until before `closed`."""
    steps = ((Status.PROPOSED, day("01.12.16")), (Status.EXAMINATION, day("02.12.16")), (Status.ACTIVE, day("01.01.")))
    last = (*steps, (Status.CLOSED, day(closed))) if closed else steps
    write([*(Case(steps) for _ in range(number - 1)), Case(last)])


def person(family: int, born: str, **more: Any) -> int:
    """Write somebody of a family, born on a day since 2000 ("30.09.02") or on an ISO date, and return the id."""
    born_on = date.fromisoformat(born) if "-" in born else day(born)
    return put(Member(family_id=family, first_name="Fiktiv", role=MemberRole.YOUNG_PERSON, born_on=born_on, **more))[0]


def station(member: int, kind: StationKind, since: str, until: str = "", *, entered: str = "") -> None:
    """Write a state of somebody, half-open."""
    with db.program() as session:
        family = session.exec(select(Member.family_id).where(Member.id == member)).one()
    ends_on = day(until) if until else None
    put(Station(family_id=family, about_id=member, kind=kind, event_on=day(since), ends_on=ends_on,
                created_at=at(entered or since), **OF))  # fmt: skip


def unit(family: int, *people: int) -> int:
    """Write a Bedarfsgemeinschaft with its people and return its id."""
    number = put(BenefitUnit(family_id=family, number="fiktiv"))[0]
    put(*(UnitMember(family_id=family, unit_id=number, member_id=one) for one in people))
    return number


def receipt(family: int, unit_id: int, level: ReceiptClass, since: str, until: str = "", percent: int | None = None,
            why: ReceiptEnd | None = None) -> None:  # fmt: skip
    """Write what a Bedarfsgemeinschaft received, half-open."""
    put(Receipt(family_id=family, unit_id=unit_id, level=level, event_on=day(since), percent=percent, end_reason=why,
                ends_on=day(until) if until else None, **OF))  # fmt: skip


def counted(indicator: str, period: Period = SEPTEMBER) -> Figure:
    """Return one indicator of a period."""
    return catalogue.count(period, [indicator])[0]


def test_transitions_of_young_people() -> None:
    """Seven of U25 in six families; three moved, in two families; who was there at the admission is not asked."""
    families(6, closed="15.09.")
    first, sibling = person(1, "05.05.00"), person(1, "05.05.01")  # 17, 16
    station(first, K.SCHOOL, "01.08.15", "01.08.17")
    station(first, K.PREPARATION, "01.09.")  # EQ ...
    station(first, K.TRAINING_COMPANY, "20.09.")  # ... and training in the same month: one transition, the last
    station(sibling, K.EMPLOYED, "11.09.", "18.09.")
    station(sibling, K.EMPLOYED, "18.09.")  # only another employer
    there = person(2, "1999-01-01")  # 18; in training at the admission: neither above nor below the line
    station(there, K.TRAINING_SCHOOL, "01.09.16", "10.09.")
    station(there, K.EMPLOYED, "10.09.")
    older = person(3, "1992-09-15")  # 25 in September (by month): was 24 only until August, is not asked
    station(older, K.EMPLOYED, "05.09.")
    child = person(3, "31.10.02")  # 14 until October
    station(child, K.SCHOOL_HIGHER, "01.09.")
    turned = person(4, "30.09.02")  # 15 in September by the month of birth, moved on the 2nd
    station(turned, K.SCHOOL_HIGHER, "02.09.")
    person(5, "01.01.00")  # 17, nothing happened
    gone = person(6, "01.01.00")  # the family left on the 15th: asked, but what came after does not count
    station(gone, K.STUDY, "20.09.")
    minijob = person(5, "1998-01-01")  # a minijob is no target
    station(minijob, K.MINIJOB, "01.09.")
    figure = counted("I23")
    # below: first, sibling, turned, the quiet one, gone, minijob = 6 of families 1, 4, 5, 6
    assert made_of(figure) == (3, 6, 2, 4)
    assert parts(figure, "kind") == {"TRAINING_COMPANY": (1,), "EMPLOYED": (1,), "SCHOOL_HIGHER": (1,)}
    assert not counted("I23", month_of(date(2017, 10, 1))).number.numerator


def test_transitions_that_lasted() -> None:
    """Three and six months after: four moved in June, whose day comes in September; three are in a target state."""
    families(4)
    for family, (since, until) in enumerate((("01.06.", ""), ("10.06.", "10.09."), ("30.06.", "01.09.")), start=1):
        station(person(family, "1999-01-01"), K.EMPLOYED, since, until)
    back = person(4, "1999-01-01")
    station(back, K.PREPARATION, "05.06.", "01.08.")
    station(back, K.TRAINING_PROVIDER, "01.09.")  # again in a target state on 5.9.; two transitions, June's is asked
    early = person(4, "1999-01-01")
    station(early, K.EMPLOYED, "15.03.")  # six months on 15.9.
    figure = counted("I23")
    # on 1.9. yes; on 10.9. no (until the 9th); on 30.9. no; on 5.9. yes
    assert parts(figure, "sustained") == {"3": (2, 4), "6": (1, 1)}


def test_what_was_entered_later_was_not_known_then() -> None:
    """As known on 30.9. only one of two transitions had been entered."""
    families(2)
    station(person(1, "1999-01-01", created_at=at("01.01.")), K.EMPLOYED, "05.09.")
    station(person(2, "1999-01-01", created_at=at("01.01.")), K.EMPLOYED, "05.09.", entered="02.10.")
    with db.engine().execution_options(fam_write=True).begin() as connection:  # as entered when they were admitted
        connection.exec_driver_sql("UPDATE family SET created_at = '2017-01-01 12:00:00+00:00'")
        connection.exec_driver_sql("UPDATE status_period SET created_at = '2017-01-01 12:00:00+00:00'")
    then = Period(SEPTEMBER.first, SEPTEMBER.last, SEPTEMBER.last)
    assert made_of(counted("I23")) == (2, 2, 2, 2)
    assert made_of(counted("I23", then)) == (1, 2, 1, 2)


def test_integrations_by_the_average_stock_of_elb() -> None:
    """Third quarter: eLb 3, 4 and 5 at the ends of the months, 4 on average; three integrations, one minijob."""
    families(5, closed="31.07.")
    one, two = person(1, "1980-01-01"), person(2, "1980-01-01")
    person(3, "15.08.02")  # 15 in August
    person(3, "30.09.02")  # 15 in September
    person(4, "1952-02-10")  # born 1952: age limit 65 years and 6 months (§ 7a SGB II): eLb until 31.8.2017
    person(4, "1980-01-01", employable=False)  # found not to be able
    person(4, "01.01.08", employable=True)  # 9: by age no eLb, whatever was found
    person(4, "1980-01-01", starts_on=day("01.09."))
    gone = person(5, "1980-01-01")  # until 30.7.: on no Stichtag
    station(one, K.EMPLOYED, "03.07.", "20.07.")
    station(one, K.SELF_EMPLOYED, "25.07.")  # same month: one integration
    station(one, K.TRAINING_COMPANY, "01.09.")
    station(two, K.EMPLOYED, "01.12.16", "01.06.")  # held at the admission, lost, ...
    station(two, K.EMPLOYED, "10.08.")  # ... and found again
    station(two, K.MINIJOB, "10.09.")
    station(gone, K.EMPLOYED, "31.07.")  # the first day no longer in FAM
    figure = counted("I24", quarter_of(date(2017, 7, 1)))
    # July: 1980, 1980, 1952; August: + 15; September: - 1952, + 15, + joined; families 1 to 4
    assert made_of(figure) == (3, 4, 2, 4)
    assert parts(figure, "kind") == {"EMPLOYED": (2,), "SELF_EMPLOYED": (1,), "TRAINING_COMPANY": (1,)}
    assert parts(figure, "minijob") == {"MINIJOB": (1,)}


def test_work_on_the_day_with_aufstocker() -> None:
    """Five eLb in four families: two work, one learns, one has a minijob; two of the four receive beside it."""
    families(4)
    one, two = person(1, "1980-01-01"), person(1, "01.01.00")
    three, four, five = person(2, "1980-01-01"), person(3, "1980-01-01"), person(4, "1980-01-01")
    station(one, K.EMPLOYED, "01.05.")
    station(one, K.MINIJOB, "01.05.")  # stands once, with what is more
    station(two, K.TRAINING_SCHOOL, "01.08.")
    station(three, K.EMPLOYED, "30.09.", "01.10.")
    station(four, K.MINIJOB, "01.01.")
    station(five, K.EMPLOYED, "01.01.", "30.09.")  # not on the 30th any more
    own, theirs = unit(1, one), unit(1, two)
    receipt(1, own, SUPPLEMENT, "01.05.")
    receipt(1, theirs, NONE, "01.05.")  # a unit of their own that receives nothing
    receipt(3, unit(3), FULL, "01.01.")  # nobody of the family is assigned to a unit
    figure = counted("I27")
    assert made_of(figure) == (4, 5, 3, 4)
    assert parts(figure, "state") == {"EMPLOYED": (2,), "TRAINING": (1,), "MINIJOB": (1,), "NONE": (1,)}
    assert parts(figure, "supplement") == {"yes": (2,), "no": (2,)}


def test_aufstocker_by_their_own_unit_alone() -> None:
    """Two of a family work, each in a unit of their own; one receives, which is nothing that the other receives."""
    families(2)
    one, two, three = person(1, "1980-01-01"), person(1, "01.01.00"), person(2, "1980-01-01")
    for working in (one, two, three):
        station(working, K.EMPLOYED, "01.05.")
    receipt(1, unit(1, one), SUPPLEMENT, "01.05.")
    unit(1, two)
    receipt(2, unit(2, three), SUPPLEMENT, "01.05.")
    assert parts(counted("I27"), "supplement") == {"yes": (2,), "no": (1,)}


def test_families_without_receipt() -> None:
    """Seven asked; three left: by work, unknown why, on the day of the closing; four did not, each for its reason."""
    families(7, closed="20.09.")
    units = {family: unit(family) for family in range(1, 8)}
    second = unit(1)
    for family, number in units.items():
        receipt(family, number, FULL, "01.01.16", "01.09." if family < 6 else "20.09." if family == 7 else "")
    receipt(1, units[1], NONE, "01.09.", why=ReceiptEnd.PARTNER)
    receipt(1, second, FULL, "01.01.16", "11.09.")
    receipt(1, second, NONE, "11.09.", why=ReceiptEnd.WORK)  # the last one: out since the 11th, by work
    receipt(2, units[2], NONE, "01.09.", "25.09.")
    receipt(2, units[2], FULL, "25.09.")  # back within a month
    receipt(3, units[3], NONE, "01.09.", "20.10.")
    receipt(3, units[3], FULL, "20.10.")  # more than a month out, not three
    # 4: the entry ended, nothing follows: unknown
    receipt(5, units[5], SUPPLEMENT, "01.09.")
    # 6: goes on
    receipt(7, units[7], NONE, "20.09.", why=ReceiptEnd.OTHER_BENEFIT)
    figure = counted("I25")
    assert made_of(figure) == (3, 7, 3, 7)
    assert parts(figure, "reason") == {"WORK": (1,), "UNKNOWN": (1,), "OTHER_BENEFIT": (1,)}
    assert parts(figure, "work") == {"WORK": (1, 3)}
    assert parts(figure, "lasting") == {}
    december = counted("I25", month_of(date(2017, 12, 1)))
    # three months after: 1.12. no, 11.12. and 20.12. yes; family 7 is in FAM no longer
    assert parts(december, "lasting") == {"3": (2, 3)}
    assert made_of(december) == (0, 6, 0, 6)


def test_lower_receipt_as_percent() -> None:
    """Four families with a value that still receive: 90 and the mean of 60 and 100 are down, 91 and 120 are not."""
    families(7)
    for family, percent in ((1, 90), (2, 91), (3, 120), (5, None)):
        receipt(family, unit(family), SUPPLEMENT, "01.01.", percent=percent)
    receipt(4, unit(4), FULL, "01.01.", percent=100)
    receipt(4, unit(4), SUPPLEMENT, "01.01.", percent=60)
    receipt(6, unit(6), NONE, "01.01.")  # out: I25
    receipt(7, unit(7), FULL, "01.01.", "30.09.", percent=50)  # not on the 30th any more
    figure = counted("I26")
    assert made_of(figure) == (2, 4, 2, 4)
    assert parts(figure, "class") == {"90": (2,), "100": (1,), "more": (1,), "UNKNOWN": (1,)}


def test_half_without_receipt_is_half_as_much() -> None:
    """A family of two Bedarfsgemeinschaften, one of them out: (100 + 0) / 2."""
    families(1)
    receipt(1, unit(1), FULL, "01.01.", percent=100)
    receipt(1, unit(1), NONE, "01.01.")
    assert parts(counted("I26"), "class") == {"50": (1,)}


def test_long_receipt_then_and_now() -> None:
    """Admitted in January 2017: of three known people two were LZB then; one of them until the end of 2018."""
    families(5)
    one, two, three = (person(family, "1980-01-01") for family in (1, 2, 3))
    early, nowhere = person(4, "1980-01-01"), person(5, "1980-01-01")
    whole = unit(1, one)
    receipt(1, whole, FULL, "01.01.15")  # all 24 months then, and now
    stopped = unit(2, two)
    receipt(2, stopped, NONE, "01.01.15", "01.04.15")
    receipt(2, stopped, FULL, "01.04.15", "01.10.18")  # 21 of 24 then: January to March without
    receipt(2, stopped, NONE, "01.10.18")  # of the 24 ends to December 2018: 21; to January 2019: 20
    came = unit(3, three)
    receipt(3, came, NONE, "01.01.15", "01.05.15")  # 20 of 24 then
    receipt(3, came, FULL, "01.05.15")
    receipt(4, unit(4, early), FULL, "02.02.15")  # the end of January 2015 is not known
    receipt(5, unit(5), FULL, "01.01.15")
    assert nowhere
    figure = counted("I28", month_of(date(2018, 12, 1)))
    assert made_of(figure) == (3, 3, 3, 3)
    assert parts(figure, "day") == {"then": (2, 3), "now": (3, 3)}
    assert parts(figure, "moved") == {"new": (1,)}
    later = counted("I28", month_of(date(2019, 1, 1)))
    assert made_of(later) == (2, 3, 2, 3)
    assert parts(later, "moved") == {"gone": (1,), "new": (1,)}
    middle = counted(
        "I28", month_of(date(2019, 1, 1), as_of=date(2019, 1, 30))
    )  # January has not ended: as in December
    assert made_of(middle) == (3, 3, 3, 3)


def test_a_month_of_two_communities_is_one_month() -> None:
    """A young adult of two Bedarfsgemeinschaften: what both cover counts once, known or drawn."""
    families(2)
    both, gap = person(1, "01.06.00"), person(2, "01.06.00")
    receipt(1, unit(1, both), FULL, "01.01.15", "01.04.16")  # 15 months
    receipt(1, unit(1, both), NONE, "01.01.15")  # known all the time; drawn in 15 of 24 then, not 39
    receipt(2, unit(2, gap), FULL, "01.01.15", "01.01.16")  # 12 months, twice, ...
    receipt(2, unit(2, gap), FULL, "01.01.15", "01.01.16")  # ... are not the 24 that must be known
    figure = counted("I28", month_of(date(2017, 1, 1)))
    assert made_of(figure) == (0, 1, 0, 1)
    assert parts(figure, "day") == {"then": (0, 1), "now": (0, 1)}


def test_nobody_there() -> None:
    """Without families every value is nothing, and no figure breaks."""
    for number in ("I23", "I24", "I25", "I26", "I27", "I28"):
        assert counted(number).number.value is None
