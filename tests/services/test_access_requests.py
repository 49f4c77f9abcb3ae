"""A request for access goes its way step by step, each in its time and by whom it is for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import FamError, IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import AccessRequest, ChangeEntry, Family, Member
from fam.person import Person
from fam.queries import access_requests as queries
from fam.rules.protection_terms import HoldKind, RequestState
from fam.rules.terms import Institution, MemberRole, Status
from fam.services import access_named, access_report, access_requests, changes, erasure, statuses
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]
ASKED = date(2018, 10, 1)
REASON = "Sehr umfangreiche Akte, § 83 SGB X"


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def request_id(cast: Cast, make_family: Make) -> int:
    """Emir Kaya asks on 1 October 2018."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        emir = Member(family_id=family_id, first_name="Emir", role=MemberRole.YOUNG_PERSON)
        aylin = Member(family_id=family_id, first_name="Aylin", role=MemberRole.MOTHER)
        session.add_all([emir, aylin])
        session.flush()
        return access_requests.ask(session, family_id, emir.id, ASKED, aylin.id).id or 0


def on(person: Person, day: date) -> Person:
    return replace(person, today=day)


def test_who_may_know_of_it(cast: Cast, request_id: int) -> None:
    """Both leads, both Koordinationen of the head, Datenschutz; nobody else, and nobody else writes it."""
    seen = {}
    for name in ("anna", "amir", "kerstin", "konrad", "dora", "stefan", "lena", "adam"):
        with db.reading(cast(name)) as session:
            seen[name] = queries.find(session)[1]
    assert seen == {"anna": 1, "amir": 1, "kerstin": 1, "konrad": 1, "dora": 1, "stefan": 0, "lena": 0, "adam": 0}
    for name in ("stefan", "lena", "adam"):
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            session.add(AccessRequest(family_id=1, requested_on=ASKED))


def test_what_is_wrong_is_said_at_its_field(cast: Cast, request_id: int) -> None:
    """Nobody, somebody of another family, no day, tomorrow, twice at once, in one's own name."""
    with db.program() as session:
        emir, aylin = (one.id for one in session.exec(select(Member).order_by(Member.first_name.desc())))  # type: ignore[attr-defined]
    cases = [
        (None, ASKED, None, "member_id"), (999, ASKED, None, "member_id"), (aylin, None, None, "requested_on"),
        (aylin, date(2018, 10, 16), None, "requested_on"), (emir, ASKED, None, "member_id"),
        (aylin, ASKED, aylin, "asker_id"), (aylin, ASKED, 999, "asker_id"),
    ]  # fmt: skip
    for member, day, asker, field in cases:
        with pytest.raises(InvalidForm) as wrong, db.transaction(cast("anna")) as session:
            access_requests.ask(session, 1, member, day, asker)
        assert list(wrong.value.fields) == [field], (member, day, asker)


def test_the_deadline_is_prolonged_once_and_in_time(cast: Cast, request_id: int) -> None:
    """Until 1 November for Datenschutz only, with a reason; afterwards the answer is due on 1 January."""
    dora = cast("dora")
    for person, reason, error in (
        (cast("anna"), REASON, NotAllowed), (cast("kerstin"), REASON, NotAllowed), (dora, "kurz", InvalidForm),
        (dora, "x" * 501, InvalidForm), (on(dora, date(2018, 11, 2)), REASON, IllegalStep),
    ):  # fmt: skip
        with pytest.raises(error), db.transaction(person) as session:
            access_requests.extend(session, request_id, reason)
    late = on(dora, date(2018, 11, 2))
    with db.reading(late) as session:
        assert queries.due(session)[0].overdue(late.today)
    with db.transaction(on(dora, date(2018, 11, 1))) as session:
        access_requests.extend(session, request_id, REASON)
    with db.reading(late) as session:
        (row,) = queries.due(session)
    assert (row.due_on, row.overdue(late.today)) == (date(2019, 1, 1), False)
    with pytest.raises(IllegalStep), db.transaction(dora) as session:
        access_requests.extend(session, request_id, REASON)


def test_a_refusal_names_the_law_and_ends_it(cast: Cast, request_id: int) -> None:
    """Reason and paragraph, by Datenschutz; nothing follows on it."""
    dora = cast("dora")
    for person, reason, error in (
        (cast("amir"), REASON, NotAllowed), (dora, "", InvalidForm), (dora, "Das ist uns zu viel.", InvalidForm),
    ):  # fmt: skip
        with pytest.raises(error), db.transaction(person) as session:
            access_requests.refuse(session, request_id, reason)
    with db.transaction(dora) as session:
        request = access_requests.refuse(session, request_id, REASON)
    assert (request.state, request.answered_on) == (RequestState.REFUSED, dora.today)
    steps: tuple[Callable[..., object], ...] = (
        lambda s: access_requests.refuse(s, request_id, REASON),
        lambda s: access_requests.extend(s, request_id, REASON),
        lambda s: access_requests.release(s, request_id, read=True),
        lambda s: access_requests.answered(s, request_id, ASKED),
        lambda s: access_requests.take_back(s, request_id),
        lambda s: access_requests.decide(s, request_id, "member:1", "x"),
    )
    for step in steps:
        with pytest.raises(FamError), db.transaction(dora) as session:
            step(session)


def test_only_datenschutz_decides_and_releases(cast: Cast, request_id: int) -> None:
    """A lead or Koordination may neither decide about a part nor release; an unknown part or an old text is none."""
    for name in ("anna", "amir", "kerstin", "lena", "adam"):
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            access_requests.decide(session, request_id, "member:1", "x")
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            access_requests.release(session, request_id, read=True)
    with pytest.raises(NotFound), db.transaction(cast("dora")) as session:
        access_requests.decide(session, request_id, "note:999", "x")
    with pytest.raises(IllegalStep, match="geändert"), db.transaction(cast("dora")) as session:
        access_requests.decide(session, request_id, "member:1", "x")


def test_the_day_of_the_answer_lies_between_release_and_today(cast: Cast, request_id: int) -> None:
    """Not before it was released, not tomorrow, not left open."""
    dora = cast("dora")
    with db.program() as session:
        request = access_requests.find(session, request_id)
        request.state, request.released_on = RequestState.RELEASED, date(2018, 10, 10)
    for day in (None, date(2018, 10, 9), date(2018, 10, 16)):
        with pytest.raises(InvalidForm), db.transaction(dora) as session:
            access_requests.answered(session, request_id, day)
    with db.transaction(dora) as session:
        assert access_requests.answered(session, request_id, date(2018, 10, 12)).state is RequestState.ANSWERED


def test_a_person_is_named_to_koordination_and_datenschutz_only(cast: Cast, request_id: int) -> None:
    """Number and name must fit one person; Fachkräfte choose in the file, everybody else may not at all."""
    for name in ("anna", "stefan", "lena", "adam"):
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            access_named.ask(session, "FAM-2017-00001", "Aylin", ASKED)
    for number, who in (("FAM-2017-00001", "Deniz"), ("FAM-2017-00009", "Aylin"), ("FAM-2017-00001", "")):
        with pytest.raises(InvalidForm) as wrong, db.transaction(cast("kerstin")) as session:
            access_named.ask(session, number, who, ASKED)
        assert wrong.value.fields == {"name": access_named.UNKNOWN}
    with db.transaction(cast("konrad")) as session:
        access_named.ask(session, " fam-2017-00001 ", "Aylin Kaya", ASKED)


def test_koordination_learns_of_no_head_that_it_may_not_read(cast: Cast, make_family: Make) -> None:
    """A proposal of the ASD whose family agreed to nothing: the same answer as for nobody, though the name is right."""
    family_id = make_family("Weber", leads=("amir",), institution=Institution.ASD, status=Status.PROPOSED,
                            contact_agreed=False)  # fmt: skip
    with db.program() as session:
        session.add(Member(family_id=family_id, first_name="Uwe"))
        number = session.exec(select(Family.number).where(Family.id == family_id)).one()
    with pytest.raises(InvalidForm) as wrong, db.transaction(cast("kerstin")) as session:
        access_named.ask(session, number, "Uwe", ASKED)
    assert wrong.value.fields == {"name": access_named.UNKNOWN}
    with db.transaction(cast("dora")) as session:
        access_named.ask(session, number, "Uwe", ASKED)


def test_no_undo_takes_a_request_away(cast: Cast, request_id: int) -> None:
    """It is ended on its page, not in the change log."""
    with db.program() as session:
        query = select(ChangeEntry.batch).where(ChangeEntry.entity == "access_request")
        batch = session.exec(query).first() or ""
    with pytest.raises(IllegalStep), db.transaction(cast("anna")) as session:
        changes.undo(session, batch)


def test_how_long_is_what_holds_for_the_case(cast: Cast, request_id: int) -> None:
    """A case that runs has its rule only, the same tomorrow; a closed one its day by the periods that
    Datenschutz set; a Löschsperre is told, without its reason."""

    def kept(day: date = TODAY) -> str:
        with db.transaction(on(cast("dora"), day)) as session:
            report = access_report.put_together(session, request_id)
        return next(one.remark for one in report.sections if one.key == "retention")

    assert "frühestens 24 Monate nach dem Abschluss (Fristen" in kept()
    assert kept() == kept(date(2018, 11, 16))
    with db.program() as session:
        statuses.set_status(session, session.exec(select(Family)).one(), Status.CLOSED, date(2018, 10, 5))
    assert "Löschung ab dem 05.10.2020. Abgeschlossen: 24 Monate nach dem Abschluss (Fristen" in kept()
    with db.transaction(cast("dora")) as session:
        erasure.keep_periods(session, {"declined_months": 6, "closed_months": 12})
        erasure.hold(session, "FAM-2017-00001", HoldKind.DISPUTE, "Klage der Mutter")
    assert "Löschung ab dem 05.10.2019. " in kept()
    assert "Löschsperre schiebt das hinaus (seit 15.10.2018)" in kept()
    assert "Klage" not in kept()
