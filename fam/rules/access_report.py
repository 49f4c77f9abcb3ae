"""What an Auskunft consists of: sections of items, each of which may be left out with a reason before it is given."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

Decisions = Mapping[str, Sequence[str]]  # item -> [why it is left out ("": it stays), its digest when that was decided]
REASON, DIGEST = 0, 1


@dataclass(frozen=True, slots=True)
class Value:
    """One field: its key, its label, how people read it, and how a program does (ISO dates, codes, numbers)."""

    key: str
    label: str
    text: str
    data: Any = None
    free: bool = False  # typed by a person: may hold anything


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a section. `flags` say why a person must look at it; `withheld` why it was left out."""

    key: str  # "note:12"
    title: str
    values: tuple[Value, ...] = ()
    institution: str = ""
    flags: tuple[str, ...] = ()
    withheld: str = ""
    statements: tuple[str, ...] = ()  # what the person says about it

    @property
    def digest(self) -> str:
        """A short checksum: a decision about something that changed since is none."""
        content = repr((self.title, [(one.key, one.text) for one in self.values], self.flags, self.statements))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Section:
    """Items of one kind under a heading, with a sentence where that needs one."""

    key: str
    title: str
    items: tuple[Item, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a person gets to read about themselves."""

    number: str
    request: int
    person: str
    born_on: date | None
    requested_on: date
    released_on: date | None
    asker: str = ""  # whoever asked in the person's name
    sections: tuple[Section, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All items of all sections."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def file_name(self) -> str:
        """The name of its files, without ending: numbers only, no name."""
        return f"Auskunft_{self.number}_{self.request}"


def undecided(report: Report, decisions: Decisions) -> tuple[Item, ...]:
    """Return the flagged items that nobody has decided as they are now."""
    return tuple(item for item in report.items if item.flags and not _decided(item, decisions))


def _decided(item: Item, decisions: Decisions) -> bool:
    return item.key in decisions and decisions[item.key][DIGEST] == item.digest


def redacted(report: Report, decisions: Decisions) -> Report:
    """Return what may be given: what was left out, or is still undecided, is only its reason."""
    sections = [replace(one, items=tuple(_shown(item, decisions) for item in one.items)) for one in report.sections]
    return replace(report, sections=tuple(sections))


UNDECIDED = "noch nicht durchgesehen"


def _shown(item: Item, decisions: Decisions) -> Item:
    if item.key not in decisions:
        why = UNDECIDED if item.flags else ""
    else:
        why = decisions[item.key][REASON]
        if not why and item.flags and not _decided(item, decisions):
            why = UNDECIDED
    if not why:
        return replace(item, flags=())
    return Item(key=item.key, title=item.title, institution=item.institution, withheld=why)
