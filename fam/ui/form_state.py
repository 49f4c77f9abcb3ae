"""What a form remembers between two runs: how it was opened, what was refused, which values compete."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock, Thread, current_thread
from typing import Any

import streamlit as st

from fam.ui.entry import Entry

WAIT = 20.0  # seconds: a save that others hold up is given up sooner
_taking = Lock()


@dataclass(frozen=True, slots=True)
class Dispute:
    """One field that somebody else changed meanwhile."""

    opened: Any
    theirs: Any
    mine: Any
    number: int = 0  # the form's how-many-th conflict: an earlier choice must not answer this one


@dataclass(slots=True)
class FormState:
    """Lives in the session under the form's name; changed in place, for no Streamlit call may come before a reset."""

    opened: dict[str, Any] | None  # None: the next drawing opens it anew
    version: int | None = None
    turn: int = 0  # grows after each save; the keys of the widgets carry it, so old clicks meet nothing
    checked: bool = False  # "Speichern" was clicked: from now on missing fields are marked
    message: str = ""
    summary: str = ""  # as of the last click: what stands above the fields may not move while somebody clicks
    marked: set[str] = field(default_factory=set)  # fields that had an error then; their line keeps its room
    refused: dict[str, tuple[str, Any]] = field(default_factory=dict)  # field -> sentence, what was typed then
    disputes: dict[str, Dispute] = field(default_factory=dict)
    conflicts: int = 0
    cancelled: bool = False  # the second button was clicked; true for one run
    first: dict[str, Any] = field(default_factory=dict)  # widget key -> what it showed first
    drawn: dict[str, Entry] = field(default_factory=dict)  # widget key -> the field as it was drawn last
    lost: dict[str, str] = field(default_factory=dict)  # widget key -> what was typed or chosen before its field went
    replaced: dict[str, str] = field(default_factory=dict)  # field -> what became of an option chosen in it
    kinds: dict[str, str] = field(default_factory=dict)  # of the team's fields, as they were drawn last
    stale: list[str] = field(default_factory=list)  # widget keys of earlier turns, to be forgotten
    saver: Thread | None = None  # the run that was told to save last

    def key(self, form: str, name: str) -> str:
        """Return the key of a field's widget: "<form>:<field>", after the first save with the turn behind it."""
        return f"{form}:{name}:{self.turn}" if self.turn else f"{form}:{name}"

    def take(self, turn: int) -> bool:
        """Return whether this run is the one to save what was typed in a turn; False after another run of the session.

        Streamlit begins the run of a second click beside the first one's, which cannot stop while it saves
        (runner.fastReruns): the second one waits here until the first is over.
        """
        mine = current_thread()
        with _taking:
            other = self.saver if self.saver is not mine else None
            if other is None or not other.is_alive():
                self.saver = mine
                return turn == self.turn
        other.join(WAIT)
        return False

    def start_again(self) -> None:
        """Forget everything: the next drawing shows fresh fields."""
        self.turn += 1
        self.stale += list(self.first)
        self.opened, self.checked, self.message, self.summary = None, False, "", ""
        self.marked = set()
        self.refused, self.disputes, self.first, self.lost = {}, {}, {}, {}
        self.drawn, self.replaced = {}, {}

    def touched(self) -> bool:
        """Whether anything was typed since the form was opened."""
        gone = object()
        now = ((st.session_state.get(key, gone), value) for key, value in self.first.items())
        return bool(self.lost) or any(typed is not gone and typed != value for typed, value in now)


def form_state(name: str, opened: Mapping[str, Any], version: int | None) -> FormState:
    """Return the state of a form. A record that changed meanwhile is shown fresh unless something was typed."""
    state: FormState = st.session_state.setdefault(f"form:{name}", FormState(None))
    if state.opened is not None and state.opened != dict(opened) and not state.disputes and not state.touched():
        state.start_again()
    if state.opened is None:
        state.opened, state.version = dict(opened), version
    while state.stale:
        st.session_state.pop(state.stale.pop(), None)
    return state
