"""What the figures of the outcome are made of: receipt before the admission and at its end, who is in which BG."""

from datetime import date, timedelta

from fam.demo.arcs import lead_on
from fam.demo.case import Case, Dice, Row
from fam.demo.cast import PRO_ARBEIT, TODAY
from fam.rules.periods import add_months, month_start
from fam.rules.plan_terms import ReceiptClass, ReceiptEnd
from fam.rules.terms import Confidentiality, DataCategory, LegalCircle, Status

KNOWN_MONTHS = 30  # before the admission
ENDS = {"AB02": ReceiptEnd.WORK, "AB10": ReceiptEnd.OTHER_BENEFIT}  # reasons of closings without receipt
CHANCE = 0.6  # of a file that tells the receipt before


def add_outcomes(case: Case, dice: Dice) -> None:
    """Give a family that was admitted its receipt before, its end where it left for good, and everybody their BG."""
    admitted, units = case.arc.admitted_on, case.benefit_unit
    if admitted is None or len(units) != 1 or not dice.chance(CHANCE):
        return
    if not case.unit_member:
        case.unit_member += [
            {"member_id": place, "unit_id": 1, "starts_on": row.get("starts_on"), "entered": admitted}
            for place, row in enumerate(case.member, 1) if row.get("in_household") is not False
        ]  # fmt: skip
    since = add_months(month_start(admitted), -KNOWN_MONTHS)
    told = min((row["event_on"] for row in case.receipt), default=None)
    closed = case.arc.closed_on
    if told:
        began = add_months(since, dice.between(8, 14)) if dice.chance(0.3) else since
        if since < began < told:
            case.receipt.append(_drawn(case, since, began, ReceiptClass.NONE))
        if began < told:
            case.receipt.append(_drawn(case, began, told, ReceiptClass.FULL))
    elif case.arc.status is Status.CLOSED and closed and (reason := ENDS.get(case.arc.reason)):
        out = month_start(closed - timedelta(days=1))
        if admitted < out < TODAY:
            case.receipt.append(_drawn(case, since, out, ReceiptClass.FULL))
            case.receipt.append(_drawn(case, out, None, ReceiptClass.NONE) | {"end_reason": reason})


def _drawn(case: Case, starts: date, ends: date | None, level: ReceiptClass) -> Row:
    admitted = case.arc.admitted_on or starts
    author = lead_on(case, PRO_ARBEIT, max(admitted, starts))
    return {
        "institution": PRO_ARBEIT, "legal_circle": LegalCircle.BOTH, "confidentiality": Confidentiality.TEAM,
        "category": DataCategory.RECEIPT, "event_on": starts, "ends_on": ends, "level": level, "unit": 1,
        "author": author, "entered": max(admitted, starts), "by": author,
    }  # fmt: skip
