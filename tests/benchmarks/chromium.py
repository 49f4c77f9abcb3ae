"""Click to result in Chromium on 100,000 families, beside a stock Django admin over the same data on two cores.

Koordination lists, searches and opens (it sees every case), a Fachkraft saves. The clock starts with the event in the
page and ends with the first frame that shows the result.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright
from sqlmodel import col, select

from fam import db
from fam.models import Family
from tests.benchmarks.servers import app_server, cookie_of
from tests.benchmarks.table import machine, markdown
from tests.benchmarks.volumes import Volumes
from tests.support.browser import ARGUMENTS, find_chromium
from tests.support.people import settled

ROUNDS = 15
REFERENCE = {"Liste": 370, "Suchen": 600, "Öffnen": 320, "Speichern": 530}  # ms, Django admin, 100,000 families
WATCH = """
const start = () => { window.started = performance.now(); };
for (const kind of ['click', 'input']) window.addEventListener(kind, start, true);
window.within = (selector) => {
  for (const element of document.querySelectorAll('*')) {
    const found = element.shadowRoot?.querySelector(selector);
    if (found) return found;
  }
  return document.querySelector(selector);
};
window.title = () => document.querySelector('h1')?.textContent ?? '';
window.heading = (text) => [...document.querySelectorAll('h3')].some((one) => one.textContent.includes(text));
"""


@dataclass(slots=True)
class Clock:
    """Milliseconds by action."""

    times: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, page: Page, act: Callable[[], object], result: str) -> None:
        """Act, and note how long it took from the event until `result` (JavaScript) holds."""
        act()
        waited = f"() => window.started && ({result}) ? performance.now() - window.started : false"
        milliseconds = page.wait_for_function(waited, polling="raf").json_value()
        self.times.setdefault(name, []).append(float(milliseconds))
        settled(page)


def run(volumes: Volumes, families: int = 100_000) -> str:
    """Measure the four actions and return the table."""
    clock = Clock()
    with (
        TemporaryDirectory(prefix="fam-chromium-") as folder,
        app_server(volumes.copy(families, Path(folder))) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(os.environ), args=list(ARGUMENTS))
        _coordinate(_page(browser, server.url, "kerstin"), clock, _names())
        _save(_page(browser, server.url, "anna"), clock)
        browser.close()
    rows = [
        [name, REFERENCE[name], median(times), quantiles(times, n=20)[-1], median(times) / REFERENCE[name]]
        for name, times in clock.times.items()
    ]
    headers = ["Klick bis Ergebnis", "Django-Admin ms", "Median ms", "95 % ms", "Verhältnis"]
    head = f"Chromium, {families:,} Familien, {volumes.engine}, je {ROUNDS} ({machine()})"
    return f"{head}\n\n{markdown(headers, rows)}"


def _names() -> list[str]:
    """Return names of families, spread over the database."""
    with db.program() as session:
        ids = range(1, 99 * ROUNDS, 99)
        return list(session.exec(select(Family.name).where(col(Family.id).in_(ids))).all())


def _page(browser: Browser, url: str, who: str) -> Page:
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    name, _, value = cookie_of(who).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{url}/konto")
    page.get_by_role("heading", name="Mein Konto").wait_for()
    settled(page)
    return page


def _list(page: Page, clock: Clock | None = None) -> None:
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Familien", exact=True)
    result = "window.title() === 'Familien' && window.within('tbody a')"
    (clock or Clock()).time("Liste", page, link.click, result)


def _coordinate(page: Page, clock: Clock, names: list[str]) -> None:
    for name in names:
        page.get_by_role("link", name="Mein Konto").click()
        page.get_by_role("heading", name="Mein Konto").wait_for()
        settled(page)
        _list(page, clock)
        box = page.get_by_label("Suchen")
        found = f"window.within('tbody a')?.textContent === {name!r}"
        clock.time("Suchen", page, lambda box=box, name=name: box.fill(name), found)  # type: ignore[misc]
        opened = f"window.title() === {name!r} && window.heading('Eckdaten')"
        clock.time("Öffnen", page, page.locator("tbody a").first.click, opened)
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Familien", exact=True).click()
        page.locator("tbody a").first.wait_for()
        settled(page)
        page.get_by_label("Suchen").fill("")
        page.wait_for_function("() => window.within('p[role=status]').textContent.startsWith('10.000')")
        page.wait_for_timeout(300)
        settled(page)


def _save(page: Page, clock: Clock) -> None:
    _list(page)
    page.locator("tbody a").first.click()
    for number in range(ROUNDS):
        page.get_by_role("button", name="Eckdaten bearbeiten").click()
        name = page.get_by_role("textbox", name="Familienname")
        name.fill(f"Muster {chr(65 + number)}")
        settled(page)
        saved = f"window.title() === 'Muster {chr(65 + number)}' && !document.querySelector('[data-stale=true] h1')"
        clock.time("Speichern", page, page.get_by_role("button", name="Speichern", exact=True).click, saved)
