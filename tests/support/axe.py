"""Accessibility as far as axe-core can see it, and what a page must not do besides: scroll sideways, call others."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

AXE = Path(__file__).parents[1] / "assets" / "axe" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
GRAVE = ("serious", "critical")
LISTEN = """window.violations = []; document.addEventListener('securitypolicyviolation',
  (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));"""
MOST_TABS = 150


def barriers(page: Page) -> list[str]:
    """Return what axe finds serious or critical, one line each."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "async levels => (await axe.run(document, {resultTypes: ['violations'],"
        " runOnly: {type: 'tag', values: levels}})).violations",
        LEVELS,
    )
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def too_wide(page: Page) -> int:
    """Return by how many pixels the page, or what stands beside the menu, is wider than its place.

    What scrolls in a box of its own does not count.
    """
    return int(
        page.evaluate(
            "Math.max(document.documentElement.scrollWidth - innerWidth,"
            " ...[...document.querySelectorAll('[data-testid=stMain]')].map(one => one.scrollWidth - one.clientWidth))"
        )
    )


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, as people without a mouse do."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.count() and target.first.evaluate("element => element.matches(':focus')"):
            return
    raise AssertionError(f"{target} is out of reach of the Tab key")
