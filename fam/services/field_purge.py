"""The end of a field: its values leave every record, after a backup and with its label typed."""

from dataclasses import dataclass

from sqlmodel import Session

from fam import db
from fam.errors import IllegalStep, InvalidForm
from fam.exchange.excel import to_csv
from fam.fields import indexes, purging, registry
from fam.models import FieldDef
from fam.rules import labels
from fam.rules.terms import FieldState
from fam.services import field_backup, field_making
from fam.services.field_backup import HEADERS

CHANGED = "Seit der Sicherung hat sich etwas geändert. Bitte noch einmal sichern."


@dataclass(frozen=True, slots=True)
class Backup:
    """A field's values before it is purged. `text` is the CSV of what the person may read, for them to keep; all but
    what is entrusted lies in the operator's folder as `file`. `mark` proves to `purge` that nothing came in since."""

    text: str
    readable: int
    total: int
    file: str
    mark: str


def backup(session: Session, field_id: int) -> Backup:
    """Write all values of a retired field into a file of the operator's folder and return the readable part.

    Raises IllegalStep unless the field is out of use, NotFound, NotAllowed.
    """
    row = _purgeable(session, field_id)
    mine = field_backup.rows(session, row) if _may_read(session, row) else ()
    with db.elevated(session):
        everything = field_backup.rows(session, row)
    mark = field_backup.mark(to_csv(HEADERS, everything))
    file = field_backup.keep(row, field_backup.for_operator(session, row))
    return Backup(to_csv(HEADERS, mine), len(mine), len(everything), file, mark)


def purge(session: Session, field_id: int, typed: str, mark: str) -> int:
    """Remove a retired field for ever and return from how many records its values were taken.

    `typed` must be its label, `mark` that of a backup of exactly these values. Its key is never used again; where it
    stands in a view it is passed over. Raises InvalidForm, IllegalStep, NotFound, NotAllowed.
    """
    row = _purgeable(session, field_id)
    if labels.norm(typed) != labels.norm(row.label):
        raise InvalidForm({"typed": "Das ist nicht die Bezeichnung des Feldes."})
    if not mark or field_backup.mark(field_backup.whole(session, row)) != mark:
        raise IllegalStep([CHANGED])
    done = purging.clear(session, registry.extendable()[row.entity], f"f_{row.id}")
    row.state, row.indexed, row.is_unique = FieldState.PURGED, False, False
    row.default, row.shown_when = None, None
    session.add(row)
    indexes.refresh(session)
    return done


def _purgeable(session: Session, field_id: int) -> FieldDef:
    row = field_making.find(session, field_id)
    if row.state is not FieldState.RETIRED:
        raise IllegalStep(["Gelöscht werden kann nur ein stillgelegtes Feld."])
    if row.column_name:
        raise IllegalStep(["Das Feld hat eine feste Spalte. Bitte zuerst zurückstufen."])
    return row


def _may_read(session: Session, row: FieldDef) -> bool:
    return registry.field_by_key(session, f"f_{row.id}") is not None
