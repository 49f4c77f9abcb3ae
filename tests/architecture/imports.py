"""Who may import whom: imports point down only."""

import sys
from collections.abc import Sequence

from tests.architecture.source import Source

# From the ground up; a module may import its own level and everything below. The longest prefix counts.
LEVELS: tuple[tuple[str, ...], ...] = (
    ("fam.config", "fam.errors", "fam.rules", "fam.fields.spec"),
    ("fam.models",),
    (
        "fam.clock",
        "fam.person",
        "fam.access",
        "fam.access_log",
        "fam.write_access",
        "fam.write_entries",
        "fam.write_links",
        "fam.guards",
        "fam.change_log",
        "fam.search_words",
        "fam.confidential",
        "fam.consented",
        "fam.narrowing",
        "fam.readable",
        "fam.sharing",
        "fam.spoken",
        "fam.fates",
        "fam.fates_rows",
        "fam.fates_terms",
        "fam.remains",
        "fam.erasing",
        "fam.erasing_traces",
        "fam.db",
        "fam.one_run",
        "fam.scrubbing",
        "fam.outages",
        "fam.migrate",
        "fam.migrations",
        "fam.fields",
    ),
    ("fam.services", "fam.queries", "fam.figures", "fam.charts", "fam.exchange"),
    ("fam.boot", "fam.demo", "fam.backup"),
    ("fam.ui", "fam.cli", "fam.commands", "fam.__main__"),
    ("app", "pages"),
)
LEVEL = {prefix: level for level, prefixes in enumerate(LEVELS) for prefix in prefixes}
DATABASE = ("sqlalchemy", "sqlmodel", "fam.models", "fam.db", "fam.guards", "fam.access", "fam.write_access")
# Neighbours that stay apart, and libraries that have their place.
APART: dict[str, tuple[str, ...]] = {
    "fam.queries": ("fam.services", "fam.exchange", "fam.charts"),
    "fam.figures": ("fam.services", "fam.exchange", "fam.charts"),
    "fam.services": ("fam.charts",),
    "fam.charts": (*DATABASE, "fam.services", "fam.queries", "fam.figures", "fam.exchange"),
    "fam.demo": ("fam.ui",),
    "fam.cli": ("fam.ui",),
    "fam.commands": ("fam.ui",),
    "fam.__main__": ("fam.ui",),
    "fam.ui": ("fam.cli", "fam.commands"),
    "pages": ("sqlalchemy", "sqlmodel", "fam.models", "fam.guards", "fam.migrate", "plotly", "bcrypt"),
}
STREAMLIT = ("streamlit", "streamlit_authenticator", "extra_streamlit_components")


def _is(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def _level(name: str) -> int | None:
    known = [prefix for prefix in LEVEL if _is(name, prefix)]
    return LEVEL[max(known, key=len)] if known else None


def imports_point_down(files: Sequence[Source]) -> list[str]:
    """app, pages → ui → services | queries | figures | charts | exchange → fields | access | db → models → rules."""
    found = []
    for file in files:
        if not (file.python and file.within("app.py", "pages/", "fam/")) or file.path == "fam/__init__.py":
            continue
        if (own := _level(file.module)) is None:
            found.append(f"{file.path}: no level; give it one in tests/architecture/imports.py")
            continue
        for node, name in file.imports:
            if (other := _level(name)) is not None and other > own:
                found.append(f"{file.at(node)} imports {name}, which lies above")
            if _is(name, "tests"):
                found.append(f"{file.at(node)} imports {name}: the program knows no tests")
    return found


def neighbours_stay_apart(files: Sequence[Source]) -> list[str]:
    """Queries never write, charts know no database, the command line no browser, pages no tables."""
    return [
        f"{file.at(node)}: {importer} may not import {name}"
        for file in files
        if file.python
        for importer, forbidden in APART.items()
        if _is(file.module, importer)
        for node, name in file.imports
        if any(_is(name, prefix) for prefix in forbidden)
    ]


def only_ui_knows_streamlit(files: Sequence[Source]) -> list[str]:
    """Nothing in fam/ outside fam/ui imports streamlit."""
    return [
        f"{file.at(node)} imports {name} outside fam/ui"
        for file in files
        if file.python and file.within("fam/") and not file.within("fam/ui/")
        for node, name in file.imports
        if any(_is(name, prefix) for prefix in STREAMLIT)
    ]


ARITHMETIC = ("numpy", "scipy")  # numbers in, numbers out
RECKONING = tuple(f"fam/rules/{name}.py" for name in ("durations", "planning", "simulation", "backtest", "comparison"))


def rules_are_pure(files: Sequence[Source]) -> list[str]:
    """fam/rules and fam/errors.py import the standard library and each other; some reckon with numpy and scipy."""
    return [
        f"{file.at(node)} imports {name}: rules are pure"
        for file in files
        if file.python and file.within("fam/rules/", "fam/errors.py")
        for node, name in file.imports
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(_is(name, prefix) for prefix in ("fam.rules", "fam.errors"))
        and name != "fam"
        and not (file.within(*RECKONING) and any(_is(name, prefix) for prefix in ARITHMETIC))
    ]


def no_slow_plotly(files: Sequence[Source]) -> list[str]:
    """plotly.express costs 13-21 ms a figure, graph_objects 1-2: only the latter."""
    return [
        f"{file.at(node)} imports plotly.express"
        for file in files
        if file.python and file.within("app.py", "pages/", "fam/")
        for node, name in file.imports
        if _is(name, "plotly.express")
    ]
