"""Make a field a real column of its table, and a field of the browser again: nobody notices, nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from fam import migrate
from fam.errors import IllegalStep
from fam.fields import indexes, profile, promotion
from fam.fields.fitting import fits
from fam.fields.promotion import Filled
from fam.fields.spec import FieldSpec, Kind
from fam.models import FieldDef
from fam.rules.german import plural
from fam.rules.terms import FieldState
from fam.services import field_backup, field_making, field_plan

SEVERAL = "Eine Mehrfachauswahl passt in keine einzelne Spalte."
NOT_ACTIVE = "Nur ein aktives Feld wird eine feste Spalte; dieses ist {state}."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a promotion would do: records, those with and without a value, and what stands in the way."""

    rows: int
    filled: int
    empty: int
    unreadable: int  # texts that an earlier change of kind could not read: they stay where they are
    violations: int  # values that are not what the field's kind writes
    column: str
    column_type: str
    blockers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Texts:
    """What the next release takes over: the revision as a file, and the line for the class."""

    file_name: str
    revision: str
    model_line: str


def preview(session: Session, field_id: int) -> Preview:
    """Say what a promotion would do, changing nothing. Raises NotFound, NotAllowed."""
    row = field_making.find(session, field_id)
    field = field_plan.spec(session, row)
    values, rows = profile.distinct(session, field), profile.records(session, field)
    filled = sum(one.records for one in values if one.stored is not None)
    violations = sum(one.records for one in values if one.stored is not None and not fits(field.kind, one.stored))
    unreadable = sum(one.records for one in values if one.raw)
    return Preview(rows, filled, rows - filled, unreadable, violations, field.key, promotion.column_type(field),
                   _blockers(row, field, violations))  # fmt: skip


def _blockers(row: FieldDef, field: FieldSpec, violations: int) -> Sequence[str]:
    found = []
    if row.state is not FieldState.ACTIVE:
        found.append(NOT_ACTIVE.format(state=row.state.label))
    if field.kind is Kind.CHOICES:
        found.append(SEVERAL)
    if violations:
        found.append(f"{plural(violations, 'Wert passt', 'Werte passen')} nicht zur Art des Feldes.")
    return found


def promote(session: Session, field_id: int) -> Filled:
    """Make the field a column: all of it or nothing, after a backup in the operator's folder.

    Raises IllegalStep, NotFound, NotAllowed.
    """
    row = field_making.find(session, field_id)
    field = field_plan.spec(session, row)
    profile.hold(session, field, table_changes=True)
    if blockers := preview(session, field_id).blockers:
        raise IllegalStep(list(blockers))
    field_backup.keep(row, field_backup.for_operator(session, row))
    filled = promotion.add(session, field)
    row.state, row.column_name = FieldState.PROMOTED, field.key
    session.add(row)
    indexes.refresh(session)
    return filled


def demote(session: Session, field_id: int) -> None:
    """Make a promoted field one of the browser again; also afterwards. Raises IllegalStep, NotFound, NotAllowed."""
    row = field_making.find(session, field_id)
    if not row.column_name:
        raise IllegalStep(["Das Feld ist keine feste Spalte."])
    field = field_plan.spec(session, row)
    profile.hold(session, field, table_changes=True)
    if row.state is FieldState.PROMOTED:
        row.state = FieldState.ACTIVE
    row.column_name = ""
    session.add(row)
    indexes.refresh(session)  # an index of the column goes first
    promotion.drop(session, field)


def texts(session: Session, field_id: int) -> Texts:
    """Return what a programmer pastes into the next release. Raises NotFound, NotAllowed."""
    field = field_plan.spec(session, field_making.find(session, field_id))
    head = migrate.head()
    number = f"{int(head) + 1:04d}"
    name = f"{number}_{field.entity}_{field.key}.py"
    return Texts(name, promotion.revision_text(field, head, number), promotion.model_line(field))
