"""I21 and I22: goals reached by area, and families whose needs became less."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Number, Part, Period, When, rate
from fam.figures.population import entered, present
from fam.figures.tally import NONE, Tallies, Tally, counts, share, tallies
from fam.models import Family, Goal, GoalRating, ListItem, Need
from fam.rules.plan_terms import GoalOutcome, Perspective
from fam.rules.terms import ListName

REACHED = (GoalOutcome.REACHED, GoalOutcome.MOSTLY)
MOVED = ("AB08", "AB09")  # codes of the list CLOSING: moved out of the FAM area, out of the Kreis
AS_AGREED = 0  # the level of a goal at which what was agreed is reached
WORSE = -1  # one level down in one area is still no step back (domain handbook §6.2, I22)
OUTCOMES = {
    **{one.value: one.label for one in GoalOutcome if one is not GoalOutcome.GIVEN_UP},
    GoalOutcome.GIVEN_UP.value: "aufgegeben",
    "MOVED": "aufgegeben wegen Umzug",
}


def areas(session: Session) -> dict[str, str]:
    """Return code -> label of the areas of life (Zielbereiche), archived ones too, in their order."""
    query = select(ListItem.code, ListItem.label).where(ListItem.list == ListName.AREA)
    return dict(session.exec(query.order_by(col(ListItem.position), col(ListItem.id))).all())


def _reached(session: Session, period: Period) -> Figure:
    rows = _ended(period).cte("rows")
    good = sa.select(rows).where(rows.c.reached == 1).subquery()
    stayed = sa.select(rows).where(rows.c.outcome != "MOVED").subquery()
    found, *totals = tallies(session, (rows, ("outcome",)), *((one, ()) for one in (rows, good, stayed)))
    whole, reached, there = (one.get((), NONE) for one in totals)
    outcomes = counts(found, OUTCOMES)
    without = Part("without_move", "ohne „aufgegeben wegen Umzug“", share(reached, there))
    return Figure(
        "I21", period, share(reached, whole),
        (
            Breakdown("area", "Zielbereich", _by_area(session, rows), whole=False),
            Breakdown("outcome", "Ergebnis", outcomes, whole=False),
            Breakdown("variant", "Ohne Umzüge", (without,), whole=False),
            Breakdown("perspective", "Letzte Einschätzung mindestens 0", _by_side(session, period), whole=False),
        ),
    )  # fmt: skip


def _ended(period: Period) -> Any:
    """The goals ended in the period: family_id, area, outcome ("MOVED" for given up since the family moved)."""
    reason = aliased(ListItem)
    given_up, closed = col(Goal.outcome) == GoalOutcome.GIVEN_UP, col(Family.closed_on).is_not(None)
    moved = sa.and_(given_up, closed, col(reason.code).in_(MOVED))
    outcome = sa.case((moved, "MOVED"), else_=sa.type_coerce(col(Goal.outcome), sa.String()))
    query = (
        sa.select(
            col(Goal.family_id).label("family_id"), col(Goal.id).label("goal_id"), col(ListItem.code).label("area"),
            outcome.label("outcome"), sa.case((col(Goal.outcome).in_(REACHED), 1), else_=0).label("reached"),
        )
        .join(ListItem, col(ListItem.id) == Goal.area_id)
        .join(Family, col(Family.id) == Goal.family_id)
    )  # fmt: skip
    closing = sa.and_(col(reason.id) == Family.reason_id, col(reason.list) == ListName.CLOSING)
    return query.join(reason, closing, isouter=True).where(
        col(Goal.outcome).is_not(None),
        col(Goal.ended_on).between(period.first, period.last),
        *entered(Goal, period),
    )


def _by_area(session: Session, rows: Any) -> tuple[Part, ...]:
    found, whole = tallies(session, (rows, ("area", "reached")), (rows, ("area",)))
    return tuple(
        Part(code, label, share(found.get((code, "1"), NONE), whole.get(code, NONE)))
        for code, label in areas(session).items()
    )


def _by_side(session: Session, period: Period) -> tuple[Part, ...]:
    """For each perspective: of the ended goals that it judged, those whose last level is 0 or better."""
    ended = _ended(period).subquery()
    newest = func.row_number().over(
        partition_by=(col(GoalRating.goal_id), col(GoalRating.perspective)),
        order_by=(col(GoalRating.event_on).desc(), col(GoalRating.id).desc()),
    )
    ratings = (
        select(
            ended.c.family_id, sa.type_coerce(col(GoalRating.perspective), sa.String()).label("side"),
            sa.case((col(GoalRating.rating) >= AS_AGREED, 1), else_=0).label("good"), newest.label("place"),
        )
        .join(ended, ended.c.goal_id == GoalRating.goal_id)
        .where(col(GoalRating.event_on) <= period.last, *entered(GoalRating, period))
        .subquery()
    )  # fmt: skip
    last = sa.select(ratings).where(ratings.c.place == 1).cte("last")
    found, whole = tallies(session, (last, ("side", "good")), (last, ("side",)))
    return tuple(
        Part(one.value, one.label, share(found.get((one.value, "1"), NONE), whole.get(one.value, NONE)))
        for one in Perspective
    )


def _progress(session: Session, period: Period) -> Figure:
    changes = _changes(period).cte("changes")
    better, worst = func.max(changes.c.change), func.min(changes.c.change)
    good = sa.case((sa.and_(better > 0, worst >= WORSE), 1), else_=0).label("good")
    families = select(changes.c.family_id, good).group_by(changes.c.family_id).cte("families")
    by_area = (
        select(changes.c.family_id, changes.c.area, good).group_by(changes.c.family_id, changes.c.area).cte("areas")
    )
    found, whole, bettered, every = tallies(
        session, (by_area, ("area", "good")), (by_area, ("area",)), (families, ("good",)), (families, ())
    )
    parts = tuple(
        Part(code, label, _families(found, (code, "1"), whole.get(code, NONE)))
        for code, label in areas(session).items()
    )
    number = _families(bettered, "1", every.get((), NONE))
    return Figure("I22", period, number, (Breakdown("area", "Lebensbereich", parts, whole=False),))


def _families(found: Tallies, key: object, whole: Tally) -> Number:
    part = found.get(key, NONE)
    return rate(part.families, whole.families, part.families, whole.families)


def _changes(period: Period) -> Any:
    """By family, area and perspective with at least two ratings: by how many levels the latest is above the first."""
    side = (col(Need.family_id), col(Need.area_id), col(Need.perspective))
    first = func.row_number().over(partition_by=side, order_by=(col(Need.event_on), col(Need.id)))
    last = func.row_number().over(partition_by=side, order_by=(col(Need.event_on).desc(), col(Need.id).desc()))
    rated = (
        sa.select(
            col(Need.family_id).label("family_id"), col(ListItem.code).label("area"), col(Need.level).label("level"),
            col(Need.perspective).label("side"), first.label("first"), last.label("last"),
        )
        .join(ListItem, col(ListItem.id) == Need.area_id)
        .where(
            col(Need.level).is_not(None), col(Need.event_on) <= period.last,
            col(Need.family_id).in_(present(period)), *entered(Need, period),
        )
        .subquery()
    )  # fmt: skip
    sign = sa.case((rated.c.last == 1, rated.c.level), else_=0) - sa.case((rated.c.first == 1, rated.c.level), else_=0)
    return (
        select(rated.c.family_id, rated.c.area, func.sum(sign).label("change"))
        .group_by(rated.c.family_id, rated.c.area, rated.c.side)
        .having(func.count() > 1)
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I21",
        title="Zielerreichung je Zielbereich",
        kind=Kind.RATE,
        when=When.PERIOD,
        unit="Ziele",
        counted=_reached,
        numerator="Ziele mit dem Ergebnis „erreicht“ oder „überwiegend erreicht“.",
        denominator="Im Zeitraum beendete Ziele: erreicht, überwiegend, teilweise, nicht erreicht oder aufgegeben.",
        date_rule="Es zählt der Tag, an dem das Ziel beendet wurde.",
        pitfalls="Laufende Ziele zählen nicht. „Aufgegeben wegen Umzug“ steht getrennt und ist im Nenner enthalten: "
        "aufgegebene Ziele von Familien, deren Fall mit „Umzug außerhalb FAM-Gebiet“ oder „Umzug außerhalb Kreis“ "
        "abgeschlossen ist; die Quote ohne sie steht daneben. Je Sicht (Familie, Pro Arbeit, ASD): der Anteil der "
        "beendeten Ziele, deren letzte Einschätzung bis zum Ende des Zeitraums mindestens 0 ist, an denen, die diese "
        "Sicht eingeschätzt hat.",
        official="Zielerreichungsgrad",
    ),
    Indicator(
        id="I22",
        title="Familien mit Fortschritt",
        kind=Kind.RATE,
        when=When.PERIOD,
        counted=_progress,
        numerator="Davon Familien, bei denen sich mindestens ein Lebensbereich zwischen erster und letzter "
        "Einschätzung verbessert und keiner um mehr als eine Stufe verschlechtert hat.",
        denominator="Familien, die im Zeitraum mindestens einen Tag in FAM waren und für die in mindestens einem "
        "Lebensbereich zwei Einschätzungen derselben Sicht vorliegen.",
        date_rule="Einschätzungen bis zum letzten Tag des Zeitraums, auch frühere.",
        pitfalls="Verglichen wird je Lebensbereich und Sicht (Familie, Pro Arbeit, ASD) die erste mit der letzten "
        "Einschätzung; „nicht angesprochen“ ist keine. Je Lebensbereich gilt dieselbe Regel für seine Sichten.",
    ),
)
