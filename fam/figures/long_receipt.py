"""Veränderung LZB (I28): who had received for at least 21 of 24 months, on the Stichtag and at the admission."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Part, Period, When, count, rate
from fam.figures.monthly import month_column
from fam.figures.population import entered, in_stock
from fam.figures.walking import elb
from fam.figures.wording import STICHTAG, TOO_FEW
from fam.models import Family, Receipt, UnitMember
from fam.rules.durations import month_number
from fam.rules.periods import month_end
from fam.rules.plan_terms import ReceiptClass

WINDOW, LONG = 24, 21  # months (domain handbook §1.2: § 6 of the Verordnung zu § 48a SGB II)
EVER = 12 * 10_000  # the month of an open end


def _changed(session: Session, period: Period) -> Figure:
    now, then, new, gone, base = _counts(session, period)
    (was_now, of_now), (was_then, of_then), (came, of_came), (left, of_left), (people, families) = (
        now, then, new, gone, base,
    )  # fmt: skip
    both = (
        Part("then", "bei der Aufnahme", rate(was_then, people, of_then, families)),
        Part("now", "am Stichtag", rate(was_now, people, of_now, families)),
    )
    moved = (
        Part("gone", "waren es bei der Aufnahme, am Stichtag nicht mehr", count(left, of_left)),
        Part("new", "sind es seit der Aufnahme geworden", count(came, of_came)),
    )
    return Figure(
        "I28", period, rate(was_now, people, of_now, families),
        (Breakdown("day", "LZB", both, whole=False), Breakdown("moved", "Bewegung", moved, whole=False)),
    )  # fmt: skip


def _counts(session: Session, period: Period) -> list[tuple[int, int]]:
    """Return (persons, families): LZB now, then, only now, only then, and everybody known."""
    each = _each(period).subquery()
    now, then = each.c.now >= LONG, each.c.then >= LONG
    wanted = (now, then, sa.and_(now, ~then), sa.and_(then, ~now), sa.true())
    columns: list[Any] = []
    for where in wanted:
        columns += [sa.func.count(sa.case((where, 1))), sa.func.count(sa.distinct(sa.case((where, each.c.family_id))))]
    numbers = [int(one) for one in session.exec(sa.select(*columns).select_from(each)).one()]  # type: ignore[call-overload]  # more columns than the stubs know
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _each(period: Period) -> Any:
    """Return a row per eLb whose 24 months before the admission are known: months in receipt now and then."""
    last = month_number(period.last) - (0 if period.last == month_end(period.last) else 1)
    admitted = month_column(col(Family.admitted_on))
    able = elb(in_stock(period), period).subquery()
    first = _later(_start(Receipt.event_on), _start(UnitMember.starts_on))
    until = _earlier(_end(Receipt.ends_on), _end(UnitMember.ends_on))
    received = col(Receipt.level) != ReceiptClass.NONE
    times = (
        sa.select(
            able.c.id, able.c.family_id, admitted.label("admitted"), received.label("received"),
            first.label("first"), until.label("until"),
            _so_far(until, able.c.id, first).label("known"),
            _so_far(sa.case((received, until)), able.c.id, first).label("drawn"),
        )
        .select_from(able)
        .join(Family, col(Family.id) == able.c.family_id)
        .join(UnitMember, col(UnitMember.member_id) == able.c.id)
        .join(Receipt, col(Receipt.unit_id) == UnitMember.unit_id)
        .where(*entered(UnitMember, period), *entered(Receipt, period))
        .subquery()
    )  # fmt: skip
    each = times.c

    def months(begin: Any, end: Any, so_far: Any, where: Any) -> Any:
        """The months of a span that these times cover, each once however many of them cover it."""
        covered = _earlier(each.until, end) - _later(_later(each.first, begin), so_far + 1) + 1
        return sa.func.sum(sa.case((sa.and_(covered > 0, where), covered), else_=0))

    before = (each.admitted - WINDOW, each.admitted - 1)
    return (
        sa.select(
            each.id, each.family_id,
            months(sa.literal(last - WINDOW + 1), sa.literal(last), each.drawn, each.received).label("now"),
            months(*before, each.drawn, each.received).label("then"),
        )
        .group_by(each.id, each.family_id)
        .having(months(*before, each.known, sa.true()) >= WINDOW)
    )  # fmt: skip


def _so_far(until: Any, person: Any, first: Any) -> Any:
    """Up to which month the times of a person that began before this one reach."""
    reached = sa.func.max(until).over(
        partition_by=person, order_by=(first, col(Receipt.id), col(UnitMember.id)), rows=(None, -1)
    )
    return sa.func.coalesce(reached, 0)


def _start(day: Any) -> Any:
    """The first month whose last day lies in the time; without a beginning: always."""
    return sa.func.coalesce(month_column(col(day)), 0)


def _end(day: Any) -> Any:
    """The last month whose last day lies in the time: the one before the month of its end."""
    return sa.func.coalesce(month_column(col(day)) - 1, EVER)


def _later(one: Any, other: Any) -> Any:
    return sa.case((one > other, one), else_=other)


def _earlier(one: Any, other: Any) -> Any:
    return sa.case((one < other, one), else_=other)


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I28",
        title="Veränderung LZB",
        kind=Kind.RATE,
        when=When.STICHTAG,
        counted=_changed,
        unit="eLb",
        numerator="eLb in FAM, die am Stichtag Langzeitleistungsbeziehende (LZB) sind: in mindestens 21 der letzten 24 "
        "Monate im Bezug. Daneben, von denselben Personen: wer es bei der Aufnahme war.",
        denominator="Dieselben Personen: eLb in FAM am Stichtag, für die die 24 Monate vor der Aufnahme erfasst sind.",
        date_rule=f"{STICHTAG} Ein Monat zählt, wenn die Bedarfsgemeinschaft der Person an seinem letzten Tag bezieht: "
        "24 Monatsenden bis zum Stichtag, und 24 vor dem Monat der Aufnahme.",
        pitfalls="Wer keiner Bedarfsgemeinschaft zugeordnet ist oder wessen Bezug vor der Aufnahme nicht für alle 24 "
        "Monate erfasst ist (auch als „kein Bezug“), zählt nicht. Wo nichts eingetragen ist, gilt der Monat am "
        f"Stichtag als ohne Bezug. Wer eLb ist, steht bei I24. {TOO_FEW}",
        official="K3",
    ),
)
