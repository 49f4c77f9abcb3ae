"""What an admission needs of consents, in words and as a day."""

from collections.abc import Mapping, Sequence
from datetime import date

from fam.rules.consent import CORE, Flow, Given, Someone, cover, lacking, necessary


def complete_since(people: Sequence[Someone], given: Sequence[Given], on: date) -> date | None:
    """Return the day from which everything necessary is there, as of a day; None if something is lacking."""
    if lacking(people, given, on):
        return None
    ids = [one.id for one in necessary(people, on)] or [0]
    return max(cover(one, flow, given, on)[0].starts_on for one in ids for flow in CORE)


def sentences(missing: Mapping[int, Sequence[Flow]], people: Sequence[Someone]) -> tuple[str, ...]:
    """Return what `lacking` found, a German sentence per person, by role and without names."""
    known = {one.id: one for one in people}
    found = []
    for member_id, flows in missing.items():
        kinds = ", ".join(dict.fromkeys(category.short for category, _source in flows))
        who = f"von {known[member_id].role.label}" if member_id in known else "der Familie"
        found.append(f"Die Einwilligung {who} fehlt ({kinds}).")
    return tuple(dict.fromkeys(found))
