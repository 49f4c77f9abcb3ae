"""Lessons and versions of the concept: what a state needs, who writes, who reads, two at once, and the markers."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from fam import db
from fam.db import reading, transaction
from fam.errors import Conflict, InvalidForm, NotAllowed, NotFound
from fam.figures.markers import markers
from fam.models import Account, ChangeEntry, ConceptVersion, Reflection
from fam.person import Person
from fam.queries import reflections as queries
from fam.rules.reflections import ChangeKind, ReflectionState
from fam.services import reflections as service

Cast = Callable[[str], Person]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def decided(cast: Cast, **changed: Any) -> dict[str, Any]:
    """Return a decision of Anna's whose review was due three days ago."""
    values = {
        "title": "Erstgespräch", "entered_on": date(2018, 3, 1), "lesson": "Doppelt erzählt.", "decision": "Zusammen.",
        "change_kind": ChangeKind.PHASE, "change": "Prüfung", "owner_id": cast("anna").account_id,
        "decided_on": date(2018, 4, 2), "review_on": date(2018, 10, 12), "state": ReflectionState.DECIDED,
    }  # fmt: skip
    return values | changed


def entered(person: Person, values: dict[str, Any]) -> int:
    """Save a lesson and return its id."""
    with transaction(person) as session:
        found = service.enter(session, values).id
    assert found
    return found


def version(person: Person, title: str, first: date, last: date | None = None) -> int:
    """Save a version of the concept and return its id."""
    with transaction(person) as session:
        found = service.enter_version(session, {"title": title, "valid_from": first, "last_day": last}).id
    assert found
    return found


def spans(person: Person) -> list[tuple[str, date, date | None]]:
    """Return the versions of the concept with the days on which they hold."""
    with reading(person) as session:
        return [(one.title, one.valid_from, one.valid_to) for one in queries.versions(session)]


def test_a_lesson_alone_is_enough_a_decision_needs_more(cast: Cast) -> None:
    """Whoever learns something writes it down; a decision says what changes, who minds it and when it is looked at."""
    entered(cast("amir"), {"title": "Wartezeit", "entered_on": date(2018, 9, 1), "lesson": "Zu lang."})
    with pytest.raises(InvalidForm) as lacking:
        entered(cast("amir"), {"title": "Wartezeit", "entered_on": date(2018, 9, 1), "lesson": "Zu lang.",
                               "state": ReflectionState.DECIDED})  # fmt: skip
    assert lacking.value.fields.keys() == {"decision", "change", "decided_on", "owner_id", "review_on"}
    with pytest.raises(InvalidForm) as early:
        entered(cast("amir"), decided(cast, review_on=date(2018, 4, 1)))
    assert early.value.fields == {"review_on": "Die Überprüfung liegt vor dem Beginn."}
    with pytest.raises(InvalidForm) as nobody:
        entered(cast("amir"), decided(cast, owner_id=cast("lena").account_id))
    assert list(nobody.value.fields) == ["owner_id"]
    with pytest.raises(InvalidForm) as long:
        entered(cast("amir"), decided(cast, title="x" * 61))
    assert list(long.value.fields) == ["title"]


def test_a_review_says_what_became_of_it(cast: Cast) -> None:
    """Reviewed without a result is refused and nothing of it stays; with one, it is due no more. The log has both."""
    number, anna = entered(cast("kerstin"), decided(cast)), cast("anna")
    with reading(anna) as session:
        assert [(one.id, one.day) for one in queries.due(session, 9)] == [(number, date(2018, 10, 12))]
    opened = decided(cast) | {"result": ""}
    with pytest.raises(InvalidForm, match="markierten"), transaction(anna) as session:
        service.change(session, number, opened, {"state": ReflectionState.REVIEWED})
    with reading(anna) as session:
        assert len(queries.due(session, 9)) == 1
    with transaction(anna) as session:
        service.change(session, number, opened, {"state": ReflectionState.REVIEWED, "result": "Bleibt."})
    with reading(anna) as session:
        assert queries.due(session, 9) == []
    with db.program() as session:
        logged = session.exec(select(ChangeEntry.field).where(ChangeEntry.entity == "reflection")).all()
    assert {"", "state", "result"} <= set(logged)


def test_the_owner_is_asked_and_nobody_else(cast: Cast) -> None:
    """Until the owner has left: then Koordination is asked; before its day nobody is."""
    entered(cast("kerstin"), decided(cast))
    entered(cast("kerstin"), decided(cast, review_on=date(2018, 10, 16)))
    asked = {}
    for _turn in range(2):
        for name in ("anna", "amir", "kerstin"):
            with reading(cast(name)) as session:
                asked[name] = len(queries.due(session, 9))
        if not _turn:
            assert asked == {"anna": 1, "amir": 0, "kerstin": 0}
            with db.program() as session:
                session.get_one(Account, cast("anna").account_id).active = False
    assert (asked["amir"], asked["kerstin"]) == (0, 1)
    with reading(cast("kerstin")) as session:
        number = queries.lessons(session)[0].id
    with transaction(cast("kerstin")) as session:  # her name stays until somebody else is chosen
        service.change(session, number, decided(cast), {"change": "Prüfung und Aufnahme"})


def test_two_people_change_a_lesson(cast: Cast) -> None:
    """Different fields join, the same field is a question."""
    number, opened = entered(cast("anna"), decided(cast)), decided(cast)
    with transaction(cast("amir")) as session:
        service.change(session, number, opened, {"decision": "Getrennt."})
    with transaction(cast("anna")) as session:
        service.change(session, number, opened, {"lesson": "Dreifach erzählt."})
    with pytest.raises(Conflict), transaction(cast("anna")) as session:
        service.change(session, number, opened, {"decision": "Abwechselnd."})
    with reading(cast("anna")) as session:
        (found,) = queries.lessons(session)
    assert (found.row.decision, found.row.lesson, found.owner) == ("Getrennt.", "Dreifach erzählt.", "Anna")


def test_the_team_reads_and_writes_leitung_sees_titles(cast: Cast) -> None:
    """Neither Leitung nor Administration nor Datenschutz read a lesson; the markers hold its short title alone."""
    number = entered(cast("anna"), decided(cast))
    version(cast("konrad"), "Konzept 2017", date(2017, 3, 1))
    for name in ("lena", "adam", "dora"):
        with reading(cast(name)) as session:
            assert session.exec(select(Reflection)).all() == []
            assert session.exec(select(ConceptVersion)).all() == []
        with pytest.raises(NotAllowed):
            entered(cast(name), decided(cast, owner_id=None, state=ReflectionState.OPEN))
        with pytest.raises(NotFound), transaction(cast(name)) as session:
            service.remove(session, number)
    with pytest.raises(NotAllowed):
        version(cast("anna"), "Konzept 2018", date(2018, 1, 1))
    found = markers(date(2018, 10, 15))
    assert [one.text for one in found] == [
        "01.03.2017 Konzept: Konzept 2017", "02.04.2018 Entscheidung: Erstgespräch"
    ]  # fmt: skip
    assert "erzählt" not in repr(found)
    assert [one.day for one in markers(date(2018, 4, 1))] == [date(2017, 3, 1)]


def test_a_marker_is_what_was_decided(cast: Cast) -> None:
    """An open lesson and a dropped one are no markers; what is removed is none any more."""
    entered(cast("anna"), decided(cast, state=ReflectionState.DROPPED))
    entered(cast("anna"), decided(cast, state=ReflectionState.OPEN))
    number = entered(cast("anna"), decided(cast, state=ReflectionState.REVIEWED, result="Bleibt."))
    assert [one.code for one in markers(date(2018, 10, 15))] == [f"decision:{number}"]
    with transaction(cast("amir")) as session:
        service.remove(session, number)
    assert markers(date(2018, 10, 15)) == ()


def test_a_new_version_ends_the_one_before(cast: Cast) -> None:
    """Half-open: the last day of the old one is the day before; two never hold on one day."""
    kerstin = cast("kerstin")
    version(kerstin, "Pilot", date(2014, 3, 1))
    second = version(kerstin, "Ausbau", date(2017, 3, 1))
    assert spans(kerstin) == [("Ausbau", date(2017, 3, 1), None), ("Pilot", date(2014, 3, 1), date(2017, 3, 1))]
    with pytest.raises(InvalidForm) as clash:
        version(kerstin, "Dazwischen", date(2016, 1, 1))
    assert "Von 01.03.2017 ohne Ende gilt schon „Ausbau“." in clash.value.fields["valid_from"]
    assert len(spans(kerstin)) == 2
    with pytest.raises(InvalidForm) as reverse:
        version(kerstin, "Rückwärts", date(2019, 1, 2), date(2019, 1, 1))
    assert list(reverse.value.fields) == ["last_day"]
    with transaction(kerstin) as session:
        service.change_version(session, second, {"last_day": None}, {"last_day": date(2018, 12, 31)})
    assert spans(kerstin)[0] == ("Ausbau", date(2017, 3, 1), date(2019, 1, 1))
    with pytest.raises(Conflict) as twice, transaction(cast("konrad")) as session:
        service.change_version(session, second, {"last_day": None}, {"last_day": date(2018, 6, 30)})
    assert twice.value.fields == {"last_day": (None, date(2018, 12, 31), date(2018, 6, 30))}
