"""Who belongs to a family and where: members, addresses, telephones, Bedarfsgemeinschaften; all dated."""

from datetime import date

from sqlmodel import Field

from fam.fields.spec import Kind
from fam.models.base import Extendable, OfFamily, column, precision
from fam.rules.terms import MemberRole, Precision


class Member(Extendable, OfFamily, table=True):
    """A person of the family, from/to. The birth date may be known by its year only, or not at all."""

    __tablename__ = "member"
    first_name: str = column("Vorname", required=True, in_list=True)
    last_name: str = column("Nachname", default="", help="leer = Familienname")
    role: MemberRole = column(
        "Rolle", Kind.CHOICE, default=MemberRole.CHILD, term=MemberRole, required=True, in_charts=True
    )
    born_on: date | None = column(
        "Geburtsdatum",
        Kind.DATE,
        in_charts=True,
        help="Tag, Monat oder nur das Jahr.",
        options={"precision_ok": True, "birth": True},
    )
    born_precision: Precision = precision()
    custody_holder: bool | None = column("Personensorgeberechtigt", Kind.BOOLEAN, in_charts=True)
    in_household: bool | None = column("Lebt im Haushalt", Kind.BOOLEAN, default=True, in_charts=True)
    employable: bool | None = column(
        "Erwerbsfähig (eLb)", Kind.BOOLEAN, help="Nach Feststellung von Pro Arbeit; leer: nach dem Alter."
    )
    takes_part: bool | None = column(
        "Nimmt an FAM teil", Kind.BOOLEAN, help="nein: ohne eigene Einwilligung; die Daten werden nicht geteilt."
    )
    starts_on: date | None = column("In der Familie seit", Kind.DATE, in_charts=True)
    ends_on: date | None = column("bis (erster Tag nicht mehr dabei)", Kind.DATE)


class Address(Extendable, OfFamily, table=True):
    """Where the family lives, from/to."""

    __tablename__ = "address"
    street: str = column("Straße", default="")
    postcode: str = column("PLZ", default="", max_length=5)
    town_ags: str | None = Field(default=None, foreign_key="town.ags")
    town_text: str = column("Ort", default="", help="Auch Orte außerhalb des Kreises.")
    starts_on: date | None = column("von", Kind.DATE)
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)
    protected: bool = column("Adresse geschützt", Kind.BOOLEAN, default=False)


class Phone(Extendable, OfFamily, table=True):
    """A telephone number and whose it is; of one household where the family has two, None: of the whole family."""

    __tablename__ = "phone"
    address_id: int | None = Field(default=None, foreign_key="address.id", index=True, ondelete="SET NULL")
    number: str = column("Telefon", Kind.PHONE, required=True)
    whose: str = column("wessen", default="")


class BenefitUnit(Extendable, OfFamily, table=True):
    """A Bedarfsgemeinschaft of the family with its number, from/to (domain handbook §1.2: BG is not family)."""

    __tablename__ = "benefit_unit"
    number: str = column("BG-Nummer", required=True, index=True, max_length=40)
    place: str = column("Ort der BG", default="")
    in_receipt: bool | None = column("Im SGB II-Bezug", Kind.BOOLEAN)
    starts_on: date | None = column("von", Kind.DATE, options={"precision_ok": True})
    starts_precision: Precision = precision()
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)
