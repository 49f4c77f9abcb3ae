"""The Datenstand of a page of figures: all that is known today, or what had been entered by a past day."""

from datetime import date

import streamlit as st

from fam.person import Person
from fam.ui.date_input import date_input
from fam.ui.format import date_text

NOW, THEN = "wie heute bekannt", "wie bekannt am …"
FUTURE = "Was künftig bekannt sein wird, weiß niemand; gezeigt wird, was heute bekannt ist."
MISSING = "Bitte den Tag angeben; gezeigt wird, was heute bekannt ist."
SHOWN = (
    "Gezeigt wird, was am {day} eingetragen war, höchstens bis zu diesem Tag. Spätere Berichtigungen alter Einträge "
    "sind schon enthalten."
)


def ask_known(person: Person, key: str) -> date | None:
    """Draw the choice "Datenstand"; return the day up to whose end entries count, None for all that is known today."""
    how = st.selectbox("Datenstand", [NOW, THEN], key=f"{key}:known", persist_state="session")
    if how != THEN:
        return None
    entry = date_input("Bekannt am", f"{key}:known_on", None, today=person.today)
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


def stand_of(as_of: date, known_on: date | None) -> str:
    """Return the day of figures as titles say it: "15.10.2018, bekannt am 10.09.2018"."""
    known = f", bekannt am {date_text(known_on)}" if known_on else ""
    return f"{date_text(as_of)}{known}"
