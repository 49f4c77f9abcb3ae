"""Every table and column that hangs on a family has its fate: somebody thought about it, or it goes."""

import re
from collections.abc import Iterator

import sqlalchemy as sa

from fam import fates
from fam.config import ROOT
from fam.erasing import _empty
from fam.erasing_traces import FORMS
from fam.fates import ELSEWHERE, KEPT, ROWS_GO, Keep
from fam.models import Base

NO_FAMILY = {"plan:new", "plan:", "proposal:new", "reflection:", "concept:"}  # these keep drafts and know no family


def of_families() -> Iterator[sa.Table]:
    """Every table with a column `family_id`, and the family itself."""
    for table in Base.metadata.sorted_tables:
        if "family_id" in table.c or table.name == "family":
            yield table


def test_every_table_of_a_family_is_named() -> None:
    """A new table on a family must be named in fam/fates.py; until it is, its rows go all the same."""
    named = {*KEPT, *ROWS_GO, *ELSEWHERE}
    assert {table.name for table in of_families()} - named == set()
    assert named - set(Base.metadata.tables) == set()
    assert not set(ROWS_GO) & {*KEPT, *ELSEWHERE}


def test_every_column_of_what_stays_is_named() -> None:
    """A new column of `family` or `status_period` must be decided; until it is, it is emptied."""
    for name, columns in KEPT.items():
        assert set(columns) == set(Base.metadata.tables[name].c.keys()), name


def test_what_stays_says_why() -> None:
    """Nothing is kept without the figure that reads it, and no text at all is kept."""
    for name, columns in KEPT.items():
        for key, fate in columns.items():
            assert fate.why.strip(), key
            if isinstance(fate, Keep):
                column = Base.metadata.tables[name].c[key]
                free = isinstance(column.type, sa.String) and not column.foreign_keys
                assert not free or column.info.get("choices"), f"{name}.{key} is free text"


def test_what_hangs_on_a_removed_row_goes_with_it_or_lets_go() -> None:
    """A table that points at removed rows without being a family's own is removed with them or loses the link."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in ROWS_GO and table.name not in ROWS_GO:
                assert key.ondelete in ("CASCADE", "SET NULL"), f"{table.name}.{key.parent.name}"


def test_what_nobody_decided_can_be_emptied() -> None:
    """The default works for every column there is: a new one is emptied before anybody names it."""
    for name in KEPT:
        for column in Base.metadata.tables[name].columns:
            assert _empty(column) is None or not column.nullable


NAMED = r'name = f?"([a-z]+:)|else "([a-z]+:new)"|def _name.*?\n.*?return f"([a-z]+:)'


def test_every_form_that_keeps_drafts_is_known() -> None:
    """A new form with drafts about a family must be named in FORMS, or its texts would stay."""
    found, calls, drafts = set(), 0, 0
    for path in sorted((ROOT / "fam" / "ui").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        drafts += text.count("drafts=Drafts(")
        steps = re.findall(r'\b_form\(person, head, "(\w+)".*?drafts=Drafts\(', text)
        found |= {f"step:{name}:" for name in steps}
        calls += len(steps)
        for call in re.findall(r"\b(?:Form|Reasons)\((.*?)drafts=Drafts\(", text):
            name = re.match(r'f?"([^"{]*)', call)
            calls += 1
            found |= {name[1]} if name else set(re.findall(NAMED, text)[0])
    known = {*FORMS, *NO_FAMILY, "proposal:", "statement:"}
    assert calls == drafts  # none is written in a way that this test does not see
    assert len(found) >= 8
    assert {one for one in found if one} - known == set()
    assert all(entity in Base.metadata.tables for entity in FORMS.values())
    assert fates.KEPT
