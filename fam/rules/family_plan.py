"""One version of the family plan and the next: its lines under their headings, and what changed in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fam.rules.terms import Term

HEADINGS = {"need": "Wo wir stehen", "goal": "Unsere Ziele", "task": "Nächste Schritte", "measure": "Unterstützung"}
TITLE = "title"  # the value that names a line; the others are details by their German label


class Change(Term):
    """What became of a line between two versions."""

    NEW = "NEW", "neu"
    CHANGED = "CHANGED", "geändert"
    ENDED = "ENDED", "nicht mehr im Plan"
    SAME = "SAME", "unverändert"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line: `entity` and `record_id` say what it was, `values` its title and its details (label -> text)."""

    entity: str
    record_id: int
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int]:
        """What makes it the same line in the next version."""
        return self.entity, self.record_id

    @property
    def title(self) -> str:
        """What the line is called."""
        return self.values.get(TITLE, "")

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """Label and text of what else it says, without what is empty."""
        return tuple((label, text) for label, text in self.values.items() if label != TITLE and text)


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A heading with its lines."""

    heading: str
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line between two versions; `words`: per value that differs its label ("" for the title), before and after."""

    change: Change
    line: PlanLine
    words: tuple[tuple[str, str, str], ...] = ()


def sections(lines: Sequence[PlanLine]) -> tuple[PlanSection, ...]:
    """Return the lines under their headings, in the order of the paper; headings without lines are left out."""
    found = (
        PlanSection(heading, tuple(one for one in lines if one.entity == entity))
        for entity, heading in HEADINGS.items()
    )
    return tuple(section for section in found if section.lines)


def differences(before: Sequence[PlanLine], after: Sequence[PlanLine]) -> tuple[Difference, ...]:
    """Return what became of every line, by what it was (not by its place): new, changed, ended, unchanged."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    found = [_between(old.get(key), line) for key, line in new.items()]
    found += [Difference(Change.ENDED, line) for key, line in old.items() if key not in new]
    return tuple(sorted(found, key=lambda one: list(Change).index(one.change)))


def _between(old: PlanLine | None, new: PlanLine) -> Difference:
    if old is None:
        return Difference(Change.NEW, new)
    labels = dict.fromkeys([*old.values, *new.values])
    words = tuple(
        ("" if label == TITLE else label, old.values.get(label, ""), new.values.get(label, ""))
        for label in labels
        if old.values.get(label, "") != new.values.get(label, "")
    )
    return Difference(Change.CHANGED if words else Change.SAME, new, words)
