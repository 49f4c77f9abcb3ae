"""How full the places are and who stands in: Auslastung je Institution and je Fachkraft, Vertretungsquote (I13-I15)."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import case, distinct, func
from sqlmodel import Session, col, select

from fam.figures.capacity import Capacity, capacity
from fam.figures.indicator import (
    Breakdown,
    Figure,
    Indicator,
    Kind,
    Number,
    Openness,
    Part,
    Period,
    When,
    rate,
)
from fam.figures.population import admission_known, covers, entered, in_statuses, left_on, present, touches
from fam.figures.tally import days_between
from fam.figures.wording import STICHTAG, TOO_FEW
from fam.models import Account, Family, Lead, Place
from fam.rules.periods import month_end, months_between
from fam.rules.terms import Institution, LeadKind, Status

PAUSED_SHARE = 0.5  # what a paused family counts in the second view of I13 (domain handbook §6.2)
Days = dict[int, set[date]]


def _institutions(session: Session, period: Period) -> Figure:
    """Utilisation on the Stichtag; over several months the averages of the month-ends, one by the other."""
    each = [capacity(session, replace(period, last=day)) for day in _stichtage(period)]
    rows = {one: [found for day in each for found in day if found.institution is one] for one in Institution}
    parts = {one: Part(one.value, one.label, _used(rows[one], 0)) for one in Institution}
    half = tuple(Part(one.value, one.label, _used(rows[one], PAUSED_SHARE)) for one in Institution)
    views = (
        Breakdown("institution", "Institution", tuple(parts.values()), whole=False),
        Breakdown("half", "mit Ruhenden zur Hälfte", half, whole=False),
    )
    return Figure("I13", period, _used([one for found in rows.values() for one in found], 0), views)


def _stichtage(period: Period) -> list[date]:
    """Return the last day of every month that the period ends or passes, at last the period's own."""
    ends = {min(month_end(month), period.last) for month in months_between(period.first, period.last)}
    return sorted(ends)


def _used(found: list[Capacity], paused: float) -> Number:
    """Return families by places over all days with places; `paused` is what a paused family counts."""
    known = [one for one in found if one.exact]
    if not known:
        return Number(None)
    taken = sum(one.active + paused * one.paused for one in known)
    days = len(known) / len({one.institution for one in known})
    behind = max(one.active + (one.paused if paused else 0) for one in known)
    return rate(taken / days, sum(one.exact or 0 for one in known) / days, behind, behind)


def _workers(session: Session, period: Period) -> Figure:
    active = in_statuses(period, [Status.ACTIVE])
    leading = _led(session, period, active)
    places = _places(session, period)
    away = _represented(session, period, active)
    people = [one for one in {*leading, *places} if one is not None]
    names = dict(session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(people))).all())
    names = {one: name + (" (vertreten)" if one in away else "") for one, name in names.items()}
    parts = [
        Part(str(one), names.get(one, ""), _share(leading.get(one, 0), places.get(one)))
        for one in sorted(people, key=lambda one: (names.get(one, ""), one))
    ]
    if None in leading:
        parts.append(Part("UNKNOWN", "nur als Name in der Liste", _share(leading[None], None)))
    behind = _behind(session, period, active)
    total = replace(_share(sum(leading.values()), sum(places.values()) or None), families=behind, base=behind)
    return Figure("I14", period, total, (Breakdown("worker", "Fachkraft", tuple(parts), whole=False),))


def _behind(session: Session, period: Period, families: Any) -> int:
    """Return how many different families stand behind the sum: most have two leads."""
    query = select(func.count(distinct(col(Lead.family_id)))).where(
        *_leads(LeadKind.LEAD, period), col(Lead.family_id).in_(families)
    )
    return int(session.exec(query).one())


def _led(session: Session, period: Period, families: Any) -> dict[int | None, int]:
    query = (
        select(col(Lead.account_id), func.count(distinct(col(Lead.family_id))))
        .where(*_leads(LeadKind.LEAD, period), col(Lead.family_id).in_(families))
        .group_by(col(Lead.account_id))
    )
    return {account: int(number) for account, number in session.exec(query)}


def _places(session: Session, period: Period) -> dict[int | None, float]:
    query = (
        select(col(Place.account_id), func.sum(Place.fte * Place.case_key))
        .where(*covers(col(Place.starts_on), col(Place.ends_on), period), *entered(Place, period))
        .group_by(col(Place.account_id))
    )
    return {account: float(total) for account, total in session.exec(query)}


def _represented(session: Session, period: Period, families: Any) -> set[int | None]:
    """Return the accounts that somebody of their institution stands in for on the Stichtag, in one of the families."""
    deputies = select(col(Lead.family_id), col(Lead.institution)).where(
        *_leads(LeadKind.DEPUTY, period), col(Lead.family_id).in_(families)
    )
    away = deputies.subquery()
    query = (
        select(col(Lead.account_id))
        .join(away, (away.c.family_id == Lead.family_id) & (away.c.institution == Lead.institution))
        .where(*_leads(LeadKind.LEAD, period))
        .distinct()
    )
    return set(session.exec(query))


def _leads(kind: LeadKind, period: Period) -> tuple[Any, ...]:
    times = covers(col(Lead.starts_on), col(Lead.ends_on), period)
    return (col(Lead.kind) == kind, *times, *entered(Lead, period))


def _share(families: int, places: float | None) -> Number:
    return rate(families, places, families, families) if places else Number(None, families, None, families, families)


def _deputies(session: Session, period: Period) -> Figure:
    every, families = _family_days(session, period)
    days = {one: _deputy_days(session, period, [one]) for one in Institution}
    either = _deputy_days(session, period, list(Institution))
    parts = tuple(
        Part(one.value, one.label, rate(sum(map(len, days[one].values())), every, len(days[one]), families))
        for one in Institution
    )
    number = rate(sum(map(len, either.values())), every, len(either), families)
    return Figure("I15", period, number, (Breakdown("institution", "Institution", parts, whole=False),))


def _family_days(session: Session, period: Period) -> tuple[int, int]:
    """Return how many days all families together were in FAM within the period, and how many families that were."""
    admitted, left = col(Family.admitted_on), left_on(period)
    begin = case((admitted < period.first, period.first), else_=admitted)
    end = case((left <= period.last, left), else_=period.after)
    each = select(days_between(session, begin, end).label("days")).where(col(Family.id).in_(present(period))).subquery()
    days, families = session.exec(select(func.sum(each.c.days), func.count())).one()
    return int(days or 0), int(families)


def _deputy_days(session: Session, period: Period, institutions: list[Institution]) -> Days:
    """Return family -> the days on which a deputy was at work; two at the same time are one day."""
    times = touches(col(Lead.starts_on), col(Lead.ends_on), period)
    columns: Any = (Lead.family_id, Lead.starts_on, Lead.ends_on, Family.admitted_on, left_on(period))
    query = (
        select(*columns)
        .join(Family, col(Family.id) == Lead.family_id)
        .where(col(Lead.kind) == LeadKind.DEPUTY, col(Lead.institution).in_(institutions), *times)
        .where(*entered(Lead, period), *admission_known(period))
    )
    found: Days = {}
    for family, starts_on, ends_on, admitted, left in session.exec(query):
        first = max(starts_on, admitted, period.first)
        after = min(ends_on or period.after, left or period.after, period.after)
        days = {date.fromordinal(day) for day in range(first.toordinal(), after.toordinal())}
        if days:
            found.setdefault(family, set()).update(days)
    return found


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I13",
        title="Auslastung je Institution",
        kind=Kind.RATE,
        when=When.STICHTAG,
        counted=_institutions,
        unit="Plätze",
        numerator="Aktive Familien am Stichtag; jede zählt bei jeder der beiden Institutionen einmal.",
        denominator="Plätze: Summe aus Stellenanteil × Fallschlüssel, die am Stichtag gelten, nicht gerundet.",
        date_rule=f"{STICHTAG} Über mehrere Monate: Durchschnitt der Familien an den Monatsenden durch Durchschnitt "
        "der Plätze an denselben Tagen.",
        pitfalls="Ruhende Familien belegen keinen Platz; zweite Sicht „mit Ruhenden zur Hälfte“: jede ruhende zählt "
        "0,5. Der Gesamtwert nimmt beide Institutionen zusammen. Tage ohne eingetragene Plätze bleiben außen vor. "
        f"{TOO_FEW}",
        official="Betreuungsschlüssel",
    ),
    Indicator(
        id="I14",
        title="Auslastung je Fachkraft",
        kind=Kind.RATE,
        when=When.STICHTAG,
        openness=Openness.TEAM,
        counted=_workers,
        unit="Plätze",
        numerator="Aktive Familien, in denen die Fachkraft am Stichtag die Fallführung hat.",
        denominator="Eigene Plätze am Stichtag: Stellenanteil × Fallschlüssel, nicht gerundet.",
        date_rule=STICHTAG,
        pitfalls="Nur für die Koordination, keine Leistungskontrolle. Abwesenheit ist nicht selbst gespeichert: "
        "„vertreten“ heißt, dass am Stichtag in einer dieser Familien eine Vertretung derselben Institution läuft. "
        f"Eine Vertretung zählt nicht als Fallführung. {TOO_FEW}",
    ),
    Indicator(
        id="I15",
        title="Vertretungsquote",
        kind=Kind.RATE,
        when=When.PERIOD,
        counted=_deputies,
        unit="Familientage",
        numerator="Familientage, an denen eine Vertretung läuft; zwei Vertretungen am selben Tag sind ein Tag.",
        denominator="Alle Familientage: Tage, an denen eine Familie in FAM war (aktiv oder ruhend), im Zeitraum.",
        date_rule="Jeder Tag des Zeitraums; Vertretung und Aufnahme ab dem ersten Tag, das Ende ist der erste Tag "
        "nicht mehr.",
        pitfalls="Die Abwesenheit der Fallführung ist nicht selbst gespeichert: Die befristete Vertretung steht für "
        "sie. Auch je Institution; die beiden können sich überschneiden. Eine Abwesenheit ohne Vertretung fehlt hier. "
        f"{TOO_FEW}",
    ),
)
