"""The examination: each institution for itself, differences need reasons, a dissent raises itself."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from fam import db
from fam.errors import FamError, IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Dissent, Judgement, Setting, Vote
from fam.person import Person
from fam.rules.admission import asked
from fam.rules.examination import WORDLESS
from fam.rules.terms import Answer, Institution, Status
from fam.services import examination

Cast = Callable[[str], Person]
MakeFamily = Callable[..., int]


@pytest.fixture
def family(make_family: MakeFamily) -> int:
    """A family in examination, with Anna and Amir as reviewers."""
    return make_family(status=Status.EXAMINATION)


def _answer_all(person: Person, family: int, given: Answer = Answer.YES, reason: str = "") -> None:
    assert person.institution
    with db.transaction(person) as session:
        for one in asked(person.institution, person.today):
            examination.answer(session, family, one.key, given, reason)


def _vote(person: Person, family: int, yes: bool, reason: str = "Fiktiver Grund") -> None:
    with db.transaction(person) as session:
        examination.vote(session, family, yes, reason)


def _dissents() -> list[Dissent]:
    with db.program() as session:
        return list(session.exec(select(Dissent)))


def _disagree(cast: Cast, family: int) -> None:
    _answer_all(cast("anna"), family)
    _answer_all(cast("amir"), family)
    _vote(cast("anna"), family, True)
    _vote(cast("amir"), family, False)


def test_an_answer_belongs_to_the_own_institution(cast: Cast, family: int) -> None:
    """Anna answers for Pro Arbeit; Amir's answer to the same question stands beside it."""
    with db.transaction(cast("anna")) as session:
        examination.answer(session, family, "participation", Answer.YES)
    with db.transaction(cast("amir")) as session:
        examination.answer(session, family, "participation", Answer.PARTLY, "Termine nur mit Dolmetschen")
    with db.transaction(cast("anna")) as session:
        examination.answer(session, family, "participation", Answer.NO, "Zweimal nicht gekommen")
        found = {(one.institution, one.answer) for one in session.exec(select(Judgement))}
    assert found == {(Institution.PRO_ARBEIT, Answer.NO), (Institution.ASD, Answer.PARTLY)}


@pytest.mark.parametrize("name", ["stefan", "lena", "adam"])
def test_strangers_do_not_find_the_family(name: str, cast: Cast, family: int) -> None:
    """Who does not work with the family cannot tell whether it exists."""
    with pytest.raises(NotFound), db.transaction(cast(name)) as session:
        examination.answer(session, family, "participation", Answer.YES)
    with pytest.raises(NotFound), db.transaction(cast(name)) as session:
        examination.vote(session, family, True, "")


@pytest.mark.parametrize("name", ["kerstin", "konrad"])
def test_koordination_does_not_answer_for_the_reviewers(name: str, cast: Cast, family: int) -> None:
    """Koordination knows the case, but the judgement is the Fachkraft's."""
    with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
        examination.answer(session, family, "participation", Answer.YES)


def test_hand_made_rows_are_refused(cast: Cast, family: int) -> None:
    """What the page does not offer the session refuses: Stefan, Anna in the ASD's name, Kerstin's judgement."""
    rows: list[tuple[str, Judgement | Vote | Dissent]] = [
        ("stefan", Judgement(family_id=family, institution=Institution.PRO_ARBEIT, criterion="participation")),
        ("anna", Judgement(family_id=family, institution=Institution.ASD, criterion="participation")),
        ("kerstin", Judgement(family_id=family, institution=Institution.PRO_ARBEIT, criterion="participation")),
        ("anna", _raw_vote(family, Institution.ASD, cast)),
        ("stefan", _raw_vote(family, Institution.PRO_ARBEIT, cast)),
        ("stefan", Dissent(family_id=family, raised_on=cast("stefan").today)),
    ]
    for name, row in rows:
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            session.add(row)
    with db.program() as session:
        assert session.exec(select(Judgement)).all() == []
        assert session.exec(select(Vote)).all() == []


def _raw_vote(family: int, institution: Institution, cast: Cast) -> Vote:
    return Vote(family_id=family, institution=institution, answer=Answer.YES, voted_on=cast("anna").today)


@pytest.mark.parametrize("criterion", ["area", "benefit_duration", "young", "consent", "place"])
def test_derived_criteria_are_not_answered_by_hand(criterion: str, cast: Cast, family: int) -> None:
    """1, 3, 4, 12 and 13 fill themselves."""
    with pytest.raises(InvalidForm), db.transaction(cast("anna")) as session:
        examination.answer(session, family, criterion, Answer.YES)


def test_child_protection_is_the_asds_yes_or_no(cast: Cast, family: int) -> None:
    """Pro Arbeit is not asked, and no word of the ASD's reason is kept."""
    (criterion,) = WORDLESS
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        examination.answer(session, family, criterion, Answer.YES)
    with db.transaction(cast("amir")) as session:
        saved = examination.answer(session, family, criterion, Answer.NO, "Das gehört nicht hierher")
    assert (saved.answer, saved.reason) == (Answer.NO, "")


def test_a_vote_needs_all_answers_of_the_own_institution(cast: Cast, family: int) -> None:
    """The sentence names what is open; the other institution's answers do not matter."""
    with pytest.raises(IllegalStep) as caught, db.transaction(cast("anna")) as session:
        examination.vote(session, family, True, "")
    assert "8 Hilfeakzeptanz (Eltern)" in caught.value.blockers[0]
    _answer_all(cast("anna"), family)
    _vote(cast("anna"), family, True)


@pytest.mark.parametrize("given", [Answer.NO, Answer.PARTLY])
def test_no_and_partly_need_a_reason_before_the_vote(given: Answer, cast: Cast, family: int) -> None:
    """The answer itself is kept at once, so that nothing clicked is lost."""
    _answer_all(cast("anna"), family)
    with db.transaction(cast("anna")) as session:
        examination.answer(session, family, "voluntary", given)
    with (
        pytest.raises(IllegalStep, match="Begründung fehlt: 6 Freiwilligkeit"),
        db.transaction(cast("anna")) as session,
    ):
        examination.vote(session, family, True, "")
    with db.transaction(cast("anna")) as session:
        examination.answer(session, family, "voluntary", given, "Die Mutter zögert noch")
        examination.vote(session, family, True, "")


def test_a_difference_needs_a_reason_on_both_sides(cast: Cast, family: int) -> None:
    """A plain yes needs none until the other institution says otherwise."""
    _answer_all(cast("anna"), family)
    _answer_all(cast("amir"), family)
    with db.transaction(cast("amir")) as session:
        examination.answer(session, family, "participation", Answer.NO, "Sagt jeden Termin ab")
    with pytest.raises(IllegalStep, match="7 Mitwirkungsbereitschaft"), db.transaction(cast("anna")) as session:
        examination.vote(session, family, True, "")


def test_a_no_needs_a_reason(cast: Cast, family: int) -> None:
    """A yes does not."""
    _answer_all(cast("anna"), family)
    with pytest.raises(InvalidForm) as caught, db.transaction(cast("anna")) as session:
        examination.vote(session, family, False, " ")
    assert set(caught.value.fields) == {"reason"}


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.WAITING, Status.ACTIVE])
def test_outside_the_examination_nobody_answers(status: Status, cast: Cast, make_family: MakeFamily) -> None:
    """What was decided is not rewritten afterwards."""
    family = make_family(status=status)
    with pytest.raises(IllegalStep), db.transaction(cast("anna")) as session:
        examination.answer(session, family, "participation", Answer.YES)


def test_different_votes_raise_one_dissent(cast: Cast, family: int) -> None:
    """It raises itself with the second vote, once, and the status stays."""
    _disagree(cast, family)
    _vote(cast("amir"), family, False, "Noch einmal begründet")
    assert [(one.raised_on, one.settled_on) for one in _dissents()] == [(cast("anna").today, None)]


def test_equal_votes_raise_none(cast: Cast, family: int) -> None:
    """Two no are no dissent either."""
    for name in ("anna", "amir"):
        _answer_all(cast(name), family)
        _vote(cast(name), family, False)
    assert _dissents() == []


def test_who_changes_the_vote_settles_the_dissent(cast: Cast, family: int) -> None:
    """The dissent is settled but stays countable."""
    _disagree(cast, family)
    _vote(cast("amir"), family, True)
    (dissent,) = _dissents()
    assert (dissent.outcome, dissent.settled_on) == (Answer.YES, cast("amir").today)


def test_both_koordinationen_settle_a_dissent(cast: Cast, family: int) -> None:
    """By default the first proposes and the second confirms; one of them twice is not enough."""
    _disagree(cast, family)
    for name, settled in (("kerstin", False), ("kerstin", False), ("konrad", True)):
        with db.transaction(cast(name)) as session:
            examination.settle_dissent(session, family, True, f"Einigung mit {name}")
        (dissent,) = _dissents()
        assert (dissent.settled_on is not None) is settled
    assert dissent.outcome is Answer.YES
    assert dissent.note == "Einigung mit kerstin / Einigung mit konrad"


def test_a_different_outcome_confirms_nothing(cast: Cast, family: int) -> None:
    """If the second Koordination wants the opposite, it becomes the new proposal."""
    _disagree(cast, family)
    for name, yes in (("kerstin", True), ("konrad", False)):
        with db.transaction(cast(name)) as session:
            examination.settle_dissent(session, family, yes, "Vorschlag")
    assert _dissents()[0].settled_on is None
    with db.transaction(cast("kerstin")) as session:
        examination.settle_dissent(session, family, False, "")
    assert (_dissents()[0].outcome, _dissents()[0].settled_on) == (Answer.NO, cast("kerstin").today)


def test_the_setting_says_who_breaks_a_tie(cast: Cast, family: int) -> None:
    """With "ASD" Konrad decides alone and Kerstin is refused."""
    with db.program() as session:
        session.add(Setting(key=examination.DECIDER, value="ASD"))
    _disagree(cast, family)
    with pytest.raises(NotAllowed, match="Koordination ASD"), db.transaction(cast("kerstin")) as session:
        examination.settle_dissent(session, family, True, "Nein")
    with db.transaction(cast("konrad")) as session:
        examination.settle_dissent(session, family, True, "Hilfe passt")
    assert _dissents()[0].settled_on == cast("konrad").today


@pytest.mark.parametrize("name", ["anna", "stefan", "lena", "adam"])
def test_others_do_not_settle(name: str, cast: Cast, family: int) -> None:
    """Reviewers may change their vote, but not settle; the rest sees nothing."""
    _disagree(cast, family)
    with pytest.raises(FamError), db.transaction(cast(name)) as session:
        examination.settle_dissent(session, family, True, "Ich")
    assert _dissents()[0].outcome is None


def test_without_a_dissent_there_is_nothing_to_settle(cast: Cast, family: int) -> None:
    """And a settled one is not settled again."""
    with pytest.raises(NotFound), db.transaction(cast("kerstin")) as session:
        examination.settle_dissent(session, family, True, "x")


def test_the_first_note_is_needed(cast: Cast, family: int) -> None:
    """What was agreed stands in a sentence."""
    _disagree(cast, family)
    with pytest.raises(InvalidForm), db.transaction(cast("kerstin")) as session:
        examination.settle_dissent(session, family, True, "  ")
