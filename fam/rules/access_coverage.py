"""What an Auskunft holds of each table that hangs on a family, and what it leaves out, each for its reason.

Declared fields and those of the team are part of it without being named. A test fails for a new column or table that is
neither shown nor left out here.
"""

from collections.abc import Mapping

CONTROL = "dient nur der Datenschutzkontrolle oder Datensicherung (§ 83 Abs. 1 Nr. 2 Buchst. b SGB X)"
LINK = "verbindet Datensätze; was verbunden ist, steht selbst in der Auskunft"
STATED = {"entity": "Art des Eintrags", "institution": "Institution", "kind": "Art", "author_id": "Aufgenommen von"}
CONTENT = {
    "institution": "Institution", "legal_circle": "Rechtskreis", "category": "Datenkategorie", "created_at": "Erfasst",
    "author_id": "Verfasst von",
}  # fmt: skip
SHOWN: Mapping[str, Mapping[str, str]] = {  # columns that are no declared field -> what they are called
    "family": {
        "number": "FAM-Nummer", "institution": "Vorschlag von", "proposed_by_id": "Vorgeschlagen durch",
        "more_reason_ids": "Weitere Gründe", "legacy": "Altbestand (aus einer Liste)", "created_at": "Erfasst",
    },
    "family_detail": {"created_at": "Erfasst"},
    "member": {"created_at": "Erfasst"},
    "address": {"town_ags": "Gemeinde", "created_at": "Erfasst"},
    "phone": {"created_at": "Erfasst"},
    "benefit_unit": {"created_at": "Erfasst"},
    "status_period": {
        "status": "Status", "starts_on": "von", "ends_on": "bis (erster Tag nicht mehr)", "reason_id": "Grund",
        "to_confirm": "Abschluss noch zu bestätigen", "confirmed_on": "Abschluss bestätigt am",
        "confirmed_by": "Abschluss bestätigt von", "created_at": "Erfasst",
    },
    "lead": {
        "account_id": "Name", "name_text": "Name in der Liste", "institution": "Institution", "kind": "Aufgabe",
        "starts_on": "von", "ends_on": "bis (erster Tag nicht mehr)", "created_at": "Erfasst",
    },
    "meeting": {"starts_at": "Uhrzeit", "ends_at": "bis", "recorded": "dokumentiert", **CONTENT},
    "task": {"owner_id": "Zuständig", "done_by": "Erledigt durch", **CONTENT},
    "note": CONTENT,
    **dict.fromkeys(("need", "goal", "goal_rating", "measure", "review", "station", "receipt", "closing"), CONTENT),
    "family_plan": {"number": "Fassung", **CONTENT},
    "plan_item": {"values": "Zeile des Plans", **CONTENT},
    "follow_up": {"months": "Monate nach dem Abschluss", **CONTENT},
    "relation": {"created_at": "Erfasst"},
    "custody": {"created_at": "Erfasst"},
    "residence": {"created_at": "Erfasst"},
    "unit_member": {"created_at": "Erfasst"},
    "judgement": {
        "institution": "Institution", "criterion": "Kriterium", "answer": "Antwort", "reason": "Begründung",
        "author_id": "Eingeschätzt von", "created_at": "Erfasst",
    },
    "vote": {
        "institution": "Institution", "answer": "Votum", "reason": "Begründung", "voted_on": "Tag des Votums",
        "author_id": "Abgegeben von", "created_at": "Erfasst",
    },
    "dissent": {
        "raised_on": "Entstanden am", "settled_on": "Geklärt am", "outcome": "Ergebnis", "note": "Anmerkung",
        "settled_by": "Geklärt von", "created_at": "Erfasst",
    },
    "consent": {"form_id": "Fassung", "author_id": "Aufgenommen von", "created_at": "Erfasst"},
    "consent_item": {
        "category": "Datenkategorie", "source": "gibt weiter", "starts_on": "von", "ends_on": "bis (letzter Tag)",
        "revoked_on": "widerrufen am", "created_at": "Erfasst",
    },
    "consent_scan": {"name": "Datei", "media_type": "Dateityp", "added_at": "Hinzugefügt"},
    "sharing": {
        "category": "Datenkategorie", "source": "gibt weiter", "starts_on": "von", "ends_on": "bis (letzter Tag)",
    },
    "entry_release": {
        "institution": "gibt weiter", "to_institution": "Empfänger", "basis": "Art der Grundlage",
        "category": "Datenkategorie", "released_on": "Freigegeben am", "author_id": "Freigegeben von",
        "revoked_at": "Zurückgenommen", "created_at": "Erfasst",
    },
    "access_grant": {"reason": "Grund", "starts_at": "von", "ends_at": "bis", "created_at": "Erfasst"},
    "protection_report": {"institution": "Institution", "author_id": "Weitergegeben von", "created_at": "Erfasst"},
    "import_row": {"cells": "Zeile der Liste", "outcome": "Was daraus wurde", "reasons": "Warum"},
    "statement": {"lifted_by": "Beendet von", **STATED, "created_at": "Erfasst"},
    "access_request": {
        "state": "Stand", "extended_on": "Verlängert am", "author_id": "Aufgenommen von", "created_at": "Erfasst",
    },
    "attendee": {"present": "Anwesend"},
}  # fmt: skip
LEFT_OUT: Mapping[tuple[str, str], str] = {
    ("family", "previous_id"): "genannt wird die Nummer des früheren Falls",
    ("family", "import_id"): LINK,
    ("family", "sort_name"): "eine Sortierform des Namens",
    ("meeting", "gathering"): "verbindet Gespräche mehrerer Familien, also Angaben zu Dritten",
    **{
        (entity, "about_id"): LINK
        for entity in (
            "meeting",
            "task",
            "note",
            "need",
            "goal",
            "goal_rating",
            "measure",
            "review",
            "family_plan",
            "plan_item",
            "station",
            "receipt",
            "closing",
            "follow_up",
        )
    },
    **{(entity, "meeting_id"): LINK for entity in ("task", "need", "goal_rating", "review", "closing")},
    **{(entity, "review_id"): LINK for entity in ("need", "goal_rating")},
    ("task", "goal_id"): LINK,
    ("goal", "position"): "Reihenfolge der Anzeige",
    ("goal_rating", "goal_id"): LINK,
    ("measure", "unit_id"): LINK,
    ("receipt", "unit_id"): LINK,
    ("plan_item", "plan_id"): LINK,
    ("plan_item", "entity"): LINK,
    ("plan_item", "record_id"): LINK,
    ("plan_item", "position"): "Reihenfolge der Anzeige",
    ("relation", "first_id"): LINK,
    ("relation", "second_id"): LINK,
    ("custody", "child_id"): LINK,
    ("custody", "adult_id"): LINK,
    ("residence", "member_id"): LINK,
    ("residence", "address_id"): LINK,
    ("unit_member", "member_id"): LINK,
    ("unit_member", "unit_id"): LINK,
    ("consent", "member_id"): LINK,
    ("consent", "signer_ids"): "Angaben zu Dritten: wer sonst unterschrieb",
    ("consent_item", "member_id"): LINK,
    ("consent_item", "consent_id"): LINK,
    ("consent_item", "revoked_at"): "der Tag des Widerrufs steht in der Auskunft",
    ("consent_item", "revoked_by"): CONTROL,
    ("consent_scan", "content"): "die Erklärung selbst; eine Kopie wird auf Wunsch beigelegt",
    ("consent_scan", "consent_id"): LINK,
    ("consent_scan", "added_by"): CONTROL,
    ("sharing", "member_id"): LINK,
    ("entry_release", "entity"): LINK,
    ("entry_release", "record_id"): LINK,
    ("entry_release", "member_id"): LINK,
    ("entry_release", "revoked_by"): CONTROL,
    ("access_grant", "account_id"): "Beschäftigte: genannt wird die Institution",
    ("import_row", "batch_id"): LINK,
    ("import_row", "sheet"): "Stelle in der Liste, sagt nichts über die Person",
    ("import_row", "row"): "Stelle in der Liste, sagt nichts über die Person",
    ("import_row", "listed"): "dasselbe wie die Zeile, für einen späteren Abgleich",
    ("statement", "record_id"): LINK,
    ("statement", "member_id"): LINK,
    ("access_request", "member_id"): LINK,
    ("access_request", "asker_id"): "wer verlangt hat, steht am Anfang der Auskunft",
    ("access_request", "decisions"): "die Durchsicht selbst; ihr Ergebnis steht bei jedem Teil",
    ("access_request", "entrusted"): LINK,
    ("access_request", "looked_by"): CONTROL,
    ("access_request", "released_by"): CONTROL,
    ("access_request", "released_at"): "der Tag der Freigabe steht am Anfang der Auskunft",
    ("access_request", "released_on"): "der Tag der Freigabe steht am Anfang der Auskunft",
    ("access_request", "answered_on"): "steht erst nach der Antwort fest",
    ("access_request", "checksum"): CONTROL,
    ("access_request", "extension"): "der Grund der Verlängerung wurde der Person mitgeteilt",
    ("access_request", "refusal"): "eine abgelehnte Auskunft wird schriftlich begründet",
    ("attendee", "party"): LINK,
    ("attendee", "name"): "Angaben zu Dritten",
    ("attendee", "account_id"): "Beschäftigte: genannt werden Namen in ihrer Funktion",
    ("attendee", "member_id"): LINK,
    ("attendee", "meeting_id"): LINK,
}
TECHNICAL: Mapping[str, str] = {  # in every table
    "id": LINK,
    "family_id": LINK,
    "version": "zählt Änderungen, sagt nichts über die Person",
    "created_by": CONTROL,
    "extra": "die Felder des Teams; jedes steht einzeln in der Auskunft",
}
TABLES_LEFT_OUT: Mapping[str, str] = {
    "change_entry": CONTROL,
    "measure_goal": LINK,
    "read_entry": CONTROL,
    "search_word": "Suchformen der Namen, aus den Namen gebildet",
    "draft": "noch nicht gespeicherter Text einzelner Beschäftigter",
    "field_stash": CONTROL,
    "erasure_hold": "gilt dem Fall, nicht der Person; dass es sie gibt, steht unter „Wie lange“, ohne den Grund",
    "erasure_item": "das Löschprotokoll: Tag und Regel, keine Angabe zur Person",
}
