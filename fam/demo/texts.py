"""What stands in the demo's meetings, agreements, tasks and notes; a text may be bound to the law of its time."""

from datetime import date
from functools import lru_cache

DSGVO = date(2018, 5, 25)
ADVANCE = date(2017, 7, 1)  # Unterhaltsvorschuss up to 18 years

Dated = tuple[tuple[str, date | None], ...]

TOPICS: Dated = (
    ("Stand der Bewerbungen; Betreuung der jüngeren Kinder am Nachmittag.", None),
    ("Schulbesuch, Lernförderung über Bildung und Teilhabe (§ 28 SGB II), Tagesablauf.", None),
    ("Wünsche der Familie für das nächste halbe Jahr; was gelingt schon gut?", None),
    ("Praktikum der Tochter; Fahrtkosten aus dem Vermittlungsbudget.", None),
    ("Haushaltsplan, Raten bei der Schuldnerberatung (§ 16a SGB II).", None),
    ("Kita-Platz und Arbeitszeiten der Mutter aufeinander abstimmen.", None),
    ("Sprachkurs des Vaters, danach Anerkennung des Berufsabschlusses.", None),
    ("Umgang an den Wochenenden; Beratung nach § 18 SGB VIII in Anspruch nehmen.", None),
    ("Zwischenstand der SPFH (§ 31 SGB VIII): Familie erlebt die Besuche als entlastend.", None),
    ("Eingliederungsvereinbarung und Familienplan aufeinander abgestimmt.", None),
    ("Ausbildungsplatz gesucht: ausbildungsbegleitende Hilfen erklärt.", None),
    ("Unterhaltsvorschuss auch für ältere Kinder: was sich geändert hat.", ADVANCE),
    ("Neue Datenschutzregeln (DSGVO) erklärt; Einwilligung noch einmal besprochen.", DSGVO),
)
AGREEMENTS: Dated = (
    ("Antrag auf Lernförderung stellen", None),
    ("Bewerbungsunterlagen gemeinsam durchsehen", None),
    ("Termin bei der Schuldnerberatung vereinbaren", None),
    ("Platz in der Nachmittagsbetreuung anfragen", None),
    ("Schule um Rückmeldung bitten (Familie ist einverstanden)", None),
    ("Probetag im Betrieb organisieren", None),
    ("Vormerkung für den Kita-Platz prüfen", None),
    ("Unterlagen für die Berufsanerkennung zusammenstellen", None),
    ("Familie spricht mit der Sportgruppe über einen Schnuppertermin", None),
    ("Erziehungsberatung: Kontakt herstellen", None),
    ("Antrag auf Unterhaltsvorschuss stellen", ADVANCE),
    ("Neue Einwilligungserklärung mit der Familie durchgehen", DSGVO),
)
NOTES_PRO_ARBEIT: Dated = (
    ("Bewilligungszeitraum endet in drei Monaten; Weiterbewilligung angesprochen.", None),
    ("Arbeitgeber meldet: Probearbeiten verlief gut.", None),
    ("Potenzialanalyse ergänzt; Stärken im Umgang mit Menschen.", None),
    ("Fahrkarte aus dem Vermittlungsbudget bewilligt.", None),
)
NOTES_ASD: Dated = (
    ("Hilfeplan: nächste Fortschreibung vorbereitet.", None),
    ("Gespräch mit der SPFH-Fachkraft geführt.", None),
    ("Kollegiale Beratung im Fachkräfteteam: weiter wie geplant.", None),
    ("Mutter wünscht einen Termin ohne die Kinder.", None),
)
NOTES_TEAM: Dated = (
    ("Familie ist bis Monatsende verreist und danach wieder erreichbar.", None),
    ("Telefonisch: Das Praktikum wurde um zwei Wochen verlängert.", None),
    ("Bitte beim nächsten Gespräch die Ferienbetreuung ansprechen.", None),
    ("Zeugnis ist gut ausgefallen; Familie freut sich.", None),
)
PLACES = ("bei der Familie", "Büro Pro Arbeit", "Rathaus", "Beratungszentrum West", "Schule")
CANCELLED = ("Kind krank", "Familie bat um Verschiebung", "Terminüberschneidung im Team")


@lru_cache(maxsize=4096)
def valid(texts: Dated, day: date) -> tuple[str, ...]:
    """Return the texts that could be written on a day."""
    return tuple(text for text, since in texts if since is None or since <= day)
