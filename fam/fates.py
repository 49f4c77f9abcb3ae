"""What becomes of every table and column of a family when its case is erased; whatever is not named goes.

A case leaves stripped rows: of `family`, `status_period` and the tables of fam/fates_rows.py the columns that a figure
reads. Everything else is removed, also in tables that did not exist when this was written (held by tests/test_fates.py:
a new column or table must be named, so that somebody thinks about it). Nobody reads what is left (fam/remains.py); the
statistics scope counts it.
"""

from collections.abc import Mapping

from fam.fates_rows import ROWS
from fam.fates_terms import EXACT, KEY, NOBODY, NOTHING, ONE, TO_ITS_DAY, Fate, Keep, Put
from fam.rules.terms import Status

HEAD: Mapping[str, Mapping[str, Fate]] = {
    "family": {
        "id": KEY,
        "version": ONE,
        "created_at": TO_ITS_DAY,
        "created_by": NOBODY,
        "number": Put(lambda case: case.number, "zufällige Nummer; die FAM-Nummer steht in anderen Akten"),
        "name": NOTHING,
        "sort_name": NOTHING,
        "town_ags": Keep("Bestand und Vorschläge nach Wohnort (I34)"),
        "status": Put(lambda _: Status.ANONYMISED, "anonymisiert; der Verlauf bleibt in status_period"),
        "phase": NOBODY,
        "institution": Keep("Vorschläge nach Institution (I07)"),
        "proposed_by_id": NOBODY,
        "source_id": Keep("Vorschläge und Zugang nach Herkunft (I07)"),
        "received_on": Keep("Falleingang (I07), Wartezeit"),
        "received_precision": EXACT,
        "contact_agreed_on": Keep("entscheidet, welche Koordination den Fall zählt; Eigene Auswertung: Zeitachse"),
        "first_talk_on": Keep("Eigene Auswertung: Zeitachse; Dauer bis zum Erstgespräch (I10)"),
        "first_talk_precision": EXACT,
        "decided_on": Keep("Eigene Auswertung: Zeitachse; Dauer bis zur Entscheidung (I10)"),
        "admitted_on": Keep("Zugang (I02), Anwesenheit (I05), Aufnahmequote (I08)"),
        "admitted_precision": EXACT,
        "closed_on": Keep("Abgang (I03), Anwesenheit (I05)"),
        "closed_precision": EXACT,
        "reason_id": Keep("Abgang nach Hauptgrund (I32)"),
        "more_reason_ids": Keep("weitere Gründe (I31, I32)"),
        "waiting_priority": NOTHING,
        "previous_id": NOBODY,
        "legacy": Keep("Eigene Auswertung: Altbestand; entscheidet, welche Koordination den Fall zählt"),
        "import_id": NOBODY,
        "extra": Put(lambda case: dict(case.extra), "nur Felder mit „bleibt nach der Löschung“"),
    },
    "status_period": {
        "id": KEY,
        "version": ONE,
        "created_at": TO_ITS_DAY,
        "created_by": NOBODY,
        "family_id": KEY,
        "status": Keep("Bestand (I01), Warteliste (I09), Nichtaufnahmen (I31)"),
        "starts_on": Keep("Stichtage aller vergangenen Monate"),
        "ends_on": Keep("Stichtage aller vergangenen Monate"),
        "reason_id": NOBODY,
        "note": NOTHING,
        "expected_until": Keep("ob ein Vorschlag zur Ergänzung zurückgegeben war (I10)"),
    },
}
KEPT: Mapping[str, Mapping[str, Fate]] = {**HEAD, **ROWS}
OF_FAM = (  # persons, receipt and consents stay only of families that were in FAM: no figure counts those of the others
    "address", "benefit_unit", "consent", "consent_item", "member", "receipt", "station", "unit_member",
)  # fmt: skip
ROWS_GO: Mapping[str, str] = {
    "access_grant": "Protokoll des Zugriffs mit Begründung",
    "access_request": "Auskünfte: wer fragte und was entschieden wurde; eine laufende verhindert die Löschung",
    "change_entry": "Änderungsprotokoll mit alten und neuen Werten (so lange wie der Fall)",
    "consent_scan": "das unterschriebene Blatt; es liegt in der führenden Akte",
    "custody": "Sorge",
    "dissent": "Dissense mit Notiz",
    "entry_release": "Freigaben einzelner Einträge (so lange wie der Fall)",
    "erasure_hold": "Löschsperren mit Begründung; eine geltende verhindert die Löschung",
    "family_detail": "Anlass, Angebote, Bemerkung, Dolmetschen, Leistungsbezug",
    "family_plan": "Fassungen des Familienplans",
    "judgement": "Antworten der Prüfung mit Begründung",
    "measure_goal": "welche Maßnahme welchem Ziel dient: liest keine Kennzahl",
    "note": "Einträge",
    "phone": "Telefonnummern",
    "plan_item": "wie family_plan",
    "protection_report": "Weitergabe an den Kinderschutz (führt das Jugendamt in eigener Akte)",
    "read_entry": "Leseprotokoll",
    "relation": "Beziehungen in der Familie",
    "residence": "wer wo wohnt",
    "search_word": "Suchwörter",
    "sharing": "was geteilt werden durfte",
    "statement": "Gegendarstellungen und Einschränkungen",
    "task": "Aufgaben",
    "vote": "Voten mit Begründung",
}
ELSEWHERE: Mapping[str, str] = {  # what speaks of a family without belonging to it
    "draft": "angefangene Texte zu der Familie und ihren Einträgen werden entfernt",
    "erasure_item": "das Löschprotokoll selbst: Zeile, Tag und Regel, danach ohne FAM-Nummer",
    "family": "Verweise anderer Fälle (früherer Fall, Verweisfelder des Teams) werden entfernt",
    "field_stash": "Originale nach einer Änderung der Feldart werden entfernt",
    "import_batch": "der Bericht zählt nur; seine Zeilen um die Liste herum werden entfernt",
    "import_row": "die Zeile der Liste bleibt als Zähler, ihr Inhalt wird entfernt",
    "saved_view": "Filter, in denen Name oder Nummer der Familie steht, werden geleert",
}
