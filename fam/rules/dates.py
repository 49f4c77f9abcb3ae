"""Dates as people type them ("3.4.17", "ca. 07/2014", "heute"): one parser for the forms and the import."""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from fam.errors import Ambiguous, BadInput
from fam.rules.terms import Precision

EARLIEST = date(1900, 1, 1)
YEARS_AHEAD = 20  # later than this is a slip of the finger, not a plan
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
    "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_SHORT = {
    "jan": 1, "jän": 1, "jänner": 1, "jaenner": 1, "feb": 2, "febr": 2, "mär": 3, "mrz": 3, "maerz": 3, "apr": 4,
    "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "dez": 12,
}  # fmt: skip
_NAMES = _SHORT | {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_WORDS = {"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2, "uebermorgen": 2}
_ROUGHLY = re.compile(
    r"^(?:(?:ca|circa|etwa|ungefähr|ungef|um|anfang|mitte|ende)\b\.?|~)\s*|\s*\(?(?:\?|\bca\.?)\)?$", re.IGNORECASE
)
_BEFORE = re.compile(r"^(?:am|im|seit|ab|vom|geb|geboren)\b\.?\s*|^\*\s*", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(mo|di|mi|do|fr|sa|so)(?:ntag|enstag|ttwoch|nnerstag|eitag|mstag|nnabend)?\b[.,]?\s+", re.IGNORECASE
)
_PART = r"([0-9]{1,2})"
_YEAR = r"'?([0-9]{4}|[0-9]{2})"
_POINT = r"(?:\s*[.,]\s*|\s+)"


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date and how exactly it is known. A month or year stands as its first day and is always approximate."""

    day: date
    precision: Precision = Precision.DAY
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a reading needs besides the text."""

    today: date
    birth: bool

    def year(self, digits: str) -> int:
        """Read a year: two digits lie up to 31 years ahead (2018: 00-49 -> 20xx), for a birth never ahead."""
        if len(digits) > 2:
            return int(digits)
        year = self.today.year // 100 * 100 + int(digits)
        return year - 100 if year > self.today.year + (0 if self.birth else 31) else year

    def nearest(self, day: int, month: int) -> int:
        """Choose the year of a day typed without one: this year, unless the last or next such day is far closer."""
        if self.birth:
            raise BadInput("Bitte auch das Jahr angeben, zum Beispiel 03.04.2017.")
        if (month, day) == (2, 29):
            return self.today.year
        away = (_day(day, month, self.today.year) - self.today).days
        return self.today.year - (away > 183) + (away < -274)


def parse_date(
    text: str, today: date, *, earliest: date = EARLIEST, latest: date | None = None, birth: bool = False
) -> TypedDate:
    """Return the date that a person typed; `birth` means that no day after today can be meant.

    Without `latest`, 20 years ahead are the limit. Raises BadInput, and Ambiguous for "3/4/2017".
    """
    words = _squeezed(text)
    plain, rough = _stripped(words, _ROUGHLY)
    plain, _ = _stripped(plain, _BEFORE)
    plain, rough_after = _stripped(plain, _ROUGHLY)  # "seit ca. 2014"
    typed = _read(plain, _Asked(today, birth), words)
    if rough or rough_after:
        typed = TypedDate(typed.day, typed.precision, True)
    _check_range(typed, today, earliest, latest, birth)
    return typed


def parse_optional_date(
    text: str | None, today: date, *, earliest: date = EARLIEST, latest: date | None = None, birth: bool = False
) -> TypedDate | None:
    """Return what `parse_date` returns, and None for an empty text."""
    if not (text or "").strip():
        return None
    return parse_date(text or "", today, earliest=earliest, latest=latest, birth=birth)


def _squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())


def _stripped(text: str, pattern: re.Pattern[str]) -> tuple[str, bool]:
    plain = pattern.sub("", text)
    return plain.strip(), plain != text


def _read(text: str, asked: _Asked, typed: str) -> TypedDate:
    if text.lower() in _WORDS:
        return TypedDate(asked.today + timedelta(days=_WORDS[text.lower()]))
    if weekday := _WEEKDAY.match(text):
        return _with_weekday(weekday, text[weekday.end() :], asked, typed)
    for pattern, meaning in _READINGS:
        if found := pattern.fullmatch(text):
            return meaning(asked, *found.groups())
    shown = typed if len(typed) <= 40 else typed[:40] + "…"
    if not shown:
        raise BadInput("Bitte ein Datum eingeben, zum Beispiel 03.04.2017.")
    raise BadInput(f"„{shown}“ ist kein Datum. Möglich sind zum Beispiel 03.04.2017, 3.4.17 oder „heute“.")


def _with_weekday(weekday: re.Match[str], rest: str, asked: _Asked, typed: str) -> TypedDate:
    found = _read(rest, asked, typed)
    name = WEEKDAYS[found.day.weekday()]
    if found.precision is Precision.DAY and name.lower() != weekday[1].lower():
        raise BadInput(f"Der {found.day:%d.%m.%Y} ist kein {weekday[1].capitalize()}, sondern {name}.")
    return found


def _day(day: int, month: int, year: int) -> date:
    if not 1 <= month <= 12:
        swapped = f" Gemeint ist vielleicht {month:02}.{day:02}.{year}." if 1 <= day <= 12 and 13 <= month <= 31 else ""
        raise BadInput(f"Einen {month}. Monat gibt es nicht.{swapped}")
    if year < 1:
        raise BadInput("Das Jahr 0 gibt es nicht.")
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise BadInput(
            f"Den {day:02}.{month:02}.{year} gibt es nicht: Der {MONTHS[month - 1]} {year} hat {length} Tage."
        )
    return date(year, month, day)


def _day_first(asked: _Asked, day: str, month: str, year: str) -> TypedDate:
    return TypedDate(_day(int(day), int(month), asked.year(year)))


def _year_first(asked: _Asked, year: str, month: str, day: str) -> TypedDate:
    return TypedDate(_day(int(day), int(month), int(year)))


def _eight_digits(asked: _Asked, digits: str) -> TypedDate:
    if digits[4:6] not in {"19", "20"} and digits[:2] in {"19", "20"}:
        return _year_first(asked, digits[:4], digits[4:6], digits[6:])
    return _day_first(asked, digits[:2], digits[2:4], digits[4:])


def _without_year(asked: _Asked, day: str, month: str) -> TypedDate:
    return TypedDate(_day(int(day), int(month), asked.nearest(int(day), int(month))))


def _slashed(asked: _Asked, first: str, second: str, year: str) -> TypedDate:
    """A slash is German, British and American: day and month cannot be told apart up to 12."""
    one, two, full = int(first), int(second), asked.year(year)
    if one > 12 or two > 12 or one == two:
        return TypedDate(_day(one, two, full) if two <= 12 else _day(two, one, full))
    days = [_day(one, two, full), _day(two, one, full)]
    readings = [f"{day:%d.%m.%Y}" for day in days]
    raise Ambiguous(f"Ist der {readings[0]} oder der {readings[1]} gemeint? Bitte mit Punkten schreiben.", readings)


def _month(asked: _Asked, month: str, year: str) -> TypedDate:
    if not 1 <= int(month) <= 12:
        raise BadInput(f"Einen {int(month)}. Monat gibt es nicht.")
    return TypedDate(_day(1, int(month), asked.year(year)), Precision.MONTH, True)


def _short_slash(asked: _Asked, first: str, second: str) -> TypedDate:
    """ "07/14" is July 2014, "25/12" Christmas Day, "03/04" may be both."""
    if len(second) == 1 or int(first) > 12:
        return _without_year(asked, first, second)
    month = _month(asked, first, second)
    if not 1 <= int(second) <= 12:
        return month
    day = _without_year(asked, first, second).day
    readings = [f"{day:%d.%m.%Y}", f"{month.day:%m/%Y}"]
    raise Ambiguous(f"Ist der {readings[0]} oder der Monat {readings[1]} gemeint? Bitte ausschreiben.", readings)


def _named_month(asked: _Asked, name: str, year: str | None) -> TypedDate:
    if year is None:
        raise BadInput(f"Bitte auch das Jahr angeben, zum Beispiel {name.capitalize()} {asked.today.year}.")
    return _month(asked, str(_number(name)), year)


def _named_day(asked: _Asked, day: str, name: str, year: str | None) -> TypedDate:
    month = str(_number(name))
    return _without_year(asked, day, month) if year is None else _day_first(asked, day, month, year)


def _number(name: str) -> int:
    return _NAMES[name.lower()]


def _year(asked: _Asked, year: str) -> TypedDate:
    if year == "0000":
        raise BadInput("Das Jahr 0 gibt es nicht.")
    return TypedDate(date(int(year), 1, 1), Precision.YEAR, True)


def _reading(pattern: str, meaning: Callable[..., TypedDate]) -> tuple[re.Pattern[str], Callable[..., TypedDate]]:
    return re.compile(pattern, re.IGNORECASE), meaning


_MONTH_NAME = "(" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")\.?"
_READINGS = (
    _reading(rf"{_PART}{_POINT}{_PART}{_POINT}{_YEAR}", _day_first),
    _reading(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", _year_first),
    _reading(r"([0-9]{2})([0-9]{2})([0-9]{2})", _day_first),
    _reading(r"([0-9]{8})", _eight_digits),
    _reading(rf"{_PART}\s*\.\s*{_PART}\s*\.?", _without_year),
    _reading(rf"{_PART}\s*[-/]\s*{_PART}\s*[-/]\s*{_YEAR}", _slashed),
    _reading(rf"{_PART}\s*[-/.]\s*([0-9]{{4}})", _month),
    _reading(r"([0-9]{4})\s*[-/.]\s*([0-9]{1,2})", lambda asked, year, month: _month(asked, month, year)),
    _reading(rf"{_PART}\s*/\s*{_PART}", _short_slash),
    _reading(rf"{_PART}\.?\s*{_MONTH_NAME}(?:\s*{_YEAR})?", _named_day),
    _reading(rf"{_MONTH_NAME}(?:\s*[-/]?\s*{_YEAR})?", _named_month),
    _reading(r"([0-9]{4})", _year),
)  # fmt: skip


def _check_range(typed: TypedDate, today: date, earliest: date, latest: date | None, birth: bool) -> None:
    if birth and typed.day > today:
        raise BadInput("Ein Geburtsdatum kann nicht in der Zukunft liegen.")
    last = latest or date(today.year + YEARS_AHEAD, 12, 31)
    if typed.day < earliest and not _reaches(typed, earliest):
        raise BadInput(f"Das Datum liegt zu weit zurück: frühestens {earliest:%d.%m.%Y}.")
    if typed.day > last:
        raise BadInput(f"Das Datum liegt zu weit in der Zukunft: spätestens {last:%d.%m.%Y}.")


def _reaches(typed: TypedDate, earliest: date) -> bool:
    """A month or year that contains the earliest day is not too early."""
    if typed.precision is Precision.YEAR:
        return typed.day.year == earliest.year
    return typed.precision is Precision.MONTH and (typed.day.year, typed.day.month) == (earliest.year, earliest.month)
