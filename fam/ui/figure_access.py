"""Who gets more of the figures than undivided totals: the team, while its session is not locked."""

from fam.errors import NotAllowed
from fam.figures.indicator import Indicator, Openness
from fam.figures.splits import may_see_splits
from fam.person import Person, Right
from fam.rules.terms import Role
from fam.ui import auth_session
from fam.ui.published import limits


def sees_parts(person: Person) -> bool:
    """Return whether divided totals are drawn for this person: Fachkraft and Koordination, not in a locked session."""
    here = auth_session.current()
    return may_see_splits(person) and not (here is not None and here.locked)


def sees_totals(person: Person) -> bool:
    """Return whether undivided open totals are drawn live: to the team, to others while the data protection says so."""
    return sees_parts(person) or limits().open_totals


def team_scope(person: Person) -> str:
    """Return what a cache of divided numbers must know of the person: who may not see them never meets an entry.

    Raises NotAllowed for anybody outside the team.
    """
    if not may_see_splits(person):
        raise NotAllowed
    return "team"


def sees_families(person: Person) -> bool:
    """Return whether this person may go from a number to the families behind it: who sees families at all."""
    return sees_parts(person) and person.may(Right.SEE_FAMILIES)


def sees_value(person: Person, one: Indicator) -> bool:
    """Return whether the value of an indicator is drawn on a page for this person."""
    if one.openness is Openness.TEAM:
        return sees_parts(person) and (person.system or person.has(Role.COORDINATOR))
    return one.openness is Openness.OPEN or sees_parts(person)
