"""What a list's columns can mean, and the headings under which teams write them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from fam.rules.folding import GERMAN, fold


class Target(StrEnum):
    """Where a column goes; a column without a target goes to the remark as "Spalte: Wert"."""

    NUMBER = "number"
    FAM_NUMBER = "fam_number"
    NAME = "name"
    MOTHER = "mother"
    FATHER = "father"
    PARENTS = "parents"
    CHILDREN = "children"
    CHILDREN_BORN = "children_born"
    STREET = "street"
    POSTCODE = "postcode"
    TOWN = "town"
    ADDRESS = "address"
    PHONE = "phone"
    BENEFIT_UNIT = "benefit_unit"
    BENEFIT_SINCE = "benefit_since"
    SOURCE = "source"
    RECEIVED = "received"
    FIRST_TALK = "first_talk"
    ADMITTED = "admitted"
    LEAD_PRO_ARBEIT = "lead_pro_arbeit"
    LEAD_ASD = "lead_asd"
    LEADS = "leads"
    STATUS = "status"
    CLOSED = "closed"
    REASON = "reason"
    OCCASION = "occasion"
    INTERPRETER = "interpreter"
    REMARK = "remark"

    @property
    def label(self) -> str:
        """The target as people read it."""
        return _LABELS[self]


_LABELS = {
    Target.NUMBER: "laufende Nummer (nur im Bericht)",
    Target.FAM_NUMBER: "FAM-Nummer",
    Target.NAME: "Familienname",
    Target.MOTHER: "Mutter",
    Target.FATHER: "Vater",
    Target.PARENTS: "Eltern (beide in einer Spalte)",
    Target.CHILDREN: "Kinder",
    Target.CHILDREN_BORN: "Geburtsdaten der Kinder",
    Target.STREET: "Straße und Hausnummer",
    Target.POSTCODE: "PLZ",
    Target.TOWN: "Wohnort",
    Target.ADDRESS: "Adresse (Straße, PLZ und Ort)",
    Target.PHONE: "Telefon",
    Target.BENEFIT_UNIT: "BG-Nummer",
    Target.BENEFIT_SINCE: "SGB II-Bezug seit",
    Target.SOURCE: "Vorgeschlagen von",
    Target.RECEIVED: "Eingangsdatum",
    Target.FIRST_TALK: "Erstgespräch am",
    Target.ADMITTED: "Aufnahme am",
    Target.LEAD_PRO_ARBEIT: "Fallführung Pro Arbeit",
    Target.LEAD_ASD: "Fallführung ASD",
    Target.LEADS: "Fallführungen (beide in einer Spalte)",
    Target.STATUS: "Status",
    Target.CLOSED: "Ende (letzter Tag in FAM)",
    Target.REASON: "Abschluss- oder Nichtaufnahmegrund",
    Target.OCCASION: "Anlass",
    Target.INTERPRETER: "Dolmetschen",
    Target.REMARK: "Bemerkung",
}

SEVERAL = frozenset({Target.CHILDREN, Target.CHILDREN_BORN, Target.PHONE, Target.REMARK})  # may share several columns

_HEADINGS = {
    Target.NUMBER: "lfd. Nr. | Nr. | lfd Nummer | laufende Nummer | Nummer | Pos. | ID",
    Target.FAM_NUMBER: "FAM-Nummer | FAM-Nr.",
    Target.NAME: "Familienname | Name | Nachname | Familie | Name der Familie | Fam. Name",
    Target.MOTHER: "Mutter | Kindesmutter | KM | Vorname Mutter | Name Mutter | Name der Mutter",
    Target.FATHER: "Vater | Kindesvater | KV | Vorname Vater | Name Vater | Name des Vaters",
    Target.PARENTS: "Eltern | Elternteile | Mutter und Vater | Mutter/Vater | KM/KV | Vorname | Vornamen Eltern"
    " | Name Eltern",
    Target.CHILDREN: "Kinder | Kind | Kinder (Geb.) | Kinder mit Geburtsdatum | Kinder/Geburtsdatum | Name Kinder"
    " | Namen der Kinder | Vornamen Kinder | Kinder (Vorname, Geburtsdatum) | Kinder (Alter)",
    Target.CHILDREN_BORN: "Geburtsdatum Kinder | Geburtsdaten Kinder | Geburtsdaten der Kinder | Geb. Kinder"
    " | Geburtsdatum Kind | Geb. Datum Kinder | Geburtsjahr Kinder",
    Target.STREET: "Straße | Str. | Straße Nr. | Straße und Hausnummer | Straße, Hausnummer",
    Target.POSTCODE: "PLZ | Postleitzahl",
    Target.TOWN: "Ort | Wohnort | Stadt | Kommune | Gemeinde | PLZ Ort | Ortsteil | Stadt/Gemeinde",
    Target.ADDRESS: "Adresse | Anschrift | Wohnanschrift | Adresse Familie | wohnhaft | Straße, PLZ, Ort",
    Target.PHONE: "Tel. | Telefon | Telefonnummer | Tel.-Nr. | Handy | Mobil | Mobilnummer | Festnetz | Rufnummer"
    " | Telefon/Handy",
    Target.BENEFIT_UNIT: "BG-Nr. | BG-Nummer | BG | Nummer BG | Bedarfsgemeinschaft | Bedarfsgemeinschaftsnummer",
    Target.BENEFIT_SINCE: "SGB II-Bezug seit | SGB II seit | Bezug seit | Leistungsbezug seit | im Bezug seit"
    " | ALG II seit | Leistungsbeginn",
    Target.SOURCE: "Vorschlag von | Vorgeschlagen von | vorgeschlagen durch | Vorschlag durch | Zuweiser"
    " | Zuweisung von | gemeldet von | gemeldet durch | Quelle | Zugang über | vorschlagende Stelle | vermittelt durch",
    Target.RECEIVED: "Vorschlag am | Eingangsdatum | Eingang | Eingang am | Datum Vorschlag | Vorschlagsdatum"
    " | gemeldet am | Meldung am | vorgeschlagen am | Eingang Vorschlag",
    Target.FIRST_TALK: "Erstgespräch | Erstgespräch am | EG | Datum Erstgespräch | Erstkontakt | Kennenlerngespräch",
    Target.ADMITTED: "Aufnahme am | Aufnahmedatum | Aufnahme | aufgenommen am | Beginn | Start | Beginn FAM"
    " | in FAM seit | Start FAM | Datum Aufnahme | FAM seit | Eintritt",
    Target.LEAD_PRO_ARBEIT: "Pro Arbeit | PA | Fallführung Pro Arbeit | Fallführung PA | FF PA | FF Pro Arbeit"
    " | Jobcenter | Fallmanagement | Fallmanager | zuständig Pro Arbeit | zuständig PA | Fachkraft Pro Arbeit"
    " | Fachkraft PA | FK PA | FK Pro Arbeit | Fallführung Jobcenter | Jobcoach | Coach PA | Mitarbeiter PA",
    Target.LEAD_ASD: "ASD | Fallführung ASD | FF ASD | zuständig ASD | Fachkraft ASD | Jugendamt | FF Jugendamt"
    " | Fallführung Jugendamt | FK ASD | FK Jugendamt | Mitarbeiter ASD | Bezirkssozialarbeit",
    Target.LEADS: "Fallführung | Fallführungen | fallführend | zuständig | Tandem | FF | Fachkräfte"
    " | Fallführung PA/ASD",
    Target.STATUS: "Status | Stand | Fallstatus | Zustand | Sachstand",
    Target.CLOSED: "Ende am | Ende | beendet am | Abschluss | Abschluss am | Abschlussdatum | abgeschlossen am"
    " | Austritt | Datum Ende | FAM bis | bis | Beendigung | Ende FAM | letzter Tag in FAM",
    Target.REASON: "Abschlussgrund | Grund | Grund Ende | Beendigungsgrund | Grund der Beendigung | Hauptgrund",
    Target.OCCASION: "Anlass | Problemlage | Anliegen | Thema | Auftrag",
    Target.INTERPRETER: "Dolmetscher | Dolmetschen | Sprache | Dolmetscher nötig | Muttersprache | Sprachmittlung",
    Target.REMARK: "Bemerkung | Bemerkungen | Grund / Bemerkung | Anmerkung | Anmerkungen | Notiz | Notizen | Hinweis"
    " | Hinweise | Info | Sonstiges | Kommentar",
}

BIRTH_HEADINGS = frozenset({"geburtsdatum", "geb", "geb datum", "geburtsjahr", "geboren", "geboren am", "geb am"})
CERTAIN, LIKELY = 100.0, 90.0


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return a text for comparing: folded, umlauts spelt out, single blanks: "Straße, Nr." -> "strasse nr"."""
    return " ".join(fold(text.casefold().translate(GERMAN)))


_BY_HEADING = {plain(heading): target for target, headings in _HEADINGS.items() for heading in headings.split("|")}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a heading probably means; `score` 100 is a known heading, 90-99 a similar one."""

    target: Target
    score: float


def guess(heading: str, left: Target | None = None) -> Guess | None:
    """Return the meaning of a heading, or None: better to the remark than to the wrong field.

    `left` is the meaning of the column to the left: a bare "Geb." belongs to the children only beside them.
    """
    text = plain(heading)
    if not text:
        return Guess(Target.NUMBER, CERTAIN) if heading.strip() == "#" else None
    bare = text.rstrip(" 0123456789")  # "Kind 2", "Geb. 2", "Telefon 1"
    if bare in BIRTH_HEADINGS:
        return Guess(Target.CHILDREN_BORN, CERTAIN) if left is Target.CHILDREN else None
    if text in _BY_HEADING:
        return Guess(_BY_HEADING[text], CERTAIN)
    if bare != text and _BY_HEADING.get(bare) in SEVERAL:
        return Guess(_BY_HEADING[bare], CERTAIN)
    if len(text) < 4:
        return None
    best = process.extractOne(text, _BY_HEADING.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKELY)
    return Guess(_BY_HEADING[best[0]], min(best[1], 99.0)) if best else None
