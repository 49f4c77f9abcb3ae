"""Why Leitung does not get a number (domain handbook §5.11): one sentence each."""

PERSONAL = "Zahlen zu einzelnen Fachkräften bleiben bei der Koordination (Personalvertretung)."
FROZEN = (
    "Für die Leitung steht das in den eingefrorenen Berichten (Auswertung, Berichte): aus vielen Ständen ließen sich "
    "kleine Zahlen errechnen."
)
QUARTERLY = (
    "Für die Leitung nur im Quartalsbericht: aus Monat und Quartal zusammen ließen sich kleine Zahlen errechnen."
)
MONTHLY = (
    "Für die Leitung nur im Monatsbericht: aus dem Durchschnitt des Quartals und den Monaten ließen sich kleine Zahlen "
    "errechnen."
)
CLOSED = "Ungekürzte Gesamtzahlen hat der Datenschutz für die Leitung abgeschaltet; der Rest steht in den Berichten."
STRICTER = "Seither gilt eine strengere Regel für kleine Zahlen; dieser Bericht lässt sich nach ihr nicht mehr prüfen."
NO_PERIOD = (
    "Für die Leitung nur zum Monatsende oder für ein ganzes Quartal: aus beliebigen Tagen ließen sich kleine Zahlen "
    "errechnen."
)
REVISED = (
    "Anders als im früheren Bericht zu diesem Stichtag: für die Leitung gilt dessen Zahl weiter, denn aus dem "
    "Unterschied ließen sich kleine Zahlen errechnen."
)
TOO_SMALL = "Zu wenige Familien für diese Aufteilung: kleine Zahlen ließen sich errechnen."
