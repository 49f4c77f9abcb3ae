"""Groups of lines, each of which opens its place with one click; some can be ticked off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from fam.ui.theme import asset

_component = st.components.v2.component(
    "fam_agenda", html='<div class="agenda"></div>', css=asset("agenda.css"), js=asset("make.js") + asset("agenda.js")
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: what, more about it, when. `id` ("meeting:17") says what opens, `href` where a new tab goes."""

    id: str
    title: str
    detail: str = ""
    when: str = ""
    href: str = ""
    late: bool = False
    done: bool = False  # can be ticked off here


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading. `urgent` groups carry a mark; `limit` is how many the query gave at most."""

    heading: str
    lines: Sequence[Line] = field(default_factory=tuple)
    urgent: bool = False
    limit: int = 50


def draw(groups: Sequence[Group], shown: int = 12) -> tuple[str, str]:
    """Draw the groups that have lines; return (what was opened, what was ticked off), "" for nothing."""
    filled = [group for group in groups if group.lines]
    result = _component(
        key="agenda",
        data={"groups": [_data(group, shown) for group in filled]},
        on_open_change=lambda: None,
        on_done_change=lambda: None,
    )
    offered = {line.id: line for group in filled for line in group.lines[:shown]}
    opened, done = str(result.get("open") or ""), str(result.get("done") or "")
    return (opened if opened in offered else "", done if done in offered and offered[done].done else "")


def _data(group: Group, shown: int) -> dict[str, Any]:
    more = len(group.lines) - shown
    full = len(group.lines) >= group.limit
    count = f"{group.limit}+" if full else str(len(group.lines))
    return {
        "heading": group.heading,
        "urgent": group.urgent,
        "count": count,
        "more": f"und {'mindestens ' if full else ''}{more} weitere" if more > 0 else "",
        "lines": [
            {
                "id": line.id, "title": line.title, "detail": line.detail, "when": line.when, "href": line.href,
                "late": line.late, "done": line.done,
            }
            for line in group.lines[:shown]
        ],
    }  # fmt: skip
