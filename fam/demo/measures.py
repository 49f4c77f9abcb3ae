"""Fictional measures of a family: what was law on its days, of both legal circles, running, over, and undecided."""

from datetime import date, timedelta

from fam.demo.case import Case, Dice, Row
from fam.demo.cast import ASD, PRO_ARBEIT, TODAY
from fam.rules.consent import CHILDREN, PARENTS
from fam.rules.periods import age_on
from fam.rules.plan_terms import MeasureLevel, MeasureStatus
from fam.rules.terms import Confidentiality, DataCategory, LegalCircle, Status

S = MeasureStatus
ADULT = ("II-VB", "II-MAT", "II-MAG", "II-16D")
CHILD = ("VIII-29", "VIII-30")


def add_measures(case: Case, dice: Dice) -> None:
    """Give a family that was admitted three to six measures."""
    begin = case.arc.admitted_on
    if begin is None:
        return
    end = case.arc.closed_on or TODAY
    adult = next((place for place, row in enumerate(case.member, 1) if row["role"] in PARENTS), None)
    child = next((place for place, row in enumerate(case.member, 1) if _school_child(row, begin)), None)
    early = min(begin + timedelta(days=dice.between(20, 50)), end)
    middle = min(early + timedelta(days=dice.between(100, 190)), end)
    if adult and early < middle:
        _put(case, dice.one(ADULT), S.ENDED, adult, early, middle)
    _put(case, "VIII-31", S.RUNNING if end == TODAY else S.ENDED, None, early, None if end == TODAY else end)
    if case.arc.status is not Status.ACTIVE or end != TODAY:
        return
    if adult and middle < TODAY - timedelta(days=60):
        _put(case, "II-MAT", S.RUNNING, adult, TODAY - timedelta(days=45), TODAY + timedelta(days=120))
    if dice.chance(0.6):
        _put(case, "II-16A2", S.APPLIED, None, None, None, asked=max(begin, TODAY - timedelta(days=34)))
    if child and dice.chance(0.5):
        _put(case, dice.one(CHILD), S.PROPOSED, child, None, None, asked=max(begin, TODAY - timedelta(days=11)))


def _school_child(row: Row, day: date) -> bool:
    born = row.get("born_on")
    return row["role"] in CHILDREN and born is not None and 6 <= age_on(born, day) < 15


def _put(
    case: Case, code: str, status: MeasureStatus, about: int | None, start: date | None, end: date | None,
    *, asked: date | None = None,
) -> None:  # fmt: skip
    eighth = code.startswith("VIII")
    institution = ASD if eighth else PRO_ARBEIT
    level = MeasureLevel.PERSON if about else MeasureLevel.FAMILY if eighth else MeasureLevel.UNIT
    day = asked or start or TODAY
    case.measure.append(
        {
            "instrument_code": code, "status": status, "level": level, "about": about, "starts_on": start,
            "ends_on": end, "event_on": day, "institution": institution, "category": DataCategory.MEASURES,
            "legal_circle": LegalCircle.SGB_VIII if eighth else LegalCircle.SGB_II, "decided_on": start,
            "confidentiality": Confidentiality.TEAM, "author": case.arc.author(institution), "entered": day,
            "by": case.arc.author(institution), "provider": "Träger Musterhilfe (fiktiv)" if eighth else "",
        }
    )  # fmt: skip
