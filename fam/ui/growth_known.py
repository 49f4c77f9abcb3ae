"""What came in later than the Datenstand of Wachstum, and which months may still move."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from fam.figures.growth import MonthRow
from fam.figures.overview import Overview
from fam.person import Person
from fam.rules.german import format_month
from fam.rules.revisions import Revision, provisional_since, revisions
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import count_text, date_text
from fam.ui.known_day import SHOWN, stand_of

TITLE = "Nachgetragen"
HEADERS = ("Monat", "Zahl", "damals", "heute", "Änderung")


def stand(seen: Overview) -> str:
    """Return the day of the figures as titles say it: "15.10.2018, bekannt am 10.09.2018"."""
    return stand_of(seen.as_of, seen.known_on)


def show_revisions(seen: Overview, now: Overview) -> None:
    """Say in which months the numbers known then differ from those of today; nothing where today's are shown."""
    if seen.known_on is None:
        return
    day = date_text(seen.known_on)
    st.caption(SHOWN.format(day=day))
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
