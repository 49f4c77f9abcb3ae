"""Rate all areas of one day in one form, and correct what was rated."""

from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.fields.spec import extra_values
from fam.models import Need
from fam.person import Person
from fam.queries.family_file import FamilyFile
from fam.queries.needs import Area, Judgement, Needs
from fam.rules.needs import LEVELS, ThenNow, perspectives_of, then_now
from fam.rules.plan_terms import Perspective
from fam.services import needs as service
from fam.services.needs import Judged
from fam.services.plan_entries import may_remove
from fam.ui import editing, extra_fields, plan_readers
from fam.ui.entry_marks import on_paper
from fam.ui.feedback import plain
from fam.ui.format import date_text
from fam.ui.forms import Form

SILENT = -1  # how the form names "not talked about": None is "nothing chosen"
BETWEEN = 0


def name_of(file: FamilyFile) -> str:
    """Return the name of the form of a family."""
    return f"needs:new:{file.head.id}"


def rate(person: Person, file: FamilyFile, found: Needs) -> None:
    """Draw the form of all areas: day, who judges, and one choice each with its meaning."""
    areas = [area for area in found.areas.values() if not area.archived]
    with st.container(border=True, key="needs-form"):
        form = Form(name_of(file), today=person.today)
        _head(form, person, found)
        who = form.typed_now().get("perspective")
        st.caption("Leer: heute nicht eingeschätzt. " + plan_readers.FREE_TEXT)
        board = then_now(found.plain)
        for area in areas:
            _area(form, area, board.get((area.id, who)) if who else None)
        plan_readers.ask(form, person, file.head.id or 0, tuple(dict.fromkeys(area.category for area in areas)))
        extra_fields.ask(person, form, Need)
        editing.finish(person, form, "Einschätzung gespeichert.", lambda session: _save(session, file, form, areas))


def _head(form: Form, person: Person, found: Needs) -> None:
    first, second, third = st.columns(3)
    with first:
        form.date("event_on", "Datum", required=True, value=person.today)
    with second:
        offered = {one: one.label for one in perspectives_of(person.institution)}
        form.choice("perspective", "Wer schätzt ein", offered, required=True)
    with third:
        form.choice("review_id", "Anlass", {BETWEEN: "Aufnahme oder zwischendurch", **found.reviews}, required=True,
                    value=BETWEEN)  # fmt: skip


def _area(form: Form, area: Area, last: ThenNow | None) -> None:
    left, right = st.columns([3, 2])
    choices = {level: area.level_text(level) for level in LEVELS} | {SILENT: area.level_text(None)}
    with left:
        form.choice(f"level_{area.id}", area.label, choices)
        if last:
            st.caption(plain(f"zuletzt {area.level_text(last.last.level)}, {date_text(last.last.day)}"))
    with right:
        form.text(f"note_{area.id}", f"Woran man es merkt ({area.label})", max_length=500)


def _save(session: Session, file: FamilyFile, form: Form, areas: list[Area]) -> None:
    values = form.values()
    judged = [
        Judged(area.id, None if values[f"level_{area.id}"] == SILENT else values[f"level_{area.id}"],
               values[f"note_{area.id}"] or "")
        for area in areas if values[f"level_{area.id}"] is not None
    ]  # fmt: skip
    service.rate(
        session, file.head.id or 0, values["event_on"], values["perspective"], judged,
        review_id=values["review_id"] or None, extra=extra_values(values), **plan_readers.taken(values),
    )  # fmt: skip


def history(person: Person, file: FamilyFile, found: Needs) -> None:
    """Draw every rating by day, folded; each can be corrected by the side that judged."""
    own = extra_fields.fields(person, Need)
    with st.expander(f"Alle Einschätzungen ({len(found.ratings)})", expanded=_correcting(found)):
        day = None
        for one in found.ratings:
            if day != one.need.event_on:
                day = one.need.event_on
                st.markdown(f"**{date_text(day)}**")
            _row(person, file, found, one, own)


def _correcting(found: Needs) -> bool:
    return any(editing.is_open(f"need:{one.need.id}") for one in found.ratings)


def _row(person: Person, file: FamilyFile, found: Needs, one: Judgement, own: Any) -> None:
    need, name, area = one.need, f"need:{one.need.id}", found.areas[one.need.area_id]
    if editing.is_open(name):
        _correct(person, need, area)
        return
    with on_paper(name.replace(":", "-"), need.confidentiality, need.not_for_parents):
        text = f"{area.label}, {need.perspective.label}: {area.level_text(need.level)}"
        more = [need.note, found.reviews.get(need.review_id or 0, "")]
        more += [f"{label}: {value}" for label, value in extra_fields.facts(person, Need, need, own)]
        st.markdown("  \n".join(plain(part) for part in (text, *more) if part))
        st.caption(plan_readers.line(need, one.mark, one.author))
        if file.leading and need.perspective in perspectives_of(person.institution):
            st.button("Korrigieren", key=f"edit:{name}", type="tertiary", icon=":material/edit:", width="content",
                      help=f"Einschätzung {plain(area.label)} korrigieren", on_click=editing.start,
                      args=(name,))  # fmt: skip


def _correct(person: Person, need: Need, area: Area) -> None:
    name = f"need:{need.id}"
    opened = {"event_on": need.event_on, "level": SILENT if need.level is None else need.level, "note": need.note}
    opened |= plan_readers.opened(need) | extra_fields.opened(person, Need, need)
    with st.container(border=True, key=f"editing-{name.replace(':', '-')}"):
        st.markdown(f"**{plain(area.label)}**, {plain(Perspective(need.perspective).label)}")
        form = Form(name, today=person.today, opened=opened, version=need.version)
        form.date("event_on", "Datum", required=True)
        choices = {level: area.level_text(level) for level in LEVELS} | {SILENT: area.level_text(None)}
        form.choice("level", "Stufe", choices, required=True)
        form.text("note", "Woran man es merkt", max_length=500, help=plan_readers.FREE_TEXT)
        plan_readers.ask_saved(form, person, need)
        extra_fields.ask(person, form, Need, record=need)
        editing.finish(person, form, "Korrigiert.", lambda session: _keep(session, need.id or 0, form), undo=True)
        if may_remove(person, need):
            editing.remove(person, name, "Einschätzung entfernt", lambda session: service.remove(session, need.id or 0))


def _keep(session: Session, need_id: int, form: Form) -> None:
    def level(values: dict[str, Any]) -> dict[str, Any]:
        return values | {"level": None if values["level"] == SILENT else values["level"]}

    service.correct(session, need_id, level(form.opened), level(form.values()))
