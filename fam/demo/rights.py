"""What Datenschutz and the leads find in the demo: an open Auskunft, statements, a release, a run that waits.

On a family that Amir leads, with entries of both sides; the law is that of its day (since 25.5.2018 DSGVO).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.demo.case import Row
from fam.demo.cast import ASD, PRO_ARBEIT, TODAY
from fam.demo.rows import at
from fam.models import AccessRequest, ErasureItem, ErasureRun, Family, Lead, Member, Note, Release, Statement
from fam.rules.periods import month_start
from fam.rules.protection_terms import ItemState, RequestState, RestrictionGround, RunState, StatementKind
from fam.rules.terms import Confidentiality, Institution, MemberRole, ReleaseBasis, Status
from fam.services import erasure_cases

ASKED, SAID = date(2018, 9, 26), date(2018, 10, 9)


def examples(session: Session, accounts: dict[str, int]) -> Iterator[tuple[Any, list[Row]]]:
    """Yield (table, rows) where the demo has a family and entries for them, in the order in which they are inserted."""
    mother = session.exec(
        select(Member)
        .join(Lead, col(Lead.family_id) == Member.family_id)
        .join(Family, col(Family.id) == Member.family_id)
        .where(Lead.account_id == accounts["amir"], col(Lead.ends_on).is_(None), Family.status == Status.ACTIVE,
               Member.role == MemberRole.MOTHER)
        .order_by(col(Member.family_id), col(Member.id))
    ).first()  # fmt: skip
    if mother is not None:
        yield from _of_family(session, mother, accounts["amir"])
    yield from _run(session, accounts["dora"])


def _stamped(day: date, by: int) -> Row:
    return {"version": 1, "created_at": at(day), "created_by": by}


def _of_family(session: Session, mother: Member, amir: int) -> Iterator[tuple[Any, list[Row]]]:
    family = {"family_id": mother.family_id, "author_id": amir, "member_id": mother.id}
    asked = {"requested_on": ASKED, "state": RequestState.OPEN, "extension": "", "refusal": "", "checksum": ""}
    lists: Row = {"decisions": {}, "entrusted": [], "looked_by": []}
    yield AccessRequest, [family | _stamped(ASKED, amir) | asked | lists]
    said = family | _stamped(SAID, amir) | {"entity": "note", "stated_on": SAID, "lifted_why": ""}
    if number := _note(session, mother.family_id, PRO_ARBEIT, Confidentiality.INSTITUTION):
        text = "Der Termin kam nicht zustande, weil die Einladung zu spät ankam."
        kind = {"kind": StatementKind.COUNTER, "institution": PRO_ARBEIT, "text": text}
        yield Statement, [said | kind | {"record_id": number}]
    if number := _note(session, mother.family_id, ASD, Confidentiality.TEAM):
        kind = {"kind": StatementKind.RESTRICTED, "institution": ASD, "text": "", "ground": RestrictionGround.DISPUTED}
        yield Statement, [said | kind | {"record_id": number}]
    if number := _note(session, mother.family_id, ASD, Confidentiality.INSTITUTION):
        opened = {
            "entity": "note", "record_id": number, "institution": ASD, "to_institution": ASD.other, "released_on": SAID,
            "basis": ReleaseBasis.CONSENT, "basis_text": "", "given_by": mother.first_name, "consent_on": SAID,
            "category": session.exec(select(Note.category).where(Note.id == number)).one(),
        }  # fmt: skip
        yield Release, [family | _stamped(SAID, amir) | opened]


def _note(session: Session, family_id: int, institution: Institution, level: Confidentiality) -> int:
    """The first note of one side at one level; 0 if the story has none."""
    query = select(Note.id).where(
        Note.family_id == family_id, Note.institution == institution, Note.confidentiality == level
    )
    return session.exec(query.order_by(col(Note.id)).limit(1)).first() or 0


def _run(session: Session, proposer: int) -> Iterator[tuple[Any, list[Row]]]:
    """One deletion run that Datenschutz proposed today and nobody has confirmed."""
    cases = [case for case in erasure_cases.due(session, limit=50) if not case.blockers]
    if not cases:
        return
    run = {
        "id": 1, "month": month_start(TODAY), "state": RunState.PROPOSED, "is_open": True, "proposed_by": proposer,
        "proposed_on": TODAY, "erased": 0,
    }  # fmt: skip
    yield ErasureRun, [run | _stamped(TODAY, proposer)]
    yield ErasureItem, [
        {
            "run_id": 1, "family_id": case.id, "number": case.number, "state": ItemState.PROPOSED, "blockers": [],
            "basis": case.deletion.basis.value, "due_on": case.deletion.due_on or TODAY,
        }
        for case in cases
    ]  # fmt: skip
