"""The same family twice: the same BG number, or a similar name in the same town."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from fam.exchange.listing.columns import plain
from fam.exchange.listing.facts import benefit_unit_key
from fam.exchange.listing.family import ImportedFamily, ImportedRow, Reason

SIMILAR = 88.0  # "Kaya" and "KAYA" are equal once folded; "Kayaa" and "Yilmaz/Yılmaz" are similar


@dataclass(frozen=True, slots=True)
class Seen:
    """A family to compare with: `key` says which one, `place` where people find it (an Excel row, a FAM number)."""

    key: str
    place: str
    name: str
    town: str  # AGS, else the town's folded text; "" if unknown
    benefit_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Double:
    """What two families have in common."""

    seen: Seen
    same_benefit_unit: bool


class Families:
    """All families met so far, found again by BG number and by similar name within a town."""

    def __init__(self, seen: Iterable[Seen] = ()) -> None:
        self._by_unit: dict[str, Seen] = {}
        self._by_name: dict[str, dict[str, list[Seen]]] = defaultdict(lambda: defaultdict(list))
        for one in seen:
            self.add(one)

    def add(self, seen: Seen) -> None:
        """Remember a family."""
        for number in seen.benefit_units:
            self._by_unit.setdefault(benefit_unit_key(number), seen)
        if plain(seen.name):
            self._by_name[seen.town][plain(seen.name)].append(seen)

    def doubles(self, name: str, town: str, benefit_units: Sequence[str]) -> list[Double]:
        """Return the families that may be this one, those with the same BG number first."""
        units = [self._by_unit[key] for number in benefit_units if (key := benefit_unit_key(number)) in self._by_unit]
        found = {one.key: Double(one, True) for one in units}
        for one in self._similar(plain(name), town) if town and plain(name) else ():
            found.setdefault(one.key, Double(one, False))
        return list(found.values())

    def _similar(self, name: str, town: str) -> Iterable[Seen]:
        names = self._by_name.get(town)
        if not names:
            return
        yield from names.get(name, ())
        for other, _score, _place in process.extract(
            name, [other for other in names if other != name], scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=5
        ):
            yield from names[other]


def town_key(family: ImportedFamily) -> str:
    """Return what stands for the town in a comparison."""
    return family.home.ags or plain(family.home.town)


def mark_doubles(rows: Sequence[ImportedRow]) -> list[ImportedRow]:
    """Return the rows of a whole file; the later one of two that look alike gets a reason to decide."""
    families = Families()
    found: list[ImportedRow] = []
    for row in rows:
        if row.family is None:
            found.append(row)
            continue
        family = row.family
        doubles = families.doubles(family.name, town_key(family), family.benefit_units)
        reasons = tuple(Reason("duplicate", _sentence(double), twin=double.seen.key) for double in doubles[:3])
        found.append(replace(row, reasons=(*row.reasons, *reasons)))
        place = f"{row.sheet}, Zeile {row.row}"
        families.add(Seen(row.key, place, family.name, town_key(family), family.benefit_units))
    return found


def _sentence(double: Double) -> str:
    if double.same_benefit_unit:
        return f"Gleiche BG-Nummer wie {double.seen.place} ({double.seen.name})."
    return f"Ähnlicher Name und gleicher Ort wie {double.seen.place} ({double.seen.name}). Ist es dieselbe Familie?"
