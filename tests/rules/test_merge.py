"""Three-way merge: nobody overwrites anybody."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from fam.rules.merge import merge

KEYS = st.sampled_from("abcdef")
VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=2)
RECORDS = st.fixed_dictionaries(dict.fromkeys("abcdef", VALUES))
EDITS = st.dictionaries(KEYS, VALUES)


def test_each_field_is_merged_for_itself() -> None:
    """My edit, their edit, the same edit, a disputed edit."""
    opened = {"town": "Langen", "phone": "1", "name": "Kaya", "note": "alt"}
    theirs = opened | {"phone": "2", "name": "Kaya-Weiß", "note": "ihre"}
    merged, conflicts = merge(opened, theirs, opened | {"town": "Egelsbach", "name": "Kaya-Weiß", "note": "meine"})
    assert merged == {"town": "Egelsbach", "phone": "2", "name": "Kaya-Weiß", "note": "ihre"}
    assert conflicts == {"note": ("alt", "ihre", "meine")}


def test_true_is_not_one() -> None:
    """A yes that replaces a 1 is an edit, not the same value."""
    assert merge({"a": 1}, {"a": 1}, {"a": True})[0]["a"] is True


def _changed(one: object, other: object) -> bool:
    return one != other or isinstance(one, bool) is not isinstance(other, bool)


@given(RECORDS, EDITS, EDITS)
def test_no_edit_is_lost(opened: dict[str, Any], their_edits: dict[str, Any], my_edits: dict[str, Any]) -> None:
    """Every edit is in the result or, with both values, in the conflicts."""
    theirs, mine = opened | their_edits, opened | my_edits
    merged, conflicts = merge(opened, theirs, mine)
    for key, before in opened.items():
        if key in conflicts:
            assert conflicts[key] == (before, theirs[key], mine[key])
            assert merged[key] == theirs[key]
            continue
        expected = mine[key] if _changed(mine[key], before) else theirs[key]
        assert merged[key] == expected


@given(RECORDS, EDITS, EDITS)
def test_disjoint_edits_commute(opened: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> None:
    """Who saves first does not matter where nobody touched the same field."""
    assume(not one.keys() & other.keys())
    first, no_conflict = merge(opened, opened | one, other)
    second, none_either = merge(opened, opened | other, one)
    assert first == second == opened | one | other
    assert no_conflict == none_either == {}


@given(RECORDS, RECORDS, RECORDS)
def test_merging_again_changes_nothing(opened: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    """Saving a second time what has been merged is no edit; nor is saving what was opened."""
    merged, _ = merge(opened, theirs, mine)
    assert merge(opened, merged, merged) == (merged, {})
    assert merge(opened, theirs, opened) == (theirs, {})
    assert merge(opened, theirs, {}) == (theirs, {})


@given(RECORDS, EDITS, EDITS)
def test_what_belongs_together_is_never_mixed(opened: dict[str, Any], one: dict[str, Any], two: dict[str, Any]) -> None:
    """A group is one side's as a whole, or all that differs in it is asked; then whatever is chosen is saved."""
    group, theirs, mine = ("a", "b", "c"), opened | one, opened | two
    merged, conflicts = merge(opened, theirs, mine, [group])
    plain, apart = merge(opened, theirs, mine)
    assert conflicts.keys() >= apart.keys()
    for key, before in opened.items():
        if key in conflicts:
            assert (conflicts[key], merged[key]) == ((before, theirs[key], mine[key]), theirs[key])
        else:
            assert merged[key] == plain[key]
    if not conflicts.keys() & set(group):
        assert any(not any(_changed(merged[key], side[key]) for key in group) for side in (theirs, mine))
    asked_again = opened | {key: theirs[key] for key in conflicts}
    assert merge(asked_again, theirs, mine, [group])[1] == {}
