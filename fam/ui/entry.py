"""One field on the screen: what was typed, what it means, and the line below it that says so."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from fam.ui.format import value_text

MISSING = "Bitte angeben."


@dataclass(slots=True)
class Entry:
    """What a field holds now. `value` is None while it is empty or not understood; `error` then says why not."""

    key: str
    label: str
    raw: Any
    value: Any
    line: DeltaGenerator  # the place below the field
    error: str = ""
    hint: str = ""  # how it was understood
    required: bool = False
    chosen: bool = False  # from a list, not typed
    more: tuple[tuple[str, Any], ...] = ()  # further values of the same field, e.g. how exact a date is
    show: Callable[[Any], str] = value_text  # how a value of this field looks to a person

    @property
    def empty(self) -> bool:
        """Whether nothing was typed or chosen; "nein" and 0 are something."""
        return self.raw is None or self.raw == [] or (isinstance(self.raw, str) and not self.raw.strip())

    @property
    def problem(self) -> str:
        """The German sentence that keeps this field from being saved, or an empty one."""
        return self.error or (MISSING if self.required and self.empty else "")


def show_error(line: DeltaGenerator, label: str, sentence: str) -> None:
    """Say below a field what is wrong: sign, bold and colour, and read out at once by screen readers."""
    line.html(
        f'<p class="fam-line fam-error" role="alert"><span aria-hidden="true">⚠ </span>'
        f'<span class="fam-unseen">{escape(label)}: </span>{escape(sentence)}</p>'
    )


def show_hint(line: DeltaGenerator, sentence: str) -> None:
    """Say below a field how it was understood; an empty sentence keeps the line's room, so that nothing jumps."""
    line.html(f'<p class="fam-line fam-hint" role="status">{escape(sentence) or "&nbsp;"}</p>')
