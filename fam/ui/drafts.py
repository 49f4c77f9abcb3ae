"""Drafts of long texts: what the field for long texts needs from whatever keeps them."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that was typed and not yet saved, and the moment (aware) when it was kept."""

    text: str
    kept_at: datetime


class DraftStore(Protocol):
    """Keeps the drafts of one person, each under the name of its form (e.g. "meeting:17") and field."""

    def load(self, form: str, field: str) -> Draft | None:
        """Return what was kept, or None."""

    def keep(self, form: str, field: str, text: str) -> None:
        """Keep a text, in place of an earlier one."""

    def drop(self, form: str, field: str | None = None) -> None:
        """Forget one field's draft, or all of a form's."""

    def saving(self, form: str) -> AbstractContextManager[None]:
        """Give the block in which a form is saved: its drafts are forgotten with the same save, or not at all."""


@dataclass
class DraftsInMemory:
    """A store for tests and for pages without a database."""

    kept: dict[tuple[str, str], Draft] = field(default_factory=dict)

    def load(self, form: str, field: str) -> Draft | None:
        """Return what was kept, or None."""
        return self.kept.get((form, field))

    def keep(self, form: str, field: str, text: str) -> None:
        """Keep a text with the present moment."""
        self.kept[form, field] = Draft(text, datetime.now(UTC))

    def drop(self, form: str, field: str | None = None) -> None:
        """Forget one field's draft, or all of a form's."""
        for name in [name for name in self.kept if name[0] == form and field in (None, name[1])]:
            del self.kept[name]

    def saving(self, form: str) -> AbstractContextManager[None]:
        """Nothing is saved here: the form drops its drafts when it is done."""
        return nullcontext()
