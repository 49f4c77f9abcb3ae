"""All indicators I01-I36 in their order; every page, report and export asks here."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from fam.figures import (
    benefits,
    caseload,
    closings,
    consent_state,
    long_receipt,
    meeting_entries,
    meetings,
    progress,
    proposals,
    reviews,
    structure,
    support,
    transitions,
    workload,
)
from fam.figures.indicator import Figure, Indicator, Period
from fam.figures.monthly import snapshot

INDICATORS: tuple[Indicator, ...] = tuple(
    sorted(
        (
            *caseload.INDICATORS,
            *meetings.INDICATORS,
            *meeting_entries.INDICATORS,
            *reviews.INDICATORS,
            *progress.INDICATORS,
            *support.INDICATORS,
            *consent_state.INDICATORS,
            *proposals.INDICATORS,
            *closings.INDICATORS,
            *workload.INDICATORS,
            *structure.INDICATORS,
            *transitions.INDICATORS,
            *benefits.INDICATORS,
            *long_receipt.INDICATORS,
        ),
        key=lambda one: one.id,
    )
)  # fmt: skip
BY_ID = {one.id: one for one in INDICATORS}


def count(period: Period, ids: Iterable[str] = ()) -> tuple[Figure, ...]:
    """Return the figures of a period in the order of the ids, all 36 without any; one unchanging state of the data."""
    with snapshot() as session:
        return count_in(session, period, ids)


def count_in(session: Session, period: Period, ids: Iterable[str] = ()) -> tuple[Figure, ...]:
    """Return the figures of a period, counted in a session of the statistics scope. Raises KeyError for no such id."""
    return tuple(BY_ID[one].counted(session, period) for one in (tuple(ids) or BY_ID))


def series(periods: Sequence[Period], ids: Iterable[str]) -> tuple[tuple[Figure, ...], ...]:
    """Return one row of figures per period, all from one unchanging state of the data."""
    wanted = tuple(ids)
    with snapshot() as session:
        return tuple(count_in(session, period, wanted) for period in periods)
