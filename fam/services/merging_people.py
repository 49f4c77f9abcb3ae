"""Who of two files is one person: by name and birth date, or paired by hand; called with an elevated session.

Koordination sees roles and the order of age, as the leads see it in their files; no name, no birth date.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from fam.errors import InvalidForm
from fam.rules.merging import Someone, same_people
from fam.services import merging_rows

ANEW = "Bitte die doppelten Personen neu auswählen."
TAKEN = "Diese Person der behaltenen Akte ist schon einer anderen zugeordnet."


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of a file by role alone, "Kind 2" being the second oldest: the leads know who that is."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Same:
    """A person in both files, by role alone: names and birth dates are not Koordination's."""

    given_id: int
    kept_id: int
    role: str


def of(session: Session, family_id: int) -> tuple[Somebody, ...]:
    """Return the people of a file, the oldest first, as they stand in its part "Personen"."""
    found = sorted(merging_rows.rows(session, "member", family_id), key=lambda one: (one.born_on or date.max, one.id))
    several = Counter(one.role for one in found)
    so_far: Counter[object] = Counter()
    people = []
    for one in found:
        so_far[one.role] += 1
        place = f" {so_far[one.role]}" if several[one.role] > 1 else ""
        people.append(Somebody(one.id, f"{one.role.label}{place}"))
    return tuple(people)


def same(session: Session, kept_id: int, given_id: int) -> tuple[Same, ...]:
    """Return who has the same name and birth date in both files."""
    kept, given = (merging_rows.rows(session, "member", one) for one in (kept_id, given_id))
    roles = {one.id: one.role.label for one in given}
    sides = ([Someone(row.id, f"{row.first_name} {row.last_name}", row.born_on) for row in side]
             for side in (kept, given))  # fmt: skip
    return tuple(Same(old, new, roles[old]) for old, new in same_people(*sides).items())


def checked(session: Session, kept_id: int, given_id: int, pairs: Mapping[int, int]) -> dict[int, int]:
    """Return the pairs if each person is of the right file and chosen once; raises InvalidForm at who is not."""
    kept, given = ({one.id for one in merging_rows.rows(session, "member", file)} for file in (kept_id, given_id))
    if not pairs.keys() <= given or not set(pairs.values()) <= kept:
        raise InvalidForm({"pairs": ANEW})
    chosen = Counter(pairs.values())
    if wrong := {f"pair_{old}": TAKEN for old, new in pairs.items() if chosen[new] > 1}:
        raise InvalidForm(wrong)
    return dict(pairs)
