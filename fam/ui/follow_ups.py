"""How a case ended and what was asked afterwards, in the family's file."""

from collections.abc import Sequence

import streamlit as st

from fam.db import reading
from fam.fields.spec import specs
from fam.models import Closing, FollowUp, Measure
from fam.person import Person
from fam.queries import closings
from fam.queries.family_file import FamilyFile
from fam.rules.closing import AFTERCARE, is_due
from fam.rules.periods import end_to_last_day
from fam.services import closing as service
from fam.ui import editing, entry_marks, extra_fields
from fam.ui.feedback import plain
from fam.ui.format import date_text, value_text
from fam.ui.forms import Form
from fam.ui.record_list import facts


def show(person: Person, file: FamilyFile) -> None:
    """Draw the closing and the follow-ups, if there are any."""
    with reading(person) as session:
        closed, asked = closings.of_family(session, file.head.id or 0)
        going_on = closings.handled(session, file.head.id or 0) if closed else ()
    if closed is None and not asked:
        return
    with st.container(border=True, key="abschluss"):
        st.subheader("Abschluss und Nachbefragung", anchor=False)
        if closed is not None:
            _closing(person, file, closed, going_on)
            _aftercare(person, file)
        for one in asked:
            _asked(person, file, one)


def _closing(person: Person, file: FamilyFile, row: Closing, going_on: Sequence[tuple[Measure, str]]) -> None:
    until = file.head.aftercare_ends_on
    facts([
        ("Letzter Tag in FAM", date_text(row.event_on)),
        ("Ergebnis insgesamt", row.outcome.label if row.outcome else ""),
        ("Nachbefragung vereinbart", value_text(row.follow_up) if row.follow_up is not None else ""),
        ("Rückblick", row.summary),
        ("Wie es weitergeht", row.handover),
        (AFTERCARE, f"bis {date_text(end_to_last_day(until))}" if until else ""),
        ("Maßnahmen danach", "; ".join(f"{name}: {one.handling.said}" for one, name in going_on if one.handling)),
        *extra_fields.facts(person, Closing, row),
    ])  # fmt: skip


def _aftercare(person: Person, file: FamilyFile) -> None:
    """Let the tandem end the Nachbetreuung on another day."""
    name, until = f"aftercare:{file.head.id}", file.head.aftercare_ends_on
    if file.leading and not editing.is_open(name):
        st.button("Nachbetreuung ändern", key=f"open:{name}", type="tertiary", icon=":material/edit_calendar:",
                  on_click=editing.start, args=(name,))  # fmt: skip
    if not file.leading or not editing.is_open(name):
        return
    opened = {"aftercare_until": end_to_last_day(until) if until else None}
    form = Form(name, today=person.today, opened=opened, version=file.head.version)
    form.date("aftercare_until", "Nachbetreuung bis", help="Leer: keine.")
    editing.finish(
        person, form, "Nachbetreuung festgehalten.",
        lambda session: service.accompany(session, file.head.id or 0, form.values()["aftercare_until"]),
    )  # fmt: skip


def _asked(person: Person, file: FamilyFile, row: FollowUp) -> None:
    name = f"follow-up:{row.id}"
    fields = [spec for spec in specs(FollowUp) if spec.key not in ("event_on", "confidentiality", "not_for_parents")]
    if editing.is_open(name):
        opened = editing.values_of(row, fields) | extra_fields.opened(person, FollowUp, row)
        form = Form(name, today=person.today, opened=opened, version=row.version)
        editing.draw(form, fields)
        extra_fields.ask(person, form, FollowUp, record=row)
        editing.finish(person, form, "Festgehalten.",
                       lambda session: service.answer(session, row.id or 0, form.opened, form.values()))  # fmt: skip
        return
    due = " · jetzt fragen" if is_due(row.event_on, row.held_on, person.today) else ""
    held = f"gefragt am {date_text(row.held_on)}" if row.held_on else f"fällig am {date_text(row.event_on)}{due}"
    st.markdown(f"**Nach {row.months} Monaten** · {held}")
    readers = entry_marks.said(row.confidentiality, row.institution)
    answers = [f"{spec.label}: {value_text(getattr(row, spec.key))}" for spec in fields
               if spec.key != "held_on" and getattr(row, spec.key) not in (None, "")]  # fmt: skip
    answers += [f"{label}: {text}" for label, text in extra_fields.facts(person, FollowUp, row)]
    if shown := " · ".join([*answers, *readers]):
        st.caption(plain(shown))
    if file.leading:
        st.button("Antworten festhalten", key=f"open:{name}", type="tertiary", icon=":material/edit_note:",
                  help=f"Nach {row.months} Monaten", on_click=editing.start, args=(name,))  # fmt: skip
