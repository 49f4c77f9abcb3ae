"""Write down how people of a family belong together: checked as a whole, not only field by field."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from fam.errors import InvalidForm
from fam.fields.spec import declared, extra_values
from fam.models import Custody, Relation, Residence, UnitMember
from fam.person import Person
from fam.queries import relations
from fam.queries.relations import Belonging
from fam.rules import relations as rules
from fam.rules.plan_terms import CustodyKind
from fam.rules.relations import Part, Tie
from fam.services import records

Row = Relation | Custody | Residence | UnitMember
NOBODY = "Bitte sagen, wer die Sorge hat: jemand aus der Familie, oder Name des Vormunds oder der Pflegerin."
BOTH = "Entweder jemand aus der Familie oder eine Person von außen, nicht beide."
GUARDED = "Ein Vormund oder Pfleger steht mit Namen da."
UNKNOWN = "Bitte jemanden aus dieser Familie wählen."
PLACE = "Bitte einen Eintrag dieser Familie wählen."
JOINED: dict[type[Any], tuple[str, ...]] = {  # who with whom, and as what
    Relation: ("first_id", "second_id", "kind"),
    Custody: ("child_id", "adult_id", "holder", "kind"),
    Residence: ("member_id", "address_id", "share"),
    UnitMember: ("member_id", "unit_id", "share"),
}


def add(session: Session, model: type[Any], family_id: int, values: Mapping[str, Any]) -> Row:
    """Save a new relation, custody, residence or membership of a BG; raises InvalidForm."""
    ids = {key: value for key, value in values.items() if key.endswith("_id")}
    row: Row = model(family_id=family_id, **{**ids, **declared(values)})
    _check(session, row, relations.load(session, family_id))
    return records.add(session, row, extra_values(values))


def edit(session: Session, model: type[Any], row_id: int, opened: Mapping[str, Any], values: Mapping[str, Any]) -> Row:
    """Correct who is joined, kind, share or dates; edits of two people to different fields merge.

    Who is joined, and as what, is one thing and never mixed. Raises Conflict, InvalidForm, NotFound.
    """
    joined = JOINED[model]
    if wrong := _missing(session, records.find(session, model, row_id).family_id, joined, values):
        raise InvalidForm(wrong)
    links = tuple(key for key in joined if key.endswith("_id"))
    row: Row = records.edit(session, model, row_id, opened, values, joining=links, together=[joined])
    _check(session, row, relations.load(session, row.family_id))
    return row


def _missing(session: Session, family_id: int, joined: Iterable[str], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that name nobody, or somebody whom this family does not have for the person."""
    known = relations.load(session, family_id)
    places: dict[str, Any] = {"address_id": known.addresses, "unit_id": known.benefit_units}
    asked = {key: values[key] for key in joined if key.endswith("_id") and key in values}
    return {
        key: PLACE if key in places else UNKNOWN
        for key, value in asked.items()
        if value not in places.get(key, known.names) and not (value is None and key == "adult_id")
    }


def take_over(session: Session, family_id: int) -> int:
    """Save everything that the roles suggest; return how many entries that were."""
    person: Person = session.info["person"]
    ties, cared = relations.suggestions(relations.load(session, family_id), person.today)
    for tie in ties:
        records.add(session, Relation(family_id=family_id, first_id=tie.first, second_id=tie.second, kind=tie.kind))
    for child, adult, kind in cared:
        records.add(session, Custody(family_id=family_id, child_id=child, adult_id=adult, kind=kind))
    return len(ties) + len(cared)


def _check(session: Session, row: Row, known: Belonging) -> None:
    wrong: dict[str, str] = {}
    for key in ("first_id", "second_id", "child_id", "adult_id", "member_id"):
        if getattr(row, key, None) is not None and getattr(row, key) not in known.names:
            wrong[key] = UNKNOWN
    if isinstance(row, Relation):
        births = {one.id: one.born_on for one in known.people}
        others = [_tie(one) for one in known.relations if one is not row and one.id != row.id]
        wrong = rules.tie_problems(_tie(row), others, births) | wrong
    elif isinstance(row, Custody):
        wrong = _custody_problems(row) | wrong
    else:
        wrong = _share_problems(row, known) | wrong
    if sentence := rules.order_problem(row.starts_on, row.ends_on):
        wrong["ends_on"] = sentence
    if wrong:
        raise InvalidForm(wrong)


def _tie(row: Relation) -> Tie:
    return Tie(row.first_id, row.second_id, row.kind, row.starts_on, row.ends_on)


def _custody_problems(row: Custody) -> dict[str, str]:
    if row.child_id == row.adult_id:
        return {"adult_id": rules.ITSELF}
    if row.adult_id is None and not row.holder.strip():
        return {"holder": GUARDED if row.kind is CustodyKind.GUARDIAN else NOBODY}
    return {"holder": BOTH} if row.adult_id is not None and row.holder.strip() else {}


def _share_problems(row: Residence | UnitMember, known: Belonging) -> dict[str, str]:
    rows: Any = known.residences if isinstance(row, Residence) else known.units
    places = known.addresses if isinstance(row, Residence) else known.benefit_units
    key = "address_id" if isinstance(row, Residence) else "unit_id"
    if getattr(row, key) not in places:
        return {key: PLACE}
    others = [_part(one, key) for one in rows if one.member_id == row.member_id and one.id != row.id]
    sentence = rules.share_problem(_part(row, key), others)
    return {"share" if sentence.startswith("Zusammen") else key: sentence} if sentence else {}


def _part(row: Any, key: str) -> Part:
    starts: date | None = row.starts_on
    return Part(getattr(row, key), row.share, starts, row.ends_on)
