"""What a person would read in a list, for AppTest: it does not run the browser's half of a component."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def table_data(at: AppTest, title: str = "") -> dict[str, Any]:
    """Return what a list on the page was given: title, sentence, columns, rows; `title` names one of several."""
    for element in at.get("bidi_component"):
        proto = element.proto
        if proto.component_name == "fam_table":
            data: dict[str, Any] = json.loads(proto.json)
            if title in ("", data["title"]):
                return data
    raise LookupError(f"no list {title!r} on the page")


def table_rows(at: AppTest, title: str = "") -> list[dict[str, str]]:
    """Return the rows on the screen as heading -> text."""
    data = table_data(at, title)
    headings = [column["label"] for column in data["columns"]]
    return [dict(zip(headings, row["cells"], strict=True)) for row in data["rows"]]


def genogram(at: AppTest) -> str:
    """Return the drawing of the people of a family as it goes to the browser."""
    found = [one.proto for one in at.get("bidi_component") if one.proto.component_name == "fam_genogram"]
    return str(json.loads(found[0].json)["svg"])
