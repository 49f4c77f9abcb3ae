"""Who belongs to a family and where they live, on the screen: members, addresses, telephones, Bedarfsgemeinschaften."""

from datetime import date

import streamlit as st

from fam.db import reading, transaction
from fam.models import Address, BenefitUnit, Member, Phone
from fam.person import Person
from fam.queries import lists
from fam.queries.family_file import FamilyFile
from fam.queries.relations import address_label
from fam.services import household
from fam.ui import editing, moving, statements
from fam.ui.feedback import plain, say, told
from fam.ui.format import age_text, date_text, span_text
from fam.ui.forms import Form
from fam.ui.record_list import Picker, RecordKind, section

MOVING = "household:moving"


def show(person: Person, file: FamilyFile) -> None:
    """Draw members, addresses, telephones and Bedarfsgemeinschaften."""
    family_id, edits = file.head.id or 0, file.edits
    if file.detail is None and not file.members:
        return  # the family does not share it
    section(person, family_id, _members(person.today), file.members, writable=edits)
    statements.of_members(person, file.members, file.said)
    moving.of_members(person, family_id, file.members)
    section(person, family_id, ADDRESSES, file.addresses, writable=edits)
    if edits:
        _moving(person, file)
    section(person, family_id, _phones(file), file.phones, writable=edits)
    section(person, family_id, BENEFIT_UNITS, file.benefit_units, writable=edits)


def _members(today: date) -> RecordKind:
    def line(member: Member) -> str:
        born = date_text(member.born_on, member.born_precision) if member.born_on else "Geburtsdatum fehlt"
        age = age_text(member.born_on, today) if member.born_on else ""
        marks = [
            member.role.label,
            f"geb. {born}" if member.born_on else born,
            age,
            "personensorgeberechtigt" if member.custody_holder else "",
            "lebt nicht im Haushalt" if member.in_household is False else "",
            span_text(member.starts_on, member.ends_on) if member.starts_on or member.ends_on else "",
        ]
        name = plain(f"{member.first_name} {member.last_name}".strip())
        return f"**{name}** · " + " · ".join(plain(mark) for mark in marks if mark)

    return RecordKind("Mitglieder", "Mitglied", Member, line, "Noch niemand eingetragen.")


def _address_line(address: Address) -> str:
    if address.protected:
        return f"**Adresse geschützt** · {plain(address.town_text)}"
    parts = [address.street, f"{address.postcode} {address.town_text}".strip()]
    when = span_text(address.starts_on, address.ends_on) if address.starts_on or address.ends_on else ""
    return plain(", ".join(part for part in parts if part)) + (f" · {plain(when)}" if when else "")


def _phones(file: FamilyFile) -> RecordKind:
    """A number stands for the whole family, or for one of its households where there are several."""
    homes = {one.id or 0: address_label(one) for one in file.addresses}

    def line(phone: Phone) -> str:
        whose = f" ({phone.whose})" if phone.whose else ""
        home = f" · Haushalt {homes[phone.address_id]}" if phone.address_id in homes else ""
        return plain(f"{phone.number}{whose}{home}")

    used = any(phone.address_id in homes for phone in file.phones)
    asked = Picker("address_id", "Haushalt", homes, required=False, help="Leer: gilt für die ganze Familie.")
    pickers = (asked,) if used or len(homes) > 1 else ()
    return RecordKind("Telefon", "Telefonnummer", Phone, line, "Noch keine Nummer.", pickers)


def _benefit_line(unit: BenefitUnit) -> str:
    receipt = {True: "im SGB II-Bezug", False: "nicht im Bezug"}.get(unit.in_receipt, "")  # type: ignore[arg-type]
    since = f"seit {date_text(unit.starts_on, unit.starts_precision)}" if unit.starts_on else ""
    when = span_text(unit.starts_on, unit.ends_on) if unit.ends_on else since
    return f"**{plain(unit.number)}** · " + " · ".join(plain(part) for part in (unit.place, receipt, when) if part)


ADDRESSES = RecordKind("Adressen", "Adresse", Address, _address_line, "Noch keine Adresse.")
BENEFIT_UNITS = RecordKind(
    "Bedarfsgemeinschaften (BG)", "BG", BenefitUnit, _benefit_line, "Noch keine BG-Nummer eingetragen."
)
OUTSIDE = "outside"
ALL_HOMES = 0
NONE_CHOSEN = {"town_ags": OUTSIDE, "address_id": ALL_HOMES}
EXCEPTION_HELP = "Wird die Familie als Ausnahme weiter begleitet? Dann steht das Ende als Aufgabe in der Akte."


def _moving(person: Person, file: FamilyFile) -> None:
    """Draw "Umzug": the old address ends, the new one begins, and what follows from it is said."""
    if not editing.is_open(MOVING):
        st.button("Umzug eintragen", icon=":material/home:", on_click=editing.start, args=(MOVING,))
        return
    with st.container(border=True), reading(person) as session:
        towns = lists.towns(session, person.today) | {OUTSIDE: "außerhalb des Kreises"}
    form = Form(f"move:{file.head.id}", today=person.today, lists={"TOWN": towns})
    _move_fields(form, file, person.today)
    if form.submitted("Umzug speichern", cancel="Abbrechen"):
        with told("Umzug gespeichert.", form), transaction(person) as session:
            typed = form.values()
            typed |= {key: None for key, none in NONE_CHOSEN.items() if typed.get(key) == none}
            follows = household.move(session, file.head.id or 0, household.Move(**typed))
        editing.stop()
        say(follows, problem=True)
        st.rerun()
    if form.cancelled:
        editing.stop()
        st.rerun()


def _move_fields(form: Form, file: FamilyFile, today: date) -> None:
    homes = {one.id or 0: address_label(one) for one in file.addresses if one.ends_on is None}
    if len(homes) > 1:
        choices = homes | {ALL_HOMES: "alle zusammen, in eine Wohnung"}
        form.choice("address_id", "Welcher Haushalt zieht um", choices, required=True)
    form.date("starts_on", "Ab wann", required=True, value=today)
    town = form.town("town_ags", "Neuer Wohnort", required=True)
    if town == OUTSIDE:
        form.text("town_text", "Ort", required=True)
    form.text("street", "Straße")
    form.text("postcode", "PLZ", max_length=5)
    if form.lists["TOWN"].get(town or "", "").endswith(lists.BEYOND):
        form.text("exception_by", "Ausnahme entschieden von", max_length=100, help=EXCEPTION_HELP)
        form.date("exception_until", "Ausnahme gilt bis")
