"""A field whose values may stand only once: what must be cleared up before, by those who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from fam.errors import IllegalStep, NotFound
from fam.fields import profile, registry
from fam.fields.spec import FieldSpec, Kind
from fam.rules.german import plural
from fam.services import field_names

SHOWN = 10  # doubles that the sentence names
UNNAMED = "Auch mehrfach, aber hier nicht genannt, weil diese Akten für das eigene Konto nicht freigegeben sind"
ONE_SIDE = (
    "Nur einmal geht bei Feldern, die eine Institution allein liest: "
    "Sonst verriete die Absage, dass die andere Seite die Familie kennt."
)
NOT_SEVERAL = "Eine Mehrfachauswahl kann nicht eindeutig sein."


@dataclass(frozen=True, slots=True)
class Doubles:
    """Values that stand several times: (value as people read it, records), and those not for this person, counted."""

    groups: Sequence[tuple[str, int]]
    hidden: int
    hidden_records: int


def doubles(session: Session, entity: str, field_id: int) -> Doubles:
    """Return the values of a field that stand more than once. Raises NotFound."""
    field = _field(session, entity, field_id)
    found = profile.doubles(session, field)
    names = field_names.names(session, field.kind)
    shown = [(names.text(field, one.stored), one.records) for one in found if one.readable]
    return Doubles(shown, len(found) - len(shown), sum(one.records for one in found if not one.readable))


def require(session: Session, entity: str, field_id: int) -> None:
    """Raise IllegalStep unless every value of a field stands once, naming the doubles that the person may read."""
    field = _field(session, entity, field_id)
    if field.kind is Kind.CHOICES:
        raise IllegalStep([NOT_SEVERAL])
    found = doubles(session, entity, field_id)
    if not found.groups and not found.hidden:
        return
    lines = [f"„{text}“ steht in {plural(count, 'Eintrag', 'Einträgen')}." for text, count in found.groups[:SHOWN]]
    if rest := found.groups[SHOWN:]:
        lines.append(f"Außerdem mehrfach: {_counted(len(rest), sum(count for _text, count in rest))}.")
    if found.hidden:
        lines.append(f"{UNNAMED}: {_counted(found.hidden, found.hidden_records)}.")
    raise IllegalStep(["Eindeutig geht noch nicht, einige Werte kommen mehrfach vor:", *lines])


def _counted(values: int, records: int) -> str:
    return f"{plural(values, 'Wert', 'Werte')} in {plural(records, 'Eintrag', 'Einträgen')}"


def _field(session: Session, entity: str, field_id: int) -> FieldSpec:
    found = [field for field in registry.definitions(session, entity) if field.field_id == field_id]
    if not found:
        raise NotFound
    return found[0]
