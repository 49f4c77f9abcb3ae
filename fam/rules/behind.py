"""Which families stand behind a number of a chart: what is counted, on which days, and how an address says it."""

from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_date, format_month
from fam.rules.periods import is_month
from fam.rules.terms import Term


class Count(Term):
    """A number of families; the value stands in addresses."""

    STOCK = "bestand", "Bestand"
    PAUSED = "ruhend", "davon ruhend"
    INFLOW = "zugang", "Zugang"
    OUTFLOW = "abgang", "Abgang"
    RECEIVED = "vorschlaege", "Vorschläge"
    PROPOSED = "vorgeschlagen", "vorgeschlagen"
    EXAMINATION = "in-pruefung", "in Prüfung"
    WAITING = "warteliste", "Warteliste"
    NOT_ADMITTED = "nicht-aufgenommen", "nicht aufgenommen"
    WITHDRAWN = "zurueckgezogen", "zurückgezogen"
    MEETINGS = "gespraeche", "Gespräche"
    REVIEWS = "ueberpruefungen", "Überprüfungen"
    MEASURES = "leistungen", "Leistungen"
    ELB = "elb", "eLb"

    @property
    def of_the_day(self) -> bool:
        """Whether it is counted on the last day, else over all days."""
        return self in {
            Count.STOCK, Count.PAUSED, Count.PROPOSED, Count.EXAMINATION, Count.WAITING, Count.MEASURES, Count.ELB,
        }  # fmt: skip


class By(Term):
    """What divides a number: first what stands in the head of a file, then the bars of the charts (`WHOLE`)."""

    TOWN = "town", "Wohnort"
    SOURCE = "source", "Herkunft"
    INSTITUTION = "institution", "Institution"
    REASON = "reason", "Hauptgrund"
    PRESENT = "anwesende", "dabei"
    OUTCOME = "ergebnis", "Ergebnis"
    CIRCLE = "rechtskreis", "Rechtskreis"
    COMBINATION = "kombination", "Leistungen"
    CONSENTS = "einwilligungen", "Einwilligungen"
    WORK = "beschaeftigung", "Beschäftigung"
    GROUP = "gruppe", "Gruppe"


WHOLE = {  # what a bar is a part of
    By.PRESENT: Count.MEETINGS, By.OUTCOME: Count.REVIEWS, By.CIRCLE: Count.MEASURES, By.COMBINATION: Count.STOCK,
    By.CONSENTS: Count.STOCK, By.WORK: Count.ELB, By.GROUP: Count.OUTFLOW,
}  # fmt: skip
IN_PARTS = (Count.MEETINGS, Count.REVIEWS, Count.MEASURES, Count.ELB)  # no numbers of families: only their bars lead on
TOTALS = tuple(one for one in Count if one not in IN_PARTS)


@dataclass(frozen=True, slots=True)
class Behind:
    """The families behind one number, with `by` only those of one part, whose code is `code`."""

    what: Count
    first: date
    last: date
    known_on: date | None = None
    by: By | None = None
    code: str = ""

    @property
    def address(self) -> str:
        """What stands in an address; `read` understands it."""
        known = self.known_on.isoformat() if self.known_on else ""
        parts = [self.what.value, self.first.isoformat(), self.last.isoformat(), known]
        return ".".join([*parts, self.by.value, self.code]) if self.by else ".".join(parts).rstrip(".")

    @property
    def title(self) -> str:
        """Return "Zugang im August 2018", "Bestand am 31.08.2018, wie bekannt am 10.09.2018"."""
        if self.what.of_the_day:
            when = f"am {format_date(self.last)}"
        elif is_month(self.first, self.last):
            when = f"im {format_month(self.first)}"
        else:
            when = f"vom {format_date(self.first)} bis {format_date(self.last)}"
        known = f", wie bekannt am {format_date(self.known_on)}" if self.known_on else ""
        label = "ruhend" if self.what is Count.PAUSED else self.what.label
        return f"{label} {when}{known}"


def read(text: str) -> Behind | None:
    """Return what an address says; None if it says nothing that there is."""
    what, *rest = text.split(".", 5)
    try:
        first, last, known = (date.fromisoformat(one) if one else None for one in [*rest[:3], "", "", ""][:3])
        by = By(rest[3]) if len(rest) == 5 else None
        if first is None or last is None or last < first or len(rest) == 4:
            return None
        counted = Count(what)
    except ValueError:
        return None
    fits = WHOLE[by] is counted if by in WHOLE else counted in TOTALS
    return Behind(counted, first, last, known, by, rest[4] if by else "") if fits else None
