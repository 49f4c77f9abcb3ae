"""What the parts of an indicator must be: code -> (number, of how many); parts that nobody is in may be missing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from fam import models as m
from fam.rules.terms import Institution, LeadKind, MemberRole
from tests.figures.reference import cases, contacts, plan
from tests.figures.reference.cases import CHILDREN, Days
from tests.figures.reference.worlds import World

NOT_ENTERED = "nicht erfasst"
ADULTS = (MemberRole.MOTHER, MemberRole.FATHER, MemberRole.PARENT, MemberRole.PARTNER)
Parts = Mapping[str, tuple[float, float | None]]


def numbers(found: Iterable[str]) -> Parts:
    """How often each code."""
    return {code: (number, None) for code, number in Counter(found).items()}


def status(world: World, days: Days) -> Parts:
    """The stock by status."""
    return numbers(str(cases.status_on(world, one, days[1])) for one in cases.in_stock(world, days[1]))


def _years(member: m.Member, days: Days) -> int | None:
    """Full years, as if born on the first of the month."""
    if member.born_on is None:
        return None
    born = member.born_on.replace(day=1)
    return days[1].year - born.year - ((days[1].month, days[1].day) < (born.month, born.day))


def is_child(member: m.Member, days: Days) -> bool:
    """Child or young person below 18; without a birth date a child is, a young person is not."""
    years = _years(member, days)
    if member.role not in CHILDREN:
        return False
    return member.role is MemberRole.CHILD if years is None else years < 18


def children(world: World, days: Days) -> Parts:
    """The stock by number of children."""
    found = []
    for family in cases.in_stock(world, days[1]):
        people = cases.members_on(world, family, days[1])
        number = sum(is_child(one, days) for one in people)
        found.append("UNKNOWN" if not people else "3+" if number >= 3 else str(number))
    return numbers(found)


def structure(world: World, days: Days) -> Parts:
    """Single parents, children below six, three and more."""
    found = []
    for family in cases.in_stock(world, days[1]):
        people = cases.members_on(world, family, days[1])
        young = [one for one in people if is_child(one, days)]
        found += ["single"] if young and sum(one.role in ADULTS for one in people) == 1 else []
        found += ["small"] if any((years := _years(one, days)) is not None and years < 6 for one in young) else []
        found += ["many"] if len(young) >= 3 else []
    return numbers(found)


def town(world: World, days: Days) -> Parts:
    """The stock by the town of that day."""
    return numbers(str(cases.town_on(world, one, days[1])) for one in cases.in_stock(world, days[1]))


def groups(world: World, days: Days) -> Parts:
    """Those who left by the group of their main reason."""
    known = world.lists.closings
    return numbers(known[one.reason_id].group if one.reason_id else NOT_ENTERED for one in cases.closed(world, days))


def classes(world: World, days: Days) -> Parts:
    """The stock by full months so far: 0, 6, 12, 24."""
    found = []
    for one in cases.in_stock(world, days[1]):
        assert one.admitted_on
        after = days[1] + cases.ONE_DAY
        months = (after.year - one.admitted_on.year) * 12 + after.month - one.admitted_on.month
        months -= after.day < one.admitted_on.day
        found.append(str(max(edge for edge in (0, 6, 12, 24) if edge <= max(months, 0))))
    return numbers(found)


def deputies(world: World, days: Days) -> Parts:
    """Days with a deputy, by institution."""
    whole = sum(cases.active_days(one, days) for one in world.families)
    stood_in = {(lead.institution, one.id, day) for one, lead, day in cases.lead_days(world, days, LeadKind.DEPUTY)}
    return {one.value: (sum(key[0] is one for key in stood_in), whole) for one in Institution}


def family_months(world: World, days: Days) -> Parts:
    """Months with at least fifteen active days, and those of them with a joint meeting."""
    number = whole = 0
    for family in world.families:
        months = {day.replace(day=1) for day in cases.days_of(*days)}
        for month in months:
            inside = [day for day in cases.days_of(*days) if day.replace(day=1) == month]
            if sum(contacts.is_active(world, family.id or 0, day) for day in inside) < contacts.HALF_A_MONTH:
                continue
            whole += 1
            held = contacts.held(world, (inside[0], inside[-1]), contacts.WITH_CONFERENCES)
            number += any(contacts.joint(world, one) for one in held if one.family_id == family.id)
    return {"joint": (number, whole)}


def review_kinds(world: World, days: Days) -> Parts:
    """Reviews due while active, and in time, by what is reviewed; the Kooperationsplan with the EGV."""
    found = [
        one for one in plan.due(world, days) if one.due_on and contacts.is_active(world, one.family_id, one.due_on)
    ]
    whole, good = Counter(one.kind.counted_as for one in found), Counter[str]()
    good.update(one.kind.counted_as for one in found if plan.in_time(one))
    return {kind.value: (good[kind], number) for kind, number in whole.items()}


def combination(world: World, days: Days) -> Parts:
    """The stock by the circles of what runs."""
    found = plan.circles(world, plan.running(world, days[1]))
    names = {(): "NONE", ("SGB_II",): "ONLY_II", ("SGB_VIII",): "ONLY_VIII", ("SGB_II", "SGB_VIII"): "BOTH"}
    return numbers(names[tuple(sorted(found.get(one.id or 0, set())))] for one in cases.in_stock(world, days[1]))


def workers(world: World, days: Days) -> Parts:
    """Active families that a Fachkraft leads on the day, of their own places."""
    day, found = days[1], dict[str, tuple[float, float | None]]()
    for account in (*world.lists.accounts, None):  # None: a name of an old list, not yet mapped
        led = {
            one.family_id for one in world.of(m.Lead)
            if one.kind is LeadKind.LEAD and one.account_id == account
            and one.starts_on <= day and (one.ends_on is None or day < one.ends_on)
            and contacts.is_active(world, one.family_id, day)
        }  # fmt: skip
        own = [
            float(one.fte) * one.case_key for one in world.places
            if one.account_id == account and one.starts_on <= day and (one.ends_on is None or day < one.ends_on)
        ]  # fmt: skip
        found["UNKNOWN" if account is None else str(account)] = len(led), sum(own) if own else None
    return found


PARTS: Mapping[tuple[str, str], Callable[[World, Days], Parts]] = {
    ("I01", "status"): status,
    ("I12", "months"): classes,
    ("I14", "worker"): workers,
    ("I15", "institution"): deputies,
    ("I17", "months"): family_months,
    ("I20", "kind"): review_kinds,
    ("I30", "combination"): combination,
    ("I32", "group"): groups,
    ("I34", "town"): town,
    ("I35", "structure"): structure,
    ("I35", "children"): children,
}
