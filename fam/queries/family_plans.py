"""The versions of a family's plan as people may read them, and the paper of one version for whoever prints it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam.models import Family, FamilyPlan, PlanItem
from fam.rules import family_plan as rules
from fam.rules.family_plan import PlanLine, PlanSection
from fam.rules.terms import Confidentiality


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """One version for the family: only lines that parents may see and that both institutions share."""

    family_number: str
    version: int
    agreed_on: date
    sections: tuple[PlanSection, ...]  # each with its heading and its lines, in the order of the paper
    review_on: date | None = None
    remark: str = ""
    signed_on: date | None = None
    signed_by: tuple[str, ...] = ()  # names as typed; empty: lines to sign on


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One version as a list shows it; `version` guards the form against lost updates."""

    plan: FamilyPlan
    lines: tuple[PlanLine, ...]


def versions(session: Session, family_id: int) -> list[PlanRow]:
    """Return all versions that the person may read, the newest first, with the lines that they may read."""
    plans = session.exec(
        select(FamilyPlan).where(FamilyPlan.family_id == family_id).order_by(col(FamilyPlan.number).desc())
    ).all()
    lines: dict[int, list[PlanLine]] = {}
    query = select(PlanItem).where(PlanItem.family_id == family_id).order_by(col(PlanItem.position), col(PlanItem.id))
    for item in session.exec(query) if plans else ():
        if on_paper(item):
            lines.setdefault(item.plan_id, []).append(as_line(item))
    return [PlanRow(plan, tuple(lines.get(plan.id or 0, ()))) for plan in plans]


def on_paper(item: PlanItem) -> bool:
    """Whether a line belongs on the family's paper: nothing that one side keeps or that parents may not see."""
    return item.confidentiality is Confidentiality.TEAM and not item.not_for_parents


def as_line(item: PlanItem) -> PlanLine:
    """Return an item as the rules compare it: what it was, and its values as text."""
    return PlanLine(item.entity, item.record_id, {key: str(value) for key, value in item.values.items()})


def paper(session: Session, number: str, version: int | None = None) -> PlanPaper | None:
    """Return a version of a family's plan for its paper (None: the newest), or None if there is none to read."""
    family = session.exec(select(Family).where(Family.number == number)).first()
    found: Sequence[PlanRow] = versions(session, family.id or 0) if family else ()
    row = next((one for one in found if version in (None, one.plan.number)), None)
    return paper_of(number, row) if row else None


def paper_of(number: str, row: PlanRow) -> PlanPaper:
    """Return the paper of a version that was loaded."""
    plan = row.plan
    return PlanPaper(
        family_number=number,
        version=plan.number,
        agreed_on=plan.event_on,
        sections=rules.sections(row.lines),
        review_on=plan.review_on,
        remark=plan.remark,
        signed_on=plan.signed_on,
        signed_by=tuple(one.strip() for one in plan.signed_by.split(",") if one.strip()),
    )
