"""The ledger of erased cases: kept beside the backups, and applied again when an older backup was restored."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from fam import config
from fam.erasing import anonymise
from fam.errors import BadInput, NotAllowed
from fam.models import ErasureItem, Family
from fam.person import Person
from fam.rules.protection_terms import ItemState
from fam.rules.terms import ENDED, Status

FILE = "loeschliste.json"


@dataclass(frozen=True, slots=True)
class Erased:
    """One erased case: which row it is, the number of its statistical row, and what tells the row from any other."""

    family_id: int
    number: str
    received_on: str


@dataclass(frozen=True, slots=True)
class Reapplied:
    """What applying the ledger did; `strange` rows do not fit their entry and were left alone."""

    again: int
    already: int
    strange: tuple[int, ...]


def ledger(session: Session) -> list[Erased]:
    """Return every erased case of this database, without a name or a FAM number; for the program itself."""
    _program(session)
    query = (
        select(col(ErasureItem.family_id), col(ErasureItem.number), col(Family.received_on))
        .join(Family, col(Family.id) == ErasureItem.family_id)
        .where(ErasureItem.state == ItemState.ERASED)
        .order_by(col(ErasureItem.family_id))
    )
    return [Erased(number, name, day.isoformat()) for number, name, day in session.exec(query)]


def keep(session: Session, folder: Path | None = None) -> Path:
    """Write the ledger beside the backups, together with what an earlier file knows, and return the file."""
    path = (folder or config.backup_folder()) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {one.family_id: one for one in (read(path) if path.exists() else [])}
    found |= {one.family_id: one for one in ledger(session)}
    text = json.dumps([asdict(one) for one in found.values()], indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[Erased]:
    """Return the ledger of a file. Raises BadInput if it is none."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [Erased(int(row["family_id"]), str(row["number"]), str(row["received_on"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"„{path.name}“ ist keine Löschliste.") from None


def reapply(session: Session, entries: Sequence[Erased]) -> Reapplied:
    """Erase again what a restored backup brought back: call it after every restore, before anybody logs in.

    A row that does not fit its entry is left alone and named: another case, or one that still runs in a backup which
    is older than any that may be kept.
    """
    person, again, already, strange = _program(session), 0, 0, []
    for one in entries:
        head = select(col(Family.status), col(Family.received_on)).where(Family.id == one.family_id)
        found = session.exec(head).first()
        if found is None:
            continue
        if found[1] != date.fromisoformat(one.received_on) or found[0] not in ENDED:
            strange.append(one.family_id)
        elif found[0] is Status.ANONYMISED:
            already += 1
        else:
            anonymise(session, one.family_id, person.today, one.number)
            again += 1
    return Reapplied(again, already, tuple(strange))


def _program(session: Session) -> Person:
    person: Person = session.info["person"]
    if not person.system:
        raise NotAllowed
    return person
