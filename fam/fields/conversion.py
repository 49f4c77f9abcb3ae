"""What a value becomes when its field changes its kind: clean, lossy, unreadable or empty. Pure rules.

The way goes over the text that people read: what a form would understand is understood here. Numbers and choices go
straight, without the detour.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from fam.errors import Ambiguous, BadInput
from fam.fields.encoding import UNITS, decode, encode
from fam.fields.parsing import parse, text_of
from fam.fields.spec import NUMBERS, OFFERED, SHORT_TEXTS, TEXTS, FieldSpec, Kind
from fam.fields.validate import clean, problem
from fam.rules import labels
from fam.rules.german import format_decimal, parse_date
from fam.rules.terms import Precision

MOST_OPTIONS = 200
SPLIT = re.compile(r"[;,\n]")
NUMBER = re.compile(r"[-+]?[0-9][0-9. ]*(?:,[0-9]+)?")
DAY = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}[./][0-9]{4}|[0-9]{4}")
LEADING = re.compile(r"[-+]?0[0-9]")
MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")


class Outcome(StrEnum):
    """How well a value follows its field to another kind."""

    CLEAN = "clean"
    LOSSY = "lossy"
    UNREADABLE = "unreadable"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        """What people call it."""
        return OUTCOMES[self]


OUTCOMES = {
    Outcome.CLEAN: "geht ohne Verlust",
    Outcome.LOSSY: "geht, aber etwas ändert sich",
    Outcome.UNREADABLE: "nicht lesbar",
    Outcome.EMPTY: "leer",
}


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one value; `stored` is how the new kind keeps it, None for nothing."""

    outcome: Outcome
    stored: Any = None
    sentence: str = ""  # why it is unreadable


@dataclass(frozen=True, slots=True)
class Rule:
    """From one kind to another: both fields, and what names in values mean."""

    before: FieldSpec
    after: FieldSpec
    today: date
    people: Mapping[int, str] = field(default_factory=dict)
    families: Mapping[int, str] = field(default_factory=dict)

    def text(self, stored: Any) -> str:
        """Return what people read today."""
        return text_of(self.before, decode(self.before.kind, stored), people=self.people, families=self.families)

    def read(self, text: str) -> Any:
        """Return the new kind's value of a text. Raises BadInput, ValueError."""
        numbers = {number: key for key, number in self.families.items()}
        typed = " ".join(text.split()) if self.after.kind in SHORT_TEXTS else text
        value = clean(parse(self.after, typed, today=self.today, people=self.people, families=numbers))
        if sentence := problem(self.after, value):
            raise BadInput(sentence)
        return value

    def convert(self, stored: Any, raw: str = "") -> Converted:
        """Return what becomes of a stored value, or of a text that an earlier change could not read."""
        if stored is None and not raw:
            return Converted(Outcome.EMPTY)
        try:
            value = self._straight(stored) if stored is not None else self.read(raw)
            kept = encode(self.after.kind, value)
        except BadInput as error:
            return Converted(Outcome.UNREADABLE, sentence=str(error))
        except (ValueError, TypeError, ArithmeticError):
            return Converted(Outcome.UNREADABLE, sentence=f"Passt nicht in „{self.after.kind.label}“.")
        same = kept is not None and self._nothing_lost(stored, raw, value)
        return Converted(Outcome.CLEAN if same else Outcome.LOSSY, kept)

    def _straight(self, stored: Any) -> Any:
        """Choices keep their ids, numbers their value; everything else goes over its text."""
        before, after = self.before.kind, self.after.kind
        if before in OFFERED and after in OFFERED:
            several = stored if isinstance(stored, list) else [stored]
            if after is Kind.CHOICES:
                return several
            if len(several) > 1:
                raise BadInput("Hier sind mehrere Optionen gewählt.")
            return several[0] if several else None
        if before in NUMBERS and after in NUMBERS:
            number = decode(before, stored)
            encode(after, number)
            if sentence := problem(self.after, number):
                raise BadInput(sentence)
            return number
        return self.read(self.text(stored))

    def _nothing_lost(self, stored: Any, raw: str, value: Any) -> bool:
        """Whether the old value can be told from the new one, and the new one says no more than the old."""
        text = raw if stored is None else self.text(stored)
        if self.after.kind in TEXTS:
            return str(value) == text
        if self.after.kind in NUMBERS and LEADING.match(text):
            return False  # a postcode, a file number
        if self.after.kind in (Kind.DATE, Kind.MONTH) and self.before.kind not in (Kind.DATE, Kind.MONTH):
            exact = parse_date(text, today=self.today).precision
            return exact is (Precision.DAY if self.after.kind is Kind.DATE else Precision.MONTH)
        if self.after.kind is Kind.DATE and self.before.kind is Kind.MONTH:
            return False  # a day that nobody named
        if self.after.kind is Kind.MONTH and self.before.kind is Kind.DATE:
            return bool(decode(self.before.kind, stored).day == 1) if stored is not None else False
        return True

    def suggestion(self, text: str) -> str:
        """Return a text of the new kind that an unreadable one may mean, "" if there is none."""
        for candidate in self._candidates(text):
            try:
                self.read(candidate)
            except (BadInput, ValueError, TypeError, ArithmeticError):
                continue
            return candidate
        return ""

    def _candidates(self, text: str) -> Iterable[str]:
        kind = self.after.kind
        if kind in NUMBERS:
            try:
                self.read(text)
            except Ambiguous as error:
                yield from error.readings
            except (BadInput, ValueError):
                pass
            yield from _numbers(text, UNITS[kind])
        elif kind is Kind.BOOLEAN:
            word = text.strip().casefold()
            yield from (answer for answer in ("ja", "nein") if word.startswith(answer))
        elif kind in (Kind.DATE, Kind.MONTH):
            yield from DAY.findall(text)
        elif kind in OFFERED:
            known = {labels.norm(label): label for label in self.after.labels.values()}
            yield from (known[one] for one in difflib.get_close_matches(labels.norm(text), known, 1, 0.75))
            yield from (part.strip() for part in SPLIT.split(text))
        elif kind is Kind.EMAIL:
            yield from MAIL.findall(text)
        elif kind is Kind.LINK:
            yield from (f"https://{word}" for word in text.split() if "." in word)
        elif kind in TEXTS and self.after.max_length:
            yield text[: self.after.max_length]


def _numbers(text: str, digits: int) -> Iterable[str]:
    """Yield the first number in a text as it stands, then rounded to what the kind keeps."""
    found = NUMBER.search(text)
    if not found:
        return
    plain = found[0].strip().rstrip(".")
    yield plain
    try:
        number = Decimal(re.sub("[. ]", "", plain).replace(",", "."))
        yield format_decimal(number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    except InvalidOperation:
        return


def inferred(texts: Sequence[str], known: Iterable[str], *, several: bool) -> list[str]:
    """Return the options that texts need beside the known ones; of spellings that mean the same, the first one."""
    seen = {labels.norm(label) for label in known}
    found: list[str] = []
    for text in texts:
        for part in SPLIT.split(text) if several else [text]:
            try:
                option = labels.parse_label(part)
            except BadInput:
                continue
            if labels.norm(option) not in seen and len(option) <= 120 and len(found) < MOST_OPTIONS:
                seen.add(labels.norm(option))
                found.append(option)
    return found
