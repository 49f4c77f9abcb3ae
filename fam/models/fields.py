"""What the team declares in the browser: fields, their choices, originals of a type change, and saved views."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from fam.fields.spec import Kind
from fam.models.base import JSON, Base, Record, column, term
from fam.rules.terms import FieldState, Institution, RequiredMode, ViewKind


class FieldDef(Record, table=True):
    """A field that the team made. Its key is `f_<id>`, never its label, and is never used again."""

    __tablename__ = "field_def"
    __table_args__ = (
        sa.Index(  # two leads cannot make the same field twice
            "uq_field_def_entity_label",
            "entity",
            "label_norm",
            unique=True,
            sqlite_where=sa.text("state IN ('DRAFT', 'ACTIVE', 'PROMOTED')"),
            postgresql_where=sa.text("state IN ('DRAFT', 'ACTIVE', 'PROMOTED')"),
        ),
    )
    entity: str = Field(max_length=40)
    label: str = column("Bezeichnung", required=True, max_length=200)
    label_norm: str = Field(max_length=400)
    kind: str = Field(max_length=16)
    section: str = column("Abschnitt", default="", max_length=80)
    help: str = column("Hilfe", default="", max_length=500)
    position: int = Field(default=0)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # max_length, minimum, maximum, decimals
    default: Any = Field(default=None, sa_type=JSON)  # encoded as in `extra`
    required: RequiredMode = term(RequiredMode, RequiredMode.NEVER)
    required_since: date | None = None
    is_unique: bool = Field(default=False)
    indexed: bool = Field(default=False)
    in_list: bool = Field(default=True)
    in_filter: bool = Field(default=True)
    in_charts: bool = Field(default=True)
    in_proposal: bool = Field(default=False)  # the quick form of a new family offers it too
    shown_when: Any = Field(default=None, sa_type=JSON)  # {"key": ..., "values": [...]}
    readers: Institution | None = term(Institution)
    writers: Institution | None = term(Institution)
    state: FieldState = term(FieldState, FieldState.ACTIVE, index=True)
    testers: list[int] = Field(default_factory=list, sa_type=JSON)  # accounts that see it while it is tried out
    purpose: str = column("Was wollen wir lernen?", default="", max_length=500)
    review_on: date | None = column("Prüfen am", Kind.DATE)
    column_name: str = Field(default="", max_length=40)  # once promoted

    @property
    def key(self) -> str:
        """Under which its values lie in `extra`."""
        return f"f_{self.id}"


class FieldChoice(Record, table=True):
    """One option of a field; records store its id, so a label can change and a used option is archived."""

    __tablename__ = "field_choice"
    field_id: int = Field(foreign_key="field_def.id", index=True, ondelete="CASCADE")
    label: str = column("Option", required=True, max_length=120)
    position: int = Field(default=0)
    archived: bool = Field(default=False)
    merged_into: int | None = Field(default=None, foreign_key="field_choice.id", ondelete="SET NULL")


class FieldStash(Base, table=True):
    """What a record held before a field's kind changed; kept until the field is purged, so the way back stays open."""

    __tablename__ = "field_stash"
    id: int | None = Field(default=None, primary_key=True)
    field_id: int = Field(foreign_key="field_def.id", index=True, ondelete="CASCADE")
    batch: str = Field(max_length=36, index=True)
    record_id: int
    old: Any = Field(default=None, sa_type=JSON)
    new: Any = Field(default=None, sa_type=JSON)


class FieldConversion(Record, table=True):
    """One change of a field's kind: from what to what, and whether it was taken back."""

    __tablename__ = "field_conversion"
    field_id: int = Field(foreign_key="field_def.id", index=True, ondelete="CASCADE")
    batch: str = Field(max_length=36, unique=True)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # kind and settings
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    reverted: bool = Field(default=False)


class SavedView(Record, table=True):
    """A list or a chart as somebody set it up, private or shared; fields stand in it by key, never by label."""

    __tablename__ = "saved_view"
    kind: ViewKind = term(ViewKind, ViewKind.LIST)
    subject: str = Field(max_length=40, index=True)  # the page's list ("families"), or what a chart counts
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    title: str = column("Name der Ansicht", required=True, max_length=80)
    shared: bool = Field(default=False)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
