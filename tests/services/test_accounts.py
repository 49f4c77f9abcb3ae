"""Administration's work on accounts: create, change, one-time passwords, leaving, deputies, first start."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from fam import db
from fam.errors import BadInput, IllegalStep, InvalidForm, NotAllowed
from fam.models import Account, AccountRole, ChangeEntry, Lead, Setting, Task
from fam.person import Person
from fam.queries import accounts as queries
from fam.queries import deputies as standing_in
from fam.rules.terms import Confidentiality, Institution, LeadKind, Role
from fam.services import accounts, deputies, leaving, login, passwords, setup
from fam.ui.auth_check import verified
from tests.support.cast import PASSWORD, TODAY

Cast = Callable[[str], Person]
MakeFamily = Callable[..., int]


def id_of(username: str) -> int:
    """Return the id of an account."""
    with db.program() as session:
        found = session.exec(select(Account.id).where(Account.username == username)).one()
    assert found
    return found


def new_caseworker(cast: Cast, username: str = "berta", institution: Institution = Institution.PRO_ARBEIT) -> int:
    """Create another Fachkraft."""
    with db.transaction(cast("adam")) as session:
        form = accounts.AccountForm(username, username.title(), institution, [Role.CASEWORKER])
        return accounts.create(session, form, passwords.hash_password(PASSWORD))


def test_a_new_account_logs_in_with_its_one_time_password(cast: Cast) -> None:
    """The one-time password works once created, and the account must choose its own."""
    once = passwords.one_time_password()
    with db.transaction(cast("adam")) as session:
        form = accounts.AccountForm(" B.Neu ", "Berta Neu", Institution.ASD, [Role.CASEWORKER, Role.COORDINATOR])
        account_id = accounts.create(session, form, passwords.hash_password(once))
    assert verified("b.neu", once, "a") == account_id
    with db.reading(cast("adam")) as session:
        row = next(row for row in queries.everybody(session) if row.id == account_id)
    assert row.must_change_password
    assert row.roles == (Role.CASEWORKER, Role.COORDINATOR)


WRONG_FORMS = {
    "username": accounts.AccountForm("A B", "Name", None, [Role.LEADERSHIP]),
    "display_name": accounts.AccountForm("neu", " ", None, [Role.LEADERSHIP]),
    "roles": accounts.AccountForm("neu", "Name"),
    "institution": accounts.AccountForm("neu", "Name", None, [Role.CASEWORKER]),
}


@pytest.mark.parametrize("field", WRONG_FORMS)
def test_what_is_wrong_is_said_at_its_field(cast: Cast, field: str) -> None:
    """Malformed name, no name, no role, Fachkraft without institution: each has its sentence."""
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("adam")) as session:
        accounts.create(session, WRONG_FORMS[field], "x")
    assert list(refused.value.fields) == [field]


def test_a_user_name_is_given_once(cast: Cast) -> None:
    """Also in other capitals."""
    with pytest.raises(InvalidForm, match="markierten"), db.transaction(cast("adam")) as session:
        accounts.create(session, accounts.AccountForm("ANNA", "Anna", None, [Role.LEADERSHIP]), "x")


@pytest.mark.parametrize("name", ["anna", "kerstin", "lena"])
def test_only_administration_touches_accounts(cast: Cast, name: str) -> None:
    """Fachkraft, Koordination and Leitung can neither create, change, reset nor switch off an account."""
    amir = id_of("amir")
    works: list[Callable[[Session], object]] = [
        lambda session: accounts.create(session, accounts.AccountForm("neu", "N", None, [Role.LEADERSHIP]), "x"),
        lambda session: accounts.change(session, amir, "A", Institution.ASD, [Role.ADMINISTRATOR]),
        lambda session: accounts.reset_password(session, amir, "x"),
        lambda session: leaving.deactivate(session, amir, None),
    ]
    for work in works:
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            work(session)


def test_nobody_changes_their_own_roles(cast: Cast) -> None:
    """The service refuses, and so does the session if somebody goes around the service."""
    adam = id_of("adam")
    with pytest.raises(NotAllowed), db.transaction(cast("adam")) as session:
        accounts.change(session, adam, "Adam", Institution.ASD, [Role.ADMINISTRATOR, Role.COORDINATOR])
    with pytest.raises(NotAllowed), db.transaction(cast("adam")) as session:
        session.add(AccountRole(account_id=adam, role=Role.COORDINATOR))
    with pytest.raises(NotAllowed), db.transaction(cast("adam")) as session:
        session.get_one(Account, adam).institution = Institution.ASD


def test_one_administrator_always_stays(cast: Cast) -> None:
    """The last one can neither be switched off nor lose the role."""
    adam = id_of("adam")
    for work in (
        lambda session: accounts.switch_off(session, adam),
        lambda session: accounts.change(session, adam, "Adam", None, [Role.LEADERSHIP]),
    ):
        with pytest.raises(NotAllowed, match="letzte Konto"), db.program() as session:
            work(session)


def test_a_reset_gives_a_one_time_password_and_takes_failures_back(cast: Cast) -> None:
    """The old password is gone, the new one works at once in spite of earlier failures, and must be changed."""
    for _ in range(6):
        verified("anna", "falsch", "a")
    with db.transaction(cast("adam")) as session:
        accounts.reset_password(session, id_of("anna"), passwords.hash_password("einmal-geheim"))
    assert verified("anna", "einmal-geheim", "a") == id_of("anna")
    assert verified("anna", PASSWORD, "a") is None


def leads_of(family: int) -> list[tuple[str, LeadKind, date | None]]:
    """Return (who, kind, until) of a family's leads."""
    with db.program() as session:
        names = {account.id: account.username for account in session.exec(select(Account))}
        rows = session.exec(select(Lead).where(Lead.family_id == family)).all()
    return sorted((names[row.account_id], row.kind, row.ends_on) for row in rows)


def add_task(cast: Cast, family: int) -> None:
    """Give Anna an open task."""
    with db.transaction(cast("anna")) as session:
        session.add(
            Task(
                family_id=family,
                institution=Institution.PRO_ARBEIT,
                confidentiality=Confidentiality.TEAM,
                event_on=TODAY,
                text="Anrufen",
                owner_id=id_of("anna"),
            )
        )


def owner_of_the_task() -> tuple[int | None, str]:
    """Return who owns the only task, and the words beside."""
    with db.program() as session:
        task = session.exec(select(Task)).one()
    return task.owner_id, task.owner_text


def test_leaving_hands_cases_and_tasks_over(cast: Cast, make_family: MakeFamily) -> None:
    """The successor leads from today on, tasks go along, and the log names the administrator."""
    family = make_family()
    add_task(cast, family)
    with db.transaction(cast("adam")) as session:
        moved = leaving.deactivate(session, id_of("anna"), id_of("stefan"))
    assert moved == leaving.HandedOver(cases=1, tasks=1)
    assert leads_of(family) == [
        ("amir", LeadKind.LEAD, None),
        ("anna", LeadKind.LEAD, TODAY),
        ("stefan", LeadKind.LEAD, None),
    ]
    assert owner_of_the_task()[0] == id_of("stefan")
    assert verified("anna", PASSWORD, "a") is None
    with db.program() as session:
        entries = session.exec(select(ChangeEntry.account_id).where(ChangeEntry.entity == "lead")).all()
    assert id_of("adam") in entries


def test_leaving_without_successor_leaves_it_to_koordination(cast: Cast, make_family: MakeFamily) -> None:
    """The lead ends, the task has no owner but says whose it was."""
    family = make_family()
    add_task(cast, family)
    with db.transaction(cast("adam")) as session:
        moved = leaving.deactivate(session, id_of("anna"), None)
    assert moved == leaving.HandedOver(cases_left=1, tasks_left=1)
    assert ("anna", LeadKind.LEAD, TODAY) in leads_of(family)
    assert owner_of_the_task() == (None, "bisher Anna")


@pytest.mark.parametrize("successor", ["amir", "kerstin", "anna"])
def test_only_a_colleague_takes_over(cast: Cast, make_family: MakeFamily, successor: str) -> None:
    """Not the other institution, not a Koordination, not the leaving person; and then nothing happens at all."""
    make_family()
    with pytest.raises(InvalidForm), db.transaction(cast("adam")) as session:
        leaving.deactivate(session, id_of("anna"), id_of(successor))
    assert verified("anna", PASSWORD, "a") is not None


def test_administration_sees_no_content_while_handing_over(cast: Cast, make_family: MakeFamily) -> None:
    """After the hand-over the session is as narrow as before."""
    add_task(cast, make_family())
    with db.transaction(cast("adam")) as session:
        leaving.deactivate(session, id_of("anna"), id_of("stefan"))
        assert session.exec(select(Task)).all() == []


def test_a_deputy_stands_in_for_all_families_and_then_no_longer(cast: Cast, make_family: MakeFamily) -> None:
    """Until before the end the deputy reads the families; Koordination and Administration see when it ends."""
    make_family("Eins")
    make_family("Zwei")
    stefan = id_of("stefan")
    with db.transaction(cast("adam")) as session:
        ends_on = TODAY + timedelta(days=10)
        assert deputies.appoint(session, id_of("anna"), stefan, TODAY, ends_on) == 2
    for name in ("adam", "kerstin"):
        with db.reading(cast(name)) as session:
            (soon,) = deputies.ending_soon(session)
    assert (soon.deputy, soon.instead_of, soon.families) == ("Stefan", "Anna", 2)
    assert soon.last_day == TODAY + timedelta(days=9)
    with db.reading(cast("stefan")) as session:
        assert len(standing_in.of_person(session)) == 1
    with db.transaction(cast("adam")) as session:
        deputies.stop(session, list(soon.lead_ids))
    with db.reading(cast("adam")) as session:
        assert deputies.running(session) == []
        assert session.exec(select(Lead)).all() == []


def test_a_deputy_is_a_colleague_for_a_time(cast: Cast, make_family: MakeFamily) -> None:
    """No deputy from the other institution, without an end, backwards, for oneself, or twice in the same families."""
    make_family()
    anna, amir, stefan = id_of("anna"), id_of("amir"), id_of("stefan")
    later = TODAY + timedelta(days=5)
    for arguments, field in (
        ((anna, amir, TODAY, later), "deputy"),
        ((anna, anna, TODAY, later), "deputy"),
        ((anna, stefan, TODAY, None), "ends_on"),
        ((anna, stefan, later, TODAY), "ends_on"),
        ((stefan, anna, TODAY, later), "lead"),
    ):
        with pytest.raises(InvalidForm) as refused, db.transaction(cast("adam")) as session:
            deputies.appoint(session, *arguments)
        assert list(refused.value.fields) == [field]
    with db.transaction(cast("adam")) as session:
        deputies.appoint(session, anna, stefan, TODAY, later)
    with pytest.raises(InvalidForm), db.transaction(cast("adam")) as session:
        deputies.appoint(session, anna, stefan, TODAY, later)


def test_koordination_appoints_in_its_own_institution_only(cast: Cast, make_family: MakeFamily) -> None:
    """Kerstin for Pro Arbeit, not Konrad; Anna for nobody."""
    make_family()
    days = TODAY, TODAY + timedelta(days=5)
    for name in ("konrad", "anna"):
        with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
            deputies.appoint(session, id_of("anna"), id_of("stefan"), *days)
    with db.transaction(cast("kerstin")) as session:
        assert deputies.appoint(session, id_of("anna"), id_of("stefan"), *days) == 1


def test_own_sessions_are_ended_by_their_owner_only(cast: Cast) -> None:
    """Anna ends her own log-in; Stefan cannot, he does not even see it."""
    from tests.support.people import new_session

    hashed = login.hashed(new_session("anna"))
    with db.transaction(cast("stefan")) as session:
        login.end(session, hashed)
    with db.transaction(cast("anna")) as session:
        assert [row.sid_hash for row in queries.own_sessions(session)] == [hashed]
        login.end(session, hashed)
        assert queries.own_sessions(session) == []


@pytest.mark.parametrize("fixture", ["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)])
def test_first_start(fixture: str, request: pytest.FixtureRequest) -> None:
    """Each process prints its own code, any of them works once, a wrong one never; afterwards there are none."""
    request.getfixturevalue(fixture)
    with db.program() as session:
        first, second = setup.new_code(session), setup.new_code(session)
        assert first != second
        assert first
        assert second
        assert first not in str(session.get_one(Setting, setup.CODES).value)
    with pytest.raises(BadInput), db.program() as session:
        setup.first_administrator(session, "falsch", "adam", "Adam", "x")
    with db.program() as session:
        assert setup.first_administrator(session, f" {first.upper()} ", "adam", "Adam", "x")
    with pytest.raises(IllegalStep), db.program() as session:
        setup.first_administrator(session, second, "eva", "Eva", "x")
    with db.program() as session:
        assert setup.new_code(session) is None
        assert session.get(Setting, setup.CODES) is None
