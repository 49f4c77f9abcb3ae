"""What every indicator must say for a period: value, numerator, denominator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fam.rules.terms import Institution, LeadKind, MeetingState, Status
from tests.figures.reference import cases, contacts, people, plan
from tests.figures.reference.cases import Days
from tests.figures.reference.worlds import World

WAITING = Status.WAITING


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


def i06(world: World, days: Days) -> Told:
    """The stock by what was planned for the month of the day; nothing without a plan."""
    planned, stock = world.plan.get(days[1].replace(day=1)), len(cases.in_stock(world, days[1]))
    return Told(None, stock) if planned is None else share(stock, planned)


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
    return middle([((days[1] - one.admitted_on).days + 1) / cases.MONTH for one in found if one.admitted_on])


def i33(world: World, days: Days) -> Told:
    """Broken off, of all that were closed."""
    found = cases.closed(world, days)
    groups = {key: item.group for key, item in world.lists.closings.items()}
    return share(sum(groups.get(one.reason_id or 0) == "Abbruch" for one in found), len(found))


def i13(world: World, days: Days) -> Told:
    """Active families by places, each family at both institutions; over months the average of the month ends."""
    ends = [day for day in cases.days_of(*days) if day == days[1] or (day + cases.ONE_DAY).day == 1]
    sums = [0.0, 0.0]
    for institution in Institution:
        known = [(place, day) for day in ends if (place := cases.places(world, institution, day)) is not None]
        active = [sum(contacts.is_active(world, one.id or 0, day) for one in world.families) for _place, day in known]
        if known:
            sums[0] += sum(active) / len(known)
            sums[1] += sum(place for place, _day in known) / len(known)
    return share(*sums) if sums[1] else Told(None)


def i15(world: World, days: Days) -> Told:
    """Days with a deputy of all days in FAM."""
    stood_in = {(family.id, day) for family, _lead, day in cases.lead_days(world, days, LeadKind.DEPUTY)}
    return share(len(stood_in), sum(cases.active_days(one, days) for one in world.families))


def i16(world: World, days: Days) -> Told:
    """Talks per 30.4375 active days."""
    talks = contacts.held(world, days, contacts.TALKS)
    on_active = [one for one in talks if contacts.is_active(world, one.family_id, one.event_on)]
    return share(len(on_active), contacts.active_days(world, days) / cases.MONTH)


def i17(world: World, days: Days) -> Told:
    """Joint ones of those held."""
    found = contacts.held(world, days, contacts.WITH_CONFERENCES)
    return share(sum(contacts.joint(world, one) for one in found), len(found))


def i18(world: World, days: Days) -> Told:
    """Lost ones of those planned."""
    states = (MeetingState.HELD, MeetingState.NO_SHOW, MeetingState.CANCELLED)
    found = contacts.meetings(world, days, contacts.WITH_CONFERENCES, states)
    return share(sum(map(contacts.lost, found)), len(found))


def i19(world: World, days: Days) -> Told:
    """Entered later than a week after."""
    found = contacts.held(world, days, world.lists.kinds.values())
    return share(sum(contacts.delay(one) > 7 for one in found), len(found))


def i20(world: World, days: Days) -> Told:
    """In time of those due while active."""
    found = [
        one for one in plan.due(world, days) if one.due_on and contacts.is_active(world, one.family_id, one.due_on)
    ]
    return share(sum(map(plan.in_time, found)), len(found))


def i21(world: World, days: Days) -> Told:
    """Reached of those ended."""
    found = plan.ended(world, days)
    return share(sum(one.outcome in plan.GOOD for one in found), len(found))


def i22(world: World, days: Days) -> Told:
    """Families that got better in an area and much worse in none, of those judged twice."""
    known = [plan.courses(world, one, days[1]) for one in world.families if cases.active_days(one, days)]
    judged = [one for one in known if one]
    return share(sum(max(one) > 0 and min(one) >= -1 for one in judged), len(judged))


def i29(world: World, days: Days) -> Told:
    """Running measures of families in stock, once per family and instrument."""
    stock = {one.id for one in cases.in_stock(world, days[1])}
    found = {(one.family_id, one.instrument_code) for one in plan.running(world, days[1]) if one.family_id in stock}
    return Told(len(found), len(found))


def i30(world: World, days: Days) -> Told:
    """Both circles, of the stock."""
    stock = {one.id for one in cases.in_stock(world, days[1])}
    found = plan.circles(world, plan.running(world, days[1]))
    return share(sum(len(both) == 2 for family, both in found.items() if family in stock), len(stock))


def i36(world: World, days: Days) -> Told:
    """Everything necessary agreed to, of the stock."""
    stock = cases.in_stock(world, days[1])
    return share(sum(plan.complete(world, one, days[1]) for one in stock), len(stock))


TOLD: Mapping[str, Callable[[World, Days], Told]] = {
    "I01": lambda world, days: counted(cases.in_stock(world, days[1])),
    "I02": lambda world, days: counted(cases.admitted(world, days)),
    "I03": lambda world, days: counted(cases.closed(world, days)),
    "I04": i04,
    "I05": lambda world, days: counted([one for one in world.families if cases.active_days(one, days)]),
    "I06": i06,
    "I07": lambda world, days: counted([one for one in world.families if cases.within(one.received_on, days)]),
    "I08": i08,
    "I09": lambda world, days: counted([f for f in world.families if cases.status_on(world, f, days[1]) is WAITING]),
    "I10": i10,
    "I11": i11,
    "I12": i12,
    "I13": i13,
    "I15": i15,
    "I16": i16,
    "I17": i17,
    "I18": i18,
    "I19": i19,
    "I20": i20,
    "I21": i21,
    "I22": i22,
    "I23": lambda world, days: share(*people.u25(world, days)),
    "I24": lambda world, days: share(people.integrations(world, days), people.average_elb(world, days)),
    "I25": lambda world, days: share(*people.out_of_receipt(world, days)),
    "I26": lambda world, days: share(*people.lower(world, days[1])),
    "I27": lambda world, days: share(*people.working(world, days[1])),
    "I28": lambda world, days: share(*people.long_term(world, days[1])),
    "I29": i29,
    "I30": i30,
    "I31": lambda world, days: counted(cases.began(world, Status.NOT_ADMITTED, days)),
    "I32": lambda world, days: counted(cases.closed(world, days)),
    "I33": i33,
    "I34": lambda world, days: counted(cases.in_stock(world, days[1])),
    "I35": lambda world, days: counted(cases.in_stock(world, days[1])),
    "I36": i36,
}
