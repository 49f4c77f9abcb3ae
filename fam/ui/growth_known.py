"""The Datenstand of Wachstum: as known today or on a past day, what came in later, and which months may still move."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from fam.figures.growth import MonthRow
from fam.figures.overview import Overview
from fam.person import Person
from fam.rules.german import format_month
from fam.rules.revisions import Revision, provisional_since, revisions
from fam.ui.date_input import date_input
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import count_text, date_text

NOW, THEN = "wie heute bekannt", "wie bekannt am …"
FUTURE = "Was künftig bekannt sein wird, weiß niemand; gezeigt wird, was heute bekannt ist."
MISSING = "Bitte den Tag angeben; gezeigt wird, was heute bekannt ist."
TITLE = "Nachgetragen"
HEADERS = ("Monat", "Zahl", "damals", "heute", "Änderung")


def ask_known(person: Person) -> date | None:
    """Draw the choice "Datenstand"; return the day up to whose end entries count, None for all that is known today."""
    how = st.selectbox("Datenstand", [NOW, THEN], key="growth:known", persist_state="session")
    if how != THEN:
        return None
    entry = date_input("Bekannt am", "growth:known_on", None, today=person.today)
    if entry.error:
        return None
    if entry.value is None:
        st.caption(MISSING)
        return None
    day: date = entry.value.day
    if day > person.today:
        st.warning(FUTURE, icon=":material/event_busy:")
        return None
    return day


def stand(seen: Overview) -> str:
    """Return the day of the figures as titles say it: "15.10.2018, bekannt am 10.09.2018"."""
    known = f", bekannt am {date_text(seen.known_on)}" if seen.known_on else ""
    return f"{date_text(seen.as_of)}{known}"


def show_revisions(seen: Overview, now: Overview) -> None:
    """Say in which months the numbers known then differ from those of today; nothing where today's are shown."""
    if seen.known_on is None:
        return
    day = date_text(seen.known_on)
    st.caption(
        f"Gezeigt wird, was am {day} eingetragen war, höchstens bis zu diesem Tag. Spätere Berichtigungen alter Einträge "
        "sind schon enthalten."
    )
    found = revisions(_numbers(seen), _numbers(now))
    if not found:
        st.info(f"Seit dem {day} hat sich keine Zahl geändert.", icon=":material/check_circle:")
        return
    months = len({one.month for one in found})
    said = f"**Seit dem {day} haben sich Zahlen in {count_text(months, 'Monat', 'Monaten')} geändert.**"
    st.info(f"{said}\n\n- " + "\n- ".join(one.sentence for one in found[:3]), icon=":material/history:")
    with st.expander(f"Alle Änderungen ({len(found)})", icon=":material/history:", key="growth-revisions"):
        _table(found, day)


def _table(found: tuple[Revision, ...], day: str) -> None:
    rows = [(format_month(one.month), one.what, one.then, one.now, one.change) for one in found]
    show_table(TITLE, HEADERS, rows)
    save_button("excel-revisions", TITLE, f"FAM {TITLE} seit {day}", HEADERS, rows)


def _numbers(seen: Overview) -> dict[date, Mapping[str, int | None]]:
    return {row.month: _month(row) for row in seen.counted}


def _month(row: MonthRow) -> Mapping[str, int | None]:
    return {"Bestand": row.stock, "Zugang": row.inflow, "Abgang": row.outflow, "Vorschläge": row.received}


def show_provisional(person: Person, seen: Overview) -> None:
    """Say from which month on numbers may still move, if any is shown."""
    since = provisional_since([row.month for row in seen.counted], seen.known_on or person.today)
    if since and not seen.empty:
        st.caption(
            f":material/pending: Vorläufig ab {format_month(since)}: Für den laufenden Monat und die drei davor kommen "
            "Einträge oft noch nach. Im Diagramm sind diese Punkte offen."
        )
