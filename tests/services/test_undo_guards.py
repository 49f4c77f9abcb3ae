"""Nobody takes back what others have built on, nor a step that was not theirs to take."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, col, select

from fam import db
from fam.errors import IllegalStep
from fam.models import ChangeEntry, Dissent, Family, Lead, ListItem, Meeting, Member, Note, Relation, Task, Town, Vote
from fam.person import Person
from fam.rules.plan_terms import RelationKind
from fam.rules.terms import Answer, Confidentiality, Institution, ListName, MemberRole, Party, Status
from fam.services import changes as service
from fam.services import choices, examination, families, leads, lifecycle, meetings, notes, records, relations, tasks
from fam.services.attendance import Presence
from fam.services.meeting_draft import FamilyPart, MeetingDraft
from tests.services.cases import TODAY, examined, head

Cast = Callable[[str], Person]
Make = Callable[..., int]


def did(person: Person, work: Callable[[Session], object]) -> str:
    """Let somebody do something in one transaction and return that transaction's name in the log."""
    with db.transaction(person) as session:
        work(session)
    with db.program() as session:
        return session.exec(select(ChangeEntry.batch).order_by(col(ChangeEntry.id).desc()).limit(1)).one()


def undo(person: Person, batch: str) -> None:
    """Take a transaction back, as the page does."""
    with db.transaction(person, source="undo") as session:
        service.undo(session, batch)


def refused(person: Person, batch: str, sentence: str) -> None:
    """It cannot be taken back, and the reason is said."""
    with pytest.raises(IllegalStep, match=sentence):
        undo(person, batch)


def propose(session: Session) -> int:
    """Propose a family that agreed to be contacted."""
    town = session.exec(select(Town.ags).where(Town.name == "Egelsbach")).one()
    source = session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first()
    family = families.propose(
        session,
        families.Proposal("Ziel", town, source, date(2018, 9, 1), "Anlass", contact_agreed_on=date(2018, 9, 2)),
    )
    return family.id or 0


def test_a_proposal_with_somebodys_work_in_it_stays(cast: Cast) -> None:
    """Amir's internal note, which Anna cannot even see, keeps her from taking the whole case back."""
    anna, amir, made = cast("anna"), cast("amir"), list[int]()
    batch = did(anna, lambda session: made.append(propose(session)))
    did(cast("kerstin"), lambda s: leads.assign(s, made[0], Institution.PRO_ARBEIT, anna.account_id, date(2018, 9, 3)))
    did(cast("konrad"), lambda s: leads.assign(s, made[0], Institution.ASD, amir.account_id, date(2018, 9, 3)))
    did(amir, lambda s: notes.write(s, made[0], date(2018, 9, 4), "intern", Confidentiality.INSTITUTION))
    refused(anna, batch, "Neueres")
    with db.program() as session:
        assert session.exec(select(Note).where(Note.family_id == made[0])).one().text == "intern"


def test_votes_and_answers_stay_under_a_decision(cast: Cast, make_family: Make) -> None:
    """Once the family is admitted, the vote that carried it is not taken back under it."""
    family, anna = make_family("Muster", status=Status.EXAMINATION), cast("anna")
    examined(cast, family)
    batch = did(anna, lambda s: examination.vote(s, family, True, "noch ein Wort"))
    did(cast("kerstin"), lambda s: lifecycle.admit(s, family, TODAY))
    refused(anna, batch, "Die Prüfung ist vorbei")
    with db.program() as session:
        assert session.exec(select(Vote).where(Vote.family_id == family, Vote.reason == "noch ein Wort")).one()


def test_a_vote_under_a_dissent_stays(cast: Cast, make_family: Make) -> None:
    """The other institution's no, and the dissent it raised, rest on Anna's yes: she votes anew instead."""
    family, anna = make_family("Muster", status=Status.EXAMINATION), cast("anna")
    with db.program() as session:
        session.add(Vote(family_id=family, institution=Institution.PRO_ARBEIT, answer=Answer.YES, voted_on=TODAY))
    batch = did(anna, lambda s: s.add(_vote_of(s, family, "Grund")))
    did(cast("amir"), lambda s: s.add(Dissent(family_id=family, raised_on=TODAY)))
    refused(anna, batch, "Neueres")


def _vote_of(session: Session, family: int, reason: str) -> Vote:
    vote = session.exec(select(Vote).where(Vote.family_id == family)).one()
    vote.reason = reason
    return vote


def test_a_lead_is_taken_back_by_its_own_koordination(cast: Cast, make_family: Make) -> None:
    """Who works for the ASD is the ASD's to say: neither Kerstin nor Anna takes Konrad's appointment back."""
    family = make_family("Muster", leads=("anna",))
    amir = cast("amir").account_id
    batch = did(cast("konrad"), lambda s: leads.assign(s, family, Institution.ASD, amir, TODAY))
    for name in ("kerstin", "anna"):
        refused(cast(name), batch, "selbst gehen")
    undo(cast("konrad"), batch)
    with db.program() as session:
        assert session.exec(select(Lead).where(Lead.family_id == family, Lead.account_id == amir)).first() is None


def test_what_koordination_decides_koordination_takes_back(cast: Cast, make_family: Make) -> None:
    """A Fachkraft neither begins an examination nor gives priority, so she does not undo it; admitting she may."""
    kerstin, anna = cast("kerstin"), cast("anna")
    proposed = make_family("Muster", status=Status.PROPOSED)
    begun = did(kerstin, lambda s: lifecycle.start_examination(s, proposed, {}, TODAY))
    refused(anna, begun, "selbst gehen")
    waiting = make_family("Warte", status=Status.WAITING)
    put_first = did(kerstin, lambda s: lifecycle.prioritise(s, waiting, "Wohnungsverlust"))
    refused(anna, put_first, "selbst gehen")
    undo(kerstin, put_first)
    family = make_family("Neu", status=Status.EXAMINATION)
    examined(cast, family)
    undo(anna, did(kerstin, lambda s: lifecycle.admit(s, family, TODAY)))
    assert head(family).status is Status.EXAMINATION


def test_a_meeting_with_a_later_task_stays(cast: Cast, make_family: Make) -> None:
    """What was agreed later in a meeting would lose its place."""
    family, anna = make_family("Muster"), cast("anna")
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first()
    staff = (Presence(Party.PRO_ARBEIT, account_id=anna.account_id),)
    draft = MeetingDraft(kind, date(2018, 10, 1), (FamilyPart(family, "Themen"),), staff)
    batch = did(anna, lambda s: meetings.record(s, draft))

    def agree(session: Session) -> None:
        meeting = session.exec(select(Meeting).where(Meeting.family_id == family)).one()
        tasks.create(session, tasks.TaskDraft(family, "Antrag"), agreed_on=TODAY, meeting=meeting)

    did(anna, agree)
    refused(anna, batch, "Neueres")
    with db.program() as session:
        assert session.exec(select(Task.meeting_id).where(Task.family_id == family)).one()


def test_a_person_whom_others_have_joined_stays(cast: Cast, make_family: Make) -> None:
    """Amir's relation hangs on the person whom Anna entered; the person is not taken back under it."""
    family, anna, made = make_family("Muster", leads=("anna", "amir")), cast("anna"), list[int]()

    def enter(session: Session) -> None:
        row = Member(family_id=family, first_name="Emine", role=MemberRole.CHILD)
        made.append(records.add(session, row).id or 0)

    did(anna, enter)
    batch = did(anna, enter)
    kind = {"first_id": made[0], "second_id": made[1], "kind": RelationKind.SIBLING}
    did(cast("amir"), lambda session: relations.add(session, Relation, family, kind))
    refused(anna, batch, "Neueres")


def test_a_list_item_in_use_stays(cast: Cast, make_family: Make) -> None:
    """A new source that a proposal already names is not taken back: one sentence, not an error number."""
    family, kerstin, made = make_family("Muster"), cast("kerstin"), list[ListItem]()
    batch = did(kerstin, lambda s: made.append(choices.add(s, ListName.SOURCE, "Kita")))
    with db.program() as session:
        session.get_one(Family, family).source_id = made[0].id
    refused(kerstin, batch, "Neueres")
