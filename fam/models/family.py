"""Family: one continuous participation (FAM-Fall, domain handbook §4.1), its status history and its leads."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from fam.fields.spec import Kind, declare
from fam.models.base import JSON, Base, Extendable, OfFamily, Record, column, precision, term
from fam.rules.folding import fold
from fam.rules.terms import Institution, LeadKind, Phase, Precision, Status

FOLDED: Any = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")  # prefixes by byte order


def folded_name(context: Any) -> str:
    """The sorting form of a new family's name, also for bulk inserts."""
    return " ".join(fold(context.get_current_parameters()["name"]))[:200]


class Family(Extendable, Record, table=True):
    """The head of a case: what Koordination sees of every case. Content stands in the tables beside it."""

    __tablename__ = "family"
    __table_args__ = (sa.CheckConstraint("closed_on IS NULL OR admitted_on <= closed_on", name="dates"),)
    number: str = Field(unique=True, max_length=16)
    name: str = column("Familienname", required=True, in_list=True, index=True)
    sort_name: str = Field(default="", index=True, sa_column_kwargs={"default": folded_name})  # kept by the flush hook
    town_ags: str | None = column(
        "Wohnort",
        Kind.TOWN,
        required=True,
        in_list=True,
        in_filter=True,
        in_charts=True,
        foreign_key="town.ags",
        index=True,
    )
    status: Status = column(
        "Status", Kind.CHOICE, default=Status.PROPOSED, term=Status, in_list=True, in_filter=True, in_charts=True
    )
    phase: Phase | None = column("Phase", Kind.CHOICE, term=Phase, in_list=True, in_filter=True, in_charts=True)
    institution: Institution = term(Institution)  # whose proposal it is
    proposed_by_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    source_id: int | None = column(
        "Vorgeschlagen von", Kind.CHOICE, required=True, choices="SOURCE", in_list=True, in_filter=True, in_charts=True,
        foreign_key="list_item.id",
    )  # fmt: skip
    received_on: date = column(
        "Eingangsdatum",
        Kind.DATE,
        required=True,
        in_list=True,
        in_filter=True,
        in_charts=True,
        options={"precision_ok": True},
    )
    received_precision: Precision = precision()
    contact_agreed_on: date | None = column("Kontakt zugestimmt am", Kind.DATE, in_charts=True)
    first_talk_on: date | None = column(
        "Erstgespräch am", Kind.DATE, in_list=True, in_filter=True, in_charts=True, options={"precision_ok": True}
    )
    first_talk_precision: Precision = precision()
    decided_on: date | None = column("Entscheidung am", Kind.DATE, in_charts=True)
    admitted_on: date | None = column("Aufnahme am", Kind.DATE, in_list=True, in_filter=True, in_charts=True)
    admitted_precision: Precision = precision()
    closed_on: date | None = column(
        "Abschluss (erster Tag nicht mehr in FAM)", Kind.DATE, in_list=True, in_filter=True, in_charts=True, index=True
    )
    closed_precision: Precision = precision()
    aftercare_ends_on: date | None = column(
        "Nachbetreuung bis (erster Tag nicht mehr)", Kind.DATE, in_list=True, in_filter=True, in_charts=True
    )
    reason_id: int | None = column("Hauptgrund", Kind.CHOICE, in_charts=True, foreign_key="list_item.id")
    more_reason_ids: list[int] = Field(default_factory=list, sa_type=JSON)
    waiting_priority: str = column("Vorrang auf der Warteliste (Grund)", default="")
    previous_id: int | None = Field(default=None, foreign_key="family.id", index=True)
    readmission: bool = Field(  # was in FAM before; stays right when the earlier case is erased (previous_id does not)
        default=False,
        sa_column_kwargs={
            **declare("Wiederaufnahme", Kind.BOOLEAN, in_list=True, in_filter=True, in_charts=True),
            "server_default": sa.false(),
        },
    )
    legacy: bool = False  # "Altbestand": came in with the list
    import_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)


_family = Family.__table__.c  # type: ignore[attr-defined]
sa.Index("ix_family_status_sort_name", _family.status, _family.sort_name)
sa.Index("ix_family_status_received_on", _family.status, _family.received_on)  # the pipeline, oldest first
sa.Index("ix_family_received_on_admitted_on", _family.received_on, _family.admitted_on)  # figures read these two
sa.Index("ix_family_admitted_on_closed_on", _family.admitted_on, _family.closed_on)  # without touching the table


class FamilyStub:
    """What the other institution sees before the family agreed: number, town, date. A read-only view of `family`."""

    id: int
    number: str
    town_ags: str | None
    received_on: date
    status: Status
    institution: Institution


Base._sa_registry.map_imperatively(
    FamilyStub,
    Family.__table__,  # type: ignore[attr-defined]
    include_properties=["id", "number", "town_ags", "received_on", "status", "institution"],
)


class FamilyDetail(Extendable, OfFamily, table=True):
    """One per family: what only those who work with the family read."""

    __tablename__ = "family_detail"
    family_id: int = Field(foreign_key="family.id", unique=True, ondelete="CASCADE")
    occasion: str = column(
        "Anlass", Kind.LONG_TEXT, default="", required=True, max_length=2000,
        help="Kurz: Was soll FAM ermöglichen? Keine Angaben zu Dritten, keine Diagnosen.",
    )  # fmt: skip
    regular_offers: str = column(
        "Bisherige Regelangebote", Kind.LONG_TEXT, default="", max_length=2000,
        help="Was wurde von beiden Seiten versucht, warum reichte es nicht?",
    )  # fmt: skip
    benefit_since: date | None = column(
        "SGB II-Bezug seit", Kind.DATE, in_list=True, in_filter=True, in_charts=True, options={"precision_ok": True},
        help="Monat genügt, z. B. 03/2014.",
    )  # fmt: skip
    benefit_since_precision: Precision = precision()
    interpreter: str = column(
        "Dolmetschen",
        default="",
        in_list=True,
        in_filter=True,
        in_charts=True,
        help="Sprache, z. B. Türkisch; leer = nicht nötig.",
    )
    remark: str = column("Bemerkung", Kind.LONG_TEXT, default="", max_length=20000)


class StatusPeriod(OfFamily, table=True):
    """From when to when a family had a status; figures of any past day read these rows.

    A closing by the tandem is `to_confirm` until somebody of Koordination confirms it (domain handbook §4.3).
    """

    __tablename__ = "status_period"
    __table_args__ = (
        sa.Index("ix_status_period_status_starts", "status", "starts_on", "ends_on"),
        sa.Index("ix_status_period_status_ends", "status", "ends_on"),
    )
    status: Status = term(Status)
    starts_on: date
    ends_on: date | None = None
    reason_id: int | None = Field(default=None, foreign_key="list_item.id")
    note: str = column("Anmerkung", default="")
    expected_until: date | None = column("voraussichtlich bis", Kind.DATE)
    to_confirm: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    confirmed_on: date | None = None
    confirmed_by: int | None = Field(default=None, foreign_key="account.id")


class Lead(OfFamily, table=True):
    """Fallführung or Vertretung for one institution, dated; a lead from a list may still be a mere name."""

    __tablename__ = "lead"
    __table_args__ = (sa.Index("ix_lead_account_family", "account_id", "family_id"),)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    name_text: str = ""  # as in the list, until somebody maps it
    institution: Institution = term(Institution)
    kind: LeadKind = term(LeadKind, LeadKind.LEAD)
    starts_on: date
    ends_on: date | None = None


class SearchWord(Base, table=True):
    """A folded word by which a family is found; written by the flush hook, never by hand."""

    __tablename__ = "search_word"
    __table_args__ = (sa.Index("ix_search_word_family_word", "family_id", "word"),)
    of_member: bool = Field(default=False, primary_key=True)  # Koordination searches only the words of heads
    word: str = Field(primary_key=True, sa_type=FOLDED)
    family_id: int = Field(foreign_key="family.id", primary_key=True, ondelete="CASCADE")
