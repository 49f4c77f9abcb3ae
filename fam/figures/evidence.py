"""What a reader of everything published knows, and which hidden numbers could be worked out from it.

Each published row is a column of numbers whose total is public. Two columns with the same numbers on the same day are
the same column, wherever they stand. A stock divided by the same thing at the end of two successive periods is linked
by the public Zugang and Abgang in between: the reader's linear program decides (domain handbook §5.11, No. 6).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from fam.figures import unraveling
from fam.figures.told import Told
from fam.figures.unraveling import Identity
from fam.rules.suppressed_row import Number, Veil, Veils, certain
from fam.rules.suppression import Hidden

IN, REST = "in", "rest"
Values = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers with a public total. `first` is None for a stock. `parts` are sets of codes whose sum is public too."""

    key: str
    first: date | None
    last: date
    values: Values
    hidden: Veils = field(default_factory=dict)
    parts: tuple[tuple[str, ...], ...] = ()

    @property
    def sums(self) -> tuple[tuple[str, ...], ...]:
        """All sets of codes whose sum is public."""
        return (*self.parts, tuple(code for code, _value in self.values))

    @property
    def identity(self) -> Identity:
        """Columns of the same identity are the same numbers."""
        return self.key, self.first, self.last, self.values

    @property
    def pair(self) -> bool:
        """Whether it is a numerator with the rest of its denominator."""
        return {code for code, _value in self.values} == {IN, REST}

    @property
    def total(self) -> float:
        """The public total."""
        return sum(value for _code, value in self.values)


@dataclass(frozen=True, slots=True)
class Publication:
    """What one report gave away: its columns, and what was public of the stock and of its movement.

    `seen` holds for every number that went through the gate what it was, so that a later report of the same days that
    counted something else is noticed. `told` is what it says about every number that others follow from.
    """

    first: date
    last: date
    columns: tuple[Column, ...] = ()
    stock: int | None = None
    inflow: int | None = None
    outflow: int | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    told: Told = field(default_factory=dict)

    @property
    def stock_before(self) -> int | None:
        """The stock at the end of the day before, which everybody can work out."""
        if self.stock is None or self.inflow is None or self.outflow is None:
            return None
        return self.stock - self.inflow + self.outflow


def veils_of(publications: Iterable[Publication], column: Column) -> Veils | None:
    """Return what is hidden of a column that was published before, None if it was not."""
    known = [one.hidden for each in publications for one in each.columns if one.identity == column.identity]
    return _met(known) if known else None


def before(publications: Sequence[Publication], column: Column, first: date) -> Column | None:
    """Return the stock divided by the same thing at the end of the period before."""
    day = first - timedelta(days=1)
    found = [one for each in publications for one in each.columns if one.key == column.key and one.last == day]
    return next((one for one in found if one.first is None and column.first is None), None)


def alike(publications: Iterable[Publication], column: Column) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes whose number stands, and those whose number is hidden, in a row of the same total and days.

    One of the two rows is a numerator with the rest of its denominator. They may be the same families under another
    name ("Abbruch" among the reasons and the Abbruchquote): a number that stands there is no hiding place here, and
    one that is hidden there must not stand here.
    """
    shown: set[float] = set()
    hidden: set[float] = set()
    days = (column.first, column.last, column.total)
    for one in (one for each in publications for one in each.columns):
        if (one.first, one.last, one.total) == days and one.key != column.key and (one.pair or column.pair):
            for code, value in one.values:
                (hidden if code in one.hidden else shown).add(value)
    found = [(code, value) for code, value in column.values if value]
    return (
        tuple(code for code, value in found if value in shown),
        tuple(code for code, value in found if value in hidden),
    )


def recoverable(publications: Sequence[Publication], key: str) -> set[tuple[Identity, str]]:
    """Return the hidden numbers, zeros apart, of the columns with this key that follow from all publications."""
    veils: dict[Identity, list[Veils]] = {}
    sums: dict[Identity, tuple[tuple[str, ...], ...]] = {}
    for one in (one for each in publications for one in each.columns if one.key == key):
        veils.setdefault(one.identity, []).append(one.hidden)
        sums[one.identity] = one.sums
    hidden = {identity: _met(found) for identity, found in veils.items()}
    links = list(_links(publications, hidden))
    knotted = {identity for link in links for identity in (link.before, link.after)}
    knotted |= {identity for identity, found in sums.items() if len(found) > 1}
    found = {
        (one, code)
        for one in hidden.keys() - knotted
        for code in certain({code: Number(value, 0) for code, value in one[3]}, hidden[one])
        if dict(one[3])[code]
    }
    return found | (unraveling.unraveled({one: hidden[one] for one in knotted}, sums, links) if knotted else set())


def _links(publications: Sequence[Publication], columns: Iterable[Identity]) -> Iterator["unraveling.Link"]:
    stocks = [one for one in columns if one[1] is None]
    for each in publications:
        if each.inflow is None or each.outflow is None:
            continue
        day = each.first - timedelta(days=1)
        for after in (one for one in stocks if one[2] == each.last and _sum(one) == each.stock):
            for earlier in (one for one in stocks if one[2] == day and _sum(one) == each.stock_before):
                link = unraveling.Link(earlier, after, each.inflow, each.outflow)
                if link.fits:
                    yield link


def _sum(identity: Identity) -> float:
    return sum(value for _code, value in identity[3])


def _met(known: Sequence[Veils]) -> Veils:
    """What is hidden wherever it stands, with all that any of the places tells about it."""
    codes = set(known[0]).intersection(*known[1:])
    return {
        code: Veil(
            known[0][code].mark if len(known) == 1 else _mark([one[code].mark for one in known]),
            max(one[code].low for one in known),
            min(one[code].high for one in known),
        )
        for code in sorted(codes)
    }


def _mark(marks: Sequence[Hidden]) -> Hidden:
    return Hidden.SMALL if Hidden.SMALL in marks else Hidden.OTHER
