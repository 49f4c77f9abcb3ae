"""What makes a meeting joint, which meetings count, when it is documented late (domain handbook I16-I19)."""

from collections.abc import Collection
from datetime import date, timedelta

from fam.rules.terms import Party

LATE_AFTER = timedelta(days=7)  # I19: contacts entered more than 7 days after the event
# Codes of the list MEETING_KIND. A talk is face to face with the family; telephone, team and reflection are none.
TALK_KINDS = frozenset({"ERSTGESPRAECH", "GESPRAECH", "HAUSBESUCH", "HILFEPLANGESPRAECH"})  # I16
MEETING_KINDS = TALK_KINDS | {"FALLKONFERENZ"}  # I17: what the share of joint meetings is a share of
WITHOUT_FAMILY = frozenset({"FALLKONFERENZ", "TEAMSITZUNG", "REFLEXION"})  # the usual case, a family may still come
INSTITUTIONS = frozenset({Party.PRO_ARBEIT, Party.ASD})
JOINT = INSTITUTIONS | {Party.FAMILY}


def is_joint(present: Collection[Party]) -> bool:
    """Whether a held meeting is "gemeinsam": somebody of each institution and of the family was present (I17)."""
    return not missing_for_joint(present)


def missing_for_joint(present: Collection[Party]) -> tuple[str, ...]:
    """Return who would have had to be present too, as German words; empty if the meeting is joint."""
    return tuple(party.label for party in Party if party in JOINT and party not in present)


def is_late(event_on: date, entered_on: date) -> bool:
    """Return whether a contact was entered more than 7 days after the event (I19)."""
    return entered_on - event_on > LATE_AFTER


def both_institutions(present: Collection[Party]) -> bool:
    """Return whether somebody of each institution was there: then both may read what was said."""
    return set(present) >= INSTITUTIONS


def usual_parties(kind: str) -> frozenset[Party]:
    """Return who usually sits together in a meeting of this kind (code of the list MEETING_KIND)."""
    if kind == "TELEFONAT":
        return frozenset({Party.FAMILY})
    return INSTITUTIONS if kind in WITHOUT_FAMILY else JOINT
