"""The page Tandemarbeit for Leitung: what the frozen reports say of how both institutions work together."""

from collections.abc import Callable, Mapping

from fam.figures.reports import View
from fam.figures.shown import Shown
from fam.person import Person
from fam.rules import cooperation_words as words
from fam.ui import published_page
from fam.ui.cooperation import IDS
from fam.ui.format import date_text
from fam.ui.published import share
from fam.ui.published_page import Page

PAGE = Page(
    "cooperation", IDS, ("I17", "I16", "I18", "I19", "I20", "I30", "I36"),
    {
        "Anteil gemeinsamer Gespräche": ("I17",), "Gespräche je Familienmonat": ("I16",),
        "Ausfall und späte Eingabe": ("I18", "I19"), "Überprüfungen fristgerecht": ("I20",),
        "Leistungen beider Rechtskreise und Einwilligungen": ("I30", "I36"),
    },
)  # fmt: skip


def show(person: Person) -> None:
    """Draw what the frozen reports say."""
    published_page.show(person, PAGE, _told)


def _told(view: View, when: str) -> Mapping[str, Callable[[Shown], str]]:
    day = date_text(view.period.last)
    return {
        "I17": lambda one: words.answer(when, share(one)), "I18": lambda one: words.fell_through(share(one)),
        "I20": lambda one: words.reviewed(share(one)), "I30": lambda one: words.combined(share(one), day),
        "I36": lambda one: words.agreed(share(one), day),
    }  # fmt: skip
