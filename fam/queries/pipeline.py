"""The pipeline: proposals on their way into FAM, what each lacks, who must act, how long it has been waiting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from fam.figures.places import free_places, scarcer, waiting_positions
from fam.models import Dissent, Family, FamilyDetail, FamilyStub, Lead, StatusPeriod, Town, Vote
from fam.person import Person
from fam.rules.periods import Interval
from fam.rules.pipeline import NextAct, PipelineFacts, missing, next_act
from fam.rules.terms import PIPELINE, Answer, Institution, LeadKind, Phase, Role, Status


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """One case of the pipeline. Before the family agreed, the other institution's Koordination sees a stub only."""

    id: int
    number: str
    name: str  # "" in a stub
    town: str
    status: Status
    phase: Phase | None
    institution: Institution
    received_on: date
    age_days: int
    missing: tuple[str, ...] = ()
    act: NextAct | None = None
    due_on: date | None = None
    position: int | None = None  # on the waiting list, from 1
    mine: bool = False  # the person is the one who must act
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One page of the pipeline and how many cases it has in all, by status."""

    rows: tuple[PipelineRow, ...]
    counts: dict[Status, int]

    @property
    def total(self) -> int:
        """All cases that the person may see, of all three statuses."""
        return sum(self.counts.values())


def pipeline(session: Session, status: Status | None = None, page: int = 1, size: int = 50) -> Pipeline:
    """Return one page, the oldest proposals first (the waiting list by position), and the counts of all pages."""
    counted: Any = select(FamilyStub.status, func.count()).where(col(FamilyStub.status).in_(PIPELINE))
    counts = {Status(found): number for found, number in session.exec(counted.group_by(FamilyStub.status))}
    query: Any = select(FamilyStub.id).where(col(FamilyStub.status).in_((status,) if status else PIPELINE))
    ordered = query.order_by(FamilyStub.received_on, FamilyStub.id)
    if status is Status.WAITING:
        waiting = select(col(Family.id)).where(Family.status == Status.WAITING)
        ordered = waiting.order_by(
            col(Family.waiting_priority) == "", col(Family.decided_on).nulls_last(), col(Family.number)
        )
    ids = session.exec(ordered.limit(size).offset((max(page, 1) - 1) * size)).all()
    return Pipeline(tuple(rows(session, ids)), counts)


def rows(session: Session, ids: Sequence[int]) -> list[PipelineRow]:
    """Return the rows of these cases, in the order of the ids; what the person may not know stays empty."""
    stubs = _columns(session, FamilyStub, ids, "id", "number", "town_ags", "status", "institution", "received_on")
    seen = {stub.id: stub for stub in stubs}
    beside = _beside(session, ids)
    towns = dict(session.exec(select(Town.ags, Town.name)).all())
    return [_row(session, seen[number], beside, towns) for number in ids if number in seen]


def _columns(session: Session, model: Any, ids: Sequence[int], *names: str) -> Sequence[Any]:
    """Return these columns of the rows of these cases: whole records would cost half of the page."""
    query: Any = select(*(getattr(model, name) for name in names))
    key = model.family_id if hasattr(model, "family_id") else model.id
    found: Sequence[Any] = session.exec(query.where(key.in_(ids))).all()
    return found


@dataclass(slots=True)
class _Beside:
    """What stands beside the heads of one page, by family id."""

    heads: dict[int, Any]  # rows with the columns named in HEAD
    occasions: dict[int, str]
    leads: dict[int, set[Institution]]
    own: set[int]  # led by the person
    votes: dict[int, list[tuple[Institution, Answer]]]
    dissents: dict[int, Any]  # the newest
    periods: dict[int, Any]  # the running ones
    positions: dict[int, int]
    places: int | None = None  # free, if somebody waits


HEAD = (
    "id", "name", "status", "phase", "institution", "contact_agreed_on", "town_ags", "source_id", "first_talk_on",
    "proposed_by_id",
)  # fmt: skip


def _beside(session: Session, ids: Sequence[int]) -> _Beside:
    person: Person = session.info["person"]
    heads = {head.id: head for head in _columns(session, Family, ids, *HEAD)}
    occasions = dict(_columns(session, FamilyDetail, ids, "family_id", "occasion"))
    found = _Beside(heads, occasions, {}, set(), {}, {}, {}, {})
    for lead in _columns(session, Lead, ids, "family_id", "institution", "kind", "account_id", "starts_on", "ends_on"):
        if not Interval(lead.starts_on, lead.ends_on).contains(person.today):
            continue
        if lead.kind is LeadKind.LEAD:
            found.leads.setdefault(lead.family_id, set()).add(lead.institution)
        if lead.account_id == person.account_id:
            found.own.add(lead.family_id)
    for vote in _columns(session, Vote, ids, "family_id", "institution", "answer"):
        found.votes.setdefault(vote.family_id, []).append((vote.institution, vote.answer))
    for dissent in sorted(_columns(session, Dissent, ids, "id", "family_id", "settled_on", "outcome")):
        found.dissents[dissent.family_id] = dissent
    for period in _columns(session, StatusPeriod, ids, "family_id", "ends_on", "expected_until", "note"):
        if period.ends_on is None:
            found.periods[period.family_id] = period
    if any(head.status is Status.WAITING for head in heads.values()):
        found.positions, found.places = waiting_positions(), scarcer(free_places(person.today))
    return found


def _row(session: Session, stub: Any, beside: _Beside, towns: Mapping[str, str]) -> PipelineRow:
    person: Person = session.info["person"]
    head, period = beside.heads.get(stub.id), beside.periods.get(stub.id)
    facts = _facts(stub.id, head, beside) if head and _may_know(person, head, beside) else None
    act = next_act(facts) if facts else None
    return PipelineRow(
        id=stub.id,
        number=stub.number,
        name=head.name if head else "",
        town=towns.get(stub.town_ags or "", ""),
        status=stub.status,
        phase=head.phase if head else None,
        institution=stub.institution,
        received_on=stub.received_on,
        age_days=(person.today - stub.received_on).days,
        missing=missing(facts) if facts else (),
        act=act,
        due_on=period.expected_until if period and head and head.phase is Phase.INCOMPLETE else None,
        position=beside.positions.get(stub.id),
        mine=bool(head and act and _mine(person, head, act, beside)),
        stub=head is None,
    )


def _may_know(person: Person, head: Any, beside: _Beside) -> bool:
    """Who only proposed a family sees its status, not how the examination goes (domain handbook §5.6)."""
    return head.status is not Status.EXAMINATION or person.has(Role.COORDINATOR) or head.id in beside.own


def _facts(family_id: int, head: Any, beside: _Beside) -> PipelineFacts:
    occasion, dissent = beside.occasions.get(family_id), beside.dissents.get(family_id)
    period = beside.periods.get(family_id)
    return PipelineFacts(
        status=head.status,
        phase=head.phase,
        institution=head.institution,
        contact_agreed=head.contact_agreed_on is not None,
        town_known=head.town_ags is not None,
        source_known=head.source_id is not None,
        occasion_known=None if occasion is None else bool(occasion),
        leads=frozenset(beside.leads.get(family_id, ())),
        votes=tuple(beside.votes.get(family_id, ())),
        dissent_open=dissent is not None and dissent.settled_on is None,
        outcome=dissent.outcome if dissent and dissent.settled_on else None,
        first_talk_held=head.first_talk_on is not None,
        asked_for=period.note.rstrip(".") if period and head.phase is Phase.INCOMPLETE else "",
        free_places=beside.places,
    )


def _mine(person: Person, head: Any, act: NextAct, beside: _Beside) -> bool:
    """The turn is the person's: their Koordination's, or as lead, deputy or proposer of a side that must act."""
    if person.institution not in act.sides:
        return False
    if act.by_coordination:
        return person.has(Role.COORDINATOR)
    return head.id in beside.own or (head.status is Status.PROPOSED and head.proposed_by_id == person.account_id)
