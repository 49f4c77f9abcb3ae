"""The records that an Auskunft is made of, and why a person must look at one of them before it is given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from fam.fields.registry import entity_of
from fam.models import AccessRequest, Attendee, Family, Member, Statement
from fam.rules.access_report import Item, Value
from fam.rules.access_request import for_parents, names_others
from fam.rules.folding import fold
from fam.rules.protection_terms import StatementKind
from fam.rules.terms import Confidentiality
from fam.services import access_values
from fam.services.access_values import Names, readable

OTHERS = "nennt vielleicht andere Personen"
PARENTS = "nicht für Eltern bestimmt (§ 8 Abs. 3 SGB VIII)"
CHILD_PROTECTION = "Weitergabe an den Kinderschutz: erst prüfen, ob die Familie davon weiß"
LISTED = "Zeile einer Liste: kann Angaben zu Dritten enthalten"
AWAY = "aus einer Zeit, in der die Person nicht zur Familie gehörte"
NAMES = ("signed_by", "given_by", "whose")  # fields that hold somebody's name
ADDRESS = "geschützte Adresse"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose Auskunft it is, with all that is needed to gather it."""

    session: Session
    request: AccessRequest
    family: Family
    member: Member
    others: Sequence[Member]
    known: Names
    today: date
    names: frozenset[str]  # of other people
    said: Mapping[tuple[str, int], Sequence[str]]  # by the person, or without saying by whom: (table, id) -> sentences

    def rows(self, model: Any, *conditions: Any, order: Any = None) -> Sequence[Any]:
        """Return the rows of the family in a table, in order of their day."""
        query = select(model).where(model.family_id == self.family.id, *conditions)
        keys = [order] if order is not None else []
        keys += [model.id] if hasattr(model, "id") else []
        return self.session.exec(query.order_by(*keys)).all()

    def about(self, column: Any) -> Any:
        """A row concerns the person, or the whole family."""
        return or_(col(column) == self.member.id, col(column).is_(None))

    def item(self, record: Any, title: str, *, flags: Iterable[str] = (), extra: Sequence[Any] = ()) -> Item:
        """Return a record as an item: with why to look at it, and what the person says about it."""
        values = (*access_values.values(self.session, record, self.known), *extra)
        entity = entity_of(type(record))
        said = self.said.get((entity, getattr(record, "id", 0) or 0), ())
        found, free = [*flags], [one for one in values if one.free]
        if any(names_others(text, self.names) for text in (*(one.text for one in free), *said)) or any(
            map(self._foreign, free)
        ):
            found.append(OTHERS)
        institution = getattr(record, "institution", None)
        return Item(
            key=f"{entity}:{_number(record)}",
            title=title,
            values=values,
            institution=institution.label if institution else "",
            flags=tuple(found),
            statements=tuple(said),
        )

    def _foreign(self, value: Value) -> bool:
        """Whether a field that holds somebody's name holds another name than the person's own."""
        own = {*fold(self.member.first_name), *fold(self.member.last_name), *fold(self.family.name)}
        return value.key in NAMES and not set(fold(value.text)) <= own

    def content(self, model: Any) -> Sequence[Any]:
        """Return the entries about the person or the whole family; entrusted ones only if their author added them."""
        rows = self.rows(model, self.about(model.about_id), order=model.event_on)
        entity = entity_of(model)
        return [
            row
            for row in rows
            if row.confidentiality is not Confidentiality.ENTRUSTED or f"{entity}:{row.id}" in self.request.entrusted
        ]

    def content_flags(self, row: Any) -> list[str]:
        """Why an entry must be looked at: it is not meant for parents, and whoever asks is no child."""
        asker = next((one for one in self.others if one.id == self.request.asker_id), self.member)
        flags = [PARENTS] if row.not_for_parents and for_parents(asker.role) else []
        return flags + ([] if row.about_id or self.there(row.event_on) else [AWAY])

    def there(self, day: date) -> bool:
        """Whether the person belonged to the family on a day, as far as is known."""
        return (self.member.starts_on or date.min) <= day < (self.member.ends_on or date.max)

    def entrusted(self, model: Any) -> int:
        """How many entries about the person or the family are entrusted to somebody and not part of the Auskunft."""
        mine, part = self.about(model.about_id), self.request.entrusted
        rows = self.rows(model, mine, model.confidentiality == Confidentiality.ENTRUSTED)
        return sum(f"{entity_of(model)}:{row.id}" not in part for row in rows)


def subject(session: Session, request: AccessRequest, today: date) -> Subject | None:
    """Return whose Auskunft it is; None if the person's record is gone."""
    family = session.exec(select(Family).where(Family.id == request.family_id)).one()
    members = session.exec(select(Member).where(Member.family_id == family.id).order_by(col(Member.id))).all()
    member = next((one for one in members if one.id == request.member_id), None)
    if member is None:
        return None
    others = [one for one in members if one is not member]
    guests = session.exec(select(Attendee.name).where(Attendee.family_id == family.id, Attendee.name != "")).all()
    own = {*fold(member.first_name), *fold(member.last_name), *fold(family.name)}
    named = [text for one in others for text in (one.first_name, one.last_name)]
    words = frozenset(word for text in (*named, *guests) for word in fold(text) if len(word) > 1) - own
    known, said = access_values.names(session), _said(session, member)
    return Subject(session, request, family, member, others, known, today, words, said)


def _number(record: Any) -> str:
    """What tells a row from the others of its table; `sharing` has no number of its own."""
    number = getattr(record, "id", None)
    return str(number) if number else f"{record.member_id}-{record.category.value}-{record.source.value}"


def _said(session: Session, member: Member) -> Mapping[tuple[str, int], Sequence[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    query = select(Statement).where(Statement.family_id == member.family_id)
    for one in session.exec(query.order_by(col(Statement.stated_on), col(Statement.id))):
        if one.member_id in (None, member.id):
            found.setdefault((one.entity, one.record_id), []).append(_sentence(one))
    return found


def _sentence(one: Statement) -> str:
    if one.kind is StatementKind.COUNTER:
        back = f" (zurückgenommen am {readable(one.lifted_on)})" if one.lifted_on else ""
        return f"Gegendarstellung vom {readable(one.stated_on)}{back}: {one.text}"
    ended = f", aufgehoben am {readable(one.lifted_on)}" if one.lifted_on else ""
    ground = f": {one.ground.label}" if one.ground else ""
    return f"Verarbeitung eingeschränkt seit {readable(one.stated_on)}{ended}{ground}"


def counted(words: Iterable[str]) -> str:
    """Return "Mutter, 2 × Kind"."""
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return ", ".join(f"{number} × {word}" if number > 1 else word for word, number in found.items())
