"""A time of day as people type it: "14:30", "14.30 Uhr", "9 Uhr", "1430"."""

import re
from datetime import time

from fam.errors import BadInput

_TIME = re.compile(r"([0-9]{1,2})(?:\s*[:.h]\s*([0-9]{2})|([0-9]{2}))?(?:\s*uhr)?", re.IGNORECASE)
_SENTENCE = "Bitte eine Uhrzeit eingeben, zum Beispiel 14:30."


def parse_time(text: str) -> time:
    """Return the time of day. Raises BadInput."""
    found = _TIME.fullmatch(" ".join(text.split()))
    if found is None:
        raise BadInput(_SENTENCE)
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if hour > 23 or minute > 59:
        raise BadInput(_SENTENCE)
    return time(hour, minute)


def format_time(moment: time | None) -> str:
    """Return "14:30", "" for nothing."""
    return f"{moment.hour:02}:{moment.minute:02}" if moment else ""
