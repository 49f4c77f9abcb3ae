"""The answer to a question of one's own: in words, as a chart, as a table, as an Excel file."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from fam.charts.own import MOST_SERIES, Form, Series, draw, fewer
from fam.charts.theme import config
from fam.person import Person
from fam.queries.dimensions import Subject
from fam.queries.own_figures import Answer
from fam.rules.suppression import Cell, Hidden
from fam.ui import own_words
from fam.ui.feedback import plain
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import date_text, percent_text

SECOND = " und "
FEW_GROUPS, SHORT = 8, 16  # up to so many groups with names of so many letters stand side by side
MOST_SHOWN = "Im Diagramm: die {shown} größten von {all} Reihen, alle übrigen als „{rest}“. Die Tabelle zeigt jede."
T = TypeVar("T")
Rows = list[tuple[object, ...]]


def show(person: Person, subject: Subject, answer: Answer, form: Form | None, filtered: str = "") -> None:
    """Draw the answer; `form` None takes what fits, `filtered` says in words what it was narrowed by."""
    st.subheader(plain(own_words.sentence(subject, answer)), anchor=False)
    for note in (own_words.covers(person, subject), *own_words.notes(subject, answer)):
        st.caption(plain(note))
    if not answer.row_title or not answer.rows:
        if not answer.records:
            st.caption("Nichts gefunden: Filter oder Zeitraum weiter fassen.")
        return
    title, day = heading(subject, answer), date_text(person.today)
    chosen = form or fitting(answer)
    if chosen is not Form.TABLE:
        _chart(answer, chosen, title, f"{subject.nouns[1]}{filtered} · Stand {day}")
    show_table(title, *table(subject, answer))


def offer_file(person: Person, subject: Subject, answer: Answer) -> None:
    """Offer the table as an Excel file, exactly as it is shown."""
    if answer.row_title and answer.rows:
        title = heading(subject, answer)
        save_button("own-excel", title, f"FAM {title} {date_text(person.today)}", *table(subject, answer))


def heading(subject: Subject, answer: Answer) -> str:
    """Return the title of chart and file: "Familien nach Wohnort und Status", "Bestand je Monat"."""
    if answer.stock:
        return "Bestand je Monat" + (f" nach {answer.column_title}" if answer.column_title else "")
    parts = [one for one in (answer.row_title, answer.column_title) if one]
    return f"{subject.nouns[1]} nach {SECOND.join(parts)}"


def fitting(answer: Answer) -> Form:
    """Return the form that suits an answer: stock as a line, parts stacked, long or many names as lying bars."""
    if answer.stock:
        return Form.STACKED if answer.column_title and not partly(answer) else Form.LINE
    if answer.column_title:  # a stack without some of its parts would say too little
        return Form.STACKED if not partly(answer) else Form.LINE if answer.in_time else Form.COLUMNS
    names = [row.label for row in answer.rows]
    if answer.in_time or (len(names) <= FEW_GROUPS and max(map(len, names)) <= SHORT):
        return Form.COLUMNS
    return Form.BARS


def partly(answer: Answer) -> bool:
    """Whether some of its numbers are not shown."""
    return any(isinstance(cell, Hidden) for row in answer.counts.cells for cell in row)


def _chart(answer: Answer, form: Form, title: str, below: str) -> None:
    drawn = [place for place, row in enumerate(answer.rows) if row.code is not None or not answer.in_time]
    series = [
        Series(column.label, [_drawn(answer.counts.cells[row][place]) for row in drawn])
        for place, column in enumerate(answer.columns)
    ]
    names = [answer.rows[row].label for row in drawn]
    if len(drawn) < len(answer.rows):  # on an axis of time there is no place for what has no date
        below += f" · ohne Datum: {_said(answer.counts.row_totals[-1])}"
    first, _and, second = title.partition(SECOND)  # long titles end at the camera, so the rest stands below
    below = f"und {second} · {below}" if second else below
    made = draw(names, series, form, first, below, st.context.theme.type == "dark")
    alt = f"{title}. Alle Zahlen stehen in der Tabelle darunter."
    st.plotly_chart(made, key="own-chart", theme=None, config=config(f"FAM {title}"), alt=alt)
    if len(series) > MOST_SERIES:
        st.caption(MOST_SHOWN.format(shown=MOST_SERIES - 1, all=len(series), rest=fewer(series)[-1].name))
    if partly(answer) and (form in (Form.STACKED, Form.LINE) or answer.column_title):
        st.caption("Nicht gezeigte Zahlen fehlen im Diagramm.")


def _drawn(cell: Cell) -> int | str:
    return cell.value if isinstance(cell, Hidden) else cell


def table(subject: Subject, answer: Answer) -> tuple[tuple[str, ...], Rows]:
    """Return headers and rows, time with the newest first, totals last."""
    whole = "Nennungen" if answer.several else "zusammen"
    if not answer.column_title:
        return _simple(subject, answer, whole)
    headers = (answer.row_title, *(column.label for column in answer.columns), whole)
    counts = answer.counts
    rows: Rows = [
        (row.label, *(_said(cell) for cell in cells), _said(total))
        for row, cells, total in _ordered(answer, list(zip(answer.rows, counts.cells, counts.row_totals, strict=True)))
    ]
    if not answer.stock:
        rows.append((whole, *(_said(cell) for cell in counts.column_totals), _said(counts.total)))
    return headers, rows


def _simple(subject: Subject, answer: Answer, whole: str) -> tuple[tuple[str, ...], Rows]:
    pairs = _ordered(answer, list(zip(answer.rows, answer.counts.row_totals, strict=True)))
    if answer.stock:
        return (answer.row_title, subject.nouns[1]), [(row.label, _said(total)) for row, total in pairs]
    rows: Rows = [(row.label, _said(total), _share(total, answer.records)) for row, total in pairs]
    last = "" if answer.several else _share(answer.counts.total, answer.records)
    rows.append((whole, _said(answer.counts.total), last))
    if answer.several:
        rows.append((subject.nouns[1], _said(answer.records), percent_text(1)))
    return (answer.row_title, subject.nouns[1], "Anteil"), rows


def _ordered(answer: Answer, rows: Sequence[T]) -> Sequence[T]:
    """Time with the newest first; what has no date stays last."""
    if not answer.in_time:
        return rows
    dated = len([row for row in answer.rows if row.code is not None])
    return [*rows[:dated][::-1], *rows[dated:]]


def _said(cell: Cell) -> object:
    return cell.value if isinstance(cell, Hidden) else cell


def _share(part: Cell, whole: Cell) -> str:
    if isinstance(part, Hidden) or isinstance(whole, Hidden) or not whole:
        return ""
    return percent_text(part / whole)
