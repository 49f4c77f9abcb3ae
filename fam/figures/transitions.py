"""U25-Übergänge, Integrationsquote and work on the Stichtag (I23, I24, I27)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Number, Part, Period, Rows, When, count, rate
from fam.figures.persons import BIRTH_MONTH
from fam.figures.population import admission_known, covers, entered, in_stock, present, touches
from fam.figures.tally import NONE, Tally, counts, share, tallies, total
from fam.figures.walking import Walker, elb, in_state, walkers
from fam.figures.wording import BY_EVENT, STICHTAG, TOO_FEW
from fam.models import Family, Member, Receipt, Station, UnitMember, table
from fam.rules.paths import (
    INTEGRATIONS,
    SUSTAINED_MONTHS,
    TARGETS,
    TRAINING,
    YOUNG_FROM,
    YOUNG_TO,
    Stay,
    at_target,
    by_month,
    is_elb_by_month,
    is_u25,
)
from fam.rules.periods import add_months, month_end, months_between, next_month
from fam.rules.plan_terms import ReceiptClass, StationKind

Main = list[tuple[Walker, Stay]]
JOINED = "Wechselt jemand ohne Unterbrechung nur den Betrieb oder die Schule, ist das kein neuer Beginn."
CLAMPED = timedelta(days=3)  # the 31st becomes the 28th: a day some months later may come that much earlier
WORK: Mapping[str, tuple[StationKind, ...]] = {
    "EMPLOYED": (StationKind.EMPLOYED,), "TRAINING": TRAINING, "MINIJOB": (StationKind.MINIJOB,),
}  # fmt: skip
WORK_LABELS = {"EMPLOYED": StationKind.EMPLOYED.label, "TRAINING": "Ausbildung", "MINIJOB": "nur Minijob",
               "NONE": "nichts davon"}  # fmt: skip


def _transitions(session: Session, period: Period) -> Figure:
    found = walkers(session, period, add_months(period.first, -max(SUSTAINED_MONTHS)) - CLAMPED, TARGETS)
    main = _main(found, period)
    base = total(session, _young(period).subquery())
    kinds = tuple(Part(kind.value, kind.label, _people(main, (kind,))) for kind in TARGETS)
    lasting = tuple(
        Part(str(months), f"nach {months} Monaten in einem Zielstatus", _sustained(found, period, months))
        for months in SUSTAINED_MONTHS
    )
    moved = _people(main, TARGETS)
    return Figure(
        "I23", period, rate(moved.numerator or 0, base.rows, moved.families, base.families),
        (Breakdown("kind", "Wohin", kinds, whole=False), Breakdown("sustained", "Bestand", lasting, whole=False)),
    )  # fmt: skip


def _main(found: Iterable[Walker], period: Period, months: int = 0) -> Main:
    """Return the main transition of each person: the last one whose day, so many months later, lies in the period."""
    main: Main = []
    for one in found:
        if one.born_on is None or at_target(one.stays, one.admitted_on):
            continue
        steps = [
            step for step in one.began(TARGETS)
            if period.first <= add_months(step.starts_on, months) <= period.last
            and is_u25(by_month(one.born_on), step.starts_on)
        ]  # fmt: skip
        if steps:
            main.append((one, max(steps, key=lambda step: (step.starts_on, TARGETS.index(step.kind)))))
    return main


def _sustained(found: Iterable[Walker], period: Period, months: int) -> Number:
    asked = _main(found, period, months)
    kept = [(one, step) for one, step in asked if at_target(one.stays, add_months(step.starts_on, months))]
    everybody = _people(asked, TARGETS)
    still = _people(kept, TARGETS)
    return rate(still.numerator or 0, everybody.numerator or 0, still.families, everybody.families)


def _people(main: Main, kinds: Iterable[StationKind]) -> Number:
    wanted = [one for one, step in main if step.kind in kinds]
    return count(len(wanted), len({one.family_id for one in wanted}))


def _young(period: Period) -> Any:
    """Return a select of the young people of I23's denominator: (id, family_id)."""
    born, since = col(Member.born_on), col(Family.admitted_on)
    at_admission = sa.exists().where(
        col(Station.about_id) == Member.id, col(Station.kind).in_(TARGETS), col(Station.event_on) <= since,
        sa.or_(col(Station.ends_on).is_(None), col(Station.ends_on) > since), *entered(Station, period),
    )  # fmt: skip
    return (
        sa.select(col(Member.id).label("id"), col(Member.family_id).label("family_id"))
        .join_from(Member, Family, col(Family.id) == Member.family_id)
        .where(col(Family.id).in_(present(period)), *admission_known(period), *entered(Member, period))
        .where(*touches(col(Member.starts_on), col(Member.ends_on), period), ~at_admission)
        .where(born < next_month(add_months(period.last, -12 * YOUNG_FROM)))
        .where(born >= next_month(add_months(period.first, -12 * YOUNG_TO)))
    )


def _integrations(session: Session, period: Period) -> Figure:
    kinds = (*INTEGRATIONS, StationKind.MINIJOB)
    found = walkers(session, period, period.first, kinds)
    days = [min(month_end(month), period.last) for month in months_between(period.first, period.last)]
    stocks = [Period(day, day, period.known_on) for day in days]
    rows = sa.union_all(*(elb(in_stock(one), one) for one in stocks)).subquery()
    base = total(session, rows)
    began = _began(found, period, INTEGRATIONS)
    parts = tuple(Part(kind.value, kind.label, _months(_began(found, period, (kind,)))) for kind in INTEGRATIONS)
    minijob = Part("MINIJOB", "Minijob (zählt nicht als Integration)", _months(_began(found, period, (kinds[-1],))))
    return Figure(
        "I24", period, rate(len(began), base.rows / len(days), len(set(began.values())), base.families),
        (Breakdown("kind", "Womit", parts, whole=False), Breakdown("minijob", "Daneben", (minijob,), whole=False)),
    )  # fmt: skip


def _began(found: Iterable[Walker], period: Period, kinds: Iterable[StationKind]) -> dict[tuple[int, date], int]:
    """Return (person, month) -> family: at most one a person and month, of who was eLb on the day."""
    return {
        (one.id, step.starts_on.replace(day=1)): one.family_id
        for one in found
        for step in one.began(kinds)
        if period.first <= step.starts_on <= period.last
        and is_elb_by_month(one.employable, one.born_on, step.starts_on)
    }


def _months(began: Mapping[tuple[int, date], int]) -> Number:
    return count(len(began), len(set(began.values())))


def _states(session: Session, period: Period) -> Any:
    """The eLb in FAM on the Stichtag: family_id, state (a code of `WORK_LABELS`), drawn (1: in receipt)."""
    able = elb(in_stock(period), period).subquery()
    state = sa.case(*((in_state(kinds, able.c.id, period), code) for code, kinds in WORK.items()), else_="NONE")
    drawn = sa.case((_in_receipt(able, period), 1), else_=0)
    return sa.select(able.c.family_id, state.label("state"), drawn.label("drawn"))


def _working(session: Session, period: Period) -> Figure:
    rows = _states(session, period).cte("rows")
    work = sa.select(rows).where(rows.c.state != "NONE").subquery()
    whole, found, working, receipt = tallies(session, (rows, ()), (rows, ("state",)), (work, ()), (work, ("drawn",)))
    states = counts(found, WORK_LABELS)
    return Figure(
        "I27", period, share(working.get((), NONE), whole.get((), NONE)),
        (
            Breakdown("state", "Beschäftigung", states, whole=False),
            Breakdown("supplement", "Von denen in Beschäftigung", _supplement(receipt), whole=False),
        ),
    )  # fmt: skip


def _supplement(receipt: Mapping[Any, Tally]) -> tuple[Part, ...]:
    labels = (("1", "yes", "mit Leistungsbezug (Aufstocker)"), ("0", "no", "ohne Leistungsbezug oder nicht erfasst"))
    found = ((code, label, receipt.get(number, NONE)) for number, code, label in labels)
    return tuple(Part(code, label, count(one.rows, one.families)) for code, label, one in found)


def _in_receipt(able: Any, period: Period) -> sa.ColumnElement[bool]:
    """The person's own Bedarfsgemeinschaft receives on the Stichtag; any of the family's, where none is theirs."""
    unit_of = (
        col(UnitMember.member_id) == able.c.id,
        *covers(col(UnitMember.starts_on), col(UnitMember.ends_on), period),
        *entered(UnitMember, period),
    )
    own = sa.exists().where(col(UnitMember.unit_id) == Receipt.unit_id, *unit_of).correlate(able, table(Receipt))
    none = ~sa.exists().where(*unit_of).correlate(able)  # said aloud: by itself only the next select is correlated
    return sa.exists().where(
        col(Receipt.family_id) == able.c.family_id, col(Receipt.level) != ReceiptClass.NONE,
        *covers(col(Receipt.event_on), col(Receipt.ends_on), period), *entered(Receipt, period), sa.or_(own, none),
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I23",
        title="U25-Übergänge",
        kind=Kind.RATE,
        when=When.PERIOD,
        counted=_transitions,
        unit="junge Menschen",
        numerator="Junge Menschen (15 bis 24 am Tag des Übergangs), die im Zeitraum und während FAM ihren ersten Tag "
        f"hatten in: {', '.join(kind.label for kind in TARGETS)}.",
        denominator="Junge Menschen von 15 bis 24 (an mindestens einem Tag des Zeitraums), die bei der Aufnahme der "
        "Familie in keinem dieser Zielstatus waren und deren Familie im Zeitraum in FAM war.",
        date_rule=f"Es zählt der erste Tag im Zielstatus, nach der Aufnahme und vor dem Ende von FAM. {BY_EVENT}",
        pitfalls="Je Person und Zeitraum ein Übergang: der letzte (am selben Tag der in dieser Liste spätere). Wer bei "
        f"der Aufnahme schon in einem Zielstatus war, zählt weder im Zähler noch im Nenner. {JOINED} Bestand nach 3 "
        "und 6 Monaten: von den Übergängen, deren Tag 3 oder 6 Monate danach in den Zeitraum fällt (je Person der "
        "letzte), der Anteil, der an diesem Tag in irgendeinem Zielstatus ist. Ohne Geburtsdatum zählt niemand. "
        f"{BIRTH_MONTH} {TOO_FEW}",
        official="Integration, Übergang, Verbleib",
    ),
    Indicator(
        id="I24",
        title="Integrationsquote eLb",
        kind=Kind.RATE,
        when=When.PERIOD,
        counted=_integrations,
        unit="Integrationen",
        numerator="Integrationen im Zeitraum: erste Tage in "
        f"{', '.join(kind.label for kind in INTEGRATIONS)}, von eLb und während FAM.",
        denominator="Durchschnittlicher Bestand der eLb in FAM über die Stichtage der Monate des Zeitraums.",
        date_rule=f"Es zählt der erste Tag, nach der Aufnahme und vor dem Ende von FAM. {BY_EVENT}",
        pitfalls=f"Je Person und Monat höchstens eine Integration. {JOINED} Ein Minijob ist keine Integration und "
        "steht getrennt. eLb: von 15 Jahren bis zur Altersgrenze (§ 7a SGB II), außer Pro Arbeit hat etwas anderes "
        f"festgestellt; ohne Geburtsdatum nur, wer als erwerbsfähig festgestellt ist. {BIRTH_MONTH} {TOO_FEW}",
        official="K2 (§ 48a SGB II); dort zählt der Bestand des ganzen Jobcenters",
    ),
    Indicator(
        id="I27",
        title="eLb in Beschäftigung",
        kind=Kind.RATE,
        when=When.STICHTAG,
        counted=_working,
        rows={"state": Rows(_states, "state", WORK_LABELS)},
        unit="eLb",
        numerator="eLb in FAM, die am Stichtag sozialversicherungspflichtig arbeiten, einen Minijob haben oder in "
        "Ausbildung sind.",
        denominator="eLb in FAM am Stichtag.",
        date_rule=STICHTAG,
        pitfalls="Wer mehreres hat, steht einmal: erst sozialversicherungspflichtige Arbeit, dann Ausbildung, dann "
        "Minijob. Selbständige zählen nicht. Aufstocker: in Beschäftigung, und die eigene Bedarfsgemeinschaft bezieht "
        "Leistungen (ohne Zuordnung zu einer: irgendeine der Familie). Wer eLb ist, steht bei I24. "
        f"{BIRTH_MONTH} {TOO_FEW}",
        official="erwerbstätige eLb",
    ),
)  # fmt: skip
