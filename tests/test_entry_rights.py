"""What nobody gets by hand: other people's levels, authors, families, releases; and what ends with a Fallführung."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from fam import db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.models import Attendee, ChangeEntry, ConsentItem, Lead, Meeting, Member, Note, Release, Task, now
from fam.person import Person
from fam.queries import meetings
from fam.rules.terms import Confidentiality, Institution, LeadKind, MemberRole, Party, ReleaseBasis
from fam.services import leaving, levels, notes, records, releases, tasks
from fam.services.attendance import Presence
from fam.services.meeting_draft import Agreement, FamilyPart, MeetingDraft
from fam.services.meetings import record
from fam.services.releases import ReleaseDraft
from fam.services.tasks import TaskDraft
from tests.support.cast import TODAY
from tests.support.entries import person, plant

Cast = Callable[[str], Person]
Make = Callable[..., int]
PA, ASD = Institution.PRO_ARBEIT, Institution.ASD
DAY = date(2018, 9, 3)
AGREED = ReleaseDraft(PA, ReleaseBasis.CONSENT, "Frau Kaya", TODAY)
Change = Callable[[Any], None]


@pytest.fixture
def database(both_databases: str) -> str:
    """The nets hold on both engines."""
    return both_databases


def _set(**values: Any) -> Change:
    def change(row: Any) -> None:
        for key, value in values.items():
            setattr(row, key, value)

    return change


HAND_MADE: tuple[tuple[str, str, Change], ...] = (  # who, which word, what is written past the services
    ("anna", "Xteamasdx", _set(confidentiality=Confidentiality.INSTITUTION)),
    ("anna", "Xteamasdx", _set(not_for_parents=True)),
    ("anna", "Xteamasdx", _set(institution=PA)),
    ("anna", "Xfreipax", _set(confidentiality=Confidentiality.TEAM)),
    ("anna", "Xfreipax", _set(text="fremd")),
    ("anna", "Xinternpax", _set(confidentiality=Confidentiality.ENTRUSTED)),
    ("bea", "Xfreiasdx", _set(confidentiality=Confidentiality.INSTITUTION)),
    ("bea", "Xfreiasdx", _set(text="fremd")),
    ("bea", "Xinternasdx", _set(confidentiality=Confidentiality.ENTRUSTED)),
    ("vera", "Xinternasdx", _set(author_id=None, confidentiality=Confidentiality.ENTRUSTED)),
    ("rudi", "Xinternasdx", _set(text="nur mit Begründung")),
    ("bea", "Xinternasdx", _set(family_id=2)),
)


def _change(session: Session, number: int, change: Change) -> None:
    row = session.exec(select(Note).where(Note.id == number)).one()
    change(row)
    _put(session, row)


def _put(session: Session, row: Any) -> None:
    session.add(row)
    session.flush()


def test_nobody_writes_what_is_not_theirs(cast: Cast, make_family: Make) -> None:
    """Level, marks, author, institution, family and text of somebody else's entries, past every form and service."""
    planted = plant(cast, make_family)
    for name, word, change in HAND_MADE:
        who = person(name) if name not in ("anna", "amir") else cast(name)
        with pytest.raises(NotAllowed), db.transaction(who) as session:
            _change(session, planted.ids["note", word], change)


def test_nobody_sits_down_at_a_meeting_that_they_do_not_read(cast: Cast, make_family: Make) -> None:
    """An attendee by hand at Amir's entrusted meeting is refused."""
    planted = plant(cast, make_family)
    row = Attendee(meeting_id=planted.ids["meeting", "Xanvertrautx"], family_id=planted.family, party=Party.OTHER)
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        _put(session, row)


def test_who_may_release(cast: Cast, make_family: Make) -> None:
    """Neither deputies nor Koordination nor with a reason; what is entrusted by its author alone."""
    planted = plant(cast, make_family)
    for name, word, expected in (
        ("vera", "Xinternasdx", NotAllowed), ("rudi", "Xinternasdx", NotAllowed), ("konrad", "Xinternasdx", NotFound),
        ("anna", "Xfreipax", NotAllowed), ("bea", "Xfreiasdx", NotAllowed), ("bea", "Xanvertrautx", NotFound),
    ):  # fmt: skip
        who = cast(name) if name in ("anna", "konrad") else person(name)
        with pytest.raises(expected), db.transaction(who) as session:
            releases.release(session, "note", planted.ids["note", word], AGREED)
        forged = Release(family_id=planted.family, entity="note", record_id=planted.ids["note", word],
                         institution=ASD, to_institution=PA, basis=ReleaseBasis.LAW, released_on=TODAY,
                         author_id=who.account_id)  # fmt: skip
        with pytest.raises(NotAllowed), db.transaction(who) as session:
            _put(session, forged)
    with db.transaction(person("bea")) as session:
        releases.release(session, "note", planted.ids["note", "Xinternasdx"], AGREED)


def test_a_release_needs_its_basis(cast: Cast, make_family: Make) -> None:
    """Who agreed and when, or a paragraph with its book: each said at its field."""
    family = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        number = notes.write(session, family, DAY, "Fiktiv", Confidentiality.ENTRUSTED).id or 0
    for draft, field in (
        (ReleaseDraft(None, ReleaseBasis.LAW, basis_text="§ 8a SGB VIII"), "to"),
        (ReleaseDraft(ASD, None), "basis"),
        (ReleaseDraft(ASD, ReleaseBasis.CONSENT, "", TODAY), "given_by"),
        (ReleaseDraft(ASD, ReleaseBasis.CONSENT, "Frau Kaya", TODAY + timedelta(days=1)), "consent_on"),
        (ReleaseDraft(ASD, ReleaseBasis.LAW, basis_text="§ 8a"), "basis_text"),
    ):
        with pytest.raises(InvalidForm) as refused, db.transaction(cast("amir")) as session:
            releases.release(session, "note", number, draft)
        assert list(refused.value.fields) == [field]


def test_a_release_ends(cast: Cast, make_family: Make) -> None:
    """When the person takes the consent back, when the entry becomes entrusted, and it is no entry's of later."""
    family, amir = make_family("Kaya"), cast("amir")

    def reads() -> list[str]:
        with db.reading(cast("anna")) as session:
            return [note.text for note in session.exec(select(Note))]

    def released(text: str) -> int:
        with db.transaction(amir) as session:
            number = notes.write(session, family, DAY, text).id or 0
        with db.transaction(amir) as session:
            releases.release(session, "note", number, AGREED)
        assert reads() == [text]
        return number

    number = released("eins")
    with db.transaction(amir) as session:
        records.edit(session, Note, number, {"confidentiality": Confidentiality.INSTITUTION},
                     {"confidentiality": Confidentiality.ENTRUSTED})  # fmt: skip
    assert reads() == []
    number = released("zwei")
    with db.transaction(amir) as session:
        records.remove(session, Note, number)
    with db.transaction(amir) as session:  # SQLite gives its number again
        notes.write(session, family, DAY, "drei")
    assert reads() == []
    released("vier")
    with db.program() as session:
        for item in session.exec(select(ConsentItem)):
            item.revoked_at = now()
            session.add(item)
    assert reads() == []


def test_an_entrusted_meeting_gives_nothing_to_its_tasks(cast: Cast, make_family: Make) -> None:
    """Its tasks are entrusted too; one for somebody else is refused, and so is "entrusted" while both were there."""
    family, amir, anna = make_family("Kaya"), cast("amir"), cast("anna")
    with db.reading(amir) as session:
        kind = next(iter(meetings.kinds(session, DAY)))

    def draft(owner: int, *staff: Presence) -> MeetingDraft:
        part = FamilyPart(
            family, "Xgeheimx", (Agreement("Xgeheimx", owner=owner),), (Presence(Party.FAMILY, name="F"),)
        )
        return MeetingDraft(kind, DAY, (part,), staff, level=Confidentiality.ENTRUSTED)

    mine = Presence(Party.ASD, account_id=amir.account_id)
    hers = Presence(Party.PRO_ARBEIT, account_id=anna.account_id)
    with pytest.raises(InvalidForm) as refused, db.transaction(amir) as session:
        record(session, draft(anna.account_id, mine))
    assert list(refused.value.fields.values()) == [tasks.ENTRUSTED_OWNER]
    with pytest.raises(InvalidForm) as refused, db.transaction(amir) as session:
        record(session, draft(amir.account_id, mine, hers))
    assert refused.value.fields == {"confidentiality": levels.BOTH_THERE}
    with db.transaction(amir) as session:
        record(session, draft(amir.account_id, mine))
    with db.program() as session:
        assert {row.confidentiality for row in session.exec(select(Task))} == {Confidentiality.ENTRUSTED}
    with pytest.raises(InvalidForm), db.transaction(amir) as session:
        tasks.add(session, TaskDraft(family, "X", anna.account_id, level=Confidentiality.ENTRUSTED))


def test_a_member_who_goes_opens_nothing(cast: Cast, make_family: Make) -> None:
    """An entry about a child without consent is not "about the whole family" once the child's record is deleted."""
    family = make_family("Kaya", institution=ASD)
    with db.program() as session:
        child = records.add(session, Member(family_id=family, first_name="Emir", role=MemberRole.CHILD)).id or 0
        items = session.exec(select(ConsentItem)).all()
        for item in items:
            session.add(ConsentItem(**item.model_dump(exclude={"id", "version", "member_id", "revoked_at"}),
                                    member_id=child, revoked_at=now()))  # fmt: skip
    with db.transaction(cast("amir")) as session:
        marks = levels.Marks(about_id=child)
        notes.write(session, family, DAY, "Xkindx", Confidentiality.TEAM, marks=marks)
    with db.program() as session:
        session.delete(session.exec(select(Member).where(Member.id == child)).one())
    with db.reading(cast("anna")) as session:
        assert session.exec(select(Note)).all() == []
        assert "Xkindx" not in repr(session.exec(select(ChangeEntry)).all())


def test_what_was_entrusted_goes_to_nobody(cast: Cast, make_family: Make) -> None:
    """Amir leaves: Bea takes over, reads what is the ASD's, nothing entrusted; not even Amir reads it any more."""
    planted, amir = plant(cast, make_family), cast("amir")
    bea = person("bea")
    with db.transaction(cast("adam")) as session:
        leaving.deactivate(session, amir.account_id, bea.account_id)
    with db.program() as session:
        for lead in session.exec(select(Lead).where(Lead.account_id == bea.account_id)):
            session.delete(lead)
        session.flush()
        session.add(Lead(family_id=planted.family, account_id=bea.account_id, institution=ASD, kind=LeadKind.LEAD,
                         starts_on=TODAY))  # fmt: skip
        left = session.exec(select(Task).where(Task.id == planted.ids["task", "Xanvertrautx"])).one()
        assert left.owner_id == amir.account_id
        assert session.exec(select(Meeting).where(Meeting.id == planted.ids["meeting", "Xanvertrautx"])).one()
    for who in (bea, amir):
        with db.reading(who) as session:
            assert "Xanvertrautx" not in repr(_all(session))


def _all(session: Session) -> list[object]:
    return [session.exec(select(model)).all() for model in (Note, Meeting, Task, Attendee, ChangeEntry)]
