"""A button that prints the page: the browser's own dialog, laid out by the theme's print rules."""

from collections.abc import Callable

import streamlit as st

_component = st.components.v2.component(
    "fam_print",
    html='<button type="button" class="print">Drucken</button>',
    css="""
.print { font: inherit; color: var(--st-text-color); background: transparent; border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius, 0.4rem); padding: 0.45rem 0.8rem; font-size: 0.875rem; cursor: pointer; }
.print:hover, .print:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
.print:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
@media print { .print { display: none; } }
""",
    js="export default function ({ parentElement, setTriggerValue }) {"
    " parentElement.querySelector('button').onclick = () => { setTriggerValue('printed', true); window.print(); }; }",
)


def print_button(on_print: Callable[[], None] | None = None) -> None:
    """Draw "Drucken"; `on_print` is called when it is clicked. What the keyboard prints, no server hears of."""
    _component(key="print", on_printed_change=on_print or _nothing)


def _nothing() -> None:
    """Nothing follows from printing one's own codes."""
