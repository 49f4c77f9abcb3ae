"""A button that prints the page: the browser's own dialog, laid out by the theme's print rules."""

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
    js="export default function ({ parentElement }) {"
    " parentElement.querySelector('button').onclick = () => window.print(); }",
)


def print_button() -> None:
    """Draw "Drucken"."""
    _component(key="print")
