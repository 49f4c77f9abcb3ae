"""A month of meetings: what is planned, on which day; on narrow screens as a list."""

from calendar import Calendar
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import meetings
from fam.queries.meetings import MeetingRow
from fam.rules.german import WEEKDAYS, format_month
from fam.rules.periods import add_months, month_start
from fam.rules.terms import MeetingState
from fam.rules.times import format_time
from fam.ui.format import SIGNS, count_text, weekday_text
from fam.ui.links import meeting_link
from fam.ui.theme import asset

SHOWN = "meetings:month"
_component = st.components.v2.component(
    "fam_month", html='<div class="month"></div>', css=asset("month.css"), js=asset("make.js") + asset("month.js")
)


def show(person: Person) -> int | None:
    """Draw the month with a step to the previous and the next; return the id of the meeting that was opened."""
    first: date = st.session_state.setdefault(SHOWN, month_start(person.today))
    with reading(person) as session:
        rows = meetings.month(session, first)
    with st.container(horizontal=True, vertical_alignment="center", key="nodruck-month"):
        st.button("Vorheriger Monat", icon=":material/chevron_left:", on_click=_go, args=(add_months(first, -1),))
        st.markdown(f"**{format_month(first)}**", width="content")
        st.button("Nächster Monat", icon=":material/chevron_right:", on_click=_go, args=(add_months(first, 1),))
        if first != month_start(person.today):
            st.button("Dieser Monat", type="tertiary", on_click=_go, args=(month_start(person.today),))
        planned = sum(row.state is MeetingState.PLANNED for row in rows)
        st.caption(f"{count_text(planned, 'Termin', 'Termine')} geplant, {len(rows)} insgesamt", width="content")
    result = _component(key="month", data=month_data(first, person.today, rows), on_open_change=lambda: None)
    return next((row.id for row in rows if row.id == result.get("open")), None)


def _go(first: date) -> None:
    st.session_state[SHOWN] = first


def month_data(first: date, today: date, rows: Sequence[MeetingRow]) -> dict[str, Any]:
    """Return what the month's table shows: weeks of seven days, Monday first; days of other months are empty."""
    by_day: dict[date, list[dict[str, Any]]] = {}
    sizes = Counter(row.gathering or str(row.id) for row in rows)
    shown = {row.gathering or str(row.id): row for row in reversed(rows)}  # a Teamsitzung is one line, not ten
    for row in reversed(shown.values()):
        by_day.setdefault(row.event_on, []).append(_item(row, sizes[row.gathering or str(row.id)]))
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return {
        "title": f"Gespräche im {format_month(first)}",
        "weekdays": list(WEEKDAYS),
        "weeks": [[_day(day, first, today, by_day.get(day, [])) for day in week] for week in weeks],
    }


def _day(day: date, first: date, today: date, items: list[dict[str, Any]]) -> dict[str, Any]:
    if day.month != first.month:
        return {"day": 0, "items": []}
    return {"day": day.day, "long": weekday_text(day), "today": day == today, "items": items}


def _item(row: MeetingRow, families: int) -> dict[str, Any]:
    at = f"{format_time(row.starts_at)} " if row.starts_at else ""
    who = row.name if families == 1 else f"{families} Familien"
    kind = row.kind.replace("plangespräch", "plan\u00adgespräch")  # a day is narrower than this word
    return {
        "id": row.id,
        "href": meeting_link(row.id),
        "sign": SIGNS[row.state],
        "state": row.state.label,
        "planned": row.state is MeetingState.PLANNED,
        "text": f"{at}{who} · {kind}",
        "full": f"{who if families > 1 else f'{row.name} ({row.number})'}: {row.kind}, {row.state.label}",
    }
