"""The rules of the house hold in the whole tree, and each of them has been seen red."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import pytest

from tests.architecture import database, imports, pages, texts
from tests.architecture.source import Source, committed

Rule = Callable[[Sequence[Source]], list[str]]

RULES: tuple[Rule, ...] = (
    imports.imports_point_down,
    imports.neighbours_stay_apart,
    imports.only_ui_knows_streamlit,
    imports.rules_are_pure,
    imports.no_slow_plotly,
    pages.pages_lie_in_sections,
    pages.pages_ask_who_is_there,
    pages.pages_are_short,
    pages.pages_only_read_like_contents,
    database.no_sql_past_the_filter,
    database.statistics_only_in_figures,
    database.elevation_only_where_named,
    database.only_the_caller_commits,
    database.session_comes_first,
    database.queries_never_write,
    database.no_streamlit_inside_a_transaction,
    database.no_caches_below_the_ui,
    database.one_clock,
    texts.nothing_points_outside,
    texts.nothing_calls_the_network,
    texts.exceptions_have_a_code,
    texts.nothing_is_swallowed,
    texts.files_are_short,
)

PAGE = "pages/familien/familien.py"
GOOD_PAGE = '''"""Families in our care."""

import streamlit as st
from fam import ui
from fam.access import Right
from fam.db import transaction
from fam.services import families

person = require(Right.SEE_FAMILIES)

st.title("Familien")

if proposal := ui.ask_proposal(person):
    with ui.told("Vorschlag gespeichert."), transaction(person) as session:
        families.propose(session, proposal)
    st.rerun()
'''

BAD: tuple[tuple[Rule, str, str], ...] = (
    (imports.imports_point_down, "fam/models/family.py", "from fam.services import families"),
    (imports.imports_point_down, "fam/rules/periods.py", "from fam import models"),
    (imports.imports_point_down, "fam/services/families.py", "from fam.ui.forms import ask"),
    (imports.imports_point_down, "fam/services/families.py", "def late():\n    import fam.ui"),
    (imports.imports_point_down, "fam/services/families.py", "from ..ui import forms"),
    (imports.imports_point_down, "fam/ui/forms.py", "import app"),
    (imports.imports_point_down, "fam/db.py", "from tests.support import server"),
    (imports.imports_point_down, "fam/helpers.py", ""),
    (imports.neighbours_stay_apart, "fam/queries/families.py", "from fam.services import families"),
    (imports.neighbours_stay_apart, "fam/charts/growth.py", "from sqlmodel import select"),
    (imports.neighbours_stay_apart, "fam/commands/demo.py", "from fam.ui import router"),
    (imports.neighbours_stay_apart, PAGE, "from fam.models import Family"),
    (imports.neighbours_stay_apart, PAGE, "from fam import models"),
    (imports.neighbours_stay_apart, PAGE, "import sqlalchemy as sa"),
    (imports.neighbours_stay_apart, PAGE, "from sqlmodel import select"),
    (imports.only_ui_knows_streamlit, "fam/services/families.py", "import streamlit as st"),
    (imports.only_ui_knows_streamlit, "fam/cli.py", "def run():\n    from streamlit.web import cli"),
    (imports.only_ui_knows_streamlit, "fam/config.py", "import streamlit_authenticator as stauth"),
    (imports.rules_are_pure, "fam/rules/periods.py", "import pandas as pd"),
    (imports.rules_are_pure, "fam/rules/periods.py", "import numpy as np"),
    (imports.rules_are_pure, "fam/rules/planning.py", "import pandas as pd"),
    (imports.rules_are_pure, "fam/rules/periods.py", "from fam.config import config"),
    (imports.rules_are_pure, "fam/errors.py", "from sqlalchemy.exc import IntegrityError"),
    (imports.no_slow_plotly, "fam/charts/growth.py", "import plotly.express as px"),
    (imports.no_slow_plotly, "fam/charts/growth.py", "from plotly import express"),
    (pages.pages_lie_in_sections, "pages/secret.py", GOOD_PAGE),
    (pages.pages_lie_in_sections, "pages/familien/deep/secret.py", GOOD_PAGE),
    (pages.pages_ask_who_is_there, PAGE, '"""Families."""\nimport streamlit as st\nst.title("x")\nperson = require(1)'),
    (pages.pages_ask_who_is_there, PAGE, '"""Families."""\nif True:\n    person = require(1)'),
    (pages.pages_ask_who_is_there, PAGE, '"""Families."""'),
    (pages.pages_are_short, PAGE, GOOD_PAGE + "\n" * 60),
    (pages.pages_only_read_like_contents, PAGE, GOOD_PAGE + "def helper():\n    pass"),
    (pages.pages_only_read_like_contents, PAGE, GOOD_PAGE + "try:\n    pass\nfinally:\n    pass"),
    (pages.pages_only_read_like_contents, PAGE, GOOD_PAGE + "class Row:\n    pass"),
    (pages.pages_only_read_like_contents, PAGE, "st.markdown('<b>x</b>', unsafe_allow_html=True)"),
    (database.no_sql_past_the_filter, "fam/queries/families.py", "import sqlalchemy as sa\nsa.text('SELECT 1')"),
    (database.no_sql_past_the_filter, "fam/queries/families.py", "from sqlalchemy import text\ntext('SELECT 1')"),
    (database.no_sql_past_the_filter, "fam/services/families.py", "from sqlmodel import update\nupdate(Family)"),
    (database.no_sql_past_the_filter, "fam/services/families.py", "from sqlalchemy.sql import delete as d\nd(Family)"),
    (database.no_sql_past_the_filter, "fam/queries/families.py", "select(Family.__table__.c.name)"),
    (database.no_sql_past_the_filter, "fam/queries/families.py", "from fam.models import table\ntable(Family)"),
    (database.no_sql_past_the_filter, "fam/ui/tables.py", "session.connection().exec_driver_sql('SELECT 1')"),
    (database.no_sql_past_the_filter, "fam/ui/tables.py", "from fam import db\ndb.engine().connect()"),
    (database.statistics_only_in_figures, "fam/queries/families.py", "from fam.db import statistics\nstatistics()"),
    (database.statistics_only_in_figures, "fam/ui/growth.py", "from fam import db\nwith db.statistics() as s: pass"),
    (database.elevation_only_where_named, "fam/queries/families.py", "from fam import db\nwith db.elevated(s): pass"),
    (database.elevation_only_where_named, "fam/services/families.py", "session.info['elevated'] = True"),
    (database.only_the_caller_commits, "fam/services/families.py", "def save(session):\n    session.commit()"),
    (database.only_the_caller_commits, "fam/queries/families.py", "def load(session):\n    session.rollback()"),
    (database.session_comes_first, "fam/services/families.py", "def propose(proposal, session): pass"),
    (database.session_comes_first, "fam/queries/families.py", "from fam import db\nwith db.reading(p): pass"),
    (database.queries_never_write, "fam/queries/families.py", "def find(session):\n    session.add(1)"),
    (
        database.no_streamlit_inside_a_transaction,
        PAGE,
        "import streamlit as st\nwith told('x'), transaction(person) as s:\n    if s:\n        st.rerun()",
    ),
    (
        database.no_streamlit_inside_a_transaction,
        "fam/ui/forms.py",
        "from fam import db\nimport streamlit as st\nwith db.transaction(person):\n    st.stop()",
    ),
    (
        database.no_caches_below_the_ui,
        "fam/queries/families.py",
        "from functools import lru_cache\n@lru_cache()\ndef f(x): 1",
    ),
    (database.one_clock, "fam/services/families.py", "from datetime import date\ndate.today()"),
    (database.one_clock, "fam/services/families.py", "import datetime\ndatetime.date.today()"),
    (database.one_clock, PAGE, "from datetime import datetime\ndatetime.now()"),
    (database.one_clock, "fam/models/base.py", "from datetime import datetime as dt\ndt.utcnow()"),
    (texts.nothing_points_outside, "docs/betrieb.md", "see ../shared/design.md"),
    (texts.nothing_points_outside, ".ci/run", "cd /work/main"),
    (texts.nothing_calls_the_network, "fam/ui/theme.css", "@import url(//fonts.googleapis.com/css?family=Inter);"),
    (texts.nothing_calls_the_network, "fam/ui/x.py", "SCRIPT = '<script src=\"https://cdn.jsdelivr.net/x.js\">'"),
    (texts.nothing_calls_the_network, ".streamlit/config.toml", 'url = "https://fonts.gstatic.com/x.woff2"'),
    (texts.exceptions_have_a_code, "fam/db.py", "x = 1  # type: ignore"),
    (texts.exceptions_have_a_code, "fam/db.py", "x = 1  # noqa"),
    (texts.exceptions_have_a_code, "fam/db.py", "x = 1  # TODO: later"),
    (texts.nothing_is_swallowed, "fam/db.py", "try:\n    x()\nexcept Exception:\n    pass"),
    (texts.nothing_is_swallowed, "fam/db.py", "try:\n    x()\nexcept:\n    pass"),
    (texts.files_are_short, "fam/db.py", "\n" * 251),
    (texts.files_are_short, "fam/db.py", "def long():\n" + "    x()\n" * 46),
)

GOOD: tuple[tuple[str, str], ...] = (
    (PAGE, GOOD_PAGE),
    ("fam/rules/periods.py", "from datetime import date\nfrom fam.errors import BadInput\nfrom fam.rules import terms"),
    ("fam/rules/durations.py", "import numpy as np\ndef f():\n    from scipy.stats import ecdf"),
    ("fam/models/family.py", "import sqlalchemy as sa\nfrom fam.fields.spec import declare\nsa.Table"),
    (
        "fam/queries/families.py",
        "from sqlmodel import select\ndef find(session):\n    return session.exec(select(Family))",
    ),
    ("fam/queries/families.py", "bindparam('now', type_=LoginSession.__table__.c.expires_at.type)"),
    ("fam/queries/families.py", "def update(session): pass\ntext = 'delete'"),
    ("fam/figures/growth.py", "from fam import db\nwith db.statistics() as session: pass"),
    ("fam/services/log.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)\nimport statistics"),
    ("fam/ui/forms.py", "import streamlit as st\nwith transaction(p) as s:\n    s.add(1)\nst.rerun()"),
    ("fam/ui/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ("fam/db.py", "x = f()  # type: ignore[attr-defined]\ny = 1  # noqa: E501\nz = '# type: ignore'"),
    ("fam/services/passwords.py", "from functools import lru_cache\n@lru_cache\ndef shipped(): 1"),
    ("fam/db.py", "try:\n    x()\nexcept KeyError:\n    pass"),
    ("fam/commands/serve.py", "print('http://127.0.0.1:8501')"),
)


@lru_cache
def _tree() -> tuple[Source, ...]:
    return tuple(committed())


def _name(value: object) -> str:
    return getattr(value, "__name__", "")


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    """No file breaks the rule."""
    assert rule(_tree()) == []


@pytest.mark.parametrize(("rule", "path", "text"), BAD, ids=_name)
def test_the_rule_sees_a_violation(rule: Rule, path: str, text: str) -> None:
    """A small bad example is found, with its path."""
    found = rule([Source(path, text)])
    assert found
    assert all(sentence.startswith(path) for sentence in found)


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_what_is_allowed_is_not_reported(path: str, text: str) -> None:
    """No rule complains about what the house allows."""
    assert [sentence for rule in RULES for sentence in rule([Source(path, text)])] == []


def test_every_rule_has_been_seen_red() -> None:
    """A rule without a bad example does not count."""
    assert {_name(rule) for rule in RULES} == {_name(rule) for rule, _path, _text in BAD}


def test_exceptions_are_needed() -> None:
    """A file that is excused from a rule exists and still needs the excuse."""
    files = {file.path: file for file in _tree()}
    assert all("elevated" in files[path].text for path in database.ELEVATED)


def test_the_whole_tree_is_read() -> None:
    """The rules see the program, the tests and the documents."""
    paths = {file.path for file in _tree()}
    assert {"fam/db.py", "pyproject.toml", "tests/conftest.py", ".ci/run", "LICENSE", "CHANGELOG.md"} <= paths
    assert not any(path.startswith((".git/", ".venv/")) for path in paths)
