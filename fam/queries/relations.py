"""How the people of a family belong together, as far as the person may know them; and their genogram on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.models import Address, BenefitUnit, Custody, Member, Relation, Residence, UnitMember
from fam.rules import relations as rules
from fam.rules.genogram import Figure, Scene
from fam.rules.german import format_date
from fam.rules.plan_terms import CustodyKind, RelationKind
from fam.rules.relations import Somebody, Tie, holds
from fam.rules.terms import Precision

CARE = {CustodyKind.JOINT: "G", CustodyKind.SOLE: "A", CustodyKind.PARTLY: "T", CustodyKind.NONE: "O"}
HOME = 0  # the household of those of whom no address is known


@dataclass(frozen=True, slots=True)
class Belonging:
    """All of one family; `names` holds those whom the person may know."""

    members: Sequence[Member]
    relations: Sequence[Relation]
    custody: Sequence[Custody]
    residences: Sequence[Residence]
    units: Sequence[UnitMember]
    addresses: Mapping[int, Address]
    benefit_units: Mapping[int, BenefitUnit]

    @property
    def names(self) -> dict[int, str]:
        """What members are called, in the order of their age."""
        return {one.id or 0: f"{one.first_name} {one.last_name}".strip() for one in self.members}

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The relations as rules know them."""
        return ties_of(self.relations)

    @property
    def people(self) -> tuple[Somebody, ...]:
        """The members as rules know them: those who are in the family still."""
        return tuple(Somebody(one.id or 0, one.role, one.born_on, one.custody_holder) for one in self.members)


def ties_of(relations: Iterable[Relation]) -> tuple[Tie, ...]:
    """Return relations as rules know them."""
    return tuple(Tie(one.first_id, one.second_id, one.kind, one.starts_on, one.ends_on) for one in relations)


def load(session: Session, family_id: int) -> Belonging:
    """Return everything that joins the people of a family, in seven statements whatever its size."""
    members = _of(session, Member, family_id, col(Member.born_on).nulls_last(), col(Member.id))
    addresses = _of(session, Address, family_id, col(Address.starts_on).nulls_first(), col(Address.id))
    units = _of(session, BenefitUnit, family_id, col(BenefitUnit.starts_on).nulls_first(), col(BenefitUnit.id))
    known = {one.id for one in members}
    kept = {one.id for one in units}
    return Belonging(
        members=members,
        relations=[one for one in _of(session, Relation, family_id, col(Relation.id))
                   if {one.first_id, one.second_id} <= known],
        custody=[one for one in _of(session, Custody, family_id, col(Custody.id)) if one.child_id in known],
        residences=[one for one in _of(session, Residence, family_id, col(Residence.id)) if one.member_id in known],
        units=[one for one in _of(session, UnitMember, family_id, col(UnitMember.id))
               if one.member_id in known and one.unit_id in kept],
        addresses={one.id or 0: one for one in addresses},
        benefit_units={one.id or 0: one for one in units},
    )  # fmt: skip


def _of(session: Session, model: Any, family_id: int, *order: Any) -> Sequence[Any]:
    return session.exec(select(model).where(model.family_id == family_id).order_by(*order)).all()


def suggestions(known: Belonging, today: date) -> tuple[tuple[Tie, ...], tuple[tuple[int, int, CustodyKind], ...]]:
    """Return relations and custody that the roles suggest and that nobody entered yet."""
    here = [one for one in known.people if one.id in {m.id for m in known.members if holds(today, None, m.ends_on)}]
    ties = rules.suggested(here, known.ties)
    cared = [(one.child_id, one.adult_id) for one in known.custody]
    return ties, rules.suggested_custody(here, (*known.ties, *ties), cared, today)


def scene(known: Belonging, day: date) -> Scene:
    """Return the family as it was on a day; who left before is shown as gone, who came later not at all."""
    people = [one for one in known.members if one.starts_on is None or one.starts_on <= day]
    people = [one for one in people if one.born_on is None or one.born_on <= day]
    ids = {one.id or 0 for one in people}
    ties = tuple(tie for tie in known.ties if {tie.first, tie.second} <= ids and holds(day, tie.starts_on, tie.ends_on))
    homes = {one.id or 0: _homes(known, one, day) for one in people}
    lived_in = {home for rows in homes.values() for home, _share in rows}
    labels = {key: address_label(address) for key, address in known.addresses.items()} | {HOME: "Haushalt"}
    care = [one for one in known.custody if holds(day, one.starts_on, one.ends_on) and one.child_id in ids]
    joined = {(tie.first, tie.second) for tie in ties}
    marks = {(one.adult_id, one.child_id): CARE[one.kind] for one in care
             if one.adult_id and one.kind in CARE and (one.adult_id, one.child_id) in joined}  # fmt: skip
    return Scene(
        people=tuple(_figure(known, one, day, homes[one.id or 0], care, joined) for one in people),
        ties=ties,
        households=tuple((home, label) for home, label in labels.items() if home in lived_in),
        custody=marks,
    )


def _homes(known: Belonging, member: Member, day: date) -> list[tuple[int, int | None]]:
    """Return where somebody lives on a day, the larger share first; without an entry as the member's form says."""
    if not holds(day, None, member.ends_on):
        return []
    open_ones = {key for key, one in known.addresses.items() if holds(day, one.starts_on, one.ends_on)}
    own = [one for one in known.residences if one.member_id == member.id and holds(day, one.starts_on, one.ends_on)]
    rows = [(one.address_id, one.share) for one in own if one.address_id in open_ones]
    if rows:
        return sorted(rows, key=lambda row: (-(row[1] or 0), row[0]))
    first = next((key for key in known.addresses if key in open_ones), HOME)
    return [] if member.in_household is False else [(first, None)]


def _figure(
    known: Belonging, member: Member, day: date, homes: Sequence[tuple[int, int | None]], care: Sequence[Custody],
    joined: set[tuple[int, int]],
) -> Figure:  # fmt: skip
    gone = not holds(day, None, member.ends_on)
    lines = [member.role.label, _age(member, day)]
    if gone and member.ends_on:
        lines.append(f"bis {format_date(date.fromordinal(member.ends_on.toordinal() - 1))}")
    shares = [f"{share} %" for _home, share in homes if share is not None]
    lines.append(f"Haushalte {' / '.join(shares)}" if len(homes) > 1 and shares else "")
    numbers = {key: place for place, key in enumerate(known.benefit_units, start=1)}
    inside = [one for one in known.units if one.member_id == member.id and holds(day, one.starts_on, one.ends_on)]
    lines.append(", ".join(f"BG {numbers[one.unit_id]}{f' {one.share} %' if one.share is not None else ''}"
                           for one in sorted(inside, key=lambda one: numbers[one.unit_id])))  # fmt: skip
    for one in care:
        if one.child_id == member.id and (one.adult_id, member.id) not in joined:
            who = known.names.get(one.adult_id or 0, one.holder) or "nicht genannt"
            lines.append(f"{one.kind.label}: {who}" if one.kind is CustodyKind.GUARDIAN else f"Sorge: {who}")
    return Figure(
        id=member.id or 0, name=known.names[member.id or 0], role=member.role, born_on=member.born_on,
        lines=tuple(line for line in lines if line), households=tuple(home for home, _share in homes), gone=gone,
    )  # fmt: skip


def _age(member: Member, day: date) -> str:
    if member.born_on is None:
        return ""
    born, exact = member.born_on, member.born_precision is Precision.DAY
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day) if exact else 0)
    return f"* {born.year} ({years} J.)" if exact else f"* ca. {born.year}"


def address_label(address: Address) -> str:
    """Return a household's name; a protected address says its place only."""
    if address.protected:
        return f"Adresse geschützt, {address.town_text}".rstrip(", ")
    return ", ".join(part for part in (address.street, address.town_text) if part) or "Adresse ohne Angabe"


def units_text(known: Belonging) -> list[str]:
    """Return which number stands for which Bedarfsgemeinschaft."""
    return [f"BG {place}: {one.number}" for place, one in enumerate(known.benefit_units.values(), start=1)]


def as_list(drawn: Scene) -> list[str]:
    """Return everything that the genogram shows, one sentence per line: for those who do not see it, and for paper."""
    names = {one.id: one.name for one in drawn.people}
    labels = dict(drawn.households)
    said = []
    for one in drawn.people:
        homes = [labels[home] for home in one.households if home in labels]
        where = "nicht mehr dabei" if one.gone else f"lebt in: {' und '.join(homes)}" if homes else "lebt außerhalb"
        said.append(f"{one.name}: {', '.join((*one.lines, where))}.")
    for tie in drawn.ties:
        said.append(sentence(tie, names) + _cared(drawn, tie) + ".")
    return said


def sentence(tie: Tie, names: Mapping[int, str]) -> str:
    """Return a relation in words: "Sabine ist Elternteil von Lotte"."""
    first, second = names.get(tie.first, "?"), names.get(tie.second, "?")
    if tie.kind in (RelationKind.MARRIED, RelationKind.SEPARATED, RelationKind.DIVORCED):
        return f"{first} und {second}: {tie.kind.label}"
    if tie.kind in rules.BOTH_WAYS:
        return f"{first} und {second} sind {tie.kind.label}"
    return f"{first} ist {tie.kind.label} von {second}"


def _cared(drawn: Scene, tie: Tie) -> str:
    words = {mark: kind.label for kind, mark in CARE.items()}
    mark = drawn.custody.get((tie.first, tie.second), "")
    return f" ({words[mark]})" if mark else ""
