"""Find families: search, filter, sort and page, all in SQL; cost follows what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from fam.models import Account, Family, FamilyDetail, Lead, Member, Town
from fam.person import Person
from fam.queries import behind, field_columns, field_filters
from fam.queries.field_filters import FieldFilter
from fam.queries.search import ENOUGH, matching, words
from fam.rules.behind import Behind
from fam.rules.closing import in_aftercare
from fam.rules.terms import Institution, LeadKind, Phase, Precision, Status

COUNT_LIMIT = 10_000  # beyond it a list says "mehr als", it does not count on


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; empty fields do not restrict. `page` counts from 1."""

    text: str = ""
    statuses: tuple[Status, ...] = ()
    town_ags: str | None = None
    lead_id: int | None = None
    institution: Institution | None = None
    filters: tuple[FieldFilter, ...] = ()
    behind: Behind | None = None  # only the families behind a number of a chart
    columns: tuple[str, ...] = ()  # fields besides the standard ones
    sort: str = "name"
    descending: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One line of a list of families; leads are names, one per institution, "" where nobody leads."""

    id: int
    number: str
    name: str
    town: str
    status: Status
    phase: Phase | None
    received_on: date
    admitted_on: date | None
    admitted_precision: Precision
    closed_on: date | None
    aftercare: bool = False  # in Nachbetreuung today
    lead_pro_arbeit: str = ""
    lead_asd: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)  # column -> value of the fields asked for


@dataclass(frozen=True, slots=True)
class Found:
    """One page of families and how many there are in all; `more` if there are more than were counted or looked up."""

    rows: tuple[FamilyRow, ...]
    total: int
    more: bool = False


FILTERED = (Family, FamilyDetail, Member)  # whose fields a list of families is filtered by
COLUMNS = (Family, FamilyDetail)  # and whose it can show
SORTS: dict[str, Any] = {
    "name": Family.sort_name,
    "number": Family.number,
    "town": Family.town_ags,
    "status": Family.status,
    "received_on": Family.received_on,
    "admitted_on": Family.admitted_on,
}


def find(session: Session, search: Search) -> Found:
    """Return one page of the families that the person may see and that match, with names of town and leads."""
    person: Person = session.info["person"]
    conditions = [*_filters(session, search, person.today), *field_filters.conditions(session, Family, search.filters)]
    if wanted := words(search.text):
        ids, more = matching(session, wanted, conditions, max(ENOUGH, search.size))
        conditions, total = [col(Family.id).in_(ids)], len(ids)
    else:
        counted = select(col(Family.id)).where(*conditions).limit(COUNT_LIMIT + 1).subquery()
        total = session.exec(select(func.count()).select_from(counted)).one()
        total, more = min(total, COUNT_LIMIT), total > COUNT_LIMIT
    page = session.exec(
        select(Family).where(*conditions).order_by(_order(session, search), col(Family.id)).limit(search.size)
        .offset((max(search.page, 1) - 1) * search.size)
    ).all()  # fmt: skip
    return Found(_rows(session, page, person.today, search.columns), total, more)


def _order(session: Session, search: Search) -> Any:
    key = SORTS.get(search.sort)
    if key is None and (sorted_by := field_columns.sort_key(session, COLUMNS, search.sort)) is not None:
        return field_columns.ordered(sorted_by, search.descending)
    key = col(key or Family.sort_name)
    if search.sort == "admitted_on":
        return field_columns.ordered(key, search.descending)
    return key.desc() if search.descending else key.asc()


def _filters(session: Session, search: Search, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Family.status) != Status.ANONYMISED]  # a row of the statistics
    if search.statuses:
        conditions.append(col(Family.status).in_(search.statuses))
    if search.town_ags:
        conditions.append(col(Family.town_ags) == search.town_ags)
    if search.institution:
        conditions.append(col(Family.institution) == search.institution)
    if search.behind:
        conditions.append(behind.condition(session, search.behind))
    if search.lead_id:
        led = select(Lead.family_id).where(Lead.account_id == search.lead_id, *current(today))
        conditions.append(col(Family.id).in_(led))
    return conditions


def current(today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions for leads and deputies of a day."""
    return col(Lead.starts_on) <= today, or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > today)


def _rows(session: Session, page: Sequence[Family], today: date, columns: Sequence[str]) -> tuple[FamilyRow, ...]:
    ids = [family.id for family in page if family.id]
    leads, cells = leads_of(session, ids, today), field_columns.cells(session, COLUMNS, columns, ids)
    towns = {town.ags: town.name for town in session.exec(select(Town))}
    return tuple(
        FamilyRow(
            id=family.id or 0,
            number=family.number,
            name=family.name,
            town=towns.get(family.town_ags or "", ""),
            status=family.status,
            phase=family.phase,
            received_on=family.received_on,
            admitted_on=family.admitted_on,
            admitted_precision=family.admitted_precision,
            closed_on=family.closed_on,
            aftercare=in_aftercare(family.closed_on, family.aftercare_ends_on, today),
            lead_pro_arbeit=leads.get((family.id or 0, Institution.PRO_ARBEIT), ""),
            lead_asd=leads.get((family.id or 0, Institution.ASD), ""),
            more=cells.get(family.id or 0, {}),
        )
        for family in page
    )


def leads_of(session: Session, family_ids: Sequence[int], today: date) -> dict[tuple[int, Institution], str]:
    """Return (family id, institution) -> the lead's name today; names from a list stand in quotes until mapped."""
    query = (
        select(Lead.family_id, Lead.institution, Account.display_name, Lead.name_text)
        .join(Account, col(Account.id) == Lead.account_id, isouter=True)
        .where(col(Lead.family_id).in_(family_ids), Lead.kind == LeadKind.LEAD, *current(today))
    )
    found: dict[tuple[int, Institution], str] = {}
    for family_id, institution, name, text in session.exec(query):
        found[family_id, Institution(institution)] = name or f"„{text}“"
    return found


def by_number(session: Session, number: str) -> Family | None:
    """Return the head of a case by its FAM number, or None if it is absent or not for this person."""
    return session.exec(select(Family).where(*_named(number))).first()


def _named(number: str) -> tuple[ColumnElement[bool], ...]:
    return col(Family.number) == number.strip().upper(), col(Family.status) != Status.ANONYMISED


def options(session: Session, *, statuses: Sequence[Status] = (), limit: int = 500) -> dict[int, str]:
    """Return family id -> "FAM-2017-00014 · Muster" of families the person works with or sees, for choosing one."""
    there = col(Family.status) != Status.ANONYMISED
    query = select(Family.id, Family.number, Family.name).where(there).order_by(Family.sort_name).limit(limit)
    if statuses:
        query = query.where(col(Family.status).in_(statuses))
    return {family_id or 0: f"{name} · {number}" for family_id, number, name in session.exec(query)}
