"""I18 and I19: meetings that fell through, and how late what was held was entered."""

import sqlalchemy as sa
from sqlmodel import Session, col

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Part, Period, When, middle
from fam.figures.meetings import KINDS, meetings
from fam.figures.spread import median
from fam.figures.tally import NONE, berlin_day, counts, days_between, share, tallies
from fam.models import Meeting
from fam.rules.meetings import LATE_AFTER, MEETING_KINDS
from fam.rules.terms import MeetingState

SHORT_NOTICE = 1  # days before the meeting, from which on a cancellation leaves no time to put something in its place
OUTCOMES = {
    "held": "stattgefunden",
    "no_show": "nicht erschienen",
    "short": "kurzfristig abgesagt",
    "early": "früher abgesagt",
}
DELAYS = {"0": "bis 1 Tag", "2": "2 bis 7 Tage", "8": "8 bis 14 Tage", "15": "über 14 Tage"}


def _fell_through(session: Session, period: Period) -> Figure:
    short = days_between(session, col(Meeting.cancelled_on), col(Meeting.event_on)) <= SHORT_NOTICE
    outcome = sa.case(
        (col(Meeting.state) == MeetingState.HELD, "held"), (col(Meeting.state) == MeetingState.NO_SHOW, "no_show"),
        (short, "short"), else_="early",
    )  # fmt: skip
    states = (MeetingState.HELD, MeetingState.NO_SHOW, MeetingState.CANCELLED)
    rows = meetings(period, MEETING_KINDS, states).add_columns(outcome.label("outcome")).cte("rows")
    lost = sa.select(rows).where(rows.c.outcome.in_(["no_show", "short"])).subquery()
    fell, whole, found = tallies(session, (lost, ()), (rows, ()), (rows, ("outcome",)))
    parts = counts(found, OUTCOMES)
    outcomes = Breakdown("outcome", "Was daraus wurde", parts, whole=False)
    return Figure("I18", period, share(fell.get((), NONE), whole.get((), NONE)), (outcomes,))


def _late(session: Session, period: Period) -> Figure:
    days = days_between(session, col(Meeting.event_on), berlin_day(session, col(Meeting.created_at)))
    rows = meetings(period).add_columns(sa.case((days > 0, days), else_=0).label("days")).cte("rows")
    code = sa.case((rows.c.days > 14, "15"), (rows.c.days > LATE_AFTER.days, "8"), (rows.c.days > 1, "2"), else_="0")
    classed = sa.select(rows.c.family_id, code.label("delay")).subquery()
    tardy = sa.select(rows).where(rows.c.days > LATE_AFTER.days).subquery()
    late, every, by_day, by_class = tallies(session, (tardy, ()), (rows, ()), (rows, ("days",)), (classed, ("delay",)))
    whole, classes = every.get((), NONE), counts(by_class, DELAYS)
    lags = sorted((int(lag), one.rows) for lag, one in by_day.items())
    half = Part("median", "Median der Tage bis zur Eingabe", middle(median(lags), whole.families))
    return Figure(
        "I19", period, share(late.get((), NONE), whole),
        (
            Breakdown("median", "Tage bis zur Eingabe", (half,), whole=False, unit="Tage"),
            Breakdown("delay", "Dauer bis zur Eingabe", classes, whole=False),
        ),
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I18",
        title="Ausfallquote",
        kind=Kind.RATE,
        when=When.PERIOD,
        unit="Gespräche",
        counted=_fell_through,
        numerator="Gespräche, zu denen die Familie nicht erschien, und kurzfristig abgesagte: abgesagt am Tag selbst "
        "oder am Tag davor.",
        denominator=f"Geplante Gespräche der Arten {KINDS} sowie Fallkonferenzen: stattgefunden, nicht erschienen oder "
        "abgesagt, kurzfristig wie früher.",
        date_rule="Es zählt der Tag, für den das Gespräch geplant war.",
        pitfalls="Was „kurzfristig“ heißt, ist eine Festlegung dieses Programms (höchstens 1 Tag vorher). Ohne Tag der "
        "Absage gilt ein Gespräch als früher abgesagt. Geplante Gespräche, von denen noch nicht eingetragen ist, was "
        "aus ihnen wurde, zählen nicht.",
    ),
    Indicator(
        id="I19",
        title="Dokumentationsverzug",
        kind=Kind.RATE,
        when=When.PERIOD,
        unit="Gespräche",
        counted=_late,
        numerator="Stattgefundene Gespräche, die mehr als 7 Tage nach dem Gespräch eingetragen wurden.",
        denominator="Alle stattgefundenen Gespräche und Telefonate jeder Art, auch Teamsitzungen.",
        date_rule="Der Tag des Gesprächs entscheidet, in welchen Monat es fällt; verglichen wird mit dem Tag der "
        "Eingabe in Berliner Zeit.",
        pitfalls="Die Zahl sagt etwas über das Programm und den Alltag, nicht über einzelne Fachkräfte. Was im Voraus "
        "geplant wurde, gilt als rechtzeitig eingetragen (0 Tage). Der Median der Tage steht daneben. Spät "
        "eingetragene Gespräche fehlen in jungen Monaten noch: der Verzug wächst nach.",
    ),
)
