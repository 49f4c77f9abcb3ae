"""Two files of one family become one (domain handbook §7.4, 13): nothing opens, a family counts once."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise, product

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.figures.growth import growth
from fam.models import (
    AccessRequest,
    Attendee,
    ChangeEntry,
    Closing,
    ConsentItem,
    ErasureHold,
    Family,
    FamilyDetail,
    FamilyPlan,
    FollowUp,
    Lead,
    ListItem,
    Meeting,
    Member,
    Note,
    Relation,
    StatusPeriod,
    Vote,
)
from fam.rules.plan_terms import RelationKind
from fam.rules.protection_terms import HoldKind
from fam.rules.terms import Answer, Confidentiality, Institution, LeadKind, ListName, Party, Status
from fam.services import merging
from tests.services.test_moving import entry, reads
from tests.support.cast import TODAY, consent_of, family, member

TEAM, INSTITUTION, ENTRUSTED = Confidentiality
BORN = date(1985, 4, 2)


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def number(family_id: int) -> str:
    """Return the FAM number of a family."""
    with db.program() as session:
        return session.get_one(Family, family_id).number


def merge(kept: int, given: int, who: str = "kerstin", pairs: Mapping[int, int] | None = None) -> None:
    """Join two files as Koordination."""
    with db.transaction(member(who)) as session:
        merging.merge(session, kept, number(given), number(given).lower(), pairs)


def somebody(family_id: int, name: str = "Emine", born_on: date | None = BORN) -> int:
    """Write a member into a file and return the id."""
    with db.program() as session:
        one = Member(family_id=family_id, first_name=name, last_name="Muster", born_on=born_on, custody_holder=True)
        session.add(one)
        session.flush()
        return one.id or 0


def notes(who: str) -> set[str]:
    """Return the texts of the notes that somebody reads."""
    with db.reading(member(who)) as session:
        return {one.text for one in reads(session, Note)}


def test_a_proposal_becomes_part_of_the_running_case(database: str) -> None:
    """Its entries move with their log, texts are joined, votes are the kept file's, plan versions go on counting."""
    kept, given = family("Muster"), family("Muster", status=Status.EXAMINATION)
    for one in (kept, given):
        entry(Note, one, text=f"Vermerk {one}")
        entry(FamilyPlan, one, number=1, confidentiality=TEAM)
        with db.program() as session:
            session.add(Vote(family_id=one, institution=Institution.ASD, answer=Answer.YES, reason=f"Grund {one}",
                             voted_on=TODAY))  # fmt: skip
            detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == one)).one()
            detail.occasion, detail.interpreter = f"Anlass {one}", "" if one == kept else "Türkisch"
    old_number = number(given)
    merge(kept, given)
    assert notes("anna") == {f"Vermerk {kept}", f"Vermerk {given}"}
    with db.program() as session:
        assert {one.family_id for one in session.exec(select(Note))} == {kept}
        plans = session.exec(select(FamilyPlan).order_by(col(FamilyPlan.id))).all()
        assert [(one.family_id, one.number) for one in plans] == [(kept, 1), (kept, 2)]
        assert [one.reason for one in session.exec(select(Vote))] == [f"Grund {kept}"]
        detail = session.exec(select(FamilyDetail)).one()
        assert detail.occasion == f"Anlass {kept}\n\naus {old_number}:\nAnlass {given}"
        assert (detail.family_id, detail.interpreter) == (kept, "Türkisch")
        old = session.get_one(Family, given)
        assert (old.status, old.admitted_on, old.decided_on) == (Status.NOT_ADMITTED, None, TODAY)
        reason = session.get_one(ListItem, old.reason_id)
        assert (reason.list, reason.label) == (ListName.NON_ADMISSION, "Doppelvorschlag")
        assert session.get_one(Family, kept).status is Status.ACTIVE
        leads = session.exec(select(Lead).where(Lead.family_id == given)).all()
        assert {one.ends_on for one in leads} == {TODAY}
        log = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "note")).all()
        assert {one.family_id for one in log} == {kept}


def test_the_given_up_number_leads_to_the_kept_file(database: str) -> None:
    """Also over two steps; a number that was not given up leads nowhere else."""
    first, second, third = (family("Muster", status=Status.EXAMINATION) for _ in range(3))
    merge(second, first)
    merge(third, second)
    with db.reading(member("anna")) as session:
        assert merging.now_in(session, number(first).lower()) == number(third)
        assert merging.now_in(session, number(third)) == ""
        assert merging.now_in(session, "FAM-2017-99999") == ""


@pytest.mark.parametrize("who", ["anna", "amir", "stefan", "lena", "adam", "dora"])
def test_only_koordination_joins(who: str, database: str) -> None:
    """Nobody else, not even the leads of both."""
    kept, given = family(), family()
    with pytest.raises(NotAllowed):
        merge(kept, given, who)
    with db.reading(member(who)) as session, pytest.raises(NotAllowed):
        merging.preview(session, kept, number(given))


def test_koordination_must_see_both_heads(database: str) -> None:
    """A proposal of the other house whose family was not asked is not there for her."""
    kept = family(leads=("anna",))
    hidden = family(status=Status.PROPOSED, leads=("amir",), institution=Institution.ASD, contact_agreed=False)
    with pytest.raises(NotFound):
        merge(kept, hidden)
    with pytest.raises(NotFound):
        merge(hidden, kept)


def test_the_number_is_typed_again_and_is_another(database: str) -> None:
    """Without it nothing happens."""
    kept, given = family(), family(status=Status.EXAMINATION)
    for typed in ("", number(kept), "FAM"):
        with pytest.raises(InvalidForm), db.transaction(member("kerstin")) as session:
            merging.merge(session, kept, number(given), typed)
    with pytest.raises(InvalidForm), db.transaction(member("kerstin")) as session:
        merging.merge(session, kept, number(kept), number(kept))
    with db.program() as session:
        assert session.get_one(Family, given).status is Status.EXAMINATION


def test_one_person_in_both_files_becomes_one(database: str) -> None:
    """Suggested by name and birth date, shown by role; whatever names her names the kept one."""
    kept, given = family(), family(status=Status.EXAMINATION, consented=False)
    mine, theirs, child = somebody(kept), somebody(given), somebody(given, "Kind", None)
    with db.program() as session:
        consent_of(session, given, date(2018, 1, 1), theirs)
        session.add(Relation(family_id=given, first_id=theirs, second_id=child, kind=RelationKind.PARENT))
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first()
    meeting = entry(Meeting, given, kind_id=kind, about_id=theirs)
    with db.program() as session:
        session.add(Attendee(meeting_id=meeting, family_id=given, party=Party.FAMILY, member_id=theirs))
    with db.reading(member("kerstin")) as session:
        (same,) = merging.preview(session, kept, number(given)).same
    assert (same.given_id, same.kept_id) == (theirs, mine)
    assert not hasattr(same, "name")
    merge(kept, given, pairs={theirs: mine})
    with db.program() as session:
        assert {one.id for one in session.exec(select(Member))} == {mine, child}
        assert {one.family_id for one in session.exec(select(Member))} == {kept}
        assert session.exec(select(Meeting.about_id)).all() == [mine]
        assert session.exec(select(Attendee.member_id)).all() == [mine]
        assert session.exec(select(Relation.first_id)).all() == [mine]
        assert set(session.exec(select(ConsentItem.member_id))) == {None, mine}  # the form for the whole family ended


def test_only_people_of_these_files_are_joined(database: str) -> None:
    """A forged choice joins nobody."""
    kept, given, other = family(), family(status=Status.EXAMINATION), family()
    mine, theirs, strange = somebody(kept), somebody(given), somebody(other)
    for pairs in ({strange: mine}, {theirs: strange}, {mine: theirs}):
        with pytest.raises(InvalidForm):
            merge(kept, given, pairs=pairs)


def test_a_consent_of_one_file_opens_nothing_of_the_other(database: str) -> None:
    """The family-wide form of one speaks for its own people only; TEAM entries of the other stay unread."""
    for consented in (True, False):
        kept = family(f"K{consented}", consented=consented)
        given = family(f"G{consented}", consented=not consented)
        for one in (kept, given):
            person = somebody(one, f"P{one}")
            entry(Note, one, text=f"ganz {one}", confidentiality=TEAM)
            entry(Note, one, text=f"über {one}", confidentiality=TEAM, about_id=person)
        before = notes("amir")
        merge(kept, given)
        assert notes("amir") <= before
        open_one = kept if consented else given
        assert f"über {open_one}" in notes("amir")


def test_no_people_no_wider_circle(database: str) -> None:
    """Files in which nobody stands yet: what the partner could not read is closed before the consent would open it."""
    kept, given = family(), family(status=Status.EXAMINATION, consented=False)
    entry(Note, given, text="zu", confidentiality=TEAM)
    entry(Note, kept, text="auf", confidentiality=TEAM)
    assert notes("amir") == {"auf"}
    merge(kept, given)
    assert notes("amir") == {"auf"}
    with db.program() as session:
        assert {one.text: one.confidentiality for one in session.exec(select(Note))} == {"auf": TEAM, "zu": INSTITUTION}


def test_what_is_entrusted_stays_with_its_author_and_is_not_counted(database: str) -> None:
    """§ 65 SGB VIII: no count tells Koordination of it, and nobody else reads it afterwards."""
    kept, given = family(), family(status=Status.EXAMINATION)
    entry(Note, given, "amir", text="anvertraut", confidentiality=ENTRUSTED)
    with db.reading(member("kerstin")) as session:
        assert "Vermerke" not in {label for label, *_rest in merging.preview(session, kept, number(given)).counts}
    merge(kept, given)
    assert {who: notes(who) for who in ("amir", "anna", "konrad")} == {
        "amir": {"anvertraut"},
        "anna": set(),
        "konrad": set(),
    }


def test_nobody_takes_over_entries_of_a_file_that_is_not_theirs(database: str) -> None:
    """Stefan's notes are not Anna's by a merge that somebody else decides; when she is his deputy they are."""
    kept, given = family(leads=("anna", "amir")), family(status=Status.EXAMINATION, leads=("stefan", "amir"))
    entry(Note, given, "stefan", text="Stefans Vermerk")
    with pytest.raises(IllegalStep, match="Anna"):
        merge(kept, given)
    assert notes("anna") == set()
    anna = member("anna").account_id
    with db.program() as session:
        assert session.get_one(Family, given).status is Status.EXAMINATION
        session.add(Lead(family_id=given, account_id=anna, institution=Institution.PRO_ARBEIT,
                         kind=LeadKind.DEPUTY, starts_on=TODAY))  # fmt: skip
    merge(kept, given)
    assert (notes("anna"), notes("stefan")) == ({"Stefans Vermerk"}, set())


def test_household_data_open_to_nobody_new(database: str) -> None:
    """The family of the given-up proposal did not agree that the ASD hears of it: no part of a joint file."""
    kept = family(leads=("anna", "amir"))
    given = family(status=Status.PROPOSED, leads=("anna",), contact_agreed=False, consented=False)
    with pytest.raises(IllegalStep, match="Amir"):
        merge(kept, given)


def test_a_file_without_an_asd_takes_the_other_files_lead_over(database: str) -> None:
    """Where the kept file has nobody of an institution, the other one's lead goes on."""
    kept, given = family(leads=("anna",)), family(status=Status.EXAMINATION, leads=("anna", "amir"))
    both = {member(one).account_id for one in ("anna", "amir")}
    merge(kept, given)
    with db.program() as session:
        there = session.exec(select(Lead.account_id).where(Lead.family_id == kept, col(Lead.ends_on).is_(None)))
        assert set(there) == both


@pytest.mark.parametrize("what", ["hold", "request", "erased"])
def test_what_blocks(what: str, database: str) -> None:
    """Löschsperre, open Auskunft, an erased file: said in the preview, refused at the end."""
    kept, given = family(), family(status=Status.EXAMINATION)
    person = somebody(given)
    with db.program() as session:
        if what == "hold":
            session.add(ErasureHold(family_id=given, kind=HoldKind.BREACH, reason="fiktiv", set_on=TODAY))
        elif what == "request":
            session.add(AccessRequest(family_id=given, member_id=person, requested_on=TODAY))
        else:
            session.get_one(Family, given).status = Status.ANONYMISED
    with db.reading(member("kerstin")) as session:
        assert merging.preview(session, kept, number(given)).blockers
    with pytest.raises(IllegalStep):
        merge(kept, given)


def test_a_family_counts_once_in_every_month(database: str) -> None:
    """The given-up case's time lies inside the kept one's: stock and flows of every month are those of one family."""
    kept = family(received_on=date(2017, 3, 1))
    alone = growth(TODAY)
    for status in (Status.CLOSED, Status.PAUSED, Status.ACTIVE, Status.WAITING, Status.PROPOSED):
        given = family(received_on=date(2017, 6, 1), status=status)
        merge(kept, given)
        rows = growth(TODAY)
        assert all(row.holds for row in rows)
        assert [(row.stock, row.inflow, row.outflow) for row in rows] == [
            (row.stock, row.inflow, row.outflow) for row in alone
        ]
        with db.program() as session:
            periods = session.exec(
                select(StatusPeriod).where(StatusPeriod.family_id == given).order_by(col(StatusPeriod.starts_on))
            ).all()
            assert periods[-1].status is Status.NOT_ADMITTED
            assert all(one.ends_on == after.starts_on for one, after in pairwise(periods))


def test_a_merge_is_not_undone_by_a_click(database: str) -> None:
    """The undo of the change log refuses it."""
    from fam.services import changes

    kept, given = family(), family(status=Status.EXAMINATION)
    entry(Note, given, text="x")
    merge(kept, given)
    with db.program() as session:
        batch = session.exec(select(ChangeEntry.batch).order_by(col(ChangeEntry.id).desc())).first() or ""
    for who in ("kerstin", "anna"):
        with pytest.raises((IllegalStep, NotFound)), db.transaction(member(who)) as session:
            changes.undo(session, batch)


@pytest.mark.parametrize(("consented", "other_consented", "joined"), [*product((True, False), repeat=3)])
def test_nobody_reads_more_than_before(consented: bool, other_consented: bool, joined: bool, database: str) -> None:
    """Every level, both sides, about somebody and about all: joined or refused, nobody of the cast reads one more."""
    kept = family(consented=consented)
    given = family(status=Status.EXAMINATION, consented=other_consented)
    people = {one: somebody(one) for one in (kept, given)}
    for one, who, level, about in product((kept, given), ("anna", "amir"), (TEAM, INSTITUTION), (True, False)):
        entry(Note, one, who, before=True, text=f"{one} {who} {level} {about}", confidentiality=level,
              about_id=people[one] if about else None)  # fmt: skip
    entry(Note, given, "amir", text="anvertraut", confidentiality=ENTRUSTED)
    cast = ("anna", "amir", "stefan", "kerstin", "konrad", "lena", "adam", "dora")
    before = {who: notes(who) for who in cast}
    try:
        merge(kept, given, pairs={people[given]: people[kept]} if joined else {})
    except IllegalStep:
        assert not consented  # household data of the kept file would open
    for who in cast:
        assert notes(who) <= before[who], who
    assert {"anna", "amir"} == {who for who in cast if notes(who)}


def test_people_are_paired_by_hand(database: str) -> None:
    """Another birth date, another spelling: suggested to nobody, paired by role and order of age; nobody twice."""
    kept, given = family(), family(status=Status.EXAMINATION)
    born = date(1985, 4, 2), date(1985, 2, 4)
    mine, others = somebody(kept, "Emine", born[0]), somebody(kept, "Kind", date(2010, 1, 1))
    theirs, same = somebody(given, "Emine", born[1]), somebody(given, "Kind", date(2010, 1, 1))
    with db.reading(member("kerstin")) as session:
        found = merging.preview(session, kept, number(given))
    assert [(one.given_id, one.kept_id) for one in found.same] == [(same, others)]
    assert [one.id for one in found.kept_people] == [mine, others]
    assert [one.id for one in found.given_people] == [theirs, same]
    assert "Emine" not in repr(found)
    assert [one.label[-1] for one in found.given_people] == ["1", "2"]  # of the same role, the oldest first
    with pytest.raises(InvalidForm) as refused:
        merge(kept, given, pairs={theirs: mine, same: mine})
    assert set(refused.value.fields) == {f"pair_{theirs}", f"pair_{same}"}
    merge(kept, given, pairs={theirs: mine})
    with db.program() as session:
        people = {one.id: one.born_on for one in session.exec(select(Member))}
    assert people == {mine: born[0], others: date(2010, 1, 1), same: date(2010, 1, 1)}  # the kept one's data stay


def _ended(family_id: int) -> None:
    """Let a case of July have its closing and two follow-ups, one of them answered."""
    entry(Closing, family_id, summary="geheim", follow_up=True, event_on=date(2017, 7, 31), confidentiality=TEAM)
    entry(FollowUp, family_id, months=3, held_on=date(2017, 11, 2), event_on=date(2017, 10, 31), confidentiality=TEAM)
    entry(FollowUp, family_id, months=6, event_on=date(2018, 1, 31), confidentiality=TEAM)


def test_how_the_given_up_case_ended_is_lost_only_with_a_yes(database: str) -> None:
    """The kept case runs: each record is named by its parts and day, no word of it, and nothing goes without a yes."""
    kept, given = family(), family(received_on=date(2017, 4, 1), status=Status.CLOSED)
    _ended(given)
    with db.reading(member("kerstin")) as session:
        found = merging.preview(session, kept, number(given))
    assert found.lost == (
        "Abschluss vom 31.07.2017: Rückblick, Absprache zur Nachbefragung",
        "Nachbefragung nach 3 Monaten (gefragt am 02.11.2017)",
        "Nachbefragung nach 6 Monaten (fällig am 31.01.2018)",
    )
    with pytest.raises(InvalidForm) as refused:
        merge(kept, given)
    assert set(refused.value.fields) == {"losing"}
    with db.transaction(member("kerstin")) as session:
        merging.merge(session, kept, number(given), number(given), losing=True)
    with db.program() as session:
        assert [*session.exec(select(Closing)), *session.exec(select(FollowUp))] == []
        log = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "closing", ChangeEntry.action == "delete"))
        assert len(log.all()) == 1


def test_how_the_given_up_case_ended_goes_on_where_the_kept_one_says_nothing(database: str) -> None:
    """Both ended and only one has its closing: it is the joint file's, with the questions that are still due."""
    kept = family(status=Status.CLOSED)
    given = family(received_on=date(2017, 3, 1), status=Status.CLOSED)
    _ended(given)
    with db.reading(member("kerstin")) as session:
        found = merging.preview(session, kept, number(given))
    assert found.lost == ()
    assert ("Abschlüsse", 1, "geht in die behaltene Akte") in found.counts
    merge(kept, given)
    with db.program() as session:
        assert [one.family_id for one in session.exec(select(Closing))] == [kept]
        assert [(one.family_id, one.months) for one in session.exec(select(FollowUp).order_by(col(FollowUp.months)))] \
            == [(kept, 3), (kept, 6)]  # fmt: skip
