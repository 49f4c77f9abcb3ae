"""The examination of one proposal as one page shows it: head, criteria side by side, votes, dissent, leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from fam.errors import NotFound
from fam.figures.places import free_places, scarcer, waiting_positions
from fam.models import (
    Account,
    ConsentItem,
    Dissent,
    Family,
    FamilyDetail,
    FamilyStub,
    Judgement,
    ListItem,
    Member,
    StatusPeriod,
    Town,
    TownArea,
    Vote,
)
from fam.person import Person
from fam.queries.consents import as_given, as_someone
from fam.queries.families import by_number
from fam.queries.family_file import LeadRow, lead_rows
from fam.queries.pipeline import PipelineRow, rows
from fam.rules import consent, consent_needs
from fam.rules.admission import Criterion, criteria_on
from fam.rules.derivation import Birth, ExaminationFacts, derived_answers
from fam.rules.examination import Given, differing, open_for_answers
from fam.rules.terms import Answer, Institution, LeadKind, MemberRole, Precision, Role, Status

YOUNG = (MemberRole.CHILD, MemberRole.YOUNG_PERSON)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion: what follows from the data (`derived`, `why`), or what each institution answered."""

    criterion: Criterion
    derived: Answer | None = None
    why: str = ""
    given: tuple[tuple[Institution, Given], ...] = ()
    differs: bool = False

    def of(self, institution: Institution) -> Given:
        """Return what an institution answered."""
        return dict(self.given).get(institution, Given())


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One institution's vote, by whom and when."""

    institution: Institution
    answer: Answer
    reason: str
    voted_on: date
    by: str


@dataclass(frozen=True, slots=True)
class DissentRow:
    """One dissent: open while `settled_on` is None; `outcome` and `by` without it are one Koordination's proposal."""

    raised_on: date
    settled_on: date | None
    outcome: Answer | None
    note: str
    by: str
    by_institution: Institution | None


@dataclass(frozen=True, slots=True)
class Examination:
    """All that the person may see of one proposal. `answering` is the institution they answer for, if any."""

    head: Family
    town: str
    source: str
    position: int | None  # on the waiting list
    period: StatusPeriod | None  # since when the present status, what is missing, until when
    leads: Sequence[LeadRow]
    votes: Sequence[VoteRow]
    dissents: Sequence[DissentRow]
    places: dict[Institution, int | None]
    works: bool  # lead or deputy of today: reads the answers
    answering: Institution | None  # for which the person may answer and vote now
    criteria: Sequence[CriterionRow] = ()  # empty for those who may not read the answers
    detail: FamilyDetail | None = None
    members: Sequence[Member] = ()
    previous: str = ""

    def vote_of(self, institution: Institution) -> VoteRow | None:
        """Return an institution's vote."""
        return next((one for one in self.votes if one.institution is institution), None)


def _runs(lead: LeadRow, day: date) -> bool:
    return lead.kind is LeadKind.LEAD and lead.holds_on(day)


def find(session: Session, number: str) -> Examination | None:
    """Return the examination of a FAM number, or None if it is absent or not for this person."""
    try:
        return load(session, number)
    except NotFound:
        return None


def load(session: Session, number: str) -> Examination:
    """Return the examination of a FAM number; raises NotFound if it is absent or not for this person."""
    person: Person = session.info["person"]
    family = by_number(session, number)
    if family is None or family.id is None:
        raise NotFound
    detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family.id)).first()
    members = session.exec(select(Member).where(Member.family_id == family.id).order_by(col(Member.born_on))).all()
    leads, places = lead_rows(session, family.id), free_places(person.today)
    mine = any(one.account_id == person.account_id and one.holds_on(person.today) for one in leads)
    works = mine and person.has(Role.CASEWORKER)
    town = session.get(Town, family.town_ags) if family.town_ags else None
    facts = ExaminationFacts(
        day=person.today,
        town=town.name if town else "",
        in_area=_in_area(session, family.town_ags, person.today),
        benefit_since=detail.benefit_since if detail else None,
        benefit_precision=detail.benefit_since_precision if detail else Precision.DAY,
        births=tuple(Birth(one.born_on, one.born_precision) for one in members if _counts(one)),
        free_places=scarcer(places),
        consent_lacking=_lacking(session, family.id, members, person.today) if works else None,
    )
    return Examination(
        head=family,
        town=facts.town,
        source=session.exec(select(ListItem.label).where(ListItem.id == family.source_id)).first() or "",
        position=waiting_positions().get(family.id) if family.status is Status.WAITING else None,
        period=_period(session, family.id),
        leads=leads,
        votes=_votes(session, family.id),
        dissents=_dissents(session, family.id),
        places=places,
        works=works,
        answering=person.institution if works and open_for_answers(family.status, family.legacy) else None,
        criteria=_criteria(session, family, facts) if detail and (works or family.status is Status.PROPOSED) else (),
        detail=detail,
        members=members,
        previous=session.exec(select(Family.number).where(Family.id == family.previous_id)).first() or "",
    )


def stub(session: Session, number: str) -> PipelineRow | None:
    """Return what the other institution's Koordination may know before the family agreed: number, town, date."""
    named, there = col(FamilyStub.number) == number.strip().upper(), col(FamilyStub.status) != Status.ANONYMISED
    query: Any = select(FamilyStub.id).where(named, there)
    found: int | None = session.exec(query).first()
    return rows(session, [found])[0] if found else None


def _period(session: Session, family_id: int) -> StatusPeriod | None:
    running = select(StatusPeriod).where(StatusPeriod.family_id == family_id, col(StatusPeriod.ends_on).is_(None))
    return session.exec(running.order_by(col(StatusPeriod.id).desc())).first()


def _counts(member: Member) -> bool:
    """An adult whose birth date is unknown leaves the question about children and young people alone."""
    return member.ends_on is None and (member.born_on is not None or member.role in YOUNG)


def _lacking(session: Session, family_id: int, members: Sequence[Member], day: date) -> tuple[str, ...]:
    people = [as_someone(one) for one in members]
    given = [as_given(one) for one in session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id))]
    return consent_needs.sentences(consent.lacking(people, given, day), people)


def _in_area(session: Session, ags: str | None, day: date) -> bool | None:
    if ags is None:
        return None
    valid = (col(TownArea.starts_on) <= day, or_(col(TownArea.ends_on).is_(None), col(TownArea.ends_on) > day))
    return session.exec(select(TownArea.id).where(TownArea.ags == ags, *valid)).first() is not None


def _votes(session: Session, family_id: int) -> list[VoteRow]:
    query = (
        select(Vote, Account.display_name)
        .join(Account, col(Account.id) == Vote.author_id, isouter=True)
        .where(Vote.family_id == family_id)
    )
    return [
        VoteRow(vote.institution, vote.answer, vote.reason, vote.voted_on, name or "")
        for vote, name in session.exec(query)
    ]


def _dissents(session: Session, family_id: int) -> list[DissentRow]:
    query = (
        select(Dissent, Account.display_name, Account.institution)
        .join(Account, col(Account.id) == Dissent.settled_by, isouter=True)
        .where(Dissent.family_id == family_id)
        .order_by(col(Dissent.id))
    )
    return [
        DissentRow(one.raised_on, one.settled_on, one.outcome, one.note, name or "", institution)  # type: ignore[arg-type]
        for one, name, institution in session.exec(query)
    ]


def _criteria(session: Session, family: Family, facts: ExaminationFacts) -> list[CriterionRow]:
    judgements = session.exec(select(Judgement).where(Judgement.family_id == family.id)).all()
    given = {(one.institution, one.criterion): Given(one.answer, one.reason) for one in judgements}
    derived, differ = derived_answers(facts), differing(given)
    return [
        CriterionRow(
            criterion=criterion,
            derived=derived[criterion.key][0] if criterion.key in derived else None,
            why=derived[criterion.key][1] if criterion.key in derived else "",
            given=tuple((one, given[one, criterion.key]) for one in Institution if (one, criterion.key) in given),
            differs=criterion.key in differ,
        )
        for criterion in criteria_on(family.received_on)
    ]
