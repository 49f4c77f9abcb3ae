"""A family's plan with one word in every table and text of it, of one side, level and mark."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.models import (
    Address,
    BenefitUnit,
    Closing,
    Custody,
    FamilyPlan,
    FollowUp,
    Goal,
    GoalRating,
    Instrument,
    ListItem,
    Measure,
    MeasureGoal,
    Meeting,
    Member,
    Need,
    PlanItem,
    Receipt,
    Relation,
    Residence,
    Review,
    Station,
    Task,
    UnitMember,
)
from fam.models.base import Content
from fam.rules.plan_terms import (
    CustodyKind,
    MeasureLevel,
    MeasureStatus,
    Perspective,
    ReceiptClass,
    RelationKind,
    ReviewKind,
    StationKind,
)
from fam.rules.terms import Confidentiality, Institution, ListName, MemberRole

DAY, DUE = date(2018, 9, 3), date(2018, 10, 10)
Rows = dict[str, int]  # table -> id


def fill(
    session: Session, family_id: int, word: str, own: Mapping[str, Any], extra: Mapping[str, str] | None = None,
    *, number: int = 1, holder: str = "",
) -> Rows:  # fmt: skip
    """Write the word into each table of the plan; `own` says whose it is and who reads it, `extra` holds own fields.

    One family has one closing: only plan number 1 brings closing and follow-up along. Return an id per table.
    """
    base: dict[str, Any] = {"family_id": family_id, "event_on": DAY, **own}
    rows: Rows = {}

    def put(row: Any) -> int:
        name = row.__tablename__
        if key := (extra or {}).get(name):
            row.extra = {key: word}
        session.add(row)
        session.flush()
        rows[name] = row.id
        return int(row.id)

    area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first() or 0
    kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
    code = session.exec(select(Instrument.code)).first() or ""
    child, unit = _household(session, put, family_id, holder or word)
    meeting = put(Meeting(kind_id=kind, topics=word, agreements=word, **base))
    review = put(Review(kind=ReviewKind.FAM, due_on=DUE, reference=word, meeting_id=meeting, **base))
    side = Perspective(own["institution"].value)
    put(Need(area_id=area, perspective=side, level=1, note=word, review_id=review, meeting_id=meeting, **base))
    levels: dict[str, Any] = dict.fromkeys(("level_0", "level_p1", "level_p2", "level_m1", "level_m2"), word)
    goal = put(Goal(area_id=area, text=word, due_on=DUE, end_reason=word, **levels, **base))
    put(GoalRating(goal_id=goal, perspective=side, rating=1, note=word, review_id=review, meeting_id=meeting, **base))
    put(Task(text=word, goal_id=goal, due_on=DUE, owner_text=word, meeting_id=meeting, **base))
    measure = put(Measure(instrument_code=code, level=MeasureLevel.UNIT, unit_id=unit, status=MeasureStatus.RUNNING,
                          provider=word, note=word, starts_on=DAY, **base))  # fmt: skip
    put(MeasureGoal(measure_id=measure, goal_id=goal, family_id=family_id))
    plan = put(FamilyPlan(number=number, signed_by=word, remark=word, **base))
    put(PlanItem(plan_id=plan, entity="goal", record_id=goal, values={"title": word}, **base))
    put(Station(kind=StationKind.SCHOOL, place=word, aim=word, **{**base, "about_id": base.get("about_id") or child}))
    put(Receipt(unit_id=unit, level=ReceiptClass.FULL, **base))
    if number == 1:
        put(Closing(summary=word, handover=word, follow_up=True, meeting_id=meeting, **base))
        put(FollowUp(months=3, note=word, **base))
    return rows


def _household(session: Session, put: Any, family_id: int, word: str) -> tuple[int, int]:
    """Two people, where they live, who belongs to whom: what both institutions read of a family that agreed."""
    child = put(Member(family_id=family_id, first_name="Kim", role=MemberRole.CHILD))
    adult = put(Member(family_id=family_id, first_name="Toni", role=MemberRole.MOTHER))
    address = put(Address(family_id=family_id, street="Fiktiver Weg 1"))
    unit = put(BenefitUnit(family_id=family_id, number="BG 1"))
    put(Relation(family_id=family_id, first_id=adult, second_id=child, kind=next(iter(RelationKind))))
    put(Custody(family_id=family_id, child_id=child, kind=CustodyKind.GUARDIAN, holder=word))
    put(Residence(family_id=family_id, member_id=child, address_id=address, share=50))
    put(UnitMember(family_id=family_id, unit_id=unit, member_id=child, share=50))
    return child, unit


def own(institution: Institution, level: Confidentiality, author_id: int | None = None, **marks: Any) -> dict[str, Any]:
    """Return whose entries are, who reads them, and their marks."""
    return {"institution": institution, "confidentiality": level, "legal_circle": institution.circle,
            "author_id": author_id, **marks}  # fmt: skip


def as_program(family_id: int, word: str, of: Mapping[str, Any], **more: Any) -> Rows:
    """As `fill`, in a transaction of the program's own."""
    with db.program() as session:
        return fill(session, family_id, word, of, **more)


def content(rows: Rows) -> dict[str, int]:
    """Return only the entries, without the people and how they belong together."""
    from fam.models.columns import model_of

    return {name: number for name, number in rows.items() if issubclass(model_of(name), Content)}
