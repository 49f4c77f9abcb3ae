"""Three-way merge per field: edits to different fields join, edits to the same field are a conflict."""

from collections.abc import Mapping
from typing import Any


def merge(
    original: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[object, object, object]]]:
    """Return what to save and what conflicts: key -> (at opening, theirs now, mine).

    A field I left out or left as it was at opening keeps theirs, also in a conflict; the same new value on both sides
    is none.
    """
    merged: dict[str, Any] = dict(theirs)
    conflicts: dict[str, tuple[object, object, object]] = {}
    for key, value in mine.items():
        before, now = original.get(key), theirs.get(key)
        if _same(value, before) or _same(value, now):
            continue
        if _same(now, before):
            merged[key] = value
        else:
            conflicts[key] = (before, now, value)
    return merged, conflicts


def _same(one: object, other: object) -> bool:
    """Equal, and not just as True equals 1."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)
