"""German typing: one parser for every form and every list that comes in, and the German way to write values out."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fam.errors import Ambiguous, BadInput
from fam.rules.terms import Precision

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MONTH_NUMBERS = {
    **{name.casefold(): number for number, name in enumerate(MONTHS, start=1)},
    **{name.casefold()[:3]: number for number, name in enumerate(MONTHS, start=1)},
    "maerz": 3, "mrz": 3, "jänner": 1, "sept": 9,
}  # fmt: skip
RELATIVE = {"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1, "übermorgen": 2}
ABOUT = re.compile(r"^(?:ca\.?|circa|etwa|ungefähr|um|~)\s*", re.IGNORECASE)
BORN = re.compile(r"^(?:\*|geb\.?|geboren)\s*", re.IGNORECASE)
WEEKDAY = re.compile(r"^(?:mo|di|mi|do|fr|sa|so)[a-zäöü]*\.?,?\s+(?=\d)", re.IGNORECASE)
NOT_UNDERSTOOD = "Datum nicht verstanden. Bitte wie 03.04.2017 eingeben; möglich sind auch „heute“ und „gestern“."


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date as somebody wrote it: a month means its first day with precision MONTH, a year its first day."""

    day: date
    precision: Precision = Precision.DAY
    approximate: bool = False


def parse_optional_date(
    text: str, today: date, *, birth: bool = False, earliest: date = date(1900, 1, 1), latest: date | None = None
) -> TypedDate | None:
    """Return what a text means as a date, None if it is empty; raises BadInput or Ambiguous."""
    return parse_date(text, today, birth=birth, earliest=earliest, latest=latest) if text.strip() else None


def parse_date(
    text: str, today: date, *, birth: bool = False, earliest: date = date(1900, 1, 1), latest: date | None = None
) -> TypedDate:
    """Return what a text means as a date.

    Understands "3.4.17", "03.04.2017", "3.4.", "2017-04-03", "030417", "heute", "Mai 2014", "ca. 07/2014", "*2014".
    A birth date (`birth`) never lies in the future. Raises BadInput with a German sentence, Ambiguous for "3/4/2017".
    """
    found = _read(" ".join(text.split()), today, birth)
    if found.day < earliest:
        raise BadInput(f"Das Datum liegt vor dem {format_date(earliest)}.")
    if latest is not None and found.day > latest:
        raise BadInput(f"Das Datum liegt nach dem {format_date(latest)}.")
    if birth and found.day > today:
        raise BadInput("Ein Geburtsdatum kann nicht in der Zukunft liegen.")
    return found


def _read(text: str, today: date, birth: bool) -> TypedDate:
    bare = WEEKDAY.sub("", BORN.sub("", ABOUT.sub("", text)))
    about = bool(ABOUT.match(text))
    word = bare.casefold().rstrip(".")
    if word in RELATIVE:
        return TypedDate(today + timedelta(days=RELATIVE[word]))
    if match := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})\.?", bare):
        return _day_month_year(bare, match, today, birth, about)
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.", bare):
        return TypedDate(_valid(today.year, int(match[2]), int(match[1])), approximate=about)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", bare):
        return TypedDate(_valid(int(match[1]), int(match[2]), int(match[3])), approximate=about)
    if match := re.fullmatch(r"(\d{2})(\d{2})(\d{4}|\d{2})", bare):
        return TypedDate(_valid(_year(match[3], today, birth), int(match[2]), int(match[1])), approximate=about)
    if match := re.fullmatch(r"(\d{1,2})\.? ([A-Za-zäöüÄÖÜ]+)\.? (\d{4}|\d{2})", bare):
        return TypedDate(
            _valid(_year(match[3], today, birth), _month(match[2]), int(match[1])), approximate=about
        )
    return _month_or_year(bare, today, birth)


def _day_month_year(text: str, match: re.Match[str], today: date, birth: bool, about: bool) -> TypedDate:
    day, month, year = int(match[1]), int(match[2]), _year(match[3], today, birth)
    if "/" in text and day <= 12 and month <= 12 and day != month:
        readings = (format_date(_valid(year, month, day)), format_date(_valid(year, day, month)))
        raise Ambiguous(f"„{text}“ ist nicht eindeutig: {readings[0]} oder {readings[1]}? Bitte mit Punkten.", readings)
    return TypedDate(_valid(year, month, day), approximate=about)


def _month_or_year(text: str, today: date, birth: bool) -> TypedDate:
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{4})", text):
        return TypedDate(_valid(int(match[2]), int(match[1]), 1), Precision.MONTH, True)
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})", text):
        return TypedDate(_valid(int(match[1]), int(match[2]), 1), Precision.MONTH, True)
    if match := re.fullmatch(r"([A-Za-zäöüÄÖÜ]+)\.? ?(\d{4}|'?\d{2})", text):
        return TypedDate(_valid(_year(match[2].lstrip("'"), today, birth), _month(match[1]), 1), Precision.MONTH, True)
    if match := re.fullmatch(r"(19|20)\d{2}", text):
        return TypedDate(date(int(match[0]), 1, 1), Precision.YEAR, True)
    raise BadInput(NOT_UNDERSTOOD)


def _month(word: str) -> int:
    number = MONTH_NUMBERS.get(word.casefold())
    if number is None:
        raise BadInput(NOT_UNDERSTOOD)
    return number


def _year(text: str, today: date, birth: bool) -> int:
    """Two digits: a birth year is not in the future, another year lies at most 20 years ahead."""
    if len(text) == 4:
        return int(text)
    year = 2000 + int(text)
    return year - 100 if year > today.year + (0 if birth else 20) else year


def _valid(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise BadInput(f"Den Monat {month} gibt es nicht.") from None
        raise BadInput(f"Den {day:02}.{month:02}.{year} gibt es nicht.") from None


def parse_integer(text: str) -> int:
    """Return a whole number: "1.200" is 1200; raises BadInput."""
    number = parse_decimal(text, thousands=True)
    if number != number.to_integral_value():
        raise BadInput("Bitte eine ganze Zahl eingeben.")
    return int(number)


def parse_decimal(text: str, *, thousands: bool = False) -> Decimal:
    """Return a German number: "1,5" is 1.5, "1.234,5" is 1234.5. "1.234" is Ambiguous unless `thousands` is meant."""
    bare = text.strip().replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace("−", "-")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", bare):
        if "," not in bare and bare.count(".") == 1 and not thousands:
            readings = (bare.replace(".", ""), bare.replace(".", ","))
            raise Ambiguous(f"„{text.strip()}“ ist nicht eindeutig: {readings[0]} oder {readings[1]}?", readings)
        return Decimal(bare.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[+-]?[0-9]+([,.][0-9]+)?", bare):
        return Decimal(bare.replace(",", "."))
    raise BadInput("Bitte eine Zahl eingeben, z. B. 1,5.")


def parse_yes_no(text: str) -> bool | None:
    """Return True for ja, False for nein, None for unbekannt or nothing; raises BadInput."""
    word = text.strip().casefold()
    if word in ("ja", "j", "yes", "x", "wahr", "1"):
        return True
    if word in ("nein", "n", "no", "falsch", "0"):
        return False
    if word in ("", "unbekannt", "?", "offen", "k. a.", "k.a."):
        return None
    raise BadInput("Bitte ja, nein oder unbekannt eingeben.")


def format_date(day: date, precision: Precision = Precision.DAY) -> str:
    """Return "03.04.2017", for a month "04/2017", for a year "2017"."""
    if precision is Precision.YEAR:
        return f"{day.year}"
    return f"{day:%m/%Y}" if precision is Precision.MONTH else f"{day:%d.%m.%Y}"


def format_weekday_date(day: date) -> str:
    """Return "Mo 15.10.2018"."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d.%m.%Y}"


def format_month(day: date) -> str:
    """Return "April 2017"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def format_decimal(number: Decimal | float, places: int | None = None) -> str:
    """Return a number with a comma: 1.5 -> "1,5", with `places` decimals if given, thousands with a point."""
    text = f"{number:,.{places}f}" if places is not None else f"{Decimal(str(number)).normalize():,f}"
    return text.translate(str.maketrans(",.", ".,"))


def plural(count: int, one: str, many: str) -> str:
    """Return "1 Familie" or "31 Familien"."""
    return f"{count} {one if count == 1 else many}"
