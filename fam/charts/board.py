"""The board: one timeline of all measures in two lanes and "weitere Leistungen", as an SVG that prints well.

A bar says by its pattern, its sign and a word what it is; colour only helps. Lengths are units of the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from html import escape

from fam.charts import board_style
from fam.charts.board_style import Mode

WIDTH, LABELS, RIGHT, TOP = 1000, 350, 14, 76
ROW, BAR, HEAD, STRIP = 54, 20, 30, 34
LETTERS = 40  # of a title in the column on the left
LONG_SPAN = 1100  # days from which on only quarters are marked, then years
SHORT_MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")


class Look(StrEnum):
    """How a bar is drawn."""

    RUNNING = "runs"
    OVER = "over"
    BROKEN = "broken"
    GRANTED = "granted"
    OPEN = "open"  # proposed or applied for: nobody has decided yet
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Bar:
    """One measure: what, by which law, for whom, its span (`end` None: goes on), and a word beside the bar."""

    title: str
    law: str
    whom: str
    look: Look
    start: date
    end: date | None
    word: str
    remark: str = ""  # e.g. "ohne Ziel"


@dataclass(frozen=True, slots=True)
class Lane:
    """A legal circle with its bars, and the spans in which nothing of it runs."""

    key: str  # "second", "eighth", "external"
    title: str
    bars: Sequence[Bar]
    gaps: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """What the picture shows; `together` are the spans in which both circles help at once."""

    lanes: Sequence[Lane]
    together: Sequence[tuple[date, date]]
    markers: Sequence[tuple[date, str, str]]  # day, sign, word
    today: date
    summary: str


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to lengths."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Return where a day stands; what lies outside stands at the edge."""
        part = (min(max(day, self.first), self.last) - self.first).days / max((self.last - self.first).days, 1)
        return round(LABELS + part * (WIDTH - LABELS - RIGHT), 1)


def scale(board: Board) -> Scale:
    """Return the span that the picture covers: everything, today, and room for what goes on."""
    days = [board.today, *(day for day, _sign, _word in board.markers)]
    for lane in board.lanes:
        days += [bar.start for bar in lane.bars] + [bar.end for bar in lane.bars if bar.end]
    first, last = min(days).replace(day=1), max(*days, board.today + timedelta(days=45))
    last = max(last, first + timedelta(days=200))
    return Scale(first, last + timedelta(days=max(12, (last - first).days // 30)))


def svg(board: Board, mode: Mode) -> str:
    """Return the board as an SVG document for screen or paper."""
    on = scale(board)
    y, parts, words = float(TOP), [], []
    for lane in board.lanes:
        if lane.key == "eighth":
            parts.append(_strip(board, on, y))
            y += STRIP
        drawn, height = _lane(lane, on, y)
        parts.append(drawn)
        words += [_word(bar, on, y + HEAD + number * ROW + 3) for number, bar in enumerate(lane.bars)]
        y += height
    height = y + 8
    axis, above = _axis(on, height), _markers(board, on, height)
    return board_style.svg(f"{axis}{''.join(parts)}{above}{''.join(words)}", WIDTH, height, mode)


def small(bar: Bar, lane: str, on: Scale, today: date, mode: Mode) -> str:
    """Return one bar alone on the same scale, for the list on a telephone."""
    first, last, wide = on.x(bar.start), _end(bar, on), WIDTH - RIGHT - LABELS
    now = on.x(today) - LABELS
    content = (
        f'<line class="axis" x1="0" x2="{wide}" y1="19" y2="19"/><g class="{lane}">'
        f'<rect class="bar {bar.look}" x="{first - LABELS:.1f}" y="3" width="{max(last - first, 4):.1f}" height="12"/>'
        f'</g><line class="today" x1="{now:.1f}" x2="{now:.1f}" y1="0" y2="20"/>'
    )
    return board_style.svg(content, wide, 20, mode, stretched=True)


def sample(look: Look, mode: Mode) -> str:
    """Return a short bar for the legend."""
    return board_style.svg(f'<rect class="bar {look}" x="1" y="2" width="32" height="12"/>', 34, 16, mode)


def _axis(on: Scale, height: float) -> str:
    days, parts = (on.last - on.first).days, []
    step = 1 if days < 480 else 3 if days < LONG_SPAN else 12
    year, month = on.first.year, 1
    while (day := date(year, month, 1)) < on.last:
        if day >= on.first:
            x = on.x(day)
            strong = "year" if month == 1 else "month"
            parts.append(f'<line class="{strong}" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height:g}"/>')
            if x < WIDTH - 26:
                parts.append(f'<text class="tick" x="{x + 3}" y="{TOP - 13}">{SHORT_MONTHS[month - 1]}</text>')
        if month == 1 or day == on.first:
            place = on.x(max(day, on.first)) + 3
            if day >= on.first:
                parts.append(f'<text class="tick yearname" x="{place}" y="{TOP - 29}">{year}</text>')
        year, month = (year, month + step) if month + step <= 12 else (year + 1, 1)
    return "".join(parts)


def _lane(lane: Lane, on: Scale, y: float) -> tuple[str, float]:
    rows = max(len(lane.bars), 1)
    height = HEAD + rows * ROW + 6
    parts = [
        f'<g class="lane {lane.key}">'
        f'<rect class="band" x="0" y="{y:g}" width="{WIDTH}" height="{height - 6:g}" rx="5"/>'
        f'<rect class="edge" x="0" y="{y:g}" width="5" height="{height - 6:g}"/>'
        f'<text class="lanename" x="16" y="{y + 20:g}">{escape(lane.title)}</text>'
    ]
    parts += [_gap(start, end, on, y + 17) for start, end in lane.gaps]
    for number, bar in enumerate(lane.bars):
        parts.append(_bar(bar, on, y + HEAD + number * ROW))
    if not lane.bars:
        parts.append(f'<text class="detail" x="16" y="{y + HEAD + 18:g}">Keine Leistung eingetragen.</text>')
    return "".join(parts) + "</g>", height


def _gap(start: date, end: date, on: Scale, y: float) -> str:
    first, last = on.x(start), on.x(end)
    word = "Lücke" if last - first > 44 else ""
    text = f'<text class="gapname" x="{(first + last) / 2:.1f}" y="{y - 3:g}">{word}</text>'
    return (
        f'<line class="gap" x1="{first}" x2="{last}" y1="{y + 3:g}" y2="{y + 3:g}"/>'
        f'<line class="gapend" x1="{first}" x2="{first}" y1="{y - 2:g}" y2="{y + 8:g}"/>'
        f'<line class="gapend" x1="{last}" x2="{last}" y1="{y - 2:g}" y2="{y + 8:g}"/>{text}'
    )


def _short(text: str) -> str:
    """A title that is too long loses its middle: the customary short form in brackets stays."""
    if len(text) <= LETTERS:
        return escape(text)
    known = text[text.rindex("(") :] if text.endswith(")") and len(text) - text.rindex("(") < 8 else ""
    return escape(f"{text[: LETTERS - len(known) - 2].rstrip()}… {known}".strip())


def _end(bar: Bar, on: Scale) -> float:
    return on.x(bar.end) if bar.end else on.x(on.last)


def _bar(bar: Bar, on: Scale, y: float) -> str:
    first, last = on.x(bar.start), _end(bar, on)
    last, top = max(last, first + 7), y + 3
    middle, arrow = top + BAR / 2, 10 if bar.end is None else 0
    shape = (
        f'<path class="bar {bar.look}" d="M{first} {top:g}H{last - arrow:g}'
        f'L{last:g} {middle:g}L{last - arrow:g} {top + BAR:g}H{first}Z"/>'
        if arrow
        else f'<rect class="bar {bar.look}" x="{first}" y="{top:g}" width="{last - first:.1f}" height="{BAR}" rx="2"/>'
    )
    if bar.look is Look.BROKEN:
        shape += f'<path class="cross" d="M{last - 6:g} {top - 3:g}l12 {BAR + 6}m0 {-BAR - 6}l-12 {BAR + 6}"/>'
    if bar.look is Look.REJECTED:
        shape += f'<line class="cross" x1="{first}" x2="{last:g}" y1="{middle:g}" y2="{middle:g}"/>'
    return (
        f'<text class="title" x="16" y="{y + 14:g}">{_short(bar.title)}</text>'
        f'<text class="law" x="16" y="{y + 28:g}">{escape(bar.law)}</text>'
        f'<text class="detail" x="16" y="{y + 42:g}">{escape(bar.whom)}</text>{shape}'
    )


def _word(bar: Bar, on: Scale, top: float) -> str:
    """The word beside a bar, above the lines that cross it."""
    first = on.x(bar.start)
    remark = f'<tspan class="remark"> · {escape(bar.remark)}</tspan>' if bar.remark else ""
    room = WIDTH - RIGHT - first  # a word starts under its bar, or ends under it where there is no room
    anchor = f'x="{first}"' if room > 9 * len(bar.word + bar.remark) else f'x="{WIDTH - RIGHT}" text-anchor="end"'
    return f'<text class="word" {anchor} y="{top + BAR + 13:g}">{escape(bar.word)}{remark}</text>'


def _strip(board: Board, on: Scale, y: float) -> str:
    parts = [f'<g class="together"><text class="lanename" x="16" y="{y + 19:g}">Beide Rechtskreise zugleich</text>']
    for start, end in board.together:
        first, last = on.x(start), on.x(end)
        wide = max(last - first, 3)
        parts.append(f'<rect class="both" x="{first}" y="{y + 5:g}" width="{wide:.1f}" height="18" rx="9"/>')
        parts.append(f'<rect class="inner" x="{first + 5}" y="{y + 12:g}" width="{max(wide - 10, 1):.1f}" height="4"/>')
    if not board.together:
        parts.append(f'<text class="detail" x="{LABELS}" y="{y + 19:g}">bisher nicht</text>')
    return "".join(parts) + "</g>"


def _markers(board: Board, on: Scale, height: float) -> str:
    parts, used = [], [-1000.0, -1000.0]
    for day, sign, word in sorted(board.markers):
        x = on.x(day)
        parts.append(f'<line class="marker" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height:g}"/>')
        shown = f"{sign} {word}" if x - max(used) > 8 else sign
        place = f'x="{x}" text-anchor="middle"' if x < WIDTH - 5 * len(shown) else f'x="{WIDTH}" text-anchor="end"'
        parts.append(f'<text class="sign" {place} y="12">{escape(shown)}</text>')
        used = [x + 4 * len(shown), x]
    x = on.x(board.today)
    end = ' text-anchor="end"' if x > WIDTH - 120 else ""
    parts.append(
        f'<line class="today" x1="{x}" x2="{x}" y1="24" y2="{height:g}"/>'
        f'<text class="todayname" x="{x + (-5 if end else 5)}" y="31"{end}>heute {board.today:%d.%m.%Y}</text>'
    )
    return "".join(parts)
