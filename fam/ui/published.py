"""What Leitung reads of the frozen reports on the pages of Auswertung: the newest numbers, their course, their parts.

Everything here was let through by the gate when it was frozen (`fam.figures.reports`); nothing is counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from fam import db
from fam.config import database_url
from fam.exchange import report_rows
from fam.figures import reports
from fam.figures.gate import audience_of
from fam.figures.gate_report import Limits
from fam.figures.indicator import When
from fam.figures.reports import Head, View
from fam.figures.shown import Audience, Published, Shown
from fam.person import Person
from fam.rules.cooperation_words import Share
from fam.rules.report_terms import ReportKind
from fam.ui.feedback import empty_state, plain
from fam.ui.figure_table import csv_button, save_button, show_table
from fam.ui.format import date_text, moment_text

MOST = 13  # reports of a kind side by side: a year and the same month of the year before
PARTS = "Aufteilungen aus den Berichten"
NONE_YET = "Noch kein Bericht eingefroren."
WHO = "Die Koordination friert ihn zehn Arbeitstage nach dem Stichtag ein."


@dataclass(frozen=True, slots=True)
class Course:
    """The frozen reports as one audience sees them, newest version of each, oldest first."""

    quarters: tuple[View, ...] = ()
    months: tuple[View, ...] = ()

    @property
    def newest(self) -> View | None:
        """The newest quarter; before there is one, the newest month."""
        return next(iter((*self.quarters[-1:], *self.months[-1:])), None)

    def of(self, when: When) -> tuple[View, ...]:
        """The reports in which an indicator stands: of a Stichtag in months, of a period in quarters."""
        return self.months if when is When.STICHTAG and self.months else self.quarters


def course(person: Person) -> Course:
    """Return what is frozen, for this person; what is frozen never changes, so each report is read once."""
    heads, audience = all_heads(database_url(), db.data_version()), audience_of(person)
    newest: dict[tuple[ReportKind, date], Head] = {}
    for one in heads:  # of one period the newest version comes first
        newest.setdefault((one.kind, one.first), one)
    quarters, months = ([one for one in newest.values() if one.kind is kind][:MOST] for kind in (
        ReportKind.QUARTERLY, ReportKind.MONTHLY))  # fmt: skip
    return Course(_views(quarters, audience), _views(months, audience))


def _views(heads: Sequence[Head], audience: Audience) -> tuple[View, ...]:
    found = (frozen(one.id, audience) for one in reversed(heads))
    return tuple(one for one in found if one is not None)


@st.cache_data(max_entries=20, show_spinner=False)
def all_heads(url: str, version: int) -> tuple[Head, ...]:
    """Return every frozen report as `reports.heads` does; remembered until the data version moves."""
    return reports.heads()


@st.cache_data(max_entries=20, show_spinner=False)
def _limits(url: str, version: int) -> Limits:
    return reports.limits()


def limits() -> Limits:
    """Return what the data protection officers have set; remembered until the data version moves."""
    return _limits(database_url(), db.data_version())


def frozen(report_id: int, audience: Audience) -> View | None:
    """Return a frozen report for an audience; for Leitung remembered until the data protection sets something else."""
    if audience is not Audience.LEADERSHIP:
        return _frozen(database_url(), report_id, audience)
    heads, today = all_heads(database_url(), db.data_version()), limits()
    newest = max((one.id for one in heads), default=0)
    return _for_leadership(database_url(), newest, today.threshold, today.open_totals).get(report_id)


@st.cache_data(max_entries=100, show_spinner=False)
def _frozen(url: str, report_id: int, audience: Audience) -> View | None:
    return reports.frozen(report_id, audience)


@st.cache_data(max_entries=3, show_spinner=False)
def _for_leadership(url: str, newest: int, threshold: int, open_totals: bool) -> dict[int, View]:
    return reports.for_leadership()


def ask_for_one() -> None:
    """Say that there is no report yet, and who freezes it."""
    empty_state(NONE_YET, WHO, key="published")


def figure(view: View, id: str) -> Published | None:
    """Return an indicator of a report, None if it was not in it."""
    return next((one for one in view.figures if one.id == id), None)


def say_which(view: View) -> None:
    """Say which report it is: name, Stichtag, version, whether late entries still come."""
    st.header(plain(report_rows.title(view)), anchor=False)
    head = view.head
    made = f", Fassung {head.number}, eingefroren {moment_text(head.frozen_at)}" if head else ""
    late = " Vorläufig: zu den letzten drei Monaten kommen noch Nachträge." if view.provisional else ""
    st.caption(
        plain(
            f"Stichtag {date_text(view.period.last)}{made}. Auf kleine Zahlen geprüft, damit sich keine Familie "
            f"erkennen lässt.{late}"
        )
    )


def share(number: Shown) -> Share:
    """Return a number that stands as so many of so many, for sentences."""
    return Share(int(number.numerator or 0), int(number.denominator or 0))


def tell(view: View, told: Mapping[str, Callable[[Shown], str]]) -> None:
    """Say numbers in words, by id; nothing of those that are hidden."""
    found = {id: figure(view, id) for id in told}
    stand = {id: one.number for id, one in found.items() if one and not one.withheld and not one.number.mark}
    st.markdown(plain(" ".join(filter(None, (told[id](number) for id, number in stand.items())))))


def show_numbers(view: View, ids: Sequence[str], key: str) -> None:
    """Draw the undivided numbers as tiles, with marks and what they mean; say which are withheld, and why."""
    withheld: dict[str, list[str]] = {}
    with st.container(horizontal=True, key=f"growth-numbers-{key}"):
        for id in ids:
            found = figure(view, id)
            if found is None:
                continue
            about = view.definition(id)
            if found.withheld:
                withheld.setdefault(found.withheld, []).append(str(about["title"]))
                continue
            value, _, of = report_rows.words(found.number, about).partition(" (")
            below = of.rstrip(")") if of else _base(found) if found.number.mark else str(about["unit"])
            st.metric(str(about["title"]), value, below or None, delta_color="off", delta_arrow="off", border=True)
    _show_legend(view, ids)
    for reason, titles in withheld.items():
        st.caption(plain(f"Nicht gezeigt: {', '.join(titles)}. {reason}"))


def _base(found: Published) -> str:
    return "" if found.number.denominator is None else f"von {report_rows.plain(found.number.denominator)}"


def _show_legend(view: View, ids: Sequence[str]) -> None:
    if any(one.hidden for one in view.figures if one.id in ids):
        for note in report_rows.notes(view):
            st.caption(plain(note))


def show_parts(view: View, ids: Sequence[str] | None, name: str, key: str) -> None:
    """Draw the divided numbers of a report, all or those of some indicators, with their files and marks."""
    title = f"{name}: {report_rows.title(view)}"
    wanted = [one.id for one in view.figures if ids is None or one.id in ids]
    rows = [row for row in report_rows.rows(view) if row[2] and row[0] in wanted]
    st.markdown(f"**{plain(report_rows.title(view))}**, Stichtag {date_text(view.period.last)}")
    show_table(title, report_rows.HEADERS, rows)
    with st.container(horizontal=True):
        save_button(f"excel-{key}", name, f"FAM {title}", report_rows.HEADERS, rows)
        csv_button(f"csv-{key}", name, f"FAM {title}", report_rows.HEADERS, rows)
    _show_legend(view, wanted)


def offer_parts(view: View, ids: Sequence[str], key: str) -> None:
    """Offer the divided numbers of these indicators, and their definitions as of then."""
    with st.expander(PARTS, icon=":material/table:", key=f"{key}-published", on_change="rerun") as box:
        if box.open:
            show_parts(view, ids, PARTS, f"{key}-published")
    with st.expander("Definitionen", icon=":material/menu_book:", key=f"{key}-defined", on_change="rerun") as box:
        if box.open:
            rows = [row for row in report_rows.definitions(view) if row[0] in ids]
            show_table("Definitionen", ("Nr.", "Kennzahl", "", "Definition"), rows, sentences=True)


def offer_newest(person: Person) -> None:
    """Offer the divided numbers of the newest month and quarter, whatever day the page shows; nothing without any."""
    found = course(person)
    newest = (*found.months[-1:], *found.quarters[-1:])
    if not newest:
        return
    with st.expander(PARTS, icon=":material/pie_chart:", key="growth-published", on_change="rerun") as box:
        for view in newest if box.open else ():
            show_parts(view, None, PARTS, f"published-{view.kind.value}")
