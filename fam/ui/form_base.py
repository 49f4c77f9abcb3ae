"""The course of a form: opened, typed, checked, refused or saved. Which fields there are, `forms.py` says."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import streamlit as st

from fam.errors import Conflict, FamError, InvalidForm
from fam.fields.spec import FieldSpec, Kind
from fam.ui import dispute
from fam.ui.drafts import DraftStore
from fam.ui.entry import Entry, show_error, show_hint
from fam.ui.feedback import again, plain
from fam.ui.form_state import Dispute, form_state

REQUIRED_SIGN = "\\* Pflichtangabe"
LOST = "Ein Feld wurde inzwischen geändert oder stillgelegt. Bitte ansehen, was dort steht, und noch einmal speichern."


class FormBase:
    """State, check, save button and errors of a form; `Refusable` for `feedback.told`."""

    def __init__(
        self, name: str, *, opened: Mapping[str, Any] | None, version: int | None, drafts: DraftStore | None
    ) -> None:
        self.name, self.drafts = name, drafts
        self._state = form_state(name, opened or {}, version)
        self.cancelled, self._state.cancelled = self._state.cancelled, False
        self._entries: dict[str, Entry] = {}
        self._waits = False  # something typed was lost in this run: saving would close the form over it
        self.kinds: dict[str, str] = {}  # of the team's fields: another kind is another widget
        self._summary = st.empty()

    @property
    def opened(self) -> dict[str, Any]:
        """The values that the person saw when the form was opened: services compare with them."""
        return dict(self._state.opened or {})

    def typed_now(self) -> dict[str, Any]:
        """Return the values of the fields drawn so far in this run: what other fields may hang on."""
        return {key: entry.value for key, entry in self._entries.items()}

    @property
    def version(self) -> int | None:
        """The record's version when the form was opened."""
        return self._state.version

    @property
    def touched(self) -> bool:
        """Whether anything was typed since the form was opened (drafts of long texts not counted)."""
        return self._state.touched()

    def values(self) -> dict[str, Any]:
        """Return what was typed, by field; raise InvalidForm with a sentence for each field that is wrong."""
        if problems := self._problems():
            raise InvalidForm(problems)
        found = {key: entry.value for key, entry in self._entries.items()}
        return found | {name: value for entry in self._entries.values() for name, value in entry.more}

    def changes(self) -> dict[str, Any]:
        """Return only the values that differ from how the form was opened; raise InvalidForm like `values`."""
        opened = self._state.opened or {}
        return {key: value for key, value in self.values().items() if key not in opened or opened[key] != value}

    def submitted(self, label: str = "Speichern", cancel: str = "") -> bool:
        """Draw the save button; True once, when it was clicked and every field can be understood.

        `cancel` adds a second button that throws away what was typed; `form.cancelled` is then True for one run.
        """
        turn = self._state.turn
        with st.container(horizontal=True, vertical_alignment="center"):
            clicked = st.button(label, type="primary", key=self.key("submit"), on_click=self._check)
            if cancel:
                st.button(cancel, key=self.key("cancel"), on_click=self._cancel)
            if any(entry.required for entry in self._entries.values()):
                st.caption(REQUIRED_SIGN, width="content")
        problems = self._problems()
        if clicked and self._waits:
            self._state.message = LOST
        if clicked or self._state.message:
            self._state.summary, self._state.marked = self._sum_up(problems), set(problems)
        if self._state.summary:
            self._summary.error(plain(self._state.summary), icon=":material/error:")
        if not clicked or problems or self._waits:
            return False
        if not self._state.take(turn):
            again()  # a second click: as the first one's run has left it
        return True

    def open_as(self, key: str, kind: str, now: Any) -> None:
        """Open a field anew with what the record holds `now` if it changed its kind while the form was open."""
        if self._state.kinds.setdefault(key, kind) != kind:
            self._state.kinds[key] = kind
            if self._state.opened is not None and key in self._state.opened:
                self._state.opened[key] = now

    def carried(self, field: FieldSpec, first: Any, *, required: bool) -> bool:
        """Take a field in without drawing it, as it stands; False if it must be drawn, for something arrived in it."""
        entry = self._as_drawn(field, first, required)
        if self._now(field.key, entry) != entry.raw if entry.key in self._state.drawn else self.drafted(field):
            return False
        self._entries[field.key] = entry
        return True

    def _as_drawn(self, field: FieldSpec, first: Any, required: bool) -> Entry:
        widget = self.key(field.key)
        last = self._state.drawn.get(widget) or Entry(widget, field.label, first, first, self._summary)
        return replace(last, required=required)

    def drafted(self, field: FieldSpec) -> bool:
        """Whether a draft of a long text waits for being offered."""
        return field.kind is Kind.LONG_TEXT and self.drafts is not None and bool(self.drafts.load(self.name, field.key))

    def replaced(self, field: str) -> str:
        """Say what became of an option that was chosen in this form, "" for nothing."""
        return self._state.replaced.get(field, "")

    def needs_a_look(self, field: FieldSpec, first: Any, *, required: bool) -> bool:
        """Whether a field must not be hidden: refused, in dispute, or wrong at the last click."""
        state = self._state
        wrong = state.checked and bool(self._as_drawn(field, first, required).problem)
        return wrong or any(field.key in kept for kept in (state.marked, state.disputes, state.refused))

    def last_values(self) -> dict[str, Any]:
        """Return the values of all fields as they were drawn last: what fields further up may hang on."""
        return {field: entry.value for field, entry in self._last().items()}

    def _last(self) -> dict[str, Entry]:
        drawn = self._state.drawn
        return {field: drawn[widget] for field in self.kinds if (widget := self.key(field)) in drawn}

    def lost(self, field: str, widget: str) -> str:
        """Say what was typed or chosen in a field that is drawn no more; until it was shown once, nothing is saved."""
        state, entry = self._state, self._state.drawn.get(widget)
        raw = self._now(field, entry) if entry else None
        if entry and raw not in (None, "", [], state.first.get(widget)):
            self._waits = self._waits or widget not in state.lost
            state.lost[widget] = f"{'Gewählt' if entry.chosen else 'Getippt'} war: {plain(entry.show(raw))}"
        return state.lost.get(widget, "")

    def _now(self, field: str, entry: Entry) -> Any:
        """What stands in a widget now: it may have arrived since the widget was drawn."""
        if entry.key in st.session_state:
            return st.session_state[entry.key]
        draft = self.drafts.load(self.name, field) if self.drafts and isinstance(entry.raw, str) else None
        return draft.text if draft else entry.raw

    def key(self, field: str) -> str:
        """Return the key of a field's widget, as AppTest needs it: "<form>:<field>" until the first save."""
        kind = self.kinds.get(field)
        return self._state.key(self.name, f"{field}:{kind}" if kind else field)

    def refuse(self, error: FamError) -> None:
        """Keep an error of a service for the next drawing: beside the fields it names, else in the summary."""
        state = self._state
        state.checked, state.message = True, str(error)
        if isinstance(error, InvalidForm):
            known = {key: sentence for key, sentence in error.fields.items() if key in self._entries}
            state.refused = {key: (sentence, self._entries[key].raw) for key, sentence in known.items()}
            state.message = " ".join(sentence for key, sentence in error.fields.items() if key not in known)
        if isinstance(error, Conflict):
            state.conflicts += 1
            state.disputes = {key: Dispute(*values, number=state.conflicts) for key, values in error.fields.items()}
            state.opened = self.opened | {key: values[1] for key, values in error.fields.items()}

    show_errors = refuse

    def saving(self) -> AbstractContextManager[None]:
        """Give the block in which it is saved: its drafts are forgotten with the same save."""
        return nullcontext() if self.drafts is None else self.drafts.saving(self.name)

    def done(self) -> None:
        """Forget what was typed: it is saved, or not wanted."""
        self._state.start_again()
        if self.drafts is not None:
            self.drafts.drop(self.name)

    reset = done

    def _check(self) -> None:
        """On each click: from now on mark what is missing, and ask the service again what it refused before."""
        self._state.checked, self._state.message, self._state.refused = True, "", {}

    def _cancel(self) -> None:
        self.done()
        self._state.cancelled = True

    def _first(self, key: str, settings: dict[str, Any]) -> Any:
        """Return what a field is filled with: as opened, else the `value` among the settings (which it leaves).

        `fresh`: the value goes before what the form was opened with, since the field now means something else.
        """
        given = settings.pop("value", None)
        return given if settings.pop("fresh", False) else self.opened.get(key, given)

    def _take(self, entry: Entry, key: str) -> Any:
        """Take a drawn field in, say below it what is wrong, and return its value."""
        state, widget = self._state, entry.key
        state.first.setdefault(widget, entry.raw)
        state.drawn[widget] = replace(entry)  # as typed, before anything is said about it
        self._entries[key] = entry
        if key in state.disputes:
            dispute.ask(entry, state.disputes[key], widget)
        elif not entry.error and state.refused.get(key, ("", None))[1] == entry.raw and key in state.refused:
            entry.error = state.refused[key][0]
            show_error(entry.line, entry.label, entry.error)
        elif state.checked and entry.problem:
            show_error(entry.line, entry.label, entry.problem)
        elif key in state.marked and not entry.problem:
            show_hint(entry.line, entry.hint)  # put right: the line keeps its room, so that nothing jumps
        return entry.value

    def _problems(self) -> dict[str, str]:
        return {key: entry.problem for key, entry in self._entries.items() if entry.problem}

    def _sum_up(self, problems: Mapping[str, str]) -> str:
        """Return the sentence above the fields; it stays as it is until the next click."""
        labels = ", ".join(self._entries[key].label for key in problems)
        count = "1 Feld" if len(problems) == 1 else f"{len(problems)} Felder"
        return " ".join(part for part in (self._state.message, f"{count} prüfen: {labels}" if problems else "") if part)
