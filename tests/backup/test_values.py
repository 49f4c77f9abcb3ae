"""Values on their way between engines: the same weight in both, and every misfit known beforehand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.backup.values import Column, canonical, plain, problem, weight

JSON = Column("value", "json")
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4).map(repr), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(ANY_JSON)
def test_json_weighs_the_same_however_it_is_written(value: object) -> None:
    """Spaces, escapes and the order of keys are the engine's own business."""
    tight, wide = json.dumps(value, separators=(",", ":")), json.dumps(value, indent=3, ensure_ascii=False)
    turned = json.dumps(dict(reversed(value.items()))) if isinstance(value, dict) else wide
    assert weight([JSON], [tight]) == weight([JSON], [wide]) == weight([JSON], [turned])
    assert problem(JSON, tight) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.50", "1.5"), ("1e22", "10000000000000000000000"), ("-0.0", "0"), ("1500.0", "1.5e3"), ('"\\u00e4"', '"ä"')],
)
def test_numbers_and_letters_weigh_the_same_however_they_are_written(one: str, other: str) -> None:
    """What jsonb makes of a number is still that number."""
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), [("1", "2"), ('"1"', "1"), ("null", '"null"'), ("[1,2]", "[2,1]")])
def test_different_values_weigh_differently(one: str, other: str) -> None:
    """The weight tells them apart."""
    assert weight([JSON], [one]) != weight([JSON], [other])


@pytest.mark.parametrize(
    ("column", "value", "wrong"),
    [
        (Column("a", "text", 3), "abc", ""),
        (Column("a", "text", 3), "abcd", "länger als 3"),
        (Column("a", "text"), "a\0b", "NUL"),
        (Column("a", "text"), "a\udc80b", "UTF-8"),
        (Column("a", "text"), {"bytes": "00"}, "kein Text"),
        (Column("a", "integer", 32), 2**31 - 1, ""),
        (Column("a", "integer", 32), 2**31, "zu große"),
        (Column("a", "integer", 64), 2**31, ""),
        (Column("a", "integer", 32), "x", "keine ganze Zahl"),
        (Column("a", "integer", 32), True, "keine ganze Zahl"),
        (Column("a", "boolean"), 2, "weder ja noch nein"),
        (Column("a", "date"), "2018-02-30", "kein Datum"),
        (Column("a", "date"), "2018-02-28", ""),
        (Column("a", "moment"), "gestern", "kein Datum"),
        (JSON, "{", "kein lesbares JSON"),
        (JSON, '{"a": NaN}', "NaN"),
        (JSON, '{"a": 1, "a": 2}', "doppelt"),
        (JSON, '["\\u0000"]', "NUL"),
        (JSON, '["\\\\u0000"]', ""),
        (JSON, '{"\\ud800": 1}', "UTF-8"),
        (JSON, "[" * 100_000 + "]" * 100_000, "kein lesbares JSON"),
        (JSON, None, ""),
    ],
)
def test_what_postgresql_would_refuse_is_known(column: Column, value: object, wrong: str) -> None:
    """Each with its reason, never with the value."""
    found = problem(column, value)
    assert (found == "") if wrong == "" else (wrong in found)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("moment", "2018-10-15 08:00:00+00", "2018-10-15 08:00:00.000000"),
        ("moment", "2018-10-15T08:00:00.12", "2018-10-15 08:00:00.120000"),
        ("time", "09:30:00", "09:30:00.000000"),
        ("boolean", 1, True),
        ("json", 96, "96"),
        ("json", 1.5, "1.5"),
        ("text", b"\xff", {"bytes": "ff"}),
        ("moment", "gestern", "gestern"),
    ],
)
def test_both_engines_have_one_plain_form(kind: str, value: object, expected: object) -> None:
    """What is none of its kind stays as it is."""
    assert plain(kind, value) == expected
