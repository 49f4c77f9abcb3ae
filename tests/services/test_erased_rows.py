"""What an erasure leaves is read and written by nobody, whoever asks and by whatever id; only figures count it."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam import db
from fam.errors import FamError, NotAllowed
from fam.fates import HEAD, KEPT, OF_FAM
from fam.fates_terms import Keep
from fam.models import Attendee, Consent, ConsentItem, Family, Goal, Lead, Meeting, Member, StatusPeriod
from fam.models.columns import model_of
from fam.person import Person
from fam.queries import families, family_file, own_figures
from fam.queries.dimensions import Subject
from fam.queries.families import Search
from fam.queries.own_figures import Question
from fam.rules.terms import Confidentiality, DataCategory, Institution, Party, Status
from fam.services import (
    access_named,
    access_requests,
    consent_withdrawal,
    deputies,
    erasure_ledger,
    grants,
    leads,
    leaving,
    merging,
    moving,
    records,
    roundtrip_list,
)
from fam.services.roundtrip_tables import FAMILIES
from tests.support import plan_entries
from tests.support.cast import CAST, TODAY
from tests.support.erasing import OLD, erase_due, old_case

Cast = Callable[[str], Person]
Make = Callable[..., int]
Rows = dict[str, list[dict[str, Any]]]  # table -> its rows of the case
STRIPPED = [model_of(name) for name in KEPT if name not in HEAD]
ASD = Institution.ASD


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


def left(family_id: int) -> Rows:
    """Return what is in the tables of a case, whoever may read it."""
    with db.engine().connect() as connection:
        found = {}
        for name in KEPT:
            one = sa.inspect(model_of(name)).local_table
            mine = (one.c.id if name == "family" else one.c.family_id) == family_id
            rows = connection.execute(sa.select(one).where(mine).order_by(one.c.id)).mappings()
            found[name] = [dict(row) for row in rows]
    return found


@pytest.fixture
def erased(cast: Cast, make_family: Make) -> tuple[int, Rows, int]:
    """An erased case with rows in every table that stays, led by Anna and Amir; its rows before; their other family."""
    family_id, other = old_case(make_family), make_family("Bleibt", leads=("anna", "amir"))
    amir = cast("amir").account_id
    of = plan_entries.own(ASD, Confidentiality.TEAM, amir)
    rows = plan_entries.as_program(family_id, "Quitte", of)
    with db.program() as session:
        session.get_one(Member, rows["member"]).born_on = date(1999, 7, 31)
        consent = Consent(family_id=family_id, member_id=rows["member"], given_on=OLD, signer_ids=[rows["member"]])
        present = Attendee(meeting_id=rows["meeting"], family_id=family_id, party=Party.ASD, name="Quitte",
                           account_id=amir)  # fmt: skip
        session.add_all([consent, present])
        session.flush()
        session.add(ConsentItem(family_id=family_id, consent_id=consent.id or 0, member_id=rows["member"],
                                category=DataCategory.WORK, source=ASD, starts_on=OLD))  # fmt: skip
    before = left(family_id)
    assert all(before.values())
    assert erase_due(cast("dora"), cast("kerstin")) == [True]
    return family_id, before, other


def reopen(family_id: int) -> None:
    """Make the former leads of a case its leads again, as nothing in the program can."""
    with db.program() as session:
        for lead in session.exec(select(Lead).where(Lead.family_id == family_id)):
            lead.ends_on = None


def test_what_figures_read_stays_and_nothing_else(erased: tuple[int, Rows, int]) -> None:
    """Every kept column is as it was, on its row; birth in its month, entry on its day; no text, nobody's name."""
    family_id, before, _other = erased
    after = left(family_id)
    for name, columns in KEPT.items():
        for was, now in zip(before[name], after[name], strict=name != "status_period"):
            for key, fate in columns.items():
                if isinstance(fate, Keep) and key != "ends_on":
                    assert now[key] == was[key], (name, key)
    assert "Quitte" in str(before)
    assert "Quitte" not in str(after)
    member, goal, lead = after["member"][-1], after["goal"][0], after["lead"][0]
    assert member["born_on"] == date(1999, 7, 1)
    assert (goal["confidentiality"], goal["author_id"]) == (Confidentiality.ENTRUSTED, None)
    assert lead["account_id"] == before["lead"][0]["account_id"]
    assert lead["ends_on"] == TODAY
    assert after["attendee"][-1]["account_id"] is None


def test_a_case_that_never_was_in_fam_keeps_no_person(cast: Cast, make_family: Make) -> None:
    """Of a withdrawn proposal no figure counts people, receipt or consents: they go."""
    family_id = make_family("Kaya", status=Status.PROPOSED, received_on=OLD)
    plan_entries.as_program(family_id, "Quitte", plan_entries.own(ASD, Confidentiality.TEAM))
    with db.program() as session:
        family = session.get_one(Family, family_id)
        family.status = Status.WITHDRAWN
        period = session.exec(select(StatusPeriod).where(StatusPeriod.family_id == family_id)).one()
        period.ends_on = date(2014, 4, 1)
        session.add(StatusPeriod(family_id=family_id, status=Status.WITHDRAWN, starts_on=date(2014, 4, 1)))
    assert erase_due(cast("dora"), cast("kerstin")) == [True]
    after = left(family_id)
    assert not [name for name in OF_FAM if after[name]]
    assert after["meeting"]


def test_nobody_reads_what_is_left(cast: Cast, erased: tuple[int, Rows, int]) -> None:
    """No row by its family, by its own id, in a list, a count or an Excel file; also if a lead were still running."""
    family_id, before, _other = erased
    reopen(family_id)
    number = _number(family_id)
    for person in map(cast, CAST):
        name = person.username
        with db.reading(person) as session:
            for model in STRIPPED:
                ids = [row["id"] for row in before[model.__tablename__]]
                assert not session.exec(select(model).where(model.family_id == family_id)).all(), (name, model)
                assert not session.exec(select(model.id).where(col(model.id).in_(ids))).all(), (name, model)
                assert session.get(model, ids[0]) is None, (name, model)
            assert family_id not in session.exec(select(Lead.family_id)).all()
            head = session.get(Family, family_id)
            assert (head is not None) == (name in ("kerstin", "konrad")), name  # Koordination counts it, unnamed
            assert family_file.find(session, number) is None
            assert number not in {row.number for row in families.find(session, Search()).rows}
            for subject, model in ((Subject.MEMBERS, Member), (Subject.MEETINGS, Meeting)):
                mine = (col(model.family_id) == family_id,)
                assert own_figures.count(session, Question(subject), mine).records == 0, name
            if name in ("anna", "amir"):
                assert len(roundtrip_list.export(session, families=[family_id])) > 0
                assert not roundtrip_list.lines_of(session, FAMILIES, [number])
        with db.transaction(person) as session, db.elevated(session):  # a service that looks past the scope
            for model in STRIPPED:
                assert not session.exec(select(model).where(model.family_id == family_id)).all(), (name, model)


def _number(family_id: int) -> str:
    with db.program() as session:
        return session.get_one(Family, family_id).number


def _added(model: Any, family_id: int, other: int) -> Callable[[Session], object]:
    """Return the attempt to lead a row of the other family into the erased one."""

    def attempt(session: Session) -> None:
        row = session.exec(select(model).where(model.family_id == other)).first()
        if row is None:
            raise NotAllowed
        row.family_id = family_id
        session.add(row)
        session.flush()

    return attempt


def attempts(family_id: int, before: Rows, other: int, cast: Cast) -> list[tuple[str, Callable[[Session], Any]]]:
    """Return every service that takes an id or a number, with ids that nobody is shown."""
    number = _number(family_id)
    member, goal = before["member"][0]["id"], before["goal"][0]["id"]
    anna, stefan = cast("anna").account_id, cast("stefan").account_id
    lead: dict[str, Any] = {"family_id": family_id, "account_id": anna, "institution": Institution.PRO_ARBEIT}
    return [
        ("anna", lambda s: grants.open_file(s, number, "Ich brauche das dringend")),
        ("dora", lambda s: access_named.ask(s, number, "Kim", TODAY)),
        ("dora", lambda s: access_requests.ask(s, family_id, member, TODAY)),
        ("kerstin", lambda s: consent_withdrawal.withdraw(s, family_id)),
        ("anna", lambda s: consent_withdrawal.withdraw(s, family_id)),
        ("kerstin", lambda s: leads.assign(s, family_id, Institution.PRO_ARBEIT, stefan, TODAY)),
        ("anna", lambda s: s.add(Lead(**lead, starts_on=TODAY))),
        ("kerstin", lambda s: merging.merge(s, other, number, number)),
        ("kerstin", lambda s: merging.merge(s, family_id, "FAM-2017-00001", "FAM-2017-00001")),
        ("amir", lambda s: moving.move(s, "note", goal, other)),
        ("anna", lambda s: moving.move(s, "member", member, other)),
        ("anna", lambda s: records.edit(s, Member, member, {"first_name": ""}, {"first_name": "Neu"})),
        ("amir", lambda s: records.edit(s, Goal, goal, {"text": ""}, {"text": "Neu"})),
    ]  # fmt: skip


def test_nobody_writes_to_what_is_left(cast: Cast, erased: tuple[int, Rows, int]) -> None:
    """Every service refuses crafted ids, every table a new row or one that is led here; afterwards nothing changed."""
    family_id, before, other = erased
    plan_entries.as_program(other, "Birne", plan_entries.own(ASD, Confidentiality.TEAM, cast("amir").account_id))
    reopen(family_id)
    untouched = left(family_id)
    for who, attempt in attempts(family_id, before, other, cast):
        person = cast(who)
        with pytest.raises(FamError), db.transaction(person) as session:
            attempt(session)
    people: list[tuple[Person, Any]] = [(cast(who), nullcontext) for who in ("anna", "amir", "kerstin", "dora")]
    people += [(cast("adam"), db.elevated)]  # a service that looks past the person's scope
    for model, (person, past) in product(STRIPPED, people):
        with suppress(FamError), db.transaction(person) as session, past(session):
            _added(model, family_id, other)(session)
            pytest.fail(f"{person.username} led {model} into an erased case")
    assert left(family_id) == untouched


def test_deputies_and_successors_get_no_erased_case(cast: Cast, erased: tuple[int, Rows, int]) -> None:
    """Anna's families go to Stefan: only the one that there is, although she once led the erased one too."""
    family_id, _before, other = erased
    reopen(family_id)
    anna, stefan, adam = cast("anna"), cast("stefan"), cast("adam")
    with db.transaction(adam) as session:
        until = date(2018, 11, 1)
        assert deputies.appoint(session, anna.account_id, stefan.account_id, TODAY, until) == 1
    with db.transaction(adam) as session:
        assert leaving.deactivate(session, anna.account_id, stefan.account_id).cases == 1
    with db.program() as session:
        led = session.exec(select(Lead.family_id).where(Lead.account_id == stefan.account_id)).all()
        assert set(led) == {other}


def test_a_restored_backup_is_stripped_again(cast: Cast, erased: tuple[int, Rows, int], tmp_path: Any) -> None:
    """The case as a backup brings it back, with a lead and names, becomes the same rows a second time."""
    family_id, _before, _other = erased
    once, number = left(family_id), _number(family_id)
    with db.program() as session:
        path = erasure_ledger.keep(session, tmp_path)
        family = session.get_one(Family, family_id)
        family.name, family.status, family.number = "Kaya", Status.CLOSED, "FAM-2014-00001"
        periods = session.exec(select(StatusPeriod).where(StatusPeriod.family_id == family_id)).all()
        session.delete(max(periods, key=lambda one: one.id or 0))
        for member in session.exec(select(Member).where(Member.family_id == family_id)):
            member.first_name = "Kim"
    with db.program() as session:
        assert erasure_ledger.reapply(session, erasure_ledger.read(path)).again == 1
    again = left(family_id)
    for rows in (once, again):
        rows["status_period"].pop()
    assert again == once
    assert _number(family_id) == number
