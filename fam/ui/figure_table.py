"""A table of figures as real HTML: read by screen readers, printed, copied; and the same rows as an Excel file."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from fam.exchange.excel import to_excel
from fam.ui.format import NOTHING, value_text
from fam.ui.tables import EXCEL
from fam.ui.theme import asset

Rows = Sequence[Sequence[object]]


def show_table(title: str, headers: Sequence[str], rows: Rows, *, words: bool = False) -> None:
    """Draw rows under their headers, numbers to the right (`words`: everything to the left); long ones scroll.

    The first cell of a row is its heading.
    """
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in headers)
    body = "".join(f"<tr>{''.join(_cell(number, value) for number, value in enumerate(row))}</tr>" for row in rows)
    kind = "fam-figures fam-words" if words else "fam-figures"
    st.html(
        f"<style>{asset('figures.css')}</style>"
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f'<caption class="fam-unseen">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(number: int, value: object) -> str:
    text = value_text(value)
    shown = "" if text == NOTHING else escape(text)
    if number == 0:
        return f'<th scope="row">{shown}</th>'
    return f"<td>{shown}</td>"


def save_button(key: str, title: str, name: str, headers: Sequence[str], rows: Rows) -> None:
    """Draw the button that saves exactly these rows as Excel, under a file name without its ending."""
    st.download_button(
        "Als Excel speichern",
        data=lambda: to_excel(title, headers, rows),
        file_name=f"{name}.xlsx",
        mime=EXCEL,
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )
