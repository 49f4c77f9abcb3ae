"""Every table and column that hangs on a family has its fate: somebody thought about it, or it goes."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from fam import fates
from fam.config import ROOT
from fam.erasing import _empty
from fam.erasing_traces import FORMS
from fam.fates import ELSEWHERE, KEPT, OF_FAM, ROWS_GO
from fam.fates_terms import Cut, Keep, to_its_day, to_its_month
from fam.models import Base
from fam.models.base import TermColumn
from fam.rules.paths import by_month
from fam.rules.periods import age_on, month_end

NO_FAMILY = {"plan:new", "plan:", "proposal:new"}  # forms that keep drafts and know no family


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
            if isinstance(fate, Keep | Cut):
                column = Base.metadata.tables[name].c[key]
                free = isinstance(column.type, sa.String) and not column.foreign_keys
                known = column.info.get("choices") or isinstance(column.type, TermColumn)
                assert not free or known, f"{name}.{key} is free text"


def test_rows_of_people_that_go_are_among_those_that_may_stay() -> None:
    """What stays only of families in FAM is named among what stays at all."""
    assert set(OF_FAM) <= set(KEPT)


def test_entry_dates_keep_their_day_in_berlin() -> None:
    """Midnight of the day in Berlin, summer and winter; what was entered late in the evening stays on its day."""
    for hour, day, cut in ((22, 30, (30, 22)), (21, 30, (29, 22))):  # summer: 0:30 of the 31st, 23:30 of the 30th
        assert to_its_day(datetime(2018, 7, day, hour, 30, tzinfo=UTC)) == datetime(2018, 7, *cut, tzinfo=UTC)
    assert to_its_day(datetime(2018, 1, 5, 23, 30, tzinfo=UTC)) == datetime(2018, 1, 5, 23, tzinfo=UTC)


@given(st.dates(date(1930, 1, 1), date(2018, 12, 31)), st.dates(date(2014, 1, 1), date(2019, 12, 31)))
def test_a_month_of_birth_says_the_same_age_at_the_end_of_every_month(born_on: date, day: date) -> None:
    """Only who was born on 29.02. is a day older than the calendar says, on 28.02.; figures count by month of birth."""
    last = month_end(day)
    if last >= born_on and not ((born_on.month, born_on.day) == (2, 29) and (last.month, last.day) == (2, 28)):
        assert age_on(to_its_month(born_on), last) == age_on(born_on, last)
    assert by_month(born_on) == by_month(to_its_month(born_on))


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
