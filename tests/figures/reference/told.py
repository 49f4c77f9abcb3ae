"""What every indicator must say for a period: value, numerator, denominator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fam import models as m
from fam.rules.terms import Institution, LeadKind, Status
from tests.figures.reference import cases, contacts, people, plan
from tests.figures.reference.cases import Days
from tests.figures.reference.worlds import World


@dataclass(frozen=True, slots=True)
class Told:
    """One value with what it is made of; None where there is nothing."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None


def counted(found: Sequence[object]) -> Told:
    """So many."""
    return Told(len(found), len(found))


def share(numerator: float, denominator: float) -> Told:
    """One by the other, nothing of nothing."""
    return Told(numerator / denominator if denominator else None, numerator, denominator)


def middle(values: Sequence[float]) -> Told:
    """The median, over how many."""
    return Told(cases.half(values), None, len(values))


def i04(world: World, days: Days) -> Told:
    """Zugang less Abgang."""
    number = len(cases.admitted(world, days)) - len(cases.closed(world, days))
    return Told(number, number)


def i08(world: World, days: Days) -> Told:
    """Admitted of those decided."""
    came = len(cases.admitted(world, days))
    others = [len(cases.began(world, status, days)) for status in (Status.NOT_ADMITTED, Status.WITHDRAWN)]
    return share(came, came + sum(others))


def i10(world: World, days: Days) -> Told:
    """Days from the proposal to the admission."""
    found = cases.admitted(world, days)
    return middle([(one.admitted_on - one.received_on).days for one in found if one.admitted_on])


def i11(world: World, days: Days) -> Told:
    """Months in FAM of those who left."""
    found = cases.closed(world, days)
    return middle(
        [(one.closed_on - one.admitted_on).days / cases.MONTH for one in found if one.closed_on and one.admitted_on]
    )


def i12(world: World, days: Days) -> Told:
    """Months in FAM so far."""
    found = cases.in_stock(world, days[1])
    return middle([(days[1] - one.admitted_on).days / cases.MONTH for one in found if one.admitted_on])


def i33(world: World, days: Days) -> Told:
    """Broken off, of all that were closed."""
    found = cases.closed(world, days)
    groups = {key: item.group for key, item in world.lists.closings.items()}
    return share(sum(groups.get(one.reason_id or 0) == "Abbruch" for one in found), len(found))


def i22(world: World, days: Days) -> Told:
    """Families that got better in an area and much worse in none, of those judged twice."""
    found = [
        plan.progress(world, family, days[1]) for family in world.families if plan.judged_twice(world, family, days)
    ]
    return share(sum(found), len(found))


TOLD: Mapping[str, Callable[[World, Days], Told]] = {
    "I01": lambda world, days: counted(cases.in_stock(world, days[1])),
    "I02": lambda world, days: counted(cases.admitted(world, days)),
    "I03": lambda world, days: counted(cases.closed(world, days)),
    "I04": i04,
    "I05": lambda world, days: counted([one for one in world.families if cases.active_days(one, days)]),
    "I07": lambda world, days: counted([one for one in world.families if cases.within(one.received_on, days)]),
    "I08": i08,
    "I09": lambda world, days: counted(
        [f for f in world.families if cases.status_on(world, f, days[1]) is Status.WAITING]
    ),
    "I10": i10,
    "I11": i11,
    "I12": i12,
    "I33": i33,
}
