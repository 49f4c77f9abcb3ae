"""What can be counted, and by which fields: declared ones and the team's own, as far as the person may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from fam.fields.registry import entity_of, field_by_key, fields_of
from fam.fields.spec import NUMBERS, RUNTIME_KEY, FieldSpec, Kind
from fam.models import Family, FamilyDetail, Meeting, Member, Task
from fam.person import Person
from fam.rules.terms import Institution, Role

DATES = (Kind.DATE, Kind.MONTH)
DIVIDING = (*NUMBERS, *DATES, Kind.CHOICE, Kind.CHOICES, Kind.BOOLEAN, Kind.PERSON, Kind.TOWN, Kind.TEXT)


class Subject(StrEnum):
    """What is counted; the value is the table's name, under which views are kept."""

    FAMILIES = "family"
    MEMBERS = "member"
    MEETINGS = "meeting"
    TASKS = "task"

    @property
    def nouns(self) -> tuple[str, str]:
        """One of them, several of them."""
        return NOUNS[self]

    @property
    def model(self) -> Any:
        """The table."""
        return MODELS[self]


NOUNS = {
    Subject.FAMILIES: ("Familie", "Familien"),
    Subject.MEMBERS: ("Mitglied", "Mitglieder"),
    Subject.MEETINGS: ("Gespräch", "Gespräche"),
    Subject.TASKS: ("Aufgabe", "Aufgaben"),
}
MODELS = {
    Subject.FAMILIES: Family,
    Subject.MEMBERS: Member,
    Subject.MEETINGS: Meeting,
    Subject.TASKS: Task,
}
INSTITUTIONS = {one.value: one.label for one in Institution}
UNASKED: Mapping[str, tuple[FieldSpec, ...]] = {  # the program knows these; who does a task is nobody's statistics
    "family": (
        FieldSpec("family", "institution", "Institution", Kind.CHOICE, choices=INSTITUTIONS),
        FieldSpec("family", "legacy", "Altbestand", Kind.BOOLEAN),
    ),
    "meeting": (FieldSpec("meeting", "institution", "Institution", Kind.CHOICE, choices=INSTITUTIONS),),
    "task": (FieldSpec("task", "institution", "Institution", Kind.CHOICE, choices=INSTITUTIONS),),
}
SAID = {
    ("task", "event_on"): "Vereinbart am", ("family", "closed_on"): "Abschluss am",
    ("family", "aftercare_ends_on"): "Nachbetreuung bis",
}  # fmt: skip
# Says how a case runs, not who the people are.
CASE = ("status", "phase", "institution", "source_id", "readmission", "legacy")


@dataclass(frozen=True, slots=True)
class Dimension:
    """A field by which a subject is counted; `model` is the table where it stands."""

    key: str
    label: str
    field: FieldSpec
    model: Any

    @property
    def is_date(self) -> bool:
        """Whether it can be a time axis."""
        return self.field.kind in DATES

    @property
    def several(self) -> bool:
        """Whether a record counts in several groups."""
        return self.field.kind is Kind.CHOICES

    @property
    def personal(self) -> bool:
        """Whether it says who the people are (municipality, features of persons) rather than how the case runs."""
        if self.field.entity != "family" or self.field.runtime:
            return True
        return self.field.key not in CASE and not self.is_date


def subjects(person: Person) -> tuple[Subject, ...]:
    """Return what the person can count: Koordination reads neither meetings nor tasks."""
    return tuple(Subject) if person.has(Role.CASEWORKER) else (Subject.FAMILIES, Subject.MEMBERS)


def dimensions(session: Session, subject: Subject) -> tuple[Dimension, ...]:
    """Return everything by which a subject can be divided: its own fields, then those of its family."""
    found = _of(session, subject.model, "")
    if subject is Subject.FAMILIES:
        return (*found, *_of(session, FamilyDetail, ""))
    return (*found, *_of(session, Family, "Familie: "))


def _of(session: Session, model: Any, before: str) -> tuple[Dimension, ...]:
    entity = entity_of(model)
    declared = [field for field in fields_of(session, model) if field.in_charts and field.kind in DIVIDING]
    place = next((n for n, field in enumerate(declared) if field.runtime), len(declared))
    fields = [*declared[:place], *UNASKED.get(entity, ()), *declared[place:]]
    return tuple(_dimension(field, model, before) for field in fields)


def _dimension(field: FieldSpec, model: Any, before: str) -> Dimension:
    label = before + SAID.get((field.entity, field.key), field.label)
    key = field.key if field.runtime or not before else f"family.{field.key}"
    return Dimension(key, label, field, model)


def known(found: Sequence[Dimension], key: str) -> Dimension | None:
    """Return a dimension by its key, None if there is none (any more)."""
    return next((one for one in found if one.key == key), None)


def gone(session: Session, found: Sequence[Dimension], keys: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of fields that a saved view names and that cannot be counted by (any more)."""
    lost = [key for key in keys if key and known(found, key) is None]
    fields = [field_by_key(session, key) if RUNTIME_KEY.fullmatch(key) else None for key in lost]
    return tuple(f"„{field.label}“" if field else "ein Feld" for field in fields)
