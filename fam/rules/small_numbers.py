"""What the data protection officers may set about small numbers (domain handbook §5.11); stored as one setting."""

from collections.abc import Mapping
from typing import Any

from fam.errors import InvalidForm
from fam.rules.suppressed_row import LEAST
from fam.rules.suppression import SMALL

SETTING = "small_numbers"
MOST = 50


def from_setting(found: Any) -> tuple[int, bool]:
    """Return the threshold (families) and whether undivided totals go unsuppressed; never below the minimum."""
    stored: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    return max(LEAST, int(stored.get("threshold", SMALL))), bool(stored.get("open_totals", True))


def checked(threshold: int | None, open_totals: bool | None) -> dict[str, Any]:
    """Return the setting to store; raises InvalidForm for a threshold below 3 or above 50."""
    if threshold is None or not LEAST <= threshold <= MOST:
        raise InvalidForm({"threshold": f"Bitte eine Zahl von {LEAST} bis {MOST} angeben."})
    return {"threshold": threshold, "open_totals": open_totals is not False}
