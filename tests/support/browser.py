"""Real Chromium for pytest-playwright: found on the machine, German, quiet, and closed at the end."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.support.needs import CHROMIUM

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
USUAL = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "{PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Chromium/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
)
# Root cannot use the sandbox, containers have no GPU; the rest keeps the browser from calling anybody.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter",
    "--lang=de-DE",
)


def find_chromium(environment: Mapping[str, str] = os.environ, bundled: str = "") -> Path | None:
    """Return the browser to drive: CHROMIUM if set (and nothing else then), a system one, or `bundled`; else None."""
    if wanted := environment.get("CHROMIUM"):
        return Path(wanted) if Path(wanted).is_file() else None
    on_path = [found for name in NAMES if (found := shutil.which(name, path=environment.get("PATH")))]
    places = [Path(place) for place in (*on_path, *_usual(environment), bundled) if place]
    return next((place for place in places if place.is_file()), None)


def _usual(environment: Mapping[str, str]) -> list[str]:
    """Return the usual paths; those that name a variable which is not set are left out."""
    places = []
    for place in USUAL:
        variable = place[1:].partition("}")[0] if place.startswith("{") else ""
        if not variable or environment.get(variable):
            places.append(place.replace(f"{{{variable}}}", environment.get(variable, "")))
    return places


@pytest.fixture(scope="session")
def chromium_path(playwright: Playwright) -> Path:
    """The path of the browser; skips (fails in CI) where there is none."""
    if (found := find_chromium(bundled=playwright.chromium.executable_path)) is None:
        CHROMIUM.skip()
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium_path: Path) -> dict[str, Any]:
    """How pytest-playwright starts the browser: the one found, with our arguments."""
    return {**browser_type_launch_args, "executable_path": str(chromium_path), "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Who looks: a German browser in Berlin on an ordinary screen."""
    german = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": {"width": 1440, "height": 900}}
    return {**browser_context_args, **german}
