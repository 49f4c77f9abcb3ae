"""The paths of a family's people between school and work, and the SGB II receipt of its Bedarfsgemeinschaften."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from fam.models import Account, BenefitUnit, Member, Receipt, Station
from fam.queries import entry_marks
from fam.queries.entry_marks import Mark
from fam.rules.paths import Drawn, Stay


@dataclass(frozen=True, slots=True)
class Paths:
    """All that the part "Wege" shows; rows in the order of their first day."""

    stations: Sequence[Station]
    receipts: Sequence[Receipt]
    members: Sequence[Member]
    units: Sequence[BenefitUnit]
    station_marks: Mapping[int, Mark]
    receipt_marks: Mapping[int, Mark]
    authors: Mapping[int, str]

    def stays(self, member_id: int | None) -> list[Stay]:
        """Return one person's states as the rules take them."""
        return [Stay(one.kind, one.event_on, one.ends_on) for one in self.stations if one.about_id == member_id]

    @property
    def drawn(self) -> list[Drawn]:
        """The receipts as the rules take them."""
        return [Drawn(one.unit_id, one.level, one.event_on, one.ends_on) for one in self.receipts]


def of_family(session: Session, family_id: int, members: Sequence[Member], units: Sequence[BenefitUnit]) -> Paths:
    """Return the paths of a family as far as the person reads them."""
    stations = session.exec(
        select(Station).where(Station.family_id == family_id).order_by(col(Station.event_on), col(Station.id))
    ).all()
    receipts = session.exec(
        select(Receipt).where(Receipt.family_id == family_id).order_by(col(Receipt.event_on), col(Receipt.id))
    ).all()
    writers = {one.author_id for one in (*stations, *receipts) if one.author_id}
    names = session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(writers)))
    return Paths(
        stations=stations,
        receipts=receipts,
        members=members,
        units=units,
        station_marks=entry_marks.marks(session, stations),
        receipt_marks=entry_marks.marks(session, receipts),
        authors={number or 0: name for number, name in names},
    )
