"""How long families stay and why they leave: Verweildauer, Abschlussgründe, Abbruchquote (I11, I12, I32, I33)."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from fam.figures import population
from fam.figures.dividing import entries, items
from fam.figures.indicator import (
    Breakdown,
    Figure,
    Indicator,
    Kind,
    Number,
    Part,
    Period,
    Rows,
    When,
    count,
    middle,
    portion,
)
from fam.figures.population import in_stock, size
from fam.figures.spread import Values, amount, median, values
from fam.figures.tally import Tallies, days_between, tally
from fam.figures.wording import APPROXIMATE, BY_EVENT, BY_MONTH, MEDIAN, STICHTAG, TOO_FEW
from fam.models import Family, ListItem
from fam.rules.periods import DAYS_A_MONTH, add_months
from fam.rules.terms import ListName

ENDING, NEUTRAL = "Abbruch", "Neutral"  # groups of the closing reasons (domain handbook §4.4)
GROUPS = ("Ziel erreicht", ENDING, NEUTRAL, "Organisatorisch")
EARLY_MONTHS = 3
CLASSES = ((0, 6, "unter 6 Monaten"), (6, 12, "6 bis unter 12"), (12, 24, "12 bis unter 24"), (24, None, "24 und mehr"))
UNKNOWN = "nicht erfasst"
MONTHS = f"Monate sind Tage durch {str(DAYS_A_MONTH).replace('.', ',')}."


def _stay(session: Session, period: Period) -> Figure:
    days = days_between(session, col(Family.admitted_on), col(Family.closed_on))
    return Figure("I11", period, _months(values(session, days, col(Family.id).in_(population.closed(period)))))


def _so_far(session: Session, period: Period) -> Figure:
    here = (col(Family.id).in_(in_stock(period)), col(Family.admitted_on).is_not(None))
    days = days_between(session, col(Family.admitted_on), period.after)
    parts = [Part(str(least), label, _class(session, period, here, least, most)) for least, most, label in CLASSES]
    unknown = size(session, in_stock(period)) - sum(int(one.number.value or 0) for one in parts)
    parts += [Part("UNKNOWN", UNKNOWN, count(unknown))] if unknown else []
    classes = Breakdown("months", "Monate in FAM", tuple(parts), unit="Familien")
    return Figure("I12", period, _months(values(session, days, *here)), (classes,))


def _class(session: Session, period: Period, here: Any, least: int, most: int | None) -> Number:
    """Count those in FAM for at least so many whole calendar months, and for fewer than so many."""
    since = col(Family.admitted_on)
    longer = (since <= add_months(period.after, -least),) if least else ()
    shorter = () if most is None else (since > add_months(period.after, -most),)
    return count(size(session, select(col(Family.id)).where(*here, *longer, *shorter)))


def _months(days: Values) -> Number:
    found = median(days)
    return middle(None if found is None else found / DAYS_A_MONTH, amount(days))


def _reasons(session: Session, period: Period) -> Figure:
    found = tally(session, _left(session, period).subquery(), "reason", "group", "official")
    reasons, groups, official = (_families(found, place) for place in range(3))
    words = {one.official for one in entries(session, ListName.CLOSING) if one.official} | set(official) - {UNKNOWN}
    views = (
        Breakdown("group", "Gruppe", _parts(groups, GROUPS)),
        Breakdown("reason", "Hauptgrund", items(session, reasons, ListName.CLOSING)),
        Breakdown("official", "Grund der Beendigung (amtlich)", _parts(official, sorted(words))),
    )
    return Figure("I32", period, count(reasons.total()), views)


def _left(session: Session, period: Period) -> Any:
    """The families closed in the period: family_id, reason, its group and its word of the official statistics."""
    reason = (col(ListItem.id) == Family.reason_id, col(ListItem.list) == ListName.CLOSING)
    words = (_word(ListItem.group).label("group"), _word(ListItem.official).label("official"))
    query = sa.select(col(Family.id).label("family_id"), col(Family.reason_id).label("reason"), *words)
    query = query.join_from(Family, ListItem, sa.and_(*reason), isouter=True)
    return query.where(col(Family.id).in_(population.closed(period)))


def _word(column: Any) -> Any:
    return func.coalesce(func.nullif(column, ""), UNKNOWN)


def _families(found: Tallies, place: int) -> Counter[Any]:
    """Add up the families of a tally by several keys by one of them."""
    numbers: Counter[Any] = Counter()
    for key, one in found.items():
        numbers[key[place]] += one.families
    return numbers


def _parts(found: Counter[str], listed: Any) -> tuple[Part, ...]:
    rest = [one for one in sorted(found) if one not in listed and found[one]]
    return tuple(Part(one, one, count(found[one])) for one in (*listed, *rest))


def _ended(session: Session, period: Period) -> Figure:
    closed = population.closed(period)
    groups = _families(tally(session, _left(session, period).subquery(), "group", "reason"), 0)
    ended, base, neutral = groups[ENDING], groups.total(), groups[NEUTRAL]
    early = _early(session, closed)
    parts = (
        Part("A", "Variante A: an allen Abschlüssen", portion(ended, base)),
        Part("B", "Variante B: ohne neutrale Abschlüsse", portion(ended, base - neutral)),
        Part("early", f"früher Abbruch (bis {EARLY_MONTHS} Monate), an allen Abschlüssen", portion(early, base)),
    )
    return Figure("I33", period, portion(ended, base), (Breakdown("variant", "Variante", parts, whole=False),))


def _early(session: Session, closed: Any) -> int:
    """Count the families that broke off within three calendar months of their admission."""
    ending = [one.id for one in entries(session, ListName.CLOSING) if one.group == ENDING]
    days: Any = (Family.admitted_on, Family.closed_on)
    columns: Any = (*days, func.count())
    query = select(*columns).where(col(Family.id).in_(closed), col(Family.reason_id).in_(ending))
    rows = session.exec(query.group_by(*days))
    return sum(int(number) for admitted, left, number in rows if left <= add_months(admitted, EARLY_MONTHS))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I11",
        title="Verweildauer, abgeschlossen",
        kind=Kind.MEDIAN,
        when=When.PERIOD,
        counted=_stay,
        unit="Monate",
        numerator="Median der Monate vom Aufnahmedatum bis zum Abschlussdatum (dem ersten Tag nicht mehr in FAM).",
        denominator="Familien, deren Abschlussdatum im Zeitraum liegt.",
        date_rule=f"{BY_MONTH} {BY_EVENT} {MONTHS}",
        pitfalls="In einem wachsenden Programm zu klein: wer lange bleibt, ist noch nicht abgeschlossen. Nie mit der "
        f"bisherigen Verweildauer (I12) mischen. Auch die Zeit des Ruhens zählt. {MEDIAN} {APPROXIMATE} {TOO_FEW}",
        official="abgeschlossene Dauer",
    ),
    Indicator(
        id="I12",
        title="Bisherige Verweildauer",
        kind=Kind.MEDIAN,
        when=When.STICHTAG,
        counted=_so_far,
        unit="Monate",
        numerator="Median der Monate vom Aufnahmedatum bis zum Stichtag, dieser eingeschlossen.",
        denominator="Bestand am Stichtag.",
        date_rule=f"{STICHTAG} {MONTHS} Klassen nach vollen Kalendermonaten.",
        pitfalls="Die Familien bleiben weiter: der Wert wächst noch. Nie mit der abgeschlossenen Verweildauer (I11) "
        f"mischen. Auch die Zeit des Ruhens zählt. {MEDIAN} {TOO_FEW}",
        official="bisherige Dauer",
    ),
    Indicator(
        id="I32",
        title="Abschlussgründe",
        kind=Kind.COUNT,
        when=When.PERIOD,
        counted=_reasons,
        rows={"group": Rows(_left, "group", {one: one for one in (*GROUPS, UNKNOWN)}, head=True)},
        numerator="Abgeschlossene Familien nach Gruppe und Hauptgrund.",
        denominator="Familien, deren Abschlussdatum im Zeitraum liegt.",
        date_rule=f"{BY_MONTH} {BY_EVENT}",
        pitfalls="Je Familie der eine Hauptgrund; weitere Gründe zählen nicht. Die Gruppe ist die, in der der Grund "
        "heute steht. Daneben das Wort der amtlichen Kinder- und Jugendhilfestatistik, dem der Grund zugeordnet ist.",
        official="Grund der Beendigung (KJH)",
    ),
    Indicator(
        id="I33",
        title="Abbruchquote",
        kind=Kind.RATE,
        when=When.PERIOD,
        counted=_ended,
        numerator=f"Abgeschlossene Familien mit einem Hauptgrund der Gruppe „{ENDING}“.",
        denominator="Variante A (der Wert): alle im Zeitraum abgeschlossenen Familien. Variante B: ohne die mit einem "
        f"Hauptgrund der Gruppe „{NEUTRAL}“.",
        date_rule=f"{BY_MONTH} {BY_EVENT}",
        pitfalls=f"Immer sagen, welche Variante. Früher Abbruch: höchstens {EARLY_MONTHS} Kalendermonate vom "
        f"Aufnahmedatum bis zum Abschlussdatum; er ist in den Abbrüchen enthalten und steht getrennt. {TOO_FEW}",
    ),
)
