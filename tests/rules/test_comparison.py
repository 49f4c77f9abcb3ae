"""Before and after: intervals known from books, too few said as such, and never a word of a cause."""

import pytest

from fam.rules.comparison import NO_CAUSE, Comparison, Method, Month, Side, compare, verdict


def counts(*numbers: int) -> list[Month]:
    """Return months of a count."""
    return [Month(number, number) for number in numbers]


def rates(*parts: tuple[int, int]) -> list[Month]:
    """Return months of a rate: numerator and denominator."""
    return [Month(hits / n if n else None, hits, n, n) for hits, n in parts]


def near(side: Side | None) -> tuple[int, int, float, float, float]:
    """Return a side with three digits, as tables print it."""
    assert side
    return side.months, side.n, side.value, round(side.low, 3), round(side.high, 3)


def test_a_rate_by_clopper_and_pearson() -> None:
    """Months are added up; the limits of 5 of 10 and 9 of 10 are those of the tables."""
    found = compare(Method.RATE, rates((1, 3), (2, 3), (2, 4)), rates((3, 3), (3, 4), (3, 3)))
    assert near(found.before) == (3, 10, 0.5, 0.187, 0.813)
    assert near(found.after) == (3, 10, 0.9, 0.555, 0.997)
    assert not found.apart
    assert "nicht belegt" in verdict(found)


def test_a_count_by_poisson() -> None:
    """12 in three months are 4 a month; the exact limits of 12 are 6.20 and 20.96 (tables), of 0: 0 and 3.69."""
    found = compare(Method.COUNT, counts(4, 5, 3), counts(0, 0, 0))
    assert near(found.before) == (3, 12, 4, 2.067, 6.987)
    assert near(found.after) == (3, 0, 0, 0, 1.230)
    assert found.apart
    assert "niedriger" in verdict(found)


def test_a_mean_by_bootstrap() -> None:
    """The same months give the same interval; months under five families do not count."""
    before, after = [Month(value, None, None, 9) for value in (3, 4, 5, 4)], [Month(9, None, None, 9)] * 3
    found = compare(Method.MEAN, before, [*after, Month(99, None, None, 4)])
    assert found == compare(Method.MEAN, before, after)
    assert found.before
    assert found.after == Side(3, 3, 9, 9, 9)
    assert found.before.value == 4
    assert 3 <= found.before.low < 4 < found.before.high <= 5
    assert "höher" in verdict(found)


@pytest.mark.parametrize(
    ("method", "before", "after", "said"),
    [
        (Method.COUNT, counts(9, 9), counts(9, 9, 9), "vorher 2 statt 3"),
        (Method.COUNT, counts(9, 9, 9), [], "nachher 0 statt 3"),
        (Method.COUNT, counts(1, 0, 1), counts(1, 0, 1), "zusammen 4 statt 5"),
        (Method.RATE, rates((1, 2), (1, 1), (1, 1)), rates((1, 9), (1, 9), (1, 9)), "vorher 4 statt 5"),
        (Method.RATE, rates((0, 0), (0, 0), (0, 0)), rates((1, 9), (1, 9), (1, 9)), "vorher 0 statt 5"),
        (Method.MEAN, [Month(1, None, None, 4)] * 6, [Month(1, None, None, 9)] * 6, "vorher 0 statt 3"),
        (Method.MEAN, counts(1, 1, 1), counts(2, 2, 2), "weniger als 5 Familien"),
        (Method.MEAN, [Month(None)] * 6, counts(1, 2, 3), "vorher 0 statt 3"),
    ],
)
def test_too_few_are_not_compared(method: Method, before: list[Month], after: list[Month], said: str) -> None:
    """It is said of which side there is how little, and no number comes out."""
    found = compare(method, before, after)
    assert (found.before, found.after, found.apart) == (None, None, False)
    assert said in verdict(found)
    assert verdict(found).endswith("Verglichen wird nicht.")


def test_what_grew_already_is_said() -> None:
    """A caseload that has grown every month is higher afterwards whatever was decided."""
    found = compare(Method.MEAN, counts(1, 2, 3, 4), counts(15, 16, 17))
    assert "Schon davor ging er in diese Richtung." in verdict(found)
    assert "Schon davor" not in verdict(compare(Method.MEAN, counts(4, 3, 2, 1), counts(15, 16, 17)))


def test_the_same_families_month_after_month_show_no_difference() -> None:
    """At a Stichtag ten families stay ten: an interval of no width would prove everything, so none is spoken of."""
    found = compare(Method.MEAN, counts(10, 10, 10), counts(11, 11, 11))
    assert found.apart
    assert verdict(found, dependent=True).startswith("Der Wert ist nachher im Mittel höher. Ob das mehr ist als Zufall")
    same = compare(Method.MEAN, counts(10, 10, 10), counts(10, 10, 10))
    assert "nicht belegt" in verdict(same, dependent=True)


def test_no_verdict_claims_a_cause() -> None:
    """Every comparison ends with what it cannot say."""
    one, other = Side(3, 9, 1, 0.5, 2), Side(3, 9, 9, 8, 10)
    for pair in ((one, one), (one, other), (other, one)):
        said = verdict(Comparison(Method.MEAN, *pair))
        assert said.endswith(NO_CAUSE)
        assert not [word for word in ("weil", "deshalb", "durch die", "hat geholfen") if word in said]
