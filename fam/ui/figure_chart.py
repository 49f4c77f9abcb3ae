"""A chart of figures as every page draws it: the picture, the same numbers as a table, as Excel and as CSV."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go
import streamlit as st

from fam.charts.theme import config
from fam.ui.figure_table import Rows, csv_button, save_button, show_table

CHART, TABLE = "Diagramm", "Als Tabelle"
PICTURES = {"PNG": "png", "SVG": "svg"}
PICTURE = "figures:picture"  # what the camera of every chart saves
Chosen = Callable[[list[str]], None]


def show_chart(
    key: str, made: Callable[[], go.Figure], title: str, headers: Sequence[str], rows: Rows, day: str, say: str = ""
) -> None:
    """Draw one chart with its table behind a tab; picture, table and files are made only when looked at.

    `day` is the Stand as text, `say` what the chart shows in a sentence for those who do not see it.
    """
    picture, table = st.tabs([CHART, TABLE], key=f"figures-{key}", on_change="rerun")
    name = f"FAM {title} {day}"
    if picture.open:
        alt = f"{title}, Stand {day}. {say} Alle Zahlen stehen unter „{TABLE}“.".replace("  ", " ")
        shown = config(name, PICTURES[st.session_state.get(PICTURE) or "PNG"])
        picture.plotly_chart(made(), key=f"chart-{key}", theme=None, config=shown, alt=alt)
    if table.open:
        with table:
            show_table(title, headers, rows)
            with st.container(horizontal=True):
                save_button(f"excel-{key}", title, name, headers, rows)
                csv_button(f"csv-{key}", title, name, headers, rows)


def ask_picture() -> None:
    """Let the person choose what the camera of every chart on this page saves."""
    st.segmented_control("Diagramme speichern als", list(PICTURES), key=PICTURE, default="PNG", required=True)
