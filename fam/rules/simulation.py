"""The future simulated month by month out of the team's own past, in many paths at once.

Nothing is assumed about a law of chance: durations are drawn from the Kaplan-Meier curve, admissions from past months,
and the past itself is drawn anew for every group of paths, so that the band also holds how little it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fam.rules.durations import Durations, Floats, Ints, extended
from fam.rules.planning import Past, Question, stretch

SEED = 20170223  # the same question gives the same answer; it means nothing
PATHS = 1000
GROUPS = 50  # so many times the past is drawn anew
MOST_DRAWS = 3_000_000  # families over all paths: in larger programmes they are drawn in groups, not one by one
NO_LIMIT = 1 << 40
LOW, HIGH = 0.1, 0.9  # 80 of 100 paths lie between


@dataclass(frozen=True, slots=True)
class Paths:
    """Every simulated path: one row per path, one column per month; families at, or in, that month."""

    first: int  # in FAM at the beginning
    stock: Ints
    waiting: Ints
    admitted: Ints
    left: Ints


@dataclass(frozen=True, slots=True)
class Band:
    """Per month the middle of all paths, and the limits between which 80 of 100 lie; whole families."""

    low: tuple[int, ...]
    middle: tuple[int, ...]
    high: tuple[int, ...]


def band(values: Ints) -> Band:
    """Return the band of simulated numbers, rounded outwards."""
    return Band(*(_quantile(values, share, how) for share, how in ((LOW, "lower"), (0.5, "nearest"), (HIGH, "higher"))))


def _quantile(values: Ints, share: float, how: str) -> tuple[int, ...]:
    found = np.quantile(values, share, axis=0, method=how)  # type: ignore[call-overload]
    return tuple(int(one) for one in found)


def simulate(past: Past, question: Question, paths: int = PATHS, groups: int = GROUPS) -> Paths:
    """Return the months after `past.month`; with the same past and question always the same.

    Who finds no place waits in the order of coming, and nobody gives up; a place that becomes free is given away in
    the same month. More admissions or more places never mean fewer families in FAM: what a family draws does not
    depend on them (but for chance in programmes so large that families are drawn in groups).
    """
    draws = [np.random.default_rng(one) for one in np.random.SeedSequence(SEED).spawn(6)]
    known = past.durations
    arrivals = _arrivals(past.pool, question, paths, min(groups, paths), draws[0], draws[1])
    group = np.arange(paths) % min(groups, paths)
    curves = _curves(known, question, int(group.max()) + 1, draws[2])
    leaving = _leaving(known, curves, group, question.months, draws[3])
    places = NO_LIMIT if question.places is None else question.places
    begin: _Begin
    if int(arrivals.max(initial=0)) * arrivals.size > MOST_DRAWS:
        begin = _Groups(curves[1:][group], draws[4])
    else:
        begin = _OneByOne(_lengths(arrivals, past.waiting, curves[1:], group, draws[4:]))
    return _walk(int(known.running.sum()), past.waiting, places, leaving, arrivals, begin)


def _arrivals(
    pool: Ints, question: Question, paths: int, groups: int, months: np.random.Generator, rest: np.random.Generator
) -> Ints:
    """Families who could begin, path by month: as in months of the past, brought to the mean that is asked for."""
    shape = (paths, question.months)
    drawn = months.integers(0, max(1, len(pool)), shape)
    if question.admissions is not None:
        varied = pool[drawn] / pool.mean() if pool.sum() else np.ones(shape)
        return np.floor(varied * question.admissions + rest.random(shape)).astype(np.int64)
    if not len(pool):
        return np.zeros(shape, np.int64)
    again = rest.integers(0, len(pool), (groups, len(pool)))
    return np.asarray(pool[again[np.arange(paths)[:, None] % groups, drawn]], np.int64)


def _curves(known: Durations, question: Question, groups: int, draw: np.random.Generator) -> Floats:
    """The observed curve, then one per group out of durations drawn anew; long enough for every running family."""
    size, counts = len(known.ended), np.concatenate([known.ended, known.running])
    again = draw.multinomial(int(counts.sum()), counts / max(1, counts.sum()), groups)
    every = np.vstack([counts, again])
    steps = (np.arange(size + question.months + 1) / stretch(known, question) + 1e-9).astype(np.int64)
    return extended(every[:, :size], every[:, size:], int(steps[-1]) + 1)[:, steps]


def _leaving(known: Durations, curves: Floats, group: Ints, months: int, draw: np.random.Generator) -> Ints:
    """Of the families in FAM now: how many leave, path by month, each group of one age by its rest of the curve."""
    leaving = np.zeros((len(group), months), np.int64)
    for age in np.flatnonzero(known.running):
        rest = curves[1:, age : age + months + 1]
        rest = np.where(rest[:, :1] > 0, rest, curves[0, age : age + months + 1])  # nobody so old was drawn again
        first = rest[:, :1]
        lasting = np.divide(rest, first, out=np.zeros(rest.shape), where=first > 0)
        lasting[:, 0] = 1
        chances = np.concatenate([-np.diff(lasting, axis=1), lasting[:, -1:]], axis=1)
        chances = np.clip(chances, 0, 1)
        chances /= chances.sum(axis=1, keepdims=True)
        leaving += draw.multinomial(int(known.running[age]), chances[group])[:, :months]
    return leaving


def _lengths(arrivals: Ints, waiting: int, curves: Floats, group: Ints, draws: Sequence[np.random.Generator]) -> Ints:
    """How long each family to come will stay, path by place in the queue: those who wait now, then month by month."""
    paths, months = arrivals.shape
    drawn = draws[0].random((waiting, paths)).T  # a family keeps its draw whatever else comes
    later = np.moveaxis(draws[1].random((int(arrivals.max(initial=0)), paths, months)), 0, 2)
    chance = np.ones((paths, waiting + int(arrivals.sum(axis=1).max(initial=0))))
    chance[:, :waiting] = drawn
    row, month, number = np.nonzero(np.arange(later.shape[2]) < arrivals[:, :, None])
    before = np.cumsum(arrivals, axis=1) - arrivals
    chance[row, waiting + before[row, month] + number] = later[row, month, number]
    lengths = np.empty(chance.shape, np.int64)
    for one in range(int(group.max()) + 1):  # as many months as the curve lies above what was drawn
        mine = group == one
        lengths[mine] = len(curves[one]) - np.searchsorted(curves[one][::-1], chance[mine], side="right")
    lengths[lengths == curves.shape[1]] = NO_LIMIT  # longer than anybody looks
    return lengths


class _Begin(Protocol):
    """How families begin: return how many of a month's free places are taken, by how many, and who leaves when."""

    def __call__(self, begun: Ints, come: Ints, free: Ints, leaving: Ints) -> tuple[Ints, Ints]:
        """Return families who begin, and of them those who leave within the month; add later leavers to `leaving`.

        `leaving` holds the following months. `begun` and `come` are how many of a queue have begun and come so far.
        """


def _walk(first: int, waiting: int, places: int, leaving: Ints, arrivals: Ints, begin: _Begin) -> Paths:
    """Walk through the months, all paths side by side; `leaving` grows by those who begin."""
    come = waiting + np.cumsum(arrivals, axis=1)
    begun, stock = np.zeros(len(arrivals), np.int64), np.full(len(arrivals), first, np.int64)
    found: list[tuple[Ints, ...]] = []
    for month in range(arrivals.shape[1]):
        stock = stock - leaving[:, month]
        free = np.clip(places - stock, 0, NO_LIMIT)
        admitted, gone = begin(begun, come[:, month], free, leaving[:, month + 1 :])
        begun, stock = begun + admitted, stock + admitted - gone
        found.append((stock, come[:, month] - begun, admitted, leaving[:, month] + gone))
    return Paths(first, *(np.stack(one, axis=1) for one in zip(*found, strict=True)))


class _OneByOne:
    """Every family of a queue has its own length, so that another scenario meets the same families."""

    def __init__(self, lengths: Ints) -> None:
        self.lengths, self.row = lengths, np.arange(len(lengths))
        # How many of a queue's first families stay beyond their month: only those keep a place.
        self.staying = np.concatenate([np.zeros((len(lengths), 1), np.int64), (lengths > 0).cumsum(axis=1)], axis=1)
        self.offset = self.row * (NO_LIMIT << 1)  # makes one ascending line of all rows
        self.line = (self.staying + self.offset[:, None]).ravel()

    def __call__(self, begun: Ints, come: Ints, free: Ints, leaving: Ints) -> tuple[Ints, Ints]:
        held = self.staying[self.row, begun]
        until = np.searchsorted(self.line, held + free + self.offset, side="left") - self.row * self.staying.shape[1]
        after = np.clip(until, begun, come)
        admitted = after - begun
        row = np.repeat(self.row, admitted)
        place = np.arange(len(row)) - np.repeat(np.cumsum(admitted) - admitted - begun, admitted)
        length = self.lengths[row, place]
        later = (length > 0) & (length <= leaving.shape[1])
        np.add.at(leaving, (row[later], length[later] - 1), 1)
        return admitted, admitted - (self.staying[self.row, after] - held)


class _Groups:
    """Families of a month draw their lengths together: the same law, and no slower for ten thousand of them."""

    def __init__(self, curves: Floats, draw: np.random.Generator) -> None:
        ending = np.concatenate([np.ones((len(curves), 1)), curves[:, :-1]], axis=1) - curves
        self.chances, self.draw = np.clip(ending, 0, 1), draw

    def __call__(self, begun: Ints, come: Ints, free: Ints, leaving: Ints) -> tuple[Ints, Ints]:
        admitted = np.minimum(come - begun, free)
        inside = self.chances[:, : leaving.shape[1] + 1]
        chances = np.concatenate([inside, np.clip(1 - inside.sum(axis=1, keepdims=True), 0, 1)], axis=1)
        ends = self.draw.multinomial(admitted, chances / chances.sum(axis=1, keepdims=True))
        leaving += ends[:, 1:-1]
        return admitted, np.asarray(ends[:, 0], np.int64)
