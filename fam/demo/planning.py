"""The plan path of the expansion in two versions, and the places of the team; scaled where there are more families."""

from datetime import date
from decimal import Decimal
from math import ceil

from fam.demo.case import Row
from fam.demo.cast import COLLEAGUES, GO_LIVE

STORY_STOCK = 48  # families in FAM at the end of the whole story
STORY_NAMES = frozenset(colleague.username for colleague in COLLEAGUES)
# title, decided on, note, first month, planned stock at the end of each month
PLANS = (
    (
        "Ausbauplan 2017/2018", date(2016, 12, 12), "Grundlage: zwei zusätzliche halbe Stellen je Institution.",
        date(2017, 1, 1),
        (14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31, 32, 33, 34, 36, 37, 39, 40),
    ),
    (
        "Ausbauplan 2018, fortgeschrieben", date(2018, 1, 22), "Nach dem guten Jahr 2017 schneller.",
        date(2018, 1, 1),
        (30, 32, 34, 36, 38, 40, 42, 44, 47, 50, 52, 54),
    ),
)  # fmt: skip


def plans(factor: float) -> tuple[list[Row], list[Row]]:
    """Return the rows of plan_version and plan_point; `factor` scales the planned stock with the demo's size."""
    versions: list[Row] = []
    points: list[Row] = []
    for number, (title, decided, note, first, stock) in enumerate(PLANS, start=1):
        versions.append({"id": number, "title": title, "decided_on": decided, "note": note})
        for step, planned in enumerate(stock):
            month = date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1)
            points.append({"plan_id": number, "month": month, "planned_stock": round(planned * factor)})
    return versions, points


def places(accounts: dict[str, int]) -> list[Row]:
    """Return the places of the story's colleagues."""
    return [
        {
            "account_id": accounts[one.username],
            "starts_on": starts,
            "ends_on": ends,
            "fte": Decimal(fte),
            "case_key": key,
        }
        for one in COLLEAGUES
        for starts, ends, fte, key in one.places
    ]


def further_places(accounts: dict[str, int], in_stock: int) -> list[Row]:
    """Return places for the further colleagues, so that each institution is nearly full with their families."""
    further = [number for username, number in accounts.items() if username not in STORY_NAMES]
    if not further:
        return []
    key = ceil(max(1, in_stock - STORY_STOCK) * 1.05 / (len(further) / 2))  # half of them in each institution
    return [
        {"account_id": one, "starts_on": GO_LIVE, "ends_on": None, "fte": Decimal(1), "case_key": key}
        for one in further
    ]
