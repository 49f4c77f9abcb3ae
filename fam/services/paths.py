"""Write the path of a person between school and work, and the receipt of a Bedarfsgemeinschaft as a class."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from fam.errors import InvalidForm, NotAllowed
from fam.models import BenefitUnit, Member, Receipt, Station
from fam.models.base import Content
from fam.person import Person
from fam.rules.plan_terms import ReceiptClass, StationKind
from fam.rules.terms import Confidentiality, DataCategory, Institution
from fam.services import levels, plan_entries, records

C = TypeVar("C", bound=Content)
TOO_FAR = timedelta(days=366)
END_FIRST = "Das Ende liegt nicht nach dem Beginn."
ONLY_PRO_ARBEIT = "Den SGB II-Bezug trägt Pro Arbeit ein."
NO_PERSON, NO_UNIT = "Bitte die Person wählen.", "Bitte die Bedarfsgemeinschaft wählen."
TAKEN = "Für diese Zeit ist schon ein Bezug eingetragen. Dort korrigieren."
WHOSE: dict[type[Any], tuple[str, Any, str]] = {
    Station: ("about_id", Member, NO_PERSON),
    Receipt: ("unit_id", BenefitUnit, NO_UNIT),
}


def add_station(
    session: Session,
    family_id: int,
    member_id: int | None,
    starts_on: date | None,
    kind: StationKind | None,
    *,
    ends_on: date | None = None,
    place: str = "",
    aim: str = "",
    level: Confidentiality | None = None,
    not_for_parents: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Station:
    """Save where somebody stands from a day on; several states may hold at once, a future one is a plan.

    Raises InvalidForm at the field that is missing or wrong.
    """
    wrong = {} if member_id else {"about_id": NO_PERSON}
    wrong |= {} if kind else {"kind": "Bitte die Station wählen."}
    wrong |= _dates(session, starts_on, ends_on)
    if wrong:
        raise InvalidForm(wrong)
    row = plan_entries.begin(
        session, Station, family_id, starts_on, category=_category(kind), about_id=member_id, level=level,
        not_for_parents=not_for_parents, future_ok=True, kind=kind, ends_on=ends_on, place=place, aim=aim,
    )  # fmt: skip
    return records.add(session, row, extra)


def add_receipt(
    session: Session,
    family_id: int,
    unit_id: int | None,
    starts_on: date | None,
    receipt: ReceiptClass | None,
    *,
    percent: int | None = None,
    ends_on: date | None = None,
    end_reason: Any = None,
    level: Confidentiality | None = None,
    not_for_parents: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Receipt:
    """Save the receipt of a BG from a day on; what ran before ends on that day. Never an amount.

    Raises InvalidForm, NotAllowed for the ASD.
    """
    _pro_arbeit(session)
    wrong = {} if receipt else {"level": "Bitte den Bezug wählen."}
    known = select(BenefitUnit.id).where(BenefitUnit.id == unit_id, BenefitUnit.family_id == family_id)
    if unit_id is None or session.exec(known).first() is None:
        wrong["unit_id"] = NO_UNIT
    wrong |= _dates(session, starts_on, ends_on)
    if wrong or starts_on is None:
        raise InvalidForm(wrong)
    _end_running(session, unit_id or 0, starts_on, ends_on)
    row = plan_entries.begin(
        session, Receipt, family_id, starts_on, category=DataCategory.RECEIPT, level=level, future_ok=True,
        not_for_parents=not_for_parents,
        unit_id=unit_id, percent=percent, ends_on=ends_on, end_reason=end_reason,
    )  # fmt: skip
    row.level = receipt or ReceiptClass.FULL
    return records.add(session, row, extra)


def correct(
    session: Session, model: type[C], record_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]
) -> C:
    """Change or end a station or receipt, also whose it is (`about_id`, `unit_id`); edits of different fields merge.

    Raises NotFound, Conflict, InvalidForm; NotAllowed for what only its own institution says.
    """
    row: Any = records.find(session, model, record_id)
    if model is Receipt:
        _pro_arbeit(session)
    plan_entries.check_edit(session, row, opened, changes)
    wrong = _dates(session, changes.get("event_on", row.event_on), changes.get("ends_on", row.ends_on))
    wrong |= _whose(session, row, opened, changes)
    if wrong:
        raise InvalidForm(wrong)
    edited: Any = records.edit(session, model, record_id, opened, changes, joining=("about_id", "unit_id"))
    _follow(session, edited, opened, changes)
    edited.legal_circle = levels.circle(edited)
    session.flush()
    return edited  # type: ignore[no-any-return]


def _whose(session: Session, row: Any, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the person or BG that an entry is to belong to from now on."""
    key, model, sentence = WHOSE[type(row)]
    if key not in changes or changes[key] == opened.get(key, ...):
        return {}
    query = select(model.id).where(model.id == changes[key], model.family_id == row.family_id)
    return {} if changes[key] and session.exec(query).first() is not None else {key: sentence}


def _follow(session: Session, row: Any, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """A measure is shared by its own consent; a BG has one receipt at a time."""
    if isinstance(row, Station) and (category := _category(row.kind)) is not row.category:
        levels.own_level(session, row)
        row.category = category
    if isinstance(row, Receipt) and changes.get("unit_id", row.unit_id) != opened.get("unit_id", row.unit_id):
        others = session.exec(select(Receipt).where(Receipt.unit_id == row.unit_id, Receipt.id != row.id))
        if any(_overlap(row, one) for one in others):
            raise InvalidForm({"unit_id": TAKEN})


def _overlap(one: Receipt, other: Receipt) -> bool:
    before = one.ends_on is not None and one.ends_on <= other.event_on
    return not (before or (other.ends_on is not None and other.ends_on <= one.event_on))


def _category(kind: StationKind | None) -> DataCategory:
    return DataCategory.MEASURES if kind is StationKind.MEASURE else DataCategory.WORK


def remove(session: Session, model: type[C], record_id: int) -> None:
    """Take back what was a mistake; the change log keeps it. Raises NotFound, NotAllowed."""
    if model is Receipt:
        _pro_arbeit(session)
    records.remove(session, model, record_id)


def _pro_arbeit(session: Session) -> None:
    person: Person = session.info["person"]
    if not person.system and person.institution is not Institution.PRO_ARBEIT:
        raise NotAllowed(ONLY_PRO_ARBEIT)


def _dates(session: Session, starts_on: date | None, ends_on: date | None) -> dict[str, str]:
    person: Person = session.info["person"]
    if starts_on is None:
        return {"event_on": plan_entries.MISSING_DAY}
    if starts_on > person.today + TOO_FAR:
        return {"event_on": "Der Tag liegt mehr als ein Jahr in der Zukunft."}
    return {"ends_on": END_FIRST} if ends_on is not None and ends_on <= starts_on else {}


def _end_running(session: Session, unit_id: int, starts_on: date, ends_on: date | None) -> None:
    for one in session.exec(select(Receipt).where(Receipt.unit_id == unit_id).order_by(col(Receipt.event_on))):
        if one.event_on >= starts_on and (ends_on is None or one.event_on < ends_on):
            raise InvalidForm({"event_on": TAKEN})
        if one.event_on < starts_on and (one.ends_on is None or one.ends_on > starts_on):
            one.ends_on = starts_on
            session.add(one)
    session.flush()
