"""Erasing as the program does it: proposed by dora, confirmed and executed by kerstin, a transaction per case."""

from collections.abc import Callable
from datetime import date

from fam import db
from fam.models import Account, AccountRole
from fam.person import Person
from fam.rules.terms import Role, Status
from fam.services import erasure

OLD = date(2014, 3, 1)  # closed in May 2014: due in May 2016


def erase_due(dora: Person, other: Person) -> list[bool]:
    """Erase everything that is due; returns for each item whether its case was erased."""
    with db.transaction(other) as session:
        if waits := erasure.open_run(session):  # of the demo
            erasure.reject(session, waits.id or 0)
    with db.transaction(dora) as session:
        run_id = erasure.propose(session).id or 0
    with db.transaction(other) as session:
        erasure.confirm(session, run_id)
    return execute(other, run_id)


def execute(person: Person, run_id: int) -> list[bool]:
    """Execute what waits in a run."""
    done = []
    with db.reading(person) as session:
        waiting = erasure.waiting_items(session, run_id)
    for item in waiting:
        with db.transaction(person) as session:
            done.append(erasure.erase(session, item))
    return done


def datenschutz(today: date) -> Person:
    """Return an account of Datenschutz, made if the database has none yet."""
    with db.program() as session:
        account = Account(username="datenschutz", display_name="Datenschutz")
        session.add(account)
        session.flush()
        session.add(AccountRole(account_id=account.id or 0, role=Role.DATA_PROTECTION))
        session.flush()
        roles = frozenset({Role.DATA_PROTECTION})
        return Person(account.id or 0, account.username, account.display_name, None, roles, today=today, demo=True)


def old_case(make_family: Callable[..., int], name: str = "Kaya", **settings: object) -> int:
    """Make a case that is due: closed in 2014."""
    return make_family(name, status=Status.CLOSED, received_on=OLD, **settings)
