"""A time of day, typed as people do: "14:30", "9 Uhr"."""

from datetime import time

from fam.rules.times import format_time, parse_time
from fam.ui.entry import Entry
from fam.ui.inputs import judge, text_input


def time_input(label: str, key: str, value: time | None = None, *, required: bool = False, help: str = "") -> Entry:
    """Draw a time of day; the value is a time."""
    entry = text_input(label, key, format_time(value), required=required, help=help, placeholder="14:30")
    return judge(entry, parse_time, room=True)
