"""What stays of the rows behind a case when it is erased: dates, kinds and keys that a figure reads; no text, no name.

Which figure reads a column stands beside it (indicators: domain handbook §6.2).
"""

from collections.abc import Mapping

from fam.fates_terms import (
    AS_MONTH,
    BORN_IN,
    EXACT,
    KEY,
    NO,
    NO_FIELDS,
    NO_LIST,
    NOBODY,
    NOTHING,
    ONE,
    TO_ITS_DAY,
    Fate,
    Keep,
    Put,
)
from fam.rules.terms import Confidentiality, DataCategory, LegalCircle

BETWEEN = Keep("Schlüssel zu einer anderen bereinigten Zeile desselben Falls")
STARTS, ENDS = Keep("seit wann es galt: jeder vergangene Stichtag"), Keep("bis wann es galt: jeder vergangene Stichtag")
RECORD: Mapping[str, Fate] = {
    "id": KEY, "version": ONE, "created_at": TO_ITS_DAY, "created_by": NOBODY, "family_id": KEY,
}  # fmt: skip
EXTENDABLE: Mapping[str, Fate] = {"extra": NO_FIELDS}
CONTENT: Mapping[str, Fate] = {
    **RECORD,
    "legal_circle": Put(lambda _: LegalCircle.BOTH),
    "institution": Keep("welche Institution es festhielt (Dokumentationsverzug I19, Überprüfungen I20)"),
    "confidentiality": Put(lambda _: Confidentiality.ENTRUSTED, "anvertraut und ohne Verfasser: niemand liest es"),
    "event_on": Keep("Ereignistag: entscheidet, in welchem Zeitraum gezählt wird"),
    "author_id": NOBODY,
    "category": Put(lambda _: DataCategory.WORK, "sagt bei Gesundheit schon zu viel"),
    "about_id": BETWEEN,
    "not_for_parents": NO,
}
ROWS: Mapping[str, Mapping[str, Fate]] = {
    "member": {
        **RECORD, **EXTENDABLE,
        "first_name": NOTHING,
        "last_name": NOTHING,
        "role": Keep("Kinder und Erwachsene (I01, I35), nötige Einwilligungen (I36)"),
        "born_on": BORN_IN,
        "born_precision": AS_MONTH,
        "custody_holder": Keep("nötige Einwilligungen (I36)"),
        "in_household": Keep("Familienstruktur (I35), nötige Einwilligungen (I36)"),
        "employable": Keep("eLb (I24, I27)"),
        "takes_part": Keep("nötige Einwilligungen (I36)"),
        "starts_on": STARTS,
        "ends_on": ENDS,
    },
    "address": {
        **RECORD, **EXTENDABLE,
        "street": NOTHING,
        "postcode": NOTHING,
        "town_ags": Keep("Regionalverteilung am Stichtag, Umzüge (I34)"),
        "town_text": NOTHING,
        "starts_on": STARTS,
        "ends_on": ENDS,
        "protected": NO,
    },
    "benefit_unit": {
        **RECORD, **EXTENDABLE,
        "number": NOTHING,
        "place": NOTHING,
        "in_receipt": Keep("BG mit und ohne Leistungsbezug (I25, I26)"),
        "starts_on": STARTS,
        "starts_precision": EXACT,
        "ends_on": ENDS,
    },
    "unit_member": {
        **RECORD, **EXTENDABLE,
        "unit_id": BETWEEN, "member_id": BETWEEN, "share": NOBODY, "starts_on": STARTS, "ends_on": ENDS,
    },
    "receipt": {
        **CONTENT, **EXTENDABLE,
        "unit_id": BETWEEN,
        "level": Keep("Leistungsbezug als Klasse (I25 bis I28)"),
        "percent": Keep("Höhe in Prozent der Ausgangslage (I26); nie ein Betrag"),
        "ends_on": ENDS,
        "end_reason": Keep("warum kein Bezug mehr (I25)"),
    },
    "station": {
        **CONTENT, **EXTENDABLE,
        "kind": Keep("Schule, Ausbildung, Arbeit (I23, I24, I27)"), "ends_on": ENDS, "place": NOTHING, "aim": NOTHING,
    },
    "goal": {
        **CONTENT, **EXTENDABLE,
        "area_id": Keep("Zielerreichung je Zielbereich (I21)"),
        "text": NOTHING, "due_on": NOBODY,
        "level_0": NOTHING, "level_p1": NOTHING, "level_p2": NOTHING, "level_m1": NOTHING, "level_m2": NOTHING,
        "weight": ONE,
        "outcome": Keep("Zielerreichung (I21)"),
        "ended_on": Keep("Ziele, die im Zeitraum endeten (I21)"),
        "end_reason": NOTHING, "not_ratable": NOTHING,
        "position": Put(lambda _: 0),
    },
    "goal_rating": {
        **CONTENT,
        "goal_id": BETWEEN, "perspective": Keep("wer einschätzt (I21)"), "rating": Keep("letzte Einschätzung (I21)"),
        "note": NOTHING, "review_id": BETWEEN, "meeting_id": BETWEEN,
    },
    "need": {
        **CONTENT, **EXTENDABLE,
        "area_id": Keep("Fortschritt je Lebensbereich (I22)"), "perspective": Keep("wer einschätzt (I22)"),
        "level": Keep("Fortschritt (I22)"), "note": NOTHING, "review_id": BETWEEN, "meeting_id": BETWEEN,
    },
    "measure": {
        **CONTENT, **EXTENDABLE,
        "instrument_code": Keep("Maßnahmen nach Rechtskreis und Kombinationen (I29, I30)"),
        "level": Keep("für wen: Person, BG, Familie (I29)"),
        "unit_id": BETWEEN,
        "status": Keep("laufend, beendet, abgelehnt (I29, I30)"),
        "handling": NOBODY,
        "provider": NOTHING,
        "decided_on": Keep("Stand an einem vergangenen Tag (I29)"),
        "starts_on": STARTS,
        "ends_on": ENDS,
        "note": NOTHING,
    },
    "review": {
        **CONTENT, **EXTENDABLE,
        "kind": Keep("FAM-Plan, EGV, Hilfeplan getrennt (I20)"), "due_on": Keep("fällig im Zeitraum (I20)"),
        "held_on": Keep("fristgerecht (I20)"), "meeting_id": BETWEEN, "reference": NOTHING,
    },
    "meeting": {
        **CONTENT, **EXTENDABLE,
        "kind_id": Keep("Gespräch, Hausbesuch, Telefon (I16, I17)"),
        "state": Keep("stattgefunden, abgesagt, ausgefallen (I16 bis I18)"),
        "starts_at": NOBODY, "ends_at": NOBODY, "place": NOTHING,
        "cancelled_on": Keep("kurzfristig abgesagt (I18)"),
        "topics": NOTHING, "agreements": NOTHING, "next_on": NOBODY, "gathering": NOTHING,
        "recorded": Keep("geplant und noch nicht dokumentiert (I18, I19)"),
    },
    "attendee": {
        "id": KEY, "meeting_id": BETWEEN, "family_id": KEY,
        "party": Keep("welche Seite dabei war (I17)"),
        "account_id": NOBODY, "member_id": BETWEEN, "name": NOTHING,
        "present": Keep("anwesend, nicht nur eingeladen (I17)"),
    },
    "lead": {
        **RECORD,
        "account_id": Keep("Auslastung je Fachkraft, Vertretungsquote (I14, I15): nur die Nummer des Kontos"),
        "name_text": NOTHING,
        "institution": Keep("Auslastung je Institution (I13)"),
        "kind": Keep("Fallführung oder Vertretung (I14, I15)"),
        "starts_on": STARTS,
        "ends_on": Keep("bis wann es galt; was noch liefe, endet am Tag der Löschung"),
    },
    "closing": {
        **CONTENT, **EXTENDABLE,
        "outcome": Keep("Ergebnis des Abschlusses (Wirkung)"), "summary": NOTHING, "handover": NOTHING,
        "follow_up": Keep("Nachbefragung vereinbart (Wirkung)"), "meeting_id": BETWEEN,
    },
    "follow_up": {
        **CONTENT, **EXTENDABLE,
        "months": Keep("nach 3, 6, 12 Monaten (Wirkung)"), "held_on": Keep("gefragt am (Wirkung)"),
        "reached": Keep("erreicht (Wirkung)"), "receipt": Keep("Leistungsbezug danach (Wirkung)"),
        "in_work": Keep("Arbeit oder Ausbildung danach (Wirkung)"), "note": NOTHING,
    },
    "consent": {
        **RECORD,
        "member_id": BETWEEN, "form_id": NOBODY, "purpose": NOTHING, "bodies": NOTHING,
        "given_on": Keep("Einwilligungsstand an einem vergangenen Tag (I36)"),
        "valid_until": Keep("Einwilligungsstand an einem vergangenen Tag (I36)"),
        "electronic": NO, "signer_ids": NO_LIST, "signed_by": NOTHING, "exception": NOTHING,
        "transferred_on": NOBODY, "author_id": NOBODY,
    },
    "consent_item": {
        **RECORD,
        "consent_id": BETWEEN, "member_id": BETWEEN,
        "category": Keep("Kern der Einwilligung oder mehr (I36)"), "source": Keep("in welche Richtung (I36)"),
        "starts_on": STARTS, "ends_on": ENDS,
        "revoked_at": TO_ITS_DAY, "revoked_on": Keep("widerrufen am (I36)"), "revoked_by": NOBODY,
    },
}  # fmt: skip
