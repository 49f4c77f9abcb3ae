"""The charts of Wirkung over quarters or years, each with its table and its files."""

import streamlit as st

from fam.ui.cooperation import Seen
from fam.ui.cooperation_charts import counts, rates, times
from fam.ui.figure_chart import ask_picture
from fam.ui.outcome import empty


def show(seen: Seen) -> None:
    """Draw all charts: goals and the young first, then work and receipt, then how cases end."""
    if empty(seen):
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _goals(seen)
        _work(seen)
        _height(seen)
    with right:
        _young(seen)
        _receipt(seen)
        _ends(seen)
    ask_picture()


def _goals(seen: Seen) -> None:
    rates(seen, "ziele", "Ziele und Fortschritt", {
        "Ziele ganz oder überwiegend erreicht": [one.number for one in seen.all("I21")],
        "Familien mit Fortschritt": [one.number for one in seen.all("I22")],
    })  # fmt: skip


def _young(seen: Seen) -> None:
    rates(seen, "uebergaenge", "Übergänge U25 und ihr Bestand", {
        "mit Übergang": [one.number for one in seen.all("I23")],
        "nach 3 Monaten weiter": [one.part("sustained", "3") for one in seen.all("I23")],
        "nach 6 Monaten weiter": [one.part("sustained", "6") for one in seen.all("I23")],
    })  # fmt: skip


def _work(seen: Seen) -> None:
    counts(seen, "beschaeftigung", "eLb in Beschäftigung", f"eLb {times(seen).stichtag}", "I27", "state")


def _receipt(seen: Seen) -> None:
    rates(seen, "bezug", "Aus dem Leistungsbezug", {
        "Familien ohne Bezug geworden": [one.number for one in seen.all("I25")],
        "nach 3 Monaten weiter ohne": [one.part("lasting", "3") for one in seen.all("I25")],
    })  # fmt: skip


def _height(seen: Seen) -> None:
    rates(seen, "hoehe", "Leistungshöhe und Langzeitbezug", {
        "Familien mit gesunkener Leistung": [one.number for one in seen.all("I26")],
        "LZB am Stichtag": [one.part("day", "now") for one in seen.all("I28")],
        "dieselben bei der Aufnahme": [one.part("day", "then") for one in seen.all("I28")],
    })  # fmt: skip


def _ends(seen: Seen) -> None:
    counts(seen, "abschluesse", "Abschlüsse nach Grund", f"Familien {times(seen).unit}", "I32", "group")
