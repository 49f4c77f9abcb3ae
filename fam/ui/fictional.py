"""The mark of a demo database, on every page: nothing here is real."""

from datetime import date

from fam.ui import format


def sentence(today: date) -> str:
    """Return the mark with the demo's fixed day."""
    return f"Fiktive Daten · Stand {format.date_text(today)}"


def html(today: date) -> str:
    """Return the mark as it stands where neither a narrow screen nor a closed menu hides it."""
    return f'<div class="fam-demo" role="note">{sentence(today)}</div>'
