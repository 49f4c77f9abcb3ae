"""What every table shares: its registry, record columns, and the columns that make an entry confidential."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declared_attr, registry
from sqlmodel import Field, SQLModel

from fam.fields.spec import Kind, declare
from fam.rules.terms import Confidentiality, DataCategory, Institution, LegalCircle, Precision, Term

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_registry = registry()
_registry.metadata.naming_convention = NAMING  # named constraints: Alembic's batch mode on SQLite needs them

JSON: Any = sa.JSON().with_variant(JSONB(), "postgresql")


class Base(SQLModel, registry=_registry):
    """The tables' base with a registry of its own: a hot reload does not meet "Table already defined"."""


class TermColumn(sa.types.TypeDecorator[Term]):
    """Stores a `Term` by its code as text and gives the member back; unknown codes raise ValueError."""

    impl = sa.String(24)
    cache_ok = True

    def __init__(self, kind: type[Term]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Term | str | None, dialect: Any) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> Term | None:
        return None if value is None else self.kind(value)


def now() -> datetime:
    """Real time, aware UTC: for log-ins, logs and entry dates. Domain dates come from `fam.clock`."""
    return datetime.now(UTC)


def column(label: str, kind: Kind = Kind.TEXT, *, default: Any = None, index: bool = False, **settings: Any) -> Any:
    """A declared field: a column with its label and kind. Text is limited to 200 characters unless told otherwise."""
    arguments: dict[str, Any] = {"default": default, "index": index}
    if "foreign_key" in settings:
        arguments["foreign_key"] = settings.pop("foreign_key")
    if "term" in settings:
        kind_of_term = settings.pop("term")
        arguments["sa_type"] = TermColumn(kind_of_term)
        settings.setdefault("choices", {member.value: member.label for member in kind_of_term})
    if kind is Kind.TEXT:
        settings.setdefault("max_length", 200)
    return Field(sa_column_kwargs=declare(label, kind, **settings), **arguments)


def term(kind: type[Term], default: Term | None = None, *, index: bool = False) -> Any:
    """A plain (undeclared) column that holds a `Term`."""
    return Field(default=default, index=index, sa_type=TermColumn(kind))


def precision() -> Any:
    """How exactly the date beside it is known."""
    return term(Precision, Precision.DAY)


def table(model: type[Any]) -> sa.Table:
    """Return the table of a model class; what is asked of a table itself is not filtered: for the nets alone."""
    found: sa.Table = sa.inspect(model).local_table
    return found


class Record(Base):
    """A row that people change: it has a version, so that nobody overwrites anybody, and an author."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = Field(default=1, nullable=False)
    created_at: datetime = Field(default_factory=now)
    created_by: int | None = Field(default=None)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Extendable(SQLModel):
    """The ability to take fields that the team makes in the browser; one word among a table's bases is enough.

    `extra` holds their values by key (`f_7`), encoded by fam/fields/encoding.py. Nobody else reads or writes it: the
    way there is a FieldSpec, which only those get who may read the field (held by a test). Always a new dict is
    assigned: a change inside would not be saved.
    """

    extra: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"})


class OfFamily(Record):
    """A record of one family: readable for those who work with the family."""

    family_id: int = Field(foreign_key="family.id", index=True, ondelete="CASCADE")


class Content(OfFamily):
    """An entry with its owner and level (domain handbook §9.3); `created_at` is the entry date."""

    logged_fields: ClassVar[tuple[str, ...]] = ()
    legal_circle: LegalCircle = term(LegalCircle, LegalCircle.BOTH)
    institution: Institution = term(Institution)
    confidentiality: Confidentiality = column(
        "Vertraulichkeit", Kind.CHOICE, default=Confidentiality.INSTITUTION, term=Confidentiality
    )
    event_on: date = column("Datum", Kind.DATE, required=True, in_charts=True)
    author_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    category: DataCategory = Field(  # which consent opens it to the other institution
        default=DataCategory.WORK,
        sa_type=TermColumn(DataCategory),
        sa_column_kwargs={"server_default": DataCategory.WORK.value},
    )
    about_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")  # None: the whole family
    not_for_parents: bool = Field(
        default=False, sa_column_kwargs={**declare("Nicht für Eltern", Kind.BOOLEAN), "server_default": sa.false()}
    )
