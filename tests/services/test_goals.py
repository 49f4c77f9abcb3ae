"""Goals with the cast: agreed with level 0, rated by each side for itself, ended, opened again; who reads them."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from fam import db
from fam.db import reading, transaction
from fam.errors import Conflict, FamError, IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import ConsentItem, Goal, GoalRating, ListItem, Task, now
from fam.person import Person
from fam.queries import goals as queries
from fam.queries.goals import GoalRow
from fam.rules.goals import LEVELS
from fam.rules.plan_terms import GoalOutcome, Perspective
from fam.rules.terms import Confidentiality, Institution, ListName
from fam.services import goal_ratings, goals, tasks
from fam.services.goals import StepDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]
AGREED, RATED = date(2018, 3, 1), date(2018, 9, 3)
SCALE = {key: f"Stufe {level}" for level, key in LEVELS.items()}
FAMILY, PA, ASD = Perspective.FAMILY, Perspective.PRO_ARBEIT, Perspective.ASD
INTERNAL = {"confidentiality": Confidentiality.INSTITUTION}


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def agree(person: Person, family: int, text: str = "Wir haben Ruhe am Abend", **more: Any) -> int:
    """Agree on a goal and return its id."""
    with transaction(person) as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        values = {"area_id": area, "text": text, "event_on": AGREED, "level_0": "um acht im Bett", "weight": 1}
        return goals.agree(session, family, values | more).id or 0


def rate(person: Person, goal: int, who: Perspective, rating: int, on: date = RATED, **more: Any) -> None:
    """Rate a goal."""
    with transaction(person) as session:
        values = {"perspective": who, "rating": rating, "event_on": on, **more}
        goal_ratings.rate(session, goal, values, dict.fromkeys(LEVELS.values(), ""))


def seen(person: Person, family: int) -> list[GoalRow]:
    """Return the goals that somebody reads."""
    with reading(person) as session:
        return queries.of_family(session, family)


def correcting(number: int, opened: dict[str, Any], changes: dict[str, Any]) -> Callable[[Any], object]:
    """Return what corrects a rating."""
    return lambda session: goal_ratings.correct(session, number, opened, changes)


def refused(person: Person, do: Callable[[Any], object]) -> FamError:
    """Return how something is refused."""
    with pytest.raises(FamError) as error, transaction(person) as session:
        do(session)
    return error.value


def test_level_zero_stands_first_the_others_before_the_first_rating(cast: Cast, make_family: Make) -> None:
    """Without level 0 no goal, without all five no rating; what is typed with the rating is kept."""
    anna, family = cast("anna"), make_family()
    with pytest.raises(InvalidForm) as error:
        agree(anna, family, level_0=" ")
    assert set(error.value.fields) == {"level_0"}
    number = agree(anna, family)
    with pytest.raises(InvalidForm) as error:
        rate(anna, number, FAMILY, 1, level_p1="mehr", level_p2="")
    assert set(error.value.fields) == {"level_p2", "level_m1", "level_m2"}
    assert seen(anna, family)[0].goal.level_p1 == ""  # nothing of a refused rating stays
    rate(anna, number, FAMILY, 1, RATED, **{key: text for key, text in SCALE.items() if key != "level_0"})
    (row,) = seen(anna, family)
    assert (row.goal.level_0, row.goal.level_m2) == ("um acht im Bett", "Stufe -2")
    assert [(one.perspective, one.rating) for one in row.ratings] == [(FAMILY, 1)]


def test_each_side_rates_for_itself_and_for_the_family(cast: Cast, make_family: Make) -> None:
    """Nobody speaks for the other institution, neither with the service nor by hand."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    number = agree(anna, family, **SCALE)
    rate(anna, number, PA, 1)
    rate(amir, number, ASD, -1)
    rate(amir, number, FAMILY, 2)
    with pytest.raises(NotAllowed):
        rate(anna, number, ASD, 2)
    ratings = {one.perspective: one for one in seen(anna, family)[0].ratings}
    assert set(ratings) == {FAMILY, PA, ASD}
    for who in (ASD, FAMILY):  # Amir entered both
        rating_id = ratings[who].id or 0
        assert isinstance(refused(anna, correcting(rating_id, {}, {"rating": 2})), NotAllowed)
        assert isinstance(refused(anna, partial(goal_ratings.remove, rating_id=rating_id)), NotAllowed)
        assert isinstance(refused(anna, partial(_by_hand, rating_id=rating_id)), NotAllowed)
    forged = GoalRating(family_id=family, goal_id=number, institution=Institution.PRO_ARBEIT, perspective=ASD,
                        rating=2, event_on=RATED, confidentiality=Confidentiality.TEAM)  # fmt: skip
    assert isinstance(refused(anna, lambda session: (session.add(forged), session.flush())), NotAllowed)
    assert queries.score(seen(anna, family))[1] == 1


def _by_hand(session: Any, rating_id: int) -> None:
    session.get(GoalRating, rating_id).rating = -2
    session.flush()


def test_own_ratings_are_corrected(cast: Cast, make_family: Make) -> None:
    """In value and day, not into the future, before the goal, or for the other side; removed as a mistake."""
    anna, family = cast("anna"), make_family()
    rate(anna, agree(anna, family, **SCALE), PA, 1)
    rating = seen(anna, family)[0].ratings[0]
    opened = {key: getattr(rating, key) for key in goal_ratings.RATED}
    number = rating.id or 0
    for wrong in ({"event_on": date(2018, 10, 16)}, {"event_on": date(2018, 2, 28)}, {"rating": 3}):
        assert isinstance(refused(anna, correcting(number, opened, wrong)), InvalidForm)
    assert isinstance(refused(anna, correcting(number, opened, {"perspective": ASD})), NotAllowed)
    with transaction(anna) as session:
        goal_ratings.correct(session, number, opened, {"rating": -1})
    assert seen(anna, family)[0].ratings[0].rating == -1
    with transaction(anna) as session:
        goal_ratings.remove(session, number)
    assert seen(anna, family)[0].ratings == []


def test_both_leads_edit_a_shared_goal_field_by_field(cast: Cast, make_family: Make) -> None:
    """Different fields merge, the same field shows both values; readers are said by the own institution alone."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    number = agree(anna, family)
    opened: dict[str, Any] = {
        "text": "Wir haben Ruhe am Abend",
        "due_on": None,
        "confidentiality": Confidentiality.TEAM,
    }
    with transaction(amir) as session:
        goals.edit(session, number, opened, {"text": "Abends ist Ruhe"})
    with transaction(anna) as session:
        goals.edit(session, number, opened, {"due_on": date(2018, 12, 1)})
    goal = seen(anna, family)[0].goal
    assert (goal.text, goal.due_on) == ("Abends ist Ruhe", date(2018, 12, 1))
    with pytest.raises(Conflict), transaction(anna) as session:
        goals.edit(session, number, opened, {"text": "Ganz still"})
    assert isinstance(refused(amir, lambda session: goals.edit(session, number, opened, INTERNAL)), NotAllowed)
    assert isinstance(refused(amir, lambda session: goals.remove(session, number)), NotAllowed)
    opened |= {"text": goal.text, "due_on": goal.due_on, "event_on": AGREED}
    for wrong in ({"due_on": date(2018, 2, 1)}, {"event_on": date(2018, 10, 16)}):
        assert isinstance(refused(anna, _editing(number, opened, wrong)), InvalidForm)
    assert isinstance(refused(anna, _editing(number, {"level_0": "um acht im Bett"}, {"level_0": ""})), InvalidForm)


def _editing(number: int, opened: dict[str, Any], changes: dict[str, Any]) -> Callable[[Any], object]:
    return lambda session: goals.edit(session, number, opened, changes)


def test_who_reads_a_goal_reads_its_ratings_and_nobody_else(cast: Cast, make_family: Make) -> None:
    """INSTITUTION stays inside, with its own ratings; strangers, Koordination, Leitung, Administration see nothing."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    number = agree(anna, family, **SCALE)
    rate(anna, number, FAMILY, 1)
    agree(anna, family, "intern", **INTERNAL)
    assert [row.goal.text for row in seen(amir, family)] == ["Wir haben Ruhe am Abend"]
    with transaction(anna) as session:
        goals.edit(session, number, {"confidentiality": Confidentiality.TEAM}, INTERNAL)
    assert seen(amir, family) == []
    with reading(amir) as session:
        assert session.exec(select(GoalRating)).all() == []
    for name in ("stefan", "kerstin", "konrad", "lena", "adam", "dora"):
        assert seen(cast(name), family) == []
        with reading(cast(name)) as session:
            assert not [*session.exec(select(GoalRating)), *session.exec(select(Goal))]
        assert isinstance(refused(cast(name), lambda session: goals.end(session, number, None, None)), NotFound)


def test_after_a_withdrawal_the_other_side_reads_nothing(cast: Cast, make_family: Make) -> None:
    """At the next query; one's own goals and ratings stay one's own."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    number = agree(anna, family, **SCALE)
    rate(anna, number, PA, 1)
    rate(amir, number, ASD, 0)
    with db.program() as session:
        for item in session.exec(select(ConsentItem).where(ConsentItem.family_id == family)):
            item.revoked_at, item.revoked_on = now(), anna.today
            session.add(item)
    assert seen(amir, family) == []
    (row,) = seen(anna, family)
    assert [one.perspective for one in row.ratings] == [PA]


def test_steps_are_tasks_of_the_goal(cast: Cast, make_family: Make) -> None:
    """With owner and day, for the goal's readers; done with one click; on the page of tasks like any other."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    number = agree(anna, family)
    draft = StepDraft("Hort anrufen", amir.account_id, date(2018, 11, 1))
    with transaction(anna) as session:
        step = goals.add_step(session, number, draft)
        assert (step.goal_id, step.confidentiality, step.owner_id) == (number, Confidentiality.TEAM, amir.account_id)
    with transaction(amir) as session:
        tasks.finish(session, seen(amir, family)[0].steps[0].id)
    assert seen(anna, family)[0].steps[0].done_on == anna.today
    assert isinstance(refused(anna, lambda session: goals.add_step(session, number, StepDraft(" "))), InvalidForm)
    with transaction(anna) as session:
        goals.remove(session, number)
    with reading(anna) as session:
        assert [task.goal_id for task in session.exec(select(Task))] == [None]


def test_a_goal_ends_and_is_opened_again(cast: Cast, make_family: Make) -> None:
    """Given up with a reason; an ended goal is neither rated nor changed until it is opened again."""
    anna, family = cast("anna"), make_family()
    number = agree(anna, family, **SCALE)
    without = refused(anna, lambda session: goals.end(session, number, GoalOutcome.GIVEN_UP, RATED))
    assert isinstance(without, InvalidForm)
    assert set(without.fields) == {"end_reason"}
    with transaction(anna) as session:
        goals.end(session, number, GoalOutcome.GIVEN_UP, RATED, "Umzug")
    with pytest.raises(IllegalStep):
        rate(anna, number, PA, 0)
    changes: tuple[Callable[[Any], object], ...] = (
        lambda session: goals.edit(session, number, {}, {"text": "anders"}),
        lambda session: goals.add_step(session, number, StepDraft("noch etwas")),
        lambda session: goals.end(session, number, GoalOutcome.REACHED, RATED),
    )
    assert all(isinstance(refused(anna, change), IllegalStep) for change in changes)
    with transaction(anna) as session:
        goals.reopen(session, number)
    goal = seen(anna, family)[0].goal
    assert (goal.outcome, goal.ended_on, goal.end_reason) == (None, None, "")


def test_goals_stand_in_the_team_s_order(cast: Cast, make_family: Make) -> None:
    """Up and down by one; at the edge nothing happens; ended ones stand behind."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    one, two, three = (agree(anna, family, name) for name in ("eins", "zwei", "drei"))

    def order() -> list[str]:
        return [row.goal.text for row in seen(amir, family)]

    for number, up, expected in ((three, True, "eins drei zwei"), (one, False, "drei eins zwei"),
                                 (three, True, "drei eins zwei"), (two, False, "drei eins zwei")):  # fmt: skip
        with transaction(amir) as session:
            goals.move(session, number, up=up)
        assert order() == expected.split()
    with transaction(anna) as session:
        goals.end(session, three, GoalOutcome.REACHED, RATED)
    assert order() == ["eins", "zwei", "drei"]


def test_many_goals_cost_as_few_statements_as_one(cast: Cast, make_family: Make) -> None:
    """No statement per goal."""
    anna, family = cast("anna"), make_family()
    numbers = [agree(anna, family, f"Ziel {number}", **SCALE) for number in range(4)]
    for number in numbers:
        rate(anna, number, PA, 0)
    many = _statements(anna, family)
    with db.program() as session:
        for goal in session.exec(select(Goal).where(col(Goal.id).in_(numbers[1:]))):
            session.delete(goal)
    one = _statements(anna, family)
    assert (many[0], one[0]) == (4, 1)
    assert many[1] == one[1] <= 8


def _statements(person: Person, family: int) -> tuple[int, int]:
    sent: list[str] = []
    with reading(person) as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
        return len(queries.of_family(session, family)), len(sent)
