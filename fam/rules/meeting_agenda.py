"""What a meeting with a family should talk about, why, and in which order: proposed out of what stands in its file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fam.rules.german import format_date
from fam.rules.plan_terms import OVER, UNDECIDED, MeasureStatus, Perspective
from fam.rules.terms import Term

DUE_WITHIN = timedelta(days=14)
ENDS_WITHIN = timedelta(days=60)  # time enough to ask for more of a measure, as with consents
SILENT_AFTER = timedelta(days=90)  # a goal that nobody judged for so long
LOW = 1  # levels 0 and 1 of an area: something is needed


class Section(Term):
    """The parts of an agenda, in the order in which they are talked about."""

    AGREEMENTS = "AGREEMENTS", "Letzte Vereinbarungen"
    TASKS = "TASKS", "Offene Aufgaben"
    GOALS = "GOALS", "Ziele"
    MEASURES = "MEASURES", "Maßnahmen"
    REVIEWS = "REVIEWS", "Überprüfungen"
    CONSENTS = "CONSENTS", "Einwilligungen"
    NEEDS = "NEEDS", "Bedarfe ohne Ziel"


@dataclass(frozen=True, slots=True)
class Item:
    """One point of an agenda: what, and why it stands there. `common` may stand in minutes that everybody reads."""

    section: Section
    id: int
    text: str
    why: str = ""
    day: date | None = None
    common: bool = False

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.section.value}-{self.id}"

    @property
    def spoken(self) -> str:
        """What the topics may say of it, whoever reads them: of a consent no name, "" for nothing."""
        if self.section is Section.CONSENTS:
            return "Erneuerung"
        return self.text if self.common else ""


@dataclass(frozen=True, slots=True)
class TaskFact:
    """An open task."""

    id: int
    text: str
    due_on: date | None
    who: str = ""
    common: bool = False


@dataclass(frozen=True, slots=True)
class GoalFact:
    """A running goal with its ratings: (day, who, level)."""

    id: int
    text: str
    since: date
    due_on: date | None = None
    ratings: tuple[tuple[date, Perspective, int], ...] = ()
    common: bool = False


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A measure; `ends_on` is the first day after it."""

    id: int
    text: str
    status: MeasureStatus
    since: date
    ends_on: date | None = None
    common: bool = False


@dataclass(frozen=True, slots=True)
class NeedFact:
    """One area of life as one side judged it on a day; `level` None: not talked about."""

    area_id: int
    area: str
    perspective: Perspective
    day: date
    level: int | None
    has_goal: bool = False
    common: bool = False


def tasks(facts: Iterable[TaskFact], today: date) -> list[Item]:
    """All open tasks: the overdue first, then by day, those without a day last."""
    found = []
    for one in sorted(facts, key=lambda one: (one.due_on or date.max, one.id)):
        late = one.due_on is not None and one.due_on < today
        due = f"{'überfällig seit' if late else 'fällig'} {format_date(one.due_on)}" if one.due_on else "ohne Termin"
        why = f"{one.who}, {due}" if one.who else due
        found.append(Item(Section.TASKS, one.id, one.text, why, one.due_on, one.common))
    return found


def goals(facts: Iterable[GoalFact], today: date) -> list[Item]:
    """Goals that are due, do not move, or that nobody judged for three months."""
    found = []
    for one in facts:
        if why := _why_goal(one, today):
            found.append(Item(Section.GOALS, one.id, one.text, why, one.due_on, one.common))
    return sorted(found, key=lambda item: (item.day or date.max, item.id))


def _why_goal(one: GoalFact, today: date) -> str:
    if one.due_on is not None and one.due_on <= today + DUE_WITHIN:
        return f"{'überfällig seit' if one.due_on < today else 'bis'} {format_date(one.due_on)}"
    last = max((day for day, _who, _level in one.ratings), default=None)
    if (last or one.since) <= today - SILENT_AFTER:
        return f"zuletzt eingeschätzt am {format_date(last)}" if last else "noch nicht eingeschätzt"
    if any(_stands_still(one, who) for who in Perspective):
        return "ohne Fortschritt seit der vorigen Einschätzung"
    return ""


def _stands_still(one: GoalFact, who: Perspective) -> bool:
    """Below 0 and not better than the time before, in the eyes of one side."""
    levels = [level for _day, side, level in sorted(one.ratings, key=lambda rating: rating[0]) if side is who]
    return len(levels) > 1 and levels[-1] < 0 and levels[-1] <= levels[-2]


def measures(facts: Iterable[MeasureFact], today: date) -> list[Item]:
    """Measures that nobody decided yet, and those that end soon or should have ended."""
    found = []
    for one in facts:
        if one.status in UNDECIDED:
            why, day = f"{one.status.label} am {format_date(one.since)}, noch nicht entschieden", one.since
        elif one.status not in OVER and one.ends_on is not None and one.ends_on <= today + ENDS_WITHIN:
            last = one.ends_on - timedelta(days=1)
            why, day = f"{'endete' if last < today else 'endet'} am {format_date(last)}", last
        else:
            continue
        found.append(Item(Section.MEASURES, one.id, one.text, why, day, one.common))
    return sorted(found, key=lambda item: (item.day or date.max, item.id))


def reviews(facts: Iterable[tuple[int, str, date]], today: date) -> list[Item]:
    """Reviews (id, what, due day) that are due within two weeks or overdue."""
    return [
        Item(Section.REVIEWS, number, text, f"{'überfällig seit' if day < today else 'fällig'} {format_date(day)}", day)
        for number, text, day in sorted(facts, key=lambda one: (one[2], one[0]))
        if day <= today + DUE_WITHIN
    ]


def needs(facts: Iterable[NeedFact]) -> list[Item]:
    """Areas that some side last judged at 0 or 1 and for which there is no running goal; the lowest first."""
    latest: dict[tuple[int, Perspective], NeedFact] = {}
    for one in sorted(facts, key=lambda one: one.day):
        if one.level is not None:
            latest[one.area_id, one.perspective] = one
    lowest: dict[int, NeedFact] = {}
    for one in latest.values():
        if _low(one) and (one.area_id not in lowest or (one.level or 0) < (lowest[one.area_id].level or 0)):
            lowest[one.area_id] = one
    ordered = sorted(lowest.values(), key=lambda one: (one.level, one.area_id))
    return [
        Item(Section.NEEDS, one.area_id, one.area, f"Stufe {one.level} ({one.perspective.label}), noch kein Ziel",
             one.day, one.common)
        for one in ordered
    ]  # fmt: skip


def _low(one: NeedFact) -> bool:
    return not one.has_goal and one.level is not None and one.level <= LOW


def talked(items: Iterable[Item]) -> str:
    """Return what was talked about as one line for the topics; only what everybody who reads the meeting may know."""
    texts = dict.fromkeys(f"{one.section.label}: {one.spoken}" for one in items if one.spoken)
    return f"Besprochen: {'; '.join(texts)}" if texts else ""
