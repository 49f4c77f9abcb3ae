"""The page Planung: the answer in words first, scenarios side by side, and nothing out of too little past."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from fam import db
from tests.demo.conftest import _filled
from tests.support.people import LoginAs, login_as, opened

PAGE = "analysis/planning.py"


def shown(app: AppTest) -> str:
    """Return what the page says in words."""
    elements = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.error, *app.info, *app.warning]
    texts = [str(element.value) for element in elements]
    return " ".join([*texts, *[str(one.proto.body) for one in app.get("html")]]).replace("\\", "")
