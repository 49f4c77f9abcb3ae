"""What the demo's team has learned: three lessons and two versions of the concept, all invented."""

from datetime import date

from fam.demo.case import Row
from fam.demo.cast import KERSTIN
from fam.demo.rows import at
from fam.rules.reflections import ChangeKind, ReflectionState


def versions(accounts: dict[str, int]) -> list[Row]:
    """Return the rows of concept_version."""
    told = (
        ("Konzept der Pilotphase", date(2014, 3, 3), date(2017, 3, 1), "Erste Fassung: ein Team, zwei Rechtskreise."),
        ("Konzept 2017", date(2017, 3, 1), None, "Ausbau 2017/2018; jede Familie hat ein Tandem aus beiden Häusern."),
    )
    return [
        {
            "title": title, "valid_from": first, "valid_to": after, "changed": changed,
            "reference": "Ablage FAM, Ordner Konzept", **_stamp(accounts, first),
        }
        for title, first, after, changed in told
    ]  # fmt: skip


def reflections(accounts: dict[str, int]) -> list[Row]:
    """Return the rows of reflection: one reviewed, one whose review is due, one without a decision."""
    told: tuple[Row, ...] = (
        {
            "title": "Erstgespräch gemeinsam", "entered_on": date(2017, 5, 22), "decided_on": date(2017, 6, 1),
            "lesson": "Nach getrennten Erstgesprächen mussten Familien alles zweimal erzählen.",
            "decision": "Das Erstgespräch führen beide Häuser gemeinsam.", "change_kind": ChangeKind.PHASE,
            "change": "Prüfung: Erstgespräch", "owner_id": accounts["anna"], "review_on": date(2017, 12, 4),
            "state": ReflectionState.REVIEWED, "result": "Bleibt so. Termine brauchen eine Woche mehr Vorlauf.",
        },
        {
            "title": "Gespräch alle zwei Wochen", "entered_on": date(2018, 3, 19), "decided_on": date(2018, 4, 2),
            "lesson": "In den ersten Monaten verliert sich der Kontakt, wenn vier Wochen dazwischen liegen.",
            "decision": "In den ersten drei Monaten alle zwei Wochen ein gemeinsames Gespräch.",
            "change_kind": ChangeKind.RHYTHM, "change": "gemeinsame Gespräche", "owner_id": accounts[KERSTIN],
            "review_on": date(2018, 10, 12), "state": ReflectionState.DECIDED, "result": "",
        },
        {
            "title": "Wartezeit", "entered_on": date(2018, 9, 24), "decided_on": None,
            "lesson": "Wer lange wartet, sagt öfter wieder ab.", "decision": "", "change_kind": None, "change": "",
            "owner_id": None, "review_on": None, "state": ReflectionState.OPEN, "result": "",
        },
    )  # fmt: skip
    return [row | _stamp(accounts, row["entered_on"]) for row in told]


def _stamp(accounts: dict[str, int], day: date) -> Row:
    return {"version": 1, "created_at": at(day), "created_by": accounts[KERSTIN]}
