"""The board on the screen and on paper: picture, list for narrow screens, legend, and the same as a table."""

from dataclasses import replace
from datetime import date, timedelta
from html import escape

import streamlit as st

from fam.charts import board as charts
from fam.charts.board import Bar, Board, Lane, Look
from fam.charts.board_style import Mode, image
from fam.models import Measure
from fam.person import Person
from fam.queries.family_file import FamilyFile
from fam.queries.measures import MeasureRow, Support
from fam.rules.measures import combination, gaps, lateness, overlaps
from fam.rules.periods import end_to_last_day
from fam.rules.plan_terms import OVER, UNDECIDED, MeasureLevel, MeasureStatus
from fam.rules.terms import LegalCircle
from fam.ui.figure_table import show_table
from fam.ui.format import count_text, date_text, since_text
from fam.ui.theme import asset

S = MeasureStatus
LANES: tuple[tuple[str, str, LegalCircle | None], ...] = (
    ("second", "SGB II · Pro Arbeit und Kreis", LegalCircle.SGB_II),
    ("eighth", "SGB VIII · Jugendamt", LegalCircle.SGB_VIII),
    ("external", "Weitere Leistungen", None),
)
LOOKS = {
    S.PROPOSED: Look.OPEN, S.APPLIED: Look.OPEN, S.GRANTED: Look.GRANTED, S.RUNNING: Look.RUNNING, S.ENDED: Look.OVER,
    S.BROKEN_OFF: Look.BROKEN, S.REJECTED: Look.REJECTED,
}  # fmt: skip
LEGEND = ((Look.OPEN, "noch nicht entschieden"), (Look.GRANTED, "bewilligt"), (Look.RUNNING, "läuft"),
          (Look.OVER, "beendet"), (Look.BROKEN, "abgebrochen ✕"), (Look.REJECTED, "abgelehnt"))  # fmt: skip
HEADERS = ("Leistung", "Paragraf", "Für", "Stand", "Zeitraum", "Träger", "Ziele")


def show(person: Person, file: FamilyFile, found: Support) -> None:
    """Draw the board with its legend, and folded the table with the same content."""
    printed = replace(found, rows=[row for row in found.rows if not row.record.not_for_parents])
    made, paper = of(person, file, found), of(person, file, printed)
    st.html(
        f'<style>{asset("board.css")}</style><div class="fam-board">'
        f"{image(charts.svg(made, Mode.SCREEN), 'fam-board-picture', made.summary)}"
        f"{image(charts.svg(paper, Mode.PAPER), 'fam-board-paper', paper.summary)}"
        f"{_list(made)}{_legend()}</div>"
    )
    with st.container(key="nodruck-measures-summary"):
        st.caption(made.summary)
    with st.expander("Als Tabelle", icon=":material/table:"), st.container(key="nodruck-measures-table"):
        show_table("Maßnahmen", HEADERS, [_cells(file, found, row, person.today) for row in found.rows])


def of(person: Person, file: FamilyFile, found: Support) -> Board:
    """Return what the picture shows of a family's measures."""
    today, head = person.today, file.head
    lanes = []
    for key, title, circle in LANES:
        bars = [_bar(file, row, today) for row in found.rows if row.instrument.group.circle is circle]
        if bars or circle:
            empty = gaps(found.courses, circle, today) if circle else []
            lanes.append(Lane(key, title, bars, empty))
    marks = [(head.admitted_on, "▼", "Aufnahme")]
    marks += [(one.held_on or one.due_on, "◆" if one.held_on else "◇", "Überprüfung") for one in found.reviews]
    kept = [(day, sign, word) for day, sign, word in marks if day and day <= today + timedelta(days=400)]
    return Board(lanes, overlaps(found.courses, today), kept, today, summary(found, today))


def summary(found: Support, today: date) -> str:
    """Return the board in two sentences, for those who do not see it."""
    running = [row for row in found.rows if row.record.status is S.RUNNING]
    undecided = [row for row in found.rows if row.record.status in UNDECIDED]
    both = overlaps(found.courses, today)
    since = f" seit {date_text(both[-1][0])}" if both and both[-1][1] == today else ""
    parts = [
        count_text(len(running), "Leistung läuft", "Leistungen laufen"),
        count_text(len(undecided), "Entscheidung ist offen", "Entscheidungen sind offen"),
        f"heute {combination(found.courses, today).label}{since}",
    ]
    empty = [
        f"Lücke {circle.label}: {date_text(start)} – {'heute' if end == today else date_text(end - timedelta(days=1))}"
        for circle in (LegalCircle.SGB_II, LegalCircle.SGB_VIII)
        for start, end in gaps(found.courses, circle, today)
    ]
    return ". ".join(["; ".join(parts), *empty]) + "."


def whom(file: FamilyFile, row: MeasureRow) -> str:
    """Return for whom a measure is: a name, a BG, the family."""
    if row.record.level is MeasureLevel.PERSON:
        return row.mark.about or MeasureLevel.PERSON.label
    if row.record.level is MeasureLevel.UNIT:
        number = next((unit.number for unit in file.benefit_units if unit.id == row.record.unit_id), "")
        return f"BG {number}".strip()
    return MeasureLevel.FAMILY.label


def lateness_of(one: Measure, today: date) -> str:
    """Return what a line says of dates that have passed, "" for nothing."""
    return lateness(one.status, one.starts_on, one.ends_on, today)


def span_words(one: Measure, today: date) -> str:
    """Return status and days as people say them: "läuft seit 01.09.2018 bis 28.02.2019"."""
    last = f" bis {date_text(one.ends_on - timedelta(days=1))}" if one.ends_on else ""
    since = f" {date_text(one.starts_on)}" if one.starts_on else ""
    if one.status in UNDECIDED:
        planned = f", geplant ab{since}{last}" if since else ""
        return f"{one.status.label} am {date_text(one.event_on)} ({since_text(one.event_on, today)} offen){planned}"
    if one.status is S.REJECTED:
        return f"abgelehnt am {date_text(one.decided_on)}"
    word = "von" if one.status in OVER else "ab" if one.status is S.GRANTED else "seit"
    return f"{one.status.label}{f' {word}{since}' if since else ''}{last}"


def stands(file: FamilyFile, one: Measure) -> str:
    """Return what became of a measure at the closing, with its last day; "" while nothing did."""
    if one.handling is None:
        return ""
    day = f" ({date_text(end_to_last_day(file.head.closed_on))})" if file.head.closed_on else ""
    return f"{one.handling.said}{day}"


def _bar(file: FamilyFile, row: MeasureRow, today: date) -> Bar:
    one = row.record
    start, end = one.starts_on or one.event_on, one.ends_on
    if one.status in UNDECIDED and not one.starts_on:
        start, end = one.event_on, today  # as long as it has waited
    if one.status is S.REJECTED:
        start, end = one.event_on, one.decided_on or today
    remark = one.handling.said if one.handling else "ohne Ziel" if one.status not in OVER and not row.goals else ""
    what = row.instrument
    words = span_words(one, today)
    return Bar(what.title, what.paragraph, whom(file, row), LOOKS[one.status], start, end, words, remark)


def _list(made: Board) -> str:
    on, parts = charts.scale(made), []
    for lane in made.lanes:
        items = "".join(
            f"<li><b>{escape(bar.title)}</b><span>{escape(bar.law)} · {escape(bar.whom)}<br>"
            f"{escape(' · '.join(part for part in (bar.word, bar.remark) if part))}</span>"
            f"{image(charts.small(bar, lane.key, on, made.today, Mode.SCREEN), 'fam-board-small')}</li>"
            for bar in lane.bars
        )
        nothing = "<li>Keine Leistung eingetragen.</li>"
        parts.append(f'<h3 class="{lane.key}">{escape(lane.title)}</h3><ol>{items or nothing}</ol>')
    return f'<div class="fam-board-list">{"".join(parts)}</div>'


def _legend() -> str:
    items = "".join(
        f"<li>{image(charts.sample(look, Mode.SCREEN), 'screen')}{image(charts.sample(look, Mode.PAPER), 'paper')}"
        f"{escape(word)}</li>"
        for look, word in LEGEND
    )
    signs = "<li>▼ Aufnahme</li><li>◆ Überprüfung (◇ steht an)</li>"
    return f'<ul class="fam-board-legend">{items}{signs}</ul>'


def _cells(file: FamilyFile, found: Support, row: MeasureRow, today: date) -> tuple[str, ...]:
    goals = ", ".join(found.goals[goal] for goal in row.goals if goal in found.goals)
    one = row.record
    status = ", ".join(part for part in (one.status.label, stands(file, one)) if part)
    return (row.instrument.title, row.instrument.paragraph, whom(file, row), status,
            span_words(one, today), one.provider, goals or "ohne Ziel")  # fmt: skip
