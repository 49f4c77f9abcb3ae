"""Who may read an entry, and all that hangs on it: who was there, its releases, what the change log kept of it."""

from typing import Any

import sqlalchemy as sa

from fam.consented import Clause, entity_of, released, restricted, restricted_log, shared
from fam.models import (
    Closing,
    FamilyPlan,
    FollowUp,
    Goal,
    GoalRating,
    Measure,
    Meeting,
    Need,
    Note,
    PlanItem,
    Receipt,
    Review,
    Station,
    Task,
    table,
)
from fam.models.base import Content
from fam.person import Person
from fam.readable import among, granted, hidden, leading, master, other_side, works_with
from fam.rules.terms import Confidentiality, DataCategory, Institution, LeadKind, Role
from fam.spoken import me, said

RELEASABLE: tuple[type[Content], ...] = (Note, Meeting, Task)  # opened one by one; a plan is shared by consent
PLANNED: tuple[type[Content], ...] = (
    Need, Goal, GoalRating, Measure, Review, FamilyPlan, PlanItem, Station, Receipt, Closing, FollowUp,
)  # fmt: skip
ENTRIES: tuple[type[Content], ...] = (*RELEASABLE, *PLANNED)
CONTACT_ENTITIES = ("member", "address", "phone")
BETWEEN_ENTITIES = ("relation", "custody", "residence")  # each speaks of two people
RECEIPT_ENTITIES = ("benefit_unit", "unit_member")
HOUSEHOLD_ENTITIES = (*CONTACT_ENTITIES, *BETWEEN_ENTITIES, *RECEIPT_ENTITIES, "family_detail")
EXAMINED = ("vote", "judgement")


def content(person: Person, row: Any) -> Clause:
    """An entry: one's own institution's, what is entrusted to its author alone; of the partner TEAM with consent.

    Where the processing was restricted, only the own side. What was released is readable whatever its level, but what
    is entrusted never to a deputy. With a granted access one's own side only, nothing entrusted, nothing released.
    """
    if not person.has(Role.CASEWORKER):
        return sa.false()
    ours, entrusted = (
        row.institution == said(person.institution),
        row.confidentiality == said(Confidentiality.ENTRUSTED),
    )
    team = sa.and_(row.confidentiality == said(Confidentiality.TEAM), shared(person, row))
    mine = sa.and_(entrusted, ours, row.author_id == me(person))
    lead = sa.or_(sa.not_(entrusted), row.family_id.in_(leading(person, LeadKind.LEAD)))
    opened = sa.and_(released(person, row), lead)
    free = sa.or_(ours, sa.not_(restricted(entity_of(row), row.id)))
    return sa.and_(
        among(row.family_id, leading(person), granted(person)),  # says nothing new, but finds the rows by index
        sa.or_(
            sa.and_(ours, sa.not_(entrusted)),
            sa.and_(works_with(person, row.family_id), sa.or_(mine, sa.and_(sa.or_(team, opened), free))),
        ),
    )


def attendees(person: Person, row: Any) -> Clause:
    """Who was at a meeting is as confidential as the meeting."""
    meeting = table(Meeting).alias()
    return sa.exists().where(meeting.c.id == row.meeting_id, content(person, meeting.c))


def plan_items(person: Person, row: Any) -> Clause:
    """A line of a plan version, as its source: where the source's processing was restricted, only the own side."""
    free = sa.or_(row.institution == said(person.institution), sa.not_(restricted(row.entity, row.record_id)))
    return sa.and_(content(person, row), free)


def measure_goals(person: Person, row: Any) -> Clause:
    """Which goal a measure serves is known to who reads both."""
    measure, goal = table(Measure).alias(), table(Goal).alias()
    return sa.and_(
        sa.exists().where(measure.c.id == row.measure_id, content(person, measure.c)),
        sa.exists().where(goal.c.id == row.goal_id, content(person, goal.c)),
    )


def releases(person: Person, row: Any) -> Clause:
    """A release is known to who made it, to those whom it opens the entry, and to the own side if nothing is entrusted.

    It names who entrusted something: of an entrusted entry, or one that is gone, nobody else hears.
    """
    if not person.has(Role.CASEWORKER):
        return sa.false()
    to_us = sa.and_(row.to_institution == said(person.institution), row.revoked_at.is_(None))
    plain = sa.or_(*(_not_entrusted(row, table(model)) for model in RELEASABLE))
    lead = row.family_id.in_(leading(person, LeadKind.LEAD))
    return sa.and_(
        works_with(person, row.family_id),
        sa.or_(
            row.author_id == me(person),
            sa.and_(plain, sa.or_(row.institution == said(person.institution), to_us)),
            sa.and_(to_us, lead),
        ),
    )


def _not_entrusted(row: Any, model: sa.Table) -> Clause:
    entry = model.alias()
    there = sa.exists().where(
        entry.c.id == row.record_id,
        entry.c.created_at <= row.created_at,  # and not a later one with the number of a deleted one
        entry.c.confidentiality != said(Confidentiality.ENTRUSTED),
    )
    return sa.and_(row.entity == _names(model.name)[0], there)


def logged(person: Person, row: Any) -> Clause:
    """An entry of the change log about an own family is read by who reads the record itself.

    What is entrusted stays with `owner_id` alone, also where the entry itself was released: old texts were not.
    """
    plain, level = row.confidentiality.is_(None), row.confidentiality
    ours = row.institution == said(person.institution)
    return sa.or_(
        sa.and_(plain, sa.not_(row.entity.in_(_names(*HOUSEHOLD_ENTITIES, *EXAMINED, "protection_report")))),
        sa.and_(plain, row.entity.in_(_names(*HOUSEHOLD_ENTITIES)), _household(person, row)),
        sa.and_(plain, row.entity.in_(_names(*EXAMINED)), other_side(person, row)),
        sa.and_(
            plain,
            row.entity == _names("protection_report")[0],
            sa.or_(ours, row.institution == said(Institution.PRO_ARBEIT)),
        ),
        sa.and_(ours, level != said(Confidentiality.ENTRUSTED)),
        sa.and_(level == said(Confidentiality.TEAM), shared(person, row), sa.not_(restricted_log(row))),
        sa.and_(ours, level == said(Confidentiality.ENTRUSTED), row.owner_id == me(person)),
    )


def _household(person: Person, row: Any) -> Clause:
    receipt = sa.and_(row.entity.in_(_names(*RECEIPT_ENTITIES)), master(person, row.family_id, DataCategory.RECEIPT))
    detail = sa.and_(row.entity == _names("family_detail")[0], master(person, row.family_id, DataCategory.WORK))
    unknown = sa.and_(row.entity == _names("member")[0], row.record_id.in_(sa.select(hidden(person).c.id)))
    contact = sa.and_(row.entity.in_(_names(*CONTACT_ENTITIES)), master(person, row.family_id), sa.not_(unknown))
    all_known = row.family_id.not_in(sa.select(hidden(person).c.family_id))
    between = sa.and_(row.entity.in_(_names(*BETWEEN_ENTITIES)), master(person, row.family_id), all_known)
    return sa.or_(receipt, detail, contact, between)


def _names(*entities: str) -> list[sa.ColumnElement[Any]]:
    """Names of our own tables as literals."""
    return [sa.literal_column(f"'{one}'", sa.String) for one in entities]
