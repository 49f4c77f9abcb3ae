"""The rows of a case's plan: goals with ratings, needs, stations, receipt, and what joins its people."""

from typing import TYPE_CHECKING

from fam.demo.case import Case, Row
from fam.rules.terms import ListName

if TYPE_CHECKING:
    from fam.demo.rows import Rows

JOINING = {  # what joins people: by their place among the case's rows, from 1
    "relation": {"first_id": "member", "second_id": "member"}, "custody": {"child_id": "member", "adult_id": "member"},
    "residence": {"member_id": "member", "address_id": "address"},
    "unit_member": {"member_id": "member", "unit_id": "benefit_unit"},
}  # fmt: skip
SERVES = {  # which areas of life an instrument is for, in the demo
    "II-16A2": ("SCHULDEN",), "II-": ("ARBEIT", "UEBERGANG"), "VIII-31": ("ERZIEHUNG", "WOHNEN"),
    "VIII-": ("SCHULE", "ERZIEHUNG"),
}  # fmt: skip


def goal(rows: "Rows", row: Row, family_id: int) -> int:
    """Add a goal with its ratings and return its id."""
    goal_id = rows.put("goal", family_id, row | {"area_id": rows.lists[ListName.AREA, row["area"]]})
    for rating in row["ratings"]:
        rows.put("goal_rating", family_id, rating | {"goal_id": goal_id})
    return goal_id


def plan(rows: "Rows", case: Case, family_id: int, member_base: int) -> None:
    """Add needs, stations and receipt; people and Bedarfsgemeinschaften stand by their place in the case."""
    unit_base = rows.counts["benefit_unit"] - len(case.benefit_unit)
    for row in case.need:
        rows.put("need", family_id, row | {"area_id": rows.lists[ListName.AREA, row["area"]]})
    for row in case.station:
        rows.put("station", family_id, row | {"about_id": member_base + row["member"]})
    for row in case.receipt:
        rows.put("receipt", family_id, row | {"unit_id": unit_base + row["unit"]})


def measures(rows: "Rows", case: Case, family_id: int, goals: list[int]) -> None:
    """Add measures, each with the goal that it serves where the family has one of its areas."""
    member_base = rows.counts["member"] - len(case.member)
    for row in case.measure:
        about = {"about_id": row["about"] and member_base + row["about"]}
        measure_id = rows.put("measure", family_id, row | about)
        areas = next((found for code, found in SERVES.items() if row["instrument_code"].startswith(code)), ())
        served = [number for number, goal in zip(goals, case.goal, strict=True) if goal["area"] in areas]
        for goal_id in served[:1]:
            rows.put("measure_goal", family_id, {"measure_id": measure_id, "goal_id": goal_id})


def joining(rows: "Rows", case: Case, family_id: int) -> None:
    """Add relations, custody, residences and who is in which Bedarfsgemeinschaft."""
    for part, places in JOINING.items():
        base = {key: rows.counts[table] - len(getattr(case, table)) for key, table in places.items()}
        for row in getattr(case, part):
            rows.put(part, family_id, row | {key: base[key] + row[key] for key in places})
