"""As many more families as wanted: the same growth, led by further colleagues, made one after the other."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from fam.demo import names
from fam.demo.arcs import complete
from fam.demo.build import build
from fam.demo.case import Arc, Case, Dice, weekday
from fam.demo.cast import ASD, PRO_ARBEIT, TODAY
from fam.rules.terms import Institution, Status

FAMILIES_PER_COLLEAGUE = 40  # all that ever were proposed, about half of them in FAM today
MOST_COLLEAGUES = 40  # per institution: a larger database is a test of its volume, not of the staff
FIRST_SERIAL = 1000
TOWNS = ("06438002",) * 4 + ("06438003",) + ("06438006",) * 4 + ("06438009",) * 4
SOURCES = ("U25", "25PLUS", "25PLUS", "46PLUS", "ASD", "ASD", "SPFH", "SCHULE", "FAMILIE")
# share of all proposals that had come in by that day
GROWTH = (
    (date(2014, 2, 3), 0.0), (date(2015, 1, 1), 0.05), (date(2016, 1, 1), 0.12), (date(2017, 1, 1), 0.22),
    (date(2018, 1, 1), 0.56), (TODAY, 1.0),
)  # fmt: skip
ENDINGS = ("AB01", "AB01", "AB02", "AB03", "AB04", "AB06", "AB08", "AB09", "AB10", "AB17")
REFUSALS = ("NA01", "NA01", "NA02", "NA04", "NA07", "NA08", "NA10", "NA12")


def colleagues(families: int) -> int:
    """Return how many further colleagues each institution has for so many further families."""
    return min(MOST_COLLEAGUES, -(-families // FAMILIES_PER_COLLEAGUE))


def username(institution: Institution, number: int) -> str:
    """Return the account name of a further colleague."""
    return f"{'pro-arbeit' if institution is PRO_ARBEIT else 'asd'}-{number + 1:02d}"


def display_name(number: int) -> str:
    """Return an invented name."""
    dice = Dice(f"colleague {number}")
    return f"{dice.one(names.WOMEN if number % 2 else names.MEN)} {names.family_name(dice)}"


def cases(families: int) -> Iterator[Case]:
    """Yield so many cases, oldest first; memory does not grow with their number."""
    team = colleagues(families)
    for number in range(families):
        pair = (username(PRO_ARBEIT, number % team), username(ASD, number % team))
        yield build(_arc(number, _received(number, families), pair), FIRST_SERIAL + number, closely=False)


def _received(number: int, families: int) -> date:
    share = (number + 0.5) / families
    for (start, low), (end, high) in pairwise(GROWTH):
        if share <= high:
            return weekday(start + (end - start) * ((share - low) / (high - low)))
    return TODAY


def _arc(number: int, received: date, pair: tuple[str, str]) -> Arc:
    dice = Dice(f"arc {number}")
    source = dice.one(SOURCES)
    institution = ASD if source in ("ASD", "SPFH", "SCHULE") else PRO_ARBEIT
    arc = Arc(
        key=f"filler {number}", name=names.family_name(dice), status=Status.PROPOSED, town=dice.one(TOWNS),
        institution=institution, source=source, pair=pair, received_on=received,
    )  # fmt: skip
    arc.proposer = "" if arc.legacy else arc.author(institution)
    _run(arc, dice)
    return complete(arc, dice)


def _run(arc: Arc, dice: Dice) -> None:
    """Let the case run: refused, withdrawn, or admitted after some weeks and closed after one to three years."""
    age, throw = (TODAY - arc.received_on).days, dice.random()
    decided = weekday(arc.received_on + timedelta(days=dice.between(28, 84)))
    if decided >= TODAY:
        _in_pipeline(arc, dice, age)
    elif throw < 0.12:
        arc.status, arc.decided_on, arc.reason = Status.NOT_ADMITTED, decided, dice.one(REFUSALS)
    elif throw < 0.18:
        arc.status, arc.closed_on = Status.WITHDRAWN, decided
    elif age < 150 and dice.chance(0.1):
        arc.status, arc.decided_on = Status.WAITING, decided
    else:
        _admit(arc, dice, decided)


def _in_pipeline(arc: Arc, dice: Dice, age: int) -> None:
    if age > 12 and dice.chance(0.7):
        arc.status = Status.EXAMINATION
        arc.agreed_on = arc.received_on + timedelta(days=dice.between(1, 9))
    elif dice.chance(0.5):
        arc.agreed_on = min(TODAY, arc.received_on + timedelta(days=dice.between(0, 8)))


def _admit(arc: Arc, dice: Dice, admitted: date) -> None:
    arc.admitted_on = admitted
    end = weekday(admitted + timedelta(days=dice.between(240, 1100)))
    if end <= TODAY:
        arc.status, arc.closed_on, arc.reason = Status.CLOSED, end, dice.one(ENDINGS)
    elif dice.chance(0.06) and (TODAY - admitted).days > 60:
        arc.status, arc.paused_on = Status.PAUSED, TODAY - timedelta(days=dice.between(5, 50))
        arc.reason, arc.pause_until = "ABWESENHEIT", TODAY + timedelta(days=dice.between(1, 35))
    else:
        arc.status = Status.ACTIVE
