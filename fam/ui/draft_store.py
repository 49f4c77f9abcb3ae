"""The drafts of the person who is here, in the database: what `draft_text` keeps its text in."""

from contextlib import AbstractContextManager

from fam.db import reading, together, transaction
from fam.person import Person
from fam.services import drafts
from fam.ui.drafts import Draft


class Drafts:
    """A `DraftStore` of one person; a form's drafts are read once per run."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._loaded: dict[str, dict[str, Draft]] = {}

    def load(self, form: str, field: str) -> Draft | None:
        """Return what was kept of a field, or None."""
        return self._kept(form).get(field)

    def _kept(self, form: str) -> dict[str, Draft]:
        if form not in self._loaded:
            with reading(self.person) as session:
                found = drafts.load(session, form)
            self._loaded[form] = {key: Draft(text, at) for key, (text, at) in found.items()}
        return self._loaded[form]

    def keep(self, form: str, field: str, text: str) -> None:
        """Keep a text, in place of an earlier one; an empty one is a draft too: it was emptied on purpose."""
        with transaction(self.person) as session:
            drafts.keep(session, form, field, text)
        self._loaded.pop(form, None)

    def drop(self, form: str, field: str | None = None) -> None:
        """Forget one field's draft, or all of a form's."""
        self._loaded.pop(form, None)
        if field is None and not self._kept(form):
            return  # as after a save
        with transaction(self.person) as session:
            drafts.drop(session, form, field)
        self._loaded.pop(form, None)

    def saving(self, form: str) -> AbstractContextManager[None]:
        """Give the block in which a form is saved: no server that stops in between offers what is saved once more."""
        return together(lambda session: drafts.drop(session, form))
