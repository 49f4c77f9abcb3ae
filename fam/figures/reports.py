"""Monthly and quarterly reports: counted now, or as they were frozen; each audience gets what its gate lets through."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session, col, select

from fam.config import ROOT
from fam.figures import catalogue, report_json
from fam.figures.evidence import Publication
from fam.figures.gate import Limits, for_team, release
from fam.figures.indicator import Figure, Period
from fam.figures.monthly import snapshot
from fam.figures.overview import EXPANSION
from fam.figures.shown import Audience, Published
from fam.models import Account, DataVersion, Report, Setting
from fam.rules.periods import add_months, is_month, month_end, months_between
from fam.rules.report_terms import ReportKind, provisional, span
from fam.rules.small_numbers import SETTING, from_setting

_ABOUT: Any = select(*(getattr(Report, name) for name in ("id", "kind", "first", "last")))


@dataclass(frozen=True, slots=True)
class Head:
    """One frozen version, without what it says."""

    id: int
    kind: ReportKind
    first: date
    last: date
    number: int
    frozen_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class View:
    """A report as one audience sees it; `head` is None where it is counted now and not frozen."""

    kind: ReportKind
    period: Period
    audience: Audience
    figures: tuple[Published, ...]
    definitions: tuple[Mapping[str, Any], ...]
    threshold: int
    provisional: bool
    data_version: int
    program: str
    head: Head | None = None

    def definition(self, id: str) -> Mapping[str, Any]:
        """Return an indicator's definition as of then: title, kind, unit, lines. Raises KeyError if there is none."""
        return {one["id"]: one for one in self.definitions}[id]


def heads() -> tuple[Head, ...]:
    """Return every frozen report, the newest Stichtag first, of one period the newest version first."""
    with snapshot() as session:
        names = dict(session.exec(select(Account.id, Account.display_name)).all())
        about = {id: (ReportKind(kind), first, last) for id, kind, first, last in session.exec(_ABOUT)}
        made = session.exec(select(Report.id, Report.number, Report.frozen_at, Report.frozen_by)).all()
    found = [Head(id or 0, *about[id], number, at, names.get(by, "")) for id, number, at, by in made]
    return tuple(sorted(found, key=lambda one: (one.last, one.kind.value, one.number), reverse=True))


def frozen(report_id: int, audience: Audience) -> View | None:
    """Return a frozen report as it was given out, None if there is none."""
    head = next((one for one in heads() if one.id == report_id), None)
    if head is None:
        return None
    with snapshot() as session:
        content = session.exec(select(Report.content).where(Report.id == report_id)).one()
    return _view(head.kind, Period(head.first, head.last), audience, content, head)


def newest(audience: Audience) -> tuple[View, ...]:
    """Return the newest frozen month and the newest frozen quarter, as far as there are any."""
    found = {one.kind: one.id for one in reversed(heads())}
    views = (frozen(found[kind], audience) for kind in ReportKind if kind in found)
    return tuple(view for view in views if view is not None)


def current(kind: ReportKind, day: date, audience: Audience, today: date) -> View:
    """Return the report of the period of a day: the newest frozen version, else as it would be frozen now.

    Of a period that has not ended, what there is up to today.
    """
    first, last = span(kind, day)
    if found := next((one.id for one in heads() if (one.kind, one.first) == (kind, first)), None):
        view = frozen(found, audience)
        assert view is not None
        return view
    period = Period(first, min(last, max(today, first)))
    return _view(kind, period, audience, content(kind, first, today), None)


def content(kind: ReportKind, first: date, today: date, *, keeping: bool = False) -> dict[str, Any]:
    """Return all that the report of a period says, counted now; `keeping`: to be frozen.

    Leitung's numbers of a month that is not frozen are weighed against all that is frozen, and as if all months since
    the expansion began had been given out before it; of earlier months only open totals stand.
    """
    last = span(kind, first)[1]
    period = Period(first, min(last, max(today, first)))
    with snapshot() as session:
        figures = catalogue.count_in(session, period)
        already, missing = _published(session, kind, first)
        limits = limits_of(session)
        for month in () if keeping else missing:
            counted = catalogue.count_in(session, Period(month, month_end(month)))
            already.append(release(counted, already, limits).evidence)
        version = session.exec(select(DataVersion.version)).one()
    live = period.last < last or (first < EXPANSION and not keeping)
    shown = release(figures, already, limits, live=live)
    return {
        "program": program(), "data_version": version, "threshold": limits.threshold,
        "provisional": provisional(last, today),
        "definitions": [report_json.definition(catalogue.BY_ID[one.id]) for one in figures],
        "shown": {
            **{one.value: report_json.from_published(for_team(figures, one)) for one in
               (Audience.TEAM, Audience.COORDINATION)},
            Audience.LEADERSHIP.value: report_json.from_published(shown.figures),
        },
        "evidence": report_json.from_evidence(shown.evidence),
    }  # fmt: skip


def counted_now(view: View) -> tuple[Published, ...]:
    """Return the figures of a frozen report as they are counted today, for the same audience."""
    with snapshot() as session:
        figures: Sequence[Figure] = catalogue.count_in(session, view.period)
    if view.audience is Audience.LEADERSHIP:
        return release(figures, (), live=True).figures
    return for_team(figures, view.audience)


def limits_of(session: Session) -> Limits:
    """Return what the data protection officers have set."""
    found = session.exec(select(Setting.value).where(Setting.key == SETTING)).first()
    return Limits(*from_setting(found))


@lru_cache
def program() -> str:
    """Return the program's version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _published(session: Session, kind: ReportKind, first: date) -> tuple[list[Publication], Iterable[date]]:
    """What Leitung has got, and the months before this one that are not frozen."""
    kept = session.exec(select(Report.content).order_by(col(Report.id))).all()
    known = [report_json.to_evidence(content["evidence"]) for content in kept]
    months = {one.first for one in known if is_month(one.first, one.last)}
    until = add_months(first, -1) if kind is ReportKind.MONTHLY else add_months(first, 2)
    since = months_between(EXPANSION, until) if until >= EXPANSION else ()
    missing = [month for month in since if month not in months]
    return known, missing


def _view(
    kind: ReportKind, period: Period, audience: Audience, found: Mapping[str, Any], head: Head | None
) -> View:  # fmt: skip
    return View(
        kind, period, audience, report_json.to_published(found["shown"][audience.value], period),
        tuple(found["definitions"]), found["threshold"], found["provisional"], found["data_version"],
        found["program"], head,
    )  # fmt: skip
