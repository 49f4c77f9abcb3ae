"""From proposal to admission: Vorschläge, Aufnahmequote, Warteliste, Dauer, Nichtaufnahmegründe (I07-I10, I31)."""

from collections import Counter
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from fam.figures import population
from fam.figures.decisions import DECLINED, cohorts
from fam.figures.dividing import by_institution, by_list, by_town, items
from fam.figures.indicator import (
    Breakdown,
    Figure,
    Indicator,
    Kind,
    Openness,
    Part,
    Period,
    When,
    count,
    middle,
    portion,
)
from fam.figures.population import entered, reached, size
from fam.figures.spread import Values, added, amount, median, quantile, values
from fam.figures.tally import days_between
from fam.figures.waiting import waiting_list
from fam.figures.wording import BY_EVENT, BY_MONTH, MEDIAN, STICHTAG, TOO_FEW
from fam.models import Family, StatusPeriod
from fam.rules.terms import ListName, Status


def _received(session: Session, period: Period) -> Figure:
    came = population.received(period)
    divided = (
        by_list(session, came, Family.source_id, ListName.SOURCE, "source", "Vorgeschlagen von"),
        by_institution(session, came),
        by_town(session, came, col(Family.town_ags)),
    )
    return Figure("I07", period, count(size(session, came)), divided)


def _quota(session: Session, period: Period) -> Figure:
    admitted = size(session, population.admitted(period))
    declined = {one: size(session, reached(period, [one])) for one in DECLINED}
    decided = admitted + sum(declined.values())
    outcome = {Status.ACTIVE: ("aufgenommen", admitted)} | {one: (one.label, declined[one]) for one in DECLINED}
    parts = tuple(Part(one.value, label, count(number)) for one, (label, number) in outcome.items())
    quarters = tuple(
        Part(
            f"{one.year}-{one.quarter}",
            f"{one.quarter}. Quartal {one.year}",
            portion(one.admitted, one.admitted + one.declined),
        )
        for one in cohorts(session, period)
    )
    views = (
        Breakdown("outcome", "Entscheidung", parts, whole=False),
        Breakdown("cohort", "Quartal des Eingangs", quarters, whole=False),
    )
    return Figure("I08", period, portion(admitted, decided), views)


def _waiting(session: Session, period: Period) -> Figure:
    found = waiting_list(session, period)
    days = Part("median", "Wartetage bisher, Median", middle(found.median_days, found.families))
    waits = Breakdown("days", "Wartetage", (days,), whole=False, unit="Tage")
    return Figure("I09", period, count(found.families), (waits,))


def _duration(session: Session, period: Period) -> Figure:
    """Days from receipt to admission, and the stretches of them; each over the families that have it."""
    admitted = population.admitted(period)
    here = col(Family.id).in_(admitted)

    def since(day: Any) -> Values:
        return values(session, days_between(session, col(Family.received_on), day), here)

    whole = since(col(Family.admitted_on))
    waited = _stretch(session, admitted, period, col(StatusPeriod.status) == Status.WAITING)
    returned = (col(StatusPeriod.status) == Status.PROPOSED, col(StatusPeriod.expected_until).is_not(None))
    stretches = (
        ("first_talk", "bis zum Erstgespräch", since(col(Family.first_talk_on))),
        ("decision", "bis zur Entscheidung", since(col(Family.decided_on))),
        ("waiting", "auf der Warteliste", waited),
        ("incomplete", "unvollständig, zurück an Vorschlagende", _stretch(session, admitted, period, *returned)),
    )
    late = Part("q80", "80 % in höchstens", middle(quantile(whole, 80), amount(whole)))
    parts = tuple(Part(code, label, middle(median(found), amount(found))) for code, label, found in stretches)
    views = (
        Breakdown("spread", "Streuung", (late,), whole=False),
        Breakdown("stretches", "Abschnitte (Median, Tage)", parts, whole=False),
    )
    return Figure("I10", period, middle(median(whole), amount(whole)), views)


def _stretch(session: Session, families: Any, period: Period, *which: Any) -> Values:
    """Return the days that families spent in some periods of their status history, added up for each family."""
    days = func.sum(days_between(session, col(StatusPeriod.starts_on), col(StatusPeriod.ends_on))).label("days")
    inside = col(StatusPeriod.family_id).in_(families), col(StatusPeriod.ends_on).is_not(None)
    each = select(days).where(*which, *inside, *entered(StatusPeriod, period)).group_by(col(StatusPeriod.family_id))
    rows = each.subquery()
    return added(session.exec(select(rows.c.days, func.count()).group_by(rows.c.days)))


def _not_admitted(session: Session, period: Period) -> Figure:
    declined = reached(period, [Status.NOT_ADMITTED])
    main, every = _reasons(session, declined)
    views = (
        Breakdown("reason", "Hauptgrund", items(session, main, ListName.NON_ADMISSION)),
        Breakdown("any", "genannt (mehrere möglich)", items(session, every, ListName.NON_ADMISSION), whole=False),
    )
    return Figure("I31", period, count(size(session, declined)), views)


def _reasons(session: Session, families: Any) -> tuple[Counter[int | None], Counter[int | None]]:
    """Return how often each reason was the main one, and how often it was named at all, in families."""
    columns = col(Family.reason_id), col(Family.more_reason_ids)
    query = select(*columns, func.count()).where(col(Family.id).in_(families)).group_by(*columns)
    main: Counter[int | None] = Counter()
    every: Counter[int | None] = Counter()
    for reason, more, number in session.exec(query):
        main[reason] += int(number)
        for one in {reason, *(more or ())} - {None}:
            every[one] += int(number)
    return main, every


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I07",
        title="Vorschläge (Falleingang)",
        kind=Kind.COUNT,
        when=When.PERIOD,
        openness=Openness.OPEN,
        counted=_received,
        unit="Vorschläge",
        numerator="Vorschläge, deren Eingangsdatum im Zeitraum liegt.",
        date_rule=f"{BY_MONTH} {BY_EVENT}",
        pitfalls="Auch Vorschläge, die später nicht aufgenommen oder zurückgezogen wurden. Aufgeteilt nach Herkunft, "
        "nach der Institution, die vorgeschlagen hat, und nach Wohnort; der Wohnort ist der heutige.",
        official="Zugang Anträge",
    ),
    Indicator(
        id="I08",
        title="Aufnahmequote",
        kind=Kind.RATE,
        when=When.PERIOD,
        counted=_quota,
        unit="Vorschläge",
        numerator="Familien, deren Aufnahmedatum im Zeitraum liegt.",
        denominator="Im Zeitraum entschiedene Vorschläge: aufgenommen, nicht aufgenommen oder zurückgezogen.",
        date_rule="Nach dem Tag der Aufnahme, der Ablehnung oder der Rücknahme.",
        pitfalls=f"Offene Vorschläge und die Warteliste zählen nicht. {TOO_FEW} Zweite Sicht: alle Vorschläge eines "
        "Quartals und was bis zum Stichtag aus ihnen wurde.",
    ),
    Indicator(
        id="I09",
        title="Warteliste",
        kind=Kind.COUNT,
        when=When.STICHTAG,
        openness=Openness.OPEN,
        counted=_waiting,
        numerator="Familien mit Status Warteliste am Stichtag.",
        date_rule=f"{STICHTAG} Wartetage vom Beginn des jetzigen Wartens bis zum Stichtag.",
        pitfalls="Der Median der Wartetage gilt für die, die noch warten: die Wartezeit ist noch nicht zu Ende.",
        official="Bestand Wartende",
    ),
    Indicator(
        id="I10",
        title="Dauer vom Vorschlag bis zur Aufnahme",
        kind=Kind.MEDIAN,
        when=When.PERIOD,
        counted=_duration,
        unit="Tage",
        numerator="Median der Tage vom Eingangsdatum bis zum Aufnahmedatum.",
        denominator="Familien, deren Aufnahmedatum im Zeitraum liegt.",
        date_rule=f"{BY_MONTH} Aufnahmedatum weniger Eingangsdatum in Kalendertagen.",
        pitfalls=f"{MEDIAN} „80 % in höchstens“: die kleinste Zahl von Tagen, die mindestens 80 % nicht überschreiten. "
        "Abschnitte: bis zum Erstgespräch und bis zur Entscheidung jeweils ab Eingang; Tage auf der Warteliste und "
        "Tage, an denen der Vorschlag zur Ergänzung zurückgegeben war, je Familie zusammengezählt. Jeder Abschnitt nur "
        "über die Familien, bei denen er vorkommt und eingetragen ist; die Abschnitte überschneiden sich. Ein Tag vor "
        f"dem Eingang zählt als 0 Tage. {TOO_FEW}",
        official="Bearbeitungs-/Wartedauer",
    ),
    Indicator(
        id="I31",
        title="Nichtaufnahmegründe",
        kind=Kind.COUNT,
        when=When.PERIOD,
        counted=_not_admitted,
        numerator="Im Zeitraum nicht aufgenommene Familien nach ihrem Hauptgrund.",
        denominator="Im Zeitraum nicht aufgenommene Familien.",
        date_rule=f"{BY_MONTH} Der Tag, an dem der Status „nicht aufgenommen“ begann.",
        pitfalls="Zurückgezogene Vorschläge zählen nicht: dort muss niemand einen Grund nennen. Zweite Tabelle: alle "
        "genannten Gründe, Hauptgrund und weitere; eine Familie steht dort bei jedem ihrer Gründe.",
    ),
)
