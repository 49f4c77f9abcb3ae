"""Criteria that answer themselves from the data (domain handbook §4.4: 1, 3, 4, 12, 13), each with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_date, plural
from fam.rules.periods import add_months, age_on, month_end
from fam.rules.terms import Answer, Precision

YOUNG_BELOW = 25
BENEFIT_MONTHS = 24

Derived = tuple[Answer, str]


@dataclass(frozen=True, slots=True)
class Birth:
    """The birth date of somebody in the family; None is a child or young person without one."""

    day: date | None
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationFacts:
    """What the data say on a day. `in_area` None: no or no readable town; `free_places` None: none entered."""

    day: date
    town: str = ""
    in_area: bool | None = None
    benefit_since: date | None = None
    benefit_precision: Precision = Precision.DAY
    births: tuple[Birth, ...] = ()
    free_places: int | None = None
    consent_lacking: tuple[str, ...] | None = None  # sentences; None: not known to the person who looks


def derived_answers(facts: ExaminationFacts) -> dict[str, Derived]:
    """Return criterion key -> (answer, German reason) for what the data can answer; never a guess."""
    return {key: derive(facts) for key, derive in _DERIVATIONS.items()}


def _area(facts: ExaminationFacts) -> Derived:
    if facts.in_area is None:
        return Answer.UNKNOWN, "Der Wohnort fehlt oder ist nicht eindeutig."
    if facts.in_area:
        return Answer.YES, f"{facts.town} liegt im FAM-Gebiet."
    return Answer.NO, f"{facts.town} liegt nicht im FAM-Gebiet."


def _benefit_duration(facts: ExaminationFacts) -> Derived:
    since = facts.benefit_since
    if since is None:
        return Answer.UNKNOWN, "Der Beginn des SGB II-Bezugs fehlt."
    text = format_date(since, facts.benefit_precision)
    if since > facts.day:
        return Answer.UNKNOWN, f"Der Beginn des SGB II-Bezugs ({text}) liegt in der Zukunft."
    reason = f"SGB II-Bezug seit {text}."
    if add_months(_latest(since, facts.benefit_precision), BENEFIT_MONTHS) <= facts.day:
        return Answer.YES, reason
    if add_months(since, BENEFIT_MONTHS) <= facts.day:
        return Answer.UNKNOWN, f"{reason} Für zwei Jahre kommt es auf den genauen Tag an."
    return Answer.NO, reason


def _young(facts: ExaminationFacts) -> Derived:
    verdicts = [_is_young(birth, facts.day) for birth in facts.births]
    if count := verdicts.count(True):
        return Answer.YES, f"{plural(count, 'Person', 'Personen')} unter {YOUNG_BELOW}."
    if None in verdicts:
        return Answer.UNKNOWN, "Ein Geburtsdatum fehlt oder ist zu ungenau."
    if not verdicts:
        return Answer.UNKNOWN, "Es sind noch keine Familienmitglieder erfasst."
    return Answer.NO, f"Alle erfassten Personen sind {YOUNG_BELOW} oder älter."


def _is_young(birth: Birth, day: date) -> bool | None:
    if birth.day is None:
        return None
    oldest, youngest = age_on(birth.day, day), age_on(_latest(birth.day, birth.precision), day)
    return None if oldest >= YOUNG_BELOW > youngest else oldest < YOUNG_BELOW


def _latest(day: date, precision: Precision) -> date:
    """The last day that an approximate date can mean."""
    if precision is Precision.YEAR:
        return date(day.year, 12, 31)
    return month_end(day) if precision is Precision.MONTH else day


def _consent(facts: ExaminationFacts) -> Derived:
    if facts.consent_lacking is None:
        return Answer.UNKNOWN, "Einwilligungen sind hier nicht lesbar."
    if facts.consent_lacking:
        return Answer.NO, " ".join(facts.consent_lacking)
    return Answer.YES, "Alle notwendigen Einwilligungen liegen vor."


def _place(facts: ExaminationFacts) -> Derived:
    if facts.free_places is None:
        return Answer.UNKNOWN, "Es sind keine Plätze hinterlegt."
    if facts.free_places > 0:
        return Answer.YES, f"{plural(facts.free_places, 'Platz', 'Plätze')} frei."
    return Answer.NO, "Kein Platz frei; eine Aufnahme geht über die Warteliste."


_DERIVATIONS: Mapping[str, Callable[[ExaminationFacts], Derived]] = {
    "area": _area,
    "benefit_duration": _benefit_duration,
    "young": _young,
    "consent": _consent,
    "place": _place,
}
