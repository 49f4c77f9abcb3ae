"""The page Wachstum: the day it shows, the answer in words, the key numbers, and the live redraw."""

from datetime import date
from functools import partial

import streamlit as st

from fam.config import database_url
from fam.figures import overview as figures
from fam.figures.capacity import Capacity
from fam.figures.overview import Overview
from fam.person import Person
from fam.rules.german import format_month
from fam.rules.growth import pace_sentence
from fam.ui import period_choice
from fam.ui.feedback import empty_state, plain
from fam.ui.figure_access import sees_parts
from fam.ui.figures_live import keep_live
from fam.ui.format import count_text, number_text, percent_text

IN_REPORTS = (
    "Ruhende Familien, Auslastung und was aus Vorschlägen wurde, stehen auf kleine Zahlen geprüft in den Berichten."
)


def ask_day(person: Person) -> date:
    """Draw the date picker "Stand" and return the day to show; see `period_choice.ask_day`."""
    return period_choice.ask_day(person, "growth:as_of")


def look(person: Person, day: date, known_on: date | None) -> tuple[Overview, Overview]:
    """Return the totals as of a day, as known then and as known today, and keep the page live from now on.

    Leitung alone, and a locked session, get open totals (`Overview.open_only`) and no cached entry of others.

    Nobody knew on a day what came after it: the totals are those of that day at the latest.
    """
    version = keep_live()
    day = min(day, known_on or day)
    asked = partial(_look, database_url(), version, not sees_parts(person), day)
    now = asked(None)
    return (now if known_on is None else asked(known_on)), now


@st.cache_data(max_entries=200, show_spinner=False)
def _look(url: str, version: int, open_only: bool, day: date, known_on: date | None) -> Overview:
    return figures.overview(day, known_on, open_only=open_only)


def say(seen: Overview) -> None:
    """Answer the question of the page in words, and show that the figures add up."""
    if seen.empty:
        empty_state(
            "Noch keine Familie in FAM.",
            "Familien kommen über „Vorschläge“ dazu oder mit der bisherigen Liste über „Austausch“. "
            "Den Plan trägt die Koordination unter „Plan und Plätze“ ein.",
            key="growth",
        )
        return
    answer, _, rest = pace_sentence(seen.pace, seen.as_of).partition(". ")
    st.header(plain(answer.rstrip(".") + "."), anchor=False)
    if rest:
        st.markdown(plain(rest))
    if not seen.plan:
        st.caption("Die Koordination kann den Plan unter „Plan und Plätze“ eintragen.")


def show_check(seen: Overview) -> None:
    """Say that Bestand = Bestand des Vormonats + Zugang - Abgang holds, or loudly where it does not."""
    if seen.empty:
        return
    if not seen.broken:
        months = count_text(len(seen.counted), "Monat", "Monaten")
        st.caption(
            f":material/check_circle: Probe stimmt in allen {months}: Bestand = Bestand des Vormonats + Zugang − "
            "Abgang (Bestand aus dem Statusverlauf, Zugang und Abgang aus den Falldaten gezählt)."
        )
        return
    lines = [
        f"{format_month(row.month)}: gezählt {row.stock}, erwartet {row.expected} "
        f"({row.before} + {row.inflow} − {row.outflow})"
        for row in seen.broken
    ]
    st.error(
        "**Die Probe geht nicht auf: Bestand = Bestand des Vormonats + Zugang − Abgang.** In diesen Monaten passen "
        "Statusverlauf und Falldaten einer Familie nicht zusammen. Bitte der Koordination melden.\n\n- "
        + "\n- ".join(lines[-12:]),
        icon=":material/error:",
    )


def show_key_numbers(seen: Overview) -> None:
    """Draw the numbers that everybody asks for first."""
    now, year = seen.now, seen.as_of.year
    in_year = [row for row in seen.counted if row.month.year == year]
    came, left = sum(row.inflow or 0 for row in in_year), sum(row.outflow or 0 for row in in_year)
    with st.container(horizontal=True, key="growth-numbers"):
        _number("Bestand", number_text(now.stock), "" if seen.open_only else f"davon {number_text(now.paused)} ruhend")
        if now.plan is None:
            _number("Plan", "–", "für diesen Monat kein Plan")
        else:
            reached = percent_text((now.stock or 0) / now.plan) if now.plan else "–"
            _number(f"Plan {format_month(now.month)}", number_text(now.plan), f"erreicht {reached}")
        _number(f"Saldo {year}", _signed(came - left), f"{number_text(came)} Zugang − {number_text(left)} Abgang")
        if seen.open_only:
            _number("Warteliste", number_text(seen.waiting.families), "")
        else:
            _on_the_way(seen)
            _number("Freie Plätze", " · ".join(_free(one) for one in seen.places), _places(seen.places))
    if seen.open_only:
        st.caption(IN_REPORTS)


def _on_the_way(seen: Overview) -> None:
    median = seen.waiting.median_days
    _number(
        "Vor der Aufnahme",
        number_text(sum((seen.now.pipeline or {}).values())),
        f"{number_text(seen.waiting.families)} warten"
        + ("" if median is None else f", im Median {number_text(round(median))} Tage"),
    )


def _number(label: str, value: str, below: str) -> None:
    st.metric(label, value, below or None, delta_color="off", delta_arrow="off", border=True)


def _signed(number: int) -> str:
    return f"+{number_text(number)}" if number > 0 else number_text(number)


def _free(one: Capacity) -> str:
    return number_text(one.free)


def _places(places: tuple[Capacity, ...]) -> str:
    if all(one.places is None for one in places):
        return "keine Plätze eingetragen"
    return " · ".join(one.institution.label for one in places)
