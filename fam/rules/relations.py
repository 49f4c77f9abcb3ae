"""How people of a family may belong together, and what their roles suggest. No database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.plan_terms import COUPLES, CustodyKind, RelationKind
from fam.rules.terms import MemberRole

ITSELF = "Niemand ist mit sich selbst verbunden. Bitte zwei verschiedene Personen wählen."
CYCLE = "So stammte jemand von sich selbst ab. Bitte prüfen, wer von beiden Elternteil ist."
YOUNGER = "Wer Elternteil oder Großelternteil ist, kann nicht jünger sein als das Kind."
TWICE = "Diese Beziehung steht in dieser Zeit schon da."
BACKWARDS = "Das Ende liegt vor dem Anfang."
TOO_MUCH = "Zusammen wären es {sum} %. Mehr als 100 % der Tage hat niemand."
BY_BLOOD = (RelationKind.PARENT, RelationKind.GRANDPARENT)
ASCENDING = (RelationKind.PARENT, RelationKind.FOSTER_PARENT, RelationKind.STEP_PARENT, RelationKind.GRANDPARENT)
BOTH_WAYS = (*COUPLES, RelationKind.SIBLING, RelationKind.OTHER)  # the first is as much of the second as the reverse
PARENTS = (MemberRole.MOTHER, MemberRole.FATHER, MemberRole.PARENT)
CHILDREN = (MemberRole.CHILD, MemberRole.YOUNG_PERSON)
WHOLE = 100  # percent of the days


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member as far as it matters here."""

    id: int
    role: MemberRole
    born_on: date | None = None
    custody: bool | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """The first person is `kind` of the second, from/to (half-open, None: open)."""

    first: int
    second: int
    kind: RelationKind
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def pair(self) -> tuple[int, int]:
        """Who is joined; in order where both ways mean the same."""
        if self.kind in BOTH_WAYS:
            return (min(self.first, self.second), max(self.first, self.second))
        return (self.first, self.second)


@dataclass(frozen=True, slots=True)
class Part:
    """A share of somebody's days in one place (a household, a Bedarfsgemeinschaft), from/to."""

    place: int
    share: int | None
    starts_on: date | None = None
    ends_on: date | None = None


def holds(day: date, starts_on: date | None, ends_on: date | None) -> bool:
    """Whether something that may have no known start or end holds on a day."""
    return (starts_on is None or starts_on <= day) and (ends_on is None or day < ends_on)


def overlap(one: Tie | Part, other: Tie | Part) -> bool:
    """Whether there is a day on which both hold."""
    first, last = date.min, date.max
    return max(one.starts_on or first, other.starts_on or first) < min(one.ends_on or last, other.ends_on or last)


def order_problem(starts_on: date | None, ends_on: date | None) -> str:
    """Return the sentence about dates in the wrong order, or ""."""
    return BACKWARDS if starts_on and ends_on and ends_on < starts_on else ""


def tie_problems(new: Tie, others: Sequence[Tie], births: dict[int, date | None]) -> dict[str, str]:
    """Return what is wrong with a relation, by field: itself, descent in a circle, too young, twice, dates.

    Couples may overlap: people separate late and live together early.
    """
    wrong = {}
    if new.first == new.second:
        wrong["second_id"] = ITSELF
    elif new.kind in ASCENDING and _descends(new.first, new.second, others):
        wrong["second_id"] = CYCLE
    elif new.kind in BY_BLOOD and _younger(births.get(new.first), births.get(new.second)):
        wrong["first_id"] = YOUNGER
    elif any((one.pair, one.kind) == (new.pair, new.kind) and overlap(one, new) for one in others):
        wrong["kind"] = TWICE
    if sentence := order_problem(new.starts_on, new.ends_on):
        wrong["ends_on"] = sentence
    return wrong


def _younger(older: date | None, child: date | None) -> bool:
    return older is not None and child is not None and older >= child


def _descends(person: int, ancestor: int, ties: Sequence[Tie]) -> bool:
    """Whether the person stands below the other one, whenever that held: descent does not end."""
    below, seen = {ancestor}, set()
    while below:
        seen |= below
        below = {tie.second for tie in ties if tie.kind in ASCENDING and tie.first in below} - seen
    return person in seen


def share_problem(new: Part, others: Iterable[Part]) -> str:
    """Return the sentence if on some day the shares sum to more than 100, or the same place stands twice; or "".

    A place without a share counts as nothing known, not as 100.
    """
    beside = [one for one in others if overlap(one, new)]
    if any(one.place == new.place for one in beside):
        return "Das steht in dieser Zeit schon da."
    days = {one.starts_on or date.min for one in (*beside, new)}
    for day in sorted(days):
        running = [one for one in (*beside, new) if holds(day, one.starts_on, one.ends_on)]
        if (total := sum(one.share or 0 for one in running)) > WHOLE and new in running:
            return TOO_MUCH.format(sum=total)
    return ""


def suggested(people: Sequence[Somebody], ties: Sequence[Tie]) -> tuple[Tie, ...]:
    """Return the relations that roles suggest and that nobody entered yet; people correct what is not so.

    "Mutter" and "Vater" are Elternteil of all children, unless a child has two parents already or is not younger. With
    just one parent in the family, a Großelternteil is that parent's Elternteil. Couples are never guessed.
    """
    ordered = sorted(people, key=lambda one: (one.born_on or date.max, one.id))
    children = [one for one in ordered if one.role in CHILDREN]
    parents = [one for one in people if one.role in PARENTS]
    grand = [one for one in people if one.role is MemberRole.GRANDPARENT]
    known = {frozenset((tie.first, tie.second)) for tie in ties}
    count = {child.id: sum(tie.kind is RelationKind.PARENT and tie.second == child.id for tie in ties)
             for child in children}  # fmt: skip
    found = []
    pairs = [(one, child) for child in children for one in parents]
    pairs += [(one, parents[0]) for one in grand] if len(parents) == 1 else []
    for one, child in pairs:
        fits = frozenset((one.id, child.id)) not in known and not _younger(one.born_on, child.born_on)
        if fits and count.get(child.id, 0) < 2:
            count[child.id] = count.get(child.id, 0) + 1
            found.append(Tie(one.id, child.id, RelationKind.PARENT))
    return tuple(found)


def suggested_custody(
    people: Sequence[Somebody], ties: Sequence[Tie], known: Iterable[tuple[int, int | None]], today: date
) -> tuple[tuple[int, int, CustodyKind], ...]:
    """Return (child, adult, kind) for the minors whose parents' form says "personensorgeberechtigt".

    Two such parents: gemeinsame Sorge; the only parent that is known: alleinige Sorge. What stands already stays.
    """
    by_id = {one.id: one for one in people}
    entered = {child for child, _adult in known}
    found: list[tuple[int, int, CustodyKind]] = []
    for child in (one for one in people if one.role in CHILDREN and one.id not in entered):
        if child.born_on and (today.year - child.born_on.year - ((today.month, today.day) <
                              (child.born_on.month, child.born_on.day))) >= 18:  # fmt: skip
            continue
        parents = [by_id[tie.first] for tie in ties if tie.kind is RelationKind.PARENT and tie.second == child.id
                   and tie.first in by_id]  # fmt: skip
        holders = [one for one in parents if one.custody]
        kind = CustodyKind.JOINT if len(holders) > 1 else CustodyKind.SOLE
        if holders and (len(holders) > 1 or len(parents) == 1):
            found += [(child.id, one.id, kind) for one in holders]
    return tuple(found)
