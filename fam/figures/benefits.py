"""Families that left SGB II receipt, and whose receipt fell (I25, I26): classes and percent, never an amount."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from fam.figures.dividing import LABELS, UNKNOWN
from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Part, Period, When, count, portion
from fam.figures.population import admission_known, covers, entered, in_stock, left_on, size
from fam.figures.transitions import CLAMPED
from fam.figures.wording import BY_EVENT, STICHTAG, TOO_FEW
from fam.models import Family, Receipt
from fam.rules.paths import Drawn, out_since
from fam.rules.periods import add_months
from fam.rules.plan_terms import ReceiptClass, ReceiptEnd

OUT_MONTHS, LASTING_MONTHS = 1, 3
FALLEN = 90  # percent of what it was before the admission, or less
CLASSES = (("50", 0, 50, "bis 50 %"), ("90", 50, 90, "über 50 bis 90 %"), ("100", 90, 100, "über 90 bis 100 %"),
           ("more", 100, None, "über 100 %"))  # fmt: skip


@dataclass(slots=True)
class Receiving:
    """What all Bedarfsgemeinschaften of a family received, and why it ended: first day -> reason."""

    family_id: int
    admitted_on: date
    left_on: date | None
    drawn: list[Drawn] = field(default_factory=list)
    why: dict[date, ReceiptEnd | None] = field(default_factory=dict)

    def exits(self) -> list[date]:
        """Return the days in FAM on which the last Bedarfsgemeinschaft left receipt, for at least a month."""
        return [
            day for day in sorted(self.why)
            if self.admitted_on < day <= (self.left_on or day) and out_since(self.drawn, day) == day
            and any(one.level is not ReceiptClass.NONE and one.starts_on < day for one in self.drawn)
            and self.stayed_out(day, OUT_MONTHS)
        ]  # fmt: skip

    def stayed_out(self, day: date, months: int) -> bool:
        """Return whether nothing was received from that day until so many months later, as far as is known."""
        return out_since(self.drawn, add_months(day, months)) == day


Exits = Mapping[int, tuple[Receiving, date]]  # by family


def _out(session: Session, period: Period) -> Figure:
    found = _receiving(session, period, add_months(period.first, -LASTING_MONTHS) - CLAMPED)
    left, older = _last(found, period, 0), _last(found, period, LASTING_MONTHS)
    lasting = sum(one.stayed_out(day, LASTING_MONTHS) for one, day in older.values())
    base = size(session, _asked(period))
    reasons = [reason.value if reason else UNKNOWN for one, day in left.values() for reason in (one.why[day],)]
    labels = {one.value: one.label for one in ReceiptEnd} | {UNKNOWN: LABELS[UNKNOWN]}
    work = reasons.count(ReceiptEnd.WORK.value)
    return Figure(
        "I25", period, portion(len(left), base),
        (
            Breakdown("reason", "Warum", tuple(Part(key, labels[key], count(reasons.count(key))) for key in labels),
                      whole=False),
            Breakdown("work", "Durch Arbeit oder Ausbildung", (Part("WORK", "durch Arbeit oder Ausbildung",
                      portion(work, len(left))),), whole=False),
            Breakdown("lasting", "Nachhaltig", (Part("3", f"nach {LASTING_MONTHS} Monaten weiter ohne Bezug",
                      portion(lasting, len(older))),), whole=False),
        ),
    )  # fmt: skip


def _last(found: Iterable[Receiving], period: Period, months: int) -> Exits:
    """Return each family's last exit whose day, so many months later, lies in the period."""
    days = (
        (one, [day for day in one.exits() if period.first <= add_months(day, months) <= period.last]) for one in found
    )
    return {one.family_id: (one, max(fitting)) for one, fitting in days if fitting}


def _receiving(session: Session, period: Period, since: date) -> list[Receiving]:
    """Return the families of which a Bedarfsgemeinschaft left receipt from `since` to the Stichtag."""
    left = sa.select(col(Receipt.family_id)).where(
        col(Receipt.level) == ReceiptClass.NONE, col(Receipt.event_on).between(since, period.last),
        *entered(Receipt, period),
    )  # fmt: skip
    query: Any = (
        sa.select(
            col(Receipt.family_id), col(Family.admitted_on), left_on(period),
            col(Receipt.unit_id), col(Receipt.level), col(Receipt.event_on), col(Receipt.ends_on),
            col(Receipt.end_reason),
        )
        .join_from(Receipt, Family, col(Family.id) == Receipt.family_id)
        .where(col(Receipt.family_id).in_(left), *entered(Receipt, period), *admission_known(period))
        .order_by(col(Receipt.family_id), col(Receipt.event_on), col(Receipt.id))
    )  # fmt: skip
    found: dict[int, Receiving] = {}
    for family_id, admitted, gone, unit, level, starts, ends, reason in session.exec(query):
        one = found.setdefault(family_id, Receiving(family_id, admitted, gone))
        one.drawn.append(Drawn(unit, level, starts, ends))
        if level is ReceiptClass.NONE:
            one.why[starts] = one.why.get(starts) or reason
    return list(found.values())


def _asked(period: Period) -> Any:
    """Return a select of the ids of the families in FAM on the Stichtag before the period, and those admitted in it."""
    out = left_on(period)
    still = sa.or_(out.is_(None), out >= period.first)
    return sa.select(col(Family.id)).where(col(Family.admitted_on) <= period.last, still, *admission_known(period))


def _fallen(session: Session, period: Period) -> Figure:
    drawn = _levels(period)
    query: Any = sa.select(*(sa.func.count(sa.case((where, 1))) for where in _cases(drawn))).select_from(drawn)
    unknown, known, fallen, *classes = (int(number) for number in session.exec(query).one())
    parts = [Part(key, label, count(number)) for (key, _, _, label), number in zip(CLASSES, classes, strict=True)]
    parts.append(Part(UNKNOWN, "im Bezug, Prozent nicht erfasst", count(unknown)))
    return Figure(
        "I26", period, portion(fallen, known),
        (Breakdown("class", "Höhe in Prozent der Ausgangslage", tuple(parts), whole=False),),
    )  # fmt: skip


def _cases(drawn: Any) -> list[Any]:
    known, percent = drawn.c.lacking == 0, drawn.c.percent
    classes = [
        sa.and_(known, percent > low, *([percent <= high] if high else [])) if low
        else sa.and_(known, percent <= high)
        for _key, low, high, _label in CLASSES
    ]  # fmt: skip
    return [drawn.c.lacking > 0, known, sa.and_(known, percent <= FALLEN), *classes]


def _levels(period: Period) -> Any:
    """Return a row per family that still receives: mean percent of its BGs (0 without receipt), how many lack it."""
    receives = col(Receipt.level) != ReceiptClass.NONE
    percent = sa.case((receives, col(Receipt.percent)), else_=0)
    lacking = sa.case((sa.and_(receives, col(Receipt.percent).is_(None)), 1), else_=0)
    return (
        sa.select(
            col(Receipt.family_id).label("family_id"), sa.func.avg(percent).label("percent"),
            sa.func.sum(lacking).label("lacking"),
        )
        .where(
            col(Receipt.family_id).in_(in_stock(period)),
            *covers(col(Receipt.event_on), col(Receipt.ends_on), period),
            *entered(Receipt, period),
        )
        .group_by(col(Receipt.family_id))
        .having(sa.func.max(sa.case((receives, 1), else_=0)) == 1)
        .subquery()
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I25",
        title="BG ohne Leistungsbezug",
        kind=Kind.RATE,
        when=When.PERIOD,
        counted=_out,
        numerator="Familien, deren sämtliche Bedarfsgemeinschaften im Zeitraum und während FAM den Leistungsbezug "
        "beendet haben und danach mindestens einen Monat ohne Bezug blieben.",
        denominator="Familien, die am Stichtag vor dem Zeitraum in FAM waren, und alle im Zeitraum aufgenommenen.",
        date_rule=f"Es zählt der Tag, seit dem keine Bedarfsgemeinschaft der Familie mehr bezieht. {BY_EVENT}",
        pitfalls="Nur „kein Bezug“ ist ein Ende; ein abgelaufener Eintrag, auf den nichts folgt, ist unbekannt. Am Tag "
        "des Abschlusses zählt das Ende noch mit. Ist der eine Monat noch nicht um, zählt die Familie vorläufig. "
        "Nachhaltig: von den Enden, deren drei Monate in den Zeitraum fallen, der Anteil, der dann weiter ohne Bezug "
        "ist. Der Grund ist der, der beim letzten Ende steht; Arbeit oder Ausbildung steht auch getrennt. Eine Familie "
        f"zählt einmal, mit ihrem letzten Ende. {TOO_FEW}",
        official="Abgang BG",
    ),
    Indicator(
        id="I26",
        title="Leistungshöhe gesunken",
        kind=Kind.RATE,
        when=When.STICHTAG,
        counted=_fallen,
        numerator=f"Familien, deren Leistungsbezug am Stichtag höchstens {FALLEN} Prozent der Ausgangslage beträgt.",
        denominator="Familien in FAM, die am Stichtag noch beziehen und für deren Bedarfsgemeinschaften im Bezug ein "
        "Prozentwert eingetragen ist.",
        date_rule=f"{STICHTAG} Ausgangslage (100 Prozent) ist der Durchschnitt der drei Monate vor der Aufnahme.",
        pitfalls="Der Prozentwert ist schon beim Eintragen um Regelbedarf und Haushaltsgröße bereinigt; Beträge kennt "
        "das Programm nicht. Bei mehreren Bedarfsgemeinschaften zählt ihr einfacher Durchschnitt, eine ohne Bezug mit "
        f"0 Prozent. Wer ganz ohne Bezug ist, steht bei I25. {TOO_FEW}",
        official="K1 (Summe der Leistungen)",
    ),
)
