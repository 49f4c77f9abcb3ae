"""A scenario answered: bands for stock, waiting list, free places and needed positions, and the answer in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.backtest import Coverage
from fam.rules.durations import median
from fam.rules.german import format_date, format_decimal, format_month, plural
from fam.rules.periods import add_months
from fam.rules.planning import ENOUGH_CLOSED, ENOUGH_MONTHS, WINDOW, Past, Question
from fam.rules.simulation import Band, band, simulate
from fam.rules.terms import Institution

PROMISED = 0.8  # the share of paths in the band


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a scenario leads to, month by month. `demand` are families in FAM and waiting together.

    `free` is None without a limit of places; `positions` are full positions per institution (demand by case key), only
    where places with a case key are entered.
    """

    question: Question
    months: tuple[date, ...]
    stock: Band
    waiting: Band
    demand: Band
    free: Band | None
    keys: Mapping[Institution, float]

    def positions(self, side: Institution) -> tuple[tuple[float, ...], ...]:
        """Return the needed full positions of an institution: low, middle, high per month."""
        of = (self.demand.low, self.demand.middle, self.demand.high)
        return tuple(tuple(families / self.keys[side] for families in line) for line in of)

    @property
    def short_from(self) -> date | None:
        """The first month in which families wait in at least half of the paths."""
        return next((month for month, one in zip(self.months, self.waiting.middle, strict=True) if one), None)


def forecast(past: Past, question: Question) -> Forecast:
    """Return the answer to a scenario; the past must be `enough`."""
    paths = simulate(past, question)
    free = None if question.places is None else band(question.places - paths.stock)
    return Forecast(
        question=question,
        months=tuple(add_months(past.month, number) for number in range(1, question.months + 1)),
        stock=band(paths.stock),
        waiting=band(paths.waiting),
        demand=band(paths.stock + paths.waiting),
        free=free,
        keys=past.keys,
    )


def too_little(past: Past) -> str:
    """Say what is missing before anything can be simulated; "" where nothing is."""
    if past.enough:
        return ""
    closed, months = past.length
    return (
        f"Bisher {_have(closed)} FAM verlassen (nötig: {ENOUGH_CLOSED}), und es gibt "
        f"{plural(months, 'vollen Monat', 'volle Monate')} seit der ersten Aufnahme (nötig: {ENOUGH_MONTHS}). Aus "
        "weniger lässt sich nicht sagen, wie lange Familien bleiben und wie die Aufnahmen schwanken. Erfunden wird "
        "nichts."
    )


def _have(closed: int) -> str:
    return "hat 1 Familie" if closed == 1 else f"haben {closed or 'keine'} Familien"


def name(question: Question) -> str:
    """Return a scenario in a few words, for headings and legends."""
    come = "wie bisher" if question.admissions is None else f"{number(question.admissions)} im Monat"
    places = "ohne Grenze" if question.places is None else plural(question.places, "Platz", "Plätze")
    stay = "" if question.median_months is None else f", Dauer {number(question.median_months)} Monate"
    return f"{come}, {places}{stay}"


def number(value: float) -> str:
    """Return 2 or 2,5."""
    return format_decimal(value, 0 if value == round(value) else 1)


def answer(found: Forecast) -> str:
    """Return what a scenario leads to, in words; the first sentence is the answer."""
    asked, month = found.question, format_month(found.months[-1])
    come = (
        f"Mit Aufnahmen wie in den letzten {WINDOW} Monaten" if asked.admissions is None
        else f"Mit {number(asked.admissions)} {'Aufnahme' if asked.admissions == 1 else 'Aufnahmen'} im Monat"
    )  # fmt: skip
    places = " ohne Grenze der Plätze" if asked.places is None else f" und {plural(asked.places, 'Platz', 'Plätzen')}"
    first = f"{come}{places} sind im {month} voraussichtlich {_span(found.stock)} Familien in FAM."
    return " ".join([first, *_places(found), *_positions(found)])


def _places(found: Forecast) -> list[str]:
    if found.free is None:
        return []
    if not any(found.waiting.high):
        return [f"Die Plätze reichen; frei bleiben dann {_span(found.free)}."]
    since = found.short_from
    when = "In weniger als der Hälfte der Durchläufe wartet jemand." if since is None else (
        f"Ab {format_month(since)} warten in mindestens der Hälfte der Durchläufe Familien."
    )  # fmt: skip
    return [f"Auf der Warteliste stehen dann {_span(found.waiting)}, frei sind {_span(found.free)} Plätze.", when]


def _positions(found: Forecast) -> list[str]:
    if not found.keys:
        return []
    needed = []
    for side in found.keys:
        low, _middle, high = (line[-1] for line in found.positions(side))
        span = format_decimal(low, 1) if round(low, 1) == round(high, 1) else (
            f"{format_decimal(low, 1)} bis {format_decimal(high, 1)}"
        )  # fmt: skip
        needed.append(f"{side.label} {span}")
    return [f"Damit niemand wartet, wären dann so viele volle Stellen nötig: {', '.join(needed)}."]


def _span(one: Band) -> str:
    low, high = one.low[-1], one.high[-1]
    return f"{low}" if low == high else f"{low} bis {high}"


def assumptions(past: Past, question: Question, as_of: date) -> tuple[str, ...]:
    """Return what the simulation takes for granted, one sentence each."""
    known = past.durations
    half = median(known)
    middle = "die Hälfte der Familien ist noch in FAM" if half is None else f"Median {plural(half, 'Monat', 'Monate')}"
    told = [
        f"Ausgang: der Bestand vom {format_date(as_of)} ({past.stock(past.month)} Familien, {past.waiting} auf der "
        "Warteliste); gerechnet wird ab dem folgenden Monat.",
        f"Dauer: aus {known.closed} abgeschlossenen und {int(known.running.sum())} laufenden Fällen; laufende zählen "
        f"mit der bisherigen Dauer als „mindestens so lange“ (Kaplan-Meier; {middle}). Familien, die schon da sind, "
        "bleiben so lange wie die, die vor ihnen ebenso lange da waren.",
        "Für Dauern, die weniger als fünf Familien erreicht haben, fehlt Erfahrung: Dort gilt im Monat die mittlere "
        "Abgangsquote aller Monate.",
        _admissions(question),
        "Wer keinen Platz bekommt, wartet der Reihe nach; niemand gibt auf. Ein freier Platz wird im selben Monat "
        "vergeben. Vorschläge und Prüfung kommen nicht vor.",
        "Plätze: die der Institution mit weniger Plätzen, die ganze Zeit gleich viele. Auch für ruhende Familien wird "
        f"der Platz frei gehalten{'' if past.paused is None else f' (jetzt {past.paused})'}.",
        "Band: Darin liegen 80 von 100 Durchläufen. Auch die Vergangenheit wird dafür immer neu gezogen, damit wenige "
        "Fälle ein breites Band geben. Was es noch nie gab, kommt nicht vor.",
    ]  # fmt: skip
    if question.median_months and half:
        told.insert(2, f"Die Dauer ist auf einen Median von {number(question.median_months)} Monaten umgerechnet, auch "
                       "für Familien, die schon in FAM sind.")  # fmt: skip
    if past.keys:
        keys = ", ".join(f"{side.label} {number(key)}" for side, key in past.keys.items())
        told.append(f"Stellen: Familien in FAM und auf der Warteliste durch den eingetragenen Fallschlüssel ({keys}).")
    return tuple(told)


def _admissions(question: Question) -> str:
    vary = f"wie in den letzten {WINDOW} vollen Monaten"
    if question.admissions is None:
        return f"Aufnahmen: so viele {vary}, in zufälliger Folge."
    return f"Aufnahmen: im Mittel {number(question.admissions)} Familien im Monat; sie schwanken {vary}."


def reliability(found: Sequence[Coverage]) -> str:
    """Say how the simulation would have done so far; in words that fit the coverage of its own band."""
    if not found:
        return "Für eine Rückprobe reicht die Vergangenheit noch nicht."
    inside, trials = sum(one.inside for one in found), sum(one.trials for one in found)
    share = inside / trials
    first = (
        f"Rückprobe: In {inside} von {trials} Fällen ({format_decimal(100 * share, 0)} %) lag der Bestand, der kam, im "
        f"Band; versprochen sind {PROMISED * 100:.0f} %."
    )
    if trials < ENOUGH_CLOSED:
        return f"{first} Das sind zu wenige Proben für ein Urteil."
    off = sum(one.off * one.trials for one in found) / trials
    way = f" Im Mittel kamen {format_decimal(abs(off), 1)} Familien {'mehr' if off > 0 else 'weniger'} als die Mitte."
    if share < PROMISED - 0.1:
        return f"{first}{way} Das Band war bisher zu schmal: Bitte nur als grobe Richtung lesen."
    return f"{first}{way if abs(off) >= 0.5 else ''}"
