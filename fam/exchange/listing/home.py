"""Where a family lives: street, postcode and town in columns of their own, or one column with the whole address."""

import re
from datetime import date

from fam.exchange.listing.columns import Target
from fam.exchange.listing.family import Home
from fam.exchange.listing.reading import Reading
from fam.rules.towns import Area, Gazetteer, TownMatch

_POSTCODE = re.compile(r"\b(?:D[- ])?(\d{5})\b")
_CODES = {Area.KREIS: "outside_area", Area.OUTSIDE: "outside_kreis", Area.UNREADABLE: "town_unclear"}


class Towns:
    """The municipalities on one day; each spelling is looked up once per list."""

    def __init__(self, gazetteer: Gazetteer, day: date) -> None:
        self._gazetteer, self._day = gazetteer, day
        self._known: dict[str, TownMatch] = {}

    def match(self, text: str) -> TownMatch:
        """Return what a typed town means."""
        if text not in self._known:
            self._known[text] = self._gazetteer.match(text, self._day)
        return self._known[text]

    def in_kreis(self, text: str) -> bool:
        """True for a municipality of the Kreis."""
        return self.match(text).ags is not None


def home(reading: Reading, towns: Towns) -> Home:
    """Return the address of a row; towns outside the FAM area, outside the Kreis or not understood are reasons."""
    street, postcode, town = (reading.text(target) for target in (Target.STREET, Target.POSTCODE, Target.TOWN))
    if address := reading.text(Target.ADDRESS):
        parts = split_address(address, towns)
        street, postcode, town = street or parts[0], postcode or parts[1], town or parts[2]
    if not _POSTCODE.fullmatch(postcode):
        if postcode:
            heading = reading.heading(Target.POSTCODE)
            reading.keep(heading, postcode)
            reading.because("postcode_unclear", f"{heading}: „{postcode}“ ist keine Postleitzahl.", heading)
        postcode = found[1] if (found := _POSTCODE.search(town)) else ""
    town = _POSTCODE.sub("", town).strip(" ,;-")
    match = towns.match(f"{postcode} {town}".strip())
    if match.sentence:
        heading = reading.heading(Target.TOWN if reading.cells(Target.TOWN) else Target.ADDRESS)
        reading.because(_CODES.get(match.area, "postcode_differs"), match.sentence, heading)
    return Home(street, postcode, town, match.ags)


def split_address(text: str, towns: Towns) -> tuple[str, str, str]:
    """Return street, postcode and town of an address in one cell: "Bahnstr. 12, 63225 Langen"."""
    text = " ".join(text.split())
    if found := _POSTCODE.search(text):
        before, after = text[: found.start()].strip(" ,;-"), text[found.end() :].strip(" ,;-")
        if before:
            return before, found[1], after
        town, _, street = after.partition(",")
        return street.strip(), found[1], town.strip()
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    town = next((part for part in parts if towns.in_kreis(part)), "")
    if not town and len(parts) > 1 and not re.search(r"\d", parts[-1]):
        town = parts[-1]
    return ", ".join(part for part in parts if part != town), "", town
