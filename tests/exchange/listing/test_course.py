"""The course of a case from a list: the days count where the list says, stock and flow fit together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.exchange.listing.course import NO_END, NO_SINCE, Course, Span, course
from fam.exchange.listing.family import ImportedFamily
from fam.exchange.listing.reading import span
from fam.rules.german import TypedDate
from fam.rules.terms import IN_STOCK, Precision, Status

TODAY = date(2018, 10, 15)


def day(number: int, month: int, year: int = 2016) -> TypedDate:
    return TypedDate(date(year, month, number))


def about(month: int, year: int = 2016) -> TypedDate:
    return TypedDate(date(year, month, 1), Precision.MONTH, True)


def made(status: Status, **dates: TypedDate) -> Course:
    return course(ImportedFamily("Kaya", status=status, **dates), TODAY)  # type: ignore[arg-type]  # dates only


def test_the_last_day_in_fam_becomes_the_first_day_out() -> None:
    """ "Ende am 11.05.2016" is stored as 12.05.2016; the periods have no gaps."""
    found = made(Status.CLOSED, received=day(1, 2), first_talk=day(1, 3), admitted=day(1, 4), closed=day(11, 5))
    assert found.closed == day(12, 5)
    assert found.spans == (
        Span(Status.PROPOSED, date(2016, 2, 1), date(2016, 3, 1)),
        Span(Status.EXAMINATION, date(2016, 3, 1), date(2016, 4, 1)),
        Span(Status.ACTIVE, date(2016, 4, 1), date(2016, 5, 12)),
        Span(Status.CLOSED, date(2016, 5, 12)),
    )


def test_a_month_counts_in_its_month() -> None:
    """ "ca. 07/2016" begins in July; an end "Dezember 2016" leaves in December, even if the family came on the 31st."""
    assert made(Status.ACTIVE, received=about(5), admitted=about(7)).admitted == about(7)
    for admitted in (about(7), day(31, 12)):
        closed = made(Status.CLOSED, received=about(5), admitted=admitted, closed=about(12)).closed
        assert closed is not None
        assert (closed.day.month, closed.precision) == (12, Precision.MONTH)


def test_an_approximate_date_moves_within_its_month() -> None:
    """Proposed on 19.05., admitted "Mai": the admission is not before the proposal."""
    found = made(Status.ACTIVE, received=day(19, 5), admitted=about(5))
    assert found.admitted == TypedDate(date(2016, 5, 19), Precision.MONTH, True)
    assert found.spans == (Span(Status.ACTIVE, date(2016, 5, 19)),)


def test_what_the_list_leaves_open_is_seen_since_today() -> None:
    """An end, a pause or a wait without its date is known since today only, and says so."""
    ended = made(Status.CLOSED, received=day(1, 2), admitted=day(1, 4))
    assert ended.closed == TypedDate(TODAY, Precision.YEAR, True)
    assert ended.spans[-1] == Span(Status.CLOSED, TODAY, note=NO_END)
    assert made(Status.PAUSED, received=day(1, 2), admitted=day(1, 4)).spans[-1] == Span(
        Status.PAUSED, TODAY, note=NO_SINCE
    )
    assert made(Status.WAITING, received=day(1, 2)).spans[-1] == Span(Status.WAITING, TODAY, note=NO_SINCE)


def test_a_family_that_never_came_in_has_no_dates_in_fam() -> None:
    """A rejection on a day is a decision, no exit; a family that ended without an admission counts in no flow."""
    declined = made(Status.NOT_ADMITTED, received=day(1, 2), closed=day(3, 3))
    assert (declined.closed, declined.decided_on, declined.spans[-1]) == (
        None, date(2016, 3, 3), Span(Status.NOT_ADMITTED, date(2016, 3, 3)),
    )  # fmt: skip
    never = made(Status.CLOSED, received=day(1, 2), closed=day(3, 3))
    assert (never.admitted, never.closed) == (None, None)


@pytest.mark.parametrize(
    ("status", "dates", "line"),
    [
        (Status.ACTIVE, {"admitted": day(1, 4), "closed": day(1, 6)}, "Ende laut Liste: 01.06.2016"),
        (Status.EXAMINATION, {"admitted": day(1, 4)}, "Aufnahme laut Liste: 01.04.2016"),
        (Status.CLOSED, {"admitted": day(1, 4), "closed": day(1, 3)}, "Ende laut Liste: 01.03.2016"),
    ],
)
def test_the_status_counts_and_the_other_date_is_kept_as_text(
    status: Status, dates: dict[str, TypedDate], line: str
) -> None:
    """A contradiction that somebody took over keeps its losing date in the note."""
    assert made(status, received=day(1, 2), **dates).dropped == (line,)


DATES = st.one_of(
    st.none(),
    st.dates(date(2013, 1, 1), date(2019, 12, 31)).map(TypedDate),
    st.dates(date(2013, 1, 1), date(2019, 12, 31)).map(
        lambda found: TypedDate(found.replace(day=1), Precision.MONTH, True)
    ),
    st.integers(2013, 2019).map(lambda year: TypedDate(date(year, 1, 1), Precision.YEAR, True)),
)
STATUSES = st.sampled_from([status for status in Status if status is not Status.ANONYMISED])


@given(STATUSES, DATES, DATES, DATES, DATES)
def test_whatever_the_list_says_the_figures_hold(
    status: Status,
    received: TypedDate | None,
    talk: TypedDate | None,
    admitted: TypedDate | None,
    closed: TypedDate | None,
) -> None:
    """Periods follow each other without gap or overlap, and are in FAM exactly from admission to end."""
    family = ImportedFamily("Kaya", received=received, first_talk=talk, admitted=admitted, closed=closed, status=status)
    found = course(family, TODAY)
    for one, other in zip(found.spans, found.spans[1:], strict=False):
        assert one.ends_on == other.starts_on > one.starts_on
    assert (found.spans[-1].status, found.spans[-1].ends_on) == (status, None)
    inside = [one for one in found.spans if one.status in IN_STOCK]
    starts = found.admitted.day if found.admitted else None
    ends = found.closed.day if found.closed else None
    if inside:
        assert (inside[0].starts_on, inside[-1].ends_on) == (starts, ends)
    else:
        assert starts == ends
    if closed and found.closed and found.closed.precision is Precision.MONTH:
        first, last = span(closed)
        assert first <= found.closed.day <= last + timedelta(days=1)
