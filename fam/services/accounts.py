"""Accounts: who may log in, with which roles. Administration's work; nobody changes their own roles."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from fam import db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.models import Account, AccountRole
from fam.person import Person
from fam.rules.terms import Institution, Role
from fam.services import login, second_factor
from fam.services.passwords import hash_password, matches, one_time_password

__all__ = ["hash_password", "matches", "one_time_password"]

USERNAME = re.compile(r"[a-z0-9äöüß][a-z0-9äöüß._-]{1,63}")
NEEDS_INSTITUTION = (Role.CASEWORKER, Role.COORDINATOR)
LAST_ADMINISTRATOR = "Das ist das letzte Konto mit der Rolle Administration; es muss eines bleiben."


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What Administration fills in for an account."""

    username: str
    display_name: str
    institution: Institution | None = None
    roles: Collection[Role] = field(default_factory=frozenset)


def create(session: Session, form: AccountForm, password_hash: str) -> int:
    """Create an account whose first log-in must choose a password of its own; return its id.

    Raises InvalidForm: user name missing, malformed or taken; name, roles or institution missing.
    """
    name = login.username_of(form.username)
    wrong = _wrong(form.display_name, form.institution, form.roles)
    if not USERNAME.fullmatch(name):
        wrong["username"] = "Bitte 2 bis 64 Zeichen: Kleinbuchstaben, Ziffern, Punkt, Binde- oder Unterstrich."
    elif session.exec(select(Account.id).where(Account.username == name)).first():
        wrong["username"] = "Diesen Benutzernamen gibt es schon."
    if wrong:
        raise InvalidForm(wrong)
    account = Account(
        username=name,
        display_name=form.display_name.strip(),
        institution=form.institution,
        password_hash=password_hash,
    )
    session.add(account)
    session.flush()
    assert account.id
    session.add_all([AccountRole(account_id=account.id, role=role) for role in form.roles])
    session.flush()
    return account.id


def _wrong(display_name: str, institution: Institution | None, roles: Collection[Role]) -> dict[str, str]:
    wrong = {}
    if not display_name.strip():
        wrong["display_name"] = "Bitte den Namen angeben."
    if not roles:
        wrong["roles"] = "Bitte mindestens eine Rolle wählen."
    if institution is None and any(role in NEEDS_INSTITUTION for role in roles):
        wrong["institution"] = "Fachkraft und Koordination gehören zu einer Institution."
    return wrong


def change(
    session: Session, account_id: int, display_name: str, institution: Institution | None, roles: Collection[Role]
) -> None:
    """Change name, institution and roles of somebody else; new rights end all their log-ins.

    Raises InvalidForm, and NotAllowed for one's own account or the last administrator's role.
    """
    account = somebody_else(session, account_id)
    if wrong := _wrong(display_name, institution, roles):
        raise InvalidForm(wrong)
    held = list(session.exec(select(AccountRole).where(AccountRole.account_id == account_id)))
    before = {row.role for row in held}
    if Role.ADMINISTRATOR in before and Role.ADMINISTRATOR not in roles:
        _keep_one_administrator(session, account_id)
    for row in held:
        if row.role not in roles:
            session.delete(row)
    session.add_all([AccountRole(account_id=account_id, role=role) for role in roles if role not in before])
    if before != set(roles) or account.institution != institution:
        account.token_version += 1
    account.display_name, account.institution = display_name.strip(), institution
    session.add(account)
    session.flush()


def somebody_else(session: Session, account_id: int) -> Account:
    """Return an account that Administration may change: anybody's but one's own. Raises NotAllowed, NotFound."""
    person: Person = session.info["person"]
    if account_id == person.account_id:
        raise NotAllowed("Das eigene Konto ändert nur jemand anderes aus der Administration.")
    if not (person.system or person.has(Role.ADMINISTRATOR)):
        raise NotAllowed
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def _keep_one_administrator(session: Session, leaving_id: int) -> None:
    """Raise NotAllowed if nobody else administers; the others are held, so that two cannot remove each other."""
    if session.get(AccountRole, (leaving_id, Role.ADMINISTRATOR)) is None:
        return
    others = (
        select(Account.id)
        .join(AccountRole, col(AccountRole.account_id) == Account.id)
        .where(AccountRole.role == Role.ADMINISTRATOR, col(Account.active), Account.id != leaving_id)
        .with_for_update()
    )
    if not session.exec(others).all():
        raise NotAllowed(LAST_ADMINISTRATOR)


def reset_password(session: Session, account_id: int, password_hash: str) -> None:
    """Give somebody else a one-time password: all their log-ins end, the next one must choose a new password."""
    account = somebody_else(session, account_id)
    account.password_hash, account.must_change_password = password_hash, True
    account.token_version += 1
    session.add(account)
    unblock(session, account_id)


def set_own_password(session: Session, password_hash: str) -> None:
    """Store one's own new password: all log-ins end, this one too, also where the cookie was copied to."""
    person: Person = session.info["person"]
    account = session.get_one(Account, person.account_id)
    account.password_hash, account.must_change_password = password_hash, False
    account.token_version += 1
    session.add(account)


def end_sessions(session: Session, account_id: int) -> None:
    """End all log-ins of somebody else."""
    account = somebody_else(session, account_id)
    account.token_version += 1
    session.add(account)


def reset_second_factor(session: Session, account_id: int) -> None:
    """Take away somebody else's second factor, e.g. with a lost telephone; all their log-ins end.

    Raises NotFound if there is none. One's own goes with a code only (Mein Konto).
    """
    end_sessions(session, account_id)
    if not second_factor.remove(session, account_id):
        raise NotFound("Dieses Konto hat keinen zweiten Faktor.")
    unblock(session, account_id)


def unblock(session: Session, account_id: int) -> None:
    """Let somebody try again at once after failed tries."""
    account = somebody_else(session, account_id)
    with db.elevated(session):
        login.forgive(session, account.username)


def reactivate(session: Session, account_id: int) -> None:
    """Let a deactivated account log in again, with its old password and roles; cases do not come back by themselves."""
    account = somebody_else(session, account_id)
    account.active = True
    session.add(account)


def switch_off(session: Session, account_id: int) -> Account:
    """Deactivate an account: all its log-ins end. Its cases and tasks: see services/leaving.py, which calls this.

    Raises NotAllowed for one's own account and for the last administrator.
    """
    account = somebody_else(session, account_id)
    _keep_one_administrator(session, account_id)
    account.active = False
    account.token_version += 1
    session.add(account)
    session.flush()
    return account
