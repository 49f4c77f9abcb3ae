"""Consent: who must agree, and what the partner institution may therefore read (domain handbook §5.3-5.5).

The core consents are a proposal of the handbook's flow matrix (§5.4); a person agrees for themselves, below 15 the
custody holders do, from 15 the young person too (§ 36 SGB I). Nothing is assumed: no consent, no sharing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fam.rules.periods import add_months, age_on
from fam.rules.terms import DataCategory, Institution, MemberRole

OWN_VOICE = 15  # years; § 36 SGB I
OF_AGE = 18
LONGEST_MONTHS = 24  # a consent ends then at the latest (domain handbook §5.5, proposal)
PARENTS = (MemberRole.MOTHER, MemberRole.FATHER, MemberRole.PARENT)
CHILDREN = (MemberRole.CHILD, MemberRole.YOUNG_PERSON)
Flow = tuple[DataCategory, Institution]  # what, and whose data: they go to the partner of that institution

PA, ASD = Institution.PRO_ARBEIT, Institution.ASD
FLOWS: tuple[Flow, ...] = (
    (DataCategory.CONTACT, PA), (DataCategory.CONTACT, ASD),
    (DataCategory.RECEIPT, PA),
    (DataCategory.WORK, PA), (DataCategory.WORK, ASD),
    (DataCategory.MEASURES, PA), (DataCategory.MEASURES, ASD),
    (DataCategory.COOPERATION_PLAN, PA),
    (DataCategory.ASSISTANCE_PLAN, ASD),
    (DataCategory.HEALTH, PA), (DataCategory.HEALTH, ASD),
)  # fmt: skip
CORE: tuple[Flow, ...] = FLOWS[:5]  # without these FAM cannot work with a family: contact, receipt, joint work


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A member of the family as the rules see them; days are half-open, `born_on` None: not known."""

    id: int
    name: str = ""
    role: MemberRole = MemberRole.CHILD
    born_on: date | None = None
    custody_holder: bool | None = None
    in_household: bool | None = True
    takes_part: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def called(self) -> str:
        """By name and role, or by role alone."""
        return f"{self.name} ({self.role.label})" if self.name else self.role.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One item of the ledger; `member_id` None: one form for the whole family. `ends_on` is its last day."""

    member_id: int | None
    category: DataCategory
    source: Institution
    starts_on: date
    ends_on: date | None = None
    revoked: bool = False
    revoked_on: date | None = None

    @property
    def flow(self) -> Flow:
        """What goes from whom."""
        return self.category, self.source


@dataclass(frozen=True, slots=True, order=True)
class Shared:
    """What the partner may read; `member_id` 0: entries about the whole family. `ends_on` is the last day."""

    member_id: int
    category: DataCategory
    source: Institution
    starts_on: date
    ends_on: date | None = None


def belongs(one: Someone, on: date) -> bool:
    """Whether somebody is part of the family on a day."""
    return (one.starts_on is None or one.starts_on <= on) and (one.ends_on is None or on < one.ends_on)


def necessary(people: Iterable[Someone], on: date) -> tuple[Someone, ...]:
    """Return whose consent an admission needs: parents, custody holders, children, and who else takes part.

    Who does not take part is not asked, and their data are not shared (domain handbook §5.5).
    """
    return tuple(one for one in people if belongs(one, on) and _is_necessary(one))


def _is_necessary(one: Someone) -> bool:
    if one.takes_part is not None:
        return one.takes_part
    if one.custody_holder:
        return True
    return one.in_household is not False and one.role in (*PARENTS, *CHILDREN)


def decides(one: Someone, on: date) -> bool:
    """Whether somebody's own word is needed: everybody from 15, and whoever's age is not known unless a child."""
    if one.born_on is not None:
        return age_on(one.born_on, on) >= OWN_VOICE
    return one.role is not MemberRole.CHILD


def in_force(one: Given, on: date) -> bool:
    """Whether an item of the ledger holds on a day; revoked is revoked at once, for the future."""
    return not one.revoked and one.starts_on <= on and (one.ends_on is None or on <= one.ends_on)


def lacking(
    people: Sequence[Someone], given: Sequence[Given], on: date, flows: Sequence[Flow] = CORE
) -> dict[int, tuple[Flow, ...]]:
    """Return member id -> the necessary flows that person has not agreed to; {} if everything is there.

    A family without any member is lacking everything, unless one form covers it: then under id 0.
    """
    found = {one.id: tuple(f for f in flows if not cover(one.id, f, given, on)) for one in necessary(people, on)}
    if not found:
        found = {0: tuple(f for f in flows if not cover(0, f, given, on))}
    return {key: missing for key, missing in found.items() if missing}


def sharing(people: Sequence[Someone], given: Sequence[Given], on: date) -> tuple[Shared, ...]:
    """Return what may be shared from this day on, if nothing changes, sorted.

    About a person: what that person (or a form for the whole family) agreed to. About the whole family: what everybody
    who decides agreed to, unless somebody who takes part took it back. Who decides later without a consent of their
    own (a child who turns 15, somebody who joins) ends that with the day before. So what was written once never shares
    more than what would be written on a later day.
    """
    found: list[Shared] = []
    for flow in FLOWS:
        items = [item for item in given if item.category is flow[0] and item.source is flow[1]]
        for one in people:
            if items and one.takes_part is not False and belongs(one, on):
                found += _of_person(one, flow, items, on)
        found += _of_family(people, flow, items, on) if items else []
    return tuple(sorted(found, key=lambda one: (one.member_id, FLOWS.index((one.category, one.source)))))


def _of_person(one: Someone, flow: Flow, given: Sequence[Given], on: date) -> list[Shared]:
    said = cover(one.id, flow, given, on)
    last_here = one.ends_on - timedelta(days=1) if one.ends_on else None
    return [Shared(one.id, *flow, said[0].starts_on, _first(_last(said), last_here))] if said else []


def _of_family(people: Sequence[Someone], flow: Flow, given: Sequence[Given], on: date) -> list[Shared]:
    deciding, ends = [], []
    for one in people:
        speaks = _speaks_from(one, flow, given, on) if _is_necessary(one) and not _gone(one, on) else None
        if speaks is not None and speaks <= on:
            deciding.append(one)
        elif speaks is not None:
            ends.append(_until(speaks, cover(one.id, flow, given, on)))
    covers = [cover(one.id, flow, given, on) for one in deciding] or [cover(0, flow, given, on)]
    if not all(covers):
        return []
    if deciding and all(one.ends_on for one in deciding):  # nobody who decides is left then
        ends.append(max(one.ends_on for one in deciding if one.ends_on) - timedelta(days=1))
    starts = max(said[0].starts_on for said in covers)
    return [Shared(0, *flow, starts, _first(*ends, *(_last(said) for said in covers)))]


def _until(speaks: date, said: Sequence[Given]) -> date | None:
    """The last day of the family's entries because of somebody who decides from a later day on."""
    before, last = speaks - timedelta(days=1), _last(said) if said else date.min
    return None if last is None else max(before, last)


def _gone(one: Someone, on: date) -> bool:
    return one.ends_on is not None and one.ends_on <= on


def _speaks_from(one: Someone, flow: Flow, given: Sequence[Given], on: date) -> date | None:
    """The first day, from `on`, on which the family's entries need this person's yes; None: never by their age."""
    here = max(on, one.starts_on or on)
    if _took_back(one.id, flow, given, on) or decides(one, here):
        return here
    return max(here, add_months(one.born_on, 12 * OWN_VOICE)) if one.born_on else None


def cover(member_id: int, flow: Flow, given: Sequence[Given], on: date) -> tuple[Given, ...]:
    """Return the items in force that speak for a person, oldest first: their own, or if there is none the family's.

    Own words, even taken back, run out or not begun, stand before the form for the whole family.
    """
    own = [one for one in given if one.flow == flow and one.member_id == member_id]
    said = own or [one for one in given if one.flow == flow and one.member_id is None]
    return tuple(sorted((one for one in said if in_force(one, on)), key=lambda one: one.starts_on))


def _took_back(member_id: int, flow: Flow, given: Sequence[Given], on: date) -> bool:
    revoked = any(one.revoked and one.flow == flow and one.member_id == member_id for one in given)
    return revoked and not cover(member_id, flow, given, on)


def _last(said: Sequence[Given]) -> date | None:
    ends = [one.ends_on for one in said]
    return None if None in ends else max(one for one in ends if one is not None)


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def valid_until(given_on: date) -> date:
    """Return the last day of a consent that names none: 24 months (domain handbook §5.5, proposal)."""
    return add_months(given_on, LONGEST_MONTHS) - timedelta(days=1)


def renewals(one: Someone, given: Sequence[Given], on: date, within: int = 60) -> tuple[tuple[date, str], ...]:
    """Return (day, why) of each renewal due within so many days, or overdue: 15th and 18th birthday, expiry.

    A birthday counts until a consent was given on or after it.
    """
    found: list[tuple[date, str]] = []
    own = [item for item in given if item.member_id in (one.id, None) and not item.revoked]
    horizon = on + timedelta(days=within)
    if one.born_on and own:
        for age in (OWN_VOICE, OF_AGE):
            day = add_months(one.born_on, 12 * age)
            if day <= horizon and all(item.starts_on < day for item in own):
                found.append((day, f"{age}. Geburtstag"))
    ends = [_last([item for item in own if item.flow == flow]) for flow in {item.flow for item in own}]
    known = [day for day in ends if day is not None and day <= horizon]
    return tuple(sorted([*found, *([(min(known), "Ablauf der Einwilligung")] if known else [])]))
