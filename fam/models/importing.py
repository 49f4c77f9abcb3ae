"""Lists that came in: each import with every row and its outcome, and what the team taught about columns and names."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from fam.models.base import JSON, Base, Record, term
from fam.rules.terms import Institution


class ImportBatch(Record, table=True):
    """One file taken in, in one transaction; it can be undone as a whole."""

    __tablename__ = "import_batch"
    file_name: str = Field(max_length=200)
    file_hash: str = Field(max_length=64)
    undone_at: datetime | None = None
    report: Any = Field(default=None, sa_type=JSON)


class ImportRow(Base, table=True):
    """One non-empty row of a list: its cells as text, what became of it, and why."""

    __tablename__ = "import_row"
    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True, ondelete="CASCADE")
    sheet: str
    row: int  # Excel's row number
    outcome: str = Field(max_length=12)
    reasons: Any = Field(default=None, sa_type=JSON)
    cells: Any = Field(default=None, sa_type=JSON)
    listed: Any = Field(default=None, sa_type=JSON)  # what the list said, field by field, for a later list
    family_id: int | None = Field(default=None, foreign_key="family.id", ondelete="SET NULL", index=True)


class ImportProfile(Record, table=True):
    """The columns' meaning for lists with these headings."""

    __tablename__ = "import_profile"
    signature: str = Field(unique=True, max_length=64)
    mapping: Any = Field(default=None, sa_type=JSON)


class ImportName(Record, table=True):
    """A lead's name as it stands in lists -> the account it means."""

    __tablename__ = "import_name"
    folded: str = Field(index=True, max_length=120)
    institution: Institution = term(Institution)
    account_id: int = Field(foreign_key="account.id")
