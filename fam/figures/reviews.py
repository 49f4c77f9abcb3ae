"""I20: reviews of family plan, EGV and Hilfeplan held in time."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from fam.figures.active import status_on
from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Part, Period, Rows, When
from fam.figures.population import entered
from fam.figures.tally import NONE, counts, days_between, share, tallies
from fam.models import Review
from fam.rules.plan_terms import ReviewKind
from fam.rules.reviews import TOLERANCE
from fam.rules.terms import Status

KINDS = {
    ReviewKind.FAM: "Familienplan",
    ReviewKind.EGV: "EGV, ab 01.07.2023 Kooperationsplan (§ 15 SGB II)",
    ReviewKind.HILFEPLAN: "Hilfeplan (§ 36 SGB VIII)",
}
OUTCOMES = {"in_time": "fristgerecht", "late": "verspätet", "open": "nicht oder noch nicht überprüft"}


def _due(session: Session, period: Period) -> Any:
    """The reviews due in the period: family_id, kind, outcome (a code of `OUTCOMES`)."""
    after = days_between(session, col(Review.due_on), col(Review.held_on))
    outcome = sa.case(
        (col(Review.held_on).is_(None), "open"), (after <= TOLERANCE.days, "in_time"), else_="late"
    ).label("outcome")
    kind = sa.case((col(Review.kind) == ReviewKind.COOPERATION, ReviewKind.EGV.value), else_=Review.kind)
    query = sa.select(
        col(Review.family_id).label("family_id"), sa.type_coerce(kind, sa.String()).label("kind"), outcome
    )
    return query.where(
        col(Review.due_on).between(period.first, period.last),
        status_on(Review.family_id, col(Review.due_on), [Status.ACTIVE], period),
        *entered(Review, period),
    )


def _in_time(session: Session, period: Period) -> Figure:
    rows = _due(session, period).cte("rows")
    whole, outcomes, kinds, both = tallies(
        session, (rows, ()), (rows, ("outcome",)), (rows, ("kind",)), (rows, ("kind", "outcome"))
    )
    by_kind = tuple(
        Part(one.value, label, share(both.get((one.value, "in_time"), NONE), kinds.get(one.value, NONE)))
        for one, label in KINDS.items()
    )
    by_outcome = counts(outcomes, OUTCOMES)
    return Figure(
        "I20", period, share(outcomes.get("in_time", NONE), whole.get((), NONE)),
        (
            Breakdown("kind", "Was überprüft wird", by_kind, whole=False),
            Breakdown("outcome", "Was daraus wurde", by_outcome, whole=False),
        ),
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I20",
        title="Überprüfungen fristgerecht",
        kind=Kind.RATE,
        when=When.PERIOD,
        unit="Überprüfungen",
        counted=_in_time,
        rows={"outcome": Rows(_due, "outcome", OUTCOMES)},
        numerator="Davon überprüft spätestens 14 Tage nach dem Fälligkeitstag, auch früher.",
        denominator="Überprüfungen von Familienplan, Eingliederungsvereinbarung (später Kooperationsplan) und "
        "Hilfeplan, deren Fälligkeitstag im Zeitraum liegt und deren Familie an diesem Tag den Status aktiv hatte.",
        date_rule="Der Fälligkeitstag entscheidet, in welchen Monat eine Überprüfung fällt.",
        pitfalls="Solange die 14 Tage noch laufen, zählt eine offene Überprüfung als nicht fristgerecht: der letzte "
        "Monat ist vorläufig. Im Ruhen und nach dem Abschluss ist nichts fällig. Familienplan, EGV und Hilfeplan "
        "stehen auch getrennt. In der Sicht „damals bekannt“ gilt das heutige Überprüfungsdatum.",
    ),
)
