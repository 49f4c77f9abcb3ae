"""What a given-up case left when it ended: its closing and the questions afterwards; with an elevated session."""

from sqlmodel import Session

from fam.models import Closing, Family, FollowUp
from fam.rules import merging as rules
from fam.rules.german import format_date
from fam.services import merging_rows

ASK = "Bitte bestätigen, dass das in der gemeinsamen Akte nicht mehr steht."
PARTS = {"outcome": "Ergebnis", "summary": "Rückblick", "handover": "Wie es weitergeht",
         "follow_up": "Absprache zur Nachbefragung"}  # fmt: skip


def carries(session: Session, kept: Family) -> bool:
    """Return whether closing and follow-ups of the given-up file go on in the kept one."""
    return rules.carried(kept.status, closings=len(merging_rows.rows(session, "closing", kept.id or 0)))


def lost(session: Session, given_id: int) -> tuple[str, ...]:
    """Return a sentence per record that the joint file will not hold, without a word of what stands in it."""
    found = [_closing(one) for one in merging_rows.rows(session, "closing", given_id)]
    asked = sorted(merging_rows.rows(session, "follow_up", given_id), key=lambda one: one.months)
    return (*found, *(f"Nachbefragung nach {one.months} Monaten ({_state(one)})" for one in asked))


def _closing(one: Closing) -> str:
    filled = [label for key, label in PARTS.items() if getattr(one, key) not in (None, "")]
    return f"Abschluss vom {format_date(one.event_on)}" + (f": {', '.join(filled)}" if filled else "")


def _state(one: FollowUp) -> str:
    return f"gefragt am {format_date(one.held_on)}" if one.held_on else f"fällig am {format_date(one.event_on)}"
