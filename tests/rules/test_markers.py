"""Markers on the axis of time: in their month, in their order, in words."""

from datetime import date

from fam.rules.markers import Marker, MarkerKind, by_month, by_step, sentence, within

ONE = Marker("decision:1", MarkerKind.DECISION, "Erstgespräch", date(2018, 3, 20))
TWO = Marker("concept:1", MarkerKind.CONCEPT, "Konzept 2018", date(2018, 3, 1))
LATER = Marker("decision:2", MarkerKind.DECISION, "Rhythmus", date(2018, 5, 31))


def test_markers_stand_in_their_month() -> None:
    """Two of March in the order of their days; what lies outside a chart is not on it."""
    assert by_month([LATER, ONE, TWO]) == {date(2018, 3, 1): [TWO, ONE], date(2018, 5, 1): [LATER]}
    assert within([LATER, ONE, TWO], [date(2018, 3, 1), date(2018, 4, 1)]) == (TWO, ONE)


def test_markers_stand_in_their_quarter() -> None:
    """Both quarters in which something became different; what lies after the last one is not on the chart."""
    quarters = [date(2018, 4, 1), date(2018, 1, 1)]
    assert by_step([LATER, ONE, TWO], quarters, 3) == {date(2018, 1, 1): [TWO, ONE], date(2018, 4, 1): [LATER]}
    assert by_step([LATER, ONE, TWO], quarters[1:], 3) == {date(2018, 1, 1): [TWO, ONE]}
    assert by_step([LATER], [date(2018, 6, 1)]) == {}


def test_markers_in_words() -> None:
    """For those who do not see the lines."""
    assert sentence([TWO, LATER]) == "Marken: 01.03.2018 Konzept: Konzept 2018; 31.05.2018 Entscheidung: Rhythmus."
    assert sentence([]) == ""
