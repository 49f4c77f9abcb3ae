"""Every value that a field can hold comes back exactly, and what it cannot hold is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.fields.encoding import UNITS, decode, encode, put
from fam.fields.spec import FieldSpec, Kind
from fam.models import Member

WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)


def exact(kind: Kind) -> st.SearchStrategy[Decimal]:
    """Numbers that a kind can hold."""
    return WHOLE.map(lambda number: Decimal(number).scaleb(-UNITS[kind]))


DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize("kind", list(UNITS))
@given(data=st.data())
def test_numbers_come_back_exactly(kind: Kind, data: st.DataObject) -> None:
    """Also 0,1 + 0,2: what is stored is a whole number."""
    number = data.draw(exact(kind))
    stored = encode(kind, number)
    assert isinstance(stored, int)
    assert decode(kind, stored) == number


@given(one=exact(Kind.MONEY), other=exact(Kind.MONEY))
def test_numbers_sort_as_they_are(one: Decimal, other: Decimal) -> None:
    """What is stored sorts like the values."""
    assert (encode(Kind.MONEY, one) < encode(Kind.MONEY, other)) == (one < other)


@given(DAYS)
def test_days_and_months_come_back(day: date) -> None:
    """A month is its first day."""
    assert decode(Kind.DATE, encode(Kind.DATE, day)) == day
    assert decode(Kind.MONTH, encode(Kind.MONTH, day)) == day.replace(day=1)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("empty", [None, "", [], ()])
def test_nothing_is_stored_as_nothing(kind: Kind, empty: Any) -> None:
    """An empty value leaves no key behind, whatever the kind."""
    assert encode(kind, empty) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "nan", Decimal("1e400"), Decimal("0.00001"), 2**60])
def test_what_would_poison_the_table_is_refused(value: Any) -> None:
    """One NaN in a JSON column makes every filter on it fail; browsers round beyond 2^53."""
    with pytest.raises((ValueError, ArithmeticError)):
        encode(Kind.DECIMAL, value)


def test_no_is_something() -> None:
    """False is an answer, not an empty field."""
    assert encode(Kind.BOOLEAN, False) == 0
    assert decode(Kind.BOOLEAN, 0) is False
    assert decode(Kind.BOOLEAN, None) is None


@pytest.mark.parametrize(("kind", "good"), [(Kind.LINK, "https://fam.example"), (Kind.EMAIL, "mia@fam.example")])
def test_what_could_not_be_read_stays_until_somebody_enters_a_value(kind: Kind, good: str) -> None:
    """A form that was saved with the field left empty keeps the text of before the change of kind."""
    field = FieldSpec("member", "f_1", "Seite", kind, field_id=1)
    record = Member(family_id=1, first_name="Mia", extra={"f_1_raw": "siehe Akte", "f_2": 5})
    put(record, [field], {"f_1": ""})
    assert record.extra == {"f_1_raw": "siehe Akte", "f_2": 5}
    put(record, [field], {"f_1": good})
    assert record.extra == {"f_1": good, "f_2": 5}
