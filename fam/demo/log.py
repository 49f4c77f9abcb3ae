"""The change log of the demo's last weeks, as the flush hook would have written it; older entries were never logged.

A log of every creation since 2014 would bury what matters, and the bulk inserts pass by the hook on purpose.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from fam.change_log import UNLOGGED_FIELDS, plain
from fam.demo.case import Dice, Row
from fam.demo.cast import TODAY
from fam.demo.names import phone
from fam.demo.rows import at
from fam.rules.terms import Phase, Status

WEEKS = timedelta(weeks=6)
SINCE = TODAY - WEEKS
LATER = {
    "task": ("done_on", "done_by"),
    "status_period": ("ends_on",),
    "dissent": ("settled_on", "outcome", "settled_by"),
}
STEPS = ("contact_agreed_on", "first_talk_on", "decided_on", "admitted_on", "closed_on")
WITHOUT_INSTITUTION = ("family", "lead")
LEFT_OUT = ("judgement",)  # two dozen answers per examination would bury the vote
CORRECTED_EVERY = 9  # telephone numbers: one in nine was corrected lately


def changes(kept: Iterable[tuple[str, Row]]) -> list[Row]:
    """Return the entries of the last six weeks about these rows, in the order in which they happened."""
    found = [entry for table, row in kept for entry in _about(table, row)]
    return sorted(found, key=lambda entry: (entry["at"], entry["batch"]))


def _about(table: str, row: Row) -> Iterator[Row]:
    if table == "family":
        yield from _head(row)
        return
    later = LATER.get(table, ())
    if table in LEFT_OUT or (created := row.get("created_at")) is None:
        return
    if created.date() >= SINCE:
        yield _entry(table, row, created, row["created_by"], "create", new=_values(row | dict.fromkeys(later)))
        for key, value in (row.get("extra") or {}).items():
            yield _entry(table, row, created, row["created_by"], "update", key, None, value)
    if later and row[later[0]] and row[later[0]] >= SINCE:
        when = max(created, at(row[later[0]], 9, row["id"] % 60))
        who = row.get("done_by") or row.get("settled_by") or row["created_by"]
        for key in later:
            yield _entry(table, row, when, who, "update", key, None, plain(row[key]))
    if table == "phone" and row["id"] % CORRECTED_EVERY == 0:
        dice = Dice(f"phone {row['id']}")
        when = at(dice.day(SINCE, TODAY), 9, dice.between(0, 59))
        if created < when:
            yield _entry(table, row, when, row["created_by"], "update", "number", phone(dice), row["number"])


def _head(row: Row) -> Iterator[Row]:
    """The family itself: how it was proposed, and each step since."""
    created = row["created_at"]
    first = row | dict.fromkeys((*STEPS, "reason_id")) | {"status": Status.PROPOSED, "phase": Phase.RECEIVED}
    if created.date() >= SINCE:
        yield _entry("family", row, created, row["created_by"], "create", new=_values(first))
    for key in STEPS:
        if row[key] and row[key] >= SINCE:
            when = max(created, at(row[key], 9, row["id"] % 60))
            yield _entry("family", row, when, row["created_by"], "update", key, None, plain(row[key]))


def _values(row: Row) -> dict[str, Any]:
    return {key: plain(value) for key, value in row.items() if key not in UNLOGGED_FIELDS and key != "extra"}


def _entry(
    table: str,
    row: Row,
    when: datetime,
    who: int | None,
    action: str,
    field: str = "",
    old: Any = None,
    new: Any = None,
) -> Row:
    family_id = row["id"] if table == "family" else row["family_id"]
    return {
        "at": when, "batch": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{table} {row['id']} {action} {when}")),
        "account_id": who, "source": "form", "entity": table, "record_id": row["id"], "family_id": family_id,
        "institution": None if table in WITHOUT_INSTITUTION else row.get("institution"),
        "confidentiality": row.get("confidentiality"), "action": action, "field": field, "old": old, "new": new,
    }  # fmt: skip
