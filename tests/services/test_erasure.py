"""The deletion run: two people, blockers shown, nothing of the family left, interrupted runs go on."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed
from fam.fields import promotion
from fam.fields.registry import field_by_key
from fam.models import (
    AccessRequest,
    ChangeEntry,
    ErasureHold,
    ErasureItem,
    ErasureRun,
    Family,
    FamilyStub,
    FieldDef,
    Lead,
    Setting,
    StatusPeriod,
    Task,
)
from fam.person import Person
from fam.queries import families, family_file
from fam.queries.families import Search
from fam.rules.protection_terms import HoldKind, ItemState, RunState
from fam.rules.terms import Institution, Role, Status
from fam.services import erasure, erasure_cases, erasure_ledger
from tests.support.erasing import OLD, erase_due, execute, old_case

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


def proposed(person: Person) -> int:
    """Propose a run and return its id."""
    with db.transaction(person) as session:
        return erasure.propose(session).id or 0


def test_proposed_by_one_confirmed_by_another(cast: Cast, make_family: Make) -> None:
    """Dora proposes, cannot confirm herself, Kerstin can; then the case is a row of the statistics."""
    family_id, dora = old_case(make_family), cast("dora")
    run_id = proposed(dora)
    with pytest.raises(NotAllowed, match="Vier-Augen"), db.transaction(dora) as session:
        erasure.confirm(session, run_id)
    with db.reading(dora) as session:
        item_id = erasure.waiting_items(session, run_id)[0]
    for person in (dora, cast("kerstin")):
        with pytest.raises(NotAllowed, match="zweiten Person"), db.transaction(person) as session:
            erasure.erase(session, item_id)
    with db.transaction(cast("kerstin")) as session:
        erasure.confirm(session, run_id)
    assert execute(cast("kerstin"), run_id) == [True]
    with db.program() as session:
        family, run = session.get_one(Family, family_id), session.get_one(ErasureRun, run_id)
        assert (family.status, family.name, family.sort_name) == (Status.ANONYMISED, "", "")
        assert family.number.startswith("STAT-")
        assert (family.admitted_on, family.closed_on) == (date(2014, 5, 1), date(2014, 6, 1))
        assert (run.state, run.erased, run.is_open) == (RunState.DONE, 1, False)
        last = session.exec(select(StatusPeriod).where(StatusPeriod.family_id == family_id)).all()[-1]
        assert (last.status, last.starts_on, last.ends_on) == (Status.ANONYMISED, dora.today, None)


@pytest.mark.parametrize("name", ["anna", "amir", "stefan", "lena", "adam"])
def test_strangers_see_and_do_nothing(name: str, cast: Cast, make_family: Make) -> None:
    """No list of what is due, no run, no hold, no confirmation, no setting, whoever has no part in it."""
    old_case(make_family)
    run_id, person = proposed(cast("dora")), cast(name)
    with db.reading(person) as session:
        assert session.exec(select(ErasureRun)).all() == []
        assert session.exec(select(ErasureItem)).all() == []
        for ask in (erasure_cases.due, erasure_cases.due_count):
            with pytest.raises(NotAllowed):
                ask(session)
        with pytest.raises(NotAllowed):
            erasure_cases.of_number(session, "FAM-2014-00001")
    attempts: list[Callable[[Session], object]] = [
        erasure.propose,
        lambda s: erasure.confirm(s, run_id),
        lambda s: erasure.reject(s, run_id),
        lambda s: erasure.erase(s, 1),
        lambda s: erasure.hold(s, "FAM-2014-00001", HoldKind.OTHER, "so"),
        lambda s: erasure.keep_periods(s, {"declined_months": 6, "closed_months": 12}),
        lambda s: s.add(ErasureHold(family_id=1, kind=HoldKind.OTHER, reason="x", set_on=person.today)),
        lambda s: s.add(Setting(key="retention", value={"closed_months": 12})),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed), db.transaction(person) as session:
            attempt(session)


def test_koordination_confirms_but_does_not_propose(cast: Cast, make_family: Make) -> None:
    """The run is Datenschutz's to propose; a row that says otherwise is refused by the database itself."""
    old_case(make_family)
    with pytest.raises(NotAllowed), db.transaction(cast("kerstin")) as session:
        erasure.propose(session)
    dora = cast("dora")
    run_id = proposed(dora)
    with pytest.raises(IntegrityError), db.transaction(dora) as session:
        session.exec(select(ErasureRun).where(ErasureRun.id == run_id)).one().confirmed_by = dora.account_id
    with pytest.raises(IllegalStep, match="offenen"), db.transaction(dora) as session:
        erasure.propose(session)
    with db.transaction(cast("konrad")) as session:
        erasure.reject(session, run_id)
    assert proposed(dora) != run_id


def test_what_is_held_is_skipped_with_its_reason(cast: Cast, make_family: Make) -> None:
    """Löschsperre, successor, open task, Auskunft, Nachbetreuung: shown in the run, skipped, and free again later."""
    held, followed, open_task, free, asked, accompanied = (old_case(make_family, name) for name in "ABCDEF")
    with db.transaction(cast("konrad")) as session:
        hold_id = erasure.hold(session, "fam-2014-00001 ", HoldKind.DISPUTE, "Klage vor dem Sozialgericht").id or 0
    successor = make_family("B", status=Status.ACTIVE, received_on=date(2018, 1, 5))
    with db.program() as session:
        session.get_one(Family, successor).previous_id = followed
        session.get_one(Family, accompanied).aftercare_ends_on = date(2018, 10, 16)
        session.add(AccessRequest(family_id=asked, requested_on=date(2018, 10, 10)))
        session.add(
            Task(family_id=open_task, text="Abschlussbrief", institution=Institution.ASD, event_on=OLD,
                 due_on=date(2018, 11, 1))
        )  # fmt: skip
    run_id = proposed(cast("dora"))
    with db.reading(cast("kerstin")) as session:
        items = {one.family_id: one for one in session.exec(select(ErasureItem))}
    assert {number: bool(item.blockers) for number, item in items.items()} == {
        held: True, followed: True, open_task: True, asked: True, accompanied: True, free: False,
    }  # fmt: skip
    assert items[accompanied].blockers == ["Die Nachbetreuung läuft noch."]
    assert items[asked].blockers == ["Eine Auskunft ist noch nicht beantwortet."]
    assert items[held].blockers == ["Löschsperre seit 15.10.2018: Rechtsstreit oder Widerspruchsverfahren"]
    with db.transaction(cast("kerstin")) as session:
        erasure.confirm(session, run_id)
    assert execute(cast("kerstin"), run_id) == [True]
    with db.transaction(cast("dora")) as session:
        erasure.lift(session, hold_id)
    assert erase_due(cast("dora"), cast("konrad")) == [True]
    with db.program() as session:
        assert session.get_one(Family, held).status is Status.ANONYMISED
        assert session.get_one(Family, followed).status is Status.CLOSED
        assert "FAM-2014-00001" not in {one.number for one in session.exec(select(ErasureItem))}


def test_a_hold_after_the_confirmation_still_counts(cast: Cast, make_family: Make) -> None:
    """What holds the case is asked again in the moment of the erasure."""
    family_id = old_case(make_family)
    run_id = proposed(cast("dora"))
    with db.transaction(cast("konrad")) as session:
        erasure.confirm(session, run_id)
    with db.transaction(cast("kerstin")) as session:
        erasure.hold(session, "FAM-2014-00001", HoldKind.ACCESS, "Auskunft verlangt am 14.10.")
    assert execute(cast("konrad"), run_id) == [False]
    with db.program() as session:
        assert session.get_one(Family, family_id).status is Status.CLOSED
        assert session.exec(select(ErasureItem.state)).all() == [ItemState.BLOCKED]
        assert session.get_one(ErasureRun, run_id).state is RunState.DONE


def test_an_interrupted_run_goes_on(cast: Cast, make_family: Make) -> None:
    """A case is erased whole or not at all; what was done stays done, the rest waits for whoever goes on."""
    ids = [old_case(make_family, name) for name in ("A", "B", "C")]
    kerstin, run_id = cast("kerstin"), proposed(cast("dora"))
    with db.transaction(kerstin) as session:
        erasure.confirm(session, run_id)
    with db.reading(kerstin) as session:
        first, second, _third = erasure.waiting_items(session, run_id)
    with db.transaction(kerstin) as session:
        assert erasure.erase(session, first)
    with pytest.raises(ZeroDivisionError), db.transaction(kerstin) as session:  # the power goes
        assert 1 / (0 * erasure.erase(session, second))
    with db.program() as session:
        assert [session.get_one(Family, one).name for one in ids] == ["", "B", "C"]
        assert session.get_one(ErasureRun, run_id).is_open
    with db.transaction(kerstin) as session:
        assert not erasure.erase(session, first)
    with db.program() as session:  # a scheduler goes on
        waiting = erasure.waiting_items(session, run_id)
    for item in waiting:
        with db.program() as session:
            assert erasure.erase(session, item)
    with db.program() as session:
        run = session.get_one(ErasureRun, run_id)
        assert (run.erased, run.state) == (3, RunState.DONE)


def test_an_erased_case_is_in_no_list(cast: Cast, make_family: Make) -> None:
    """Neither Koordination nor the former leads find it, by its old number or by its new one."""
    family_id = old_case(make_family)
    make_family("Bleibt")
    erase_due(cast("dora"), cast("kerstin"))
    with db.program() as session:
        number = session.get_one(Family, family_id).number
    for name in ("kerstin", "konrad", "anna", "amir"):
        with db.reading(cast(name)) as session:
            assert [row.name for row in families.find(session, Search()).rows] == ["Bleibt"]
            assert families.find(session, Search(text="Langen")).total == 1
            assert list(families.options(session).values()) == ["Bleibt · FAM-2017-00001"]
            for one in (number, "FAM-2014-00001"):
                assert family_file.find(session, one) is None
    with db.reading(cast("dora")) as session:
        assert session.exec(select(FamilyStub.status).where(FamilyStub.id == family_id)).one() is Status.ANONYMISED


def test_nobody_writes_to_what_is_left(cast: Cast, make_family: Make) -> None:
    """Koordination counts the row and can neither name it again nor give it a lead, a hold or a status."""
    family_id, today = old_case(make_family), cast("dora").today
    erase_due(cast("dora"), cast("kerstin"))
    attempts: list[Callable[[Session], object]] = [
        lambda s: setattr(s.exec(select(Family).where(Family.id == family_id)).one(), "name", "Kaya"),
        lambda s: s.add(Lead(family_id=family_id, institution=Institution.PRO_ARBEIT, starts_on=today)),
        lambda s: s.add(ErasureHold(family_id=family_id, kind=HoldKind.OTHER, reason="x", set_on=today)),
        lambda s: s.add(StatusPeriod(family_id=family_id, status=Status.ACTIVE, starts_on=today)),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed), db.transaction(cast("kerstin")) as session:
            attempt(session)


def test_periods_are_a_setting_with_bounds(cast: Cast, make_family: Make) -> None:
    """Dora chooses within the Löschkonzept; a shorter period makes more cases due, at once."""
    make_family("Kaya", status=Status.CLOSED, received_on=date(2017, 3, 1))  # closed 1.6.2017
    dora = cast("dora")
    with db.reading(dora) as session:
        assert erasure_cases.due_count(session) == 0
    with pytest.raises(InvalidForm) as error, db.transaction(dora) as session:
        erasure.keep_periods(session, {"declined_months": 12, "closed_months": 6})
    assert set(error.value.fields) == {"declined_months", "closed_months"}
    with db.transaction(dora) as session:
        erasure.keep_periods(session, {"declined_months": 3, "closed_months": 12})
    with db.reading(dora) as session:
        assert [case.deletion.due_on for case in erasure_cases.due(session)] == [date(2018, 6, 1)]


def test_every_case_has_its_day_from_the_first_one_on(cast: Cast, make_family: Make) -> None:
    """A running case and a fresh proposal say the earliest day and why."""
    for number, status in enumerate((Status.PROPOSED, Status.EXAMINATION, Status.WAITING, Status.ACTIVE), start=1):
        make_family("Kaya", status=status)
        with db.reading(cast("dora")) as session:
            case = erasure_cases.of_number(session, f"FAM-2017-{number:05}")
        assert case
        assert not case.deletion.settled
        assert case.deletion.due_on
        assert "läuft" in case.deletion.why


def test_the_list_in_sql_is_the_rule(cast: Cast, make_family: Make) -> None:
    """For every day: the cases that the query finds are those whose deletion date has come."""
    for month in (1, 2, 6, 8):
        make_family("Kaya", status=Status.CLOSED, received_on=date(2016, month, 29))
    dora = cast("dora")
    for number in range(80):
        day = date(2018, 3, 25) + timedelta(days=number * 3)
        on_that_day = Person(dora.account_id, "dora", "Dora", None, frozenset({Role.DATA_PROTECTION}), today=day)
        with db.reading(on_that_day) as session:
            cases = [erasure_cases.of_number(session, f"FAM-2016-{one:05}") for one in range(1, 5)]
            expected = {case.id for case in cases if case and case.deletion.due(day)}
            assert {case.id for case in erasure_cases.due(session)} == expected, day


def test_a_restored_backup_is_erased_again(cast: Cast, make_family: Make, tmp_path: object) -> None:
    """The ledger names rows, not people; applied after a restore it erases again with the same number."""
    family_id, other = old_case(make_family), old_case(make_family, "Zweite")
    erase_due(cast("dora"), cast("kerstin"))
    with db.program() as session:
        number = session.get_one(Family, family_id).number
        path = erasure_ledger.keep(session)
        assert erasure_ledger.reapply(session, erasure_ledger.read(path)).already == 2
    assert "FAM-" not in path.read_text(encoding="utf-8")
    with db.program() as session:  # as an older backup has it
        for one, received_on in ((family_id, OLD), (other, date(2013, 1, 1))):
            family = session.get_one(Family, one)
            family.name, family.status, family.number = "Kaya", Status.CLOSED, f"FAM-2014-0000{one}"
            family.received_on = received_on
    with db.program() as session:
        done = erasure_ledger.reapply(session, erasure_ledger.read(path))
        assert (done.again, done.strange) == (1, (other,))
        assert (session.get_one(Family, family_id).number, session.get_one(Family, family_id).name) == (number, "")
    path.unlink()
    assert tmp_path


def test_the_log_says_that_a_run_was_and_by_whom(cast: Cast, make_family: Make) -> None:
    """Who proposed and who confirmed stays in the change log; nothing of the family does."""
    family_id = old_case(make_family)
    dora, kerstin = cast("dora"), cast("kerstin")
    erase_due(dora, kerstin)
    with db.program() as session:
        entries = session.exec(select(ChangeEntry)).all()
        people = {one.account_id for one in entries if one.entity == "erasure_run"}
        assert people == {dora.account_id, kerstin.account_id}
        assert not [one for one in entries if one.family_id == family_id]


def test_links_and_columns_of_the_teams_fields_go_too(cast: Cast, make_family: Make) -> None:
    """A field of another family that points at the case, and a field of the head that became a real column."""
    family_id, other = old_case(make_family), make_family("Herbst")
    with db.program() as session:
        link = FieldDef(entity="family", label="Verwandt", label_norm="verwandt", kind="reference")
        word = FieldDef(entity="family", label="Spitzname", label_norm="spitzname", kind="text")
        session.add_all([link, word])
        session.flush()
        keys = link.key, word.key
        session.get_one(Family, other).extra = {keys[0]: family_id, keys[1]: "Herbstlaub"}
        session.get_one(Family, family_id).extra = {keys[1]: "Quitte"}
    with db.program() as session:
        for key in keys:
            field = field_by_key(session, key)
            assert field
            promotion.add(session, field)
            session.exec(select(FieldDef).where(FieldDef.id == field.field_id)).one().column_name = key
    erase_due(cast("dora"), cast("kerstin"))
    with db.program() as session:
        assert session.get_one(Family, other).extra == {keys[1]: "Herbstlaub"}
        assert session.get_one(Family, family_id).extra == {}
        columns = sa.text(f"SELECT id, {keys[0]}, {keys[1]} FROM family ORDER BY id")  # as the table has them
        found = session.connection().execute(columns).all()
        assert [tuple(row) for row in found] == [(family_id, None, None), (other, None, "Herbstlaub")]
