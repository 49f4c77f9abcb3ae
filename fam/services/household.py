"""A family or one of its households moves: an address ends, the next begins, and who lives there goes along."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam.errors import InvalidForm, NotFound
from fam.models import Address, Family, Phone, Residence, Town, TownArea
from fam.person import Person
from fam.rules.german import format_date
from fam.rules.terms import Confidentiality
from fam.services import records, tasks
from fam.services.tasks import TaskDraft

EXCEPTION = "Ausnahme außerhalb des FAM-Gebiets"


@dataclass(frozen=True, slots=True)
class Move:
    """Where to and from which day; a place outside the Kreis has a name and no AGS."""

    starts_on: date | None
    address_id: int | None = None  # the household that moves; None: all of them, into one
    town_ags: str | None = None
    town_text: str = ""
    street: str = ""
    postcode: str = ""
    exception_by: str = ""  # outside the FAM area: who decided that the case goes on, until which day
    exception_until: date | None = None


def move(session: Session, family_id: int, new: Move) -> str:
    """Record a move and return the sentence about what follows from it ("" if nothing does).

    Who lives in the household goes along, and so do its telephones. The family's town follows, unless another household
    stays there.

    Outside the FAM area the case stays as it is: to go on by exception or to close is decided by people (domain
    handbook §7.4, scenarios 3 and 4). An exception that was decided stands as a task, due when it ends. Raises
    InvalidForm, NotFound.
    """
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    town = session.exec(select(Town).where(Town.ags == new.town_ags)).first() if new.town_ags else None
    _check(session, family_id, new)
    homes = _open_addresses(session, family_id)
    left = [one for one in homes if new.address_id in (None, one.id)]
    stays = any(one.town_ags == family.town_ags for one in homes if one not in left)
    assert new.starts_on
    _change_home(session, left, Address(
        family_id=family_id, street=new.street, postcode=new.postcode, starts_on=new.starts_on,
        town_ags=town.ags if town else None, town_text=town.name if town else new.town_text,
    ), new.starts_on)  # fmt: skip
    if not stays:
        family.town_ags = town.ags if town else None
        session.add(family)
        session.flush()
    elif not new.exception_until:
        return ""
    said = consequence(session, town, new.starts_on)
    return _exception(session, family_id, new, new.exception_until) if said and town and new.exception_until else said


def _change_home(session: Session, left: Sequence[Address], new: Address, day: date) -> None:
    home = records.add(session, new)
    for address in left:
        address.ends_on = day
        session.add(address)
    if len(left) == 1:  # its numbers go along; out of two households nobody knows whose goes where
        for phone in session.exec(select(Phone).where(Phone.address_id == left[0].id)):
            phone.address_id = home.id
            session.add(phone)
    _go_along(session, [one.id or 0 for one in left], home, day)


def _go_along(session: Session, left: Collection[int], home: Address, day: date) -> None:
    """Let everybody of these households live in the new one, with the same share; two shares become the whole."""
    query = select(Residence).where(col(Residence.address_id).in_(left), col(Residence.ends_on).is_(None))
    living = session.exec(query.order_by(col(Residence.id))).all()
    shares = {one.member_id: one.share for one in living}
    several = [one.member_id for one in living]
    for one in living:
        one.ends_on = max(day, one.starts_on) if one.starts_on else day
        session.add(one)
    for member_id, share in shares.items():
        there = Residence(family_id=home.family_id, member_id=member_id, address_id=home.id or 0, starts_on=day)
        there.share = share if several.count(member_id) == 1 else None
        records.add(session, there)


def _exception(session: Session, family_id: int, new: Move, ends_on: date) -> str:
    """Keep the exception as a task of both institutions and return the sentence about it."""
    person: Person = session.info["person"]
    until = format_date(ends_on)
    text = f"{EXCEPTION} bis {until}, entschieden von {new.exception_by.strip()}: verlängern oder abschließen"
    owner = person.account_id or None
    tasks.add(session, TaskDraft(family_id, text, owner, ends_on, Confidentiality.TEAM))
    return f"{EXCEPTION} bis {until}: als Aufgabe festgehalten."


def _check(session: Session, family_id: int, new: Move) -> None:
    wrong = {}
    open_now = _open_addresses(session, family_id)
    if new.address_id is not None and new.address_id not in {one.id for one in open_now}:
        wrong["address_id"] = "Dieser Haushalt besteht nicht mehr. Bitte noch einmal wählen."
    if new.starts_on is None:
        wrong["starts_on"] = "Bitte angeben, ab wann die Familie dort wohnt."
    if not new.town_ags and not new.town_text.strip():
        wrong["town_ags"] = "Bitte den Ort wählen oder außerhalb des Kreises eintragen."
    if bool(new.exception_by.strip()) != bool(new.exception_until):
        missing = "exception_until" if new.exception_by.strip() else "exception_by"
        wrong[missing] = "Bitte angeben, wer die Ausnahme entschieden hat und bis wann sie gilt."
    elif new.exception_until and new.exception_until < session.info["person"].today:
        wrong["exception_until"] = "Die Ausnahme ist schon vorbei."
    running = [one.starts_on for one in open_now if one.starts_on and new.address_id in (None, one.id)]
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
        "(wer, bis wann: als Aufgabe festhalten) oder geordnet abschließen."
    )
