"""What a family's file holds now, against what a list said before: nobody's later work is overwritten."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.exchange.listing.family import Reason
from fam.exchange.listing.values import FIELD_KEY, Listed
from fam.models import Address, Family, FamilyDetail, ListItem
from fam.rules.terms import Status
from fam.services.import_fields import TeamFields, held

DATES = ("received", "first_talk", "admitted")
COMPARED = ("name", "home", "benefit_since", "source", "course", "occasion", "interpreter")  # the others only grow


def conflicts(
    session: Session, family_id: int, old: Listed, new: Listed, keys: Sequence[str], fields: TeamFields
) -> tuple[Reason, ...]:
    """Return a reason per changed value that somebody edited since the earlier list came in."""
    with db.elevated(session):
        family = session.exec(select(Family).where(Family.id == family_id)).one()
        return tuple(_conflicts(session, family, old, new, keys, fields))


def _conflicts(
    session: Session, family: Family, old: Listed, new: Listed, keys: Sequence[str], fields: TeamFields
) -> Iterator[Reason]:
    for key in keys:
        listed = (old.get(key), new[key])
        if FIELD_KEY.fullmatch(key):
            touched = held(session, family, key, fields) not in listed
        else:
            touched = key in COMPARED and not any(_as_listed(session, family, key, value) for value in listed)
        if touched:
            yield Reason(
                "conflict",
                f"{fields.label(key)} wurde seit der letzten Liste in FAM geändert. Soll die neue Liste gelten?",
            )


def _as_listed(session: Session, family: Family, key: str, value: Any) -> bool:
    """True if the file still holds what a list said."""
    if key == "name":
        return bool(family.name == value)
    if key == "course":
        return _same_course(family, value)
    if key == "home":
        return _same_home(session, family, value)
    if key == "source":
        item = session.exec(select(ListItem).where(ListItem.id == family.source_id)).first()
        return bool((item.label if item else "") == value)
    detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family.id)).first()
    if key == "benefit_since":
        return (detail.benefit_since if detail else None) == day_of(value)
    return detail is not None and bool(getattr(detail, key) == value)


def _same_home(session: Session, family: Family, value: Sequence[Any]) -> bool:
    query = (
        select(Address).where(Address.family_id == family.id, col(Address.ends_on).is_(None)).order_by(col(Address.id))
    )
    address = session.exec(query).first()
    if address is None:
        return not any(value)
    return [address.street, address.postcode, address.town_text, address.town_ags] == list(value)


def _same_course(family: Family, value: dict[str, Any]) -> bool:
    """Status and month of each date agree: approximate dates may have moved within their month."""
    if family.status is not Status(value["status"]):
        return False
    pairs = [(getattr(family, f"{name}_on"), day_of(value[name])) for name in DATES]
    return all(listed is None or held is None or _month(held) == _month(listed) for held, listed in pairs)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def day_of(value: Sequence[str] | None) -> date | None:
    """Return the day of a listed date, which is kept as [ISO text, precision code]."""
    return date.fromisoformat(value[0]) if value else None
