"""What Koordination must look at today, asked once per state of the data."""

import streamlit as st

from fam.config import database_url
from fam.db import data_version, reading
from fam.person import Person
from fam.queries import closings, deputies, proposals, today, today_consents
from fam.queries.deputies import Deputyship
from fam.queries.proposals import ToDo
from fam.ui.agenda import Group, Line
from fam.ui.format import count_text, date_text
from fam.ui.today_cases import LIMIT, cases


def groups(person: Person) -> list[Group]:
    """Return what Koordination must look at among all cases."""
    day = person.today
    acts, gaps, ending, unmapped, paused, lacking, closed = _all_cases(database_url(), data_version(), person)
    return [
        Group("Vorschläge: die Koordination ist dran", cases(acts, day, proposal=True, due=False)),
        Group("Abschlüsse zu bestätigen", cases(closed, day)),
        Group("Tandem unvollständig", cases(gaps, day, due=False)),
        Group("Vertretungen enden bald", [_deputy(row) for row in ending]),
        Group("Fallführung ohne Konto", cases(unmapped, day)),
        Group("Ruht länger als drei Monate oder als erwartet", cases(paused, day)),
        Group("Einwilligungen fehlen oder laufen ab", cases(lacking, day)),
    ]


@st.cache_data(max_entries=100, show_spinner=False)
def _all_cases(
    url: str, version: int, person: Person
) -> tuple[list[ToDo], list[ToDo], list[Deputyship], list[ToDo], list[ToDo], list[ToDo], list[ToDo]]:
    """Who acts, gaps in tandems, deputyships that end, leads without account, pauses, consents, closings."""
    with reading(person) as session:
        return (
            proposals.waiting_for_coordination(session, LIMIT),
            today.tandem_gaps(session, LIMIT),
            deputies.ending_soon(session)[:LIMIT],
            today.unmapped_leads(session, LIMIT),
            today.long_pauses(session, LIMIT),
            today_consents.lacking(session, LIMIT),
            closings.to_confirm(session, LIMIT),
        )


def _deputy(row: Deputyship) -> Line:
    last = f"bis {date_text(row.last_day)}" if row.last_day else ""
    detail = f"für {row.instead_of}, {count_text(row.families, 'Familie', 'Familien')}"
    return Line(f"families:{row.lead_ids[0]}", row.deputy, detail, last, "familien")
