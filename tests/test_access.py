"""Every table has a scope, or a reason why everybody may read it; strangers read and write nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from fam import access, db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.models import (
    AccessGrant,
    AccessRequest,
    Account,
    Address,
    Base,
    BenefitUnit,
    Family,
    FamilyStub,
    Judgement,
    Lead,
    Member,
    Note,
    Phone,
    ProtectionReport,
    Statement,
    StatusPeriod,
    Task,
    Vote,
    now,
    table,
)
from fam.person import Person
from fam.queries import family_file
from fam.rules.protection_terms import StatementKind
from fam.rules.terms import Answer, Confidentiality, Institution, LeadKind, MemberRole, Status
from fam.services import corrections, grants, notes, records

Cast = Callable[[str], Person]
Make = Callable[..., int]
OPEN = {  # readable for everybody who is logged in, each for its reason
    "account": "names of colleagues; hashes are never shown",
    "account_role": "who coordinates, who decides",
    "area_level": "reference data of the team",
    "data_version": "a number",
    "document_template": "the team's empty papers",
    "field_choice": "labels of the team's fields; who may not read a field gets no FieldSpec of it",
    "field_def": "labels of the team's fields; who may not read a field gets no FieldSpec of it",
    "instrument": "the catalogue",
    "list_item": "the team's lists",
    "number_counter": "a number",
    "plan_point": "the plan is no secret",
    "plan_version": "the plan is no secret",
    "setting": "switches of the installation",
    "town": "reference data",
    "town_area": "reference data",
}
STRANGERS = ("stefan", "lena", "adam")
RECORDS: tuple[Callable[[int], Any], ...] = (
    lambda family_id: Member(family_id=family_id, first_name="X"),
    lambda family_id: Address(family_id=family_id, street="X"),
    lambda family_id: Phone(family_id=family_id, number="1"),
    lambda family_id: BenefitUnit(family_id=family_id, number="1"),
    lambda family_id: StatusPeriod(family_id=family_id, status=Status.CLOSED, starts_on=date(2018, 1, 1)),
    lambda family_id: Lead(family_id=family_id, institution=Institution.PRO_ARBEIT, starts_on=date(2018, 1, 1)),
    lambda family_id: Judgement(family_id=family_id, institution=Institution.PRO_ARBEIT, criterion="area"),
    lambda family_id: Vote(
        family_id=family_id, institution=Institution.PRO_ARBEIT, answer=Answer.YES, voted_on=date(2018, 1, 1)
    ),
    lambda family_id: Note(
        family_id=family_id, institution=Institution.PRO_ARBEIT, event_on=date(2018, 1, 1), text="X"
    ),
    lambda family_id: Task(
        family_id=family_id, institution=Institution.PRO_ARBEIT, event_on=date(2018, 1, 1), text="X"
    ),
    lambda family_id: ProtectionReport(
        family_id=family_id, institution=Institution.PRO_ARBEIT, reported_on=date(2018, 1, 1)
    ),
    lambda family_id: AccessRequest(family_id=family_id, requested_on=date(2018, 1, 1)),
    lambda family_id: Statement(
        family_id=family_id, entity="note", record_id=1, institution=Institution.PRO_ARBEIT, text="X",
        kind=StatementKind.RESTRICTED, stated_on=date(2018, 1, 1),
    ),
)  # fmt: skip


def test_every_table_has_a_scope_or_a_reason() -> None:
    """A new table without an entry in SCOPES is readable for everybody: that needs a reason here."""
    scoped = {table(model).name for model in access.SCOPES}
    tables = set(Base.metadata.tables)
    assert tables - scoped - set(OPEN) == set()
    assert set(OPEN) <= tables - scoped


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_read_no_row_of_any_scoped_table(name: str, cast: Cast, make_family: Make) -> None:
    """Stefan, Lena and Adam see no row that belongs to a family of Anna and Amir, whatever they select."""
    family_id = make_family("Kaya")
    with db.program() as session:
        session.add_all(record(family_id) for record in RECORDS)
    with db.reading(cast(name)) as session:
        for model in access.SCOPES:
            columns = sa.inspect(model).columns
            if model in (Family, FamilyStub):
                assert session.exec(select(model)).all() == [], model
            elif "family_id" in columns:
                assert session.exec(select(model).where(columns["family_id"] == family_id)).all() == [], model


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record(1)).__name__)
def test_strangers_write_nothing(name: str, record: Callable[[int], Any], cast: Cast, make_family: Make) -> None:
    """A hand-made write into somebody else's family is refused at the flush, and nothing of it stays."""
    family_id = make_family("Kaya")
    with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
        session.add(record(family_id))


def test_nobody_writes_for_the_other_institution(cast: Cast, make_family: Make) -> None:
    """Anna can neither vote nor write entries in the ASD's name."""
    family_id, anna = make_family("Kaya"), cast("anna")
    for record in (
        Vote(family_id=family_id, institution=Institution.ASD, answer=Answer.YES, voted_on=date(2018, 1, 1)),
        Note(family_id=family_id, institution=Institution.ASD, event_on=date(2018, 1, 1), text="X"),
    ):
        with pytest.raises(NotAllowed), db.transaction(anna) as session:
            session.add(record)


def test_the_filter_reaches_every_corner_of_a_statement(cast: Cast, make_family: Make) -> None:
    """Aliases, joins, subqueries, EXISTS, scalar subqueries and counts are filtered like a plain select."""
    family_id = make_family("Kaya")
    with db.program() as session:
        session.add(Member(family_id=family_id, first_name="Emir"))
    other, inner = aliased(Family), select(Member.family_id).where(Member.first_name == "Emir")
    statements: tuple[Any, ...] = (
        select(other),
        select(Account.username).join(Lead, col(Lead.account_id) == Account.id),
        select(Account.username).where(select(Member.id).where(Member.first_name == "Emir").exists()),
        select(Account.username).where(col(Account.id).in_(inner)),
        select(sa.func.count()).select_from(select(Family.id).subquery()).having(sa.func.count() > 0),
        select(inner.limit(1).scalar_subquery()).where(col(Account.id) == 1, inner.exists()),
        select(Family.number).union(select(FamilyStub.number)),
        select(inner.cte().c.family_id),
    )
    for statement in statements:
        with db.reading(cast("stefan")) as session:
            assert session.exec(statement).all() == [], str(statement)


def test_a_reading_session_never_writes(cast: Cast, make_family: Make) -> None:
    """What is opened for reading cannot be saved with."""
    family_id = make_family("Kaya")
    with db.reading(cast("anna")) as session:
        session.add(Phone(family_id=family_id, number="1"))
        with pytest.raises(PermissionError):
            session.flush()


def test_the_statistics_scope_gives_no_record_away(cast: Cast, make_family: Make) -> None:
    """Counts over all cases, never a row."""
    make_family("Kaya")
    with db.statistics() as session:
        assert session.exec(select(sa.func.count()).select_from(Family)).one() == 1
        with pytest.raises(PermissionError):
            session.exec(select(Family)).all()


def test_a_deputy_sees_the_file_in_their_time_only(cast: Cast, make_family: Make) -> None:
    """Stefan as Anna's dated deputy reads the family from the first day to the day before the last."""
    family_id, stefan = make_family("Kaya"), cast("stefan")
    for starts, ends, visible in ((-1, 1, True), (0, None, True), (1, 9, False), (-9, 0, False)):
        with db.program() as session:
            for lead in session.exec(select(Lead).where(Lead.kind == LeadKind.DEPUTY)):
                session.delete(lead)
            session.flush()
            session.add(
                Lead(
                    family_id=family_id,
                    account_id=stefan.account_id,
                    institution=Institution.PRO_ARBEIT,
                    kind=LeadKind.DEPUTY,
                    starts_on=stefan.today + timedelta(days=starts),
                    ends_on=None if ends is None else stefan.today + timedelta(days=ends),
                )
            )
        with db.reading(stefan) as session:
            assert (family_file.find(session, "FAM-2017-00001") is not None) is visible, (starts, ends)


def test_access_with_a_reason_opens_the_own_side_for_a_day(cast: Cast, make_family: Make) -> None:
    """Stefan reads master data and Pro Arbeit's entries for 24 hours, not the ASD's, and both leads see it."""
    family_id = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        notes.write(session, family_id, date(2018, 9, 1), "ASD intern", Confidentiality.INSTITUTION)
        notes.write(session, family_id, date(2018, 9, 1), "ASD an alle", Confidentiality.TEAM)
    with db.transaction(cast("anna")) as session:
        notes.write(session, family_id, date(2018, 9, 1), "PA intern", Confidentiality.INSTITUTION)
    stefan = cast("stefan")
    with pytest.raises(InvalidForm), db.transaction(stefan) as session:
        grants.open_file(session, "FAM-2017-00001", "kurz")
    with db.transaction(stefan) as session:
        grants.open_file(session, "fam-2017-00001", "Vertretung am Telefon")
    with db.reading(stefan) as session:
        assert family_file.load(session, "FAM-2017-00001").works
        assert [note.text for note in session.exec(select(Note))] == ["PA intern"]
    for lead in ("anna", "amir"):
        with db.reading(cast(lead)) as session:
            assert [name for name, _grant in family_file.load(session, "FAM-2017-00001").grants] == ["Stefan"]
    with db.program() as session:
        session.exec(select(AccessGrant)).one().ends_at = now() - timedelta(seconds=1)
    with db.reading(stefan) as session:
        assert family_file.find(session, "FAM-2017-00001") is None


def test_a_reason_opens_nothing_of_the_other_side(cast: Cast, make_family: Make) -> None:
    """A family only the ASD knows answers exactly like a number that does not exist; Koordination cannot ask at all."""
    make_family("Kaya", leads=("amir",), institution=Institution.ASD, status=Status.PROPOSED)
    for number in ("FAM-2017-00001", "FAM-2017-99999"):
        with pytest.raises(NotFound) as error, db.transaction(cast("stefan")) as session:
            grants.open_file(session, number, "Vertretung am Telefon")
        assert str(error.value) == "Nicht gefunden oder nicht freigegeben."
    for name in ("kerstin", "lena", "adam"):
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            grants.open_file(session, "FAM-2017-00001", "Vertretung am Telefon")


def test_a_reason_opens_a_file_for_reading_only(cast: Cast, make_family: Make) -> None:
    """Neither the head nor members nor entries are Stefan's to write, whatever he sends; Anna's and Kerstin's it is."""
    family_id, stefan = make_family("Kaya"), cast("stefan")
    with db.transaction(cast("anna")) as session:
        member_id = records.add(session, Member(family_id=family_id, first_name="Emir", role=MemberRole.CHILD)).id or 0
    with db.transaction(stefan) as session:
        grants.open_file(session, "FAM-2017-00001", "Vertretung am Telefon")
    attempts: list[Callable[[Session], object]] = [
        lambda s: records.edit(s, Member, member_id, {"first_name": "Emir"}, {"first_name": "Falsch"}),
        lambda s: records.remove(s, Member, member_id),
        lambda s: records.add(s, Phone(family_id=family_id, number="06103 1")),
        lambda s: records.edit(s, Family, family_id, {"name": "Kaya"}, {"name": "Falsch"}),
        lambda s: corrections.correct(s, family_id, corrections.Dates(date(2018, 1, 1))),
        lambda s: notes.write(s, family_id, date(2018, 9, 1), "von Stefan"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed), db.transaction(stefan) as session:
            attempt(session)
    with db.reading(stefan) as session:
        file = family_file.load(session, "FAM-2017-00001")
        assert (file.works, file.leading, file.edits) == (True, False, False)
    with db.transaction(cast("anna")) as session:
        attempts[0](session)
    with db.transaction(cast("kerstin")) as session:
        corrections.correct(session, family_id, corrections.Dates(date(2017, 5, 2)))
