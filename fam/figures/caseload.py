"""The caseload and how it moves: Bestand, Zugang, Abgang, Saldo, Anwesenheit, Soll/Ist (I01-I06)."""

from dataclasses import replace
from datetime import date

from sqlalchemy import distinct, func, or_
from sqlmodel import Session, col, select

from fam.figures import population
from fam.figures.aftercare import in_aftercare
from fam.figures.dividing import by_list
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
    count,
    portion,
)
from fam.figures.persons import AGES, child, members, under_25
from fam.figures.plan import in_force, plan_paths
from fam.figures.population import in_statuses, in_stock, size
from fam.figures.wording import APPROXIMATE, BY_EVENT, BY_MONTH, STICHTAG
from fam.models import Family, Member
from fam.rules.periods import month_start
from fam.rules.terms import IN_STOCK, ListName, Status

EXPANSION = date(2017, 1, 1)  # since then the net growth is added up (I04)


def _stock(session: Session, period: Period) -> Figure:
    number = {one: size(session, in_statuses(period, [one])) for one in IN_STOCK}
    states = tuple(Part(one.value, one.label, count(number[one])) for one in (Status.ACTIVE, Status.PAUSED))
    whole = Breakdown("status", "Status", states)
    after = Part("aftercare", "in Nachbetreuung", count(in_aftercare(session, period.last)))
    beside = Breakdown("aftercare", "Neben dem Bestand", (after,), whole=False)
    return Figure("I01", period, count(sum(number.values())), (whole, _persons(session, period), beside))


def _persons(session: Session, period: Period) -> Breakdown:
    """Persons, children and U25 of the families in stock, each person once; an overlapping list of three."""
    belongs = members(in_stock(period), period)
    kinds = (("persons", "Personen", ()), ("children", "Kinder (unter 18)", (child(period),)),
             ("u25", "U25 (unter 25)", (under_25(period),)))  # fmt: skip
    parts = []
    for code, label, which in kinds:
        query = select(func.count(), func.count(distinct(col(Member.family_id)))).where(*belongs, *which)
        persons, families = session.exec(query).one()
        parts.append(Part(code, label, count(int(persons), int(families))))
    return Breakdown("persons", "Personen in diesen Familien", tuple(parts), whole=False, unit="Personen")


def _inflow(session: Session, period: Period) -> Figure:
    admitted = population.admitted(period)
    came = size(session, admitted)
    again = size(session, admitted.where(col(Family.readmission).is_(True)))
    parts = (Part("first", "erstmals", count(came - again)), Part("again", "Wiederaufnahme", count(again)))
    source = by_list(session, admitted, Family.source_id, ListName.SOURCE, "source", "Vorgeschlagen von")
    return Figure("I02", period, count(came), (Breakdown("returning", "Erstmals oder wieder", parts), source))


def _outflow(session: Session, period: Period) -> Figure:
    closed = population.closed(period)
    reasons = by_list(session, closed, Family.reason_id, ListName.CLOSING, "reason", "Hauptgrund")
    return Figure("I03", period, count(size(session, closed)), (reasons,))


def _balance(session: Session, period: Period) -> Figure:
    since = _net(session, replace(period, first=EXPANSION)) if period.last >= EXPANSION else Number(None)
    total = Part("since", "aufsummiert seit dem 01.01.2017", since)
    added = Breakdown("cumulated", "Nettowachstum", (total,), whole=False)
    return Figure("I04", period, _net(session, period), (added,))


def _net(session: Session, period: Period) -> Number:
    admitted, closed = population.admitted(period), population.closed(period)
    either = select(col(Family.id)).where(or_(col(Family.id).in_(admitted), col(Family.id).in_(closed)))
    return count(size(session, admitted) - size(session, closed), size(session, either))


def _present(session: Session, period: Period) -> Figure:
    return Figure("I05", period, count(size(session, population.present(period))))


def _reached(session: Session, period: Period) -> Figure:
    stock = size(session, in_stock(period))
    planned = in_force(plan_paths(session, period)).get(month_start(period.last))
    if planned is None:
        return Figure("I06", period, Number(None, stock, None, stock))
    gap = Part("gap", "Abstand zum Plan in Familien", count(stock - planned, stock))
    apart = Breakdown("gap", "Abstand", (gap,), whole=False)
    return Figure("I06", period, portion(stock, planned), (apart,))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I01",
        title="Bestand",
        kind=Kind.COUNT,
        when=When.STICHTAG,
        openness=Openness.OPEN,
        counted=_stock,
        numerator="Familien (FAM-Fälle), die am Stichtag in FAM sind: Status "
        f"{' oder '.join(s.label for s in IN_STOCK)}.",
        date_rule=f"{STICHTAG} Eine Familie ist in FAM vom Aufnahmedatum bis zum letzten Tag in FAM, beide "
        "eingeschlossen.",
        pitfalls="Ruhende Familien zählen mit und stehen auch getrennt. Gezählt werden Familien, nicht Personen oder "
        "Bedarfsgemeinschaften. Daneben stehen die Personen, die am Stichtag zu diesen Familien gehören, jede einmal "
        "je Familie, auch wer selbst nicht teilnimmt: alle, Kinder (Rolle Kind oder junger Mensch, unter 18) und U25 "
        f"(alle unter 25, also auch die Kinder). {AGES} Anonymisierte Fälle bleiben in früheren Monaten gezählt.",
        official="Bestand",
    ),
    Indicator(
        id="I02",
        title="Zugang",
        kind=Kind.COUNT,
        when=When.PERIOD,
        openness=Openness.OPEN,
        counted=_inflow,
        numerator="Familien, deren Aufnahmedatum im Zeitraum liegt.",
        date_rule=f"{BY_MONTH} {BY_EVENT}",
        pitfalls="Nicht das Datum des Vorschlags. Eine Familie, die wiederkommt, ist ein neuer Fall und zählt als "
        f"neuer Zugang; „Wiederaufnahme“ heißt: mit einem früheren Fall verknüpft. {APPROXIMATE}",
        official="Zugang",
    ),
    Indicator(
        id="I03",
        title="Abgang",
        kind=Kind.COUNT,
        when=When.PERIOD,
        openness=Openness.OPEN,
        counted=_outflow,
        numerator="Familien, deren Abschlussdatum im Zeitraum liegt. Abschlussdatum ist der Tag nach dem letzten Tag "
        "in FAM.",
        date_rule=f"{BY_MONTH} {BY_EVENT}",
        pitfalls="Wer bis zum letzten Tag eines Monats in FAM ist, zählt an diesem Stichtag noch zum Bestand und geht "
        "im Folgemonat ab. Aufgeteilt nach dem Hauptgrund.",
        official="Abgang",
    ),
    Indicator(
        id="I04",
        title="Saldo (Nettowachstum)",
        kind=Kind.COUNT,
        when=When.PERIOD,
        openness=Openness.OPEN,
        counted=_balance,
        numerator="Zugang weniger Abgang im Zeitraum; daneben aufsummiert vom 01.01.2017 bis zum Ende des Zeitraums.",
        date_rule=BY_MONTH,
        pitfalls="Probe: Bestand = Bestand des Vormonats + Zugang − Abgang. Bestand und Bewegungen werden getrennt "
        "gezählt (Statusverlauf und Falldaten) und in jedem Monat verglichen. Wer zwischen zwei Stichtagen kommt und "
        "geht, zählt im Zugang und im Abgang, nie im Bestand.",
        official="Veränderung",
    ),
    Indicator(
        id="I05",
        title="Anwesenheit im Zeitraum",
        kind=Kind.COUNT,
        when=When.PERIOD,
        counted=_present,
        numerator="Familien, die an mindestens einem Tag des Zeitraums in FAM waren (aktiv oder ruhend), jede einmal.",
        date_rule="Alle Tage des Zeitraums, der erste und der letzte eingeschlossen; im Jahresbericht das Jahr.",
        pitfalls="Nie kleiner als der Bestand: die Zahl der insgesamt begleiteten Familien. Wer am Tag der Aufnahme "
        "wieder ging, war keinen Tag in FAM und zählt nicht.",
        official="Anwesenheitsgesamtheit",
    ),
    Indicator(
        id="I06",
        title="Soll/Ist-Erreichung",
        kind=Kind.RATE,
        when=When.STICHTAG,
        openness=Openness.OPEN,
        counted=_reached,
        numerator="Bestand am Stichtag.",
        denominator="Geplanter Bestand für den Monat des Stichtags nach den bis dahin beschlossenen Fassungen; die "
        "zuletzt beschlossene gilt ab ihrem ersten Monat.",
        date_rule=f"{STICHTAG} Im laufenden Monat steht der Bestand gegen den Plan für das Monatsende.",
        pitfalls="Auch als Abstand in Familien. Ohne eingetragenen Plan gibt es keinen Wert: nichts wird angenommen. "
        "Bei einem Plan unter 5 Familien steht nur der Abstand.",
        official="Zielerreichungsgrad",
    ),
)
