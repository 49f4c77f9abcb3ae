"""The page Plan und Plätze, second half: places per person and period, and what is free."""

from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.figures.places import places_of
from fam.person import Person
from fam.queries import plans as queries
from fam.queries.plans import PlaceRow
from fam.rules.german import format_decimal
from fam.rules.periods import end_to_last_day
from fam.services import places as service
from fam.services.places import PlaceDraft
from fam.ui.feedback import told
from fam.ui.format import NOTHING, count_text, number_text, span_text
from fam.ui.forms import Form
from fam.ui.tables import Column, Listing

CHOSEN = "places:chosen"
EMPTY = ("Noch keine Plätze.", "Unten je Person Stellenanteil und Familien je volle Stelle eintragen.")
COLUMNS = (
    Column("Person", "name"),
    Column("Institution", lambda row: row.institution.label if row.institution else NOTHING, minor=True),
    Column("Zeitraum", lambda row: span_text(row.starts_on, row.ends_on).replace("heute", "offen")),
    Column("Stellenanteil", lambda row: format_decimal(row.fte, 2), right=True),
    Column("Familien je Stelle", "case_key", right=True, minor=True),
    Column("Plätze", lambda row: _places(row.places), right=True),
)


def _places(number: Decimal) -> str:
    return format_decimal(number, 0 if number == round(number) else 2)


def show_free(person: Person) -> None:
    """Say how many places each institution has and how many are free today."""
    st.header("Plätze", anchor=False)
    with st.container(horizontal=True):
        for one in places_of(person.today):
            free = "keine Plätze eingetragen" if one.free is None else count_text(one.free, "Platz frei", "Plätze frei")
            below = f"{number_text(one.places)} Plätze − {number_text(one.active)} aktive Familien"
            below += f" ({number_text(one.paused)} ruhend)" if one.paused else ""
            st.metric(
                one.institution.label, free, below if one.places is not None else None,
                delta_color="off", delta_arrow="off", border=True,
            )  # fmt: skip
    st.caption(
        "Plätze = Stellenanteil × Familien je volle Stelle, je Institution abgerundet. Ruhende Familien belegen keinen."
    )


def show(person: Person) -> None:
    """Draw the list of places, of today or of all times; a click chooses a period to change."""
    past = st.toggle("Auch frühere und künftige Zeiträume", key="places:past")
    day, view = None if past else person.today, Listing("places", sort="name", size=50, scope=past)
    with reading(person) as session:
        rows = queries.places(session, valid_on=day, offset=view.offset, limit=view.size)
        total = queries.count_places(session, valid_on=day)
    opened = view.show(
        rows,
        COLUMNS,
        total=total,
        nouns=("Zeitraum", "Zeiträume"),
        empty=EMPTY,
        export=lambda: _all(person, day),
        title="Plätze",
    )
    if opened:
        st.session_state[CHOSEN] = opened
        st.rerun()


def _all(person: Person, day: date | None) -> tuple[PlaceRow, ...]:
    with reading(person) as session:
        return queries.places(session, valid_on=day)


def ask(person: Person) -> None:
    """Draw the form for the chosen period, else the one for a new period."""
    with reading(person) as session:
        people, any_place = queries.people(session), bool(queries.places(session, limit=1))
        chosen = queries.place(session, st.session_state.get(CHOSEN))
    if chosen:
        _change(person, chosen, people | {chosen.account_id: people.get(chosen.account_id, chosen.name)})
        return
    with st.expander("Plätze eintragen", icon=":material/add:", expanded=not any_place, key="place-new"):
        form = Form("place:new", today=person.today)
        _fields(form, people, person.today)
        if form.submitted("Plätze speichern"):
            with told("Plätze gespeichert.", form), transaction(person) as session:
                service.enter(session, PlaceDraft(**form.values()))
            st.rerun()


def _change(person: Person, row: PlaceRow, people: dict[int, str]) -> None:
    with st.container(border=True):
        st.subheader("Zeitraum ändern", anchor=False)
        form = Form(f"place:{row.id}", today=person.today, opened=_opened(row), version=row.version)
        _fields(form, people, None)
        if form.submitted("Änderung speichern", cancel="Abbrechen"):
            with told("Plätze geändert.", form), transaction(person) as session:
                service.change(session, row.id, form.opened, form.changes())
            _forget()
        if form.cancelled:
            _forget()
        with st.popover("Zeitraum löschen", icon=":material/delete:"):
            st.markdown("Nur für Irrtümer: was zu Ende ging, bekommt stattdessen einen letzten Tag.")
            if st.button("Ja, löschen", key="place-remove"):
                with told("Zeitraum gelöscht."), transaction(person) as session:
                    service.remove(session, row.id)
                _forget()


def _forget() -> None:
    st.session_state.pop(CHOSEN, None)
    st.rerun()


def _opened(row: PlaceRow) -> dict[str, Any]:
    return {
        "account_id": row.account_id,
        "starts_on": row.starts_on,
        "last_day": end_to_last_day(row.ends_on) if row.ends_on else None,
        "fte": row.fte,
        "case_key": row.case_key,
    }


def _fields(form: Form, people: dict[int, str], starts_on: date | None) -> None:
    left, right = st.columns(2)
    with left:
        form.choice("account_id", "Person", people, required=True)
        fte = form.decimal(
            "fte", "Stellenanteil", required=True, help="Eine volle Stelle ist 1; drei Viertel sind 0,75."
        )
        key = form.integer("case_key", "Familien je volle Stelle", required=True, help="Fallschlüssel, z. B. 20")
        both = fte is not None and key is not None
        st.caption(f"Ergibt {_places(fte * key)} Plätze." if both else "&nbsp;")  # always a line: nothing jumps
    with right:
        form.date("starts_on", "Von", required=True, value=starts_on)
        form.date("last_day", "Letzter Tag", help="Leer lassen, wenn kein Ende feststeht.")
