"""Whatever hangs on a family is part of an Auskunft, or left out for a reason that is written down."""

from typing import Any

from sqlalchemy import Table

from fam.fields.spec import specs
from fam.models import Base
from fam.models.columns import model_of
from fam.rules.access_coverage import LEFT_OUT, SHOWN, TABLES_LEFT_OUT, TECHNICAL


def of_families() -> dict[str, Table]:
    """Return every table that hangs on a family or a member, directly or over another one; and the family itself."""
    found = {"family"}
    tables = Base.metadata.tables
    while True:
        more = {
            name
            for name, table in tables.items()
            if name not in found
            and name not in GENERAL
            and ("family_id" in table.c or any(key.column.table.name in found for key in table.foreign_keys))
        }
        if not more:
            return {name: tables[name] for name in sorted(found)}
        found |= more


GENERAL: set[str] = set()


def columns_missing(name: str, table: Any) -> list[str]:
    """Return the columns of a table that are neither shown nor left out."""
    declared = {field.key for field in specs(model_of(name))}
    shown = set(SHOWN.get(name, {})) | {key for key in declared if (name, key) not in LEFT_OUT}
    return [
        column.key
        for column in table.columns
        if column.key not in shown
        and (name, column.key) not in LEFT_OUT
        and column.key not in TECHNICAL
        and not column.key.endswith("_precision")  # how exactly the date beside it is known: in its text
    ]


def test_every_table_and_column_is_shown_or_left_out_for_a_reason() -> None:
    """A new table or column fails here until somebody decides about it (fam/rules/access_coverage.py)."""
    missing = []
    for name, table in of_families().items():
        if name in TABLES_LEFT_OUT:
            continue
        missing += [name] if name not in SHOWN else [f"{name}.{key}" for key in columns_missing(name, table)]
    assert missing == []


def test_the_lists_name_only_what_there_is() -> None:
    """No line for a table or column that went, and no reason is empty."""
    tables = Base.metadata.tables
    named = [(name, key) for name, keys in SHOWN.items() for key in keys] + list(LEFT_OUT)
    assert [pair for pair in named if pair[0] not in tables or pair[1] not in tables[pair[0]].c] == []
    assert set(TABLES_LEFT_OUT) <= set(tables)
    assert all([*LEFT_OUT.values(), *TABLES_LEFT_OUT.values(), *TECHNICAL.values()])
    assert not set(SHOWN) & set(TABLES_LEFT_OUT)


def test_a_new_column_would_be_missed() -> None:
    """The check sees a column that nobody thought of."""
    from sqlalchemy import Column, Integer, MetaData

    note = Base.metadata.tables["note"].to_metadata(MetaData())
    note.append_column(Column("mood", Integer))
    assert columns_missing("note", note) == ["mood"]
