"""Source files as the rules see them: a path, a text, a syntax tree."""

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".git", ".venv", "venv", "__pycache__", "node_modules", "test-results"}
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".txt",
    ".css",
    ".js",
    ".html",
    ".svg",
    ".csv",
    ".cfg",
    ".mako",
    ".json",
}


@dataclass(frozen=True)
class Source:
    """One file: `path` is relative to the repository and written with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the syntax tree."""
        return list(ast.walk(self.tree))

    @property
    def python(self) -> bool:
        """Whether it is a Python file."""
        return self.path.endswith(".py")

    @property
    def module(self) -> str:
        """The dotted name: fam/ui/forms.py is fam.ui.forms, fam/ui/__init__.py is fam.ui."""
        return ".".join(PurePosixPath(self.path).with_suffix("").parts).removesuffix(".__init__")

    def within(self, *places: str) -> bool:
        """Return whether the file is one of these, or lies in one of these folders (ending in a slash)."""
        return any(self.path == place or (place.endswith("/") and self.path.startswith(place)) for place in places)

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """Every comment with its line number; text in strings is none."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]

    def at(self, node: ast.AST | int) -> str:
        """Return path:line, the beginning of every sentence about a violation."""
        return f"{self.path}:{node if isinstance(node, int) else getattr(node, 'lineno', 1)}"

    @cached_property
    def imports(self) -> list[tuple[ast.AST, str]]:
        """Every imported module, and every name imported from one, as a dotted name."""
        found: list[tuple[ast.AST, str]] = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += [(node, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                package = self._package(node.level)
                base = ".".join(part for part in (package, node.module) if part)
                found += [(node, base), *((node, f"{base}.{alias.name}") for alias in node.names)]
        return found

    def _package(self, level: int) -> str:
        if not level:
            return ""
        parts = list(PurePosixPath(self.path).with_suffix("").parts)
        return ".".join(parts[:-level])

    @cached_property
    def origins(self) -> dict[str, str]:
        """Local name -> dotted name it was imported as: `import sqlalchemy as sa` gives sa -> sqlalchemy."""
        found = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found.update(
                    {
                        a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
                        for a in node.names
                    }
                )
            elif isinstance(node, ast.ImportFrom):
                base = ".".join(part for part in (self._package(node.level), node.module) if part)
                found.update({alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names})
        return found

    def names(self) -> Iterator[tuple[ast.AST, str]]:
        """Every use of an imported name as its full dotted name: `sa.text` gives sqlalchemy.text."""
        for node in self.nodes:
            if isinstance(node, ast.Name | ast.Attribute) and (full := self.full_name(node)):
                yield node, full

    def full_name(self, node: ast.expr) -> str:
        """Return the dotted name behind an expression that begins with an imported name, or ""."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.insert(0, node.attr)
            node = node.value
        if isinstance(node, ast.Name) and node.id in self.origins:
            return ".".join([self.origins[node.id], *parts])
        return ""


def committed() -> list[Source]:
    """Return every text file of the repository, those not yet added included; without git, everything in the folder."""
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in sorted(_paths()) if _is_text(path)]


def _paths() -> Sequence[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        every = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        return [path.as_posix() for path in every if not SKIPPED & set(path.parts)]
    return [path for path in listed.split("\0") if path]


def _is_text(path: str) -> bool:
    file = ROOT / path
    return file.is_file() and (
        file.suffix in TEXTS or file.parent.name == ".ci" or file.name in {".gitignore", "LICENSE"}
    )
