"""What the team taught about its lists: which column means what, and which account a lead's name means."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from fam.exchange.listing.columns import Target, plain
from fam.exchange.listing.family import ImportedRow
from fam.exchange.listing.header import Layout, remap
from fam.exchange.listing.team_fields import suggest_fields
from fam.models import Account, AccountRole, ImportName, ImportProfile
from fam.rules.terms import Institution, Role
from fam.services.import_fields import team_fields

FORMATS = "formats"  # in a profile beside the columns: which of two meanings of a date or number holds
Names = Mapping[tuple[Institution, str], int]  # institution and folded name -> account id


@dataclass(frozen=True, slots=True)
class NameInList:
    """A lead's name as it stands in a list, in how many rows, and the account it means or might mean.

    `account_id` was taught before; `suggestion` is the one account of that institution with this surname.
    """

    institution: Institution
    name: str
    rows: int
    account_id: int | None = None
    suggestion: int | None = None

    @property
    def key(self) -> tuple[Institution, str]:
        """By which a name is remembered."""
        return self.institution, plain(self.name)


def remembered(session: Session) -> dict[tuple[Institution, str], int]:
    """Return the accounts that names in lists mean, as taught."""
    query = select(ImportName).order_by(col(ImportName.id))
    return {(name.institution, name.folded): name.account_id for name in session.exec(query)}


def names_in(session: Session, rows: Sequence[ImportedRow]) -> list[NameInList]:
    """Return the leads' names of a list, the commonest first, each with what is known about it."""
    count: dict[tuple[Institution, str], int] = {}
    spelling: dict[tuple[Institution, str], str] = {}
    for row in rows:
        for lead in row.family.leads if row.family else ():
            key = (lead.institution, plain(lead.names[0]))
            count[key] = count.get(key, 0) + 1
            spelling.setdefault(key, lead.names[0])
    known, guessed = remembered(session), _surnames(session)
    return [
        NameInList(key[0], spelling[key], count[key], known.get(key), guessed.get(key))
        for key in sorted(count, key=lambda key: (-count[key], key))
    ]


def _surnames(session: Session) -> dict[tuple[Institution, str], int]:
    """Institution and folded surname (or full name) -> account, where exactly one active Fachkraft has it."""
    query = (
        select(Account)
        .join(AccountRole, col(AccountRole.account_id) == Account.id)
        .where(AccountRole.role == Role.CASEWORKER, col(Account.active).is_(True))
    )
    found: dict[tuple[Institution, str], set[int]] = {}
    for account in session.exec(query):
        words = plain(account.display_name).split()
        for name in {" ".join(words), words[-1] if words else ""} - {""}:
            if account.institution:
                found.setdefault((account.institution, name), set()).add(account.id or 0)
    return {key: accounts.pop() for key, accounts in found.items() if len(accounts) == 1}


def remember_names(session: Session, names: Names) -> None:
    """Keep which accounts names mean, for the next list."""
    known = {(name.institution, name.folded): name for name in session.exec(select(ImportName))}
    for (institution, folded), account_id in names.items():
        name = known.get((institution, folded)) or ImportName(
            folded=folded[:120], institution=institution, account_id=account_id
        )
        name.account_id = account_id
        session.add(name)
    session.flush()


def with_profiles(session: Session, layouts: Sequence[Layout]) -> tuple[Layout, ...]:
    """Return the layouts with the columns as the team corrected them for lists with the same headings.

    A column named like a field of the team is suggested for it, also where an earlier list had left it to the remark:
    the field may be newer.
    """
    profiles = {profile.signature: profile.mapping for profile in session.exec(select(ImportProfile))}
    fields = team_fields(session).specs
    return tuple(
        _with_profile(suggest_fields(layout, fields), profiles.get(layout.signature), fields) for layout in layouts
    )


def _with_profile(layout: Layout, mapping: Mapping[str, Any] | None, fields: Container[str]) -> Layout:
    if not mapping or not layout.readable:
        return layout
    known: dict[str, str] = {target.value: target for target in Target}
    columns = {int(column): str(meant) for column, meant in mapping.items() if column != FORMATS}
    meanings: dict[int, str | None] = {}
    for column, meant in columns.items():
        if meant in known or meant in fields:
            meanings[column] = known.get(meant, meant)
        elif column not in layout.fields:
            meanings[column] = None
    formats = {int(column): int(pick) for column, pick in (mapping.get(FORMATS) or {}).items()}
    return replace(remap(layout, meanings), formats=formats)


def remember_profile(session: Session, layout: Layout) -> None:
    """Keep what the columns of a sheet that was read mean."""
    columns: dict[str, Any] = {str(column): layout.meaning(column) for column in layout.targets}
    if layout.formats:
        columns[FORMATS] = {str(column): pick for column, pick in layout.formats.items()}
    query = select(ImportProfile).where(ImportProfile.signature == layout.signature)
    profile = session.exec(query).first() or ImportProfile(signature=layout.signature)
    profile.mapping = columns
    session.add(profile)
    session.flush()
