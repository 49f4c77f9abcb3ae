"""Paths between school and work: who is eLb when, transitions (I23), work on a day (I27), leaving SGB II (I25)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.periods import ONE_DAY, Interval, add_months, age_on, next_month
from fam.rules.plan_terms import ReceiptClass, StationKind

K = StationKind
TRAINING = (K.TRAINING_COMPANY, K.TRAINING_SCHOOL, K.TRAINING_PROVIDER)
TARGETS = (K.SCHOOL_HIGHER, K.SCHOOL_BACK, K.PREPARATION, *TRAINING, K.STUDY, K.VOLUNTARY, K.EMPLOYED)  # I23
INTEGRATIONS = (K.EMPLOYED, K.SELF_EMPLOYED, *TRAINING)  # I24; a minijob counts apart
IN_WORK = (K.EMPLOYED, K.MINIJOB, *TRAINING)  # I27
YOUNG_FROM, YOUNG_TO = 15, 25
SUSTAINED_MONTHS = (3, 6)
_PENSION = {year: year - 1946 for year in range(1947, 1959)}  # months past 65, by year of birth (§ 7a SGB II)
_PENSION |= {year: 12 + 2 * (year - 1958) for year in range(1959, 1965)}


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's state from/to (half-open); several may hold at once."""

    kind: StationKind
    starts_on: date
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return Interval(self.starts_on, self.ends_on).contains(day)


@dataclass(frozen=True, slots=True)
class Drawn:
    """SGB II receipt of one Bedarfsgemeinschaft from/to (half-open)."""

    unit_id: int
    level: ReceiptClass
    starts_on: date
    ends_on: date | None = None


def is_u25(born_on: date, day: date) -> bool:
    """Return whether somebody is in the group U25 (15 to 24 years) on a day."""
    return YOUNG_FROM <= age_on(born_on, day) < YOUNG_TO


def pension_on(born_on: date) -> date:
    """Return the first day past the age limit: the month after the limit is completed (§ 7a SGB II)."""
    extra = 0 if born_on.year <= 1946 else _PENSION.get(born_on.year, 24)
    return next_month(add_months(born_on, 65 * 12 + extra) - ONE_DAY)


def is_elb(employable: bool | None, born_on: date | None, day: date) -> bool:
    """Return whether somebody counts as eLb on a day: from 15 to the age limit, unless found not to be employable.

    Without a birth date only what was found says so (§ 7 Abs. 1, § 8 SGB II).
    """
    if employable is False:
        return False
    if born_on is None:
        return employable is True
    return age_on(born_on, day) >= YOUNG_FROM and day < pension_on(born_on)


def by_month(born_on: date) -> date:
    """Return the day on which figures take everybody of a month to be born: an erased case keeps the month alone."""
    return born_on.replace(day=1)


def is_elb_by_month(employable: bool | None, born_on: date | None, day: date) -> bool:
    """Return the same as `is_elb` by the month of birth alone, as figures count.

    Those born on the first reach the age limit of § 7a SGB II a month earlier than all others of their month; here they
    do not.
    """
    if born_on is None or employable is False:
        return is_elb(employable, born_on, day)
    return age_on(by_month(born_on), day) >= YOUNG_FROM and day < pension_on(born_on.replace(day=2))


def elb_born_since(day: date) -> date:
    """Return the first of the earliest month of birth in which nobody is past the age limit on a day yet."""
    first = add_months(day.replace(day=1), -69 * 12)
    while pension_on(first.replace(day=2)) <= day:
        first = add_months(first, 1)
    return first


def current(stays: Iterable[Stay], day: date) -> tuple[Stay, ...]:
    """Return the states that hold on a day, the one that began last first."""
    return tuple(sorted((one for one in stays if one.holds_on(day)), key=lambda one: one.starts_on, reverse=True))


def spells(stays: Iterable[Stay]) -> list[Stay]:
    """Return the states with neighbours of one kind joined: another employer is no new transition."""
    found: list[Stay] = []
    for one in sorted(stays, key=lambda stay: (stay.kind.value, stay.starts_on)):
        last = found[-1] if found else None
        if last and last.kind is one.kind and (last.ends_on is None or one.starts_on <= last.ends_on):
            ends = None if None in (last.ends_on, one.ends_on) else max(last.ends_on, one.ends_on)  # type: ignore[type-var]
            found[-1] = Stay(one.kind, last.starts_on, ends)
        else:
            found.append(one)
    return sorted(found, key=lambda stay: (stay.starts_on, stay.kind.value))


def begun(stays: Iterable[Stay], kinds: Iterable[StationKind], admitted_on: date) -> list[Stay]:
    """Return the states of some kinds that began after the admission, neighbours of one kind joined."""
    wanted = set(kinds)
    return [one for one in spells(stays) if one.kind in wanted and admitted_on < one.starts_on]


def at_target(stays: Iterable[Stay], day: date) -> bool:
    """Return whether somebody is in a target state on a day; who was at admission is not in I23's denominator."""
    return any(one.kind in TARGETS and one.holds_on(day) for one in stays)


def transitions(stays: Iterable[Stay], born_on: date | None, admitted_on: date | None, until: date) -> list[Stay]:
    """Return the transitions of a young person up to a day: first days in a target state not held at admission (I23).

    The age of the day counts (15 to 24). Nothing is counted before the admission.
    """
    if born_on is None or admitted_on is None:
        return []
    joined = spells(stays)
    held = {one.kind for one in joined if one.holds_on(admitted_on)}
    return [
        one for one in joined
        if one.kind in TARGETS and one.kind not in held
        and admitted_on < one.starts_on <= until and is_u25(born_on, one.starts_on)
    ]  # fmt: skip


def sustained(stays: Iterable[Stay], since: date, months: int, today: date) -> bool | None:
    """Return whether somebody is (still or again) in a target state so many months later; None if that is to come."""
    day = add_months(since, months)
    return None if day > today else at_target(stays, day)


def in_work(stays: Iterable[Stay], day: date) -> bool:
    """Return whether somebody works or is in training on a day (I27)."""
    return any(one.kind in IN_WORK and one.holds_on(day) for one in stays)


def gaps(stays: Sequence[Stay], until: date) -> list[Interval]:
    """Return the times between the first state and a day in which nothing is known."""
    found: list[Interval] = []
    known_to: date | None = None
    for one in sorted(stays, key=lambda stay: stay.starts_on):
        if one.starts_on > until:
            break
        if known_to and one.starts_on > known_to:
            found.append(Interval(known_to, one.starts_on))
        if one.ends_on is None:
            return found
        known_to = max(known_to or one.ends_on, one.ends_on)
    if known_to and known_to <= until:
        found.append(Interval(known_to))
    return found


def out_since(drawn: Sequence[Drawn], day: date) -> date | None:
    """Return since when all Bedarfsgemeinschaften of a family are without receipt, None if one receives (I25).

    An ended receipt with nothing behind it is unknown, unless it was ended by "kein Bezug".
    """
    units = {one.unit_id for one in drawn}
    since = [_unit_out_since([one for one in drawn if one.unit_id == unit], day) for unit in units]
    known = [one for one in since if one]
    return max(known) if known and len(known) == len(since) else None


def _unit_out_since(drawn: Sequence[Drawn], day: date) -> date | None:
    out = [one for one in drawn if one.level is ReceiptClass.NONE]
    running = [one for one in drawn if Interval(one.starts_on, one.ends_on).contains(day)]
    if not running or any(one.level is not ReceiptClass.NONE for one in running):
        return None
    since = min(one.starts_on for one in running)
    for one in sorted(out, key=lambda stay: stay.starts_on, reverse=True):
        if one.ends_on and one.ends_on >= since:
            since = min(since, one.starts_on)
    return since
