"""Places per person and period: FTE x case key = families; one person's periods never overlap."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from fam.errors import Conflict, InvalidForm, NotFound
from fam.models import Account, Place
from fam.rules.german import format_date
from fam.rules.merge import merge
from fam.rules.periods import Interval, end_to_last_day, last_day_to_end

FIELDS = ("account_id", "starts_on", "last_day", "fte", "case_key")
MOST_FAMILIES = 200


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """What the form asks; `last_day` is the last day on which the places hold, None for no end."""

    account_id: int | None
    starts_on: date | None
    fte: Decimal | None
    case_key: int | None
    last_day: date | None = None


def enter(session: Session, draft: PlaceDraft) -> Place:
    """Save a person's places in a period; raises InvalidForm with a sentence per field."""
    place = Place(**_checked(session, asdict(draft), None))
    session.add(place)
    session.flush()
    return place


def change(session: Session, place_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Change a period of places; raises InvalidForm, Conflict, NotFound."""
    place = _find(session, place_id)
    theirs = {key: values_of(place)[key] for key in changes}
    merged, conflicts = merge({key: opened.get(key) for key in changes}, theirs, changes)
    if conflicts:
        raise Conflict(conflicts)
    for key, value in _checked(session, values_of(place) | merged, place_id).items():
        setattr(place, key, value)
    session.add(place)
    session.flush()


def remove(session: Session, place_id: int) -> None:
    """Delete a period of places that was a mistake; what has ended gets a last day instead. Raises NotFound."""
    session.delete(_find(session, place_id))
    session.flush()


def values_of(place: Place) -> dict[str, Any]:
    """Return a period of places as the form shows it."""
    last_day = end_to_last_day(place.ends_on) if place.ends_on else None
    return {
        "account_id": place.account_id,
        "starts_on": place.starts_on,
        "last_day": last_day,
        "fte": place.fte,
        "case_key": place.case_key,
    }


def _find(session: Session, place_id: int) -> Place:
    if (place := session.exec(select(Place).where(Place.id == place_id)).first()) is None:
        raise NotFound
    return place


def _checked(session: Session, values: Mapping[str, Any], own_id: int | None) -> dict[str, Any]:
    """Return the columns to save, or raise InvalidForm."""
    wrong = _missing(values)
    fte, key, starts_on, last_day = (values[name] for name in ("fte", "case_key", "starts_on", "last_day"))
    if fte is not None and (not 0 < fte <= 1 or fte != round(fte, 2)):
        wrong["fte"] = "Bitte einen Anteil zwischen 0,01 und 1,00 angeben, höchstens zwei Nachkommastellen."
    if key is not None and not 0 < key <= MOST_FAMILIES:
        wrong["case_key"] = f"Bitte zwischen 1 und {MOST_FAMILIES} Familien je volle Stelle angeben."
    if starts_on and last_day and last_day < starts_on:
        wrong["last_day"] = "Der letzte Tag liegt vor dem Beginn."
    if wrong:
        raise InvalidForm(wrong)
    period = Interval(starts_on, last_day_to_end(last_day) if last_day else None)
    _no_overlap(session, values["account_id"], period, own_id)
    return {
        "account_id": values["account_id"],
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "fte": fte,
        "case_key": key,
    }


def _missing(values: Mapping[str, Any]) -> dict[str, str]:
    sentences = {
        "account_id": "Bitte eine Person wählen.",
        "starts_on": "Bitte den ersten Tag angeben.",
        "fte": "Bitte den Stellenanteil angeben, z. B. 0,75.",
        "case_key": "Bitte die Familien je volle Stelle angeben.",
    }
    return {key: sentence for key, sentence in sentences.items() if values[key] is None}


def _no_overlap(session: Session, account_id: int, period: Interval, own_id: int | None) -> None:
    """Refuse a period that meets another one of the same person; the account is locked, so that two cannot slip in."""
    account = session.exec(select(Account).where(Account.id == account_id).with_for_update()).first()
    if account is None:
        raise InvalidForm({"account_id": "Bitte eine Person wählen."})
    for other in session.exec(select(Place).where(Place.account_id == account_id)):
        if other.id != own_id and period.overlaps(Interval(other.starts_on, other.ends_on)):
            until = f"bis {format_date(end_to_last_day(other.ends_on))}" if other.ends_on else "ohne Ende"
            raise InvalidForm(
                {
                    "starts_on": f"Für {account.display_name} sind ab {format_date(other.starts_on)} {until} schon "
                    "Plätze eingetragen. Zeiträume einer Person dürfen sich nicht überschneiden."
                }
            )
