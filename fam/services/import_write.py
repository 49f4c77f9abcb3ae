"""A family of a list becomes a case of the "Altbestand": no votes, no consent, what is not known stays empty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from fam.exchange.listing.course import Course, course
from fam.exchange.listing.family import ImportedFamily, ImportedLead
from fam.models import (
    Address,
    Base,
    BenefitUnit,
    Family,
    FamilyDetail,
    Lead,
    ListItem,
    Member,
    Note,
    Phone,
    StatusPeriod,
)
from fam.person import Person
from fam.rules.german import TypedDate
from fam.rules.terms import Confidentiality, Institution, ListName, Phase, Precision, Status
from fam.services.families import new_number
from fam.services.import_fields import Filler, team_fields
from fam.services.import_known import items
from fam.services.import_match import lead_account
from fam.services.import_names import Names

REMARK, NOTE = 20_000, 10_000  # characters
PHASES = {Status.PROPOSED: Phase.RECEIVED, Status.EXAMINATION: Phase.CRITERIA}


@dataclass(slots=True)
class Writer:
    """Makes the records of imported families; the lists are looked up once."""

    session: Session
    names: Names
    sources: dict[str, ListItem] = field(init=False)
    closings: dict[str, ListItem] = field(init=False)
    declines: dict[str, ListItem] = field(init=False)
    filler: Filler = field(init=False)

    def __post_init__(self) -> None:
        self.sources = items(self.session, ListName.SOURCE)
        self.closings = items(self.session, ListName.CLOSING)
        self.declines = items(self.session, ListName.NON_ADMISSION)
        self.filler = Filler(self.session, team_fields(self.session).specs)

    @property
    def person(self) -> Person:
        """Who takes the list in."""
        person: Person = self.session.info["person"]
        return person

    def create(self, families: Sequence[ImportedFamily], batch_id: int | None) -> list[Family]:
        """Save families with everything the list says about them and return them, in order, with ids and numbers."""
        courses = [course(family, self.person.today) for family in families]
        heads = [self._head(family, way, batch_id) for family, way in zip(families, courses, strict=True)]
        over = [self.filler.fill(head, family) for head, family in zip(heads, families, strict=True)]
        self.session.add_all(heads)
        self.session.flush()
        for head, family, way, lines in zip(heads, families, courses, over, strict=True):
            self.session.add_all(self._records(head, family, way, lines))
        self.session.flush()
        return heads

    def _head(self, family: ImportedFamily, way: Course, batch_id: int | None) -> Family:
        head = Family(
            number=new_number(self.session, way.received.day.year),
            name=family.name,
            town_ags=family.home.ags,
            institution=self._institution(family),
            source_id=self.source_id(family.source),
            received_on=way.received.day,
            legacy=True,
            import_id=batch_id,
        )
        self.set_course(head, way, family.end_reason)
        return head

    def set_course(self, head: Family, way: Course, end_reason: str) -> None:
        """Give a head its status and dates."""
        head.status, head.decided_on = way.status, way.decided_on
        head.phase = PHASES.get(way.status)
        if head.phase is Phase.CRITERIA and way.first_talk:
            head.phase = Phase.TALK_HELD
        head.received_on, head.received_precision = way.received.day, way.received.precision
        head.first_talk_on, head.first_talk_precision = _parts(way.first_talk)
        head.admitted_on, head.admitted_precision = _parts(way.admitted)
        head.closed_on, head.closed_precision = _parts(way.closed)
        head.reason_id = self.reason_id(way.status, end_reason)

    def source_id(self, label: str) -> int | None:
        """Return the entry of the list of sources, None for "nicht erfasst"."""
        return self.sources[label].id if label in self.sources else None

    def reason_id(self, status: Status, label: str) -> int | None:
        """Return the main reason that fits the status, None for "nicht erfasst"."""
        offered = {Status.CLOSED: self.closings, Status.NOT_ADMITTED: self.declines}.get(status, {})
        return offered[label].id if label in offered else None

    def _institution(self, family: ImportedFamily) -> Institution:
        """Whose proposal it was: the source's institution, else that of who takes the list in."""
        group = self.sources[family.source].group if family.source in self.sources else ""
        own = self.person.institution or Institution.PRO_ARBEIT
        return Institution(group) if group in list(Institution) else own

    def _records(self, head: Family, family: ImportedFamily, way: Course, over: Sequence[str]) -> Iterable[Base]:
        assert head.id is not None
        since, since_precision = _parts(family.benefit_since)
        detail = FamilyDetail(
            family_id=head.id, occasion=family.occasion, benefit_since=since, benefit_since_precision=since_precision,
            interpreter=family.interpreter,
        )  # fmt: skip
        lines = [*family.note, *way.dropped, *self.unused_reason(way.status, family.end_reason), *over]
        detail.remark, rest = split_note("\n".join([*lines, *self.filler.fill(detail, family)]))
        yield detail
        for text in rest:
            yield note(head, text, way.received.day)
        yield from self.members(head.id, family)
        yield from addresses(head.id, family)
        yield from (Phone(family_id=head.id, number=number) for number in family.phones)
        yield from (BenefitUnit(family_id=head.id, number=number) for number in family.benefit_units)
        yield from self.periods(head, way)
        yield from (self.lead(head, lead) for lead in family.leads)

    def unused_reason(self, status: Status, label: str) -> list[str]:
        """A reason for an end where there is none: kept as a line of the note."""
        return [f"Grund: {label}"] if label and self.reason_id(status, label) is None else []

    def members(self, family_id: int, family: ImportedFamily) -> Iterable[Member]:
        """Make the members; who has custody and lives where is not known from a list."""
        for member in family.members:
            born_on, born_precision = _parts(member.born)
            yield Member(
                family_id=family_id, first_name=member.first_name, last_name=member.last_name, role=member.role,
                born_on=born_on, born_precision=born_precision, in_household=None,
            )  # fmt: skip

    def periods(self, head: Family, way: Course) -> Iterable[StatusPeriod]:
        """Make the status history; the main reason stands at the last status."""
        for span in way.spans:
            last = span.ends_on is None
            yield StatusPeriod(
                family_id=head.id or 0, status=span.status, starts_on=span.starts_on, ends_on=span.ends_on,
                reason_id=head.reason_id if last else None, note=span.note,
            )  # fmt: skip

    def lead(self, head: Family, lead: ImportedLead) -> Lead:
        """Make a lead: an account where the name was taught, else the mere name, which only Koordination sees."""
        return Lead(
            family_id=head.id or 0,
            account_id=lead_account(lead.institution, lead.text, self.names),
            name_text=lead.text,
            institution=lead.institution,
            starts_on=head.received_on,
        )


def addresses(family_id: int, family: ImportedFamily) -> list[Address]:
    """Make the address, if the list has one."""
    home = family.home
    if not any((home.street, home.postcode, home.town)):
        return []
    return [
        Address(family_id=family_id, street=home.street, postcode=home.postcode, town_ags=home.ags, town_text=home.town)
    ]


def split_note(text: str) -> tuple[str, list[str]]:
    """Return what fits into the remark and the rest in pieces for entries: nothing is cut off."""
    rest = text[REMARK:]
    return text[:REMARK], [rest[start : start + NOTE] for start in range(0, len(rest), NOTE)]


def note(head: Family, text: str, day: date) -> Note:
    """Make an entry from a list; the list was both institutions' own, so both leads read it."""
    return Note(
        family_id=head.id or 0,
        institution=head.institution,
        legal_circle=head.institution.circle,
        confidentiality=Confidentiality.TEAM,
        event_on=day,
        text=text,
    )


def _parts(typed: TypedDate | None) -> tuple[date | None, Precision]:
    return (typed.day, typed.precision) if typed else (None, Precision.DAY)
