"""The charts of Tandemarbeit over months or quarters, each with its table and its files."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go
import streamlit as st

from fam.charts import over_time as charts
from fam.charts.over_time import Series, Times
from fam.figures.indicator import Figure, Number, Part
from fam.person import Person
from fam.queries.behind import BARS
from fam.rules.behind import By
from fam.ui import bar_families
from fam.ui.cooperation import Seen, rate_text
from fam.ui.figure_chart import Chosen, ask_picture, show_time_chart
from fam.ui.format import number_text
from fam.ui.period_choice import Span

Drawn = Callable[[Times, Sequence[Series], str, str, bool], go.Figure]
BAR_CHARTS = {
    By.PRESENT: "Gespräche nach Anwesenden", By.OUTCOME: "Überprüfungen fristgerecht",
    By.CONSENTS: "Einwilligungen", By.COMBINATION: "Leistungen beider Rechtskreise",
    By.CIRCLE: "Leistungen nach Rechtskreis",
}  # fmt: skip


def show(person: Person, seen: Seen) -> None:
    """Draw all charts: how the team meets first, then what it achieves together; and the way to the families."""
    if seen.empty:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _meetings(person, seen)
        _per_month(seen)
        _reviews(person, seen)
        _consents(person, seen)
    with right:
        _joint(seen)
        _lost_and_late(seen)
        _circles(person, seen)
        _measures(person, seen)
    ask_picture()
    bar_families.offer(person, seen, "cooperation", BAR_CHARTS)


def _meetings(person: Person, seen: Seen) -> None:
    counts(person, seen, "gespraeche", BAR_CHARTS[By.PRESENT], f"Gespräche {times(seen).unit}", By.PRESENT)


def _joint(seen: Seen) -> None:
    rates(seen, "gemeinsam", "Anteil gemeinsamer Gespräche", {
        "der Gespräche": [one.number for one in seen.all("I17")],
        "der Familienmonate mit mindestens einem": [one.part("months", "joint") for one in seen.all("I17")],
    })  # fmt: skip


def _per_month(seen: Seen) -> None:
    series = [
        Series("talks", "Gespräche", [shown(one.number) for one in seen.all("I16")]),
        Series("phone", "Telefonate", [shown(one.part("phone", "TELEFONAT")) for one in seen.all("I16")]),
    ]
    rows = [
        (named(seen, one), _decimal(one.number), _decimal(one.part("phone", "TELEFONAT")),
         number_text(round(one.number.denominator or 0, 1)), state(seen, one))
        for one in reversed(seen.all("I16"))
    ]  # fmt: skip
    headers = (seen.chosen.span.value, "Gespräche", "Telefonate", "Familienmonate", "Hinweis")
    draw(seen, "dichte", "Gespräche je Familienmonat", "je Familienmonat", charts.lines, series, (headers, rows))


def _lost_and_late(seen: Seen) -> None:
    rates(seen, "ausfall", "Ausfall und späte Eingabe", {
        "ausgefallen": [one.number for one in seen.all("I18")],
        "später als 7 Tage eingetragen": [one.number for one in seen.all("I19")],
    })  # fmt: skip


def _reviews(person: Person, seen: Seen) -> None:
    unit = f"Überprüfungen, fällig {times(seen).unit}"
    counts(person, seen, "ueberpruefungen", BAR_CHARTS[By.OUTCOME], unit, By.OUTCOME)


def _circles(person: Person, seen: Seen) -> None:
    unit = f"Familien {times(seen).stichtag}"
    counts(person, seen, "kombination", BAR_CHARTS[By.COMBINATION], unit, By.COMBINATION)


def _measures(person: Person, seen: Seen) -> None:
    unit = f"Leistungen, laufend {times(seen).stichtag}"
    counts(person, seen, "rechtskreise", BAR_CHARTS[By.CIRCLE], unit, By.CIRCLE)


def _consents(person: Person, seen: Seen) -> None:
    names = bar_families.labels(seen, By.CONSENTS)
    found = [(one, one.number.numerator or 0, (one.number.denominator or 0)) for one in seen.all("I36")]
    values = ([have for _one, have, _all in found], [every - have for _one, have, every in found])
    series = [Series(code, name, numbers) for (code, name), numbers in zip(names.items(), values, strict=True)]
    rows = [
        (named(seen, one), have, every - have, rate_text(one.number), state(seen, one))
        for one, have, every in reversed(found)
    ]  # fmt: skip
    headers = (seen.chosen.span.value, *names.values(), "Anteil", "Hinweis")
    title, unit = BAR_CHARTS[By.CONSENTS], f"Familien {times(seen).stichtag}"
    click = bar_families.chosen(person, seen, By.CONSENTS)
    draw(seen, "einwilligungen", title, unit, charts.bars, series, (headers, rows), click)


def counts(person: Person, seen: Seen, key: str, title: str, unit: str, by: By) -> None:
    """Draw a breakdown in counts as stacked bars, with the indicator's own share in the table; a click leads on."""
    number, breakdown = BARS[by]
    found, labels = seen.all(number), bar_families.labels(seen, by)
    cells = [{part.code: part.number.value for part in _parts(one, breakdown)} for one in found]
    series = [Series(code, label, [one.get(code, 0) for one in cells]) for code, label in labels.items()]
    share = found[-1].number.denominator is not None
    headers = (seen.chosen.span.value, *labels.values(), *(("Anteil",) if share else ()), "Hinweis")
    rows = [
        (named(seen, one), *(values.get(code, 0) for code in labels),
         *((rate_text(one.number),) if share else ()), state(seen, one))
        for one, values in reversed(list(zip(found, cells, strict=True)))
    ]  # fmt: skip
    draw(seen, key, title, unit, charts.bars, series, (headers, rows), bar_families.chosen(person, seen, by))


def _parts(one: Figure, breakdown: str) -> Sequence[Part]:
    return next(found for found in one.breakdowns if found.key == breakdown).parts


def rates(seen: Seen, key: str, title: str, shares: dict[str, list[Number]]) -> None:
    """Draw shares as lines, with what they are made of in the table."""
    series = [Series(name, name, [shown(one) for one in numbers]) for name, numbers in shares.items()]
    headers = [seen.chosen.span.value]
    for name in shares:
        headers += [name, f"{name}: von"]
    rows = []
    for place, one in reversed(list(enumerate(seen.all(seen.ids[0])))):
        cells: list[object] = [named(seen, one)]
        for numbers in shares.values():
            cells += [f"{number_text(numbers[place].numerator)} ({rate_text(numbers[place])})",
                      numbers[place].denominator]  # fmt: skip
        rows.append((*cells, state(seen, one)))
    draw(seen, key, title, "Prozent", charts.shares, series, ((*headers, "Hinweis"), rows))


def draw(
    seen: Seen, key: str, title: str, unit: str, kind: Drawn, series: Sequence[Series],
    table: tuple[Sequence[str], Sequence[Sequence[object]]], chosen: Chosen | None = None,
) -> None:  # fmt: skip
    """Draw series over the periods, with their table (headers, rows); `chosen` as in `show_chart`."""
    dark, day = st.context.theme.type == "dark", seen.chosen.stand
    last = ", ".join(f"{one.name} {_spoken(one, unit)}" for one in series)
    over = times(seen)
    show_time_chart(
        key, lambda: kind(over, series, title, f"{unit} · Stand {day}", dark), title, *table, day,
        say=f"{unit}, {seen.chosen.name}: {last}.", chosen=chosen, months=over.firsts[::-1], markers=seen.markers,
        length=over.months, of=(kind.__name__, over, series, unit, dark),
    )  # fmt: skip


def _spoken(one: Series, unit: str) -> str:
    value = one.values[-1]
    if value is None:
        return "ohne Wert"
    return f"{value:.0%}".replace("%", " %") if unit == "Prozent" else number_text(round(value, 1))


def times(seen: Seen) -> Times:
    """Return the periods as charts take them."""
    span = seen.chosen.span
    return Times([one.first for one in seen.periods], quarters=span is Span.QUARTER, years=span is Span.YEAR)


def named(seen: Seen, one: Figure) -> str:
    """Return the name of a figure's period."""
    return seen.chosen.span.named(one.period)


def state(seen: Seen, one: Figure) -> str:
    """Return "läuft" for a period that is not over."""
    return "läuft" if seen.chosen.running(one.period) else ""


def shown(number: Number) -> float | None:
    """Return a value, None where too few families stand behind it."""
    return None if number.small else number.value


def _decimal(number: Number) -> str:
    return "·" if number.small and number.value is not None else number_text(_rounded(number.value))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
