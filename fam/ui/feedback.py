"""What the program says back: success that survives a rerun, problems in German at the right place, undo, progress."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import NoReturn, Protocol

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fam.errors import FamError

# An address is made a link after escaping is over, in the text as it is then: only something that stands in it helps.
ADDRESS = re.compile(r"(?i)(?=://|@)|(?<=www)(?=\.)")
APART = ":gray[]"  # an empty span: not seen, not read out, not copied
MARKUP = re.compile(r"[\\`*_\[\]<~$]|:(?=[a-z])")  # what Markdown would read; Streamlit adds formulas and colours
PUNCTUATION = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~$:]")

log = logging.getLogger("fam.ui")
QUEUE = "_said"
PLACE_UNDO = "nodruck-undo"


class Refusable(Protocol):
    """A form as `told` sees it: it can show an error at its fields, and be emptied after success."""

    def refuse(self, error: FamError) -> None:
        """Keep the error for the next drawing, beside the fields that it names."""

    def saving(self) -> AbstractContextManager[None]:
        """Give the block in which it is saved: what was kept of it while it was typed goes with the same save."""

    def done(self) -> None:
        """Forget what was typed: it is saved."""


@dataclass(slots=True)
class Said:
    """One message that waits for the next run; `undo` is what its button "Rückgängig" does."""

    sentence: str
    problem: bool = False
    undo: Callable[[], None] | None = None


@contextmanager
def told(success: str, form: Refusable | None = None, undo: Callable[[], None] | None = None) -> Iterator[None]:
    """Tell the person how it went. What stands after the block runs only on success, e.g. `st.rerun()`.

    Outermost, around the transaction. Success: the form is emptied and a toast is shown in the next run too.
    A FamError: its sentence at the form's fields, or at the top of the page, and everything typed stays.
    Anything else: a number that is also in the log, never a traceback.
    """
    try:
        with nullcontext() if form is None else form.saving():
            yield
    except FamError as error:
        _refuse(error, form)
    except Exception as error:
        _refuse(FamError(failure(error)), form)
    if form is not None:
        form.done()  # first, and without a Streamlit call: a second click meets an empty form
    say(success, undo=undo)


def _refuse(error: FamError, form: Refusable | None) -> NoReturn:
    """Hand the error to the form or the top of the page, and draw again: what follows the block must not run."""
    if form is None:
        say(str(error), problem=True)
        st.rerun()
    form.refuse(error)
    again()


def failure(error: Exception) -> str:
    """Log an unexpected error under a new number and return the sentence with this number."""
    number = secrets.token_hex(3).upper()
    log.error("Fehlernummer %s", number, exc_info=error)
    return f"Das hat nicht geklappt, gespeichert wurde nichts. Fehlernummer {number} (bitte der Administration nennen)."


def say(sentence: str, *, problem: bool = False, undo: Callable[[], None] | None = None) -> None:
    """Queue a message for the next `show_said`; an empty sentence says nothing."""
    if sentence:
        _queue().append(Said(sentence, problem, undo))


def show_said() -> None:
    """Show what was queued: the router calls it before and after the page."""
    queue = _queue()
    while queue:
        said = queue.pop(0)
        if said.problem:
            st.error(said.sentence, icon=":material/error:")
        elif said.undo is not None:
            _offer_undo(said.sentence, said.undo)
        else:
            st.toast(said.sentence, icon=":material/check:")


def _offer_undo(sentence: str, undo: Callable[[], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=PLACE_UNDO):
        st.markdown(f":material/check: {plain(sentence)}", width="stretch")
        st.button("Rückgängig", key="undo-last", on_click=_undo, args=(undo,), icon=":material/undo:")


def _undo(undo: Callable[[], None]) -> None:
    """Run an undo from its button; how it went is told like everything else."""
    try:
        undo()
    except FamError as error:
        say(str(error), problem=True)
    except Exception as error:
        say(failure(error), problem=True)
    else:
        say("Rückgängig gemacht.")


def again() -> NoReturn:
    """Draw again: the dialog or fragment that runs alone now (a dialog stays open), else the page."""
    context = get_script_run_ctx()
    inside = context is not None and bool(context.fragment_ids_this_run)
    st.rerun(scope="fragment" if inside else "app")


def plain(text: str) -> str:
    """Return text so that Markdown shows it letter by letter, no address to click (names can contain anything)."""
    return APART.join(PUNCTUATION.sub(r"\\\g<0>", part) for part in ADDRESS.split(text))


def as_label(text: str) -> str:
    """Return an input's label without links, pictures, formulas and bold print: the rest is the input's name, too."""
    return APART.join(MARKUP.sub(r"\\\g<0>", part) for part in ADDRESS.split(text))


def empty_state(title: str, what_to_do: str, action: str = "", key: str = "") -> bool:
    """Say that there is nothing yet and what to do; True when the action's button was clicked."""
    with st.container(border=True, horizontal_alignment="center", gap="xsmall", key=f"leer-{key or title}"):
        st.markdown(f"**{plain(title)}**", width="content")
        st.markdown(plain(what_to_do), width="content")
        return bool(action) and st.button(action, key=f"leer-{key or title}-los", type="primary")


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar for what takes longer than a second: call the given function with the number done so far."""
    bar, step = st.progress(0.0, text=label), max(1, total // 100)

    def advance(done: int) -> None:
        if done % step == 0 or done >= total:
            bar.progress(min(1.0, done / max(1, total)), text=f"{label}: {done} von {total}")

    yield advance
    bar.empty()


def _queue() -> list[Said]:
    queue: list[Said] = st.session_state.setdefault(QUEUE, [])
    return queue
