"""What was agreed in a meeting: one agreement per line, each with an identity while the text is being typed."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_BULLET = re.compile(r"^(?:[-–•*·]|[0-9]{1,2}[.)])\s+")


def lines(text: str) -> tuple[str, ...]:
    """Return the agreements of a text: its lines without bullets, empty ones left out."""
    stripped = (_BULLET.sub("", line.strip()).strip() for line in text.splitlines())
    return tuple(line for line in stripped if line)


def carry(known: Sequence[tuple[int, str]], now: Sequence[str], highest: int = 0) -> tuple[tuple[int, str], ...]:
    """Give each line the number it had before; new lines get new numbers.

    `highest` is the highest number ever given: a removed line's number never comes back.
    A line that was inserted above does not hand the others' owner and due date down by one.
    """
    fresh = max([highest, *(number for number, _text in known)])
    carried: list[tuple[int, str]] = []
    matcher = SequenceMatcher(None, [text for _number, text in known], now, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "delete":
            continue
        old = [number for number, _text in known[old_from:old_to]]
        for place, text in enumerate(now[new_from:new_to]):
            if kind != "insert" and place < len(old):
                carried.append((old[place], text))
            else:
                fresh += 1
                carried.append((fresh, text))
    return tuple(carried)
