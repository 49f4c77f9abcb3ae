"""Fictional needs then and now, paths between school and work, and SGB II receipt of a family in FAM."""

from datetime import date, timedelta

from fam.demo.arcs import lead_on
from fam.demo.case import Case, Dice, Row
from fam.demo.cast import ASD, PRO_ARBEIT, TODAY
from fam.rules.needs import category_of
from fam.rules.periods import age_on
from fam.rules.plan_terms import Perspective, ReceiptClass, StationKind
from fam.rules.terms import Confidentiality, DataCategory, Institution, LegalCircle, MemberRole

AREAS = ("EXISTENZ", "ARBEIT", "UEBERGANG", "SCHULE", "ERZIEHUNG", "WOHNEN", "SCHULDEN", "TEILHABE")
NOTES = {
    "WOHNEN": "drei Kinder in einem Zimmer", "SCHULDEN": "Briefe bleiben zu", "ARBEIT": "möchte vormittags arbeiten",
    "SCHULE": "kommt oft zu spät", "ERZIEHUNG": "abends fehlt die Ruhe",
}  # fmt: skip
REVIEW = timedelta(days=182)
JUDGES = ((Perspective.FAMILY, PRO_ARBEIT), (Perspective.PRO_ARBEIT, PRO_ARBEIT), (Perspective.ASD, ASD))


def add_needs(case: Case, dice: Dice) -> None:
    """Give a family that was admitted its ratings at admission and at the last review, its paths and its receipt."""
    admitted = case.arc.admitted_on
    if admitted is None:
        return
    last = min(case.arc.closed_on or TODAY, TODAY)
    days = [admitted, *([day] if (day := last - timedelta(days=10)) > admitted + REVIEW else [])]
    level = {area: dice.between(0, 3) for area in AREAS}
    for number, day in enumerate(days):
        for area in AREAS:
            level[area] = min(4, max(0, level[area] + (dice.between(-1, 2) if number else 0)))
            _judge(case, dice, day, area, level[area])
    add_paths(case, dice)


def add_paths(case: Case, dice: Dice) -> None:
    """Give a family that was admitted its paths between school and work, and its receipt."""
    admitted = case.arc.admitted_on
    if admitted is None:
        return
    for place, row in enumerate(case.member, start=1):
        _path(case, dice, place, row, admitted)
    _receipt(case, admitted, min(case.arc.closed_on or TODAY, TODAY), dice)


def _entry(case: Case, institution: Institution, day: date, category: DataCategory, entered: date) -> Row:
    author = lead_on(case, institution, min(day, TODAY))
    return {
        "institution": institution, "legal_circle": LegalCircle.BOTH, "confidentiality": Confidentiality.TEAM,
        "category": category, "event_on": day, "author": author, "entered": entered, "by": author,
    }  # fmt: skip


def _judge(case: Case, dice: Dice, day: date, area: str, level: int) -> None:
    for who, institution in JUDGES:
        seen = min(4, max(0, level + (dice.between(-1, 1) if who is not Perspective.PRO_ARBEIT else 0)))
        case.need.append(_entry(case, institution, day, category_of(area), day) | {
            "area": area, "perspective": who, "level": seen if dice.chance(0.9) else None,
            "note": NOTES.get(area, "") if who is Perspective.FAMILY and seen < 2 else "",
        })  # fmt: skip


def _path(case: Case, dice: Dice, place: int, row: Row, admitted: date) -> None:
    born = row["born_on"]
    if row.get("takes_part") is False or row.get("in_household") is False:
        return
    if born is None or age_on(born, TODAY) < 15:
        return
    young = row["role"] in (MemberRole.CHILD, MemberRole.YOUNG_PERSON)
    steps = _young(born, dice) if young else _adult(admitted, dice)
    for kind, starts, ends, where in steps:
        if starts <= TODAY:
            case.station.append(_entry(case, PRO_ARBEIT, starts, DataCategory.WORK, max(admitted, starts)) | {
                "kind": kind, "ends_on": ends if ends and ends <= TODAY else None, "place": where, "member": place,
            })  # fmt: skip


def _young(born: date, dice: Dice) -> list[tuple[StationKind, date, date | None, str]]:
    out = date(born.year + 16, 7, 1)
    found = [(StationKind.SCHOOL, date(born.year + 10, 8, 1), out, "Gesamtschule")]
    if dice.chance(0.4):
        prepared = date(out.year + 1, 8, 1)
        found.append((StationKind.PREPARATION, date(out.year, 9, 1), prepared, "EQ, Kreishandwerk"))
        return [*found, (StationKind.TRAINING_COMPANY, prepared, None, "Einzelhandel")]
    return [
        *found,
        (dice.one((StationKind.SCHOOL_HIGHER, StationKind.TRAINING_SCHOOL)), date(out.year, 8, 1), None, ""),
    ]


def _adult(admitted: date, dice: Dice) -> list[tuple[StationKind, date, date | None, str]]:
    turn = admitted + timedelta(days=dice.between(120, 500))
    work = dice.one((StationKind.MINIJOB, StationKind.EMPLOYED, StationKind.FAMILY_CARE))
    return [
        (StationKind.SEEKING, admitted - timedelta(days=400), turn, ""),
        (work, turn + timedelta(days=dice.between(0, 1) * 45), None, ""),
    ]


def _receipt(case: Case, admitted: date, last: date, dice: Dice) -> None:
    turn = (admitted + timedelta(days=dice.between(150, 420))).replace(day=1)
    lower = turn < last and dice.chance(0.5)
    starts = (admitted - timedelta(days=365)).replace(day=1)
    rows: list[Row] = [{"level": ReceiptClass.FULL, "percent": 100, "ends_on": turn if lower else None, "day": starts}]
    if lower:
        percent = dice.between(5, 8) * 10
        rows.append({"level": ReceiptClass.SUPPLEMENT, "percent": percent, "ends_on": None, "day": turn})
    for row in rows if case.benefit_unit and case.benefit_unit[0]["in_receipt"] else []:
        day = row.pop("day")
        case.receipt.append(_entry(case, PRO_ARBEIT, day, DataCategory.RECEIPT, max(admitted, day)) | row | {"unit": 1})
