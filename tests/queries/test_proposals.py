"""The pipeline and what Heute shows of it: everybody sees their own, and what is said is true."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import NotFound
from fam.models import Account, Family, Lead, Member, Place
from fam.person import Person
from fam.queries import examination, pipeline, proposals, today
from fam.rules.terms import Institution, Phase, Status
from fam.services import examination as examining
from fam.services import lifecycle
from tests.services.cases import TODAY, Cast, MakeFamily, brought_to, examined

Numbers = Callable[[str], list[str]]


def _change(family: int, **values: object) -> None:
    with db.program() as session:
        head = session.get_one(Family, family)
        for key, value in values.items():
            setattr(head, key, value)


def _numbers(person: Person) -> list[str]:
    with db.reading(person) as session:
        return [row.number for row in pipeline.pipeline(session).rows]


def _row(person: Person) -> pipeline.PipelineRow:
    with db.reading(person) as session:
        return pipeline.pipeline(session).rows[0]


def test_everybody_sees_their_own_pipeline(cast: Cast, make_family: MakeFamily) -> None:
    """Leads their cases, Koordination all, strangers and Leitung nothing."""
    make_family(status=Status.EXAMINATION)
    assert [len(_numbers(cast(name))) for name in ("anna", "amir", "kerstin", "konrad")] == [1, 1, 1, 1]
    assert [len(_numbers(cast(name))) for name in ("stefan", "lena", "adam")] == [0, 0, 0]


def test_before_the_agreement_the_other_side_sees_a_stub(cast: Cast, make_family: MakeFamily) -> None:
    """Number, town and date; neither name nor what is missing."""
    make_family(status=Status.PROPOSED, leads=(), contact_agreed=False)
    theirs, ours = _row(cast("konrad")), _row(cast("kerstin"))
    assert (theirs.stub, theirs.name, theirs.town, theirs.missing) == (True, "", "Langen (Hessen)", ())
    assert (ours.stub, ours.name, ours.missing) == (False, "Muster", ("Zustimmung zum Kontakt",))
    with db.reading(cast("konrad")) as session:
        assert examination.find(session, ours.number) is None
        stub = examination.stub(session, ours.number)
        assert stub is not None
        assert stub.name == ""
    with db.reading(cast("amir")) as session:
        assert examination.stub(session, ours.number) is None


def test_who_only_proposed_sees_the_status(cast: Cast, make_family: MakeFamily) -> None:
    """How the examination goes is not the proposer's to see."""
    family = make_family(status=Status.EXAMINATION, leads=("stefan", "amir"))
    _change(family, proposed_by_id=cast("anna").account_id)
    row = _row(cast("anna"))
    assert (row.status, row.missing, row.act) == (Status.EXAMINATION, (), None)
    with db.reading(cast("anna")) as session:
        found = examination.load(session, row.number)
    assert (found.criteria, found.votes, found.answering) == ([], [], None) or not found.criteria


def test_whose_turn_it_is_is_marked(cast: Cast, make_family: MakeFamily) -> None:
    """A reviewed case waits for who has not voted, not for who has."""
    family = make_family(status=Status.EXAMINATION)
    assert (_row(cast("anna")).mine, _row(cast("kerstin")).mine) == (True, False)
    with db.program() as session:
        session.get_one(Family, family).first_talk_on = TODAY
    examined(cast, family)
    with db.transaction(cast("amir")) as session:
        examining.vote(session, family, False, "Fiktiver Grund")
    assert (_row(cast("anna")).mine, _row(cast("kerstin")).mine, _row(cast("konrad")).mine) == (False, True, True)


def test_filter_counts_and_pages(cast: Cast, make_family: MakeFamily) -> None:
    """The counts are of all pages, the oldest proposal comes first."""
    make_family("Neu", status=Status.PROPOSED, received_on=date(2018, 2, 1))
    make_family("Alt", status=Status.PROPOSED, received_on=date(2017, 2, 1))
    make_family("Prüfung", status=Status.EXAMINATION)
    make_family("Aktiv")
    with db.reading(cast("anna")) as session:
        found = pipeline.pipeline(session, Status.PROPOSED, page=1, size=1)
        second = pipeline.pipeline(session, Status.PROPOSED, page=2, size=1)
    assert found.counts == {Status.PROPOSED: 2, Status.EXAMINATION: 1}
    assert ([row.name for row in found.rows], [row.name for row in second.rows]) == (["Alt"], ["Neu"])
    assert found.rows[0].age_days == (TODAY - date(2017, 2, 1)).days


def test_the_waiting_list_is_in_its_order(cast: Cast, make_family: MakeFamily) -> None:
    """By decision date, a reasoned priority first; without a free place nobody must act."""
    for number, name in enumerate(("Erste", "Zweite", "Dritte"), start=1):
        family = make_family(name, status=Status.WAITING)
        _change(family, decided_on=date(2018, 5, number), waiting_priority="Geburt" if name == "Dritte" else "")
    with db.reading(cast("kerstin")) as session:
        rows = pipeline.pipeline(session, Status.WAITING).rows
    assert [(row.name, row.position) for row in rows] == [("Dritte", 1), ("Erste", 2), ("Zweite", 3)]
    make_family("Belegt")
    with db.program() as session:
        for account in session.exec(select(Account).where(col(Account.username).in_(["anna", "amir"]))).all():
            session.add(Place(account_id=account.id or 0, starts_on=date(2018, 1, 1), fte=1, case_key=1))  # type: ignore[arg-type]
    row = _row(cast("kerstin"))
    assert (row.missing, row.mine) == (("freier Platz",), False)


def test_heute_asks_for_the_vote_until_it_is_given(cast: Cast, make_family: MakeFamily) -> None:
    """With the day by which a proposal should be decided: six weeks after it came."""
    family = make_family(status=Status.EXAMINATION, received_on=date(2018, 9, 3))
    with db.reading(cast("anna")) as session:
        (todo,) = proposals.waiting_for_my_vote(session)
    assert (todo.number, todo.name, todo.day) == ("FAM-2018-00001", "Muster", TODAY)
    examined(cast, family)
    for name in ("anna", "amir", "stefan", "kerstin", "lena"):
        with db.reading(cast(name)) as session:
            assert proposals.waiting_for_my_vote(session) == []


def test_heute_shows_what_came_back(cast: Cast, make_family: MakeFamily) -> None:
    """To who proposed it, with what is missing and until when."""
    family = make_family(status=Status.PROPOSED, leads=())
    _change(family, proposed_by_id=cast("anna").account_id)
    with db.transaction(cast("kerstin")) as session:
        lifecycle.return_incomplete(session, family, "Seit wann im Bezug?")
    with db.reading(cast("anna")) as session:
        (todo,) = proposals.incomplete(session)
    assert (todo.sentence, todo.day) == ("Vorschlag ergänzen: Seit wann im Bezug?", date(2018, 10, 29))
    for name in ("stefan", "amir", "kerstin"):
        with db.reading(cast(name)) as session:
            assert proposals.incomplete(session) == []


def test_a_dissent_goes_to_both_koordinationen(cast: Cast, make_family: MakeFamily) -> None:
    """And to its two reviewers, but to nobody else; settled, it is no longer due."""
    family = brought_to(cast, make_family, Status.EXAMINATION)
    with db.transaction(cast("amir")) as session:
        examining.vote(session, family, False, "Fiktiver Grund")
    seen = {}
    for name in ("anna", "amir", "stefan", "kerstin", "konrad", "lena", "adam"):
        with db.reading(cast(name)) as session:
            seen[name] = len(proposals.open_dissents(session))
    assert seen == {"anna": 1, "amir": 1, "stefan": 0, "kerstin": 1, "konrad": 1, "lena": 0, "adam": 0}
    with db.transaction(cast("amir")) as session:
        examining.vote(session, family, True)
    with db.reading(cast("kerstin")) as session:
        assert proposals.open_dissents(session) == []


def test_koordination_is_told_what_to_begin(cast: Cast, make_family: MakeFamily) -> None:
    """Of its own institution's proposals; the other one's Koordination begins theirs."""
    make_family(status=Status.PROPOSED, leads=())
    found = {}
    for name in ("kerstin", "konrad", "anna"):
        with db.reading(cast(name)) as session:
            found[name] = [todo.sentence for todo in proposals.waiting_for_coordination(session)]
    assert found == {"kerstin": ["Prüfung beginnen."], "konrad": [], "anna": []}


def test_altbestand_lists_what_is_missing(cast: Cast, make_family: MakeFamily) -> None:
    """To its leads what they can add, to Koordination the lead that only stands there as a name."""
    family = make_family(leads=("anna",))
    _change(family, legacy=True, source_id=None)
    with db.program() as session:
        session.add(Member(family_id=family, first_name="Mia"))
        session.add(
            Lead(family_id=family, institution=Institution.ASD, name_text="Fr. Alt", starts_on=date(2017, 3, 1))
        )
    with db.reading(cast("anna")) as session:
        (todo,) = proposals.to_complete(session)
    assert todo.sentence == "Ergänzen: Vorgeschlagen von, SGB II-Bezug seit, Geburtsdatum von 1 Person."
    with db.reading(cast("konrad")) as session:
        assert proposals.to_complete(session) == []  # the name from the list says it, on a line of its own
        assert [one.name for one in today.unmapped_leads(session)] == ["Muster"]
        assert today.tandem_gaps(session) == []
    with db.program() as session:
        session.delete(session.exec(select(Lead).where(Lead.name_text == "Fr. Alt")).one())
    with db.reading(cast("konrad")) as session:
        assert [one.sentence for one in proposals.to_complete(session)] == ["Fallführung ASD benennen."]
        assert today.unmapped_leads(session) == today.tandem_gaps(session) == []
    for name in ("stefan", "kerstin", "lena"):
        with db.reading(cast(name)) as session:
            assert proposals.to_complete(session) == []


@pytest.mark.parametrize("name", ["stefan", "lena", "adam"])
def test_strangers_find_no_examination(name: str, cast: Cast, make_family: MakeFamily) -> None:
    """Absent and forbidden look the same."""
    make_family(status=Status.EXAMINATION)
    with pytest.raises(NotFound), db.reading(cast(name)) as session:
        examination.load(session, "FAM-2017-00001")


def test_koordination_sees_votes_but_no_answers(cast: Cast, make_family: MakeFamily) -> None:
    """The head, the votes and the leads are hers, the content is not."""
    family = brought_to(cast, make_family, Status.EXAMINATION)
    with db.reading(cast("kerstin")) as session:
        found = examination.load(session, "FAM-2017-00001")
        assert (len(found.votes), len(found.leads), found.criteria, found.detail) == (2, 2, (), None)
    with db.reading(cast("anna")) as session:
        mine = examination.load(session, "FAM-2017-00001")
    assert mine.answering is Institution.PRO_ARBEIT
    assert {row.criterion.number for row in mine.criteria if row.derived} == {1, 3, 4, 12, 13}
    assert mine.head.id == family
    assert mine.head.phase is Phase.DECISION_OPEN
