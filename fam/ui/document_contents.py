"""What stands on a paper of a family: which there are, and the values of one, with the team's own fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from fam.db import reading
from fam.exchange.papers import Frame, Paper, data
from fam.fields.spec import FieldSpec
from fam.models import Family, FamilyDetail
from fam.person import Person
from fam.queries import entry_marks, minutes, papers
from fam.queries.family_file import FamilyFile, LeadRow
from fam.rules.plan_terms import TemplateKind
from fam.rules.terms import DataCategory, LeadKind, MeetingState
from fam.services import document_templates
from fam.ui import extra_fields


@dataclass(frozen=True, slots=True)
class Contents:
    """The values of one paper, as plain data."""

    kind: TemplateKind
    values: dict[str, Any]


def choices(person: Person, file: FamilyFile, kind: TemplateKind) -> dict[int, str]:
    """Return of what a paper of this kind can be made: number -> what it is called."""
    family_id = file.head.id or 0
    with reading(person) as session:
        if kind is TemplateKind.MINUTES:
            return dict(papers.meetings(session, family_id, MeetingState.HELD))
        if kind is TemplateKind.INVITATION:
            return dict(papers.meetings(session, family_id, MeetingState.PLANNED, person.today))
        if kind is TemplateKind.PLAN:
            return dict(papers.plans(session, family_id))
        found = papers.closing(session, file.head)
    return {0: f"Abschluss am {found[0].ended_on:%d.%m.%Y}"} if found else {}


def contents(person: Person, file: FamilyFile, kind: TemplateKind, which: int) -> Contents | None:
    """Return the values of a paper, or None if it may not be made (any more)."""
    with reading(person) as session:
        found = _found(session, file.head, kind, which)
        if found is None:
            return None
        fields = document_templates.own_fields(session, kind)
        detail = file.detail if _open(session, person, file) else None
    paper, entry = found
    if entry.family_id != file.head.id:
        return None
    records: dict[Any, Any] = {Family: file.head, FamilyDetail: detail}
    frame = Frame(
        name=file.head.name,
        today=person.today,
        contacts=[(_contact(one), one.institution.label) for one in file.leads if one.holds_on(person.today)],
        fields=[_field(person, model, records.get(model, entry), field) for model, field in fields],
    )
    return Contents(kind, data(kind, paper, frame))


def _contact(lead: LeadRow) -> str:
    return f"{lead.name} (Vertretung)" if lead.kind is LeadKind.DEPUTY else lead.name


def _open(session: Session, person: Person, file: FamilyFile) -> bool:
    """Whether what the family's detail says is open to both: the partner's is, or we could not read it."""
    ours = file.head.institution == person.institution
    return not ours or entry_marks.is_shared(session, file.head.id or 0, None, DataCategory.WORK)


def _found(session: Session, head: Family, kind: TemplateKind, which: int) -> tuple[Paper, Any] | None:
    if kind is TemplateKind.PLAN:
        return papers.plan(session, head, which)
    if kind is TemplateKind.CLOSING:
        return papers.closing(session, head)
    made = minutes.held(session, which) if kind is TemplateKind.MINUTES else minutes.invited(session, which)
    return (made.paper, made.entry) if made else None


def _field(person: Person, model: Any, record: Any, field: FieldSpec) -> tuple[str, str, str]:
    facts: Sequence[tuple[str, str]] = extra_fields.facts(person, model, record, [field]) if record is not None else ()
    return field.key, field.label, facts[0][1] if facts else ""
