"""The page Berichte: frozen reports as they were given out, their files, what has changed since, and freezing one."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import streamlit as st

from fam import db
from fam.config import database_url
from fam.db import transaction
from fam.exchange import report_files, report_rows
from fam.exchange.report_rows import HEADERS, Row
from fam.figures import reports as figures
from fam.figures.gate import audience_of
from fam.figures.reports import Head, View
from fam.figures.shown import Audience
from fam.person import Person, Right
from fam.rules.periods import add_months, month_start
from fam.rules.report_terms import ReportKind, freezable_from, span
from fam.rules.report_terms import title as period_title
from fam.rules.revisions import provisional
from fam.services import reports as service
from fam.ui import auth_session, read_log
from fam.ui.feedback import plain, told
from fam.ui.figure_table import show_table
from fam.ui.figures_live import keep_live
from fam.ui.format import count_text, date_text, moment_text
from fam.ui.published import all_heads, ask_for_one, frozen
from fam.ui.tables import EXCEL

MONTHS, QUARTERS = 12, 4  # periods that can be chosen for freezing
SINCE = "Seither geändert (Revision)"
FROZEN = "reports:frozen"  # the id of the report that was frozen by this click


def choose(person: Person) -> View | None:
    """Draw the choice of a frozen report and return it as this person may see it; None if there is none."""
    heads = all_heads(database_url(), keep_live())
    if not heads:
        ask_for_one()
        return None
    if found := [one for one in heads if one.id == st.session_state.pop(FROZEN, None)]:
        st.session_state["reports:chosen"] = found[0]
    chosen = st.selectbox("Bericht", heads, key="reports:chosen", format_func=name)
    return frozen(chosen.id, audience_of(person)) if chosen else None


def name(head: Head) -> str:
    """Return "Monatsbericht September 2018, Fassung 1"."""
    return f"{head.kind.label} {period_title(head.kind, head.first)}, Fassung {head.number}"


@st.cache_data(max_entries=50, show_spinner=False)
def _changes(url: str, version: int, report_id: int, audience: Audience) -> list[Row]:
    view = frozen(report_id, audience)
    return report_rows.changes(view.figures, figures.counted_now(view), view) if view else []


def say(view: View) -> None:
    """Say which report it is, of which day, in which version."""
    stock = next((one.number.value for one in view.figures if one.id == "I01"), None)
    answer = report_rows.title(view)
    if stock is not None:
        answer += f": {count_text(int(stock), 'Familie', 'Familien')} am {date_text(view.period.last)}"
    st.header(plain(answer), anchor=False)
    head = view.head
    assert head is not None
    by = f" von {head.by}" if head.by else ""
    st.caption(
        plain(
            f"Stichtag {date_text(view.period.last)}, Fassung {head.number}, eingefroren {moment_text(head.frozen_at)}"
            f"{by}, Datenstand {view.data_version}, Programm {view.program}."
        )
    )
    if view.provisional:
        st.info("Vorläufig: Zu den letzten drei Monaten kommen noch Nachträge.", icon=":material/hourglass_top:")


def offer_files(person: Person, view: View) -> None:
    """Draw one button per file; each holds what stands on the screen."""
    file = f"FAM {report_rows.title(view)} Fassung {view.head.number if view.head else 0}"
    kinds: tuple[tuple[str, str, str, Callable[[View], bytes]], ...] = (
        ("PDF", "pdf", "application/pdf", report_files.as_report_pdf),
        ("Excel", "xlsx", EXCEL, report_files.as_report_excel),
        ("CSV", "csv", "text/csv", lambda one: report_rows.as_csv(one).encode("utf-8-sig")),
    )
    with st.container(horizontal=True, key="reports-files"):
        for label, ending, mime, made in kinds:
            st.download_button(
                label, data=partial(_made, person, file, view, made), file_name=f"{file}.{ending}", mime=mime,
                key=f"reports:{ending}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip


def _made(person: Person, file: str, view: View, made: Callable[[View], bytes]) -> bytes:
    if auth_session.current() is not None:
        read_log.exported(person, file, report_rows.rows(view))
    return made(view)


def show_revision(view: View) -> None:
    """Show what is counted otherwise today, then and now; the frozen report stays as it is."""
    assert view.head is not None
    rows = _changes(database_url(), db.data_version(), view.head.id, view.audience)
    if not rows:
        st.caption("Bis heute unverändert: die Zahlen würden noch ebenso gezählt.")
        return
    st.header(SINCE, anchor=False)
    st.caption("Späte Einträge ändern, was heute für diesen Zeitraum gezählt würde. Der Bericht bleibt, wie er war.")
    show_table(SINCE, ("Nr.", "Kennzahl", "Aufteilung", "im Bericht", "heute"), rows)


def show_numbers(view: View) -> None:
    """Show the numbers undivided first, all 36 at a look; then every part, and the definitions as of then."""
    rows, part = report_rows.rows(view), HEADERS.index("Aufteilung")
    whole = [(*row[:part], *row[part + 1 :]) for row in rows if not row[part]]
    show_table(report_rows.title(view), (*HEADERS[:part], *HEADERS[part + 1 :]), whole, tall=True)
    for note in report_rows.notes(view):
        st.caption(plain(note))
    with st.expander("Aufteilungen", icon=":material/pie_chart:", key="reports-parts", on_change="rerun") as box:
        if box.open:
            show_table(f"{report_rows.title(view)}: Aufteilungen", HEADERS, [row for row in rows if row[part]])
    with st.expander("Definitionen", icon=":material/menu_book:", key="reports-definitions", on_change="rerun") as box:
        if box.open:
            headers = ("Nr.", "Kennzahl", "", "Definition")
            show_table("Definitionen", headers, report_rows.definitions(view), sentences=True)


def ask_to_freeze(person: Person) -> None:
    """Draw, for Koordination, the choice of a period and the button that freezes its report."""
    here = auth_session.current()
    if not person.may(Right.COORDINATE) or (here is not None and here.locked):
        return
    st.header("Einfrieren", anchor=False)
    st.caption("Zehn Arbeitstage nach dem Stichtag. Ein zweites Mal wird eine neue Fassung; frühere bleiben.")
    for kind, key in ((ReportKind.MONTHLY, "month"), (ReportKind.QUARTERLY, "quarter")):
        _ask(person, kind, key, _periods(kind, person.today))


def _periods(kind: ReportKind, today: date) -> list[date]:
    """The first days of the periods that may be frozen by now, the newest first."""
    step, many = (1, MONTHS) if kind is ReportKind.MONTHLY else (3, QUARTERS)
    begin = span(kind, month_start(today) - timedelta(days=1))[0]
    firsts = [add_months(begin, -step * place) for place in range(many + 1)]
    return [first for first in firsts if freezable_from(span(kind, first)[1]) <= today]


def _ask(person: Person, kind: ReportKind, key: str, firsts: list[date]) -> None:
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    heads = all_heads(database_url(), db.data_version())

    def label(first: date) -> str:
        note = " (vorläufig)" if provisional(span(kind, first)[1], person.today) else ""
        made = sum((one.kind, one.first) == (kind, first) for one in heads)
        return f"{period_title(kind, first)}{note}{f', Fassung {made} liegt vor' if made else ''}"

    first = left.selectbox(kind.label, firsts, key=f"freeze:{key}", format_func=label)
    if right.button(f"{kind.label} einfrieren", key=f"freeze:{key}:go", icon=":material/ac_unit:") and first:
        with told(f"{kind.label} {period_title(kind, first)} eingefroren."), transaction(person) as session:
            made = service.freeze(session, kind, first).id
        st.session_state[FROZEN] = made
        st.rerun()
