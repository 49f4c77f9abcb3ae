"""Secrets in Anna's and Amir's families, in every table that holds text, to look for where they must not be."""

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.models import (
    Account,
    Address,
    Attendee,
    BenefitUnit,
    ChangeEntry,
    Dissent,
    Draft,
    FamilyDetail,
    Judgement,
    ListItem,
    Meeting,
    Member,
    Note,
    Phone,
    ProtectionReport,
    Task,
    Vote,
)
from fam.models.base import Content
from fam.rules.terms import (
    Answer,
    Confidentiality,
    Institution,
    LegalCircle,
    ListName,
    MeetingState,
    MemberRole,
    Party,
    Status,
)
from tests.support.cast import TODAY

NAME, INSIDE, NOT_AGREED = "Zzyzx", "Qqwyx", "Vvkjq"  # in names, in what stands inside, in a proposal not agreed to
VOTED = "Jjxqv"  # in votes and dissents, which Koordination reads too
SECRETS = (NAME, INSIDE, NOT_AGREED, VOTED)
OF_VIEWS = "saved_view"  # who opens a list may keep a view of it, which only they see: asked for by name
OF_LOGINS = ("read_entry", "login_", "draft", "data_version")  # tables that a log-in itself moves
PA, ASD = Institution.PRO_ARBEIT, Institution.ASD


@dataclass(frozen=True, slots=True)
class Planted:
    """Where the secrets are: FAM numbers, and ids as widgets name them."""

    active: int
    number: str
    examined: str  # a second family, in examination with a dissent
    not_agreed: str  # a proposal of Pro Arbeit that the ASD may not know by name yet
    own: str  # Stefan's family
    own_proposal: str
    meeting: int
    planned: int
    task: int
    member: int
    change: int


def plant(make_family: Callable[..., int]) -> Planted:
    """Make the families with their secrets, and two of Stefan's, so that he has lists to tamper with."""
    active = make_family(f"Geheim {NAME}", town="Egelsbach")
    examined = make_family(f"Pruef {NAME}", status=Status.EXAMINATION, town="Egelsbach")
    make_family(f"Neu {NOT_AGREED}", status=Status.PROPOSED, leads=("anna",), contact_agreed=False)
    own = make_family("Herbst", leads=("stefan",))
    make_family("Winter", status=Status.PROPOSED, leads=("stefan",))
    with db.program() as session:
        anna = session.exec(select(Account.id).where(Account.username == "anna")).one() or 0
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
        _household(session, active)
        _examination(session, examined)
        rows = _work(session, active, kind, anna)
        session.add(_of_stefan(own, kind))
        session.add(Draft(account_id=anna, form=f"note:new:{active}", field="text", text=INSIDE))
        session.flush()
        member = session.exec(select(Member.id).where(Member.family_id == active)).first() or 0
        session.add(Attendee(meeting_id=rows[0].id or 0, family_id=active, party=Party.FAMILY, member_id=member))
        session.flush()
        change = session.exec(select(ChangeEntry.id).where(ChangeEntry.family_id == active)).first() or 0
        meeting, planned, task = (row.id or 0 for row in rows[:3])
    one, two, three, four, five = (f"FAM-2017-{number:05}" for number in range(1, 6))
    return Planted(active, one, two, three, four, five, meeting, planned, task, member, change)


def _household(session: Session, family_id: int) -> None:
    detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family_id)).one()
    detail.occasion = detail.remark = detail.regular_offers = detail.interpreter = INSIDE
    session.add_all(
        [
            detail,
            Member(family_id=family_id, first_name=INSIDE, last_name=NAME, role=MemberRole.MOTHER),
            Address(family_id=family_id, street=f"{INSIDE}weg 1", postcode="63329"),
            Phone(family_id=family_id, number="0000", whose=INSIDE),
            BenefitUnit(family_id=family_id, number=INSIDE),
            ProtectionReport(
                family_id=family_id, institution=PA, reported_on=date(2018, 3, 1), reason_not_informed=INSIDE
            ),
        ]
    )


def _examination(session: Session, family_id: int) -> None:
    day = date(2017, 5, 1)
    for institution, answer in ((PA, Answer.YES), (ASD, Answer.NO)):
        key: dict[str, Any] = {"family_id": family_id, "institution": institution, "answer": answer}
        judgement = Judgement(criterion="voluntary", reason=INSIDE, **key)
        session.add_all([judgement, Vote(voted_on=day, reason=VOTED, **key)])
    session.add(Dissent(family_id=family_id, raised_on=day, note=VOTED))


def _work(session: Session, family_id: int, kind: int, anna: int) -> list[Content]:
    own: dict[str, Any] = {
        "family_id": family_id, "institution": PA, "legal_circle": LegalCircle.BOTH,
        "confidentiality": Confidentiality.TEAM, "author_id": anna,
    }  # fmt: skip
    day = date(2018, 10, 1)
    rows: list[Content] = [
        Meeting(kind_id=kind, event_on=day, topics=INSIDE, agreements=INSIDE, place=INSIDE, **own),
        Meeting(kind_id=kind, event_on=TODAY, state=MeetingState.PLANNED, topics=INSIDE, recorded=False, **own),
        Task(event_on=day, text=INSIDE, owner_id=anna, due_on=TODAY, **own),
        Note(event_on=day, text=INSIDE, **own),
        Note(event_on=day, text=INSIDE, **own | {"institution": ASD, "confidentiality": Confidentiality.INSTITUTION}),
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _of_stefan(family_id: int, kind: int) -> Meeting:
    return Meeting(family_id=family_id, kind_id=kind, institution=PA, event_on=date(2018, 10, 2), topics="Nichts")


def leaks(received: Iterable[bytes], secrets: Iterable[str] = SECRETS) -> list[str]:
    """Return which secrets stand in what was received, in any case and also inside Excel files."""
    found = []
    for data in received:
        text = _unpacked(data).lower()
        found += [secret for secret in secrets if secret.lower().encode() in text]
    return sorted(set(found))


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def dump(url: str) -> list[str]:
    """Return the whole SQLite database as text, without what logging in moves."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        lines = list(connection.iterdump())
    moved = tuple(f'INSERT INTO "{name}' for name in OF_LOGINS)
    return [line for line in lines if not line.startswith(moved) and OF_VIEWS not in line]
