"""I16-I19 by walking over every meeting and every day of every family."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from fam import models as m
from fam.rules.terms import MeetingState, Party, Status
from tests.figures.reference.cases import Days, days_of, status_on, within
from tests.figures.reference.worlds import World

BERLIN = ZoneInfo("Europe/Berlin")
TALKS = ("ERSTGESPRAECH", "GESPRAECH", "HAUSBESUCH", "HILFEPLANGESPRAECH")
WITH_CONFERENCES = (*TALKS, "FALLKONFERENZ")
HALF_A_MONTH = 15  # active days


def meetings(world: World, days: Days, kinds: Iterable[str], states: Iterable[MeetingState]) -> list[m.Meeting]:
    """The meetings of a period of these kinds that came to this."""
    return [
        one for one in world.of(m.Meeting)
        if within(one.event_on, days) and world.lists.kinds[one.kind_id] in tuple(kinds) and one.state in tuple(states)
    ]  # fmt: skip


def held(world: World, days: Days, kinds: Iterable[str]) -> list[m.Meeting]:
    """The meetings that took place."""
    return meetings(world, days, kinds, [MeetingState.HELD])


def is_active(world: World, family_id: int, day: date) -> bool:
    """Whether a family has the status aktiv on a day."""
    return status_on(world, world.families[family_id - 1], day) is Status.ACTIVE


def there(world: World, meeting: m.Meeting) -> set[Party]:
    """Whose side was present."""
    return {one.party for one in world.of(m.Attendee) if one.meeting_id == meeting.id and one.present}


def joint(world: World, meeting: m.Meeting) -> bool:
    """Whether both institutions and the family were present."""
    return {Party.PRO_ARBEIT, Party.ASD, Party.FAMILY} <= there(world, meeting)


def active_days(world: World, days: Days) -> int:
    """All days with status aktiv of all families."""
    return sum(is_active(world, one.id or 0, day) for one in world.families for day in days_of(*days))


def lost(one: m.Meeting) -> bool:
    """Whether nobody came, or it was called off on the day or the day before."""
    if one.state is MeetingState.NO_SHOW:
        return True
    off = one.cancelled_on if one.state is MeetingState.CANCELLED else None
    return off is not None and (one.event_on - off).days <= 1


def delay(one: m.Meeting) -> int:
    """Days from the meeting to its entry; entered ahead is at once."""
    return max((one.created_at.astimezone(BERLIN).date() - one.event_on).days, 0)
