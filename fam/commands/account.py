"""`python -m fam account reset-factor|unblock|end-sessions NAME`: help with a log-in, also where nobody gets in."""

import argparse
from collections.abc import Callable
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.boot import ensure_database
from fam.errors import NotFound
from fam.models import Account
from fam.services import accounts, login

ACTIONS: dict[str, tuple[str, Callable[[Session, int], None], str]] = {
    "reset-factor": (
        "zweiten Faktor eines Kontos entfernen (Telefon verloren); alle Anmeldungen enden",
        accounts.reset_second_factor,
        "Zweiter Faktor entfernt. Wer ihn braucht, richtet ihn bei der nächsten Anmeldung neu ein.",
    ),
    "unblock": ("Fehlversuche eines Kontos aufheben", accounts.unblock, "Fehlversuche aufgehoben."),
    "end-sessions": ("alle Anmeldungen eines Kontos beenden", accounts.end_sessions, "Alle Anmeldungen beendet."),
}


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "account", help="bei der Anmeldung helfen: zweiter Faktor, Fehlversuche, Anmeldungen"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="AKTION")
    for name, (explained, _work, _said) in ACTIONS.items():
        action = actions.add_parser(name, help=explained)
        action.add_argument("username", metavar="NAME", help="der Benutzername")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it and say so; raises NotFound where there is no such account, or nothing to take away."""
    _explained, work, said = ACTIONS[options.action]
    ensure_database()
    name = login.username_of(options.username)
    with db.program() as session:
        account_id = session.exec(select(Account.id).where(Account.username == name)).first()
        if account_id is None:
            raise NotFound(f"Es gibt kein Konto „{name}“.")
        work(session, account_id)
    print(said)
    return 0
