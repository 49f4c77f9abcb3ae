"""I29 and I30: measures by legal circle and paragraph, and families with measures of both circles at once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from fam.figures.active import status_on
from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Part, Period, Rows, When, count, portion
from fam.figures.population import entered, in_stock
from fam.figures.tally import NONE, counts, tallies, tally
from fam.models import Instrument, Measure
from fam.rules.measures import RAN, Combination
from fam.rules.plan_terms import InstrumentGroup
from fam.rules.suppression import SMALL
from fam.rules.terms import IN_STOCK, LegalCircle

CIRCLES = {
    LegalCircle.SGB_II.value: "SGB II (mit SGB III und Bildung und Teilhabe)",
    LegalCircle.SGB_VIII.value: "SGB VIII",
    "EXTERNAL": "weitere Leistungen",
}
DIVIDED = ("circle", "instrument")
GIVEN = "Leistungen mit Stand läuft, beendet oder abgebrochen; nur vorgeschlagene, beantragte, bewilligte oder "
GIVEN += "abgelehnte zählen nicht."


def groups(circle: LegalCircle | None) -> list[InstrumentGroup]:
    """Return the chapters of the catalogue that belong to a legal circle; None: those of neither institution."""
    return [one for one in InstrumentGroup if one.circle is circle]


def given(period: Period) -> Any:
    """Return a select of the measures that really began: family_id, instrument, circle (a code of `CIRCLES`)."""
    circle = sa.case(
        *((col(Instrument.group).in_(groups(one)), one.value) for one in (LegalCircle.SGB_II, LegalCircle.SGB_VIII)),
        else_="EXTERNAL",
    )
    query = sa.select(
        col(Measure.family_id).label("family_id"), col(Instrument.code).label("instrument"), circle.label("circle")
    ).join(Instrument, col(Instrument.code) == Measure.instrument_code)
    return query.where(col(Measure.status).in_(RAN), *entered(Measure, period))


def running(period: Period) -> Any:
    """Return the measures that run on the Stichtag, of families in FAM on that day, as `given` does."""
    return given(period).where(
        col(Measure.starts_on) <= period.last,
        or_(col(Measure.ends_on).is_(None), col(Measure.ends_on) > period.last),
        col(Measure.family_id).in_(in_stock(period)),
    )


def _started(period: Period) -> Any:
    return given(period).where(
        col(Measure.starts_on).between(period.first, period.last),
        status_on(Measure.family_id, col(Measure.starts_on), IN_STOCK, period),
    )


def _running(session: Session, period: Period) -> Any:
    """What I29 counts: each family once per measure of the catalogue."""
    return running(period).distinct()


def _by_circle(session: Session, period: Period) -> Figure:
    stock, begun = _running(session, period).cte("stock"), _started(period).distinct().cte("begun")
    whole, *found = tallies(session, (stock, ()), *((rows, (key,)) for rows in (stock, begun) for key in DIVIDED))
    circles, paragraphs, begun_circles, begun_paragraphs = found
    laws, every = _paragraphs(session, period), whole.get((), NONE)
    return Figure(
        "I29", period, count(every.rows, every.families),
        (
            Breakdown("circle", "Laufend nach Rechtskreis", counts(circles, CIRCLES), whole=False),
            Breakdown("started", "Begonnen nach Rechtskreis", counts(begun_circles, CIRCLES), whole=False),
            Breakdown("paragraph", "Laufend nach Paragraf", counts(paragraphs, laws), whole=False),
            Breakdown("started_paragraph", "Begonnen nach Paragraf", counts(begun_paragraphs, laws), whole=False),
        ),
    )  # fmt: skip


def _paragraphs(session: Session, period: Period) -> dict[str, str]:
    """The whole catalogue as it was law in the period, and what still ran: code -> "§ 31 SGB VIII · title"."""
    law = sa.and_(
        or_(col(Instrument.valid_from).is_(None), col(Instrument.valid_from) <= period.last),
        or_(col(Instrument.valid_to).is_(None), col(Instrument.valid_to) > period.first),
    )
    there = select(running(period).subquery().c.instrument)
    query = select(Instrument.code, Instrument.paragraph, Instrument.title)
    rows = session.exec(query.where(law | col(Instrument.code).in_(there)).order_by(col(Instrument.position)))
    return {code: f"{paragraph} · {title}" for code, paragraph, title in rows}


def _combinations(session: Session, period: Period) -> Any:
    """The families in FAM on the Stichtag, each once, with its `combination`."""
    rows = running(period).where(col(Instrument.counselling).is_(False)).subquery()
    has = {one: func.max(sa.case((rows.c.circle == one, 1), else_=0)) for one in ("SGB_II", "SGB_VIII")}
    flags = select(rows.c.family_id, has["SGB_II"].label("second"), has["SGB_VIII"].label("eighth"))
    there, stock = flags.group_by(rows.c.family_id).subquery(), in_stock(period).subquery()
    second, eighth = there.c.second == 1, there.c.eighth == 1
    combination = sa.case(
        (second & eighth, Combination.BOTH.value), (second, Combination.ONLY_II.value),
        (eighth, Combination.ONLY_VIII.value), else_=Combination.NONE.value,
    )  # fmt: skip
    query = sa.select(stock.c.family_id, combination.label("combination"))
    return query.outerjoin_from(stock, there, there.c.family_id == stock.c.family_id)


def _combined(session: Session, period: Period) -> Figure:
    found = tally(session, _combinations(session, period).subquery(), "combination")
    parts = tuple(Part(one.value, one.label, count(found.get(one.value, NONE).families)) for one in Combination)
    both = found.get(Combination.BOTH.value, NONE).families
    return Figure(
        "I30", period, portion(both, sum(one.families for one in found.values())),
        (
            Breakdown("combination", "Rechtskreise", parts),
            Breakdown("pair", "Häufigste Paare", _pairs(session, period), whole=False),
        ),
    )  # fmt: skip


def _pairs(session: Session, period: Period) -> tuple[Part, ...]:
    """Pairs of one measure of each circle that at least five families have, the most frequent first."""
    second, eighth = (running(period).where(col(Instrument.counselling).is_(False)).subquery() for _ in range(2))
    left: Any = aliased(Instrument)
    right: Any = aliased(Instrument)
    families = func.count(sa.distinct(second.c.family_id))
    query: Any = (
        sa.select(*_named(left), *_named(right), families)
        .select_from(second)
        .join(eighth, eighth.c.family_id == second.c.family_id)
        .join(left, col(left.code) == second.c.instrument)
        .join(right, col(right.code) == eighth.c.instrument)
        .where(second.c.circle == "SGB_II", eighth.c.circle == "SGB_VIII")
        .group_by(*_named(left), *_named(right))
        .having(families >= SMALL)
        .order_by(families.desc(), col(left.code), col(right.code))
    )
    return tuple(
        Part(f"{one}+{other}", f"{first} ({law}) + {second} ({further})", count(int(number)))
        for one, first, law, other, second, further, number in session.exec(query)
    )


def _named(instrument: Any) -> tuple[Any, ...]:
    return col(instrument.code), col(instrument.title), col(instrument.paragraph)


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I29",
        title="Maßnahmen nach Rechtskreis",
        kind=Kind.COUNT,
        when=When.STICHTAG,
        unit="Leistungen, je Familie und Paragraf einmal",
        counted=_by_circle,
        rows={"circle": Rows(_running, "circle", CIRCLES)},
        numerator="Leistungen, die am Stichtag laufen, von Familien, die dann in FAM sind (aktiv oder ruhend); "
        "jede Familie zählt je Leistung des Katalogs einmal. Daneben: im Zeitraum begonnene Leistungen von Familien, "
        "die am Tag des Beginns in FAM waren.",
        date_rule="Eine Leistung läuft vom ersten bis zum letzten Tag, beide eingeschlossen. Begonnene zählen nach dem "
        "Tag des Beginns.",
        pitfalls=f"{GIVEN} Auch reine Beratung zählt hier. Drei Kinder mit derselben Leistung sind eine Familie. "
        "Weitere Leistungen entscheidet keine der beiden Institutionen.",
        official="Teilnehmerbestand",
    ),
    Indicator(
        id="I30",
        title="Kombinationsquote",
        kind=Kind.RATE,
        when=When.STICHTAG,
        counted=_combined,
        rows={"combination": Rows(_combinations, "combination", {one.value: one.label for one in Combination})},
        numerator="Familien, für die am Stichtag mindestens eine Leistung nach SGB II und mindestens eine nach "
        "SGB VIII läuft.",
        denominator="Bestand am Stichtag: Familien mit Status aktiv oder ruhend.",
        date_rule="Stichtag ist der letzte Kalendertag des Zeitraums, im laufenden Monat der Stand.",
        pitfalls=f"{GIVEN} Reine Beratung ist keine Leistung in diesem Sinn. Leistungen nach SGB III und Bildung und "
        "Teilhabe zählen zum SGB II; weitere Leistungen zu keinem. Häufigste Paare ab 5 Familien; eine Familie kann in "
        "mehreren Paaren stehen.",
    ),
)
