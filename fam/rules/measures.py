"""Measures of both legal circles: which may follow which, what runs on a day, what overlaps, where nothing runs.

Days are half-open: `ends_on` is the first day on which a measure no longer runs (domain handbook §2, I30).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.plan_terms import UNDECIDED, InstrumentGroup, MeasureStatus
from fam.rules.terms import Institution, LegalCircle, Term

S = MeasureStatus
RAN = (S.RUNNING, S.ENDED, S.BROKEN_OFF)  # only these were ever given
LOW_NEED = 1  # an area at this level or below calls for support
NEXT: dict[MeasureStatus, tuple[MeasureStatus, ...]] = {
    S.PROPOSED: (S.APPLIED, S.GRANTED, S.RUNNING, S.REJECTED),
    S.APPLIED: (S.GRANTED, S.RUNNING, S.REJECTED),
    S.GRANTED: (S.RUNNING, S.BROKEN_OFF),
    S.RUNNING: (S.ENDED, S.BROKEN_OFF),
    S.ENDED: (),
    S.BROKEN_OFF: (),
    S.REJECTED: (S.APPLIED, S.GRANTED),  # asked for again, or granted after an objection
}
PRECEDENCE = (
    "Leistungen nach dem SGB VIII gehen denen nach dem SGB II grundsätzlich vor. Ausnahmen: § 3 Abs. 2, "
    "§§ 14 bis 16g SGB II und das Mittagessen (§ 28 Abs. 6 i. V. m. § 19 Abs. 2 SGB II) gehen dem SGB VIII vor "
    "(§ 10 Abs. 3 SGB VIII). § 16h SGB II wird mit der Jugendhilfe abgestimmt."
)
Span = tuple[date, date | None]


class Combination(Term):
    """Which legal circles help a family on a day (I30)."""

    BOTH = "BOTH", "beide Rechtskreise"
    ONLY_II = "ONLY_II", "nur SGB II"
    ONLY_VIII = "ONLY_VIII", "nur SGB VIII"
    NONE = "NONE", "keine Leistung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A measure as the rules see it; `circle` None: what neither institution decides."""

    circle: LegalCircle | None
    status: MeasureStatus
    starts_on: date | None = None
    ends_on: date | None = None
    counselling: bool = False

    @property
    def span(self) -> Span | None:
        """From when to when it was really given; None for what never began."""
        return (self.starts_on, self.ends_on) if self.status in RAN and self.starts_on else None


def may_become(old: MeasureStatus, new: MeasureStatus) -> bool:
    """Whether a status may follow another, or is the one before it, put right."""
    swapped = {old, new} == {S.ENDED, S.BROKEN_OFF}
    return old is new or new in NEXT[old] or old in NEXT[new] or swapped


def was_law(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Whether an instrument was law on a day; `valid_to` is the first day on which it no longer is."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def runs_on(one: Course, day: date) -> bool:
    """Whether a measure was given on a day."""
    return one.span is not None and one.span[0] <= day and (one.ends_on is None or day < one.ends_on)


def combination(courses: Iterable[Course], day: date) -> Combination:
    """Return which legal circles help on a day: at least one running measure each, counselling not counted (I30)."""
    found = {one.circle for one in courses if not one.counselling and runs_on(one, day)}
    if {LegalCircle.SGB_II, LegalCircle.SGB_VIII} <= found:
        return Combination.BOTH
    if LegalCircle.SGB_II in found:
        return Combination.ONLY_II
    return Combination.ONLY_VIII if LegalCircle.SGB_VIII in found else Combination.NONE


def covered(courses: Iterable[Course], circle: LegalCircle, until: date) -> list[tuple[date, date]]:
    """Return the half-open spans before `until` in which a circle helps, in order, joined, without counselling."""
    spans = [
        (one.starts_on, min(one.ends_on or until, until))
        for one in courses
        if one.circle is circle and not one.counselling and one.span is not None and one.starts_on is not None
    ]
    joined: list[tuple[date, date]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def overlaps(courses: Sequence[Course], until: date) -> list[tuple[date, date]]:
    """Return the spans before `until` in which both circles help at once."""
    second = covered(courses, LegalCircle.SGB_II, until)
    eighth = covered(courses, LegalCircle.SGB_VIII, until)
    found = [(max(a, c), min(b, d)) for a, b in second for c, d in eighth]
    return sorted(span for span in found if span[0] < span[1])


def gaps(courses: Iterable[Course], circle: LegalCircle, until: date) -> list[tuple[date, date]]:
    """Return the spans after a circle's first measure and before `until` in which nothing of it runs."""
    spans = covered(courses, circle, until)
    ends = [start for start, _end in spans[1:]] + [until]
    return [(end, start) for (_start, end), start in zip(spans, ends, strict=False) if end < start]


def owner(group: InstrumentGroup, typing: Institution) -> Institution:
    """Return whose data a measure is: its law's institution's, whoever typed it; external ones the typing side's."""
    if group.circle is None:
        return typing
    return Institution.PRO_ARBEIT if group.circle is LegalCircle.SGB_II else Institution.ASD


def lateness(status: MeasureStatus, starts_on: date | None, ends_on: date | None, today: date) -> str:
    """Return what a line says of dates that have passed while the status stood still, "" for nothing."""
    if status in (*UNDECIDED, S.GRANTED) and starts_on and starts_on <= today:
        return "Beginn ist vorbei: läuft sie?" if status is S.GRANTED else "Beginn ist vorbei, noch nicht entschieden"
    if status is S.RUNNING and ends_on and ends_on <= today:
        return "Ende ist vorbei: beendet oder abgebrochen?"
    return ""
