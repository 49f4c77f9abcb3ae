"""I20-I22, I29, I30 and I36 by walking over the plan of every family."""

from collections.abc import Iterable
from datetime import date, timedelta

from fam import models as m
from fam.rules.consent import CORE, Given, Someone, lacking
from fam.rules.plan_terms import GoalOutcome, InstrumentGroup, MeasureStatus
from fam.rules.terms import LegalCircle
from tests.figures.reference.cases import Days, within
from tests.figures.reference.worlds import World

TOLERANCE = timedelta(days=14)
GOOD = (GoalOutcome.REACHED, GoalOutcome.MOSTLY)
STARTED = (MeasureStatus.RUNNING, MeasureStatus.ENDED, MeasureStatus.BROKEN_OFF)


def due(world: World, days: Days) -> list[m.Review]:
    """The reviews due in a period."""
    return [one for one in world.of(m.Review) if within(one.due_on, days)]


def in_time(one: m.Review) -> bool:
    """Whether a review was held by its day, a fortnight's grace included."""
    return bool(one.held_on and one.due_on and one.held_on <= one.due_on + TOLERANCE)


def ended(world: World, days: Days) -> list[m.Goal]:
    """The goals that ended in a period."""
    return [one for one in world.of(m.Goal) if one.outcome and within(one.ended_on, days)]


def courses(world: World, family: m.Family, until: date) -> list[int]:
    """Last less first level of every area and side with at least two judgements up to a day; higher is better."""
    found: dict[tuple[int, str], list[int]] = {}
    for one in sorted(world.of(m.Need, family), key=lambda need: (need.event_on, need.id or 0)):
        if one.level is not None and one.event_on <= until:
            found.setdefault((one.area_id, one.perspective), []).append(one.level)
    return [told[-1] - told[0] for told in found.values() if len(told) > 1]


def running(world: World, day: date) -> list[m.Measure]:
    """The measures running on a day."""
    return [
        one for one in world.of(m.Measure)
        if one.status in STARTED and one.starts_on and one.starts_on <= day and (not one.ends_on or day < one.ends_on)
    ]  # fmt: skip


def circles(world: World, measures: Iterable[m.Measure]) -> dict[int, set[LegalCircle]]:
    """Family -> the legal circles of its measures, pure counselling left out."""
    found: dict[int, set[LegalCircle]] = {}
    for one in measures:
        instrument = world.lists.instruments[one.instrument_code]
        if not instrument.counselling and (circle := InstrumentGroup(instrument.group).circle):
            found.setdefault(one.family_id, set()).add(circle)
    return found


def complete(world: World, family: m.Family, day: date) -> bool:
    """Whether all necessary consents of a family are in force on a day."""
    people = [
        Someone(id=one.id or 0, role=one.role, born_on=one.born_on, custody_holder=one.custody_holder,
                in_household=one.in_household, takes_part=one.takes_part, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in world.of(m.Member, family)
    ]  # fmt: skip
    given = [
        Given(member_id=one.member_id, category=one.category, source=one.source, starts_on=one.starts_on,
              ends_on=one.ends_on, revoked=bool(one.revoked_on and one.revoked_on <= day))
        for one in world.of(m.ConsentItem, family) if one.starts_on <= day  # nobody knows of a later one yet
    ]  # fmt: skip
    return not lacking(people, given, day, CORE)
