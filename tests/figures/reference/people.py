"""I23-I28 by walking over every person, day by day where a day decides."""

from collections.abc import Iterable
from datetime import date

from fam import models as m
from fam.rules.plan_terms import ReceiptClass, StationKind
from tests.figures.reference.cases import Days, age, days_of, is_in, members_on
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


def elb(member: m.Member, day: date) -> bool:
    """Whether a person counts as eLb on a day."""
    if member.employable is not None and (member.employable is False or member.born_on is None):
        return bool(member.employable)
    years = age(member, day)
    return years is not None and member.born_on is not None and years >= 15 and day < pension(member.born_on)


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


def present_in(world: World, family: m.Family, member: m.Member, days: Days) -> bool:
    """Whether a person belongs to the family on a day of the period on which the family is in FAM."""
    return any(is_in(family, day) and member in members_on(world, family, day) for day in days_of(*days))
