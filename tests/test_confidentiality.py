"""Who finds a secret word of an entry, level by level, in every channel that gives entries out."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select

from fam import db
from fam.errors import NotAllowed, NotFound
from fam.fields import profile
from fam.fields.registry import definitions, field_by_key
from fam.fields.spec import Kind
from fam.models import Attendee, ChangeEntry, Meeting, Note, Release, SearchWord, Task
from fam.person import Person
from fam.queries import (
    changes,
    entry_marks,
    family_file,
    field_filters,
    field_preview,
    meetings,
    own_figures,
    records,
    search,
    tasks,
    timeline,
)
from fam.queries.dimensions import Subject
from fam.queries.field_filters import FieldFilter
from fam.queries.own_figures import Question
from fam.rules.terms import Confidentiality
from fam.services import changes as undoing
from fam.services import meetings as meeting_services
from fam.services import records as record_services
from fam.services import releases
from fam.services import tasks as task_services
from fam.services.field_unique import doubles
from fam.ui import tasks as task_pages
from tests.support.entries import ENTRIES, KINDS, OTHERS, PEOPLE, Planted, allowed, person, plant, words_in

Cast = Callable[[str], Person]
Make = Callable[..., int]
MODELS: dict[str, Any] = {"note": Note, "meeting": Meeting, "task": Task}
NUMBERS = ("FAM-2017-00001", "FAM-2017-00002")
Channel = Callable[[Session, Planted], object]


@pytest.fixture
def database(both_databases: str) -> str:
    """Every channel on both engines."""
    return both_databases


def _files(session: Session, planted: Planted) -> object:
    found = [family_file.find(session, number) for number in NUMBERS]
    return [(file.tasks, file.planned, file.members, file.labels) for file in found if file]


def _opened(session: Session, planted: Planted) -> object:
    loaded = [meetings.load(session, planted.ids["meeting", word]) for word in ENTRIES]
    one_by_one = [records.load(session, MODELS[kind], number) for (kind, _word), number in planted.ids.items()]
    return loaded, one_by_one, [tasks.of_meeting(session, number) for number in planted.ids.values()]


def _counted(session: Session, planted: Planted) -> object:
    """Own figures, narrowed to one word after the other: a word that counts nothing is not said."""
    found = []
    for subject, kind in ((Subject.MEETINGS, "meeting"), (Subject.TASKS, "task")):
        for word in ENTRIES:
            where = field_filters.conditions(session, MODELS[kind], [_wanted(planted, kind, word)])
            found += [word] * bool(own_figures.count(session, Question(subject), where).records)
    return found


def _filtered(session: Session, planted: Planted) -> object:
    """Whether a filter by the word finds a line; the counts beside the choices go through it as well."""
    hits = []
    for word in ENTRIES:
        counts = tasks.count(session, None, (_wanted(planted, "task", word),))
        hits += [word] * bool(sum(counts.values()))
        looked = meetings.MeetingSearch(filters=(_wanted(planted, "meeting", word),))
        hits += [word] * bool(meetings.past(session, looked)[1])
    return hits


def _wanted(planted: Planted, kind: str, word: str) -> FieldFilter:
    return FieldFilter(kind, planted.fields[kind], Kind.TEXT, text=word)


def _kind_of_field(session: Session, planted: Planted) -> object:
    """What makers of fields are shown of values: previews, distinct values, doubles."""
    shown: list[object] = []
    for key in planted.fields.values():
        if field := field_by_key(session, key):
            shown.append(field_preview.examples(session, field, 50))
            shown += [(one.stored, one.raw) for one in profile.distinct(session, field) if one.readable]
            shown.append(doubles(session, field.entity, field.field_id))
    return shown


CHANNELS: dict[str, Channel] = {
    "rows": lambda session, _p: [session.exec(select(model)).all() for model in (*MODELS.values(), Attendee)],
    "log": lambda session, _p: session.exec(select(ChangeEntry)).all(),
    "changes": lambda session, _p: changes.find(session, changes.Wanted(size=500)),
    "words": lambda session, _p: session.exec(select(SearchWord.word)).all(),
    "releases": lambda session, _p: session.exec(select(Release)).all(),
    "timeline": lambda session, p: [timeline.timeline(session, one, 300) for one in (p.family, p.other)],
    "file": _files,
    "opened by id": _opened,
    "past": lambda session, _p: meetings.past(session, meetings.MeetingSearch(), limit=500),
    "month": lambda session, _p: meetings.month(session, date(2018, 9, 1)),
    "tasks": lambda session, _p: [
        tasks.find(session, tasks.TaskSearch(which), limit=500) for which in tasks.Which
    ],
    "figures": _counted,
    "filter": _filtered,
    "fields": _kind_of_field,
    "search": lambda session, _p: [
        (word, found) for word in ENTRIES if (found := search.matching(session, search.words(word), [])[0])
    ],
}  # fmt: skip
COMPLETE = ("rows", "timeline", "opened by id")  # where everything that may be read is found, too


def _who(cast: Cast, name: str) -> Person:
    return person(name) if name in OTHERS else cast(name)


def test_every_word_is_found_by_its_readers_only(cast: Cast, make_family: Make) -> None:
    """Words x people x channels: nobody finds more than they may; lists of entries show all of it."""
    planted, wrong = plant(cast, make_family), []
    for name in PEOPLE:
        for channel, read in CHANNELS.items():
            with db.reading(_who(cast, name)) as session:
                found = words_in(repr(read(session, planted)))
            if found - allowed(name) or (channel in COMPLETE and found != allowed(name)):
                wrong.append((name, channel, sorted(found ^ allowed(name))))
    assert wrong == []


def test_exported_lists_hold_no_more(cast: Cast, make_family: Make) -> None:
    """The Excel file of tasks, opened: every cell of every sheet."""
    plant(cast, make_family)
    for name in PEOPLE:
        who, found = _who(cast, name), set()
        for which in tasks.Which:
            book = load_workbook(io.BytesIO(task_pages.excel(who, tasks.TaskSearch(which), ())))
            cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
            found |= words_in(" ".join(cells))
        assert found <= allowed(name), name
        assert found or not allowed(name), name


def test_forbidden_and_missing_answer_alike(cast: Cast, make_family: Make) -> None:
    """Edit, finish, remove, release, take back by id: the same sentence as for a number that nobody has."""
    planted = plant(cast, make_family)
    attempts: tuple[Callable[[Session, str, int], object], ...] = (
        lambda s, kind, n: record_services.edit(s, MODELS[kind], n, {}, {}),
        lambda s, kind, n: record_services.remove(s, MODELS[kind], n),
        lambda s, kind, n: releases.release(s, kind, n, releases.ReleaseDraft(None, None)),
        lambda s, _kind, n: task_services.finish(s, n),
        lambda s, _kind, n: meeting_services.edit(s, n, {}, {"topics": "x"}),
    )
    for name in ("anna", "vera", "bea", "kerstin", "rudi", "adam"):
        for kind in KINDS:
            for attempt in attempts:
                said = []
                for number in (planted.ids[kind, "Xanvertrautx"], 99_999):
                    with pytest.raises((NotFound, NotAllowed)) as error, db.transaction(_who(cast, name)) as session:
                        attempt(session, kind, number)
                    said.append((type(error.value), str(error.value)))
                assert said[0] == said[1], (name, kind)


def test_an_undo_of_somebody_else_neither_works_nor_says_anything(cast: Cast, make_family: Make) -> None:
    """The transaction that wrote something entrusted is "not found" for everybody but its author."""
    plant(cast, make_family)
    with db.program() as session:
        query = select(ChangeEntry.batch).where(ChangeEntry.confidentiality == Confidentiality.ENTRUSTED)
        batch = session.exec(query).first() or ""
    for name in PEOPLE:
        if name != "amir":
            with pytest.raises(NotFound), db.transaction(_who(cast, name)) as session:
                undoing.undo(session, batch)


def test_who_knows_of_a_release(cast: Cast, make_family: Make) -> None:
    """It names who entrusted something: only those who read the entry read it."""
    planted = plant(cast, make_family)
    readers = {}
    for name in PEOPLE:
        with db.reading(_who(cast, name)) as session:
            rows = entry_marks.releases(session, "note", planted.ids["note", "Xfreiasdx"])
            readers[name] = [row.given_by for row in rows]
            log = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "entry_release")).all()
            assert ("Fiktive Person" in repr(log)) <= (name in ("amir", "bea", "vera")), name
    assert {name for name, rows in readers.items() if rows} == {"amir", "bea"}


def test_a_field_read_by_nobody_here_is_not_named(cast: Cast, make_family: Make) -> None:
    """The fields of the test exist: otherwise the channels above would be empty for a wrong reason."""
    planted = plant(cast, make_family)
    with db.reading(cast("kerstin")) as session:
        assert [one.key for kind in KINDS for one in definitions(session, kind)] == list(planted.fields.values())
    with db.reading(cast("amir")) as session:
        expected = allowed("amir") - {"Xohnex"}
        assert words_in(repr(_counted(session, planted))) == words_in(repr(_filtered(session, planted))) == expected
