"""What a count says in words: the answer first, whose families it covers, and what is hidden."""

from collections.abc import Sequence

from fam.person import Person
from fam.queries.dimensions import Subject
from fam.queries.own_figures import Answer
from fam.rules.suppression import SMALL, Cell, Hidden
from fam.rules.terms import Role
from fam.ui.format import count_text, number_text

LEGEND = (
    f"„{Hidden.SMALL}“: weniger als {SMALL} Familien. „{Hidden.OTHER}“: nicht gezeigt, damit sich kleine Zahlen nicht "
    "errechnen lassen. So ist es bei Familien, mit denen man nicht selbst arbeitet."
)
NAMED = 3  # groups that share the first place are named up to this number


def sentence(subject: Subject, answer: Answer) -> str:
    """Return the answer in one sentence: "31 Familien, am häufigsten Realschule (12)."."""
    if answer.stock:
        return _stock(answer)
    whole = amount(subject, answer.records)
    if not answer.rows or not answer.row_title:
        return f"{whole}."
    best, most = _most(answer)
    if not best:
        return f"{whole}."
    if answer.in_time:
        span = f" von {answer.rows[0].label} bis {_last(answer)}" if len(best) < len(answer.rows) else ""
        return f"{whole}{span}, am meisten: {_among(best)} ({_each(best, most)})."
    open_ones = next((total for row, total in _rows(answer) if row is None), 0)
    without = f", davon {_number(open_ones)} ohne Angabe" if open_ones else ""
    return f"{whole}{without}, am häufigsten {_among(best)} ({_each(best, most)})."


def amount(subject: Subject, records: Cell) -> str:
    """Return how many there are: "1.234 Familien", "weniger als 5 Familien"."""
    if isinstance(records, Hidden):
        return f"Weniger als {SMALL} {subject.nouns[1]}" if records is Hidden.SMALL else "Nicht gezeigt"
    return count_text(records, *subject.nouns)


def covers(person: Person, subject: Subject) -> str:
    """Return whose records a number covers, so that nobody takes it for the whole."""
    if person.has(Role.COORDINATOR) and subject is Subject.FAMILIES:
        return (
            "Gezählt: alle Familien, deren Kopf die Koordination sieht, auch abgeschlossene; nicht die Vorschläge der "
            "anderen Institution vor der Zustimmung zum Kontakt. Felder der Akte zählen nur, wo die Akte gelesen "
            "werden darf."
        )
    if person.has(Role.CASEWORKER):
        return (
            "Gezählt: die eigenen Familien (Fallführung und Vertretung, eigene Vorschläge in Prüfung, Zugriff mit "
            "Begründung) und davon, was gelesen werden darf; nicht alle in FAM."
        )
    return "Gezählt: nur die Mitglieder eigener Vorschläge, die noch geprüft werden."


def notes(subject: Subject, answer: Answer) -> list[str]:
    """Return what must be said about the numbers."""
    found = []
    if answer.several:
        found.append(
            f"Bei mehreren Auswahlen zählt dasselbe mehrfach: „Nennungen“ sind mehr als {subject.nouns[1]}."
        )  # fmt: skip
    if answer.hidden and _any_hidden(answer):
        found.append(LEGEND)
    return found


def _any_hidden(answer: Answer) -> bool:
    cells = [*(cell for row in answer.counts.cells for cell in row), *answer.counts.row_totals, answer.records]
    return any(isinstance(cell, Hidden) for cell in cells)


def _stock(answer: Answer) -> str:
    if not answer.rows:
        return "In diesem Zeitraum liegt kein Monat."
    now, last = answer.records, answer.rows[-1].label
    text = f"{amount(Subject.FAMILIES, now)} im Bestand, {last}"
    before = answer.counts.row_totals[-13] if len(answer.rows) > 12 else None
    if answer.several or not isinstance(now, int) or not isinstance(before, int):
        return f"{text}."
    change = now - before
    how = "ebenso viele wie" if not change else f"{number_text(abs(change))} {'mehr' if change > 0 else 'weniger'} als"
    return f"{text}; {how} {answer.rows[-13].label}."


def _rows(answer: Answer) -> list[tuple[object, Cell]]:
    return [(row.code, total) for row, total in zip(answer.rows, answer.counts.row_totals, strict=True)]


def _most(answer: Answer) -> tuple[list[str], int]:
    """The groups with the most, but for the empty ones; none where a hidden one could have more."""
    pairs = [
        (row, total) for row, total in zip(answer.rows, answer.counts.row_totals, strict=True) if row.code is not None
    ]
    shown = [total for _row, total in pairs if isinstance(total, int)]
    most = max(shown, default=0)
    if not most or any(total is Hidden.OTHER for _row, total in pairs):
        return [], 0
    return [row.label for row, total in pairs if total == most], most


def _last(answer: Answer) -> str:
    return next(row.label for row in reversed(answer.rows) if row.code is not None)


def _among(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} und {len(names) - NAMED} weitere"
    return " und ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _each(names: Sequence[str], number: int) -> str:
    return f"je {number_text(number)}" if len(names) > 1 else number_text(number)


def _number(cell: Cell) -> str:
    return str(cell) if isinstance(cell, Hidden) else number_text(cell)
