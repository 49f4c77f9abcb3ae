"""How long families stay, counted in month-ends: Kaplan-Meier, running cases censored (domain handbook §6.2, I11-I12).

A family that came in month a and left in month c was in the stock at c - a month-ends; one that is still there at the
end of month t has lasted longer than t - a. Leaving out running cases would make durations too short.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
SHOWN_FROM = 5  # a step of the curve stands on at least so many families (domain handbook §5.11)


@dataclass(frozen=True, slots=True)
class Stay:
    """How many families came in one month and left in another; months by their first day, `left` None: still here."""

    came: date
    left: date | None
    families: int


@dataclass(frozen=True, slots=True)
class Durations:
    """Families by the months they lasted; at index k: `ended` left after k, `running` have lasted longer than k."""

    ended: Ints
    running: Ints

    @property
    def closed(self) -> int:
        """How many families have left."""
        return int(self.ended.sum())


@dataclass(frozen=True, slots=True)
class Point:
    """The share of families still in FAM after so many months, its 95 % interval, and how many were watched so long."""

    months: int
    share: float
    low: float
    high: float
    families: int


def month_number(day: date) -> int:
    """Return months since year 0: differences between months become differences of numbers."""
    return day.year * 12 + day.month - 1


def durations(stays: Iterable[Stay], month: date) -> Durations:
    """Return the durations as they stood at the end of a month; what came later does not exist yet."""
    now = month_number(month)
    known = [(month_number(one.came), one.left, one.families) for one in stays if month_number(one.came) <= now]
    size = max((now - came for came, _left, _families in known), default=0) + 1
    ended, running = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for came, left, families in known:
        if left is not None and month_number(left) <= now:
            ended[max(0, month_number(left) - came)] += families
        else:
            running[now - came] += families
    return Durations(ended, running)


def survival(ended: Ints, running: Ints) -> Floats:
    """Return at index k the share that lasts longer than k months; further axes in front are computed alike."""
    watched = at_risk(ended, running)
    return _product(np.divide(ended, watched, out=np.zeros(watched.shape), where=watched > 0))


def extended(ended: Ints, running: Ints, size: int) -> Floats:
    """Return the curve for so many months, also where there is next to no experience.

    From where fewer than five families were watched on, the mean chance of all months holds to leave within a month:
    families that have stayed longer than most would else be taken to stay for ever.
    """
    watched = at_risk(ended, running)
    exposed = watched.sum(axis=-1, keepdims=True)
    mean = np.divide(ended.sum(axis=-1, keepdims=True), exposed, out=np.zeros(exposed.shape), where=exposed > 0)
    hazard = np.where(watched >= SHOWN_FROM, ended / np.maximum(watched, 1), mean)
    later = np.broadcast_to(mean, (*hazard.shape[:-1], max(0, size - hazard.shape[-1])))
    return _product(np.concatenate([hazard, later], axis=-1)[..., :size])


def at_risk(ended: Ints, running: Ints) -> Ints:
    """Return how many families were watched for at least k months, at index k."""
    return np.asarray(np.flip(np.cumsum(np.flip(ended + running, -1), axis=-1), -1), np.int64)


def _product(hazard: Floats) -> Floats:
    return np.asarray(np.cumprod(1 - hazard, axis=-1), np.float64)


def curve(known: Durations, months: Iterable[int]) -> tuple[Point, ...]:
    """Return the curve at some months, up to where fewer than five families were watched that long."""
    from scipy.stats import CensoredData, ecdf  # late: it costs the start of every process half a second

    if not known.closed:
        return ()
    times = np.arange(len(known.ended))
    sample: Any = CensoredData(np.repeat(times, known.ended), right=np.repeat(times, known.running))
    function: Any = ecdf(sample).sf
    with warnings.catch_warnings(category=RuntimeWarning, action="ignore"):  # it says nothing where nobody has left
        interval: Any = function.confidence_interval(confidence_level=0.95, method="log-log")
    watched = at_risk(known.ended, known.running)
    wanted = [one for one in months if one < len(times) and watched[one] >= SHOWN_FROM]
    return tuple(
        Point(
            one, float(function.evaluate(one)), _bound(interval.low, one, 0.0), _bound(interval.high, one, 1.0),
            int(watched[one]),
        )
        for one in wanted
    )  # fmt: skip


def _bound(function: Any, months: int, without: float) -> float:
    """Greenwood's formula says nothing where nobody has left yet, or nobody is left."""
    found = float(function.evaluate(months))
    return without if np.isnan(found) else found


def median(known: Durations) -> int | None:
    """Return after how many months half of the families have left; None while the curve is above one half."""
    below = np.flatnonzero(survival(known.ended, known.running) <= 0.5)
    return int(below[0]) if len(below) else None
