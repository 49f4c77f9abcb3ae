"""Who an account is in a directory: linked by Administration, once, and found again by the directory's own number."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm, NotAllowed
from fam.models import ChangeEntry, ExternalIdentity, now
from fam.person import Person
from fam.services import external
from fam.services.external import Assertion
from fam.ui import auth_session
from tests.support.factor import id_of
from tests.support.people import new_session

pytestmark = pytest.mark.usefixtures("database")
Cast = Callable[[str], Person]
NUMBER = iter(range(10**6))


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


def arrive(subject: str, login_name: str = "", provider: str = "kreis") -> int | None:
    """Return whose account somebody gets who comes from a directory now."""
    with db.program() as session:
        return external.account_of(session, Assertion(provider, subject, login_name, str(next(NUMBER)), now()))


def link(cast: Cast, username: str, name: str, by: str = "adam") -> None:
    """Link an account as Administration does."""
    with db.transaction(cast(by)) as session:
        external.link(session, id_of(username), "kreis", name)


def test_the_directorys_number_counts_after_the_first_time(cast: Cast) -> None:
    """A login name that is given to somebody else later opens nothing, and a changed one closes nothing."""
    link(cast, "anna", "Anna@Kreis.example")
    assert arrive("7", "anna@kreis.example") == id_of("anna")
    assert arrive("8", "anna@kreis.example") is None, "another person with her name"
    assert arrive("7", "anna.neu@kreis.example") == id_of("anna")
    assert arrive("7", "anna@kreis.example", "proarbeit") is None
    assert arrive("9") is None


def test_a_name_is_linked_once_and_a_change_ends_log_ins(cast: Cast) -> None:
    """Two accounts with one name are refused at the field; a new name forgets the old number."""
    link(cast, "anna", "a@x")
    assert arrive("7", "a@x") == id_of("anna")
    with pytest.raises(InvalidForm) as refused:
        link(cast, "amir", " A@X ")
    assert refused.value.fields == {"kreis": external.TAKEN}
    sid = new_session("anna")
    link(cast, "anna", "a@x")
    assert auth_session.look(sid) is not None, "nothing changed"
    link(cast, "anna", "b@x")
    assert auth_session.look(sid) is None
    assert arrive("7", "a@x") is None
    assert arrive("8", "b@x") == id_of("anna")
    link(cast, "anna", "")
    assert arrive("8", "b@x") is None


def test_only_administration_links_and_not_itself(cast: Cast) -> None:
    """Nobody else, and nobody their own account; others do not see who is linked."""
    for name, by in (("amir", "anna"), ("amir", "kerstin"), ("adam", "adam")):
        with pytest.raises(NotAllowed):
            link(cast, name, "x@x", by)
    link(cast, "anna", "a@x")
    with db.reading(cast("stefan")) as session:
        assert session.exec(select(ExternalIdentity)).all() == []
    with pytest.raises(NotAllowed), db.transaction(cast("stefan")) as session:
        session.add(ExternalIdentity(account_id=id_of("stefan"), provider="kreis", login_name="s@x"))
    with db.program() as session:
        logged = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "external_identity")).all()
    assert [(entry.action, entry.account_id) for entry in logged] == [("create", id_of("adam"))]


def test_old_assertions_and_second_uses_do_not_count(cast: Cast) -> None:
    """Five minutes, and once; a clock may be two minutes fast."""
    link(cast, "anna", "a@x")
    for away, good in ((-301, False), (-200, True), (100, True), (150, False)):
        said = Assertion("kreis", "7", "a@x", str(next(NUMBER)), now() + timedelta(seconds=away))
        with db.program() as session:
            assert (external.account_of(session, said) is not None) is good, away
        with db.program() as session:
            assert external.account_of(session, said) is None, "a second time"


@pytest.mark.parametrize(
    "claims",
    [{}, {"sub": "1"}, {"sub": "1", "nonce": "n"}, {"sub": 1, "nonce": "n", "iat": 1}, {"nonce": "n", "iat": 1}],
)
def test_half_an_assertion_is_none(claims: dict[str, object]) -> None:
    """Number, nonce and time must be there."""
    assert external.read("kreis", claims, "email") is None


def test_an_unverified_address_is_no_name() -> None:
    """Who could write anybody's e-mail address into a directory would be anybody."""
    claims: dict[str, object] = {"sub": "1", "nonce": "n", "iat": 1, "email": "A@x", "email_verified": False}
    said = external.read("kreis", claims, "email")
    assert said is not None
    assert said.login_name == ""
    said = external.read("kreis", {**claims, "email_verified": True}, "email")
    assert said is not None
    assert said.login_name == "a@x"
