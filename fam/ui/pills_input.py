"""Few choices as buttons that are all seen at once: one click each."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fam.ui.entry import Entry
from fam.ui.feedback import as_label
from fam.ui.inputs import labels_of, mark, seed


def pills_input(
    label: str,
    key: str,
    choices: Mapping[Any, str],
    value: Sequence[Any] = (),
    *,
    required: bool = False,
    help: str = "",
) -> Entry:
    """Draw several of code -> label; the value is a list of codes in the order of the choices."""
    seed(key, list(value))
    st.session_state[key] = [code for code in st.session_state[key] or () if code in choices]
    raw = st.pills(
        mark(label, required),
        list(choices),
        selection_mode="multi",
        key=key,
        help=help or None,
        format_func=lambda code: as_label(choices.get(code, str(code))),
        wrap=True,
        persist_state="session",
    )
    chosen = [code for code in choices if code in raw]
    return Entry(key, label, chosen, chosen, st.empty(), required=required, show=labels_of(choices))
