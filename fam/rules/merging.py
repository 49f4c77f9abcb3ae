"""Two files of the same family become one: what becomes of every table, and which two may be joined (handbook §7.4).

A family counts once. The kept file's history stays; the given-up number becomes "nicht aufgenommen: Doppelvorschlag".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fam.rules.folding import fold
from fam.rules.terms import ENDED, PIPELINE, Status, Term

DOUBLE = "NA18"  # the reason in the list NON_ADMISSION
NOTE = "Zusammengelegt mit "  # begins the note of the given-up file's last status; its number follows


class Fate(Term):
    """What becomes of the given-up file's rows of one table."""

    MOVE = "MOVE", "geht in die behaltene Akte"
    JOIN = "JOIN", "wird mit der behaltenen Akte vereint"
    DROP = "DROP", "entfällt, die behaltene Akte gilt"
    STAY = "STAY", "bleibt bei der aufgegebenen Nummer"


@dataclass(frozen=True, slots=True)
class Decision:
    """The fate of one table's rows, why, and how people call them ("": not named in the preview)."""

    fate: Fate
    why: str
    label: str = ""


def _move(label: str, why: str = "gehört zur Familie") -> Decision:
    return Decision(Fate.MOVE, why, label)


def _drop(label: str, why: str) -> Decision:
    return Decision(Fate.DROP, why, label)


def _stay(why: str, label: str = "") -> Decision:
    return Decision(Fate.STAY, why, label)


TABLES: Mapping[str, Decision] = {
    "family": _stay("die Nummer bleibt vergeben und öffnet die behaltene Akte"),
    "status_period": _stay("der Verlauf der behaltenen Akte zählt, eine Familie nur einmal", "Statusverlauf"),
    "lead": Decision(Fate.JOIN, "die Fallführung der behaltenen Akte bleibt; wo sie fehlt, rückt die andere nach",
                     "Fallführungen"),
    "family_detail": Decision(Fate.JOIN, "Texte stehen unter der Überschrift „aus FAM-…“", "Anlass und Lage"),
    "member": Decision(Fate.JOIN, "gewählte doppelte Personen werden eine, die übrigen kommen dazu", "Personen"),
    "address": _move("Adressen"),
    "phone": _move("Telefonnummern"),
    "benefit_unit": _move("Bedarfsgemeinschaften"),
    "unit_member": _move("Personen in Bedarfsgemeinschaften"),
    "relation": _move("Beziehungen"),
    "custody": _move("Sorgerecht"),
    "residence": _move("Wohnverhältnisse"),
    "meeting": _move("Gespräche"),
    "attendee": _move("Teilnahmen an Gesprächen"),
    "task": _move("Aufgaben"),
    "note": _move("Vermerke"),
    "need": _move("Bedarfe"),
    "goal": _move("Ziele"),
    "goal_rating": _move("Bewertungen von Zielen"),
    "measure": _move("Maßnahmen"),
    "measure_goal": _move("Ziele von Maßnahmen"),
    "review": _move("Überprüfungen"),
    "family_plan": _move("Fassungen des Familienplans", "die Nummern zählen nach denen der behaltenen Akte weiter"),
    "plan_item": _move("Zeilen des Familienplans"),
    "station": _move("Stationen"),
    "receipt": _move("SGB II-Bezug"),
    "protection_report": _move("Weitergaben an den Kinderschutz"),
    "consent": _move("Einwilligungen", "sie gelten nur für Personen der Akte, in der sie erteilt wurden"),
    "consent_item": _move("Teile von Einwilligungen"),
    "consent_scan": _move("Scans von Einwilligungen"),
    "entry_release": _move("Freigaben"),
    "statement": _move("Erklärungen und Einschränkungen"),
    "access_request": _move("beantwortete Auskünfte"),
    "erasure_hold": _move("aufgehobene Löschsperren"),
    "read_entry": _move("Lesezugriffe", "wer gelesen hat, erfährt die Familie in jeder Auskunft"),
    "change_entry": _move("", "das Protokoll geht mit dem, wovon es spricht"),
    "closing": _drop("Abschlüsse", "der Abschluss der behaltenen Akte gilt, hat sie keinen und ist beendet, geht er "
                     "hinein; sonst bleibt er im Protokoll"),
    "follow_up": _drop("Nachbefragungen", "gehören zum Abschluss und gehen oder bleiben mit ihm"),
    "vote": _drop("Voten", "die Prüfung der behaltenen Akte gilt; die andere bleibt im Protokoll"),
    "judgement": _drop("Antworten der Prüfung", "die Prüfung der behaltenen Akte gilt; die andere im Protokoll"),
    "dissent": _drop("Uneinigkeiten", "die Prüfung der behaltenen Akte gilt; die andere bleibt im Protokoll"),
    "search_word": _drop("", "wird aus Namen neu gebildet"),
    "sharing": _drop("", "wird aus den Einwilligungen neu gebildet"),
    "access_grant": _stay("galt der aufgegebenen Akte und öffnet die behaltene nicht"),
    "erasure_item": _stay("das Löschprotokoll nennt die Nummer von damals"),
    "import_row": _stay("sagt, was eine Liste angelegt hat"),
}  # fmt: skip


ENDING = ("closing", "follow_up")  # what a case that ended leaves behind


def carried(kept: Status, *, closings: int) -> bool:
    """Return whether the given-up file's closing and follow-ups go on: the kept case ended and has no closing yet."""
    return kept is Status.CLOSED and closings == 0


def going(name: str, *, carry: bool) -> Fate:
    """Return what becomes of a table's rows in this very merge."""
    return Fate.MOVE if name in ENDING and carry else TABLES[name].fate


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the rules of joining see it; days are half-open."""

    number: str
    status: Status
    admitted_on: date | None = None
    closed_on: date | None = None


def refusals(kept: Case, given: Case, *, linked: bool = False) -> tuple[str, ...]:
    """Return the German sentences that say why these two cannot become one; empty if they can."""
    found = []
    if Status.ANONYMISED in (kept.status, given.status):
        found.append("Ein gelöschter Fall lässt sich nicht zusammenlegen.")
    if linked:
        found.append("Die Akten sind als früherer und neuer Fall verknüpft: Das sind keine Doppel.")
    if given.admitted_on and not _inside(kept, given):
        found.append(
            f"Beide Akten zählen als eigener Fall, und {given.number} liegt nicht ganz in der Zeit von {kept.number} "
            "in FAM. Eine Familie zählt nur einmal: Bitte Aufnahme und Abschluss zuerst berichtigen oder umgekehrt "
            "zusammenlegen."
        )
    if kept.status in ENDED and given.status in PIPELINE:
        found.append(
            f"{kept.number} ist beendet, {given.number} läuft: Kommt eine Familie wieder, bleibt das ein neuer, "
            "verknüpfter Fall. Ist es ein Doppel, bitte umgekehrt zusammenlegen."
        )
    return tuple(found)


def _inside(kept: Case, given: Case) -> bool:
    if kept.admitted_on is None or given.admitted_on is None or given.admitted_on < kept.admitted_on:
        return False
    return kept.closed_on is None or (given.closed_on is not None and given.closed_on <= kept.closed_on)


def joined_text(mine: str, theirs: str, number: str) -> str:
    """Return both texts, the other file's under a heading; a text that says the same stands there once."""
    if not theirs.strip() or theirs.strip() == mine.strip():
        return mine
    return f"{mine}\n\naus {number}:\n{theirs}".strip()


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of a file as far as it is compared."""

    id: int
    name: str
    born_on: date | None


def same_people(kept: Iterable[Someone], given: Iterable[Someone]) -> dict[int, int]:
    """Return id in the given-up file -> id in the kept one: same folded name and birth date, each used once."""
    there: dict[tuple[tuple[str, ...], date], list[int]] = {}
    for one in kept:
        if one.born_on and fold(one.name):
            there.setdefault((tuple(fold(one.name)), one.born_on), []).append(one.id)
    found = {}
    for one in given:
        same = there.get((tuple(fold(one.name)), one.born_on)) if one.born_on else None
        if same:
            found[one.id] = same.pop(0)
    return found
