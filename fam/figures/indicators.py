"""The indicators I01-I09: each with its definition in German and its value; pages and exports are generated from them.

Source: domain handbook §6.1 (date rules) and §6.2 (table).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fam.figures.overview import Overview
from fam.rules.periods import month_end
from fam.rules.terms import IN_STOCK

SMALL = 5  # a rate over fewer families is not shown (domain handbook §6.1)
BY_EVENT = "Es zählt das Ereignisdatum, nicht der Tag der Eingabe; späte Einträge ändern frühere Monate."
BY_MONTH = "Berichtsmonat; der laufende Monat zählt bis zum Stand."


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator on one day. Counts are families unless `unit` says otherwise; `denominator` only for rates."""

    numerator: float | None
    denominator: int | None = None
    unit: str = "Familien"

    @property
    def rate(self) -> float | None:
        """Numerator by denominator, None for a count and for a base of fewer than five families."""
        if self.denominator is None or self.denominator < SMALL or self.numerator is None:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, against what, on which day, and what to beware of; `read` takes the value from the totals."""

    id: str
    title: str
    numerator: str
    date_rule: str
    read: Callable[[Overview], Value]
    denominator: str = ""
    pitfalls: str = ""
    official: str = ""  # the official statistics' analogue


def stichtag(as_of: date, month: date) -> date:
    """Return the counting day of a month: its last calendar day, in the running month the day itself."""
    return min(as_of, month_end(month))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "I01",
        "Bestand",
        f"Familien (FAM-Fälle), die am Stichtag in FAM sind: Status {' oder '.join(s.label for s in IN_STOCK)}.",
        "Stichtag ist der letzte Kalendertag des Monats, im laufenden Monat der Stand. Eine Familie ist in FAM vom "
        "Aufnahmedatum bis zum letzten Tag in FAM, beide eingeschlossen.",
        lambda seen: Value(seen.now.stock),
        pitfalls="Ruhende Familien zählen mit und stehen auch getrennt. Gezählt werden Familien, nicht Personen oder "
        "Bedarfsgemeinschaften. Anonymisierte Fälle bleiben in früheren Monaten gezählt.",
        official="Bestand",
    ),
    Indicator(
        "I02",
        "Zugang",
        "Familien, deren Aufnahmedatum im Monat liegt.",
        f"{BY_MONTH} {BY_EVENT}",
        lambda seen: Value(seen.now.inflow),
        pitfalls="Nicht das Datum des Vorschlags. Eine Familie, die wiederkommt, zählt als neuer Zugang. Ein "
        "ungefähres Datum („ca. 07/2014“) zählt in seinem Monat.",
        official="Zugang",
    ),
    Indicator(
        "I03",
        "Abgang",
        "Familien, deren Abschlussdatum im Monat liegt. Abschlussdatum ist der Tag nach dem letzten Tag in FAM.",
        f"{BY_MONTH} {BY_EVENT}",
        lambda seen: Value(seen.now.outflow),
        pitfalls="Wer bis zum letzten Tag eines Monats in FAM ist, zählt an diesem Stichtag noch zum Bestand und geht "
        "im Folgemonat ab.",
        official="Abgang",
    ),
    Indicator(
        "I04",
        "Saldo (Nettowachstum)",
        "Zugang weniger Abgang; aufsummiert seit dem 01.01.2017.",
        BY_MONTH,
        lambda seen: Value(seen.cumulated[-1][1] if seen.cumulated else None),
        pitfalls="Probe: Bestand = Bestand des Vormonats + Zugang − Abgang. Bestand und Bewegungen werden getrennt "
        "gezählt (Statusverlauf und Falldaten) und in jedem Monat verglichen. Wer zwischen zwei Stichtagen kommt und "
        "geht, zählt im Zugang und im Abgang, nie im Bestand.",
        official="Veränderung",
    ),
    Indicator(
        "I05",
        "Anwesenheit im Zeitraum",
        "Familien, die an mindestens einem Tag des Zeitraums in FAM waren, jede einmal.",
        "Zeitraum: 1. Januar bis Stand.",
        lambda seen: Value(seen.present),
        pitfalls="Nie kleiner als der Bestand: die Zahl der insgesamt begleiteten Familien.",
        official="Anwesenheitsgesamtheit",
    ),
    Indicator(
        "I06",
        "Soll/Ist-Erreichung",
        "Bestand am Stichtag.",
        "Stichtag wie beim Bestand. Im laufenden Monat steht der Bestand gegen den Plan für das Monatsende.",
        lambda seen: Value(None if seen.now.plan is None else seen.now.stock, seen.now.plan),
        denominator="Geplanter Bestand für den Stichtag; die zuletzt beschlossene Fassung gilt ab ihrem ersten Monat.",
        pitfalls="Auch als Abstand in Familien. Ohne eingetragenen Plan gibt es keinen Wert: nichts wird angenommen.",
        official="Zielerreichungsgrad",
    ),
    Indicator(
        "I07",
        "Vorschläge (Falleingang)",
        "Vorschläge, deren Eingangsdatum im Monat liegt.",
        f"{BY_MONTH} {BY_EVENT}",
        lambda seen: Value(seen.now.received, unit="Vorschläge"),
        pitfalls="Auch Vorschläge, die später nicht aufgenommen oder zurückgezogen wurden.",
        official="Zugang Anträge",
    ),
    Indicator(
        "I08",
        "Aufnahmequote",
        "Aufgenommene Familien.",
        "Zeitraum: 1. Januar bis Stand, nach dem Tag der Aufnahme, Ablehnung oder Rücknahme.",
        lambda seen: Value(seen.this_year.admitted, seen.this_year.decided),
        denominator="Im Zeitraum entschiedene Vorschläge: aufgenommen, nicht aufgenommen oder zurückgezogen.",
        pitfalls="Offene Vorschläge zählen nicht. Unter 5 entschiedenen Vorschlägen wird keine Quote gezeigt („·“). "
        "Zweite Sicht: die Vorschläge eines Quartals und was bis zum Stand aus ihnen wurde.",
    ),
    Indicator(
        "I09",
        "Warteliste",
        "Familien mit Status Warteliste am Stichtag.",
        "Stichtag wie beim Bestand; Wartetage vom Beginn des jetzigen Wartens bis zum Stand.",
        lambda seen: Value(seen.waiting.families),
        pitfalls="Der Median der Wartetage gilt für die, die noch warten: die Wartezeit ist noch nicht zu Ende.",
        official="Bestand Wartende",
    ),
)  # fmt: skip
