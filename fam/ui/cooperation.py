"""The page Tandemarbeit: what it shows for which period, the answer in words, and the key numbers."""

from dataclasses import dataclass, replace

import streamlit as st

from fam.config import database_url
from fam.figures import catalogue, kept
from fam.figures.indicator import Figure, Number, Period
from fam.person import Person
from fam.rules import cooperation_words as words
from fam.rules.cooperation_words import Share
from fam.rules.markers import Marker
from fam.ui.feedback import empty_state, plain
from fam.ui.figure_access import team_scope
from fam.ui.figure_definitions import TOO_FEW, offer_some, parts_of, value_of
from fam.ui.figures_live import keep_live, known_markers
from fam.ui.format import NOTHING, date_text, number_text, percent_text
from fam.ui.known_day import SHOWN
from fam.ui.period_choice import Chosen

IDS = ("I16", "I17", "I18", "I19", "I20", "I29", "I30", "I36")
PERIODS = 13  # one more than a year: the same month of the year before


@dataclass(frozen=True, slots=True)
class Seen:
    """The figures of the periods, oldest first; the chosen one is the last."""

    chosen: Chosen
    periods: tuple[Period, ...]
    rows: tuple[tuple[Figure, ...], ...]
    ids: tuple[str, ...] = IDS
    markers: tuple[Marker, ...] = ()
    now: tuple[Figure, ...] = ()  # the chosen period as known today, where the page shows what was known before

    def figure(self, number: str, back: int = 0) -> Figure:
        """Return an indicator of the chosen period, or of so many periods before."""
        return self.rows[-1 - back][self.ids.index(number)]

    def all(self, number: str) -> tuple[Figure, ...]:
        """Return an indicator over all periods, oldest first."""
        return tuple(row[self.ids.index(number)] for row in self.rows)

    @property
    def empty(self) -> bool:
        """Whether there was neither a family in FAM nor a meeting in the chosen period."""
        return not any(self.figure(one).number.denominator for one in ("I17", "I19", "I30"))


def look(person: Person, chosen: Chosen, ids: tuple[str, ...] = IDS, number: int = PERIODS) -> Seen:
    """Return the figures up to the chosen period and keep the page live; NotAllowed for whoever reads reports only."""
    version = keep_live()
    periods, scope = chosen.up_to(number), team_scope(person)
    rows = _look(database_url(), version, scope, periods, ids)
    today = replace(chosen.period, known_on=None)
    now = _look(database_url(), version, scope, (today,), ids)[0] if chosen.period.known_on else ()
    return Seen(chosen, periods, rows, ids, known_markers(periods[-1].last, version), now)


@st.cache_resource(max_entries=200, show_spinner=False)  # nobody can change a figure: no copy for each run
def _look(
    url: str, version: int, scope: str, periods: tuple[Period, ...], ids: tuple[str, ...]
) -> tuple[tuple[Figure, ...], ...]:
    """Remembered until the data version moves; then only what can have moved is counted again."""
    return kept.rows(periods, ids)


def offer(chosen: Chosen, seen: Seen, ids: tuple[str, ...] = IDS) -> None:
    """Draw the button with the definitions, with the values of the chosen period."""
    numbers = {one: seen.figure(one).number for one in ids}
    offer_some([catalogue.BY_ID[one] for one in ids], numbers, chosen.name)


def say(chosen: Chosen, seen: Seen) -> None:
    """Answer the question of the page in words: how often both institutions and the family sit together."""
    if seen.empty:
        empty_state(
            f"Keine Familie in FAM und kein Gespräch {chosen.when}.",
            "Gespräche werden unter „Gespräche“ oder in der Familienakte eingetragen.",
            key="cooperation",
        )
        return
    st.header(plain(words.answer(chosen.when, share(seen, "I17"), _before(seen))), anchor=False)
    day = date_text(chosen.period.last)
    rest = (
        words.fell_through(share(seen, "I18")), words.reviewed(share(seen, "I20")),
        words.combined(share(seen, "I30"), day), words.agreed(share(seen, "I36"), day),
    )  # fmt: skip
    st.markdown(plain(" ".join(sentence for sentence in rest if sentence)))


def show_revisions(seen: Seen) -> None:
    """Say which numbers of the chosen period differ between the day of the Datenstand and today; else nothing."""
    if not seen.now or seen.chosen.period.known_on is None:
        return
    day = date_text(seen.chosen.period.known_on)
    st.caption(SHOWN.format(day=day))
    pairs = [(catalogue.BY_ID[now.id], seen.figure(now.id).number, now.number) for now in seen.now]
    found = [
        f"{one.title}: damals {value_of(one, then)}, heute {value_of(one, now)}"
        for one, then, now in pairs
        if then != now
    ]
    if not found:
        st.info(f"Seit dem {day} hat sich {seen.chosen.when} keine Zahl geändert.", icon=":material/check_circle:")
        return
    told = "\n- ".join(map(plain, found))
    st.info(f"**Seit dem {day} haben sich Zahlen {seen.chosen.when} geändert.**\n\n- {told}", icon=":material/history:")


def share(seen: Seen, number: str) -> Share:
    """Return an indicator of the chosen period as so many of so many."""
    found = seen.figure(number).number
    return Share(int(found.numerator or 0), int(found.denominator or 0), found.small)


def _before(seen: Seen) -> tuple[str, int] | None:
    """The joint meetings of the period before; a running period is not compared with a whole one."""
    chosen, number = seen.chosen, seen.figure("I17", back=1).number
    if chosen.running(chosen.period) or not number.denominator:
        return None
    return f"im {chosen.span.named(seen.periods[-2])}", int(number.numerator or 0)


def show_key_numbers(seen: Seen) -> None:
    """Draw the numbers that everybody asks for first."""
    if seen.empty:
        return
    with st.container(horizontal=True, key="growth-numbers-cooperation"):
        rate("Gemeinsam", seen.figure("I17").number)
        talks = seen.figure("I16").number
        shown = NOTHING if talks.value is None else TOO_FEW if talks.small else number_text(talks.value, 1)
        tile("Je Familienmonat", shown, f"{number_text(talks.numerator)} Gespräche")
        rate("Spät eingetragen", seen.figure("I19").number)
        rate("Fristgerecht", seen.figure("I20").number)
        rate("Beide Rechtskreise", seen.figure("I30").number)
        rate("Einwilligungen", seen.figure("I36").number)


def rate(label: str, number: Number) -> None:
    """Draw a share as a key number, with what it is made of."""
    tile(label, rate_text(number), parts_of(number))


def rate_text(number: Number) -> str:
    """Return a share as percent, a point where too few families stand behind it, a dash for nothing."""
    return TOO_FEW if number.small and number.value is not None else percent_text(number.value)


def tile(label: str, value: str, below: str) -> None:
    """Draw a key number."""
    st.metric(label, value, below, delta_color="off", delta_arrow="off", border=True)
