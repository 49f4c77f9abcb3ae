"""Consent: who agreed to what (the ledger), what follows from it now (`Sharing`), and single entries released."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fam.fields.spec import Kind
from fam.models.base import JSON, Base, OfFamily, column, now, term
from fam.rules.terms import DataCategory, Institution, ReleaseBasis

FAMILY = 0  # `Sharing.member_id` of what concerns the whole family


class Consent(OfFamily, table=True):
    """One signed form of one person; its items say what it opens to whom. No person: one form for the whole family."""

    __tablename__ = "consent"
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True, ondelete="CASCADE")
    form_id: int | None = column(
        "Fassung", Kind.CHOICE, choices="CONSENT_FORM", required=True, foreign_key="list_item.id"
    )
    purpose: str = column("Zweck", default="", max_length=500)
    bodies: str = column("Genannte Stellen", default="", max_length=500, help="Wer die Angaben bekommen darf.")
    given_on: date = column("Erteilt am", Kind.DATE, required=True)
    valid_until: date | None = column("Gültig bis", Kind.DATE)
    electronic: bool = column("Elektronisch erteilt", Kind.BOOLEAN, default=False)
    signer_ids: list[int] = Field(default_factory=list, sa_type=JSON)  # members who signed
    signed_by: str = column("Wer sonst unterschrieb", default="", help="z. B. Vormund, Ergänzungspflegerin")
    exception: str = column(
        "Ohne Unterschrift der jungen Person, weil", default="", max_length=500,
        help="Nur wenn ihr die Einsichtsfähigkeit fehlt.",
    )  # fmt: skip
    transferred_on: date | None = column("Vom Papier übertragen am", Kind.DATE)  # None: recorded when it was signed
    author_id: int | None = Field(default=None, foreign_key="account.id")


class ConsentItem(OfFamily, table=True):
    """One category in one direction of a consent: from the institution that holds the data to its partner."""

    __tablename__ = "consent_item"
    consent_id: int = Field(foreign_key="consent.id", index=True, ondelete="CASCADE")
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="CASCADE")
    category: DataCategory = term(DataCategory)
    source: Institution = term(Institution)
    starts_on: date
    ends_on: date | None = None  # last day it holds
    revoked_at: datetime | None = None
    revoked_on: date | None = None
    revoked_by: int | None = Field(default=None, foreign_key="account.id")


class ConsentScan(Base, table=True):
    """The signed paper as a file."""

    __tablename__ = "consent_scan"
    id: int | None = Field(default=None, primary_key=True)
    family_id: int = Field(foreign_key="family.id", index=True, ondelete="CASCADE")
    consent_id: int = Field(foreign_key="consent.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=60)
    content: bytes
    added_at: datetime = Field(default_factory=now)
    added_by: int | None = Field(default=None, foreign_key="account.id")


class Sharing(Base, table=True):
    """What the partner may read now, per person and category: made from the consents by the flush hook."""

    __tablename__ = "sharing"
    family_id: int = Field(foreign_key="family.id", primary_key=True, ondelete="CASCADE")
    member_id: int = Field(primary_key=True)  # FAMILY: entries about the whole family
    category: DataCategory = Field(primary_key=True, sa_type=term(DataCategory).sa_type)
    source: Institution = Field(primary_key=True, sa_type=term(Institution).sa_type)
    starts_on: date
    ends_on: date | None = None  # last day


class Release(OfFamily, table=True):
    """Freigabe: one entry opened to an institution that its level closes it to, with its basis; revocable."""

    __tablename__ = "entry_release"
    __table_args__ = (sa.Index("ix_entry_release_entity_record", "entity", "record_id"),)
    entity: str = Field(max_length=40)
    record_id: int
    institution: Institution = term(Institution)  # whose entry it is
    to_institution: Institution = term(Institution)
    basis: ReleaseBasis = term(ReleaseBasis)
    category: DataCategory | None = term(DataCategory)
    basis_text: str = column(
        "Grundlage", default="", max_length=500, help="Paragraf mit Gesetzbuch, oder der Wortlaut."
    )
    given_by: str = column("Wer eingewilligt hat", default="", help="Wer die Angaben anvertraut hat.")
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    consent_on: date | None = column("Einwilligung vom", Kind.DATE)
    released_on: date
    author_id: int | None = Field(default=None, foreign_key="account.id")
    revoked_at: datetime | None = None
    revoked_by: int | None = Field(default=None, foreign_key="account.id")
