"""From the bars of Tandemarbeit and Wirkung to the families behind them."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from fam.person import Person
from fam.queries.behind import BARS, may_follow, rows_of
from fam.rules.behind import WHOLE, Behind, By
from fam.ui import figure_families
from fam.ui.cooperation import Seen
from fam.ui.figure_access import sees_families
from fam.ui.figure_chart import Chosen

OF_FILES = (
    "Balken, die aus Einträgen der Akten gezählt sind, führen nur Fachkräfte zu Familien, mit denen sie arbeiten."
)


def labels(seen: Seen, by: By) -> Mapping[str, str]:
    """Return code -> label of the bars of a chart, over all its periods; some are there only if needed."""
    indicator, breakdown = BARS[by]
    found = [one for figure in seen.all(indicator) for one in figure.breakdowns if one.key == breakdown]
    return {part.code: part.label for one in found for part in one.parts} or rows_of(by).labels


def chosen(person: Person, seen: Seen, by: By) -> Chosen | None:
    """Return what a click on a bar does; None for who gets no families by it."""
    if not may_follow(person, by):
        return None
    return figure_families.chosen(person, lambda code, first: _behind(seen, by, code, first))


def _behind(seen: Seen, by: By, code: str, first: date | None) -> Behind | None:
    period = next((one for one in seen.periods if one.first == first), None)
    if period is None or code not in labels(seen, by):
        return None
    return Behind(WHOLE[by], period.first, period.last, period.known_on, by, code)


def offer(person: Person, seen: Seen, page: str, charts: Mapping[By, str]) -> None:
    """Draw the way without a mouse: period, chart, bar, and the button that opens the families behind it.

    `charts`: the charts of bars on this page, with their titles.
    """
    if not sees_families(person):
        return
    offered = [by for by in charts if may_follow(person, by)]
    if offered:
        st.caption(figure_families.HINT.format(""))
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"nodruck-{page}-behind"):
            _choose(seen, page, charts, offered)
    if len(offered) < len(charts):
        st.caption(OF_FILES)


def _choose(seen: Seen, page: str, charts: Mapping[By, str], offered: list[By]) -> None:
    key, span = f"{page}:behind", seen.chosen.span
    periods = {one.first: span.named(one) for one in reversed(seen.periods)}
    first = st.selectbox(span.value, list(periods), key=f"{key}-{span}", format_func=periods.__getitem__, width=180)
    by = st.selectbox("Diagramm", offered, key=f"{key}-chart", format_func=charts.__getitem__, width=280) or offered[0]
    bars = dict(labels(seen, by))
    code = st.selectbox("Balken", list(bars), key=f"{key}-{by}", format_func=bars.__getitem__, width=360)
    figure_families.button(f"{page}-behind", _behind(seen, by, code or "", first))
