"""Rate a family's areas of life: all of one day at once, correct one, remove a mistake; word the levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.models import AreaLevel, ListItem, Meeting, Need, Review
from fam.models.base import OfFamily
from fam.person import Person
from fam.rules.needs import LEVELS, category_of, perspectives_of
from fam.rules.plan_terms import Perspective
from fam.rules.terms import Confidentiality, ListName
from fam.services import levels, plan_entries, records

NOTHING_RATED = "Bitte mindestens einen Bereich einschätzen."
TWICE = "Für diesen Tag und diese Sicht gibt es das schon. Dort korrigieren."
NOT_YOURS = "Eine Institution schätzt nur selbst ein; die Sicht der Familie erfassen beide."


@dataclass(frozen=True, slots=True)
class Judged:
    """What was chosen for one area: a level, or None for "not talked about"."""

    area_id: int
    level: int | None
    note: str = ""


def rate(
    session: Session,
    family_id: int,
    event_on: date | None,
    perspective: Perspective | None,
    judged: Sequence[Judged],
    *,
    level: Confidentiality | None = None,
    about_id: int | None = None,
    not_for_parents: bool = False,
    review_id: int | None = None,
    meeting_id: int | None = None,
    extra: Mapping[str, Any] | None = None,
) -> list[Need]:
    """Save one side's ratings of a day; each area is shared by its own kind of consent (health apart).

    Raises InvalidForm: nothing rated, a level that there is not, an area rated twice, somebody else's perspective.
    """
    own_side(session, perspective)
    assert perspective is not None
    areas = _areas(session)
    _check(session, family_id, event_on, perspective, judged, areas)
    _same_family(session, family_id, (Review, review_id), (Meeting, meeting_id))
    return [
        records.add(
            session,
            plan_entries.begin(
                session, Need, family_id, event_on, category=category_of(*areas[one.area_id]), about_id=about_id,
                level=level, not_for_parents=not_for_parents, area_id=one.area_id, perspective=perspective,
                note=one.note, review_id=review_id, meeting_id=meeting_id,
            ).sqlmodel_update({"level": one.level}),
            extra,
        )
        for one in judged
    ]  # fmt: skip


def correct(session: Session, need_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> Need:
    """Change a rating that was entered wrongly; edits merge. Raises NotAllowed for another side's judgement."""
    need = records.find(session, Need, need_id)
    _own(session, need.perspective)
    plan_entries.check_edit(session, need, opened, changes)
    edited = records.edit(session, Need, need_id, opened, changes)
    edited.legal_circle = levels.circle(edited)
    session.flush()
    return edited


def remove(session: Session, need_id: int) -> None:
    """Take a rating back that was a mistake; the change log keeps it. Raises NotFound, NotAllowed."""
    _own(session, records.find(session, Need, need_id).perspective)
    records.remove(session, Need, need_id)


def word(session: Session, area_id: int, texts: Mapping[int, str]) -> None:
    """Say in a short text what each level of an area means; raises InvalidForm for a missing or long text."""
    wrong = {f"level_{level}": "Bitte kurz beschreiben." for level in LEVELS if not texts.get(level, "").strip()}
    limit = 200
    wrong |= {f"level_{level}": f"Höchstens {limit} Zeichen." for level in LEVELS if len(texts.get(level, "")) > limit}
    if wrong:
        raise InvalidForm(wrong)
    if session.exec(select(ListItem.id).where(ListItem.id == area_id, ListItem.list == ListName.AREA)).first() is None:
        raise NotFound
    known = {one.level: one for one in session.exec(select(AreaLevel).where(AreaLevel.area_id == area_id))}
    for level in LEVELS:
        row = known.get(level) or AreaLevel(area_id=area_id, level=level, text="")
        if row.text != texts[level].strip():
            row.text = texts[level].strip()
            session.add(row)
    session.flush()


def own_side(session: Session, perspective: Perspective | None) -> None:
    """Raise InvalidForm at the field unless the person may record this perspective."""
    person: Person = session.info["person"]
    if perspective is None:
        raise InvalidForm({"perspective": "Bitte wählen, wer einschätzt."})
    if not person.system and perspective not in perspectives_of(person.institution):
        raise InvalidForm({"perspective": NOT_YOURS})


def _own(session: Session, perspective: Perspective) -> None:
    person: Person = session.info["person"]
    if not person.system and perspective not in perspectives_of(person.institution):
        raise NotAllowed(NOT_YOURS)


def _areas(session: Session) -> dict[int, tuple[str, str]]:
    query = select(ListItem.id, ListItem.code, ListItem.group).where(ListItem.list == ListName.AREA)
    return {number or 0: (code, group) for number, code, group in session.exec(query)}


def _check(
    session: Session, family_id: int, event_on: date | None, perspective: Perspective, judged: Sequence[Judged],
    areas: Mapping[int, Any],
) -> None:  # fmt: skip
    if not judged:
        raise InvalidForm({"": NOTHING_RATED})
    wrong = {f"level_{one.area_id}": "Diesen Bereich gibt es nicht." for one in judged if one.area_id not in areas}
    wrong |= {
        f"level_{one.area_id}": "Diese Stufe gibt es nicht." for one in judged if one.level not in (None, *LEVELS)
    }
    person: Person = session.info["person"]
    query = select(Need.area_id).where(
        Need.family_id == family_id, Need.event_on == event_on, Need.perspective == perspective,
        Need.institution == person.institution, col(Need.area_id).in_([one.area_id for one in judged]),
    )  # fmt: skip
    wrong |= {f"level_{area_id}": TWICE for area_id in session.exec(query)}
    if wrong:
        raise InvalidForm(wrong)


def _same_family(session: Session, family_id: int, *links: tuple[type[OfFamily], int | None]) -> None:
    for model, number in links:
        query = select(model.id).where(model.id == number, model.family_id == family_id)
        if number is not None and session.exec(query).first() is None:
            raise NotFound
