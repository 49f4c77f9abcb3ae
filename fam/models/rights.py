"""Rights of families: requests for access (Auskunft), counter-statements and restrictions of single entries."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fam.fields.spec import Kind
from fam.models.base import JSON, OfFamily, column, term
from fam.rules.protection_terms import RequestState, RestrictionGround, StatementKind
from fam.rules.terms import Institution


class AccessRequest(OfFamily, table=True):
    """One person's request for what is kept about them (Art. 15 DSGVO, § 83 SGB X), with its deadline."""

    __tablename__ = "access_request"
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True, ondelete="SET NULL")
    asker_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")  # None: the person itself
    requested_on: date = column("Verlangt am", Kind.DATE, required=True)
    state: RequestState = term(RequestState, RequestState.OPEN, index=True)
    extension: str = column("Verlängert, weil", default="", max_length=500)
    extended_on: date | None = None
    refusal: str = column("Abgelehnt, weil", default="", max_length=1000)
    decisions: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSON)  # item -> [why left out, its digest]
    entrusted: list[str] = Field(default_factory=list, sa_type=JSON)  # entrusted items that their author added
    looked_by: list[int] = Field(default_factory=list, sa_type=JSON)  # authors who looked through what is entrusted
    author_id: int | None = Field(default=None, foreign_key="account.id")
    released_by: int | None = Field(default=None, foreign_key="account.id")
    released_at: datetime | None = None
    released_on: date | None = None
    checksum: str = Field(default="", max_length=64)  # SHA-256 of what was released (the JSON file)
    answered_on: date | None = column("Beantwortet am", Kind.DATE)


class Statement(OfFamily, table=True):
    """What a person says about one entry: it stands beside it, or closes it to everybody but who collected it."""

    __tablename__ = "statement"
    __table_args__ = (sa.Index("ix_statement_entity_record", "entity", "record_id"),)
    entity: str = Field(max_length=40)
    record_id: int
    institution: Institution = term(Institution)  # whose entry it is
    kind: StatementKind = term(StatementKind)
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    text: str = column("Wortlaut", Kind.LONG_TEXT, default="", max_length=5000)  # of a counter-statement
    ground: RestrictionGround | None = column("Grund der Einschränkung", Kind.CHOICE, term=RestrictionGround)
    stated_on: date = column("Erklärt am", Kind.DATE, required=True)
    lifted_on: date | None = column("Aufgehoben am", Kind.DATE)
    lifted_why: str = column("Aufgehoben, weil", default="", max_length=500)
    lifted_by: int | None = Field(default=None, foreign_key="account.id")
    author_id: int | None = Field(default=None, foreign_key="account.id")
