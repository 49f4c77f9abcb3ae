"""Tasks with the cast: whose they are, who reads them, done with one click and back."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam.db import reading, transaction
from fam.errors import Conflict, FamError, InvalidForm, NotFound
from fam.models import Task
from fam.person import Person
from fam.queries import tasks as queries
from fam.queries.tasks import TaskSearch, Which
from fam.rules.terms import Confidentiality
from fam.services import tasks
from fam.services.tasks import Owner, TaskDraft

Cast = Callable[[str], Person]
Families = Callable[..., int]


def add(person: Person, family: int, text: str = "Anrufen", owner: Owner = None, **more: object) -> int:
    """Save a task and return its id."""
    with transaction(person) as session:
        return tasks.add(session, TaskDraft(family, text, owner, **more)).id or 0  # type: ignore[arg-type]


def found(person: Person, which: Which) -> list[str]:
    """Return the texts of somebody's list."""
    with reading(person) as session:
        return [row.text for row in queries.find(session, TaskSearch(which))]


def test_lists_say_whose_and_when(cast: Cast, make_family: Families) -> None:
    """Mine, my families', overdue and done; counted in one query, the next due first."""
    anna, family = cast("anna"), make_family()
    late = add(anna, family, "zu spät", anna.account_id, due_on=date(2018, 10, 15))
    add(anna, family, "später", anna.account_id, due_on=date(2018, 12, 1))
    add(anna, family, "ohne Frist", "Familie")
    done = add(anna, family, "fertig", anna.account_id)
    with transaction(anna) as session:
        tasks.finish(session, done)
        task = session.get(Task, late)
        assert task
        task.event_on = task.due_on = date(2018, 10, 1)
        session.add(task)
    assert found(anna, Which.MINE) == ["zu spät", "später"]
    assert found(anna, Which.FAMILIES) == ["zu spät", "später", "ohne Frist"]
    assert found(anna, Which.OVERDUE) == ["zu spät"]
    assert found(anna, Which.DONE) == ["fertig"]
    with reading(anna) as session:
        assert queries.count(session) == {Which.MINE: 2, Which.FAMILIES: 3, Which.OVERDUE: 1, Which.DONE: 1}
        assert [row.text for row in queries.due(session, date(2018, 10, 21))] == ["zu spät"]


def test_a_task_stays_inside_unless_the_other_side_is_to_do_it(cast: Cast, make_family: Families) -> None:
    """INSTITUTION by default, TEAM when shared or when the owner is of the other institution."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    add(anna, family, "intern")
    add(anna, family, "geteilt", level=Confidentiality.TEAM)
    add(anna, family, "für Amir", amir.account_id)
    assert sorted(found(amir, Which.FAMILIES)) == ["für Amir", "geteilt"]
    assert found(cast("stefan"), Which.FAMILIES) == found(cast("kerstin"), Which.FAMILIES) == []


def test_done_and_back(cast: Cast, make_family: Families) -> None:
    """One click, the day and who did it; a second click changes nothing; undo opens it again."""
    anna, amir = cast("anna"), cast("amir")
    number = add(anna, make_family(), level=Confidentiality.TEAM)
    with transaction(amir) as session:
        tasks.finish(session, number)
    with transaction(anna) as session:
        tasks.finish(session, number)
    with reading(anna) as session:
        task = session.get(Task, number)
        assert task
        assert (task.done_on, task.done_by) == (anna.today, amir.account_id)
    with transaction(anna) as session:
        tasks.reopen(session, number)
    assert found(anna, Which.FAMILIES) == ["Anrufen"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"due_on": date(2018, 10, 14)}, "due_on"),
        ({"owner": 9999}, "owner"),
        ({"family_id": None}, "family_id"),
    ],
)
def test_refusals_name_their_field(cast: Cast, make_family: Families, draft: dict[str, object], field: str) -> None:
    """No text, too long, due before it was agreed, an owner who could not read it, no family."""
    values = {"family_id": make_family(), "text": "Anrufen"} | draft
    with pytest.raises(InvalidForm) as refused, transaction(cast("anna")) as session:
        tasks.add(session, TaskDraft(**values))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_strangers_write_nothing(cast: Cast, make_family: Families) -> None:
    """Stefan, Koordination, Leitung and Administration can neither add, finish nor edit."""
    family = make_family()
    number = add(cast("anna"), family)
    for name in ("stefan", "kerstin", "lena", "adam"):
        with pytest.raises(FamError):
            add(cast(name), family)
        with pytest.raises(NotFound), transaction(cast(name)) as session:
            tasks.finish(session, number)
        with pytest.raises(NotFound), transaction(cast(name)) as session:
            tasks.edit(session, number, {}, {"text": "x"})


def test_edits_merge_and_ask(cast: Cast, make_family: Families) -> None:
    """Text and owner by two people both stay; the same field by two is a question; a new owner must be able to read."""
    anna, amir, stefan = cast("anna"), cast("amir"), cast("stefan")
    number = add(anna, make_family(), level=Confidentiality.TEAM)
    opened = {"text": "Anrufen", "owner": None, "due_on": None}
    with transaction(anna) as session:
        tasks.edit(session, number, opened, {"text": "Schreiben"})
    with transaction(amir) as session:
        tasks.edit(session, number, opened, {"owner": amir.account_id})
    with pytest.raises(Conflict) as refused, transaction(anna) as session:
        tasks.edit(session, number, opened, {"owner": "Familie"})
    assert refused.value.fields == {"owner": (None, amir.account_id, "Familie")}
    with pytest.raises(InvalidForm), transaction(anna) as session:
        tasks.edit(session, number, {"owner": amir.account_id}, {"owner": stefan.account_id})
    with reading(anna) as session:
        task = session.exec(select(Task)).one()
    assert (task.text, task.owner_id) == ("Schreiben", amir.account_id)
