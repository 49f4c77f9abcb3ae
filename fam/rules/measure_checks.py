"""What a measure must say before it is saved: days that fit its status, ages that its law asks for."""

from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_date
from fam.rules.measures import RAN
from fam.rules.periods import age_on
from fam.rules.plan_terms import InstrumentGroup, MeasureStatus

S = MeasureStatus
ABLE_TO_WORK = 15  # years; § 7 Abs. 1 SGB II
OF_AGE = 18
ONLY_WARNED = frozenset({"II-EQ"})  # § 54a SGB III names no age; young people under 25 are whom it is for
FOR_MINORS = frozenset(f"VIII-{one}" for one in ("27-2", "27-3", "29", "30", "32", "33", "34", "35"))
YOUNG_ADULT = 21  # § 41 Abs. 1 SGB VIII: in single cases longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a measure as they are to be saved; half-open."""

    proposed_on: date | None
    decided_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ages:
    """Whom an instrument is for: years reached, and years not yet reached, at the start."""

    code: str
    paragraph: str
    group: InstrumentGroup
    least: int | None = None
    below: int | None = None


def problems(status: MeasureStatus, days: Days, today: date) -> dict[str, str]:
    """Return field -> sentence for days that are missing or do not fit the status; keys are a form's."""
    found = {}
    if status in RAN and days.starts_on is None:
        found["starts_on"] = f"Bitte angeben, wann sie begonnen hat ({status.label})."
    if status in (S.GRANTED, S.REJECTED) and days.decided_on is None:
        found["decided_on"] = "Bitte angeben, wann entschieden wurde."
    if status in (S.ENDED, S.BROKEN_OFF) and days.ends_on is None:
        found["last_on"] = "Bitte den letzten Tag angeben."
    return _ahead(status, days, today) | _order(days) | found


def _ahead(status: MeasureStatus, days: Days, today: date) -> dict[str, str]:
    found = {}
    if status in RAN and days.starts_on and days.starts_on > today:
        found["starts_on"] = "Der Beginn liegt in der Zukunft: dann ist sie erst bewilligt."
    if days.decided_on and days.decided_on > today:
        found["decided_on"] = "Der Tag liegt in der Zukunft."
    if status in (S.ENDED, S.BROKEN_OFF) and days.ends_on and (days.ends_on - today).days > 1:
        found["last_on"] = "Der letzte Tag liegt in der Zukunft: bis dahin läuft sie."
    if status is S.RUNNING and days.ends_on and days.ends_on <= today:
        found["last_on"] = "Der letzte Tag ist vorbei: bitte „beendet“ oder „abgebrochen“ wählen."
    return found


def _order(days: Days) -> dict[str, str]:
    found = {}
    if days.starts_on and days.ends_on and days.ends_on <= days.starts_on:
        found["last_on"] = "Der letzte Tag liegt vor dem Beginn."
    if days.proposed_on and days.decided_on and days.decided_on < days.proposed_on:
        found["decided_on"] = "Die Entscheidung liegt vor dem Vorschlag."
    return found


def age_sentence(ages: Ages, born_on: date | None, day: date) -> tuple[str, bool]:
    """Return what an instrument's age limits say to somebody on the day it starts, and whether they refuse it.

    ("", False) if nothing is said; who has no birth date is not refused, but it is said.
    """
    limited = ages.least is not None or ages.below is not None or ages.code in FOR_MINORS
    if born_on is None:
        return (f"{ages.paragraph} kennt Altersgrenzen; das Geburtsdatum fehlt.", False) if limited else ("", False)
    age = age_on(born_on, day)
    when = f"am {format_date(day)} {age} Jahre alt"
    if ages.below is not None and age >= ages.below:
        sentence = f"{ages.paragraph}: nur unter {ages.below} Jahren, die Person ist {when}."
        return sentence, ages.code not in ONLY_WARNED
    if ages.least is not None and age < ages.least:
        return f"{ages.paragraph}: erst ab {ages.least} Jahren, die Person ist {when}.", True
    return _advice(ages, age, when), False


def _advice(ages: Ages, age: int, when: str) -> str:
    if ages.code in FOR_MINORS and age >= OF_AGE:
        return f"Die Person ist {when}: Für junge Volljährige gilt § 41 SGB VIII."
    if ages.code == "VIII-41" and age >= YOUNG_ADULT:
        return f"Die Person ist {when}: § 41 SGB VIII hilft in der Regel bis 21, im Einzelfall länger."
    if ages.group is InstrumentGroup.SGB_II and age < ABLE_TO_WORK:
        return f"Die Person ist {when}: Leistungen zur Eingliederung setzen 15 Jahre voraus (§ 7 Abs. 1 SGB II)."
    return ""
