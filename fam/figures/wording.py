"""Sentences that several definitions share, so that the same rule is said in the same words everywhere."""

BY_EVENT = "Es zählt das Ereignisdatum, nicht der Tag der Eingabe; späte Einträge ändern frühere Monate."
BY_MONTH = "Zeitraum, meist ein Berichtsmonat; der laufende Monat zählt bis zum Stand."
STICHTAG = "Stichtag ist der letzte Kalendertag des Monats, im laufenden Monat der Stand."
TOO_FEW = "Unter 5 Familien im Nenner steht kein Wert („·“)."
APPROXIMATE = "Ein ungefähres Datum („ca. 07/2014“) zählt in seinem Monat."
MEDIAN = "Median: der mittlere Wert, zwischen zwei mittleren ihr Durchschnitt."
