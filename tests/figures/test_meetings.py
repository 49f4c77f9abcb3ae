"""I16-I19 counted by hand: five families in September 2017, every meeting with its reason to count or not."""

import pytest

from fam.figures.indicator import Period, month_of, quarter_of
from fam.rules.terms import MeetingState
from tests.figures.entries import at, day, meeting
from tests.figures.september import (
    COMES,
    LEAVES,
    PAUSES,
    SEPTEMBER,
    STAYS,
    WAITS,
    counted,
    five_families,
    made_of,
    parts,
)

CANCELLED, NO_SHOW, PLANNED = MeetingState.CANCELLED, MeetingState.NO_SHOW, MeetingState.PLANNED


@pytest.fixture
def september(database_url: str) -> str:
    """The five families with their meetings, on SQLite and on PostgreSQL."""
    five_families()
    meeting(STAYS, "05.09.", entered=at("13.09."))  # joint; 8 days: late
    meeting(STAYS, "12.09.", "HAUSBESUCH", "PF", invited="A", entered=at("19.09."))  # the ASD was only invited; 7 days
    meeting(STAYS, "19.09.", "TELEFONAT", "PF", entered=at("20.09."))
    meeting(STAYS, "06.09.", "TEAMSITZUNG", "PA")
    meeting(COMES, "10.09.", "ERSTGESPRAECH", entered=at("01.09."))  # joint, before the admission; planned ahead
    meeting(COMES, "20.09.", "HILFEPLANGESPRAECH", "AF", entered=at("27.09.", 23))  # 7 days
    meeting(PAUSES, "08.09.", entered=at("16.09.", 0))  # joint; 8 days in Berlin, 7 in UTC
    meeting(PAUSES, "15.09.", came="PA", entered=at("17.09."))  # while paused
    meeting(LEAVES, "21.09.", came="PFO", entered=at("22.09."))  # the first day no longer in FAM
    meeting(WAITS, "22.09.", "ERSTGESPRAECH", entered=at("24.09."))  # joint
    meeting(WAITS, "25.09.", "FALLKONFERENZ", "PA")
    meeting(STAYS, "21.09.", came="PA", state=NO_SHOW)
    meeting(STAYS, "20.09.", came="", state=CANCELLED, cancelled="20.09.")  # short: on the day
    meeting(PAUSES, "09.09.", came="", state=CANCELLED, cancelled="08.09.")  # short: the day before
    meeting(STAYS, "28.09.", came="", state=CANCELLED, cancelled="26.09.")  # two days before
    meeting(COMES, "29.09.", came="", state=CANCELLED)  # nobody knows when
    meeting(STAYS, "30.09.", state=PLANNED)
    meeting(STAYS, "31.08.")  # joint, in August
    meeting(STAYS, "01.10.")  # in October
    return database_url


@pytest.mark.usefixtures("september")
def test_by_hand() -> None:
    """I16 to I19 of September."""
    months = 75 / 30.4375  # 30 + 15 + 10 + 20 active days
    talks = counted("I16")  # 05. and 12. (1), 20. (2), 08. (3); not the 15. (paused), the 21. (out), what came before
    assert made_of(talks) == (4, months, 3, 4)
    assert parts(talks, "kind") == {
        "ERSTGESPRAECH": (0, months), "GESPRAECH": (2, months), "HAUSBESUCH": (1, months),
        "HILFEPLANGESPRAECH": (1, months),
    }  # fmt: skip
    assert parts(talks, "phone") == {"TELEFONAT": (1, months)}
    joint = counted("I17")  # nine held: 05. 12. | 10. 20. | 08. 15. | 21. | 22. 25.; no telephone, no Teamsitzung
    assert made_of(joint) == (4, 9, 4, 5)
    assert parts(joint, "present") == {"joint": (4,), "both": (2,), "pro_arbeit": (2,), "asd": (1,)}
    assert parts(joint, "months") == {"joint": (2, 3)}  # 1, 2 and 4 were active 15 days; 4 had none
    lost = counted("I18")  # nine held, one no-show, four cancelled; the planned one has no outcome yet
    assert made_of(lost) == (3, 14, 2, 5)
    assert parts(lost, "outcome") == {"held": (9,), "no_show": (1,), "short": (2,), "early": (2,)}
    late = counted("I19")  # eleven held of any kind; days 0 0 0 1 1 2 2 7 7 8 8
    assert made_of(late) == (2, 11, 2, 5)
    assert late.part("median", "median").value == 2
    assert parts(late, "delay") == {"0": (5,), "2": (4,), "8": (2,)}


@pytest.mark.usefixtures("september")
def test_a_quarter_and_an_earlier_knowledge() -> None:
    """Family-months of a quarter are counted month by month; what was not entered yet did not count then."""
    quarter = counted("I17", quarter_of(day("01.09.")))
    assert made_of(quarter) == (5, 10, 4, 5)  # with the joint one of 31.08.
    # months of at least 15 days: 1 and 4 three each, 3 two, 2 one; joint: 1 in August and September, 2 in September
    assert parts(quarter, "months") == {"joint": (3, 9)}
    assert (quarter.part("months", "joint").families, quarter.part("months", "joint").base) == (2, 4)
    known = Period(SEPTEMBER.first, SEPTEMBER.last, day("10.09."))
    assert made_of(counted("I17", known)) == (1, 1, 1, 1)
    now = counted("I16", Period(SEPTEMBER.first, day("10.09."))).number  # the running month, up to the day
    assert now.denominator == 30 / 30.4375  # 1, 3 and 4


def test_the_day_of_entry_is_berlins(database_url: str) -> None:
    """Around midnight, on both sides of both changes of the clock."""
    assert database_url
    five_families()
    meeting(STAYS, "18.03.", entered=at("26.03.", 0))  # winter time still, 23:00 UTC of the 25th: 8 days
    meeting(STAYS, "20.03.", entered=at("28.03.", 0))  # summer time, 22:00 UTC of the 27th: 8 days
    meeting(STAYS, "22.10.", entered=at("29.10.", 23))  # winter time again, 22:00 UTC: 7 days, 8 with summer time
    assert made_of(counted("I19", month_of(day("01.03."))))[:2] == (2, 2)
    assert made_of(counted("I19", month_of(day("01.10."))))[:2] == (0, 1)


def test_nothing_there(database_url: str) -> None:
    """Without any case there is no rate and no median, and all parts of the fixed lists are zeros."""
    assert database_url
    for number in ("I16", "I17", "I18", "I19"):
        found = counted(number)
        assert (found.number.value, found.number.base) == (None, 0)
        assert all(not part.number.numerator for breakdown in found.breakdowns for part in breakdown.parts)
    assert len(counted("I17").breakdowns[0].parts) == 5
