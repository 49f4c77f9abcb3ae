"""A page is a table of contents: who, title, load, show, ask, act."""

import ast
from collections.abc import Sequence

from tests.architecture.source import Source

LINES = 60
FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Try, ast.TryStar)


def _pages(files: Sequence[Source]) -> list[Source]:
    return [file for file in files if file.python and file.within("pages/")]


def pages_lie_in_sections(files: Sequence[Source]) -> list[str]:
    """pages/<section>/<page>.py: Streamlit opens files directly in pages/ without log-in."""
    return [f"{file.path} must lie in pages/<section>/" for file in _pages(files) if file.path.count("/") != 2]


def pages_ask_who_is_there(files: Sequence[Source]) -> list[str]:
    """The first statement after docstring and imports is `person = require(...)`."""
    found = []
    for file in _pages(files):
        statements = [node for node in file.tree.body if not _is_preamble(node)]
        if not statements or not _is_require(statements[0]):
            found.append(f"{file.path} must begin with `person = require(...)`")
    return found


def _is_preamble(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, ast.Import | ast.ImportFrom)


def _is_require(node: ast.stmt) -> bool:
    call = node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = call.func
    return (isinstance(name, ast.Name) and name.id == "require") or (
        isinstance(name, ast.Attribute) and name.attr == "require"
    )


def pages_are_short(files: Sequence[Source]) -> list[str]:
    """At most 60 lines."""
    lengths = {file.path: len(file.text.splitlines()) for file in _pages(files)}
    return [f"{path} has {length} lines, more than {LINES}" for path, length in lengths.items() if length > LINES]


def pages_only_read_like_contents(files: Sequence[Source]) -> list[str]:
    """No def, class or try, and neither CSS nor HTML of its own."""
    found = []
    for file in _pages(files):
        for node in file.nodes:
            if isinstance(node, FORBIDDEN):
                found.append(f"{file.at(node)}: no {type(node).__name__} in a page")
            if isinstance(node, ast.keyword) and node.arg and node.arg.startswith("unsafe_allow"):
                found.append(f"{file.at(node.value)}: no HTML in a page")
    return found
