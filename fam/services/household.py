"""A family moves: one address ends, the next begins, and the head follows."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam.errors import InvalidForm, NotFound
from fam.models import Address, Family, Town, TownArea
from fam.services import records


@dataclass(frozen=True, slots=True)
class Move:
    """Where to and from which day; a place outside the Kreis has a name and no AGS."""

    starts_on: date | None
    town_ags: str | None = None
    town_text: str = ""
    street: str = ""
    postcode: str = ""


def move(session: Session, family_id: int, new: Move) -> str:
    """Record a move and return the sentence about what follows from it ("" if nothing does).

    Outside the FAM area the case stays as it is: to go on by exception or to close is decided by people (domain
    handbook §7.4, scenarios 3 and 4). Raises InvalidForm, NotFound.
    """
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    town = session.exec(select(Town).where(Town.ags == new.town_ags)).first() if new.town_ags else None
    _check(session, family_id, new)
    assert new.starts_on
    for address in _open_addresses(session, family_id):
        address.ends_on = new.starts_on
        session.add(address)
    records.add(
        session,
        Address(
            family_id=family_id,
            street=new.street,
            postcode=new.postcode,
            town_ags=town.ags if town else None,
            town_text=town.name if town else new.town_text,
            starts_on=new.starts_on,
        ),
    )
    family.town_ags = town.ags if town else None
    session.add(family)
    session.flush()
    return consequence(session, town, new.starts_on)


def _check(session: Session, family_id: int, new: Move) -> None:
    wrong = {}
    if new.starts_on is None:
        wrong["starts_on"] = "Bitte angeben, ab wann die Familie dort wohnt."
    if not new.town_ags and not new.town_text.strip():
        wrong["town_ags"] = "Bitte den Ort wählen oder außerhalb des Kreises eintragen."
    running = [address.starts_on for address in _open_addresses(session, family_id) if address.starts_on]
    if new.starts_on and running and new.starts_on <= max(running):
        wrong["starts_on"] = "Der Umzug liegt vor dem Einzug in die jetzige Wohnung."
    if wrong:
        raise InvalidForm(wrong)


def _open_addresses(session: Session, family_id: int) -> list[Address]:
    query = select(Address).where(Address.family_id == family_id, col(Address.ends_on).is_(None))
    return list(session.exec(query))


def consequence(session: Session, town: Town | None, day: date) -> str:
    """Return what a residence means for FAM: nothing, outside the area, or outside the Kreis."""
    if town is None:
        return (
            "Der Ort liegt außerhalb des Kreises: Zuständigkeit nach § 36 SGB II und § 86 SGB VIII klären, "
            "Übergabe mit der Familie besprechen. Es werden keine Daten weitergegeben."
        )
    areas = session.exec(select(TownArea).where(TownArea.ags == town.ags))
    if any(area.starts_on <= day and (area.ends_on is None or day < area.ends_on) for area in areas):
        return ""
    return (
        f"{town.name} liegt außerhalb des FAM-Gebiets: entweder als Ausnahme weiterführen "
        "(wer, bis wann: als Eintrag festhalten) oder geordnet abschließen."
    )
