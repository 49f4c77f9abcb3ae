"""The board as a picture: whole SVG, everything in words too, nothing outside its frame, hostile names are text."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from fam.charts import board
from fam.charts.board import Bar, Board, Lane, Look
from fam.charts.board_style import Mode, image

TODAY = date(2018, 10, 15)


def made(*bars: Bar, gaps: tuple[tuple[date, date], ...] = ()) -> Board:
    """Return a board with these bars under SGB II."""
    lanes = [Lane("second", "SGB II", bars, gaps), Lane("eighth", "SGB VIII", ())]
    return Board(lanes, [(date(2018, 1, 1), date(2018, 3, 1))], [(date(2017, 5, 1), "▼", "Aufnahme")], TODAY, "Kurz.")


def bar(title: str = "Einstiegsgeld", look: Look = Look.RUNNING, end: date | None = None) -> Bar:
    """Return a bar that began in January."""
    return Bar(title, "§ 16b SGB II", "Emir", look, date(2018, 1, 1), end, look.value, "ohne Ziel")


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("look", Look)
def test_every_look_is_drawn_and_said(mode: Mode, look: Look) -> None:
    """Each status has its own class, and a word beside the bar; the picture is sound XML."""
    picture = board.svg(made(bar(look=look), gaps=((date(2018, 4, 1), date(2018, 9, 1)),)), mode)
    ElementTree.fromstring(picture)
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", picture, flags=re.DOTALL)
    for words in ("SGB II", "SGB VIII", "§ 16b SGB II", "Emir", look.value, "ohne Ziel", "Lücke", "heute 15.10.2018",
                  "Aufnahme", "Beide Rechtskreise zugleich", "Keine Leistung eingetragen"):  # fmt: skip
        assert words in text, words
    assert f'class="bar {look}"' in picture


def test_nothing_stands_outside_the_frame() -> None:
    """Whatever its days, a bar lies between the labels and the edge."""
    for start, end in ((date(2000, 1, 1), None), (TODAY, TODAY), (TODAY, TODAY + timedelta(days=4000))):
        one = made(Bar("x", "§ 16b SGB II", "", Look.OVER, start, end, "x"))
        on = board.scale(one)
        for day in (start, end or on.last, TODAY):
            assert board.LABELS <= on.x(day) <= board.WIDTH - board.RIGHT
        assert len(board.svg(one, Mode.SCREEN)) < 60_000


def test_on_paper_there_is_no_colour() -> None:
    """Only black, white and greys."""
    for colour in re.findall(r"#[0-9a-fA-F]{6}\b", board.svg(made(bar()), Mode.PAPER)):
        assert colour[1:3] == colour[3:5] == colour[5:7], colour


def test_names_are_text() -> None:
    """What somebody typed is never markup, in the picture and around it."""
    picture = board.svg(made(bar('<script>"&')), Mode.SCREEN)
    ElementTree.fromstring(picture)
    assert "<script>" not in picture
    assert 'alt="&quot;&lt;b&gt;"' in image(picture, "x", '"<b>')


def test_a_long_title_keeps_its_short_form() -> None:
    """What everybody calls it stays readable."""
    long = "Maßnahme zur Aktivierung und beruflichen Eingliederung bei einem Träger (MAT)"
    assert "… (MAT)" in board.svg(made(bar(long)), Mode.SCREEN)
