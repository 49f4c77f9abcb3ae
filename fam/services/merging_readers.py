"""Who reads what of two files, asked of the access filter itself: joining them must open nothing to anybody.

The session must be elevated (fam/services/merging.py): conditions of other people are asked, ids come out.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, or_, select

from fam import access
from fam.confidential import ENTRIES
from fam.errors import IllegalStep
from fam.models import (
    AccessGrant,
    Account,
    AccountRole,
    ChangeEntry,
    ConsentItem,
    ErasureItem,
    Family,
    ImportRow,
    Lead,
    StatusPeriod,
)
from fam.models.base import Content
from fam.models.columns import model_of
from fam.person import Person
from fam.rules.terms import Confidentiality, LeadKind

# Not content, or (parts of a consent) read like the form that they belong to, and some of them are written anew.
HEADS = (Lead, StatusPeriod, AccessGrant, ErasureItem, ImportRow, ConsentItem)
ASKED = tuple(
    one for one in access.SCOPES if one not in HEADS and {"id", "family_id"} <= {*getattr(one, "model_fields", ())}
)
Ids = dict[str, set[int]]  # table -> ids
Reading = Mapping[Person, Ids]


def people(session: Session, family_ids: Sequence[int]) -> list[Person]:
    """Return who leads or deputises for one of the families today, or proposed it."""
    today = session.info["person"].today
    wanted = {lead.account_id for lead in running_leads(session, family_ids)}
    wanted |= set(session.exec(select(Family.proposed_by_id).where(col(Family.id).in_(family_ids))))
    found = session.exec(select(Account).where(col(Account.id).in_([one for one in wanted if one])))
    roles: dict[int, set[object]] = {}
    for one in session.exec(select(AccountRole).where(col(AccountRole.account_id).in_([*wanted]))):
        roles.setdefault(one.account_id, set()).add(one.role)
    return [
        Person(one.id or 0, one.username, one.display_name, one.institution,
               frozenset(roles.get(one.id or 0, ())), today=today)  # type: ignore[arg-type]
        for one in found
    ]  # fmt: skip


def running_leads(session: Session, family_ids: Sequence[int]) -> list[Lead]:
    """Return the leads and deputies of today."""
    today = session.info["person"].today
    query = select(Lead).where(
        col(Lead.family_id).in_(family_ids),
        Lead.starts_on <= today,
        or_(col(Lead.ends_on).is_(None), Lead.ends_on > today),
    )
    return list(session.exec(query))


def reads(session: Session, who: Iterable[Person], family_ids: Sequence[int]) -> dict[Person, Ids]:
    """Return person -> table -> ids that they read of these files; what this transaction logs does not count."""
    found: dict[Person, Ids] = {}
    for person in who:
        mine = found.setdefault(person, {})
        for model in ASKED:
            query = select(model.id).where(model.family_id.in_(family_ids), access.scope(person, model))
            if model is ChangeEntry:
                query = query.where(ChangeEntry.batch != session.info["batch"])
            mine[model.__tablename__] = set(session.exec(query))
    return found


def before(session: Session, who: Sequence[Person], family_ids: Sequence[int]) -> dict[Person, Ids]:
    """Return what they read before: entries as it is; what hangs on a family as their side would, leading both files.

    That one Fachkraft takes over the household's data that her own side collected is no wider circle; another's
    entries are.
    """
    now = reads(session, who, family_ids)
    today = session.info["person"].today
    trial = session.begin_nested()
    for person in who:
        if person.institution:
            session.add_all(
                Lead(family_id=one, account_id=person.account_id, institution=person.institution, kind=LeadKind.LEAD,
                     starts_on=today)
                for one in family_ids
            )  # fmt: skip
    session.flush()
    as_side = reads(session, who, family_ids)
    trial.rollback()
    entries = {str(one.__tablename__) for one in ENTRIES}
    return {
        person: {name: ids if name in entries else ids | as_side[person][name] for name, ids in now[person].items()}
        for person in who
    }


def close(session: Session, was: Reading, family_id: int, joined: Mapping[tuple[str, int], int]) -> None:
    """Close what the partner would read now and could not before; refuse what cannot be closed.

    `joined` is (table, id given up) -> id it became: whoever reads that one now must have read both.
    """
    for person, name, record_id in _wider(session, was, family_id, joined):
        row = session.get(model_of(name), record_id)
        if isinstance(row, Content | ChangeEntry) and row.confidentiality is Confidentiality.TEAM:
            if row.institution is person.institution:
                raise IllegalStep([unled(person)])
            row.confidentiality = Confidentiality.INSTITUTION
            session.add(row)
        elif isinstance(row, Content):
            raise IllegalStep([unled(person)])
    session.flush()
    if left := _wider(session, was, family_id, joined):
        raise IllegalStep([wider(left[0][0])])


def _wider(
    session: Session, was: Reading, family_id: int, joined: Mapping[tuple[str, int], int]
) -> list[tuple[Person, str, int]]:
    found = []
    for person, tables in reads(session, was, [family_id]).items():
        for name, ids in tables.items():
            found += [(person, name, one) for one in sorted(ids - was[person][name])]
            unread = {old for (table_, old) in joined if table_ == name} - was[person][name]
            found += [(person, name, joined[name, old]) for old in sorted(unread) if joined[name, old] in ids]
    return found


def unled(person: Person) -> str:
    """Say that somebody would take over entries of a file that is not theirs."""
    return (
        f"{person.name} würde Einträge der eigenen Institution lesen, die bisher andere führen. Bitte zuerst in beiden "
        "Akten als Fallführung oder Vertretung eintragen lassen."
    )


def wider(person: Person) -> str:
    """Say that the two files are open to different degrees."""
    return (
        f"{person.name} würde Angaben lesen, die bisher in keiner der beiden Akten dafür offen sind. Bitte zuerst die "
        "Einwilligungen beider Akten angleichen."
    )
