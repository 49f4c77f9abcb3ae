"""What a value becomes when its field changes its kind."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.fields.conversion import Outcome, Rule, inferred
from fam.fields.encoding import encode
from fam.fields.fitting import fits
from fam.fields.spec import FieldSpec, Kind

TODAY = date(2018, 10, 15)
OPTIONS = {1: "Hauptschule", 2: "Realschule", 3: "a; b"}
OFFERED = (Kind.CHOICE, Kind.CHOICES)
KINDS = [kind for kind in Kind if kind is not Kind.TOWN]
PEOPLE, FAMILIES = {4: "Anna", 5: "Amir"}, {7: "FAM-2017-00007"}


def field(kind: Kind) -> FieldSpec:
    """A field of this kind as the team makes it."""
    options = OPTIONS if kind in OFFERED else ""
    return FieldSpec("member", "f_1", "Feld", kind, choices=options, field_id=1,
                     max_length=200 if kind is Kind.TEXT else 10_000)  # fmt: skip


def rule(before: Kind, after: Kind) -> Rule:
    """The rule between two kinds."""
    return Rule(field(before), field(after), TODAY, PEOPLE, FAMILIES)


@pytest.mark.parametrize(
    ("before", "after", "stored", "outcome", "becomes"),
    [
        (Kind.TEXT, Kind.INTEGER, "1.200", Outcome.CLEAN, 1200),
        (Kind.TEXT, Kind.INTEGER, "06103", Outcome.LOSSY, 6103),
        (Kind.TEXT, Kind.INTEGER, "1,5", Outcome.UNREADABLE, None),
        (Kind.TEXT, Kind.DECIMAL, "1.234", Outcome.UNREADABLE, None),
        (Kind.TEXT, Kind.MONEY, "12,50 €", Outcome.CLEAN, 1250),
        (Kind.TEXT, Kind.DATE, "03.04.17", Outcome.CLEAN, "2017-04-03"),
        (Kind.TEXT, Kind.DATE, "04/2017", Outcome.LOSSY, "2017-04-01"),
        (Kind.TEXT, Kind.BOOLEAN, "Ja", Outcome.CLEAN, 1),
        (Kind.TEXT, Kind.BOOLEAN, "unbekannt", Outcome.LOSSY, None),
        (Kind.TEXT, Kind.CHOICE, "realschule ", Outcome.CLEAN, 2),
        (Kind.TEXT, Kind.PERSON, "anna", Outcome.CLEAN, 4),
        (Kind.TEXT, Kind.REFERENCE, "fam-2017-00007", Outcome.CLEAN, 7),
        (Kind.LONG_TEXT, Kind.TEXT, "eins\nzwei", Outcome.LOSSY, "eins zwei"),
        (Kind.LONG_TEXT, Kind.TEXT, "x" * 201, Outcome.UNREADABLE, None),
        (Kind.INTEGER, Kind.MONEY, 12, Outcome.CLEAN, 1200),
        (Kind.MONEY, Kind.INTEGER, 1200, Outcome.CLEAN, 12),
        (Kind.MONEY, Kind.INTEGER, 1250, Outcome.UNREADABLE, None),
        (Kind.DATE, Kind.MONTH, "2017-04-03", Outcome.LOSSY, "2017-04"),
        (Kind.MONTH, Kind.DATE, "2017-04", Outcome.LOSSY, "2017-04-01"),
        (Kind.CHOICE, Kind.TEXT, 1, Outcome.CLEAN, "Hauptschule"),
        (Kind.CHOICE, Kind.CHOICES, 3, Outcome.CLEAN, [3]),
        (Kind.CHOICES, Kind.CHOICE, [3], Outcome.CLEAN, 3),
        (Kind.CHOICES, Kind.CHOICE, [1, 2], Outcome.UNREADABLE, None),
        (Kind.PERSON, Kind.TEXT, 5, Outcome.CLEAN, "Amir"),
        (Kind.BOOLEAN, Kind.TEXT, 0, Outcome.CLEAN, "nein"),
        (Kind.TEXT, Kind.EMAIL, "a@b.de", Outcome.CLEAN, "a@b.de"),
    ],
)
def test_from_kind_to_kind(before: Kind, after: Kind, stored: Any, outcome: Outcome, becomes: Any) -> None:
    """(from, to, stored) -> (outcome, stored then)."""
    converted = rule(before, after).convert(stored)
    assert (converted.outcome, converted.stored) == (outcome, becomes)
    assert bool(converted.sentence) is (outcome is Outcome.UNREADABLE)


@pytest.mark.parametrize(
    ("after", "text", "suggestion"),
    [
        (Kind.INTEGER, "ca. 12 Stück", "12"),
        (Kind.INTEGER, "1,6", "2"),
        (Kind.DECIMAL, "1.234", "1234"),
        (Kind.MONEY, "12,345", "12,35"),
        (Kind.BOOLEAN, "ja, sehr", "ja"),
        (Kind.DATE, "am 03.04.2017", "03.04.2017"),
        (Kind.CHOICE, "Realshule", "Realschule"),
        (Kind.CHOICE, "Astronaut", ""),
        (Kind.EMAIL, "Mail: a@b.de", "a@b.de"),
        (Kind.LINK, "www.langen.de", "https://www.langen.de"),
    ],
)
def test_a_suggestion_is_always_readable(after: Kind, text: str, suggestion: str) -> None:
    """An unreadable text brings along what it may mean, for a person to say yes to."""
    assert rule(Kind.TEXT, after).suggestion(text) == suggestion


def test_options_come_out_of_texts() -> None:
    """One per meaning, in the first spelling; several choices are split."""
    assert inferred(["Hort", "hort ", "Kita", "x" * 121], ["KITA"], several=False) == ["Hort"]
    assert inferred(["Hort; Kita", "Kita, Oma"], [], several=True) == ["Hort", "Kita", "Oma"]


@given(st.sampled_from(KINDS), st.sampled_from(KINDS), st.text(max_size=30))
def test_whatever_comes_is_counted_once_and_fits(before: Kind, after: Kind, text: str) -> None:
    """No text breaks it; what is stored is what the new kind writes, and can be told as text again."""
    known = rule(before, after)
    converted = known.convert(None, text)
    assert converted.stored is None or fits(after, converted.stored)
    if suggestion := known.suggestion(text):
        known.read(suggestion)
    if converted.stored is not None:
        onward = rule(after, Kind.LONG_TEXT).convert(converted.stored)
        assert onward.outcome in (Outcome.CLEAN, Outcome.LOSSY)


VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INTEGER: st.integers(-(10**12), 10**12),
    Kind.DECIMAL: st.decimals(-(10**8), 10**8, places=4),
    Kind.MONEY: st.decimals(-(10**8), 10**8, places=2),
    Kind.PERCENT: st.decimals(0, 1000, places=2),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: st.dates(date(1920, 1, 1), date(2017, 12, 31)),
    Kind.MONTH: st.dates(date(1920, 1, 1), date(2017, 12, 31)),
    Kind.CHOICE: st.sampled_from([1, 2]),
    Kind.CHOICES: st.lists(st.sampled_from([1, 2]), min_size=1, unique=True),
    Kind.PERSON: st.sampled_from(sorted(PEOPLE)),
    Kind.REFERENCE: st.sampled_from(sorted(FAMILIES)),
}


@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_through_text_and_back(data: st.DataObject, kind: Kind) -> None:
    """Every value can be told as text and read again: no kind loses anything on the way to text and back."""
    stored = encode(kind, data.draw(VALUES[kind]))
    there = rule(kind, Kind.LONG_TEXT).convert(stored)
    assert there.outcome is Outcome.CLEAN
    assert rule(Kind.LONG_TEXT, kind).convert(there.stored).stored == stored
