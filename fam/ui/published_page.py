"""A page of Auswertung for Leitung, out of the frozen reports: words first, then tiles, courses, parts, definitions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fam.figures import catalogue
from fam.figures.reports import View
from fam.figures.shown import Shown
from fam.person import Person
from fam.ui import published, published_charts
from fam.ui.figure_definitions import offer_some
from fam.ui.figures_live import keep_live, known_markers
from fam.ui.period_choice import Span


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: its indicators, those with a tile, and its charts (title -> indicators of one kind)."""

    key: str
    ids: Sequence[str]
    tiles: Sequence[str]
    charts: Mapping[str, Sequence[str]]


def show(person: Person, page: Page, told: Callable[[View, str], Mapping[str, Callable[[Shown], str]]]) -> None:
    """Draw the page; without a report say who freezes one. `told` gets the report and "im 3. Quartal 2018"."""
    version = keep_live()
    found = published.course(person)
    view = found.newest
    if view is None:
        published.ask_for_one()
        offer_some([catalogue.BY_ID[id] for id in page.ids], {}, "in den Berichten")
        return
    published.say_which(view)
    span = Span.QUARTER if found.quarters else Span.MONTH
    published.tell(view, told(view, f"im {span.named(view.period)}"))
    published.show_numbers(view, page.tiles, page.key)
    published_charts.show(found, page.charts, page.key, known_markers(view.period.last, version))
    published.offer_parts(view, page.ids, page.key)
