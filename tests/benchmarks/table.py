"""Results as Markdown tables."""

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime


def markdown(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; numbers stand on the right, floats with one or two digits."""
    cells = [[_text(cell) for cell in row] for row in rows]
    numeric = [bool(cells) and all(_is_number(row[i]) for row in cells) for i in range(len(headers))]
    lines = [headers, ["---:" if right else "---" for right in numeric], *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """Return date, machine and how busy others kept it while we measured."""
    loads = " / ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{datetime.now(UTC):%d.%m.%Y %H:%M} UTC, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {loads}"
    )


def say(text: str) -> None:
    """Write a line to standard output at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}" if cell < 10 else f"{cell:.1f}" if cell < 100 else f"{cell:.0f}"
    return str(cell)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "").isdigit() or text in ("", "–")
