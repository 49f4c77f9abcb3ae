"""Numbers in classes at round edges."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fam.rules.classes import edges, labels

D = Decimal


def test_money_in_four_classes() -> None:
    """Edges are what people would say."""
    found = edges(D(380), [D(420), D(510), D(700)], D(1500), whole=False)
    assert found == (D(400), D(500), D(700))
    assert labels(D(380), D(1500), found, "€", whole=False) == (
        "unter 400 €", "400 bis unter 500 €", "500 bis unter 700 €", "ab 700 €",
    )  # fmt: skip


def test_few_whole_numbers_stand_for_themselves() -> None:
    """Children of a family: 0, 1, 2 ... each."""
    found = edges(D(0), [D(1), D(2), D(2)], D(4), whole=True)
    assert labels(D(0), D(4), found, whole=True) == ("0", "1", "2", "3", "4")


def test_many_whole_numbers_in_spans() -> None:
    """Whole numbers have no "bis unter"."""
    found = edges(D(0), [D(5), D(10), D(20)], D(60), whole=True)
    assert labels(D(0), D(60), found, whole=True) == ("unter 6", "6 bis 9", "10 bis 19", "ab 20")


def test_one_value_is_one_class() -> None:
    """Nothing to divide."""
    assert edges(D("1.5"), [D("1.5")] * 3, D("1.5"), whole=False) == ()
    assert labels(D("1.5"), D("1.5"), (), "%", whole=False) == ("1,5 %",)


@settings(deadline=None)
@given(st.lists(st.decimals(-10000, 10000, places=2), min_size=1), st.booleans())
def test_edges_rise_and_lie_inside(values: list[Decimal], whole: bool) -> None:
    """Every class but perhaps one in the middle can hold something, and there is a name for each."""
    numbers = sorted(value.quantize(D(1)) if whole else value for value in values)
    quartiles = [numbers[len(numbers) * part // 4] for part in (1, 2, 3)]
    found = edges(numbers[0], quartiles, numbers[-1], whole=whole)
    assert list(found) == sorted(set(found))
    assert all(numbers[0] < edge <= numbers[-1] for edge in found)
    assert len(labels(numbers[0], numbers[-1], found, whole=whole)) == len(found) + 1
