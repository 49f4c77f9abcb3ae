"""Figures that stand: counted once for everybody in this process, and again only where a change can have moved them."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock, RLock

from sqlmodel import Session

from fam.config import database_url
from fam.figures import catalogue
from fam.figures.indicator import Figure, Period
from fam.figures.monthly import snapshot
from fam.figures.touched import Mark, Touched, mark, touched

MOST = 6000  # figures; the one that nobody asked for longest goes
Key = tuple[str, str, Period]  # database, indicator, period
Row = tuple[Figure, ...]

_kept: OrderedDict[Key, tuple[Mark, Figure]] = OrderedDict()
_turns: dict[str, RLock] = {}
_first = Lock()


def rows(periods: Sequence[Period], ids: Iterable[str]) -> tuple[Row, ...]:
    """Return one row of figures per period, all from one unchanging state of the data: `catalogue.series`, sooner.

    Who asks meanwhile waits for the count that is running, instead of counting the same.
    """
    wanted, url = tuple(ids), database_url()
    with _turn(url), snapshot() as session:
        asked = _Asked(session, url)
        return tuple(tuple(asked.figure(id, period) for id in wanted) for period in periods)


def forget() -> None:
    """Forget every figure, as if the program had just started."""
    _kept.clear()


def _turn(url: str) -> RLock:
    with _first:
        return _turns.setdefault(url, RLock())


class _Asked:
    """What is asked of one state of the data."""

    def __init__(self, session: Session, url: str) -> None:
        self.session, self.url, self.now = session, url, mark(session)
        self._since: dict[Mark, Touched] = {}

    def figure(self, id: str, period: Period) -> Figure:
        key = (self.url, id, period)
        before, figure = _kept.pop(key, (None, None))
        if figure is None or before is None or self._moved(before, id, period):
            figure = catalogue.count_in(self.session, period, (id,))[0]
        _kept[key] = (self.now, figure)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
        return figure

    def _moved(self, before: Mark, id: str, period: Period) -> bool:
        if before == self.now:
            return False
        if before not in self._since:
            self._since[before] = touched(self.session, before, self.now)
        return self._since[before].moves(id, period)
