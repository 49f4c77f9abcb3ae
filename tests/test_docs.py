"""What is written about the program is true, and what can be used is written down."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
DEVELOP = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = (
    "Heute", "Vorschläge", "Familien", "Familienakte", "Gespräche", "Aufgaben", "Wachstum", "Tandemarbeit",
    "Eigene Auswertung", "Plan und Plätze", "Austausch", "Felder", "Team", "Änderungen", "Mein Konto",
)  # fmt: skip


def _text(name: str) -> str:
    path = ROOT / name
    assert path.is_file(), f"{name} is missing"
    return path.read_text(encoding="utf-8")


def _pins(name: str) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in _text(name).splitlines():
        pin = Requirement(line)  # a path, an index address or an option is no requirement and raises
        found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


def _version(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    assert specifier.operator == "==", pin
    return specifier.version


@pytest.mark.parametrize(("name", "ranges"), [("requirements.txt", RUN), ("requirements-dev.txt", RUN + DEVELOP)])
def test_pins_lie_within_the_ranges(name: str, ranges: list[Requirement]) -> None:
    """Everything in pyproject.toml is pinned exactly, to a version that its range allows."""
    pins = _pins(name)
    for wanted in ranges:
        for pin in pins[canonicalize_name(wanted.name)]:
            assert wanted.specifier.contains(_version(pin)), f"{pin} is outside {wanted}; run .ci/refresh"


def test_tests_run_with_the_pins_of_the_program() -> None:
    """requirements-dev.txt holds every pin of requirements.txt unchanged."""
    assert set(_text("requirements.txt").splitlines()) <= set(_text("requirements-dev.txt").splitlines())


@pytest.mark.parametrize("requirement", RUN + DEVELOP, ids=lambda requirement: requirement.name)
def test_every_dependency_has_its_reason(requirement: Requirement) -> None:
    """docs/decisions/0001-dependencies.md has one line per dependency, and none for a package that is gone."""
    reasons = re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", _text("docs/decisions/0001-dependencies.md"), re.MULTILINE)
    assert [why for name, why in reasons if name == requirement.name]
    assert {name for name, _why in reasons} <= {wanted.name for wanted in RUN + DEVELOP}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Every link between documents points to a file that exists."""
    targets = [target for target in LINK.findall(_text(str(document.relative_to(ROOT)))) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_readme_is_a_map() -> None:
    """README.md names every folder of the program and says how to run, test, check and refresh."""
    readme = _text("README.md")
    folders = sorted({f"fam/{path.parent.name}" for path in (ROOT / "fam").glob("*/__init__.py")})
    commands = [
        "python -m fam demo",
        "streamlit run app.py",
        "pip install -r requirements.txt",
        "pytest",
        ".ci/run",
        ".ci/refresh",
    ]
    assert [word for word in [*commands, "pages/", "tests/", "docs/"] if word not in readme] == []
    assert [folder for folder in folders if folder.removeprefix("fam/") + "/" not in readme] == []


def _commands() -> Iterator[str]:
    """The names given to `add_parser`, read from the source."""
    for path in sorted((ROOT / "fam" / "commands").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "subparsers.add_parser":
                assert isinstance(node.args[0], ast.Constant)
                yield str(node.args[0].value)


def test_every_command_is_documented() -> None:
    """docs/betrieb.md shows every command of `python -m fam`."""
    operation = _text("docs/betrieb.md")
    assert [command for command in _commands() if f"python -m fam {command}" not in operation] == []


def test_every_setting_is_documented() -> None:
    """docs/betrieb.md names every environment variable FAM_... that the program reads."""
    sources = [ROOT / "app.py", *(ROOT / "fam").rglob("*.py")]
    settings = {name for path in sources for name in re.findall(r'"(FAM_[A-Z_]+)"', path.read_text(encoding="utf-8"))}
    assert settings
    operation = _text("docs/betrieb.md")
    assert [setting for setting in sorted(settings) if setting not in operation] == []


def test_the_handbook_knows_every_page() -> None:
    """docs/handbuch.md has a heading for every page, by its name in the menu."""
    headings = " | ".join(re.findall(r"^#+ (.+)$", _text("docs/handbuch.md"), re.MULTILINE))
    assert [page for page in PAGES if page not in headings] == []


def test_publiccode_is_complete() -> None:
    """publiccode.yml has what version 0.4 of the format demands, in German and English, our version and licence."""
    data = yaml.safe_load(_text("publiccode.yml"))
    demanded = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
    }
    assert demanded | {"maintenance", "localisation"} <= set(data)
    assert data["publiccodeYmlVersion"] == "0.4"
    assert data["softwareVersion"] == PROJECT["version"]
    assert data["legal"]["license"] == PROJECT["license"] == "EUPL-1.2"
    for language in ("de", "en"):
        description = data["description"][language]
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10000
        assert description["features"]


def test_the_licence_is_whole() -> None:
    """LICENSE is the full English text of the EUPL 1.2, with all fifteen articles and the appendix."""
    licence = _text("LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\. ", licence, re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert "Appendix" in licence
    assert "LiLiQ-R" in licence


def test_the_changelog_has_a_place_for_what_comes() -> None:
    """CHANGELOG.md begins with what is not released yet."""
    assert re.search(r"^## \[Unreleased\]$", _text("CHANGELOG.md"), re.MULTILINE)


def test_every_requirement_has_its_answer() -> None:
    """docs/sicherheit.md answers each of the 253 requirements of ASVS 5.0.0, levels 1 and 2, once."""
    rows = re.findall(r"^\| ([\d., ]+) \| [ETN–] \|", _text("docs/sicherheit.md"), re.MULTILINE)
    numbers = [number for row in rows for number in row.split(", ")]
    assert len(numbers) == len(set(numbers)) == 253


def test_what_the_security_table_names_exists() -> None:
    """docs/sicherheit.md names tests and files that are there."""
    named = set(re.findall(r"`((?:tests|fam)/[\w/.]+)`", _text("docs/sicherheit.md")))
    assert len(named) > 40
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
