"""A new family, of which nothing is entered yet: every part of its file says what belongs there."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fam.ui.family_parts import LABELS, PARTS
from tests.pages.test_family_file import NUMBER, texts
from tests.support.people import LoginAs, opened

FILE = "families/family_file.py"
Make = Callable[..., int]
FIRST_STEP = {  # what an empty part says
    "bedarfe": "Noch nichts eingeschätzt.",
    "ziele": "Noch kein Ziel vereinbart.",
    "massnahmen": "Noch keine Leistung eingetragen.",
    "plan": "Noch keine Fassung vereinbart.",
    "wege": "Noch keine Wege eingetragen.",
    "personen": "Noch niemand zu zeigen",
    "dokumente": "Noch kein Gespräch",
}


def bars(app: AppTest) -> list[Any]:
    """Return the bar of parts, if there is one."""
    found: list[Any] = list(app.get("button_group"))
    return [one for one in found if one.label == "Bereich der Akte"]


def test_every_empty_part_says_how_to_begin(login_as: LoginAs, make_family: Make) -> None:
    """No part is blank, none shows a None, and the part that is open is the chosen one of the bar."""
    make_family("Kaya")
    app = login_as("anna")
    for part, (label, _draw) in PARTS.items():
        page = texts(opened(app, FILE, fam=NUMBER, bereich=part)).replace("\\", "")
        assert FIRST_STEP[part] in page, (part, page)
        assert "None" not in page, part
        (bar,) = bars(app)
        assert (bar.value, LABELS[bar.value]) == (part, label)


@pytest.mark.parametrize("name", ["kerstin", "konrad", "stefan"])
def test_who_does_not_work_with_the_family_sees_no_part(login_as: LoginAs, make_family: Make, name: str) -> None:
    """An address typed by hand opens nothing: Koordination stays at the head of the case, strangers get no file."""
    make_family("Kaya")
    app = login_as(name)
    for part in PARTS:
        page = texts(opened(app, FILE, fam=NUMBER, bereich=part)).replace("\\", "")
        assert not [text for text in FIRST_STEP.values() if text in page], part
        assert not bars(app)
