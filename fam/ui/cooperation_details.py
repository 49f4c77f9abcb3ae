"""Behind the charts of Tandemarbeit: the chosen period's tables, and the tandems for Koordination."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fam import db
from fam.config import database_url
from fam.figures import tandems as figures
from fam.figures.indicator import Figure, Period
from fam.figures.tandems import Tandem, may_see_tandems
from fam.person import Person
from fam.ui.cooperation import Seen, rate_text
from fam.ui.figure_table import Rows, csv_button, save_button, show_table
from fam.ui.format import date_text

TANDEMS = "Tandems"
Tables = Mapping[str, tuple[str, str, Sequence[str]]]  # title: indicator, breakdown, headers
TABLES: Tables = {
    "Leistungen nach Paragraf": ("I29", "paragraph", ("Leistung", "Familien")),
    "Begonnene Leistungen nach Paragraf": ("I29", "started_paragraph", ("Leistung", "Familien")),
    "Häufigste Paare (ab 5 Familien)": ("I30", "pair", ("Leistungen beider Rechtskreise", "Familien")),
    "Überprüfungen nach Plan": ("I20", "kind", ("Was überprüft wird", "fristgerecht", "fällig", "Anteil")),
    "Geplante Gespräche": ("I18", "outcome", ("Was daraus wurde", "Gespräche")),
    "Dauer bis zur Eingabe": ("I19", "delay", ("Dauer", "Gespräche")),
    "Fehlende Einwilligungen": ("I36", "lacking", ("Einwilligung", "Familien, in denen sie fehlt")),
}


def show(person: Person, seen: Seen) -> None:
    """Offer the tables of the chosen period, and to Koordination the tandems."""
    if seen.empty:
        return
    offer_tables("cooperation", TABLES, seen)
    if may_see_tandems(person):
        _tandems(person, seen)


def offer_tables(page: str, tables: Tables, seen: Seen) -> None:
    """Offer the tables of the chosen period; they are made only once somebody looks."""
    label = f"Tabellen: {seen.chosen.name}"
    with st.expander(label, icon=":material/table:", key=f"{page}-tables", on_change="rerun") as box:
        for title, (number, key, headers) in tables.items() if box.open else ():
            st.markdown(f"**{title}**")
            table(f"{number}-{key}", title, headers, rows_of(seen.figure(number), key), seen)


def rows_of(figure: Figure, key: str) -> Rows:
    """Return a breakdown as rows; counts of nothing are left out, shares say what they are made of."""
    parts = next(one for one in figure.breakdowns if one.key == key).parts
    if parts and parts[0].number.base is not None:
        return [(part.label, part.number.numerator, part.number.denominator, rate_text(part.number)) for part in parts]
    return [(part.label, part.number.value) for part in parts if part.number.value]


def _tandems(person: Person, seen: Seen) -> None:
    with st.expander(TANDEMS, icon=":material/group:", key="cooperation-tandems", on_change="rerun") as box:
        if not box.open:
            return
        st.caption(
            "Nur für die Koordination, nach Namen geordnet und keine Leistungsmessung (Personalrat). Familien in FAM "
            f"am {date_text(seen.chosen.period.last)}; Gespräche {seen.chosen.when}, nach der Fallführung am Tag des "
            "Gesprächs."
        )
        found = _read(database_url(), db.data_version(), figures_scope(person), person, seen.chosen.period)
        headers = ("Pro Arbeit", "ASD", "Familien", "Gespräche", "davon gemeinsam")
        rows = [(one.pro_arbeit, one.asd, one.families, one.held, one.joint) for one in found]
        table("tandems", TANDEMS, headers, rows, seen)


def figures_scope(person: Person) -> str:
    """What the cache must know of the person: only Koordination meets these entries."""
    return "koordination" if may_see_tandems(person) else ""


@st.cache_data(max_entries=50, show_spinner=False)
def _read(url: str, version: int, scope: str, _person: Person, period: Period) -> tuple[Tandem, ...]:
    return figures.tandems(_person, period)


def table(key: str, title: str, headers: Sequence[str], rows: Rows, seen: Seen) -> None:
    """Draw rows of the chosen period with their files, or that there are none."""
    if not rows:
        st.caption("Nichts zu zeigen.")
        return
    name = f"FAM {title} {seen.chosen.name}"
    show_table(title, headers, rows)
    with st.container(horizontal=True):
        save_button(f"excel-{key}", title, name, headers, rows)
        csv_button(f"csv-{key}", title, name, headers, rows)
