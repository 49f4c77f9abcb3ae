"""How values look to a person: German dates and numbers, ages and spans, statuses with a sign beside the word."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from fam.rules.german import TypedDate, format_date, format_month, format_weekday_date
from fam.rules.terms import Answer, MeetingState, Precision, Status, Term

BERLIN = ZoneInfo("Europe/Berlin")
NOTHING = "–"
SIGNS: dict[Term, str] = {
    Status.PROPOSED: "◇",
    Status.EXAMINATION: "◐",
    Status.WAITING: "◔",
    Status.ACTIVE: "●",
    Status.PAUSED: "‖",
    Status.CLOSED: "■",
    Status.NOT_ADMITTED: "✕",
    Status.WITHDRAWN: "↩",
    Status.ANONYMISED: "▒",
    Answer.YES: "✓",
    Answer.NO: "✕",
    Answer.PARTLY: "◐",
    Answer.UNKNOWN: "?",
    MeetingState.PLANNED: "○",
    MeetingState.HELD: "✓",
    MeetingState.CANCELLED: "✕",
    MeetingState.NO_SHOW: "–",
}


def date_text(day: date | None, precision: Precision = Precision.DAY) -> str:
    """Return 03.04.2017, "ca. 04/2017" for a month, "ca. 2017" for a year, a dash for nothing."""
    if day is None:
        return NOTHING
    return format_date(day) if precision is Precision.DAY else f"ca. {format_date(day, precision)}"


def weekday_text(day: date | None) -> str:
    """Return "Mo 03.04.2017", a dash for nothing."""
    return NOTHING if day is None else format_weekday_date(day)


def understood(typed: TypedDate) -> str:
    """Read a typed date back to the person: "Mo 03.04.2017", "ungefähr Juli 2014", "ungefähr 2014"."""
    if typed.precision is Precision.YEAR:
        return f"ungefähr {typed.day.year}"
    if typed.precision is Precision.MONTH:
        return f"ungefähr {format_month(typed.day)}"
    return weekday_text(typed.day)


def moment_text(moment: datetime | None) -> str:
    """Return a moment (aware) as "03.04.2017, 14:05" in Berlin's time."""
    return NOTHING if moment is None else moment.astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M")


def clock_text(moment: datetime) -> str:
    """Return the time of day (aware moment) in Berlin: "14:05"."""
    return moment.astimezone(BERLIN).strftime("%H:%M")


def number_text(number: int | float | Decimal | None, places: int | None = None) -> str:
    """Return 1.234 or 1.234,5; with `places` exactly that many decimals; a dash for nothing."""
    if number is None:
        return NOTHING
    text = f"{number:,.{places}f}" if places is not None else f"{number:,}"
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")


def percent_text(share: float | None) -> str:
    """Return a share (0..1) as "12 %", a dash for nothing."""
    return NOTHING if share is None else f"{number_text(share * 100, 0)} %"


def count_text(number: int, one: str, many: str) -> str:
    """Return "1 Familie", "1.234 Familien"."""
    return f"{number_text(number)} {one if number == 1 else many}"


def term_text(term: Term | None) -> str:
    """Return a term with its sign, never colour alone: "● aktiv"; terms without a sign by their label."""
    if term is None:
        return NOTHING
    return f"{SIGNS[term]} {term.label}" if term in SIGNS else term.label


def age_text(birth: date | None, today: date) -> str:
    """Return "7 Jahre", for the first two years "8 Monate", a dash for nothing."""
    if birth is None or birth > today:
        return NOTHING
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    return count_text(months, "Monat", "Monate") if months < 24 else f"{months // 12} Jahre"


def since_text(start: date | None, today: date) -> str:
    """Return how long ago a day is: "seit heute", "seit 34 Tagen", from three months on "seit 5 Monaten"."""
    if start is None:
        return NOTHING
    days = (today - start).days
    if days <= 0:
        return "seit heute" if days == 0 else f"ab {date_text(start)}"
    if days < 92:
        return "seit gestern" if days == 1 else f"seit {days} Tagen"
    months = (today.year - start.year) * 12 + today.month - start.month - (today.day < start.day)
    return f"seit {months} Monaten" if months < 24 else f"seit {months // 12} Jahren"


def due_text(day: date | None, today: date) -> str:
    """Return when something is due: "überfällig seit 3 Tagen", "heute", "morgen", "in 5 Tagen", later the date."""
    if day is None:
        return NOTHING
    days = (day - today).days
    if days < 0:
        return "⚠ überfällig " + since_text(day, today)
    return {0: "heute", 1: "morgen"}.get(days) or (f"in {days} Tagen" if days < 15 else weekday_text(day))


def span_text(starts_on: date | None, ends_on: date | None) -> str:
    """Return a half-open interval as people say it: "01.02.2017 – heute"; a past end is the last day in it."""
    last = "heute" if ends_on is None else date_text(date.fromordinal(ends_on.toordinal() - 1))
    return f"{date_text(starts_on)} – {last}"


def value_text(value: Any) -> str:
    """Return any value of a field for lists, logs and conflict questions; a dash for nothing."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Term):
        return term_text(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, TypedDate):
        return understood(value)
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    return ", ".join(value_text(part) for part in value) if isinstance(value, list | tuple | set) else str(value)
