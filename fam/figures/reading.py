"""What the figures of Tandemarbeit and Wirkung (and I01) read: tables, columns, and from which day on a record counts.

`tests/figures/test_kept.py` compares this with the statements themselves: a column that an indicator reads and that
does not stand here is a failing test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from fam.models import (
    Attendee,
    Consent,
    ConsentItem,
    Family,
    Goal,
    GoalRating,
    Measure,
    Meeting,
    Member,
    Need,
    Receipt,
    Review,
    Station,
    StatusPeriod,
    UnitMember,
    table,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a table counts: `reads` are the columns, `start` the one without which nothing counts before that day.

    `ends`: columns of which a change moves nothing before the earlier of both days. `always`: without a start it holds
    since ever, else it does not count. `on_days`: it counts on its day alone. `parent`: its day is that of the record
    this column leads to. `day` of `key` is where the day of a record stands today. `may_go`: nothing else goes with it.
    """

    table: str
    reads: frozenset[str]
    key: Any
    day: Any
    start: str = ""
    ends: frozenset[str] = frozenset()
    always: bool = False
    on_days: bool = False
    parent: str = ""
    own: Any = None  # with a parent: where this table keeps it
    join: tuple[Any, ...] = ()
    may_go: bool = True

    def start_in(self, values: Any) -> date | None:
        """Return the start that a created or deleted record had, by its values in the log."""
        found = values.get(self.start) if isinstance(values, dict) and self.start else None
        return date.fromisoformat(found[:10]) if found else None


def _rule(model: Any, reads: str, start: str, ends: str = "", **other: Any) -> Rule:
    """Return the rule of a table whose start is a column of its own."""
    day = other.pop("day", None)
    of = {"key": col(model.id), "day": getattr(model, start) if day is None else day} | other
    columns = frozenset(f"family_id {reads} {start} {ends}".split())
    return Rule(table(model).name, columns, start=start, ends=frozenset(ends.split()), **of)


_given = sa.case(
    (col(Consent.given_on) < col(ConsentItem.starts_on), col(Consent.given_on)), else_=ConsentItem.starts_on
)
RULES: Mapping[str, Rule] = {
    one.table: one
    for one in (
        _rule(Meeting, "kind_id state cancelled_on created_at", "event_on", on_days=True),
        Rule(
            "attendee", frozenset({"meeting_id", "party", "present"}), col(Meeting.id), Meeting.event_on, on_days=True,
            parent="meeting_id", own=Attendee,
        ),
        _rule(StatusPeriod, "status", "starts_on", "ends_on", may_go=False),
        _rule(Review, "kind held_on", "due_on"),
        _rule(Measure, "instrument_code status", "starts_on", "ends_on"),
        _rule(Member, "role born_on employable takes_part custody_holder in_household", "starts_on", "ends_on",
              always=True, may_go=False),
        _rule(Consent, "", "given_on", may_go=False),
        _rule(ConsentItem, "member_id category source consent_id revoked_at", "starts_on", "ends_on revoked_on",
              day=_given, join=(Consent, col(Consent.id) == ConsentItem.consent_id), may_go=False),
        _rule(Goal, "area_id outcome", "ended_on"),
        _rule(GoalRating, "goal_id perspective rating", "event_on"),
        _rule(Need, "area_id perspective level", "event_on"),
        _rule(Station, "about_id kind", "event_on", "ends_on"),
        _rule(Receipt, "unit_id level percent end_reason", "event_on", "ends_on"),
        _rule(UnitMember, "unit_id member_id", "starts_on", "ends_on", always=True),
        _rule(Family, "reason_id aftercare_ends_on", "admitted_on", "admitted_on closed_on", may_go=False),
    )
}  # fmt: skip
READS: Mapping[str, tuple[str, ...]] = {
    "I01": ("member", "family", "status_period"),
    "I16": ("meeting", "status_period"),
    "I17": ("meeting", "attendee", "status_period"),
    "I18": ("meeting",),
    "I19": ("meeting",),
    "I20": ("review", "status_period"),
    "I21": ("goal", "goal_rating", "family"),
    "I22": ("need", "family"),
    "I23": ("station", "member", "family"),
    "I24": ("station", "member", "family", "status_period"),
    "I25": ("receipt", "family"),
    "I26": ("receipt", "status_period"),
    "I27": ("station", "member", "receipt", "unit_member", "status_period"),
    "I28": ("receipt", "unit_member", "member", "family", "status_period"),
    "I29": ("measure", "status_period"),
    "I30": ("measure", "status_period"),
    "I32": ("family",),
    "I33": ("family",),
    "I36": ("member", "consent", "consent_item", "status_period"),
}
FIXED = ("list_item", "instrument")  # read too; a change of these is none of `HARMLESS` and moves everything
WHOLE = {("I21", "family")}  # whether a goal was given up because of a move shows only when the family has left
LOOK_AHEAD = {"I25": 2}  # months: whether somebody stayed out of receipt for a month shows only then
# Tables that none of these indicators reads, and whose changes change no other row behind the log's back.
HARMLESS = frozenset({
    "access_request", "account", "account_role", "address", "area_level", "closing", "concept_version", "custody",
    "dissent", "entry_release", "family_detail", "family_plan", "follow_up", "judgement", "lead", "measure_goal",
    "note", "phone", "place", "plan_item", "plan_point", "plan_version", "protection_report", "reflection", "relation",
    "report", "residence", "saved_view", "setting", "statement", "task", "vote",
})  # fmt: skip
