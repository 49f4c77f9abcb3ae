"""What every Auskunft says besides the data: purposes, law, recipients, rights (Art. 15 Abs. 1 DSGVO, § 83 SGB X)."""

PURPOSES = (
    "Gemeinsame Begleitung der Familie durch Pro Arbeit (SGB II) und den ASD des Jugendamts (SGB VIII) im "
    "Familienmanagement (FAM): Prüfung eines Vorschlags, Gespräche, Vereinbarungen, Aufgaben; dazu Zahlen ohne Namen."
)
BASIS = (
    "Pro Arbeit: Art. 6 Abs. 1 Buchst. e DSGVO, §§ 67a ff. SGB X, § 50 SGB II. ASD: Art. 6 Abs. 1 Buchst. e DSGVO, "
    "§§ 61 ff. SGB VIII. Weitergabe zwischen beiden: Ihre Einwilligung (§ 67b SGB X), oder die bei der Freigabe "
    "genannte Vorschrift."
)
ORIGIN = (
    "Von Ihnen und Ihrer Familie in Gesprächen, vom Vorschlag der genannten Institution, und, wo es dabei steht, aus "
    "der Familienliste des Teams vor diesem Programm."
)
RIGHTS = (
    "Berichtigung (Art. 16 DSGVO), Löschung (Art. 17 DSGVO), Einschränkung (Art. 18 DSGVO, § 84 SGB X), Widerspruch "
    "(Art. 21 DSGVO), Widerruf einer Einwilligung jederzeit (Art. 7 Abs. 3 DSGVO). Beschwerde bei der oder dem "
    "Hessischen Beauftragten für Datenschutz und Informationsfreiheit (Art. 77 DSGVO). Eine automatische Entscheidung "
    "gibt es nicht."
)
LEFT_OUT = (
    "Nicht enthalten sind Angaben über andere Personen, der Name von Menschen, die etwas mitgeteilt haben, und was nur "
    "der Datenschutzkontrolle oder Datensicherung dient (§ 83 SGB X)."
)
ENTRUSTED = (
    "Einträge, die einer Fachkraft des ASD zum Zweck persönlicher Hilfe anvertraut wurden (§ 65 SGB VIII) und deshalb "
    "nicht Teil dieser Auskunft sind: {count}. Die Fachkraft, der sie anvertraut wurden, prüft sie selbst."
)
HOUSEHOLD = "Weitere Personen im Haushalt der Familie: {roles}. Ihre Angaben stehen in einer eigenen Auskunft."
ELSEWHERE = "Anschriften, Telefone und Bedarfsgemeinschaften der Familie sind nicht enthalten: Sie betreffen andere."
KEEPING = "{when} (Fristen des Löschkonzepts). Protokolle des Lesens: sechs Monate."
HELD = "eine Löschsperre schiebt das hinaus (seit {days}), den Grund nennt die Koordination"
