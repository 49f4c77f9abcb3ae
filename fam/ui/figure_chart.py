"""A chart of figures as every page draws it: the picture, the same numbers as a table, as Excel and as CSV."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Literal

import plotly.graph_objects as go
import streamlit as st

from fam.charts.markers import mark
from fam.charts.theme import config
from fam.rules.markers import Marker, by_step, sentence, short_names
from fam.ui.figure_table import Rows, csv_button, save_button, show_table

CHART, TABLE = "Diagramm", "Als Tabelle"
MARKS = "Marken"
PICTURES = {"PNG": "png", "SVG": "svg"}
PICTURE = "figures:picture"  # what the camera of every chart saves
Point = tuple[str, str]  # the code of the trace (in `meta`), and where on the axis the point lies
Chosen = Callable[[Sequence[Point]], None]


def show_chart(
    key: str,
    made: Callable[[], go.Figure],
    title: str,
    headers: Sequence[str],
    rows: Rows,
    day: str,
    say: str = "",
    chosen: Chosen | None = None,
    of: object = None,
) -> None:
    """Draw one chart with its table behind a tab; picture, table and files are made only when looked at.

    `day` is the Stand as text, `say` what the chart shows in a sentence for those who do not see it. `chosen` is called
    before the next run with the points that were clicked; without it a click does nothing. `of` is all that the picture
    is made of, in values that say themselves by `repr`: what is the same is drawn once, for everybody.
    """
    picture, table = st.tabs([CHART, TABLE], key=f"figures-{key}", on_change="rerun")
    name = f"FAM {title} {day}"
    if picture.open:
        alt = f"{title}, Stand {day}. {say} Alle Zahlen stehen unter „{TABLE}“.".replace("  ", " ")
        shown = config(name, PICTURES[st.session_state.get(PICTURE) or "PNG"])
        made = partial(_closest, made) if chosen else made
        drawn = made() if of is None else _drawn(repr((key, of, bool(chosen))), made)
        clicked: Callable[..., None] | Literal["ignore"] = "ignore"
        if chosen:
            clicked = partial(_clicked, f"chart-{key}", drawn, chosen)
        picture.plotly_chart(
            drawn, key=f"chart-{key}", theme=None, config=shown, alt=alt, on_select=clicked, selection_mode="points"
        )
    if table.open:
        with table:
            show_table(title, headers, rows)
            with st.container(horizontal=True):
                save_button(f"excel-{key}", title, name, headers, rows)
                csv_button(f"csv-{key}", title, name, headers, rows)


def _closest(made: Callable[[], go.Figure]) -> go.Figure:
    return made().update_layout(hovermode="closest")  # a click means the point under it, not all of a month


@st.cache_resource(max_entries=500, show_spinner=False)
def _drawn(of: str, _made: Callable[[], go.Figure]) -> go.Figure:
    """Remember a picture by what it is made of: building one costs more than all the rest of its page."""
    return _made()


def _clicked(key: str, drawn: go.Figure, chosen: Chosen) -> None:
    points = st.session_state[key].selection.points
    codes = {number: trace.meta["code"] for number, trace in enumerate(drawn.data) if trace.meta}
    found = ((codes.get(one.get("curve_number")), one.get("x")) for one in points)
    chosen([(str(code), str(place)) for code, place in found if code])


def show_time_chart(
    key: str, made: Callable[[], go.Figure], title: str, headers: Sequence[str], rows: Rows, day: str, say: str = "",
    chosen: Chosen | None = None, *, months: Sequence[date], markers: Sequence[Marker], length: int = 1,
    of: object = None,
) -> None:  # fmt: skip
    """Draw a chart over months as `show_chart` does, with its markers: lines, a column of the table, the description.

    `months` are the first days of what the rows stand for, in the order of the rows; each has `length` months.
    """
    steps, dark = by_step(markers, months, length), st.context.theme.type == "dark"
    shown = [one for many in steps.values() for one in many]
    if not shown:
        show_chart(key, made, title, headers, rows, day, say, chosen, of)
        return
    named = {first: "; ".join(one.text for one in many) for first, many in steps.items()}
    marked = [(*row, named.get(month, "")) for row, month in zip(rows, months, strict=True)]
    said = f"{say} {sentence(shown)}".strip()
    names = short_names(markers)
    whole = None if of is None else (of, steps, names, dark)
    show_chart(
        key, lambda: mark(made(), steps, names, dark), title, (*headers, MARKS), marked, day, said, chosen, whole
    )


def ask_picture() -> None:
    """Let the person choose what the camera of every chart on this page saves."""
    st.segmented_control("Diagramme speichern als", list(PICTURES), key=PICTURE, default="PNG", required=True)
