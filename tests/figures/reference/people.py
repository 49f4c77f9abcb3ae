"""I23-I28 by walking over every person, day by day where a day decides."""

import calendar
from collections.abc import Iterable
from datetime import date

from fam import models as m
from fam.rules.periods import add_months
from fam.rules.plan_terms import ReceiptClass, StationKind
from tests.figures.reference.cases import ONE_DAY, Days, days_of, in_stock, is_in, members_on, within
from tests.figures.reference.worlds import World

S = StationKind
TRAINING = {S.TRAINING_COMPANY, S.TRAINING_SCHOOL, S.TRAINING_PROVIDER}
TARGET = {S.SCHOOL_HIGHER, S.SCHOOL_BACK, *TRAINING, S.PREPARATION, S.STUDY, S.EMPLOYED, S.VOLUNTARY}
INTEGRATED = {S.EMPLOYED, S.SELF_EMPLOYED, *TRAINING}
WORKING = {S.EMPLOYED, S.MINIJOB, *TRAINING}


def stations(world: World, member: m.Member) -> list[m.Station]:
    """The states of a person."""
    return [one for one in world.of(m.Station) if one.about_id == member.id]


def holds(one: m.Station | m.Receipt, day: date) -> bool:
    """Whether a state holds on a day."""
    return one.event_on <= day and (one.ends_on is None or day < one.ends_on)


def kinds_on(world: World, member: m.Member, day: date) -> set[StationKind]:
    """Everything that a person is on a day."""
    return {one.kind for one in stations(world, member) if holds(one, day)}


def pension(born: date) -> date:
    """The first day past the age limit (§ 7a SGB II): the month after the one in which it is completed."""
    months = 65 * 12 + max(0, min(born.year - 1946, 12)) + 2 * max(0, min(born.year - 1958, 6))
    eve = born.day == 1  # who is born on the first completes a year on the eve (§ 187 Abs. 2, § 188 Abs. 2 BGB)
    total = born.year * 12 + born.month - 1 + months + (0 if eve else 1)
    return date(total // 12, total % 12 + 1, 1)


def years(member: m.Member, day: date) -> int | None:
    """Full years on a day, as if born on the first of the month."""
    if member.born_on is None:
        return None
    return (day.year * 12 + day.month - member.born_on.year * 12 - member.born_on.month) // 12


def elb(member: m.Member, day: date) -> bool:
    """Whether a person counts as eLb on a day."""
    if member.employable is not None and (member.employable is False or member.born_on is None):
        return bool(member.employable)
    old = years(member, day)
    return old is not None and member.born_on is not None and old >= 15 and day < pension(member.born_on.replace(day=1))


def elb_stock(world: World, families: Iterable[m.Family], day: date) -> list[m.Member]:
    """All eLb of these families on a day."""
    return [one for family in families for one in members_on(world, family, day) if elb(one, day)]


def receipts(world: World, family: m.Family) -> dict[int, list[m.Receipt]]:
    """The receipt of every BG of a family that has any."""
    found: dict[int, list[m.Receipt]] = {}
    for one in world.of(m.Receipt, family):
        found.setdefault(one.unit_id, []).append(one)
    return found


def out_on(drawn: list[m.Receipt], day: date) -> bool:
    """Whether a BG is known to be without receipt on a day."""
    levels = {one.level for one in drawn if holds(one, day)}
    return levels == {ReceiptClass.NONE}


def starts(world: World, member: m.Member, wanted: set[StationKind]) -> list[tuple[date, StationKind]]:
    """First days in one of these states; the same state going on without a gap is no new one."""
    found = []
    for one in stations(world, member):
        before = [
            other for other in stations(world, member)
            if other is not one and other.kind is one.kind and other.event_on <= one.event_on
            and (other.ends_on is None or other.ends_on >= one.event_on)
            and (other.event_on < one.event_on or (other.id or 0) < (one.id or 0))
        ]  # fmt: skip
        if one.kind in wanted and not before:
            found.append((one.event_on, one.kind))
    return found


def during(family: m.Family, day: date) -> bool:
    """Whether a day lies after the admission and before the end of FAM."""
    return bool(family.admitted_on and family.admitted_on < day and (not family.closed_on or day < family.closed_on))


def belongs(member: m.Member, day: date) -> bool:
    """Whether a person belongs to the family on a day."""
    return (member.starts_on is None or member.starts_on <= day) and (member.ends_on is None or day < member.ends_on)


def young(member: m.Member, day: date) -> bool:
    """Whether a person is 15 to 24 on a day."""
    old = years(member, day)
    return old is not None and 15 <= old <= 24


def u25(world: World, days: Days) -> tuple[int, int]:
    """Young people with a transition in the period, and all who could have one."""
    number = whole = 0
    for family in world.families:
        if not family.admitted_on or not any(is_in(family, day) for day in days_of(*days)):
            continue
        for member in world.of(m.Member, family):
            there = kinds_on(world, member, family.admitted_on) & TARGET
            if there or not any(young(member, day) and belongs(member, day) for day in days_of(*days)):
                continue
            whole += 1
            new = [day for day, _kind in starts(world, member, TARGET) if within(day, days) and during(family, day)]
            number += any(young(member, day) and belongs(member, day) for day in new)
    return number, whole


def integrations(world: World, days: Days) -> int:
    """First days in work or training of eLb during FAM, one per person and month."""
    found = set()
    for family in world.families:
        for member in world.of(m.Member, family):
            for day, _kind in starts(world, member, INTEGRATED):
                if within(day, days) and during(family, day) and elb(member, day) and belongs(member, day):
                    found.add((member.id, day.year, day.month))
    return len(found)


def average_elb(world: World, days: Days) -> float:
    """The eLb in FAM at the ends of the months of the period, on average."""
    ends = [day for day in days_of(*days) if day == days[1] or (day + ONE_DAY).day == 1]
    return sum(len(elb_stock(world, in_stock(world, day), day)) for day in ends) / len(ends)


def lower(world: World, day: date) -> tuple[int, int]:
    """Families whose receipt is at most 90 percent, and all of whom it is known."""
    found = []
    for family in in_stock(world, day):
        now = [[one for one in drawn if holds(one, day)] for drawn in receipts(world, family).values()]
        drawing = [one for running in now for one in running if one.level is not ReceiptClass.NONE]
        if drawing and all(one.percent is not None for one in drawing):
            out = sum(bool(running) and all(one.level is ReceiptClass.NONE for one in running) for running in now)
            found.append(sum(one.percent or 0 for one in drawing) / (len(drawing) + out))
    return sum(one <= 90 for one in found), len(found)


def month_ends(last: date, number: int) -> list[date]:
    """The last days of so many months up to the one of a day; of that month the day itself."""
    found = [last]
    while len(found) < number:
        found.append(found[-1].replace(day=1) - ONE_DAY)
    assert calendar.monthrange(found[-1].year, found[-1].month)[1] == found[-1].day or number == 1
    return found


def working(world: World, day: date) -> tuple[int, int]:
    """The eLb who work or are in training, and all eLb."""
    people = elb_stock(world, in_stock(world, day), day)
    return sum(bool(kinds_on(world, one, day) & WORKING) for one in people), len(people)


def all_out(world: World, family: m.Family, day: date) -> bool:
    """Whether every BG of a family with known receipt is without on a day."""
    drawn = receipts(world, family)
    return bool(drawn) and all(out_on(one, day) for one in drawn.values())


def out_of_receipt(world: World, days: Days) -> tuple[int, int]:
    """Families that left receipt in the period and stayed out for a month, as far as it is over; and of how many."""
    eve = days[0] - ONE_DAY
    number, whole = 0, 0
    for family in world.families:
        if not (family in in_stock(world, eve) or within(family.admitted_on, days)):
            continue
        whole += 1
        ends = [
            day for day in days_of(*days)
            if all_out(world, family, day) and not all_out(world, family, day - ONE_DAY)
            and family.admitted_on and family.admitted_on < day and (not family.closed_on or day <= family.closed_on)
            and any(  # it can only end what is known to have been
                one.level is not ReceiptClass.NONE and one.event_on < day
                for one in world.of(m.Receipt) if one.family_id == family.id
            )
        ]  # fmt: skip
        number += any(
            all(all_out(world, family, one) for one in days_of(day, min(add_months(day, 1), days[1]))) for day in ends
        )
    return number, whole


def own_receipts(world: World, member: m.Member, day: date) -> list[m.Receipt]:
    """What the BGs of a person have on a day."""
    units = {
        one.unit_id for one in world.of(m.UnitMember)
        if one.member_id == member.id and (one.starts_on is None or one.starts_on <= day)
        and (one.ends_on is None or day < one.ends_on)
    }  # fmt: skip
    return [one for one in world.of(m.Receipt) if one.unit_id in units and holds(one, day)]


def long_term(world: World, day: date) -> tuple[int, int]:
    """Who drew on at least 21 of 24 month ends up to a day, of those known for the two years before the admission."""
    number = whole = 0
    for family in in_stock(world, day):
        assert family.admitted_on
        before = month_ends(family.admitted_on.replace(day=1) - ONE_DAY, 24)
        for member in elb_stock(world, [family], day):
            if not all(own_receipts(world, member, end) for end in before):
                continue
            whole += 1
            drawn = [
                any(one.level is not ReceiptClass.NONE for one in own_receipts(world, member, end))
                for end in month_ends(day, 24)
            ]
            number += sum(drawn) >= 21
    return number, whole
