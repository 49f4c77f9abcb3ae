"""Who finds a word of a family's plan: level by level, in every channel that gives a plan out."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select

from fam import db
from fam.errors import FamError, NotAllowed, NotFound
from fam.models import ChangeEntry, Family, SearchWord
from fam.models.columns import model_of
from fam.person import Person
from fam.queries import (
    changes,
    closings,
    family_file,
    family_plans,
    goals,
    measures,
    meeting_agenda,
    minutes,
    needs,
    papers,
    paths,
    reviews,
    tasks,
    timeline,
)
from fam.rules.plan_terms import Perspective
from fam.services import goal_ratings, records
from fam.services import goals as goal_services
from fam.services import needs as need_services
from fam.ui import tasks as task_pages
from tests.support import plan_entries as plan
from tests.support.cast import TODAY
from tests.support.plan_words import PEOPLE, SIDE_ASD, SIDE_PA, allowed, plant, who, words_in

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """Every channel on both engines."""
    return both_databases


@pytest.fixture
def planted(cast: Cast, make_family: Make) -> dict[str, plan.Rows]:
    """Two families of Anna and Amir with all the words."""
    return plant(cast, make_family)


def _family(session: Session) -> list[object]:
    """Every part of the file, of both families, as its query gives it."""
    found: list[object] = []
    for number, family_id in (("FAM-2017-00001", 1), ("FAM-2017-00002", 2)):
        file = family_file.find(session, number)
        head = session.exec(select(Family).where(Family.id == family_id)).first()
        if file is None or head is None:
            continue
        found += [file.tasks, file.planned, needs.of_family(session, family_id), goals.of_family(session, family_id),
                  measures.of_family(session, family_id), reviews.of_family(session, head),
                  family_plans.versions(session, family_id), closings.of_family(session, family_id),
                  closings.open_goals(session, family_id), closings.open_measures(session, family_id),
                  paths.of_family(session, family_id, file.members, []),
                  meeting_agenda.items(session, family_id), meeting_agenda.goals_to_rate(session, family_id),
                  timeline.timeline(session, family_id, 300)]  # fmt: skip
    return found


def _excel(person: Person) -> list[object]:
    """Every cell of the exported tasks, opened again."""
    books = [load_workbook(io.BytesIO(task_pages.excel(person, tasks.TaskSearch(which), ()))) for which in tasks.Which]
    return [row for book in books for sheet in book for row in sheet.iter_rows(values_only=True)]


CHANNELS: dict[str, Callable[[Session, dict[str, plan.Rows]], object]] = {
    "rows": lambda session, p: [
        session.exec(select(model_of(name))).all() for name in plan.content(next(iter(p.values())))
    ],
    "log": lambda session, _p: session.exec(select(ChangeEntry)).all(),
    "changes": lambda session, _p: changes.find(session, changes.Wanted(size=500)),
    "words": lambda session, _p: session.exec(select(SearchWord.word)).all(),
    "file": lambda session, _p: _family(session),
    "asking again": lambda session, _p: closings.to_ask(session),
    "tasks": lambda session, _p: [
        tasks.find(session, tasks.TaskSearch(which), limit=500) for which in tasks.Which
    ],
    "excel": lambda session, _p: _excel(session.info["person"]),
}  # fmt: skip


def test_every_word_is_found_by_its_readers_only(cast: Cast, planted: dict[str, plan.Rows]) -> None:
    """Nobody finds more than they may; who may, finds all in rows and file."""
    wrong = []
    for name in PEOPLE:
        for channel, read in CHANNELS.items():
            with db.reading(who(cast, name)) as session:
                found = words_in(repr(read(session, planted)))
            if found - allowed(name) or (channel in ("rows", "file") and found != allowed(name)):
                wrong.append((name, channel, sorted(found ^ allowed(name))))
    assert not wrong, "\n".join(map(str, wrong))


def test_papers_hold_what_both_and_parents_may_read(cast: Cast, planted: dict[str, plan.Rows]) -> None:
    """Minutes, plan and closing: the word for the team alone, whoever makes them; strangers none at all."""
    for name in PEOPLE:
        with db.reading(who(cast, name)) as session:
            heads = session.exec(select(Family)).all()
            made: list[Any] = [minutes.held(session, rows["meeting"]) for rows in planted.values()]
            said = [one.paper for one in made if one]
            for head in heads:
                said += [papers.plan(session, head, number) for number in range(1, 5)]
                said += [papers.closing(session, head)]
            found = words_in(repr([one[0] if isinstance(one, tuple) else one for one in said]))
        assert found == ({"Xplanteamx"} if name in SIDE_PA | SIDE_ASD else set()), name


WRITES: dict[str, Callable[[Session, plan.Rows], object]] = {
    "goal": lambda s, p: goal_services.reopen(s, p["goal"]),
    "goal removed": lambda s, p: goal_services.remove(s, p["goal"]),
    "rating": lambda s, p: goal_ratings.remove(s, p["goal_rating"]),
    "need": lambda s, p: need_services.correct(s, p["need"], {}, {"note": "x"}),
    "need removed": lambda s, p: need_services.remove(s, p["need"]),
    **{
        name: lambda s, p, name=name: records.remove(s, model_of(name), p[name])  # type: ignore[misc]
        for name in ("measure", "review", "family_plan", "plan_item", "station", "receipt", "closing", "follow_up",
                     "relation", "custody", "residence", "unit_member")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ["stefan", "kerstin", "konrad", "lena", "adam", "dora", "rudi"])
def test_strangers_write_nothing(cast: Cast, planted: dict[str, plan.Rows], name: str) -> None:
    """By id, in every table of the plan."""
    for what, write in WRITES.items():
        with pytest.raises((NotFound, NotAllowed)), db.transaction(who(cast, name)) as session:
            write(session, planted["Xplanteamx"])
        assert what


def test_the_other_side_writes_no_judgement(cast: Cast, planted: dict[str, plan.Rows]) -> None:
    """Anna neither corrects nor writes what the ASD judges, nor anything that she does not read."""
    shared, hidden = planted["Xplanteamx"], planted["Xplaninternasdx"]
    for name in ("rating", "need", "need removed"):
        with pytest.raises(FamError), db.transaction(cast("anna")) as session:
            WRITES[name](session, shared)
    for name in set(WRITES) - {"relation", "custody", "residence", "unit_member", "closing", "follow_up"}:
        with pytest.raises(NotFound), db.transaction(cast("anna")) as session:
            WRITES[name](session, hidden)
    area = _area(shared["need"])
    with pytest.raises(FamError), db.transaction(cast("anna")) as session:
        need_services.rate(session, 1, TODAY, Perspective.ASD, [need_services.Judged(area, 1)])


def _area(need_id: int) -> int:
    with db.program() as session:
        return int(session.get_one(model_of("need"), need_id).area_id)
