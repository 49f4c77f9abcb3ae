"""Monthly and quarterly reports: counted now, or as they were frozen; each audience gets what its gate lets through."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from fam.config import ROOT
from fam.figures import catalogue, kept, report_json
from fam.figures.caseload import EXPANSION
from fam.figures.evidence import Publication
from fam.figures.gate import for_team, release
from fam.figures.gate_report import Limits
from fam.figures.indicator import Figure, Period
from fam.figures.monthly import snapshot
from fam.figures.restating import frozen_limits, restated, stricter
from fam.figures.shown import Audience, Published
from fam.models import Account, DataVersion, Report, Setting
from fam.rules.periods import add_months, is_month, month_end, months_between
from fam.rules.report_terms import ReportKind, span
from fam.rules.revisions import provisional
from fam.rules.small_numbers import SETTING, from_setting


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
        return _heads(session)


def frozen(report_id: int, audience: Audience) -> View | None:
    """Return a frozen report as it was given out, None if there is none."""
    with snapshot() as session:
        return next((_read(session, head, audience) for head in _heads(session, col(Report.id) == report_id)), None)


def for_leadership() -> dict[int, View]:
    """Return every frozen report as Leitung may see it today, by its id; all in one pass."""
    with snapshot() as session:
        return _for_leadership(session, _heads(session))


def current(kind: ReportKind, day: date, audience: Audience, today: date) -> View:
    """Return the report of the period of a day: the newest frozen version, else as it would be frozen now.

    Of a period that has not ended, what there is up to today. Leitung's numbers of a month that is not frozen are
    weighed against all that is frozen, and as if all months since the expansion began had been given out before it; of
    earlier months only open totals stand.
    """
    first, last = span(kind, day)
    with snapshot() as session:
        if kept := _heads(session, col(Report.kind) == kind, col(Report.first) == first):
            return _read(session, kept[0], audience)
        period = _up_to(first, last, today)
        figures, limits = catalogue.count_in(session, period), limits_of(session)
        shown = for_team(figures, audience)
        if audience is Audience.LEADERSHIP:
            live = period.last < last or first < EXPANSION
            shown = release(figures, _as_if_published(session, kind, first, limits), limits, live=live).figures
        found = _around(session, figures, limits, last, today)
    found["shown"] = {audience.value: report_json.from_published(shown)}
    return _view(kind, period, audience, found, None)


def content(kind: ReportKind, first: date, today: date) -> dict[str, Any]:
    """Return all that the report of a period says to every audience, counted now, to be frozen."""
    last = span(kind, first)[1]
    period = _up_to(first, last, today)
    with snapshot() as session:
        figures, limits = catalogue.count_in(session, period), limits_of(session)
        released = release(figures, _published(session), limits, live=period.last < last)
        shown = {one: for_team(figures, one) for one in (Audience.TEAM, Audience.COORDINATION)}
        shown[Audience.LEADERSHIP] = released.figures
        return {
            **_around(session, figures, limits, last, today),
            "shown": {one.value: report_json.from_published(found) for one, found in shown.items()},
            "evidence": report_json.from_evidence(released.evidence),
            "counted": report_json.from_figures(figures),
            "open_totals": limits.open_totals,
        }


def counted_now(view: View) -> tuple[Published, ...]:
    """Return the figures of a frozen report as they are counted today, for the same audience."""
    figures = kept.rows((view.period,), catalogue.BY_ID)[0]
    if view.audience is Audience.LEADERSHIP:
        return release(figures, (), limits(), live=True).figures
    return for_team(figures, view.audience)


def limits() -> Limits:
    """Return what the data protection officers have set."""
    with snapshot() as session:
        return limits_of(session)


def limits_of(session: Session) -> Limits:
    """Return what the data protection officers have set, from a session of the statistics scope."""
    found = session.exec(select(Setting.value).where(Setting.key == SETTING)).first()
    return Limits(*from_setting(found))


@lru_cache
def program() -> str:
    """Return the program's version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _heads(session: Session, *where: ColumnElement[bool]) -> tuple[Head, ...]:
    name = func.coalesce(Account.display_name, "")
    about: Any = (Report.id, Report.kind, Report.first, Report.last, Report.number, Report.frozen_at, name)
    query = select(*about).outerjoin(Account, col(Account.id) == Report.frozen_by)
    found = [Head(*row) for row in session.exec(query.where(*where))]
    return tuple(sorted(found, key=lambda one: (one.last, one.kind.value, one.number), reverse=True))


def _read(session: Session, head: Head, audience: Audience) -> View:
    content = session.exec(select(Report.content).where(Report.id == head.id)).one()
    view = _view(head.kind, Period(head.first, head.last), audience, content, head)
    then, now = frozen_limits(content), limits_of(session)
    if audience is Audience.LEADERSHIP and stricter(then, now) != then:
        return _for_leadership(session, _heads(session, col(Report.id) <= head.id))[head.id]
    return view


def _for_leadership(session: Session, heads: Iterable[Head]) -> dict[int, View]:
    """These reports, which must be all up to the newest of them: each is weighed against those before it."""
    heads, now = sorted(heads, key=lambda one: one.id), limits_of(session)
    columns: Any = (Report.id, Report.content)
    contents = dict(session.exec(select(*columns).where(col(Report.id).in_([one.id for one in heads]))).all())
    figures = restated([(Period(one.first, one.last), contents[one.id]) for one in heads], now)
    found = {}
    for head, shown in zip(heads, figures, strict=True):
        content = contents[head.id]
        view = _view(head.kind, Period(head.first, head.last), Audience.LEADERSHIP, content, head)
        threshold = stricter(frozen_limits(content), now).threshold
        found[head.id] = replace(view, figures=shown, threshold=threshold)
    return found


def _up_to(first: date, last: date, today: date) -> Period:
    return Period(first, min(last, max(today, first)))


def _around(session: Session, figures: Iterable[Figure], limits: Limits, last: date, today: date) -> dict[str, Any]:
    """What a report says about its numbers, to every audience."""
    return {
        "program": program(), "data_version": session.exec(select(DataVersion.version)).one(),
        "threshold": limits.threshold, "provisional": provisional(last, today),
        "definitions": [report_json.definition(catalogue.BY_ID[one.id]) for one in figures],
    }  # fmt: skip


def _published(session: Session) -> list[Publication]:
    """What Leitung has got, in its order."""
    kept = session.exec(select(Report.content).order_by(col(Report.id))).all()
    return [report_json.to_evidence(content["evidence"]) for content in kept]


def _as_if_published(session: Session, kind: ReportKind, first: date, limits: Limits) -> list[Publication]:
    """What Leitung has got, and what it would have got of the months up to a report that are not frozen."""
    known = _published(session)
    months = {one.first for one in known if is_month(one.first, one.last)}
    until = add_months(first, -1 if kind is ReportKind.MONTHLY else 2)
    for month in months_between(EXPANSION, until) if until >= EXPANSION else ():
        if month not in months:
            counted = catalogue.count_in(session, Period(month, month_end(month)))
            known.append(release(counted, known, limits).evidence)
    return known


def _view(
    kind: ReportKind, period: Period, audience: Audience, found: Mapping[str, Any], head: Head | None
) -> View:  # fmt: skip
    return View(
        kind, period, audience, report_json.to_published(found["shown"][audience.value], period),
        tuple(found["definitions"]), found["threshold"], found["provisional"], found["data_version"],
        found["program"], head,
    )  # fmt: skip
