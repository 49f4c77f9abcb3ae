"""Lessons of the team: lesson, decision, what changes, owner, review; and the versions of the concept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fam.rules.terms import Term

NO_FAMILIES = "Keine Angaben zu Familien oder einzelnen Personen."


class ChangeKind(Term):
    """What a decision changes (structures and processes are revised repeatedly, domain handbook §0.2)."""

    FIELD = "FIELD", "Feld"
    CRITERION = "CRITERION", "Kriterium"
    PHASE = "PHASE", "Phase"
    RHYTHM = "RHYTHM", "Rhythmus"
    OTHER = "OTHER", "Anderes"


class ReflectionState(Term):
    """The course of a lesson."""

    OPEN = "OPEN", "offen"  # a lesson without a decision
    DECIDED = "DECIDED", "beschlossen"  # waits for its review
    REVIEWED = "REVIEWED", "überprüft"
    DROPPED = "DROPPED", "verworfen"


IN_FORCE = (ReflectionState.DECIDED, ReflectionState.REVIEWED)  # they stand on the axis of time
NEEDED = {
    "decision": "Bitte angeben, was beschlossen wurde.",
    "change": "Bitte angeben, was sich ändert.",
    "decided_on": "Bitte angeben, seit wann das gilt.",
    "owner_id": "Bitte angeben, wer sich kümmert.",
    "review_on": "Bitte angeben, wann geprüft wird, ob es geholfen hat.",
}


def problems(values: Mapping[str, Any]) -> dict[str, str]:
    """Return a sentence for each field that keeps a reflection from being saved in its state."""
    wrong: dict[str, str] = {}
    state = values.get("state") or ReflectionState.OPEN
    if state in IN_FORCE:
        wrong |= {key: sentence for key, sentence in NEEDED.items() if values.get(key) in (None, "")}
    if state == ReflectionState.REVIEWED and not (values.get("result") or "").strip():
        wrong["result"] = "Bitte angeben, was daraus wurde."
    decided, review = values.get("decided_on"), values.get("review_on")
    if decided and review and review < decided:
        wrong["review_on"] = "Die Überprüfung liegt vor dem Beginn."
    return wrong


def version_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """Return a sentence for each field that keeps a version of the concept from being saved."""
    first, last = values.get("valid_from"), values.get("last_day")
    return {"last_day": "Der letzte Tag liegt vor dem Beginn."} if first and last and last < first else {}


def due(state: ReflectionState, review_on: date | None, today: date) -> bool:
    """Return whether a decision waits for its review on a day."""
    return state is ReflectionState.DECIDED and review_on is not None and review_on <= today
