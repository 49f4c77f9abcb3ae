"""Bedarfe then and now: the picture, and the same as a table with who judged and where the sides differ."""

import streamlit as st

from fam.charts import needs as charts
from fam.charts.needs import Line
from fam.charts.theme import config
from fam.person import Person
from fam.queries.needs import Area, Needs
from fam.rules.needs import Board, ThenNow, difference, now_by_area, then_now
from fam.rules.plan_terms import Perspective
from fam.ui.figure_table import show_table
from fam.ui.format import date_text

HEADERS = ("Bereich", "Wer", "Damals", "Jetzt", "Veränderung", "Unterschied der Sichten")


def show(person: Person, found: Needs) -> None:
    """Draw picture and table: both are printed."""
    board = then_now(found.plain)
    day, dark = date_text(person.today), st.context.theme.type == "dark"
    order = [(area, who) for area in found.areas for who in Perspective if (area, who) in board]
    if not order:
        st.caption("Noch wurde kein Bereich mit einer Stufe eingeschätzt.")
        return
    lines = [_line(found.areas[area], who, board[area, who]) for area, who in order]
    made = charts.then_now(lines, day, dark)
    alt = f"Bedarfe damals und jetzt, Stand {day}. Alle Stufen stehen in der Tabelle darunter."
    st.plotly_chart(made, key="chart-bedarfe", theme=None, config=config(f"FAM Bedarfe {day}"), alt=alt)
    show_table("Bedarfe damals und jetzt", HEADERS, _rows(found, board, order), sentences=True)


def _line(area: Area, who: Perspective, one: ThenNow) -> Line:
    now = one.last.level or 0
    return Line(area.label, who, one.first.level or 0, now, f"{area.level_text(now)} ({one.in_words})")


def _rows(found: Needs, board: Board, order: list[tuple[int, Perspective]]) -> list[tuple[str, ...]]:
    now = now_by_area(board)
    rows: list[tuple[str, ...]] = []
    for number, (area_id, who) in enumerate(order):
        area, one = found.areas[area_id], board[area_id, who]
        begins = not number or order[number - 1][0] != area_id
        silent = f"; am {date_text(one.silent_on)} nicht angesprochen" if one.silent_on else ""
        then = "" if one.change is None else f"{area.level_text(one.first.level)} ({date_text(one.first.day)})"
        rows.append((
            area.label, who.label, then,
            f"{area.level_text(one.last.level)} ({date_text(one.last.day)}){silent}",
            one.in_words, difference(now[area_id]) if begins else "",
        ))  # fmt: skip
    return rows
