"""Which tables go out to Excel and come back: one declaration each, everything else follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from fam.fields.registry import entity_of
from fam.models import Family, FamilyDetail, Meeting, Member, Task
from fam.rules.german import format_date
from fam.services import meetings, records, tasks

Save = Callable[[Session, Any, int, Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What cells may name: people by id, families by id (those that the person sees), towns by AGS."""

    people: Mapping[int, str]
    families: Mapping[int, str]
    towns: Mapping[str, str]

    @property
    def numbers(self) -> dict[str, int]:
        """FAM number -> id."""
        return {number: family for family, number in self.families.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how the list calls it, whose it is, and its records by table (those that the person may read)."""

    number: str
    head: Family
    records: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose fields are columns. Of the declared ones `edited` come back (None: all), `shown` are to be read."""

    model: Any
    edited: tuple[str, ...] | None = None
    shown: tuple[str, ...] = ()
    save: Save = records.edit


@dataclass(frozen=True, slots=True)
class Plain:
    """A column that is no field and only to be read."""

    key: str
    label: str
    text: Callable[[Line, Names], str]


@dataclass(frozen=True, slots=True)
class Table:
    """A list that goes out to be edited; the records of its first part are its lines.

    `number` is the heading of the column that names the line, `new` says where new ones come from, `called` what a
    line is called beside its family.
    """

    title: str
    noun: str
    number: str
    new: str
    parts: tuple[Part, ...]
    plain: tuple[Plain, ...] = ()
    called: Callable[[Any], str] = lambda record: ""

    @property
    def model(self) -> Any:
        """The table of its lines."""
        return self.parts[0].model

    @property
    def key(self) -> str:
        """The key of the column that names a line: "family.number", "task.id"."""
        return f"{entity_of(self.model)}.{'number' if self.model is Family else 'id'}"


WHOSE = (
    Plain("of.number", "FAM-Nummer", lambda line, names: line.head.number),
    Plain("of.name", "Familie", lambda line, names: line.head.name),
)


def _meeting(session: Session, model: Any, number: int, opened: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    meetings.edit(session, number, opened, values)


def _task(session: Session, model: Any, number: int, opened: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    tasks.edit(session, number, opened, values)


def _owner(line: Line, names: Names) -> str:
    task = line.records["task"]
    return names.people.get(task.owner_id, "") or str(task.owner_text)


FAMILIES = Table(
    "Familien", "Familie", "FAM-Nummer", "Neue Familien kommen über „Vorschläge“.",
    (
        # The other declared fields of the head are steps of the case, or have checks of their own.
        Part(Family, ("name",), ("town_ags", "status", "received_on", "admitted_on", "closed_on")),
        Part(FamilyDetail),
    ),
)  # fmt: skip
PERSONS = Table(
    "Personen", "Person", "Personennummer", "Neue Mitglieder werden in der Familienakte eingetragen.",
    (Part(Member),), WHOSE, lambda member: member.first_name,
)  # fmt: skip
MEETINGS = Table(
    "Gespräche", "Gespräch", "Gesprächsnummer", "Neue Gespräche kommen über „Gespräch festhalten“.",
    (Part(Meeting, ("kind_id", "event_on", "place", "topics", "agreements"),
          ("state", "confidentiality", "cancelled_on", "next_on"), _meeting),),
    WHOSE, lambda meeting: format_date(meeting.event_on),
)  # fmt: skip
TASKS = Table(
    "Aufgaben", "Aufgabe", "Aufgabennummer", "Neue Aufgaben kommen über „Neue Aufgabe“.",
    (Part(Task, ("text", "due_on"), ("event_on", "done_on", "confidentiality"), _task),),
    (*WHOSE, Plain("task.owner", "Wer", _owner)), lambda task: task.text,
)  # fmt: skip
TABLES = (PERSONS, MEETINGS, TASKS, FAMILIES)  # where only headings are left, the first that fits: all name the family
