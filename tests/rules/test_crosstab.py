"""From counted groups to a table: steps of time, gaps, orders."""

from fam.rules.crosstab import EMPTY, REST, Division, Step, cumulated, groups, step_label, step_of, steps_between, tally


def test_months_quarters_years() -> None:
    """October lies in the fourth quarter."""
    assert [step_of("2018-10", step) for step in Step] == ["2018-10", "2018-Q4", "2018"]
    assert [step_label(code) for code in ("2018-10", "2018-05", "2018-Q4", "2018")] == [
        "Okt. 2018", "Mai 2018", "IV/2018", "2018",
    ]  # fmt: skip


def test_gaps_are_filled_but_not_endlessly() -> None:
    """A quarter without anything is a zero; a birth date in 1900 makes no column of a thousand months."""
    assert steps_between("2017-02", "2017-11", Step.QUARTER) == ("2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4")
    assert steps_between("1900-01", "2018-01", Step.MONTH) == ()


def test_groups_in_their_order() -> None:
    """Given labels in theirs, else the largest first, "andere" and the empty ones last; unknown codes are not lost."""
    counts: dict[object, int] = {1: 2, 3: 9, None: 4, 7: 1}
    given = Division({3: "drei", 2: "zwei", 1: "eins"}, True)
    assert [one.label for one in groups(counts, given)] == ["drei", "eins", "7", EMPTY]
    largest = Division({1: "eins", 7: "sieben"}, False)
    counts[REST] = counts.pop(3)
    assert [one.label for one in groups(counts, largest)] == [
        "eins",
        "sieben",
        "andere",
        EMPTY,
    ]


def test_an_option_may_be_called_like_a_group_of_the_program() -> None:
    """The option keeps its name, ours gives way: two groups of one name would be one bar of a chart."""
    division = Division({1: "(leer)", 2: "Andere", 3: "andere"}, False)
    found = groups({1: 3, 2: 2, 3: 2, REST: 9, None: 1}, division)
    assert [one.label for one in found] == ["(leer)", "Andere", "andere", "alle anderen", "(nichts eingetragen)"]
    assert [one.code for one in found] == [1, 2, 3, REST, None]
    same = groups({1: 3, 2: 2, None: 1}, Division({1: "Kim", 2: "Kim"}, True))
    assert [one.label for one in same] == ["Kim", "Kim (2)", EMPTY]


def test_counts_add_up_in_steps() -> None:
    """Two months of a quarter are one number."""
    time = Division({}, True, Step.QUARTER)
    found = tally([("2018-01", 1, 2), ("2018-03", 1, 3), (None, 1, 1)], time, Division({}, True))
    assert found == {("2018-Q1", 1): 5, (None, 1): 1}


def test_stock_is_what_came_less_what_left() -> None:
    """From the beginning on, also before the first month that is shown."""
    came, left = {("2016-05", 0): 3, ("2018-02", 0): 1}, {("2018-02", 0): 2}
    months = ("2018-01", "2018-02", "2018-03")
    assert list(cumulated(came, left, months, [0]).values()) == [3, 2, 2]
