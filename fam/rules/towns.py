"""Which municipality somebody means: in the FAM area, in the Kreis, outside, or not to be told (domain handbook §3)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from fam.rules.folding import GERMAN, fold
from fam.rules.periods import Interval

ALIKE = 0.84  # "Egelbach" is close to Egelsbach, Hamburg is not to Hainburg
_POSTCODE = re.compile(r"\b(?:D[- ])?([0-9]{5})\b")
_BETWEEN = re.compile(r"[,;/()\n–]|\s-\s|\b(?:oder|OT|Ortsteil|Stadtteil)\b\.?", re.IGNORECASE)
_NOTHING = frozenset(
    {"", "unbekannt", "unbek", "ka", "keineangabe", "na", "offen", "kreisoffenbach", "wohnsitzlos", "ofw"}
)


class Area(StrEnum):
    """Where a place lies on a day."""

    FAM = "FAM"  # in the FAM area
    KREIS = "KREIS"  # in Kreis Offenbach, outside the FAM area
    OUTSIDE = "OUTSIDE"  # outside the Kreis: another Jobcenter, another Jugendamt
    UNREADABLE = "UNREADABLE"  # no municipality, or more than one: somebody must say


@dataclass(frozen=True, slots=True)
class TownFacts:
    """A municipality of the Kreis and when it was in the FAM area."""

    ags: str
    name: str
    postcode: str = ""
    areas: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class TownMatch:
    """What a text means. `ags` and `name` only for a municipality of the Kreis; `sentence` says what to look at.

    `suggestions` are names of municipalities that may be meant where the text alone does not say so.
    """

    area: Area
    ags: str | None = None
    name: str = ""
    sentence: str = ""
    suggestions: tuple[str, ...] = ()


class Gazetteer:
    """All spellings of all municipalities; build it once and ask it for every row."""

    def __init__(self, towns: Iterable[TownFacts], aliases: Iterable[tuple[str, str]]) -> None:
        self.towns: Mapping[str, TownFacts] = {town.ags: town for town in towns}
        spellings = [(town.name, town.ags) for town in self.towns.values()] + list(aliases)
        self._keys = {key: ags for spelling, ags in spellings for key in _keys(spelling)}

    def match(self, text: str, day: date) -> TownMatch:
        """Return what a typed town means on a day; never a guess."""
        plain = _POSTCODE.sub(" ", text).strip(" ,;-")
        if _key(plain) in _NOTHING:
            return self._only_postcode(text)
        found = self._find(plain)
        if found is None:
            return self._unknown(plain)
        if found not in self.towns:
            return TownMatch(Area.OUTSIDE, sentence=f"{plain} liegt außerhalb des Kreises Offenbach.")
        return self._in_kreis(self.towns[found], text, day)

    def _find(self, text: str) -> str | None:
        """The AGS of a whole text, or of its parts if all are known and mean the same municipality."""
        if ags := self._of(text):
            return ags
        parts = [part for part in _BETWEEN.split(text) if _key(part) and _key(part) not in ("hessen", "kreisoffenbach")]
        known = {self._of(part) for part in parts}
        return known.pop() if len(known) == 1 else None

    def _of(self, text: str) -> str | None:
        return next((self._keys[key] for key in _keys(text) if key in self._keys), None)

    def _in_kreis(self, town: TownFacts, text: str, day: date) -> TownMatch:
        inside = any(interval.contains(day) for interval in town.areas)
        hints = [] if inside else [f"{town.name} liegt nicht im FAM-Gebiet."]
        postcode = _POSTCODE.search(text)
        others = [one.name for one in self.towns.values() if postcode and one.postcode == postcode[1]]
        if others and town.name not in others:
            hints.append(f"Die Postleitzahl gehört zu {others[0]}.")
        return TownMatch(Area.FAM if inside else Area.KREIS, town.ags, town.name, " ".join(hints))

    def _only_postcode(self, text: str) -> TownMatch:
        postcode = _POSTCODE.search(text)
        names = tuple(one.name for one in self.towns.values() if postcode and one.postcode == postcode[1])
        return _unreadable("Der Wohnort fehlt.", names)

    def _unknown(self, text: str) -> TownMatch:
        if not any(letter.isalpha() for letter in text):
            return _unreadable(f"„{text[:60]}“ ist kein Ort.", ())
        parts = {self._of(part) for part in _BETWEEN.split(text)} - {None}
        near = {self._keys[key] for key in get_close_matches(_key(text), self._keys, 3, ALIKE)}
        if names := tuple(self.towns[ags].name for ags in self.towns if ags in parts | near):
            return _unreadable(f"„{text[:60]}“ ist nicht eindeutig.", names)
        return TownMatch(Area.OUTSIDE, sentence=f"„{text[:60]}“ ist keine Gemeinde des Kreises Offenbach.")


def match_town(text: str, towns: Iterable[TownFacts], aliases: Iterable[tuple[str, str]], day: date) -> TownMatch:
    """Return what one typed town means on a day; for many texts build a `Gazetteer`."""
    return Gazetteer(towns, aliases).match(text, day)


def _unreadable(sentence: str, names: Sequence[str]) -> TownMatch:
    asked = f" Ist {' oder '.join(names)} gemeint?" if names else ""
    return TownMatch(Area.UNREADABLE, sentence=sentence + asked, suggestions=tuple(names))


def _key(text: str) -> str:
    """The letters and digits alone: "Neu-Isenburg", "NEU ISENBURG" and "Neuisenburg" are one."""
    return "".join(fold(text))


def _keys(text: str) -> tuple[str, ...]:
    """The text as it is and with umlauts written out: "Götzenhain", "Goetzenhain", "Gotzenhain"."""
    return tuple(key for key in dict.fromkeys((_key(text), _key(text.casefold().translate(GERMAN)))) if key)
