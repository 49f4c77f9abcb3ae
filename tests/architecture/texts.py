"""What may stand in a committed file, and how long it may be."""

import ast
import re
from collections.abc import Sequence

from tests.architecture.source import Source

LINES, FUNCTION_LINES, STATEMENTS = 250, 60, 25
HERE = "tests/test_architecture.py"  # the bad examples
# Written in two halves, so that this file may stand in the tree itself.
FOREIGN = tuple("".join(halves) for halves in (("../", "shared"), ("/work", "/"), ("/opt", "/fam")))
HOSTS = {"127.0.0.1", "localhost", "example.org", "www.w3.org"}
ADDRESS = re.compile(r"(?:https?:|wss?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)")
NOQA = re.compile(r"#\s*noqa(?!:\s*[A-Z]+[0-9]+)")
LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def nothing_points_outside(files: Sequence[Source]) -> list[str]:
    """No committed text refers to a place that exists on one machine only."""
    return [
        f"{file.at(number)} refers to {place}"
        for file in files
        if file.path != HERE
        for number, line in enumerate(file.text.splitlines(), 1)
        for place in FOREIGN
        if place in line
    ]


def nothing_calls_the_network(files: Sequence[Source]) -> list[str]:
    """The program, its styles and its scripts name no other host: no CDN, no fonts, no telemetry."""
    found = []
    for file in files:
        if not file.within("app.py", "fam/", "pages/", ".streamlit/"):
            continue
        for number, text in _strings(file) if file.python else enumerate(file.text.splitlines(), 1):
            hosts = {host.lower() for host in ADDRESS.findall(text)} - HOSTS
            found += [f"{file.at(number)} names the host {host}" for host in sorted(hosts)]
    return found


def _strings(file: Source) -> list[tuple[int, str]]:
    constants = [node for node in file.nodes if isinstance(node, ast.Constant)]
    return [(node.lineno, node.value) for node in constants if isinstance(node.value, str)]


def exceptions_have_a_code(files: Sequence[Source]) -> list[str]:
    """`# type: ignore` and `# noqa` name what they ignore; nothing is put off to later."""
    return [
        f"{file.at(number)} {comment}"
        for file in files
        if file.python
        for number, comment in file.comments
        if IGNORE.search(comment) or NOQA.search(comment) or LATER.search(comment)
    ]


def nothing_is_swallowed(files: Sequence[Source]) -> list[str]:
    """Nobody catches everything in order to do nothing."""
    return [
        f"{file.at(node)} swallows every error"
        for file in files
        if file.python and file.within("app.py", "fam/", "pages/")
        for node in file.nodes
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
        and all(isinstance(statement, ast.Pass | ast.Continue) for statement in node.body)
    ]


def files_are_short(files: Sequence[Source]) -> list[str]:
    """A file has at most 250 lines, a function at most 60 and 25 statements (30 lines are the aim)."""
    found = []
    for file in files:
        if not (file.python and file.within("app.py", "fam/")) or file.within("fam/migrations/versions/"):
            continue
        if (length := len(file.text.splitlines())) > LINES:
            found.append(f"{file.path} has {length} lines, more than {LINES}")
        for node in file.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                statements = sum(isinstance(inner, ast.stmt) for inner in ast.walk(node)) - 1
                if lines > FUNCTION_LINES or statements > STATEMENTS:
                    found.append(f"{file.at(node)} {node.name}() has {lines} lines and {statements} statements")
    return found
