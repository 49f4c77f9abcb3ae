"""What the team learns: reflections with their decisions, and the versions of the concept. Nothing about families."""

from datetime import date

from fam.fields.spec import Kind
from fam.models.base import Record, column
from fam.rules.reflections import NO_FAMILIES, ChangeKind, ReflectionState


class Reflection(Record, table=True):
    """A lesson, what was decided, what changes, who minds it, and when it is looked at again."""

    __tablename__ = "reflection"
    title: str = column("Kurz", required=True, max_length=60, help="Steht als Marke in den Diagrammen.")
    entered_on: date = column("Datum", Kind.DATE, required=True)
    lesson: str = column("Was wir gelernt haben", Kind.LONG_TEXT, required=True, max_length=3000, help=NO_FAMILIES)
    decision: str = column("Was wir beschließen", Kind.LONG_TEXT, default="", max_length=2000, help=NO_FAMILIES)
    change_kind: ChangeKind | None = column("Was sich ändert", Kind.CHOICE, term=ChangeKind)
    change: str = column("Genauer", default="", max_length=300, help="Welches Feld, Kriterium, welche Phase, welcher "
                         "Rhythmus")  # fmt: skip
    decided_on: date | None = column("Gilt ab", Kind.DATE)
    owner_id: int | None = column("Wer kümmert sich", Kind.PERSON, foreign_key="account.id", index=True)
    review_on: date | None = column("Überprüfen am", Kind.DATE)
    state: ReflectionState = column(
        "Stand", Kind.CHOICE, default=ReflectionState.OPEN, term=ReflectionState, required=True, index=True
    )
    result: str = column("Was daraus wurde", Kind.LONG_TEXT, default="", max_length=2000, help=NO_FAMILIES)


class ConceptVersion(Record, table=True):
    """A version of the concept and the days on which it holds: [valid_from, valid_to)."""

    __tablename__ = "concept_version"
    title: str = column("Titel", required=True, max_length=60, help="Steht als Marke in den Diagrammen.")
    valid_from: date = column("Gilt ab", Kind.DATE, required=True)
    valid_to: date | None = column("Gilt bis (erster Tag nicht mehr)", Kind.DATE)
    changed: str = column("Was sich geändert hat", Kind.LONG_TEXT, default="", max_length=3000, help=NO_FAMILIES)
    reference: str = column("Wo das Dokument liegt", default="", max_length=300)
