"""A fresh database per test with the fixed cast of accounts that runs through all tests."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from fam import db
from fam.clock import DEMO_TODAY
from fam.models import Account, AccountRole, Consent, ConsentItem, Family, Lead, ListItem, Setting, Town
from fam.person import Person
from fam.rules.consent import FLOWS
from fam.rules.terms import Institution, LeadKind, ListName, Role, Status
from fam.services import families, statuses
from tests.support.databases import BOTH
from tests.support.server import Server, app_server

TODAY = date(2018, 10, 15)
PASSWORD = "Demo-Westkreis-2017"
CAST: dict[str, tuple[Institution | None, tuple[Role, ...]]] = {
    "anna": (Institution.PRO_ARBEIT, (Role.CASEWORKER,)),
    "amir": (Institution.ASD, (Role.CASEWORKER,)),
    "stefan": (Institution.PRO_ARBEIT, (Role.CASEWORKER,)),
    "kerstin": (Institution.PRO_ARBEIT, (Role.COORDINATOR,)),
    "konrad": (Institution.ASD, (Role.COORDINATOR,)),
    "lena": (None, (Role.LEADERSHIP,)),
    "adam": (None, (Role.ADMINISTRATOR,)),
    "dora": (None, (Role.DATA_PROTECTION,)),
}
PATHS: dict[Status, tuple[Status, ...]] = {
    Status.PROPOSED: (),
    Status.EXAMINATION: (Status.EXAMINATION,),
    Status.WAITING: (Status.EXAMINATION, Status.WAITING),
    Status.ACTIVE: (Status.EXAMINATION, Status.ACTIVE),
    Status.PAUSED: (Status.EXAMINATION, Status.ACTIVE, Status.PAUSED),
    Status.CLOSED: (Status.EXAMINATION, Status.ACTIVE, Status.CLOSED),
}


def fill_cast() -> None:
    """Create the cast in the database in use, with the demo's today, so that dates in tests stand still."""
    from fam.services.passwords import hash_password  # late: few tests need the password hasher

    hashed = hash_password(PASSWORD)
    with db.program() as session:
        session.add(Setting(key=DEMO_TODAY, value=TODAY.isoformat()))
        for name, (institution, roles) in CAST.items():
            account = Account(
                username=name,
                display_name=name.title(),
                institution=institution,
                password_hash=hashed,
                must_change_password=False,
            )
            session.add(account)
            session.flush()
            assert account.id
            session.add_all([AccountRole(account_id=account.id, role=role) for role in roles])


@pytest.fixture(scope="session")
def ready_cast(ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with reference data and the cast that nobody opens: every test works on a copy."""
    path = Path(shutil.copy(ready_sqlite, tmp_path_factory.mktemp("cast") / "fam.db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", f"sqlite:///{path}")
        fill_cast()
        db.engine().dispose()
    return path


@pytest.fixture
def database(ready_cast: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh SQLite database with reference data and the cast, in use; gives its URL.

    A module that wants PostgreSQL too overrides it with a fixture `database` that returns `both_databases`.
    """
    url = f"sqlite:///{shutil.copy(ready_cast, tmp_path / 'cast.db')}"
    monkeypatch.setenv("FAM_DATABASE_URL", url)
    yield url
    db.engine_for(url).dispose()


@pytest.fixture(scope="module")
def server(ready_cast: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a database with the cast, for all tests of a file. A module with settings of its own overrides it."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{shutil.copy(ready_cast, folder / 'fam.db')}"
    with app_server(folder, {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


@pytest.fixture
def served(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of `server`, in use; gives its URL."""
    url = server.environment["FAM_DATABASE_URL"]
    monkeypatch.setenv("FAM_DATABASE_URL", url)
    return url


@pytest.fixture(params=BOTH)
def both_databases(request: pytest.FixtureRequest) -> str:
    """The same on SQLite and on PostgreSQL: the test runs twice."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    fill_cast()
    return url


def member(name: str) -> Person:
    """Return a member of the cast by name as the `Person` that transactions take."""
    institution, roles = CAST[name]
    with db.program() as session:
        account = session.exec(select(Account).where(Account.username == name)).one()
    assert account.id
    return Person(account.id, name, name.title(), institution, frozenset(roles), today=TODAY, demo=True)


def family(
    name: str = "Muster",
    *,
    status: Status = Status.ACTIVE,
    leads: tuple[str, ...] = ("anna", "amir"),
    received_on: date = date(2017, 3, 1),
    institution: Institution = Institution.PRO_ARBEIT,
    town: str = "Langen (Hessen)",
    contact_agreed: bool = True,
    consented: bool = True,
) -> int:
    """Make a family led by Anna and Amir (unless told otherwise) in the database in use and return its id."""
    with db.program() as session:
        made = families.propose(
            session,
            families.Proposal(
                name=name,
                town_ags=session.exec(select(Town.ags).where(Town.name == town)).one(),
                source_id=session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first(),
                received_on=received_on,
                occasion="Fiktiver Anlass",
                contact_agreed_on=received_on if contact_agreed else None,
                institution=institution,
            ),
        )
        _lead(session, made, leads, received_on)
        if consented and contact_agreed:
            consent_of(session, made.id or 0, received_on)
        for number, step in enumerate(PATHS[status], start=1):
            statuses.set_status(session, made, step, received_on.replace(month=received_on.month + number))
        assert made.id
        return made.id


@pytest.fixture
def cast(database: str) -> Callable[[str], Person]:
    """Give the members of the cast by name."""
    return member


@pytest.fixture
def make_family(cast: Callable[[str], Person]) -> Callable[..., int]:
    """Give the function that makes families."""
    return family


def consent_of(session: Session, family_id: int, given_on: date, member_id: int | None = None) -> None:
    """Record that the family (or one of its members) agreed on paper to everything, without an end."""
    consent = Consent(family_id=family_id, member_id=member_id, given_on=given_on, signed_by="Fiktive Unterschrift")
    session.add(consent)
    session.flush()
    for category, source in FLOWS:
        session.add(
            ConsentItem(
                family_id=family_id,
                consent_id=consent.id or 0,
                member_id=member_id,
                category=category,
                source=source,
                starts_on=given_on,
            )
        )
    session.flush()


def _lead(session: Session, family: Family, names: tuple[str, ...], starts_on: date) -> None:
    for name in names:
        account = session.exec(select(Account).where(Account.username == name)).one()
        assert family.id
        assert account.institution
        session.add(
            Lead(
                family_id=family.id,
                account_id=account.id,
                institution=account.institution,
                kind=LeadKind.LEAD,
                starts_on=starts_on,
            )
        )
