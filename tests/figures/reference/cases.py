"""I01-I15 and I31-I35 by walking over the cases one by one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from fam import models as m
from fam.rules.terms import Institution, LeadKind, MemberRole, Status
from tests.figures.reference.worlds import World

OUTSIDE = "OUTSIDE"
MONTH = 30.4375  # days
ONE_DAY = timedelta(days=1)
STOCK = (Status.ACTIVE, Status.PAUSED)
CHILDREN = (MemberRole.CHILD, MemberRole.YOUNG_PERSON)
Days = tuple[date, date]  # first and last day of the period, both included


def days_of(first: date, last: date) -> Iterable[date]:
    """Every day of a period."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def status_on(world: World, family: m.Family, day: date) -> Status | None:
    """The status on a day: the last one that had begun."""
    begun = [one for one in world.of(m.StatusPeriod, family) if one.starts_on <= day]
    return max(begun, key=lambda one: (one.starts_on, one.id or 0)).status if begun else None


def in_stock(world: World, day: date) -> list[m.Family]:
    """The families in FAM on a day."""
    return [one for one in world.families if status_on(world, one, day) in STOCK]


def is_in(family: m.Family, day: date) -> bool:
    """Whether a family is in FAM on a day by its two dates."""
    return bool(family.admitted_on and family.admitted_on <= day and (not family.closed_on or day < family.closed_on))


def active_days(family: m.Family, days: Days) -> int:
    """On how many days of a period a family is in FAM."""
    return sum(is_in(family, day) for day in days_of(*days))


def within(day: date | None, days: Days) -> bool:
    """Whether a day lies in the period."""
    return day is not None and days[0] <= day <= days[1]


def admitted(world: World, days: Days) -> list[m.Family]:
    """The families admitted in a period."""
    return [one for one in world.families if within(one.admitted_on, days)]


def closed(world: World, days: Days) -> list[m.Family]:
    """The families closed in a period."""
    return [one for one in world.families if within(one.closed_on, days)]


def began(world: World, status: Status, days: Days) -> list[m.Family]:
    """The families that got a status in a period."""
    return [
        family for family in world.families
        if any(one.status is status and within(one.starts_on, days) for one in world.of(m.StatusPeriod, family))
    ]  # fmt: skip


def half(values: Sequence[float]) -> float | None:
    """The median, None of nothing."""
    return median(values) if values else None


def members_on(world: World, family: m.Family, day: date) -> list[m.Member]:
    """Who belongs to a family on a day."""
    return [
        one for one in world.of(m.Member, family)
        if (one.starts_on is None or one.starts_on <= day) and (one.ends_on is None or day < one.ends_on)
    ]  # fmt: skip


def age(member: m.Member, day: date) -> int | None:
    """Full years on a day."""
    if member.born_on is None:
        return None
    born = member.born_on
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def waited(world: World, family: m.Family, day: date) -> int:
    """For how many days a family has been waiting on a day."""
    periods = [one for one in world.of(m.StatusPeriod, family) if one.status is Status.WAITING and one.starts_on <= day]
    return (day - max(one.starts_on for one in periods)).days


def places(world: World, institution: Institution, day: date) -> float | None:
    """How many places an institution has on a day; None where none are entered."""
    found = [
        float(one.fte) * one.case_key for one in world.places
        if world.lists.homes[one.account_id] is institution
        and one.starts_on <= day and (not one.ends_on or day < one.ends_on)
    ]  # fmt: skip
    return sum(found) if found else None


def reasons(families: Iterable[m.Family]) -> Counter[int | None]:
    """How often each main reason."""
    return Counter(one.reason_id for one in families)


def town_on(world: World, family: m.Family, day: date) -> str | None:
    """Where a family lives on a day: by the oldest address that holds, else by the head's town."""
    there = [
        one for one in world.of(m.Address, family)
        if (one.starts_on or date.min) <= day and (one.ends_on is None or day < one.ends_on)
    ]  # fmt: skip
    if not there:
        return family.town_ags
    return min(there, key=lambda one: (one.starts_on or date.min, one.id or 0)).town_ags or OUTSIDE


def lead_days(world: World, days: Days, kind: LeadKind) -> Iterable[tuple[m.Family, m.Lead, date]]:
    """Every day on which somebody leads (or stands in for) a family in FAM."""
    for family in world.families:
        for lead in world.of(m.Lead, family):
            for day in days_of(*days) if lead.kind is kind else ():
                if is_in(family, day) and lead.starts_on <= day and (lead.ends_on is None or day < lead.ends_on):
                    yield family, lead, day
