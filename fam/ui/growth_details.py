"""Behind the totals of Wachstum: splits for the team, proposals by quarter, and the definitions."""

from datetime import date

import streamlit as st

from fam import db
from fam.config import database_url
from fam.errors import NotAllowed
from fam.exchange import report_rows
from fam.figures import overview as figures
from fam.figures import reports
from fam.figures.decisions import Cohort
from fam.figures.gate import audience_of
from fam.figures.indicators import INDICATORS, SMALL, Indicator, Value
from fam.figures.overview import EXPANSION, Overview
from fam.figures.reports import View
from fam.figures.shown import Audience
from fam.figures.splits import Part, Split, may_see_splits, split
from fam.person import Person
from fam.ui import auth_session
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import NOTHING, date_text, number_text, percent_text
from fam.ui.growth_charts import Rows

TOO_FEW = "·"
PUBLISHED = "Aufteilungen aus den Berichten"
QUOTA = "Aufnahmequote nach Quartal des Eingangs"


def show_splits(person: Person, seen: Overview) -> None:
    """Offer the totals divided by town, source and reason: to the team while its session is not locked."""
    here = auth_session.current()
    if not may_see_splits(person):
        _show_published(person)
        return
    if seen.empty or (here is not None and here.locked):
        return
    with st.expander("Aufteilungen", icon=":material/pie_chart:", key="growth-splits", on_change="rerun") as box:
        if not box.open:
            return
        st.caption("Für Team und Koordination. Kleine Zahlen können auf Familien schließen lassen: nicht weitergeben.")
        left, right = st.columns(2)
        kind = left.selectbox("Aufteilen", list(Split), key="growth-split", format_func=str) or Split.STOCK_BY_TOWN
        first = right.selectbox(
            "Zeitraum bis zum Stand",
            [seen.as_of.replace(month=1, day=1), EXPANSION, seen.months[0].month],
            key="growth-since",
            format_func=lambda day: f"seit {date_text(day)}",
            disabled=kind is Split.STOCK_BY_TOWN,
        )
        _show_parts(
            kind, _parts(database_url(), db.data_version(), _scope(person), person, kind, first, seen.as_of), seen
        )


def _show_published(person: Person) -> None:
    """For Leitung: the divided numbers of the newest frozen reports, whatever day the page shows."""
    views = _newest(database_url(), db.data_version(), audience_of(person))
    if not views:
        return
    with st.expander(PUBLISHED, icon=":material/pie_chart:", key="growth-published", on_change="rerun") as box:
        for view in views if box.open else ():
            st.markdown(f"**{report_rows.title(view)}**, Stichtag {date_text(view.period.last)}")
            rows = [row for row in report_rows.rows(view) if row[2]]
            show_table(f"{PUBLISHED}: {report_rows.title(view)}", report_rows.HEADERS, rows)
            for note in report_rows.notes(view):
                st.caption(note)


@st.cache_data(max_entries=20, show_spinner=False)
def _newest(url: str, version: int, audience: Audience) -> tuple[View, ...]:
    return reports.newest(audience)


def _scope(person: Person) -> str:
    """What the cache must know of the person: whoever may not see splits never meets an entry of those who may."""
    if not may_see_splits(person):
        raise NotAllowed
    return "team"


@st.cache_data(max_entries=200, show_spinner=False)
def _parts(
    url: str, version: int, scope: str, _person: Person, kind: Split, first: date, day: date
) -> tuple[Part, ...]:
    return split(_person, kind, first, day)


def _show_parts(kind: Split, parts: tuple[Part, ...], seen: Overview) -> None:
    total = sum(part.families for part in parts)
    rows: Rows = [(part.label, part.families, percent_text(part.families / total)) for part in parts]
    headers = (kind.value.rpartition(" ")[2], "Familien", "Anteil")
    if not rows:
        st.write("In diesem Zeitraum nichts.")
        return
    rows.append(("zusammen", total, percent_text(1)))
    show_table(kind.value, headers, rows)
    save_button("excel-split", kind.value, f"FAM {kind.value} {date_text(seen.as_of)}", headers, rows)


def show_cohorts(person: Person, seen: Overview) -> None:
    """Offer the second view of the Aufnahmequote: what became of the proposals of each quarter, for the team."""
    here = auth_session.current()
    if seen.empty or not may_see_splits(person) or (here is not None and here.locked):
        return
    with st.expander(QUOTA, icon=":material/filter_alt:", key="growth-cohorts", on_change="rerun") as box:
        if not box.open:
            return
        headers = ("Quartal", "Vorschläge", "aufgenommen", "nicht aufgenommen oder zurückgezogen", "offen", "Quote")
        rows: Rows = [_cohort(one) for one in reversed(_cohorts(database_url(), db.data_version(), seen.as_of))]
        show_table(QUOTA, headers, rows)
        save_button("excel-cohorts", QUOTA, f"FAM {QUOTA} {date_text(seen.as_of)}", headers, rows)


@st.cache_data(max_entries=50, show_spinner=False)
def _cohorts(url: str, version: int, day: date) -> tuple[Cohort, ...]:
    return figures.proposal_cohorts(day)


def _cohort(one: Cohort) -> tuple[object, ...]:
    decided = one.admitted + one.declined
    rate = percent_text(one.admitted / decided) if decided >= SMALL else TOO_FEW
    return (f"{one.quarter}. Quartal {one.year}", one.received, one.admitted, one.declined, one.open, rate)


def offer_definitions(seen: Overview) -> None:
    """Draw the button that opens the definitions of I01-I09 with their values on the day."""
    with st.popover("Definitionen I01–I09", icon=":material/menu_book:"):
        st.markdown(f"**Was gezählt wird** · Stand {date_text(seen.as_of)}")
        for one in INDICATORS:
            st.markdown(definition(one, one.read(seen)))


def definition(one: Indicator, value: Value) -> str:
    """Return one indicator as Markdown: id, title, value, and how it is counted."""
    lines = [f"**{one.id} {one.title}: {value_of(value)}**", f"Zähler: {one.numerator}"]
    lines += [f"Nenner: {one.denominator}"] if one.denominator else []
    lines += [f"Datum: {one.date_rule}"]
    lines += [f"Zu beachten: {one.pitfalls}"] if one.pitfalls else []
    lines += [f"Amtliche Entsprechung: {one.official}"] if one.official else []
    return "  \n".join(lines)


def value_of(value: Value) -> str:
    """Return a value with numerator and denominator beside a rate; a point where the base is too small."""
    if value.numerator is None:
        return NOTHING
    if value.denominator is None:
        return f"{number_text(value.numerator)} {value.unit}"
    if value.rate is None:
        return TOO_FEW
    return f"{percent_text(value.rate)} ({number_text(value.numerator)} von {number_text(value.denominator)})"
