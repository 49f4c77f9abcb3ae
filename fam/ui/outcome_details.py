"""Behind the charts of Wirkung: the chosen period's tables, and what was said 3, 6 and 12 months later."""

import streamlit as st

from fam import db
from fam.config import database_url
from fam.figures import follow_ups as figures
from fam.figures.follow_ups import Asked
from fam.figures.indicator import Number, Period
from fam.person import Person
from fam.ui.cooperation import Seen, rate_text
from fam.ui.cooperation_details import Tables, offer_tables, table
from fam.ui.figure_access import team_scope
from fam.ui.figure_definitions import parts_of
from fam.ui.outcome import empty

TABLES: Tables = {
    "Ziele nach Zielbereich": ("I21", "area", ("Zielbereich", "erreicht", "beendet", "Anteil")),
    "Ziele nach Ergebnis": ("I21", "outcome", ("Ergebnis", "Ziele")),
    "Übergänge U25": ("I23", "kind", ("Wohin", "junge Menschen")),
    "Bestand der Übergänge": ("I23", "sustained", ("Nach", "im Zielstatus", "Übergänge", "Anteil")),
    "Integrationen": ("I24", "kind", ("Womit", "Integrationen")),
    "Minijobs": ("I24", "minijob", ("Daneben", "begonnen")),
    "Von denen in Beschäftigung": ("I27", "supplement", ("Leistungsbezug", "eLb")),
    "Warum ohne Leistungsbezug": ("I25", "reason", ("Grund", "Familien")),
    "Durch Arbeit oder Ausbildung": ("I25", "work", ("Grund", "durch Arbeit", "Familien ohne Bezug", "Anteil")),
    "Leistungshöhe": ("I26", "class", ("In Prozent der Ausgangslage", "Familien")),
    "Langzeitleistungsbezug, dieselben Personen": ("I28", "day", ("Wann", "LZB", "Personen", "Anteil")),
    "Abschlussgründe": ("I32", "reason", ("Hauptgrund", "Familien")),
    "Abbruchquote": ("I33", "variant", ("Variante", "Abbrüche", "Abschlüsse", "Anteil")),
}
LATER = "Nachbefragungen"
HEADERS = ("Nach", "fällig", "gefragt", "erreicht", "Anteil erreicht", "ohne Bezug", "Anteil ohne Bezug",
           "in Arbeit oder Ausbildung", "Anteil in Arbeit")  # fmt: skip
NOTE = (
    "Gezählt werden Nachbefragungen, deren Tag in den Zeitraum fällt; nur Familien, die zugestimmt haben. „Ohne Bezug“ "
    "und „in Arbeit“: von denen, die es sagten. Wer antwortet, ist vielleicht nicht wie die anderen."
)


def show(person: Person, seen: Seen) -> None:
    """Offer the tables of the chosen period, and the follow-ups."""
    if empty(seen):
        return
    name = seen.chosen.name
    offer_tables("outcome", TABLES, seen)
    with st.expander(f"{LATER}: {name}", icon=":material/history:", key="outcome-later", on_change="rerun") as box:
        if box.open:
            st.caption(NOTE)
            found = _read(database_url(), db.data_version(), team_scope(person), seen.chosen.period)
            table("follow-ups", LATER, HEADERS, [_row(one) for one in found], seen)


def _row(one: Asked) -> tuple[object, ...]:
    return (
        f"{one.months} Monaten", one.due, one.asked, one.reached.numerator, rate_text(one.reached),
        _parts(one.out), rate_text(one.out), _parts(one.work), rate_text(one.work),
    )  # fmt: skip


def _parts(number: Number) -> str:
    return parts_of(number) if number.denominator else ""


@st.cache_data(max_entries=50, show_spinner=False)
def _read(url: str, version: int, scope: str, period: Period) -> tuple[Asked, ...]:
    return figures.follow_ups(period)
