"""The people of the demo: eight who are advertised with a log-in, and the colleagues they share the work with."""

from dataclasses import dataclass
from datetime import date

from fam.rules.terms import Institution, Role

TODAY = date(2018, 10, 15)
PASSWORD = "Demo-Westkreis-2017"
GO_LIVE = date(2017, 2, 6)  # the team's list (as of 31.01.2017) was taken over: what is older is "Altbestand"

PRO_ARBEIT, ASD = Institution.PRO_ARBEIT, Institution.ASD
KERSTIN, KONRAD = "kerstin", "konrad"  # Koordination; Kerstin took the list over

# from, to (first day without), FTE, families per FTE
Stint = tuple[date, date | None, str, int]


@dataclass(frozen=True, slots=True)
class Colleague:
    """One account; `sees` says what a visitor finds when logging in (empty: not advertised, nobody can log in)."""

    username: str
    name: str
    institution: Institution | None
    role: Role
    sees: str = ""
    places: tuple[Stint, ...] = ()


def _fachkraft(username: str, name: str, institution: Institution, *places: Stint, sees: str = "") -> Colleague:
    return Colleague(username, name, institution, Role.CASEWORKER, sees, places)


Y14, Y15, Y17, A17, Y18 = date(2014, 2, 1), date(2015, 7, 1), date(2017, 1, 1), date(2017, 4, 1), date(2018, 2, 1)

COLLEAGUES: tuple[Colleague, ...] = (
    _fachkraft(
        "anna", "Anna Becker", PRO_ARBEIT, (Y15, Y17, "0.25", 20), (Y17, None, "0.75", 20),
        sees="rund ein Dutzend Familien gemeinsam mit Amir, Vorschläge, Termine und Aufgaben dieser Woche",
    ),
    _fachkraft(
        "amir", "Amir Haddad", ASD, (Y15, Y17, "0.25", 20), (Y17, None, "0.65", 20),
        sees="dieselben Familien von der Seite des ASD, eigene Notizen, offene Voten",
    ),
    _fachkraft("stefan", "Stefan Vogel", PRO_ARBEIT, (A17, None, "0.75", 20), sees="andere Familien als Anna und Amir"),
    Colleague(
        "kerstin", "Kerstin Lindner", PRO_ARBEIT, Role.COORDINATOR,
        "jeden Fall mit Stand und Fallführung, Plan und Plätze, Austausch",
    ),
    Colleague("konrad", "Konrad Hartwig", ASD, Role.COORDINATOR, "wie Kerstin für den ASD, dazu eine Lücke im Tandem"),
    Colleague("lena", "Lena Sommer", None, Role.LEADERSHIP, "nur Zahlen: Wachstum, kein Name"),
    Colleague("adam", "Adam Krüger", None, Role.ADMINISTRATOR, "Konten, Rollen und Listen, keine Fallinhalte"),
    Colleague(
        "dora", "Dora Winkler", None, Role.DATA_PROTECTION,
        "Datenschutz: Einwilligungen und Protokolle, keine Fallinhalte",
    ),
    _fachkraft("petra", "Petra Weidner", PRO_ARBEIT, (Y14, None, "0.50", 20)),
    _fachkraft("david", "David Seidel", PRO_ARBEIT, (Y18, None, "0.60", 20)),
    _fachkraft("jana", "Jana Ritter", ASD, (A17, None, "0.65", 20)),
    _fachkraft("murat", "Murat Öztürk", ASD, (Y14, None, "0.45", 20)),
    _fachkraft("nele", "Nele Brandt", ASD, (Y18, None, "0.50", 20)),
)  # fmt: skip

# who works together, by the Fachkraft of Pro Arbeit
PARTNERS = {"anna": "amir", "stefan": "jana", "petra": "murat", "david": "nele"}


def advertised() -> tuple[Colleague, ...]:
    """Return the people whom the demo offers as log-ins, in the order of its table."""
    return tuple(colleague for colleague in COLLEAGUES if colleague.sees)
