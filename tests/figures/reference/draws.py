"""One random family being made: days, spans, chances, and records that were entered late or at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from fam import models as m
from fam.rules.terms import Institution
from tests.figures.reference.worlds import FIRST, KNOWN, LAST, World


class Maker:
    """Keeps the records of one family in the world."""

    def __init__(self, random: Random, made: World) -> None:
        self.random, self.made, self.known = random, made, made.lists
        self.id = len(made.families) + 1

    def day(self, first: date = FIRST, last: date = LAST) -> date:
        return first + timedelta(days=self.random.randint(0, max((last - first).days, 0)))

    def maybe(self, value: Any, chance: float = 0.5) -> Any:
        return value if self.random.random() < chance else None

    def some(self, most: int) -> range:
        return range(self.random.randint(0, most))

    def span(self, open_ended: float = 0.4) -> tuple[date, date | None]:
        begin = self.day()
        return begin, None if self.random.random() < open_ended else self.day(begin, LAST + timedelta(days=60))

    def add(self, model: Callable[..., Any], event: date | None = None, **values: Any) -> Any:
        """Keep a record; entered on the day of what it tells, or up to a month later."""
        entered = (event or FIRST) + timedelta(days=self.random.choice((0, 0, 1, 7, 8, self.random.randint(0, KNOWN))))
        kind: Any = model
        row = kind(id=len(self.made.rows[kind]) + 1, **values)
        if model is not m.Family:
            row.family_id = self.id
        if "created_at" in kind.model_fields:
            row.created_at = datetime.combine(entered, time(11), UTC)
        if "event_on" in kind.model_fields:
            row.event_on = event
            row.institution = self.random.choice(tuple(Institution))
        self.made.rows[kind].append(row)
        return row

    def me(self) -> m.Family:
        return self.made.families[self.id - 1]
