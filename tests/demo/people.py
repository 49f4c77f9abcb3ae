"""The demo's people, as the program knows them after log-in."""

from sqlmodel import col, select

from fam import db
from fam.demo.cast import TODAY
from fam.models import Account, AccountRole
from fam.person import Person, system


def person(username: str) -> Person:
    """Return who asks, with the roles that the database gives."""
    with db.reading(system()) as session:
        account = session.exec(select(Account).where(Account.username == username)).one()
        roles = session.exec(select(col(AccountRole.role)).where(AccountRole.account_id == account.id)).all()
    return Person(
        account.id or 0, username, account.display_name, account.institution, frozenset(roles), TODAY, demo=True
    )
