"""A date: typed the German way ("3.4.17", "heute") or picked from the calendar beside it, and read back below."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from fam.errors import Ambiguous, BadInput
from fam.rules.german import EARLIEST, TypedDate, parse_date
from fam.rules.terms import Precision
from fam.ui.entry import Entry, show_error, show_hint
from fam.ui.feedback import plain
from fam.ui.format import date_text, understood
from fam.ui.inputs import mark, seed

YEARS_AHEAD = 20
EXAMPLE = "TT.MM.JJJJ"
CATCHING_UP = 10.0  # seconds within which a browser may still send the day that its calendar showed before


def date_input(
    label: str,
    key: str,
    value: date | TypedDate | None = None,
    *,
    today: date,
    precision: Precision = Precision.DAY,
    required: bool = False,
    help: str = "",
    precision_ok: bool = False,
    birth: bool = False,
) -> Entry:
    """Draw a date. The value is a TypedDate with `precision_ok` ("ca. 07/2014", "2014" are welcome), else a date.

    `birth` means that no day after today can be meant.
    """
    parse = partial(_parse, today=today, precision_ok=precision_ok, birth=birth)
    seed(key, typed_text(value, precision))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", wrap=False):
        raw = st.text_input(
            mark(label, required),
            key=key,
            help=help or None,
            placeholder=EXAMPLE,
            autocomplete="off",
            persist_state="session",
        )
        value_now, error, readings = _read(raw or "", parse)
        _calendar(label, key, value_now.day if value_now else None, today, birth)
    entry = Entry(key, label, raw or "", value_now, st.empty(), error=error, required=required)
    entry.hint = understood(value_now) if value_now else ""
    if error:
        show_error(entry.line, label, error)
        _offer(label, key, readings)
    else:
        show_hint(entry.line, entry.hint)  # an empty line keeps its room
    return entry


def _read(raw: str, parse: Callable[[str], TypedDate]) -> tuple[TypedDate | None, str, list[str]]:
    """Return what was understood, the sentence that says why not, and what may have been meant."""
    if not raw.strip():
        return None, "", []
    try:
        return parse(raw.strip()), "", []
    except BadInput as error:
        readings = error.readings if isinstance(error, Ambiguous) else ()
        return None, str(error), [reading for reading in readings if _read(reading, parse)[0]]


def _offer(label: str, key: str, readings: Sequence[str]) -> None:
    """Offer each reading of an ambiguous date as a button that fills it in."""
    if not readings:
        return
    with st.container(horizontal=True, gap="xsmall"):
        for number, reading in enumerate(readings):
            st.button(
                reading, key=f"{key}:{number}", help=plain(f"{label}: {reading}"), on_click=_fill, args=(key, reading)
            )


def _fill(key: str, reading: str) -> None:
    st.session_state[key] = reading


def _calendar(label: str, key: str, day: date | None, today: date, birth: bool) -> None:
    """Draw the calendar's button; the calendar opens at the typed day."""
    calendar, last = f"kalender-{key}", today if birth else date(today.year + YEARS_AHEAD, 12, 31)
    st.session_state[f"{calendar}:held"] = st.session_state.get(calendar), time.monotonic()
    st.session_state[calendar] = day if day and EARLIEST <= day <= last else None
    st.date_input(
        f"{label} (Kalender)",
        value=None,
        key=calendar,
        min_value=EARLIEST,
        max_value=last,
        format="DD.MM.YYYY",
        label_visibility="collapsed",
        on_change=_picked,
        args=(key, calendar),
        width=42,
    )


def _picked(key: str, calendar: str) -> None:
    """Write the chosen day into the text, where it can be corrected.

    A click straight out of the text still brings the day from before the typing: that is no choice, the text counts.
    """
    held, drawn_at = st.session_state.get(f"{calendar}:held", (None, 0.0))
    late = st.session_state[calendar] == held and time.monotonic() - drawn_at < CATCHING_UP
    if (day := st.session_state[calendar]) and not late:
        st.session_state[key] = date_text(day)


def _parse(text: str, *, today: date, precision_ok: bool, birth: bool) -> TypedDate:
    typed = parse_date(text, today, birth=birth)
    if not precision_ok and (typed.precision is not Precision.DAY or typed.approximate):
        raise BadInput("Bitte den genauen Tag angeben, zum Beispiel 03.04.2017.")
    if typed.approximate and typed.precision is Precision.DAY:
        return TypedDate(typed.day, Precision.MONTH, True)  # "ca. 03.04.2017" is known to the month
    return typed


def typed_text(value: Any, precision: Precision = Precision.DAY) -> str:
    """Return a stored date as it would be typed: "03.04.2017", "ca. 07/2014", "ca. 2014"."""
    if isinstance(value, TypedDate):
        return typed_text(value.day, value.precision)
    return "" if value is None else date_text(value, precision)
