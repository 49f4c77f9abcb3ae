"""How the people of a family belong together: relations, custody, who lives where, who is in which BG; all dated."""

from datetime import date

from sqlmodel import Field

from fam.fields.spec import Kind
from fam.models.base import Extendable, OfFamily, column
from fam.rules.plan_terms import CustodyKind, RelationKind


class Relation(Extendable, OfFamily, table=True):
    """The first person is `kind` of the second, from/to: patchwork needs more than roles."""

    __tablename__ = "relation"
    first_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    second_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    kind: RelationKind = column("Beziehung", Kind.CHOICE, required=True, term=RelationKind)
    starts_on: date | None = column("von", Kind.DATE)
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)


class Custody(Extendable, OfFamily, table=True):
    """Who holds parental care of a child, from/to; a guardian is no member and stands by name."""

    __tablename__ = "custody"
    child_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    adult_id: int | None = Field(default=None, foreign_key="member.id", index=True, ondelete="CASCADE")
    kind: CustodyKind = column("Sorge", Kind.CHOICE, required=True, term=CustodyKind)
    holder: str = column("Vormund oder Pfleger/in", default="", help="Nur wenn niemand aus der Familie.")
    starts_on: date | None = column("von", Kind.DATE)
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)


class Residence(Extendable, OfFamily, table=True):
    """Who lives at which address of the family, with a share of days when in two households."""

    __tablename__ = "residence"
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    address_id: int = Field(foreign_key="address.id", index=True, ondelete="CASCADE")
    share: int | None = column("Anteil der Tage in Prozent", Kind.INTEGER, minimum=0, maximum=100)
    starts_on: date | None = column("von", Kind.DATE)
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)


class UnitMember(Extendable, OfFamily, table=True):
    """Who belongs to which Bedarfsgemeinschaft; a child may be in two with shares (domain handbook §1.2)."""

    __tablename__ = "unit_member"
    unit_id: int = Field(foreign_key="benefit_unit.id", index=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    share: int | None = column("Anteil der Tage in Prozent", Kind.INTEGER, minimum=0, maximum=100)
    starts_on: date | None = column("von", Kind.DATE)
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)
