"""From the proposal to the decision: agreement, reviewers, incomplete proposals, waiting list, admission, refusal."""

from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.figures.places import free_places, waiting_positions
from fam.models import Account, Family, FamilyStub, Place
from fam.rules.terms import Answer, Institution, ListName, Phase, Status
from fam.services import examination, lifecycle
from tests.services.cases import TODAY, Cast, MakeFamily, brought_to, examined, head, periods, reason


def test_the_other_koordination_sees_a_stub_until_the_family_agreed(cast: Cast, make_family: MakeFamily) -> None:
    """Konrad finds number, town and date of Kerstin's proposal, and nothing to act on; afterwards he sees the name."""
    family = make_family(status=Status.PROPOSED, leads=(), contact_agreed=False)
    with db.reading(cast("konrad")) as session:
        assert session.exec(select(Family)).all() == []
        stubs = session.exec(select(FamilyStub)).all()
        assert [one.number for one in stubs] == ["FAM-2017-00001"]
        assert not hasattr(stubs[0], "name")
    with pytest.raises(NotFound), db.transaction(cast("konrad")) as session:
        lifecycle.start_examination(session, family, {})
    with db.transaction(cast("kerstin")) as session:
        lifecycle.agree_contact(session, family, TODAY)
    with db.reading(cast("konrad")) as session:
        assert session.exec(select(Family.name)).all() == ["Muster"]


def test_the_examination_needs_the_agreement(cast: Cast, make_family: MakeFamily) -> None:
    """Without it the step is blocked with its reason."""
    family = make_family(status=Status.PROPOSED, contact_agreed=False)
    with pytest.raises(IllegalStep, match="noch nicht zugestimmt"), db.transaction(cast("kerstin")) as session:
        lifecycle.start_examination(session, family, {})
    with pytest.raises(InvalidForm), db.transaction(cast("kerstin")) as session:
        lifecycle.agree_contact(session, family, date(2018, 10, 16))


def test_beginning_the_examination_makes_both_reviewers_leads(cast: Cast, make_family: MakeFamily) -> None:
    """From then on both see the case and may answer."""
    family = make_family(status=Status.PROPOSED, leads=())
    with pytest.raises(NotFound), db.transaction(cast("amir")) as session:
        examination.answer(session, family, "voluntary", Answer.YES)
    reviewers = {Institution.PRO_ARBEIT: cast("anna").account_id, Institution.ASD: cast("amir").account_id}
    with db.transaction(cast("kerstin")) as session:
        lifecycle.start_examination(session, family, reviewers)
    with db.transaction(cast("amir")) as session:
        examination.answer(session, family, "voluntary", Answer.YES)
    assert head(family).phase is Phase.CRITERIA


def test_an_incomplete_proposal_goes_back_and_comes_again(cast: Cast, make_family: MakeFamily) -> None:
    """The clock goes on, the time without data is on record, ten working days are given."""
    family = make_family(status=Status.PROPOSED, leads=())
    with db.program() as session:
        session.get_one(Family, family).proposed_by_id = cast("anna").account_id
    with pytest.raises(InvalidForm), db.transaction(cast("kerstin")) as session:
        lifecycle.return_incomplete(session, family, " ")
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        lifecycle.return_incomplete(session, family, "Anlass")
    with db.transaction(cast("kerstin")) as session:
        assert lifecycle.return_incomplete(session, family, "Seit wann im Bezug?") == date(2018, 10, 29)
    assert head(family).phase is Phase.INCOMPLETE
    with db.transaction(cast("anna")) as session:
        lifecycle.resubmit(session, family)
    with pytest.raises(IllegalStep), db.transaction(cast("anna")) as session:
        lifecycle.resubmit(session, family)
    assert (head(family).status, head(family).phase) == (Status.PROPOSED, Phase.RECEIVED)
    assert len(periods(family)) == 3


def test_the_first_talk_is_the_tandems(cast: Cast, make_family: MakeFamily) -> None:
    """Its day lies between the proposal and today, and moves the phase on."""
    family = make_family(status=Status.EXAMINATION)
    for day in (date(2017, 2, 28), date(2018, 10, 16)):
        with pytest.raises(InvalidForm), db.transaction(cast("amir")) as session:
            lifecycle.record_first_talk(session, family, day)
    with db.transaction(cast("amir")) as session:
        lifecycle.record_first_talk(session, family, TODAY)
    assert (head(family).first_talk_on, head(family).phase) == (TODAY, Phase.TALK_HELD)


def test_admission_says_everything_that_is_missing(cast: Cast, make_family: MakeFamily) -> None:
    """One sentence per guard, none of them hidden behind the first."""
    family = make_family(status=Status.EXAMINATION, leads=("anna",))
    with pytest.raises(IllegalStep) as caught, db.transaction(cast("anna")) as session:
        lifecycle.admit(session, family, TODAY)
    text = str(caught.value)
    for part in ("Prüfung von Pro Arbeit", "Prüfung von ASD", "Stimme von ASD", "Fallführung ASD fehlt"):
        assert part in text


def test_admission_stores_the_day(cast: Cast, make_family: MakeFamily) -> None:
    """The Aufnahmedatum is the first day in FAM; neither the future nor a day before the examination is taken."""
    family = brought_to(cast, make_family, Status.EXAMINATION)
    for day in (date(2018, 10, 16), date(2017, 3, 30)):
        with pytest.raises(IllegalStep), db.transaction(cast("anna")) as session:
            lifecycle.admit(session, family, day)
    with db.transaction(cast("anna")) as session:
        lifecycle.admit(session, family, date(2018, 10, 1))
    now_is = head(family)
    assert (now_is.admitted_on, now_is.decided_on, now_is.phase) == (date(2018, 10, 1), date(2018, 10, 1), Phase.NEEDS)


def test_a_dissent_blocks_until_it_is_settled_with_yes(cast: Cast, make_family: MakeFamily) -> None:
    """Then the family can be admitted although the votes still differ."""
    family = brought_to(cast, make_family, Status.EXAMINATION)
    with db.transaction(cast("amir")) as session:
        examination.vote(session, family, False, "Regelangebote reichen")
    with (
        pytest.raises(IllegalStep, match="Dissens ist noch nicht entschieden"),
        db.transaction(cast("anna")) as session,
    ):
        lifecycle.admit(session, family, TODAY)
    for name in ("kerstin", "konrad"):
        with db.transaction(cast(name)) as session:
            examination.settle_dissent(session, family, True, "Aufnahme auf Probe")
    with db.transaction(cast("anna")) as session:
        lifecycle.admit(session, family, TODAY)
    assert head(family).status is Status.ACTIVE


def _places(cast: Cast, number: int) -> None:
    with db.program() as session:
        for account in session.exec(select(Account).where(Account.institution != None)):  # noqa: E711
            if account.username in ("anna", "amir"):
                session.add(Place(account_id=account.id or 0, starts_on=date(2018, 1, 1), fte=1, case_key=number))  # type: ignore[arg-type]


def test_the_waiting_list_is_for_when_no_place_is_free(cast: Cast, make_family: MakeFamily) -> None:
    """With a free place the step says so; without one it gives a position, a reasoned priority goes first."""
    first, second = (brought_to(cast, make_family, Status.EXAMINATION) for _ in range(2))
    assert free_places(TODAY) == {Institution.PRO_ARBEIT: None, Institution.ASD: None}
    _places(cast, 1)
    assert free_places(TODAY) == {Institution.PRO_ARBEIT: 1, Institution.ASD: 1}
    with pytest.raises(IllegalStep, match="noch Platz"), db.transaction(cast("anna")) as session:
        lifecycle.put_on_waiting_list(session, first)
    make_family("Belegt")
    for family in (first, second):
        with db.transaction(cast("anna")) as session:
            lifecycle.put_on_waiting_list(session, family)
    assert waiting_positions() == {first: 1, second: 2}
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        lifecycle.prioritise(session, second, "Geburt steht bevor")
    with db.transaction(cast("kerstin")) as session:
        lifecycle.prioritise(session, second, "Geburt steht bevor")
    assert waiting_positions() == {second: 1, first: 2}


def test_not_admitted_needs_a_main_reason_of_its_list(cast: Cast, make_family: MakeFamily) -> None:
    """Several may be given, one is the main one."""
    family = brought_to(cast, make_family, Status.EXAMINATION)
    main, more = reason(ListName.NON_ADMISSION), reason(ListName.NON_ADMISSION, 3)
    with pytest.raises(IllegalStep, match="Hauptgrund fehlt"), db.transaction(cast("anna")) as session:
        lifecycle.decline(session, family, None)
    with pytest.raises(InvalidForm), db.transaction(cast("anna")) as session:
        lifecycle.decline(session, family, reason(ListName.CLOSING))
    with db.transaction(cast("anna")) as session:
        lifecycle.decline(session, family, main, [main, more])
    now_is = head(family)
    assert (now_is.reason_id, now_is.more_reason_ids, now_is.decided_on) == (main, [more], TODAY)


def test_withdrawing_needs_no_reason(cast: Cast, make_family: MakeFamily) -> None:
    """One click for who proposed, although nobody leads yet."""
    family = make_family(status=Status.PROPOSED, leads=(), contact_agreed=False)
    with db.program() as session:
        session.get_one(Family, family).proposed_by_id = cast("anna").account_id
    with db.transaction(cast("anna")) as session:
        lifecycle.withdraw(session, family)
    assert head(family).status is Status.WITHDRAWN


def test_altbestand_meets_the_guards_at_its_next_step(cast: Cast, make_family: MakeFamily) -> None:
    """An imported waiting family without votes is examined where it stands, and then admitted."""
    family = make_family(status=Status.WAITING)
    with db.program() as session:
        session.get_one(Family, family).legacy = True
    with pytest.raises(IllegalStep), db.transaction(cast("anna")) as session:
        lifecycle.admit(session, family, TODAY)
    examined(cast, family)
    with db.transaction(cast("anna")) as session:
        lifecycle.admit(session, family, TODAY)
    assert head(family).status is Status.ACTIVE
