"""Numbers with families behind them, as addresses and as titles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules.behind import TOTALS, WHOLE, Behind, By, Count, read

AUGUST = (date(2018, 8, 1), date(2018, 8, 31))
DAYS = st.dates(date(2014, 1, 1), date(2019, 1, 1))


def test_titles() -> None:
    """A month by its name, other days as they are, a Stichtag by its day; and what was known when."""
    assert Behind(Count.INFLOW, *AUGUST).title == "Zugang im August 2018"
    assert Behind(Count.STOCK, *AUGUST, date(2018, 9, 10)).title == "Bestand am 31.08.2018, wie bekannt am 10.09.2018"
    assert Behind(Count.OUTFLOW, date(2018, 8, 1), date(2018, 8, 15)).title == "Abgang vom 01.08.2018 bis 15.08.2018"
    assert Behind(Count.PAUSED, *AUGUST).title == "ruhend am 31.08.2018"


@given(
    what=st.sampled_from(TOTALS), days=st.lists(DAYS, min_size=2, max_size=2), known=st.none() | DAYS,
    by=st.none() | st.sampled_from(By), code=st.text(min_size=1, max_size=12),
)  # fmt: skip
def test_an_address_is_read_as_it_was_made(
    what: Count, days: list[date], known: date | None, by: By | None, code: str
) -> None:
    """Whatever stands in it, also points in a code of the team."""
    one = Behind(WHOLE.get(by, what) if by else what, min(days), max(days), known, by, code if by else "")
    assert read(one.address) == one


@pytest.mark.parametrize(
    "text",
    [
        "", "zugang", "zugang.2018-08-01", "zugang.2018-08-31.2018-08-01", "zugang.heute.2018-08-31",
        "alle.2018-08-01.2018-08-31", "zugang.2018-08-01.2018-08-31..town", "zugang..2018-08-31",
        "zugang.2018-08-01.2018-08-31..name.Kaya", "gespraeche.2018-08-01.2018-08-31",
        "zugang.2018-08-01.2018-08-31..anwesende.joint", "gespraeche.2018-08-01.2018-08-31..town.06438003",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    """Anything else says nothing."""
    assert read(text) is None
