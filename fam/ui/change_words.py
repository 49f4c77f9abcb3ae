"""How the change log calls tables, and columns that are no declared fields."""

NOUNS = {
    "family": "Familie", "family_detail": "Anlass und Lage", "status_period": "Status", "lead": "Fallführung",
    "member": "Mitglied", "address": "Adresse", "phone": "Telefon", "benefit_unit": "BG", "judgement": "Einschätzung",
    "vote": "Votum", "dissent": "Dissens", "meeting": "Gespräch", "attendee": "Teilnahme", "task": "Aufgabe",
    "note": "Eintrag", "protection_report": "Weitergabe Kinderschutz", "plan_version": "Plan", "plan_point": "Planwert",
    "place": "Plätze", "account": "Konto", "account_role": "Rolle", "second_factor": "Zweiter Faktor",
    "external_identity": "Verzeichnis-Anmeldung", "list_item": "Liste", "setting": "Einstellung",
    "town_area": "FAM-Gebiet", "access_grant": "Zugriff mit Begründung", "import_batch": "Import",
    "import_profile": "Spaltenzuordnung", "import_name": "Namenszuordnung", "field_def": "Feld",
    "field_choice": "Option eines Feldes", "field_conversion": "Änderung der Feldart", "saved_view": "Ansicht",
    "consent": "Einwilligung", "consent_item": "Umfang der Einwilligung", "consent_scan": "Scan der Einwilligung",
    "entry_release": "Freigabe", "erasure_run": "Löschlauf", "erasure_hold": "Löschsperre",
    "access_request": "Auskunft", "statement": "Erklärung zu einem Eintrag", "need": "Bedarf", "goal": "Ziel",
    "goal_rating": "Einschätzung eines Ziels", "measure": "Maßnahme", "measure_goal": "Ziel einer Maßnahme",
    "review": "Überprüfung", "family_plan": "Familienplan", "plan_item": "Zeile des Familienplans",
    "station": "Station", "receipt": "SGB II-Bezug", "closing": "Abschluss", "follow_up": "Nachbefragung",
    "relation": "Beziehung", "custody": "Sorge", "residence": "Wohnt bei", "unit_member": "Person in der BG",
    "area_level": "Stufe eines Lebensbereichs", "document_template": "Vorlage", "instrument": "Leistung",
}  # fmt: skip
FIELDS = {
    "starts_on": "von", "ends_on": "bis", "account_id": "Person", "institution": "Institution", "kind": "Art",
    "answer": "Antwort", "reason": "Grund", "event_on": "Datum", "owner_id": "Zuständig", "more_reason_ids":
    "weitere Gründe", "voted_on": "Tag des Votums", "settled_on": "geklärt am", "outcome": "Ergebnis",
    "active": "aktiv", "display_name": "Name", "username": "Benutzername", "must_change_password":
    "muss Passwort ändern",
    "password_hash": "Passwort", "secret": "Schlüssel", "set_up_at": "eingerichtet am", "codes_made_at":
    "Wiederherstellungscodes vom", "provider": "Verzeichnis", "login_name": "Anmeldename",
    "value": "Wert", "fte": "Stellenanteil", "case_key": "Fallschlüssel",
    "planned_stock": "Geplanter Bestand", "done_by": "Erledigt von", "confidentiality":
    "Vertraulichkeit", "name_text": "Name in der Liste", "recorded": "dokumentiert", "gathering": "Teamsitzung",
    "reason_id": "Grund", "key": "Einstellung", "file_hash": "Prüfsumme", "report": "Bericht",
    "undone_at": "zurückgenommen am", "number": "FAM-Nummer", "proposed_by_id": "Eingetragen von",
    "legacy": "Altbestand", "party": "Seite",
    "town_ags": "Ort (Gemeinde)", "list": "Liste", "code": "Schlüssel", "position": "Reihenfolge",
    "archived": "archiviert", "ags": "Gemeinde", "legal_circle": "Rechtskreis", "raised_on": "entstanden am",
    "settled_by": "geklärt von", "member_id": "Mitglied", "name": "Name", "month": "Monat", "decided_on":
    "beschlossen am", "title": "Titel", "note": "Anmerkung", "file_name": "Datei", "ends_at": "bis", "author_id":
    "Verfasst von", "meeting_id": "Gespräch", "plan_id": "Plan", "starts_at": "Uhrzeit",
    "entity": "Gehört zu", "label_norm": "Bezeichnung (verglichen)", "settings": "Einstellungen", "default": "Vorgabe",
    "required": "Pflicht", "required_since": "Pflicht seit", "is_unique": "nur einmal", "indexed": "beschleunigt",
    "in_list": "in Listen", "in_filter": "in Filtern", "in_charts": "in Auswertungen", "in_proposal": "im Vorschlag",
    "shown_when": "nur wenn", "readers": "nur lesbar für", "writers": "nur auszufüllen von", "state": "Stand",
    "testers": "Probegruppe", "column_name": "Spalte", "field_id": "Feld", "merged_into": "zusammengelegt mit",
    "batch": "Vorgang", "before": "vorher", "after": "nachher", "counts": "Anzahlen", "reverted": "zurückgenommen",
    "subject": "Gegenstand", "shared": "geteilt",
    "category": "Datenkategorie", "about_id": "Betrifft", "source": "von", "consent_id": "Einwilligung",
    "signer_ids": "Unterschriften", "revoked_at": "widerrufen am", "revoked_on": "widerrufen (Tag)",
    "revoked_by": "Widerruf aufgenommen von", "media_type": "Dateityp", "content": "Datei",
    "added_at": "hinzugefügt am",
    "added_by": "hinzugefügt von", "record_id": "Eintrag", "to_institution": "für", "basis": "Grundlage",
    "released_on": "freigegeben am", "proposed_by": "vorgeschlagen von", "proposed_on": "vorgeschlagen am",
    "confirmed_by": "bestätigt von", "confirmed_on": "bestätigt am", "ended_on": "beendet am", "erased": "gelöscht",
    "is_open": "offen", "set_on": "gesetzt am", "set_by": "gesetzt von", "lifted_on": "aufgehoben am",
    "lifted_by": "aufgehoben von",
    "asker_id": "Verlangt von", "extended_on": "verlängert am", "decisions": "Durchsicht",
    "entrusted": "Anvertrautes dazu", "looked_by": "Anvertrautes geprüft von", "released_by": "Freigegeben von",
    "released_at": "freigegeben um", "checksum": "Prüfsumme",
    "area_id": "Lebensbereich", "level": "Stufe", "review_id": "Überprüfung", "goal_id": "Ziel", "unit_id": "BG",
    "measure_id": "Maßnahme", "values": "Werte", "text": "Wortlaut", "first_id": "Person", "second_id": "zu", "child_id": "Kind",
    "adult_id": "Sorge bei", "address_id": "Adresse", "months": "Monate",
    "family_id": "Akte", "status": "Status", "criterion": "Kriterium", "role": "Rolle", "present": "anwesend",
}  # fmt: skip
