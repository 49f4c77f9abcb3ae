"""Criteria that answer themselves from the data (domain handbook §4.4: 1, 3, 4, 12, 13), each with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_date, plural
from fam.rules.periods import add_months, age_on, month_end
from fam.rules.terms import Answer, Precision

YOUNG_BELOW = 25
BENEFIT_MONTHS = 24
NO_CONSENT_REGISTER = "Einwilligung wird mit dem Einwilligungsregister geprüft."

Derived = tuple[Answer, str]


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date that may be known by its month or year only."""

    day: date
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionFacts:
    """What the data say on a day. `in_area` None: no or no readable town; `free_places` None: none entered."""

    today: date
    town: str = ""
    in_area: bool | None = None
    benefit_since: date | None = None
    benefit_precision: Precision = Precision.DAY
    births: tuple[Birth | date | None, ...] = ()  # of all members; None: unknown
    free_places: int | None = None


def derived_answers(facts: AdmissionFacts) -> dict[str, Derived]:
    """Return criterion key -> (answer, German reason) for what the data can answer; never a guess."""
    return {key: derive(facts) for key, derive in _DERIVATIONS.items()}


def _area(facts: AdmissionFacts) -> Derived:
    if facts.in_area is None:
        return Answer.UNKNOWN, "Der Wohnort fehlt oder ist nicht eindeutig."
    if facts.in_area:
        return Answer.YES, f"{facts.town} liegt im FAM-Gebiet."
    return Answer.NO, f"{facts.town} liegt nicht im FAM-Gebiet."


def _two_years(facts: AdmissionFacts) -> Derived:
    since = facts.benefit_since
    if since is None:
        return Answer.UNKNOWN, "Der Beginn des SGB II-Bezugs fehlt."
    text = format_date(since, facts.benefit_precision)
    if since > facts.today:
        return Answer.UNKNOWN, f"Der Beginn des SGB II-Bezugs ({text}) liegt in der Zukunft."
    reason = f"SGB II-Bezug seit {text}."
    if add_months(_latest(since, facts.benefit_precision), BENEFIT_MONTHS) <= facts.today:
        return Answer.YES, reason
    if add_months(since, BENEFIT_MONTHS) <= facts.today:
        return Answer.UNKNOWN, f"{reason} Für zwei Jahre kommt es auf den genauen Tag an."
    return Answer.NO, reason


def _young(facts: AdmissionFacts) -> Derived:
    verdicts = [_is_young(birth, facts.today) for birth in facts.births]
    if count := verdicts.count(True):
        return Answer.YES, f"{plural(count, 'Person', 'Personen')} unter {YOUNG_BELOW}."
    if None in verdicts:
        return Answer.UNKNOWN, "Ein Geburtsdatum fehlt oder ist zu ungenau."
    if not verdicts:
        return Answer.UNKNOWN, "Es sind noch keine Familienmitglieder erfasst."
    return Answer.NO, f"Alle erfassten Personen sind {YOUNG_BELOW} oder älter."


def _is_young(birth: Birth | date | None, day: date) -> bool | None:
    if birth is None:
        return None
    birth = birth if isinstance(birth, Birth) else Birth(birth)
    oldest, youngest = age_on(birth.day, day), age_on(_latest(birth.day, birth.precision), day)
    return None if oldest >= YOUNG_BELOW > youngest else oldest < YOUNG_BELOW


def _latest(day: date, precision: Precision) -> date:
    """The last day that an approximate date can mean."""
    if precision is Precision.YEAR:
        return date(day.year, 12, 31)
    return month_end(day) if precision is Precision.MONTH else day


def _consent(facts: AdmissionFacts) -> Derived:
    return Answer.UNKNOWN, NO_CONSENT_REGISTER


def _place(facts: AdmissionFacts) -> Derived:
    if facts.free_places is None:
        return Answer.UNKNOWN, "Es sind keine Plätze hinterlegt."
    if facts.free_places > 0:
        return Answer.YES, f"{plural(facts.free_places, 'Platz', 'Plätze')} frei."
    return Answer.NO, "Kein Platz frei; eine Aufnahme geht über die Warteliste."


_DERIVATIONS: Mapping[str, Callable[[AdmissionFacts], Derived]] = {
    "area": _area,
    "two_years": _two_years,
    "young": _young,
    "consent": _consent,
    "place": _place,
}
