"""One input per kind of field. Each draws a widget and a line below it, and returns what was typed and what it means.

Typed text comes back as it is, however wrong it may be, and goes to the server when the field is left: it is still
there after a visit to another page. With `live=False` it travels with the next click only, and a page switch loses it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from fam.errors import BadInput
from fam.rules.folding import names
from fam.rules.german import parse_decimal, parse_integer
from fam.ui.entry import Entry, show_error, show_hint
from fam.ui.feedback import as_label
from fam.ui.format import NOTHING, value_text

PLEASE_CHOOSE = "Bitte wählen"
NO_LONGER_OFFERED = "nicht mehr in der Liste"
YES, NO, OPEN = "ja", "nein", "offen"


def mark(label: str, required: bool) -> str:
    """Return a label with the sign of a required field; the form explains the sign."""
    return f"{as_label(label)} *" if required else as_label(label)


def seed(key: str, value: Any) -> None:
    """Fill a widget before its first drawing; what a person typed since then stays."""
    if key not in st.session_state:
        st.session_state[key] = value


def text_input(
    label: str,
    key: str,
    value: str | None = "",
    *,
    required: bool = False,
    help: str = "",
    max_length: int | None = None,
    live: bool = True,
    placeholder: str = "",
    phone: bool = False,
) -> Entry:
    """Draw a one-line text. The value is trimmed; longer than `max_length` is an error, never a silent cut."""
    seed(key, value or "")
    raw = st.text_input(
        mark(label, required),
        key=key,
        help=help or None,
        placeholder=placeholder,
        type="phone" if phone else "default",
        icon="",
        autocomplete="off",  # names of families do not belong in the browser's memory
        on_change="rerun" if live else "ignore",
        persist_state="session",
    )
    entry = Entry(key, label, raw or "", (raw or "").strip(), st.empty(), required=required)
    return judge(entry, lambda text: within(text, max_length), empty="")


def phone_input(label: str, key: str, value: str | None = "", *, required: bool = False, help: str = "") -> Entry:
    """Draw a telephone number, kept as typed: people write extensions and names behind it."""
    return text_input(label, key, value, required=required, help=help, max_length=60, phone=True)


def long_text_input(
    label: str,
    key: str,
    value: str | None = "",
    *,
    required: bool = False,
    help: str = "",
    max_length: int | None = None,
    height: int = 120,
) -> Entry:
    """Draw a text of several lines without a draft; for what takes longer than a minute use `draft_text`."""
    seed(key, value or "")
    raw = st.text_area(mark(label, required), key=key, help=help or None, height=height, persist_state="session")
    entry = Entry(key, label, raw or "", (raw or "").strip(), st.empty(), required=required)
    return judge(entry, lambda text: within(text, max_length), empty="")


def integer_input(label: str, key: str, value: int | None = None, **settings: Any) -> Entry:
    """Draw a whole number, typed the German way ("1.200"); settings as in `parsed_input`."""
    return parsed_input(label, key, number_text(value), parse_integer, **settings)


def decimal_input(label: str, key: str, value: Any = None, **settings: Any) -> Entry:
    """Draw a number with decimals, typed the German way ("1,5"); the value is a Decimal."""
    return parsed_input(label, key, number_text(value), parse_decimal, **settings)


def parsed_input(
    label: str,
    key: str,
    value: str,
    parse: Callable[[str], Any],
    *,
    required: bool = False,
    help: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
) -> Entry:
    """Draw a one-line field that a parser reads (amount, percentage, month, link ...); `value` is its text."""
    entry = text_input(label, key, value, required=required, help=help)
    return judge(entry, lambda text: within_range(parse(text), minimum, maximum), room=True)


def boolean_input(label: str, key: str, value: bool | None = None, *, required: bool = False, help: str = "") -> Entry:
    """Draw ja/nein; unless it is required there is a third answer, "offen" (value None)."""
    seed(key, YES if value else NO if value is not None else None if required else OPEN)
    raw = st.radio(
        mark(label, required),
        [YES, NO] if required else [YES, NO, OPEN],
        index=None,
        key=key,
        help=help or None,
        horizontal=True,
        persist_state="session",
    )
    value = {YES: True, NO: False}.get(raw or OPEN)
    return Entry(key, label, raw, value, st.empty(), required=required, chosen=True)


def choice_input(
    label: str,
    key: str,
    choices: Mapping[Any, str],
    value: Any = None,
    *,
    required: bool = False,
    help: str = "",
    new_ok: bool = False,
) -> Entry:
    """Draw one choice out of code -> label. A stored code that is no longer offered stays and says so.

    With `new_ok` a word may be typed that is not among the choices; it is its own code, unless it names one of them.
    """
    offered = dict(choices)
    if value is not None and value not in offered and not new_ok:
        offered[value] = f"{getattr(value, 'label', value)} ({NO_LONGER_OFFERED})"
    seed(key, _as_offered(value, offered))
    raw = st.selectbox(
        mark(label, required),
        list(offered),
        key=key,
        index=None,
        placeholder=PLEASE_CHOOSE,
        help=help or None,
        format_func=lambda code: offered.get(code, str(code)),
        accept_new_options=new_ok,
        on_change=_take_known if new_ok else None,
        args=(key, offered) if new_ok else (),
        persist_state="session",
    )
    return Entry(key, label, raw, raw, st.empty(), required=required, show=labels_of(offered), chosen=True)


def choices_input(
    label: str,
    key: str,
    choices: Mapping[Any, str],
    value: Sequence[Any] = (),
    *,
    required: bool = False,
    help: str = "",
) -> Entry:
    """Draw several choices out of code -> label; the value is a list of codes in the order of choosing."""
    offered = dict(choices) | {code: f"{code} ({NO_LONGER_OFFERED})" for code in value if code not in choices}
    seed(key, [_as_offered(code, offered) for code in value])
    raw = st.multiselect(
        mark(label, required),
        list(offered),
        key=key,
        placeholder=PLEASE_CHOOSE,
        help=help or None,
        format_func=lambda code: offered.get(code, str(code)),
        select_all=False,
        persist_state="session",
    )
    show = labels_of(offered)
    return Entry(key, label, list(raw), list(raw), st.empty(), required=required, show=show, chosen=True)


def _take_known(key: str, offered: Mapping[Any, str]) -> None:
    """Take the one colleague that a typed word names: the list offers the new word first, and Enter takes it."""
    typed = st.session_state.get(key)
    if isinstance(typed, str) and typed not in offered:
        found = [code for code, label in offered.items() if names(typed, label.partition(" (")[0])]
        if len(found) == 1:
            st.session_state[key] = found[0]


def _as_offered(value: Any, offered: Mapping[Any, str]) -> Any:
    """Return the offered code that equals a stored one: Streamlit refuses a Term among plain codes."""
    return next((code for code in offered if code == value), value)


def labels_of(choices: Mapping[Any, str]) -> Callable[[Any], str]:
    """Return how a code, or a list of codes, of these choices looks to a person."""

    def show(value: Any) -> str:
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(choices.get(code, value_text(code)) for code in codes) or NOTHING

    return show


def judge(entry: Entry, parse: Callable[[str], Any], empty: Any = None, *, room: bool = False) -> Entry:
    """Let a parser read what was typed: its value (`empty` for nothing), or its sentence as the field's error.

    With `room`, the line below always has its room: what can be mistyped must not move the page.
    """
    entry.value = empty
    if room:
        show_hint(entry.line, "")
    if entry.empty:
        return entry
    try:
        entry.value = parse(entry.raw.strip())
    except BadInput as error:
        entry.error = str(error)
        show_error(entry.line, entry.label, entry.error)
    return entry


def within(text: str, max_length: int | None) -> str:
    """Return the text, or raise BadInput if it is longer than allowed."""
    if max_length is not None and len(text) > max_length:
        raise BadInput(f"Höchstens {max_length} Zeichen, jetzt {len(text)}.")
    return text


def within_range(number: Any, minimum: float | None, maximum: float | None) -> Any:
    """Return the number, or raise BadInput if it lies outside."""
    if minimum is not None and number < minimum:
        raise BadInput(f"Mindestens {number_text(minimum)}.")
    if maximum is not None and number > maximum:
        raise BadInput(f"Höchstens {number_text(maximum)}.")
    return number


def number_text(value: Any) -> str:
    """Return a number as it is typed: 1.5 -> "1,5", None -> ""."""
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace(".", ",")
