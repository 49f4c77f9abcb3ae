"""The file of one family on the screen: its head, its sections, its way."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from fam.db import reading
from fam.fields.spec import specs
from fam.models import Family, FamilyDetail
from fam.person import Person
from fam.queries import lists
from fam.queries.family_file import FamilyFile
from fam.rules.closing import AFTERCARE, in_aftercare
from fam.rules.periods import end_to_last_day
from fam.rules.terms import ListName, Role
from fam.services import families, records
from fam.ui import (
    access_asked,
    corrections,
    editing,
    entry_marks,
    extra_fields,
    field_making,
    plan_overview,
    statements,
)
from fam.ui.feedback import plain
from fam.ui.format import date_text, due_text, since_text, span_text, term_text, weekday_text
from fam.ui.forms import Form
from fam.ui.record_list import facts

NOT_SHARED = "Dazu fehlt die Einwilligung der Familie: was die andere Institution erhoben hat, steht hier nicht."
HEAD_FIELDS = ("name", "town_ags", "source_id", "received_on", "contact_agreed_on", "first_talk_on")


def head(file: FamilyFile, today: date) -> None:
    """Draw name, number, status, leads and since when: what one needs before dialling."""
    family = file.head
    st.title(plain(family.name), anchor=False)
    since = file.statuses[-1].starts_on if file.statuses else family.received_on
    parts = [f"**{family.number}**", f"{term_text(family.status)} {since_text(since, today)}"]
    if family.phase:
        parts.append(plain(family.phase.label))
    if in_aftercare(family.closed_on, family.aftercare_ends_on, today):
        parts.append(f"**{AFTERCARE}** bis {_last_day(family.aftercare_ends_on)}")
    if family.readmission:
        parts.append("Wiederaufnahme")
    if family.legacy:
        parts.append("Altbestand (aus der Liste)")
    st.markdown(" · ".join(parts))
    leads = [lead for lead in file.leads if lead.ends_on is None or lead.ends_on > today]
    shown = [f"**{lead.institution.label}**: {plain(lead.name)} ({lead.kind.label})" for lead in leads]
    st.markdown(" · ".join(shown) or "Noch niemand zuständig.")
    for label, number in [("Früherer Fall", file.previous), *(("Neuer Fall", found) for found in file.following)]:
        if number:
            st.markdown(f"{label}: [{number}](familienakte?fam={number})")
    for name, grant in file.grants:
        st.info(
            f"Zugriff mit Begründung: {plain(name)} liest die Seite der eigenen Institution bis "
            f"{grant.ends_at:%d.%m.%Y %H:%M}. Grund: {plain(grant.reason)}",
            icon=":material/visibility:",
        )


def dates(person: Person, file: FamilyFile) -> None:
    """Draw the head's data, editable in place, and who asked for access."""
    family = file.head
    with st.container(border=True):
        st.subheader("Eckdaten", anchor=False)
        if editing.is_open("dates"):
            _edit_dates(person, family)
            return
        facts(
            [
                ("Wohnort", file.town or "außerhalb des Kreises oder unbekannt"),
                ("Vorgeschlagen von", file.source),
                ("Eingang", date_text(family.received_on, family.received_precision)),
                ("Kontakt zugestimmt", date_text(family.contact_agreed_on)),
                ("Erstgespräch", date_text(family.first_talk_on, family.first_talk_precision)),
                ("Aufnahme", date_text(family.admitted_on, family.admitted_precision)),
                ("Letzter Tag in FAM", _last_day(family.closed_on)),
                (AFTERCARE, f"bis {_last_day(family.aftercare_ends_on)}" if family.aftercare_ends_on else ""),
                ("Hauptgrund", file.reason),
                *extra_fields.facts(person, Family, family),
            ]
        )
        if family.admitted_on and (file.edits or person.has(Role.COORDINATOR)):
            corrections.show(person, family)
        if file.edits:
            _edit_button("Eckdaten bearbeiten", "dates")
    access_asked.show(person, file)


def _edit_button(label: str, part: str) -> None:
    st.button(label, icon=":material/edit:", type="tertiary", on_click=editing.start, args=(part,))


def _last_day(ends_on: date | None) -> str:
    return date_text(end_to_last_day(ends_on)) if ends_on else ""


def _edit_dates(person: Person, family: Family) -> None:
    with reading(person) as session:
        offered: dict[str, Mapping[Any, str]] = {
            "TOWN": lists.towns(session, person.today),
            "SOURCE": lists.choices(session, ListName.SOURCE, person.today),
        }
    fields = [spec for spec in specs(Family) if spec.key in HEAD_FIELDS]
    form = Form(
        f"family:{family.id}:head",
        today=person.today,
        opened=editing.values_of(family, fields) | extra_fields.opened(person, Family, family),
        version=family.version,
        lists=offered,
    )
    editing.draw(form, fields)
    extra_fields.ask(person, form, Family, record=family)
    editing.finish(
        person, form, "Eckdaten gespeichert.",
        lambda session: families.edit_head(session, family.id or 0, form.opened, form.values()),
    )  # fmt: skip


def detail(person: Person, file: FamilyFile) -> None:
    """Draw occasion, offers so far, interpreter and remark, editable in place; or that they are not shared."""
    found = file.detail
    if found is None:
        st.info(NOT_SHARED, icon=":material/lock:")
        return
    with st.container(border=True):
        st.subheader("Anlass und Lage", anchor=False)
        if not editing.is_open("detail"):
            facts(
                [
                    ("Anlass", found.occasion),
                    ("Bisherige Regelangebote", found.regular_offers),
                    ("SGB II-Bezug seit", date_text(found.benefit_since, found.benefit_since_precision)),
                    ("Dolmetschen", found.interpreter),
                    ("Bemerkung", found.remark),
                    *extra_fields.facts(person, FamilyDetail, found),
                ]
            )
            if file.edits:
                _edit_button("Anlass und Lage bearbeiten", "detail")
            statements.of_record(person, "family_detail", found.id or 0, file.said)
            return
        fields = specs(FamilyDetail)
        opened = editing.values_of(found, fields) | extra_fields.opened(person, FamilyDetail, found)
        form = Form(f"detail:{found.id}", today=person.today, opened=opened, version=found.version)
        editing.draw(form, fields)
        extra_fields.ask(person, form, FamilyDetail, record=found)
        editing.finish(
            person, form, "Gespeichert.",
            lambda session: records.edit(session, FamilyDetail, found.id or 0, form.opened, form.values()),
        )  # fmt: skip


def next_steps(person: Person, file: FamilyFile) -> None:
    """Draw what is due for this family: its plan, next dates, open tasks; and that child protection was informed."""
    plan_overview.show(person, file)
    if file.planned:
        with st.container(border=True):
            st.subheader("Nächste Termine", anchor=False)
            for meeting, kind in file.planned:
                clock = f", {meeting.starts_at:%H:%M} Uhr" if meeting.starts_at else ""
                where = f" · {meeting.place}" if meeting.place else ""
                mark = statements.mark("meeting", meeting.id or 0, file.said)
                hidden = meeting.not_for_parents or bool(mark)
                with entry_marks.on_paper(f"termin-{meeting.id}", meeting.confidentiality, hidden):
                    st.markdown(plain(f"{weekday_text(meeting.event_on)}{clock} · {kind}{where}{mark}"))
    if file.tasks:
        with st.container(border=True):
            st.subheader("Offene Aufgaben", anchor=False)
            for task in file.tasks:
                due = f" · {due_text(task.due_on, person.today)}" if task.due_on else ""
                mark = statements.mark("task", task.id or 0, file.said)
                hidden = task.not_for_parents or bool(mark)
                with entry_marks.on_paper(f"offen-{task.id}", task.confidentiality, hidden):
                    st.markdown(plain(f"{task.text}{due}{mark}"))
    for report in file.reports:
        informed = "Familie informiert" if report.family_informed else "Familie nicht informiert"
        st.caption(f"Weitergabe an ASD-Kinderschutz erfolgt am {date_text(report.reported_on)}, {informed}.")


def status_history(file: FamilyFile) -> None:
    """Draw the status history with reasons."""
    with st.expander("Statusverlauf"):
        for period in reversed(file.statuses):
            reason = " · ".join(part for part in (file.labels.get(period.reason_id or 0, ""), period.note) if part)
            confirmed = f"bestätigt am {date_text(period.confirmed_on)}" if period.confirmed_on else ""
            parts = (span_text(period.starts_on, period.ends_on), period.status.label, reason, confirmed)
            st.markdown(plain(" · ".join(part for part in parts if part)))


def content_hidden(person: Person) -> None:
    """Say why only the head is shown; whoever makes fields may still add one to the file."""
    field_making.button(person, FamilyDetail, "file")
    st.info(
        "Nummer, Name, Daten, Status und Zuständige sind für die Koordination sichtbar; "
        "Inhalte lesen nur Fallführung und Vertretung.",
        icon=":material/lock:",
    )
