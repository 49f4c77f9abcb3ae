"""What becomes of every table when two files become one, which cases may be joined, who is the same person."""

from datetime import date

import pytest

from fam.models import Base
from fam.rules.merging import TABLES, Case, Fate, Someone, joined_text, refusals, same_people
from fam.rules.terms import Status

A, B, C, D = (date(2017, month, 1) for month in (1, 3, 6, 9))


def test_every_table_that_refers_to_a_family_is_decided() -> None:
    """A new table on a family must be named, with a reason: nothing is left behind or doubled by accident."""
    found = {
        table.name
        for table in Base.metadata.sorted_tables
        if "family_id" in table.c or any(key.column.table.name == "family" for key in table.foreign_keys)
    }
    assert found == set(TABLES)
    assert all(one.why.strip() for one in TABLES.values())
    assert {one.fate for one in TABLES.values()} == set(Fate)


@pytest.mark.parametrize(
    ("kept", "given", "fits"),
    [
        (Case("K", Status.ACTIVE, A), Case("G", Status.PROPOSED), True),
        (Case("K", Status.PROPOSED), Case("G", Status.EXAMINATION), True),
        (Case("K", Status.ACTIVE, A), Case("G", Status.ACTIVE, B), True),
        (Case("K", Status.ACTIVE, B), Case("G", Status.ACTIVE, A), False),  # begins before
        (Case("K", Status.CLOSED, A, D), Case("G", Status.CLOSED, B, C), True),
        (Case("K", Status.CLOSED, A, C), Case("G", Status.CLOSED, B, D), False),  # ends after
        (Case("K", Status.CLOSED, A, C), Case("G", Status.ACTIVE, B), False),  # still runs
        (Case("K", Status.PROPOSED), Case("G", Status.ACTIVE, B), False),
        (Case("K", Status.CLOSED, A, C), Case("G", Status.PROPOSED), False),  # came back
        (Case("K", Status.WITHDRAWN), Case("G", Status.NOT_ADMITTED), True),
        (Case("K", Status.ACTIVE, A), Case("G", Status.ANONYMISED), False),
        (Case("K", Status.ANONYMISED), Case("G", Status.PROPOSED), False),
    ],
)
def test_which_cases_may_be_joined(kept: Case, given: Case, fits: bool) -> None:
    """A family counts once: the given-up time lies inside the kept one's; an erased case never, a return neither."""
    assert (refusals(kept, given) == ()) is fits
    assert refusals(kept, given, linked=True)


def test_same_people_by_folded_name_and_birth_date() -> None:
    """Case and accents do not count, a missing birth date does; nobody is used twice."""
    kept = [Someone(1, "Émine Öz", A), Someone(2, "Can Öz", None), Someone(3, "Ali Öz", B)]
    given = [
        Someone(11, "emine oz", A),
        Someone(12, "Can Öz", None),
        Someone(13, "Ali Öz", C),
        Someone(14, "Emine Öz", A),
    ]
    assert same_people(kept, given) == {11: 1}


def test_texts_are_joined_under_the_other_number() -> None:
    """What says the same stands there once."""
    assert joined_text("eins", "zwei", "FAM-2017-00002") == "eins\n\naus FAM-2017-00002:\nzwei"
    assert joined_text("eins", " eins ", "FAM-2017-00002") == "eins"
    assert joined_text("", "zwei", "FAM-2017-00002") == "aus FAM-2017-00002:\nzwei"
    assert joined_text("eins", "", "FAM-2017-00002") == "eins"
