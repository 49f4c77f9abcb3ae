"""The charts of Wirkung over quarters or years, each with its table and its files."""

import streamlit as st

from fam.person import Person
from fam.rules.behind import By
from fam.ui import bar_families
from fam.ui.cooperation import Seen
from fam.ui.cooperation_charts import counts, rates, times
from fam.ui.figure_chart import ask_picture
from fam.ui.outcome import empty

WORK, ENDS = "eLb in Beschäftigung", "Abschlüsse nach Grund"


def show(person: Person, seen: Seen) -> None:
    """Draw all charts: goals and the young first, then work and receipt, then how cases end; the way to families."""
    if empty(seen):
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _goals(seen)
        _work(person, seen)
        _height(seen)
    with right:
        _young(seen)
        _receipt(seen)
        _ends(person, seen)
    ask_picture()
    bar_families.offer(person, seen, "outcome", {By.WORK: WORK, By.GROUP: ENDS})


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


def _work(person: Person, seen: Seen) -> None:
    counts(person, seen, "beschaeftigung", WORK, f"eLb {times(seen).stichtag}", By.WORK)


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


def _ends(person: Person, seen: Seen) -> None:
    counts(person, seen, "abschluesse", ENDS, f"Familien {times(seen).unit}", By.GROUP)
