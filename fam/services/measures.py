"""Measures: an instrument of the catalogue for somebody of a family, from the proposal to its end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import Conflict, InvalidForm, NotAllowed
from fam.models import BenefitUnit, Goal, Instrument, Measure, MeasureGoal, Member
from fam.person import Person
from fam.rules import measure_checks
from fam.rules.measure_checks import Ages, Days
from fam.rules.measures import RAN, may_become, owner, was_law
from fam.rules.plan_terms import MeasureLevel, MeasureStatus
from fam.rules.terms import Confidentiality, Institution, LegalCircle
from fam.services import levels, measure_marks, plan_entries, records

ONE = timedelta(days=1)
UNREAD = "Bitte bestätigen: Nach dem Speichern lesen Sie diesen Eintrag nicht mehr."
WHOM = "Bitte angeben, für wen."


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDraft:
    """What a form says of a measure; `last_on` is its last day. `level` is who reads it, `goals` whom it serves."""

    family_id: int
    instrument_code: str | None
    status: MeasureStatus
    given_to: MeasureLevel | None
    event_on: date | None = None
    about_id: int | None = None
    unit_id: int | None = None
    provider: str = ""
    decided_on: date | None = None
    starts_on: date | None = None
    last_on: date | None = None
    note: str = ""
    level: Confidentiality = Confidentiality.TEAM
    not_for_parents: bool = False
    goals: Sequence[int] = ()
    unread_ok: bool = False  # the typing side knows that it will not read it
    extra: Mapping[str, Any] = field(default_factory=dict)


def add(session: Session, draft: MeasureDraft, *, readable: bool = True) -> Measure:
    """Save a new measure of the institution of its law, in the category of the catalogue.

    `readable`: whether the person will read it then; if not, they must know. Raises InvalidForm, NotAllowed.
    """
    person: Person = session.info["person"]
    instrument = _instrument(session, draft.instrument_code)
    whose = owner(instrument.group, person.institution or Institution.PRO_ARBEIT)
    if not readable and not draft.unread_ok:
        raise InvalidForm({"unread_ok": UNREAD})
    given = [day for day in (draft.decided_on, draft.starts_on) if day]
    event_on = draft.event_on or (min(given) if given and draft.status in RAN else person.today)
    measure = _begun(session, draft, instrument, whose, event_on)
    _check(session, measure, instrument)
    records.add(session, measure, draft.extra)
    serve(session, measure, draft.goals)
    return measure


def _begun(
    session: Session, draft: MeasureDraft, instrument: Instrument, whose: Institution, event_on: date
) -> Measure:
    person: Person = session.info["person"]
    row = Measure(
        family_id=draft.family_id,
        institution=whose,
        author_id=person.account_id or None,
        event_on=event_on,
        instrument_code=instrument.code,
        level=draft.given_to,  # type: ignore[arg-type]  # refused below if it is missing
        unit_id=draft.unit_id,
        status=draft.status,
        provider=draft.provider,
        decided_on=draft.decided_on,
        starts_on=draft.starts_on,
        ends_on=draft.last_on + ONE if draft.last_on else None,
        note=draft.note,
        confidentiality=draft.level if whose is person.institution else Confidentiality.TEAM,
    )
    if row.confidentiality not in plan_entries.OFFERED:
        raise InvalidForm({"confidentiality": levels.ASD_ONLY})
    row.legal_circle = instrument.group.circle or LegalCircle.BOTH
    levels.put(session, row, levels.Marks(instrument.category, draft.about_id, draft.not_for_parents))
    return row


def edit(
    session: Session,
    measure_id: int,
    opened: Mapping[str, Any],
    changes: Mapping[str, Any],
    goals: Sequence[int] | None = None,
) -> Measure:
    """Change or correct a measure; both mappings say `last_on`, the last day. Edits to different fields merge.

    For whom it is (level, person, BG) is one thing and never mixed. `goals` are merged with `opened["goals"]`: what
    was added or taken out is. Raises NotFound, Conflict, InvalidForm; NotAllowed for what only its own side says.
    """
    measure = records.find(session, Measure, measure_id)
    before, old = measure.status, measure.instrument_code
    marks, conflicts = measure_marks.merged(measure, opened, changes)
    try:
        records.edit(session, Measure, measure_id, _half_open(opened), _half_open(measure_marks.without(changes)))
    except Conflict as error:
        conflicts |= _as_typed(error.fields)
    if conflicts:
        raise Conflict(conflicts)
    new = _instrument(session, measure.instrument_code)
    if old != measure.instrument_code:
        _same_law(session, measure, new)
    if not may_become(before, measure.status):
        sentence = f"Auf „{before.label}“ folgt nicht „{measure.status.label}“."
        raise InvalidForm({"status": sentence})
    measure_marks.take(session, measure, marks)
    _check(session, measure, new)
    session.add(measure)
    session.flush()
    if goals is not None:
        now = session.exec(select(MeasureGoal.goal_id).where(MeasureGoal.measure_id == measure_id)).all()
        serve(session, measure, measure_marks.goals(opened.get("goals"), now, goals))
    return measure


def remove(session: Session, measure_id: int) -> None:
    """Delete a measure that was a mistake; the change log keeps that it was there. Raises NotFound."""
    records.remove(session, Measure, measure_id)


def serve(session: Session, measure: Measure, goals: Iterable[int]) -> None:
    """Say which goals of the family a measure serves; goals that the person does not read stay as they are."""
    wanted = set(goals)
    known = set(session.exec(select(Goal.id).where(Goal.family_id == measure.family_id)).all())
    if wanted - known:
        raise InvalidForm({"goals": "Dieses Ziel gibt es hier nicht."})
    links = session.exec(select(MeasureGoal).where(MeasureGoal.measure_id == measure.id)).all()
    for link in links:
        if link.goal_id not in wanted:
            session.delete(link)
    for goal_id in wanted - {link.goal_id for link in links}:
        session.add(MeasureGoal(measure_id=measure.id or 0, goal_id=goal_id, family_id=measure.family_id))
    session.flush()


def law_day(measure: Measure) -> date:
    """Return the day on which its instrument must be law: its start, else the day it was proposed."""
    return measure.starts_on or measure.event_on


def ages_of(instrument: Instrument) -> Ages:
    """Return whom an instrument is for."""
    return Ages(instrument.code, instrument.paragraph, instrument.group, instrument.min_age, instrument.max_age)


def _instrument(session: Session, code: str | None) -> Instrument:
    found = session.exec(select(Instrument).where(Instrument.code == code, col(Instrument.offered))).first()
    if found is None:
        raise InvalidForm({"instrument_code": "Bitte eine Leistung wählen."})
    return found


def _check(session: Session, measure: Measure, instrument: Instrument) -> None:
    """Raise InvalidForm for what was not law, whom it is not for, and days that do not fit."""
    person: Person = session.info["person"]
    days = Days(proposed_on=measure.event_on, decided_on=measure.decided_on, starts_on=measure.starts_on,
                ends_on=measure.ends_on)  # fmt: skip
    wrong = measure_checks.problems(measure.status, days, person.today)
    if measure.event_on > person.today:
        wrong["event_on"] = plan_entries.FUTURE
    if not was_law(instrument.valid_from, instrument.valid_to, law_day(measure)):
        wrong["instrument_code"] = f"{instrument.paragraph} galt an diesem Tag nicht."
    if measure.level is None or measure.level.value not in instrument.levels.split("/"):
        wrong["level"] = WHOM
    wrong |= _whom(session, measure, instrument)
    if wrong:
        raise InvalidForm(wrong)


def _whom(session: Session, measure: Measure, instrument: Instrument) -> dict[str, str]:
    if measure.level is MeasureLevel.UNIT and measure.unit_id is not None:
        query = select(BenefitUnit.id).where(
            BenefitUnit.id == measure.unit_id, BenefitUnit.family_id == measure.family_id
        )
        with session.no_autoflush:
            found = session.exec(query).first()
        return {} if found else {"unit_id": "Diese BG gibt es hier nicht."}
    if measure.level is not MeasureLevel.PERSON:
        return {}
    if measure.about_id is None:
        return {"about_id": WHOM}
    with session.no_autoflush:
        born = session.exec(select(col(Member.born_on)).where(Member.id == measure.about_id)).first()
    sentence, refused = measure_checks.age_sentence(ages_of(instrument), born, law_day(measure))
    return {"about_id": sentence} if refused else {}


def _same_law(session: Session, measure: Measure, new: Instrument) -> None:
    """Another instrument must be one of the same institution: else it is another measure."""
    person: Person = session.info["person"]
    if measure.institution is not person.institution or owner(new.group, measure.institution) != measure.institution:
        raise NotAllowed("Die Leistung ändert nur die Institution, deren Gesetz sie regelt.")
    measure.category = new.category
    measure.legal_circle = new.group.circle or LegalCircle.BOTH


def _half_open(values: Mapping[str, Any]) -> dict[str, Any]:
    """The last day becomes the first day no more."""
    found = {key: value for key, value in values.items() if key != "last_on"}
    if "last_on" in values:
        found["ends_on"] = values["last_on"] + ONE if values["last_on"] else None
    return found


def _as_typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        ("last_on" if key == "ends_on" else key): (
            tuple(day - ONE if day else None for day in values) if key == "ends_on" else values
        )
        for key, values in fields.items()
    }
