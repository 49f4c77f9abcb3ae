"""Below the answer of Planung: the picture with its table, how it was before, how long families stay, assumptions."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from fam.charts import planning as charts
from fam.charts.planning import Panel, Ribbon
from fam.figures.splits import may_see_splits
from fam.person import Person
from fam.rules import backtest as rules
from fam.rules import forecast as words
from fam.rules.backtest import Trial
from fam.rules.behind import Behind, Count
from fam.rules.durations import Point, curve
from fam.rules.forecast import Forecast
from fam.rules.german import format_month
from fam.rules.markers import Marker
from fam.rules.planning import Past
from fam.rules.simulation import Band
from fam.ui import figure_families
from fam.ui.feedback import plain
from fam.ui.figure_access import sees_families
from fam.ui.figure_chart import ask_picture, show_chart, show_time_chart
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import count_text, date_text, number_text, percent_text

AFTER = (6, 12, 18, 24, 36, 48)  # months
COARSE = 20  # Leitung reads the curve in steps of one twentieth: one family must not show
STAY = "Wie lange Familien bleiben"
SHOWN_AHEAD = 6  # months, in the picture of the Rückprobe
LIMITS = ("von", "Mitte", "bis")


def show(person: Person, past: Past, markers: Sequence[Marker], found: Sequence[Forecast]) -> None:
    """Draw what belongs to the answers; nothing without any."""
    if not found:
        return
    day, dark = date_text(person.today), st.context.theme.type == "dark"
    headers, rows = _table(found)
    said = " ".join(words.answer(one) for one in found)
    show_chart(
        "ausblick",
        lambda: charts.bands(found[0].months, _panels(found), day, dark),
        "Planung",
        headers,
        rows,
        day,
        said,
        of=(past.text, [one.question for one in found], day, dark),
    )
    ask_picture()
    _offer_waiting(person, past)
    _show_trials(past, markers, day, dark)
    _show_stay(person, past, day)
    st.header("Annahmen", anchor=False)
    for number, one in enumerate(found, start=1):
        if len(found) > 1:
            st.markdown(f"**Szenario {number}: {plain(words.name(one.question))}**")
        told = words.assumptions(past, one.question, person.today)
        shown = told if number == 1 else [line for line in told if line not in words.assumptions(
            past, found[0].question, person.today)]  # fmt: skip
        st.markdown("\n".join(f"- {plain(line)}" for line in shown) or "- wie Szenario 1")


def _offer_waiting(person: Person, past: Past) -> None:
    """Draw the way to the families on the waiting list, with whom the picture begins; no others of it exist yet."""
    if not past.waiting or not sees_families(person):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="nodruck-planning-behind"):
        st.caption(f"Heute auf der Warteliste: {count_text(past.waiting, 'Familie', 'Familien')}.")
        figure_families.button("planning-behind", Behind(Count.WAITING, person.today, person.today))


def _panels(found: Sequence[Forecast]) -> list[Panel]:
    """Waiting list, free places, positions; the stock on top."""
    panels = [
        Panel("Familien in FAM", [_ribbon(number, one, one.stock) for number, one in enumerate(found)]),
        Panel("Warteliste (Familien)", [_ribbon(number, one, one.waiting) for number, one in enumerate(found)]),
    ]
    free = [_ribbon(number, one, one.free) for number, one in enumerate(found) if one.free]
    panels += [Panel("Freie Plätze (ruhende Familien behalten ihren)", free)] if free else []
    for side in found[0].keys:
        lines = [Ribbon(number, _legend(number, one), *one.positions(side)) for number, one in enumerate(found)]
        panels.append(Panel(f"Nötige Stellen {side.label}", lines, decimals=1))
    return panels


def _ribbon(number: int, of: Forecast, one: Band) -> Ribbon:
    return Ribbon(number, _legend(number, of), one.low, one.middle, one.high)


def _legend(number: int, of: Forecast) -> str:
    return f"{number + 1}: {words.name(of.question)}"


def _table(found: Sequence[Forecast]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    free = any(one.free for one in found)
    nouns = ["Bestand", "Warteliste", *(["frei"] if free else []), *(f"Stellen {side.label}" for side in found[0].keys)]
    headers = ("Monat", "Szenario", *(f"{noun} {limit}" for noun in nouns for limit in LIMITS))
    rows: list[tuple[object, ...]] = []
    for place, month in enumerate(found[0].months):
        for number, one in enumerate(found, start=1):
            bands = [one.stock, one.waiting, *([one.free] if free else [])]
            cells: list[object] = []
            for band in bands:
                cells += [None] * 3 if band is None else [band.low[place], band.middle[place], band.high[place]]
            for side in one.keys:
                cells += [round(line[place], 1) for line in one.positions(side)]
            rows.append((format_month(month), number, *cells))
    return headers, rows


@st.cache_resource(max_entries=50, show_spinner=False, hash_funcs={Past: lambda one: one.text})
def _trials(past: Past) -> tuple[Trial, ...]:
    return rules.backtest(past)


def _show_trials(past: Past, markers: Sequence[Marker], day: str, dark: bool) -> None:
    """Say how far off it would have been, and show every trial."""
    trials = _trials(past)
    found = rules.coverage(trials)
    st.header("Wie gut hätte das gestimmt?", anchor=False)
    st.markdown(plain(words.reliability(found)))
    if not trials:
        return
    rows = [
        (f"{one.ahead} Monate", one.trials, one.inside, percent_text(one.share), number_text(round(one.off, 1)))
        for one in found
    ]
    headers = ("voraus", "Proben", "im Band", "Anteil", "gekommen − Mitte (Familien, im Mittel)")
    show_table("Rückprobe: wie oft das Band hielt", headers, rows)
    st.caption(
        "Von jedem vergangenen Monat mit genug Vergangenheit aus gerechnet, mit dem damals Bekannten: Aufnahmen wie in "
        "den Monaten davor, Plätze ohne Grenze. Proben aus benachbarten Monaten hängen zusammen. Es zählen die Daten, "
        "wie sie heute stehen; Nachgetragenes war damals noch nicht bekannt."
    )
    if near := [one for one in trials if one.ahead == SHOWN_AHEAD]:
        names = ("Monat", "Monate voraus", *LIMITS, "gekommen", "im Band")
        told = trials[::-1]
        show_time_chart(
            "rueckprobe", lambda: _picture(near, day, dark), "Rückprobe", names, [_trial(one) for one in told], day,
            months=[one.month for one in told], markers=markers, of=(trials, day, dark),
        )  # fmt: skip


def _picture(near: Sequence[Trial], day: str, dark: bool) -> go.Figure:
    low, middle, high = zip(*((one.low, one.middle, one.high) for one in near), strict=True)
    ribbon = Ribbon(0, f"{SHOWN_AHEAD} Monate vorher", low, middle, high)
    return charts.trials([one.month for one in near], ribbon, [one.actual for one in near], day, dark)


def _trial(one: Trial) -> tuple[object, ...]:
    inside = "ja" if one.inside else "nein"
    return format_month(one.month), one.ahead, one.low, one.middle, one.high, one.actual, inside


def _show_stay(person: Person, past: Past, day: str) -> None:
    """Show the survival curve at a few months, coarse for Leitung; nothing where fewer than five were watched."""
    points = curve(past.durations, AFTER)
    if not points:
        return
    st.header(STAY, anchor=False)
    exact = may_see_splits(person)
    headers = ("nach", "noch in FAM", *(("95 %-Intervall", "so lange beobachtet") if exact else ()))
    rows = [_point(one, exact) for one in points]
    show_table(STAY, headers, rows)
    note = "" if exact else " Gerundet auf 5 Prozentpunkte."
    st.caption(
        "Kaplan-Meier: laufende Fälle zählen mit ihrer bisherigen Dauer mit. Intervall nach Greenwood (log-log). Wo "
        f"weniger als fünf Familien so lange beobachtet sind, steht nichts.{note}"
    )
    save_button("excel-stay", STAY, f"FAM {STAY} {day}", headers, rows)


def _point(one: Point, exact: bool) -> tuple[object, ...]:
    if not exact:
        return f"{one.months} Monaten", percent_text(round(one.share * COARSE) / COARSE)
    interval = f"{percent_text(one.low)} bis {percent_text(one.high)}"
    return f"{one.months} Monaten", percent_text(one.share), interval, one.families
