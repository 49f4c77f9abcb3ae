"""What the program already knows when a list comes in: towns and lists, families, and what earlier lists said."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.config import ROOT
from fam.exchange.listing.columns import plain
from fam.exchange.listing.doubles import Families, Seen
from fam.exchange.listing.family import Outcome
from fam.exchange.listing.home import Towns
from fam.exchange.listing.rows import Known
from fam.models import Address, BenefitUnit, Family, ImportBatch, ImportRow, Lead, ListItem, Town, TownArea
from fam.person import Person
from fam.rules.german import format_date
from fam.rules.periods import Interval
from fam.rules.terms import Institution, LeadKind, ListName, Status
from fam.rules.towns import Gazetteer, TownFacts
from fam.services.import_fields import TeamFields, team_fields

LEFT_OUT = "left_out"


def known(session: Session) -> Known:
    """Return towns, sources, reasons and the team's fields as they are in the database today."""
    person: Person = session.info["person"]
    areas: dict[str, list[Interval]] = defaultdict(list)
    for area in session.exec(select(TownArea)):
        areas[area.ags].append(Interval(area.starts_on, area.ends_on))
    towns = [
        TownFacts(town.ags, town.name, town.postcode, tuple(areas[town.ags])) for town in session.exec(select(Town))
    ]
    labels = {name: tuple(items(session, name)) for name in (ListName.SOURCE, ListName.CLOSING, ListName.NON_ADMISSION)}
    fields = team_fields(session)
    return Known(
        towns=Towns(Gazetteer(towns, _aliases()), person.today),
        today=person.today,
        sources=labels[ListName.SOURCE],
        end_reasons=(*labels[ListName.CLOSING], *labels[ListName.NON_ADMISSION]),
        fields=fields.specs,
        people=fields.people,
        families=fields.families,
    )


def _aliases() -> Iterator[tuple[str, str]]:
    with (ROOT / "data" / "town-aliases.csv").open(encoding="utf-8", newline="") as file:
        yield from ((row["alias"], row["ags"]) for row in csv.DictReader(file))


def items(session: Session, name: ListName) -> dict[str, ListItem]:
    """Return label -> entry of one list, archived entries included: a list may be old."""
    query = select(ListItem).where(ListItem.list == name).order_by(col(ListItem.archived), col(ListItem.position))
    found: dict[str, ListItem] = {}
    for item in session.exec(query):
        found.setdefault(item.label, item)
    return found


@dataclass(frozen=True, slots=True)
class Head:
    """A family that the person sees, as a candidate."""

    id: int
    number: str
    label: str


@dataclass(slots=True)
class Past:
    """What an earlier list said about a row, and what became of it."""

    cells: str
    family_id: int | None
    listed: Any
    left_out: bool


@dataclass(slots=True)
class World:
    """All families for comparing, and the rows of earlier imports that were not undone."""

    heads: dict[int, Head] = field(default_factory=dict)
    by_number: dict[str, int] = field(default_factory=dict)
    families: Families = field(default_factory=Families)
    by_cells: dict[str, list[Past]] = field(default_factory=lambda: defaultdict(list))
    by_family: dict[int, Past] = field(default_factory=dict)
    named: dict[int, list[tuple[Institution, str]]] = field(default_factory=lambda: defaultdict(list))
    fields: TeamFields = field(default_factory=TeamFields)


def cells_key(cells: Any) -> str:
    """Return what identifies a row that stands in two files word for word."""
    return json.dumps(cells, sort_keys=True, ensure_ascii=False)


def world(session: Session) -> World:
    """Return what there is to compare with.

    Looks past the person's own scope for BG numbers and for what earlier lists said, but only of families whose head
    the person sees: a double of the other side's fresh proposal is not found, since that it is found says who it is.
    """
    visible = set(session.exec(select(Family.id)))
    found = World(fields=team_fields(session))
    with db.elevated(session):
        _add_families(session, found, visible)
        _add_past(session, found)
        query = select(Lead).where(col(Lead.account_id).is_(None), Lead.kind == LeadKind.LEAD, Lead.name_text != "")
        for lead in session.exec(query):
            found.named[lead.family_id].append((lead.institution, lead.name_text))
    return found


def _add_families(session: Session, found: World, visible: set[int | None]) -> None:
    units: dict[int, list[str]] = defaultdict(list)
    for family_id, number in session.exec(select(BenefitUnit.family_id, BenefitUnit.number)):
        units[family_id].append(number)
    elsewhere = dict(
        session.exec(select(Address.family_id, Address.town_text).where(col(Address.town_ags).is_(None))).all()
    )
    towns = dict(session.exec(select(Town.ags, Town.name)).all())
    columns = (Family.id, Family.number, Family.name, Family.town_ags, Family.status, Family.received_on)
    for family_id, number, name, ags, status, received_on in session.exec(select(*columns)):  # type: ignore[call-overload]  # more columns than the stubs know
        if family_id not in visible:
            continue
        town = towns.get(ags, "") or elsewhere.get(family_id, "")
        place = f"{town or 'Ort unbekannt'}, Eingang {format_date(received_on)}"
        label = f"{number}: {name}, {Status(status).label}, {place}"
        found.heads[family_id] = Head(family_id, number, label)
        found.by_number[number] = family_id
        found.families.add(Seen(f"family:{family_id}", label, name, ags or plain(town), tuple(units[family_id])))


def _add_past(session: Session, found: World) -> None:
    query = (
        select(ImportRow)
        .join(ImportBatch, col(ImportBatch.id) == ImportRow.batch_id)
        .where(col(ImportBatch.undone_at).is_(None), ImportRow.outcome != Outcome.DOUBTFUL.value)
        .order_by(col(ImportRow.id))
    )
    latest: dict[str, list[Past]] = {}
    batch_of: dict[str, int] = {}
    for row in session.exec(query):
        left_out = row.outcome == Outcome.REFUSED.value and any(
            reason["code"] == LEFT_OUT for reason in row.reasons or []
        )
        past = Past(cells_key(row.cells), row.family_id, row.listed, left_out)
        if row.family_id is not None and row.listed:
            found.by_family[row.family_id] = past
        if row.family_id is None and not left_out:
            continue
        if batch_of.get(past.cells) != row.batch_id:
            latest[past.cells], batch_of[past.cells] = [], row.batch_id
        latest[past.cells].append(past)
    found.by_cells.update(latest)
