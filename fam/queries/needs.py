"""A family's needs as they were judged, with the areas, what their levels mean, and which have a running goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from fam.models import Account, AreaLevel, Goal, ListItem, Need, Review
from fam.queries import entry_marks
from fam.queries.entry_marks import Mark
from fam.rules.needs import Rating, category_of
from fam.rules.terms import DataCategory, ListName


@dataclass(frozen=True, slots=True)
class Area:
    """One area of life; `levels` says what each level means; archived ones stand at old ratings only."""

    id: int
    label: str
    category: DataCategory
    archived: bool = False
    levels: Mapping[int, str] = field(default_factory=dict)

    def level_text(self, level: int | None) -> str:
        """Return a level with its meaning, as it is chosen and read."""
        if level is None:
            return "nicht angesprochen"
        return f"{level} – {self.levels[level]}" if level in self.levels else str(level)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rating as it is read: who wrote it down, and the marks beside it."""

    need: Need
    author: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Needs:
    """All that the part "Bedarfe" shows; ratings are the newest first."""

    areas: Mapping[int, Area]
    ratings: Sequence[Judgement]
    goal_areas: frozenset[int]
    reviews: Mapping[int, str]

    @property
    def plain(self) -> list[Rating]:
        """The ratings as the rules take them."""
        return [
            Rating(one.need.area_id, one.need.perspective, one.need.event_on, one.need.level, one.need.id or 0)
            for one in self.ratings
        ]


def areas(session: Session) -> dict[int, Area]:
    """Return id -> area in the team's order, archived ones last."""
    texts: dict[int, dict[int, str]] = {}
    for one in session.exec(select(AreaLevel).order_by(col(AreaLevel.level))):
        texts.setdefault(one.area_id, {})[one.level] = one.text
    query = select(ListItem).where(ListItem.list == ListName.AREA)
    items = session.exec(query.order_by(col(ListItem.archived), col(ListItem.position), col(ListItem.id)))
    return {
        one.id or 0: Area(one.id or 0, one.label, category_of(one.code, one.group), one.archived,
                          texts.get(one.id or 0, {}))
        for one in items
    }  # fmt: skip


def of_family(session: Session, family_id: int) -> Needs:
    """Return the needs of a family as far as the person reads them."""
    rows = session.exec(
        select(Need, Account.display_name)
        .join(Account, col(Account.id) == Need.author_id, isouter=True)
        .where(Need.family_id == family_id)
        .order_by(col(Need.event_on).desc(), col(Need.id).desc())
    ).all()
    marks = entry_marks.marks(session, [need for need, _name in rows])
    running = select(Goal.area_id).where(
        Goal.family_id == family_id, col(Goal.outcome).is_(None), col(Goal.ended_on).is_(None)
    )
    return Needs(
        areas=areas(session),
        ratings=[Judgement(need, name or "", marks[need.id or 0]) for need, name in rows],
        goal_areas=frozenset(session.exec(running)),
        reviews=_reviews(session, family_id),
    )


def _reviews(session: Session, family_id: int) -> dict[int, str]:
    query = select(Review).where(Review.family_id == family_id).order_by(col(Review.due_on).desc(), col(Review.id))
    return {one.id or 0: f"Überprüfung: {one.kind.label}, {_day(one.held_on or one.due_on)}"
            for one in session.exec(query)}  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "ohne Tag"
