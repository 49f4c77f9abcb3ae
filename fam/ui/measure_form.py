"""The form of a measure: only what was law on its day, for whom it may be, and who will read it, before it is saved."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from fam.db import reading
from fam.fields.spec import declared, extra_values
from fam.models import Instrument, Measure
from fam.person import Person
from fam.queries import entry_marks, measures
from fam.queries.family_file import FamilyFile
from fam.queries.measures import MeasureRow, Support
from fam.rules.measure_checks import age_sentence
from fam.rules.measures import RAN, may_become, owner
from fam.rules.plan_terms import UNDECIDED, MeasureLevel, MeasureStatus
from fam.rules.terms import Confidentiality, DataCategory, Institution
from fam.services import measures as services
from fam.services.measures import MeasureDraft
from fam.services.plan_entries import OFFERED, may_remove
from fam.ui import editing, extra_fields
from fam.ui.feedback import plain
from fam.ui.format import date_text
from fam.ui.forms import Form

ONE = timedelta(days=1)
NEW = "measure:new"
HELP_STATUS = "Nur Schritte, die auf den jetzigen Stand folgen, und der Schritt zurück, wenn er ein Irrtum war."


def adding(person: Person, file: FamilyFile, found: Support) -> None:
    """Draw "Leistung eintragen", or the form behind it."""
    name = f"{NEW}:{file.head.id}"
    if not editing.is_open(name):
        st.button("Leistung eintragen", key="add:measure", icon=":material/add:", on_click=editing.start, args=(name,))
        return
    with st.container(border=True, key="editing-measure-new"):
        form = Form(name, today=person.today)
        readable = _draw(person, file, found, form, None)
        extra_fields.ask(person, form, Measure)
        editing.finish(
            person, form, "Leistung gespeichert.",
            lambda session: services.add(session, _draft(form, file.head.id or 0), readable=readable),
        )  # fmt: skip


def editing_one(person: Person, file: FamilyFile, found: Support, row: MeasureRow) -> None:
    """Draw a saved measure as a form: change, correct, end, remove."""
    one = row.record
    name = f"measure:{one.id}"
    with st.container(border=True, key=f"editing-measure-{one.id}"):
        opened = _opened(row) | extra_fields.opened(person, Measure, one)
        form = Form(name, today=person.today, opened=opened, version=one.version)
        _draw(person, file, found, form, row)
        extra_fields.ask(person, form, Measure, record=one)
        editing.finish(person, form, "Gespeichert.", lambda session: _edit(session, row, form), undo=True)
        if may_remove(person, one):
            editing.remove(person, name, "Leistung entfernt", lambda session: services.remove(session, one.id or 0))


def _opened(row: MeasureRow) -> dict[str, Any]:
    one = row.record
    keys = ("status", "starts_on", "event_on", "decided_on", "instrument_code", "provider", "note", "level", "unit_id",
            "about_id", "confidentiality", "not_for_parents")  # fmt: skip
    last = one.ends_on - ONE if one.ends_on else None
    return {key: getattr(one, key) for key in keys} | {"last_on": last, "goals": list(row.goals)}


def _draw(person: Person, file: FamilyFile, found: Support, form: Form, row: MeasureRow | None) -> bool:
    """Draw the fields; return whether the person will read what is saved."""
    status = _status(form, row)
    day = _days(form, status, person.today, row)
    instrument = _instrument(person, form, day, row)
    mine = row is None or row.record.institution is person.institution
    about = _whom(person, file, form, instrument, day, mine)
    form.text("provider", "Träger", max_length=200)
    linked = row.goals if row else ()
    offered = {goal: text for goal, text in found.goals.items() if goal in linked or goal not in found.ended_goals}
    form.choices("goals", "Für welche Ziele", offered)
    form.text("note", "Anmerkung", max_length=500, help="Keine Diagnosen, keine Beträge.")
    if instrument is None or not mine:
        return True
    return _readers(person, file, form, instrument, about, new=row is None)


def _status(form: Form, row: MeasureRow | None) -> MeasureStatus:
    old = row.record.status if row else None
    offered = {one: one.label for one in MeasureStatus if old is None or may_become(old, one)}
    status = form.choice("status", "Stand", offered, required=True, value=MeasureStatus.PROPOSED, help=HELP_STATUS)
    return MeasureStatus(status or MeasureStatus.PROPOSED)


def _days(form: Form, status: MeasureStatus, today: date, row: MeasureRow | None) -> date:
    left, right = st.columns(2)
    proposed = row.record.event_on if row else today
    with left:
        if row or status not in RAN:
            proposed = form.date("event_on", "Vorgeschlagen am", required=True, value=today) or today
        starts = form.date("starts_on", "Beginn", required=status in RAN,
                           help="" if status in RAN else "Geplant, wenn schon bekannt.")  # fmt: skip
    with right:
        if row or status not in UNDECIDED:
            decided = status in (MeasureStatus.GRANTED, MeasureStatus.REJECTED)
            form.date("decided_on", "Entschieden am", required=decided)
        over = status in (MeasureStatus.ENDED, MeasureStatus.BROKEN_OFF)
        form.date("last_on", "Letzter Tag", required=over)
    return starts or proposed


def _instrument(person: Person, form: Form, day: date, row: MeasureRow | None) -> Instrument | None:
    with reading(person) as session:
        every = measures.catalogue(session, None)
        law = measures.catalogue(session, day)
    if row:
        whose = row.record.institution
        own = whose is person.institution
        law = {code: one for code, one in law.items() if owner(one.group, whose) is whose and own}
        every.setdefault(row.instrument.code, row.instrument)
    labels = {code: _named(one) for code, one in law.items()}
    chosen = st.session_state.get(form.key("instrument_code")) or form.opened.get("instrument_code")
    if chosen in every and chosen not in labels:
        outside = "" if row and chosen == row.instrument.code else f" (galt am {date_text(day)} nicht)"
        labels[chosen] = f"{_named(every[chosen])}{outside}"
    code = form.choice("instrument_code", "Leistung", labels, required=True,
                       help=f"Zum Suchen tippen. Nur was am {date_text(day)} Gesetz war.")  # fmt: skip
    found = every.get(code) if code else None
    if found and (said := " ".join(part for part in (found.purpose, found.note) if part)):
        st.caption(plain(f"{said} Entscheidung: {found.decided_by}."))
    return found


def _named(one: Instrument) -> str:
    return f"{one.group.label.partition(' (')[0]} › {one.title} · {one.paragraph}"


def _whom(
    person: Person, file: FamilyFile, form: Form, instrument: Instrument | None, day: date, mine: bool
) -> int | None:
    if instrument is None or not mine:
        return None
    possible = {MeasureLevel(one): MeasureLevel(one).label for one in instrument.levels.split("/")}
    level = form.choice("level", "Für", possible, required=True, value=next(iter(possible)))
    if level is MeasureLevel.UNIT and file.benefit_units:
        form.choice("unit_id", "Welche BG", {unit.id: unit.number for unit in file.benefit_units})
    if level is not MeasureLevel.PERSON:
        return None
    with reading(person) as session:
        people = entry_marks.members(session, file.head.id or 0)
        born = measures.birth_days(session, file.head.id or 0)
    if form.opened.get("about_id"):
        people.setdefault(form.opened["about_id"], entry_marks.UNNAMED)
    about = form.choice("about_id", "Für wen", people, required=True)
    if about:
        sentence, _refused = age_sentence(services.ages_of(instrument), born.get(about), day)
        if sentence:
            st.warning(plain(sentence), icon=":material/cake:")
    return int(about) if about else None


def _readers(
    person: Person, file: FamilyFile, form: Form, instrument: Instrument, about: int | None, *, new: bool
) -> bool:
    """Say who reads a measure before it is saved; ask if the person will not be among them."""
    side = person.institution or Institution.PRO_ARBEIT
    whose = owner(instrument.group, side)
    level = Confidentiality.TEAM
    if whose is side:
        offered = {one: one.label for one in OFFERED}
        level = form.choice("confidentiality", "Wer darf lesen", offered, required=True, value=Confidentiality.TEAM)
    form.boolean("not_for_parents", "Nicht für Eltern", required=True, value=False,
                 help="Bleibt aus allem heraus, was für die Familie gedruckt wird.")  # fmt: skip
    with reading(person) as session:
        shared = measures.reads(session, file.head.id or 0, about, instrument.category, whose, whose.other)
    both = shared and level is Confidentiality.TEAM
    st.info(plain(_sentence(instrument, whose, level, both)), icon=":material/visibility:")
    readable = whose is side or both
    if new and not readable:
        form.boolean("unread_ok", f"Ich weiß: Danach liest es nur der {whose.label}, ich nicht mehr.", required=True,
                     value=False)  # fmt: skip
    return readable


def _sentence(instrument: Instrument, whose: Institution, level: Confidentiality | None, both: bool) -> str:
    consent = "eigene Einwilligung" if instrument.category is DataCategory.HEALTH else "Einwilligung"
    if level is Confidentiality.INSTITUTION:
        return f"Liest nur {whose.label}."
    if both:
        return f"Gehört {whose.label}. Lesen werden es beide Institutionen ({instrument.category.short})."
    return f"Gehört {whose.label}. Lesen wird es nur {whose.label}: Eine {consent} „{instrument.category.short}“ fehlt."


def _values(form: Form) -> dict[str, Any]:
    values = form.values()
    if "level" in values:
        level = values["level"]
        values["about_id"] = values.get("about_id") if level is MeasureLevel.PERSON else None
        values["unit_id"] = values.get("unit_id") if level is MeasureLevel.UNIT else None
    return values


def _draft(form: Form, family_id: int) -> MeasureDraft:
    values = _values(form)
    own: Mapping[str, Any] = declared(values)
    renamed = {"level": own.get("confidentiality") or Confidentiality.TEAM, "given_to": own.get("level")}
    rest = {key: value for key, value in own.items() if key not in ("confidentiality", "level")}
    rest["unread_ok"] = bool(rest.get("unread_ok"))
    return MeasureDraft(family_id=family_id, **(rest | renamed), extra=extra_values(values))


def _edit(session: Any, row: MeasureRow, form: Form) -> None:
    values = _values(form)
    services.edit(session, row.record.id or 0, form.opened, values, values.pop("goals"))
