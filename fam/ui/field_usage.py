"""How a field is used: fill rate, distinct values, where it stands, and what the numbers propose."""

import streamlit as st

from fam.fields.spec import FieldSpec
from fam.figures.field_use import MonthFill, Report
from fam.models import FieldDef
from fam.person import Person
from fam.rules.field_use import SMALL, small
from fam.rules.german import format_month
from fam.ui import field_figures
from fam.ui.feedback import plain
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import count_text, moment_text, number_text, percent_text

HIDDEN = "·"
HEADERS = ("Erfasst im Monat", "Institution", "Einträge", "Ausgefüllt")


def show(person: Person, row: FieldDef, field: FieldSpec) -> None:
    """Draw the usage report; it counts all records and names none."""
    report = field_figures.report(person, row.id or 0)
    if report is None:
        return
    st.markdown(f"**Vorschlag: {plain(report.advice.label)}.** {plain(report.reason)}")
    _numbers(report)
    rows = [(format_month(one.month), one.institution, small(one.total), _filled(one)) for one in report.months]
    if rows:
        title = f"Ausgefüllt je Monat: {row.label}"
        show_table(title, HEADERS, rows)
        save_button(f"excel-use-{row.id}", title, f"Nutzung {row.label}", HEADERS, rows)
    st.caption("Gezählt wird über alle Einträge; ein bis zwei je Monat und Institution stehen als „< 3“.")


def _filled(one: MonthFill) -> object:
    """Of one or two entries it is not said whether they are filled: somebody may know whose they are."""
    return HIDDEN if 0 < one.total < SMALL else small(one.filled)


def _numbers(report: Report) -> None:
    use, places = report.use, report.places
    with st.container(horizontal=True, key="growth-numbers-field"):
        st.metric("Ausgefüllt", percent_text(use.rate), f"{number_text(use.filled)} von {number_text(use.total)}",
                  delta_color="off", delta_arrow="off", border=True)  # fmt: skip
        st.metric("Verschiedene Werte", number_text(report.distinct), border=True)
    written = (
        f"Zuletzt geschrieben am {moment_text(report.last_write)}." if report.last_write else "Noch nie ausgefüllt."
    )
    parts = (
        count_text(places.lists, "Liste", "Listen"),
        count_text(places.filters, "Filter", "Filtern"),
        count_text(places.charts, "Auswertung", "Auswertungen"),
    )
    st.markdown(plain(f"{written} Steht in {', '.join(parts)}."))
    if report.unread:
        st.caption(f"{count_text(report.unread, 'Wert ist', 'Werte sind')} nach einem Wechsel der Art nicht lesbar.")
