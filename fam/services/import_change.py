"""A later list about a known family: what the list changed comes in, what only people know stays."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from fam.exchange.listing.columns import plain
from fam.exchange.listing.course import course
from fam.exchange.listing.family import ImportedFamily, ImportedRow
from fam.models import Address, BenefitUnit, Family, FamilyDetail, Lead, Member, Phone, StatusPeriod
from fam.services.import_match import lead_account
from fam.services.import_write import Writer, addresses, note, split_note


def apply(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any], keys: Sequence[str]) -> None:
    """Write the changed values of a list into a family's file; lists of persons and numbers only grow."""
    for key in keys:
        if key in CHANGES:
            CHANGES[key](writer, head, family, old)
    _fields(writer, head, family, [key for key in keys if key not in CHANGES])
    writer.session.flush()


def join(writer: Writer, head: Family, row: ImportedRow, file_name: str) -> None:
    """Put a row that belongs to a known family into its remark, word for word; fields stay as they are."""
    cells = "; ".join(f"{heading}: {text}" for heading, text in row.cells.items())
    _add_to_remark(writer, head, [f"Aus „{file_name}“, {row.sheet}, Zeile {row.row}: {cells}"])
    writer.session.flush()


def _detail(session: Session, head: Family) -> FamilyDetail:
    found = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == head.id)).first()
    return found or FamilyDetail(family_id=head.id or 0)


def _name(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    head.name = family.name
    writer.session.add(head)


def _home(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    query = (
        select(Address).where(Address.family_id == head.id, col(Address.ends_on).is_(None)).order_by(col(Address.id))
    )
    address = writer.session.exec(query).first()
    for new in addresses(head.id or 0, family):
        address = address or new
        address.street, address.postcode = new.street, new.postcode
        address.town_ags, address.town_text = new.town_ags, new.town_text
        writer.session.add(address)
    head.town_ags = family.home.ags
    writer.session.add(head)


def _phones(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    known = set(writer.session.exec(select(Phone.number).where(Phone.family_id == head.id)))
    writer.session.add_all(Phone(family_id=head.id or 0, number=one) for one in family.phones if one not in known)


def _benefit_units(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    known = set(writer.session.exec(select(BenefitUnit.number).where(BenefitUnit.family_id == head.id)))
    new = [one for one in family.benefit_units if one not in known]
    writer.session.add_all(BenefitUnit(family_id=head.id or 0, number=number) for number in new)


def _detail_values(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    detail = _detail(writer.session, head)
    detail.occasion, detail.interpreter = family.occasion or detail.occasion, family.interpreter or detail.interpreter
    if family.benefit_since:
        detail.benefit_since = family.benefit_since.day
        detail.benefit_since_precision = family.benefit_since.precision
    writer.session.add(detail)


def _source(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    head.source_id = writer.source_id(family.source) or head.source_id
    writer.session.add(head)


def _course(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    """The status history begins anew from the list."""
    for period in writer.session.exec(select(StatusPeriod).where(StatusPeriod.family_id == head.id)):
        writer.session.delete(period)
    writer.session.flush()
    way = course(family, writer.person.today)
    writer.set_course(head, way, family.end_reason)
    writer.session.add(head)
    writer.session.add_all(writer.periods(head, way))
    _add_to_remark(writer, head, [*way.dropped, *writer.unused_reason(way.status, family.end_reason)])


def _leads(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    """A lead that still stands as the list had it gets the new name; a lead named in FAM stays."""
    query = select(Lead).where(Lead.family_id == head.id, col(Lead.ends_on).is_(None))
    running = {lead.institution: lead for lead in writer.session.exec(query)}
    for listed in family.leads:
        lead = running.get(listed.institution)
        if lead is None:
            writer.session.add(writer.lead(head, listed))
        elif lead.name_text == old.get("leads", {}).get(listed.institution.value):
            if lead.account_id in (None, lead_account(listed.institution, lead.name_text, writer.names)):
                lead.account_id = lead_account(listed.institution, listed.text, writer.names)
            lead.name_text = listed.text
            writer.session.add(lead)


def _members(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    """Persons who are new in the list are added; a birth date that was missing is filled in."""
    known = {
        plain(one.first_name): one for one in writer.session.exec(select(Member).where(Member.family_id == head.id))
    }
    for new in writer.members(head.id or 0, family):
        member = known.get(plain(new.first_name))
        if member is None:
            writer.session.add(new)
        elif member.born_on is None and new.born_on is not None:
            member.born_on, member.born_precision = new.born_on, new.born_precision
            writer.session.add(member)


def _note(writer: Writer, head: Family, family: ImportedFamily, old: Mapping[str, Any]) -> None:
    _add_to_remark(writer, head, [line for line in family.note if line not in old.get("note", ())])


def _fields(writer: Writer, head: Family, family: ImportedFamily, keys: Sequence[str]) -> None:
    """The team's fields; a value that may stand only once and does elsewhere goes to the remark."""
    if keys:
        detail = _detail(writer.session, head)
        lines = [*writer.filler.fill(head, family, keys), *writer.filler.fill(detail, family, keys)]
        writer.session.add_all([head, detail])
        _add_to_remark(writer, head, lines)


def _add_to_remark(writer: Writer, head: Family, lines: Sequence[str]) -> None:
    if not lines:
        return
    detail = _detail(writer.session, head)
    detail.remark, rest = split_note("\n".join([*([detail.remark] if detail.remark else []), *lines]))
    writer.session.add(detail)
    writer.session.add_all(note(head, text, head.received_on) for text in rest)


CHANGES: dict[str, Callable[[Writer, Family, ImportedFamily, Mapping[str, Any]], None]] = {
    "name": _name,
    "home": _home,
    "phones": _phones,
    "benefit_units": _benefit_units,
    "benefit_since": _detail_values,
    "source": _source,
    "course": _course,
    "leads": _leads,
    "occasion": _detail_values,
    "interpreter": _detail_values,
    "members": _members,
    "note": _note,
}
