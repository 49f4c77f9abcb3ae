"""The usage report proposes; each row is a case and what is said about it."""

from dataclasses import replace

import pytest

from fam.rules.field_use import Advice, Use, advise, filters_by, small, texts_in

USED = Use(total=200, filled=120, age_days=200, idle_days=3, views=2)
LARGE = replace(USED, total=60_000, filled=30_000)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (USED, Advice.KEEP),
        (replace(USED, age_days=29, filled=0, idle_days=None), Advice.KEEP),  # too early
        (replace(USED, idle_days=89), Advice.KEEP),
        (replace(USED, idle_days=90), Advice.RETIRE),
        (replace(USED, filled=0, idle_days=None, age_days=90), Advice.RETIRE),  # nothing was ever entered
        (replace(USED, filled=9), Advice.RETIRE),  # 4.5 %
        (replace(USED, filled=10), Advice.KEEP),  # 5 %
        (replace(USED, total=0, filled=0, idle_days=None, age_days=40), Advice.KEEP),
        (LARGE, Advice.INDEX),
        (replace(LARGE, total=50_000), Advice.KEEP),
        (replace(LARGE, views=0), Advice.KEEP),  # nobody looks for it
        (replace(LARGE, indexed=True), Advice.KEEP),
        (replace(LARGE, indexed=True, views=5), Advice.PROMOTE),
        (replace(LARGE, indexed=True, views=5, promoted=True), Advice.KEEP),
    ],
)
def test_what_is_proposed(use: Use, expected: Advice) -> None:
    """Each proposal comes with its reason."""
    advice, reason = advise(use)
    assert advice is expected
    assert reason.endswith(".")


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, "< 3"), (2, "< 3"), (3, 3), (1200, 1200)])
def test_small_numbers(number: int, shown: str | int) -> None:
    """One and two are not told apart; nothing is nothing."""
    assert small(number) == shown


def test_where_a_field_stands_in_a_view() -> None:
    """As a column, below a filter, as a split: whatever the settings of a page look like."""
    settings = {"columns": ["number", "f_7"], "filters": {"f_8": [1]}, "split": "f_9"}
    assert {"f_7", "f_8", "f_9"} <= texts_in(settings)
    assert [filters_by(settings, key) for key in ("f_7", "f_8", "f_9")] == [False, True, False]
