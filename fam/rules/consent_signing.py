"""Who signs a consent (§ 36 SGB I; domain handbook §5.5): the person, the custody holders, or both."""

from collections.abc import Sequence
from datetime import date

from fam.rules.consent import CHILDREN, OF_AGE, PARENTS, Someone, belongs, decides
from fam.rules.periods import age_on


def signatories(one: Someone, people: Sequence[Someone], on: date) -> tuple[Someone, ...]:
    """Return who has to sign for a person: below 15 all custody holders, from 15 the person too, from 18 alone.

    Nobody for a minor without a custody holder in the family: then a guardian signs who is named in words.
    """
    holders = holders_of(one, people, on) if is_minor(one, on) else ()
    return (*holders, *((one,) if decides(one, on) or not is_minor(one, on) else ()))


def is_minor(one: Someone, on: date) -> bool:
    """Whether somebody is below 18; of unknown age: children and young people."""
    return age_on(one.born_on, on) < OF_AGE if one.born_on else one.role in CHILDREN


def holders_of(one: Someone, people: Sequence[Someone], on: date) -> tuple[Someone, ...]:
    """Return the custody holders of a minor on a day; of a minor who is a parent here: the generation before."""
    own = one.role in PARENTS
    return tuple(
        two for two in people
        if two.custody_holder and two.id != one.id and belongs(two, on) and not (own and two.role in PARENTS)
    )  # fmt: skip
