"""The matrix of consents: may the partner read this of this person, and why (not)? In words, never by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.consent import FLOWS, Flow, Given, Someone, decides, in_force, necessary
from fam.rules.german import format_date
from fam.rules.terms import Institution

WHOLE_FAMILY = "Ganze Familie"
NEVER_ASKED = "keine Einwilligung"


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: may be read, and the reason in a few words."""

    open: bool
    why: str


def flows_from(source: Institution) -> tuple[Flow, ...]:
    """Return what goes from one institution to its partner, in the order of the handbook."""
    return tuple(flow for flow in FLOWS if flow[1] is source)


def cell_of_person(one: Someone, flow: Flow, given: Sequence[Given], *, shared: bool, on: date) -> Cell:
    """Return whether the partner may read this of a person, and why; `shared` is what the read filter says."""
    if one.takes_part is False:
        return Cell(shared, "nimmt nicht teil")
    own = [item for item in given if item.flow == flow and item.member_id == one.id]
    form = [item for item in given if item.flow == flow and item.member_id is None]
    why = _why(own or form, on)
    return Cell(shared, f"{why}, Einwilligung der Familie" if form and not own and shared else why)


def cell_of_family(
    people: Sequence[Someone], flow: Flow, given: Sequence[Given], *, shared: bool, ends_on: date | None, on: date
) -> Cell:
    """Return the same for entries about the whole family: everybody who decides must have agreed."""
    if shared:
        return Cell(True, _until(ends_on))
    form = any(item.flow == flow and item.member_id is None and in_force(item, on) for item in given)
    missing = [one.called for one in necessary(people, on) if _lacks(one, flow, given, on, form)]
    return Cell(False, f"es fehlt: {', '.join(missing)}" if missing else NEVER_ASKED)


def _lacks(one: Someone, flow: Flow, given: Sequence[Given], on: date, form: bool) -> bool:
    own = [item for item in given if item.flow == flow and item.member_id == one.id]
    if any(in_force(item, on) for item in own):
        return False
    return any(item.revoked for item in own) or (decides(one, on) and (bool(own) or not form))


def _why(items: Sequence[Given], on: date) -> str:
    valid = [item for item in items if in_force(item, on)]
    if valid:
        ends = [item.ends_on for item in valid]
        return _until(None if None in ends else max(end for end in ends if end))
    if revoked := [item for item in items if item.revoked]:
        days = [item.revoked_on for item in revoked if item.revoked_on]
        return f"widerrufen am {format_date(max(days))}" if days else "widerrufen"
    if ended := [item.ends_on for item in items if item.ends_on and item.ends_on < on]:
        return f"abgelaufen am {format_date(max(ended))}"
    return NEVER_ASKED


def _until(day: date | None) -> str:
    return f"bis {format_date(day)}" if day else "ohne Ende"
