"""A table of figures as real HTML: read by screen readers, printed, copied; and the same rows as an Excel file."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from fam.exchange.excel import to_csv, to_excel
from fam.ui import auth_session, read_log
from fam.ui.format import NOTHING, value_text
from fam.ui.tables import EXCEL
from fam.ui.theme import asset

Rows = Sequence[Sequence[object]]


def show_table(title: str, headers: Sequence[str], rows: Rows, *, sentences: bool = False, tall: bool = False) -> None:
    """Draw rows under their headers, numbers to the right; the first cell of a row is its heading. Long ones scroll.

    With `sentences` everything stands to the left, wraps and does not scroll downwards: words, not numbers. `tall`:
    all rows at once.
    """
    words = [_words([row[place] for row in rows]) for place in range(len(headers))]
    marks = [' class="words"' if place and word else "" for place, word in enumerate(words)]
    kind = " fam-sentences" if sentences else " fam-tall" if tall else ""
    head = "".join(f'<th scope="col"{mark}>{escape(header)}</th>' for header, mark in zip(headers, marks, strict=True))
    body = "".join(f"<tr>{''.join(map(_cell, range(len(row)), row, marks))}</tr>" for row in rows)
    st.html(
        f"<style>{asset('figures.css')}</style>"
        f'<div class="fam-figures{kind}" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f'<caption class="fam-unseen">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _words(values: Sequence[object]) -> bool:
    """Whether a column holds words: they stand to the left, numbers and what stands for them to the right."""
    filled = [value for value in values if value not in (None, "")]
    return bool(filled) and all(isinstance(value, str) and value[0].isalpha() for value in filled)


def _cell(number: int, value: object, mark: str = "") -> str:
    text = value_text(value)
    shown = "" if text == NOTHING else escape(text)
    if number == 0:
        return f'<th scope="row">{shown}</th>'
    return f"<td{mark}>{shown}</td>"


def save_button(key: str, title: str, name: str, headers: Sequence[str], rows: Rows) -> None:
    """Draw the button that saves exactly these rows as Excel (named without its ending); saving is logged."""
    here = auth_session.current()

    def made() -> bytes:
        return to_excel(title, headers, read_log.exported(here.person, title, rows) if here else rows)

    st.download_button(
        "Als Excel speichern",
        data=made,
        file_name=f"{name}.xlsx",
        mime=EXCEL,
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )


def csv_button(key: str, title: str, name: str, headers: Sequence[str], rows: Rows) -> None:
    """Draw the button that saves exactly these rows as CSV (UTF-8 with mark, so that Excel reads it); it is logged."""
    here = auth_session.current()

    def made() -> bytes:
        found = read_log.exported(here.person, title, rows) if here else rows
        return to_csv(headers, found).encode("utf-8-sig")

    st.download_button(
        "Als CSV speichern", data=made, file_name=f"{name}.csv", mime="text/csv", key=key, on_click="ignore",
        icon=":material/csv:",
    )  # fmt: skip
