"""Three-way merge per field: edits to different fields join, edits to the same field are a conflict."""

from collections.abc import Iterable, Mapping
from typing import Any

Conflicts = dict[str, tuple[object, object, object]]


def merge(
    original: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    together: Iterable[Iterable[str]] = (),
) -> tuple[dict[str, Any], Conflicts]:
    """Return what to save and what conflicts: key -> (at opening, theirs now, mine).

    A field I left out or left as it was at opening keeps theirs, also in a conflict; the same new value on both sides
    is none. Fields that mean something only `together` (of whom, to whom) are never mixed out of two people's edits:
    where both edited such a group, what differs in it conflicts.
    """
    merged: dict[str, Any] = dict(theirs)
    conflicts: Conflicts = {}
    for key, value in mine.items():
        before, now = original.get(key), theirs.get(key)
        if _same(value, before) or _same(value, now):
            continue
        if _same(now, before):
            merged[key] = value
        else:
            conflicts[key] = (before, now, value)
    for group in together:
        known = set(group) & theirs.keys()
        if known & conflicts.keys() or _mixed(theirs, {**original, **mine}, merged, known):
            differ = (key for key in known if not _same(mine.get(key, original.get(key)), theirs.get(key)))
            conflicts |= {key: (original.get(key), theirs.get(key), mine.get(key, original.get(key))) for key in differ}
    return merged | {key: theirs.get(key) for key in conflicts}, conflicts


def _mixed(theirs: Mapping[str, Any], mine: Mapping[str, Any], merged: Mapping[str, Any], group: set[str]) -> bool:
    """Whether what was merged of a group is neither side's."""
    return not any(all(_same(merged.get(key), side.get(key)) for key in group) for side in (theirs, mine))


def _same(one: object, other: object) -> bool:
    """Equal, and not just as True equals 1."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)
