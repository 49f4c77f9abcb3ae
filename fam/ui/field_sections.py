"""The team's fields in a form: a few as they are; many in sections that fold, with a search among them.

What is folded away or not found is not drawn, which keeps a form of 200 fields quick; its values stay in the form.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from fam.fields.encoding import unread
from fam.fields.spec import FieldSpec, Kind
from fam.rules.folding import fold, words_of
from fam.ui.feedback import plain
from fam.ui.format import count_text
from fam.ui.forms import Form

MANY = 12  # up to so many fields stand there all at once
SHORT = 2
ALL, REST = "Felder", "Weitere Felder"
NOTHING = "Kein Feld heißt so. Weniger Buchstaben eingeben."
NOTHING_IN: tuple[Any, ...] = (None, "", [], ())


@dataclass(slots=True)
class Fields:
    """The team's fields of one record in a form; `after` draws what is to be said below one."""

    form: Form
    found: Sequence[FieldSpec]
    record: Any
    after: Callable[[FieldSpec], None]
    values: dict[str, Any] = field(default_factory=dict)  # what conditions hang on

    def draw(self) -> None:
        """Draw them: those that fit all at once, else with search and sections."""
        form, found = self.form, self.found
        if len(found) > MANY:
            form.kinds |= {one.key: one.kind.value for one in found}
        self.values = {**form.opened, **form.last_values(), **form.typed_now()}
        if len(found) <= MANY:
            self._grid(found)
        elif words := fold(self._search()):
            self._matches(words)
        else:
            for title, fields in sections(found).items():
                self._section(title, fields)

    def _search(self) -> str:
        among = f"unter {count_text(len(self.found), 'Feld', 'Feldern')}"
        text = st.text_input("Feld suchen", key=self.form.key("search"), type="search", live=True, autocomplete="off",
                             persist_state="session", placeholder=among)  # fmt: skip
        return text or ""

    def _section(self, title: str, fields: Sequence[FieldSpec]) -> None:
        """One section; the session remembers whether it is open, also while the search hides it."""
        key = self.form.key(f"section:{title}")
        remembered, looked_at = f"{key}:open", f"{key}:due"
        if remembered not in st.session_state:
            st.session_state[remembered] = any(self._matters(one) for one in fields)
        due = [one.key for one in fields if self._must_be_seen(one)]
        if due and st.session_state.get(looked_at) != due:
            st.session_state[remembered] = st.session_state[key] = True
        st.session_state[looked_at] = due
        if key not in st.session_state:
            st.session_state[key] = st.session_state[remembered]
        with st.expander(f"{plain(title)} ({len(fields)})", key=key, on_change="rerun") as box:
            st.session_state[remembered] = bool(box.open)
            self._grid(
                [one for one in fields if self._shown(one) and (box.open or not self._carried(one))], headed=False
            )

    def _matches(self, words: Sequence[str]) -> None:
        """Draw what is found, and what must not be hidden."""
        found = [one for one in self.found if self._shown(one)]
        hits = {one.key for one in found if _named(one, words)}
        st.caption(f"{len(hits)} von {count_text(len(self.found), 'Feld', 'Feldern')}" if hits else NOTHING)
        self._grid(
            [
                one for one in found
                if one.key in hits or self._must_be_seen(one) or not self._carried(one)
            ]
        )  # fmt: skip

    def _grid(self, fields: Sequence[FieldSpec], *, headed: bool = True) -> None:
        """Two short fields side by side, long texts across; whether one is shown is known only once its field is."""
        section = ""
        places: Iterator[Any] = iter(())
        for one in fields:
            if not self._shown(one):
                continue
            if headed and one.section != section:
                section, places = one.section, iter(())
                if section:
                    st.markdown(f"**{plain(section)}**")
            place = st.container() if one.kind is Kind.LONG_TEXT else next(places, None)
            if place is None:
                places = iter(st.columns(2))
                place = next(places)
            with place:
                self.values[one.key] = self.form.field(one, required=self._required(one))
                self.after(one)

    def _shown(self, one: FieldSpec) -> bool:
        return one.shown(self.values)

    def _must_be_seen(self, one: FieldSpec) -> bool:
        return self._shown(one) and self.form.needs_a_look(one, self._first(one), required=self._required(one))

    def _carried(self, one: FieldSpec) -> bool:
        return self.form.carried(one, self._first(one), required=self._required(one))

    def _first(self, one: FieldSpec) -> Any:
        return self.form.opened.get(one.key, one.default)

    def _required(self, one: FieldSpec) -> bool:
        """What an old record lacks does not hold up its saving; what is shown only now, or was filled, is asked."""
        old = self.record is not None and self._first(one) in NOTHING_IN and one.shown(self.form.opened)
        return one.required and not old

    def _matters(self, one: FieldSpec) -> bool:
        kept = self.record is not None and bool(unread(self.record, one))
        return one.required or self._first(one) not in NOTHING_IN or kept or self.form.drafted(one)


def sections(found: Sequence[FieldSpec]) -> Mapping[str, Sequence[FieldSpec]]:
    """Return the fields by section, in the order of the first of each; those without one last."""
    by_section: dict[str, list[FieldSpec]] = {}
    for one in found:
        by_section.setdefault(one.section, []).append(one)
    if loose := by_section.pop("", []):
        by_section.setdefault(REST if by_section else ALL, []).extend(loose)
    return by_section


def _named(one: FieldSpec, words: Sequence[str]) -> bool:
    """Whether every word stands in label or section; a short one at the beginning of a word, to find less."""
    known = words_of(f"{one.label} {one.section}")
    return all(any(word in name if len(word) > SHORT else name.startswith(word) for name in known) for word in words)
