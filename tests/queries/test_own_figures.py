"""What somebody counts: as plain Python would count the records that the same person reads, on both databases."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fam import db
from fam.db import reading, transaction
from fam.fields.encoding import put, value_of
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import FamilyDetail, FieldChoice, Member, StatusPeriod
from fam.person import Person
from fam.queries.dimensions import Subject, dimensions, subjects
from fam.queries.own_figures import STOCK, Answer, Question, count
from fam.rules.crosstab import EMPTY, Step
from fam.rules.suppression import Hidden
from fam.rules.terms import MemberRole, Status
from fam.services import field_making
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]
TOWNS = ("Langen (Hessen)", "Egelsbach", "Dreieich")
KINDS = {
    Kind.CHOICE: "Schulform", Kind.CHOICES: "Wünsche", Kind.BOOLEAN: "Zugestimmt", Kind.INTEGER: "Bewerbungen",
    Kind.MONEY: "Betrag", Kind.PERCENT: "Anteil", Kind.DATE: "Beginn", Kind.MONTH: "Monat", Kind.TEXT: "Sprache",
    Kind.PERSON: "Pate",
}  # fmt: skip


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make_fields(person: Person, entity: str) -> None:
    """One field of each kind."""
    with transaction(person) as session:
        for kind, label in KINDS.items():
            options = "eins\nzwei\ndrei" if kind in (Kind.CHOICE, Kind.CHOICES) else ""
            field_making.make(session, FieldDraft(entity, label, kind, options=options))


def random_value(dice: random.Random, kind: Kind, options: list[int], people: list[int]) -> Any:
    """Something that a field of this kind can hold, often nothing."""
    if dice.random() < 0.25:
        return None
    return {
        Kind.CHOICE: lambda: dice.choice(options),
        Kind.CHOICES: lambda: dice.sample(options, dice.randint(1, len(options))),
        Kind.BOOLEAN: lambda: dice.random() < 0.5,
        Kind.INTEGER: lambda: dice.randint(0, 40),
        Kind.MONEY: lambda: Decimal(dice.randint(0, 90000)) / 100,
        Kind.PERCENT: lambda: Decimal(dice.randint(0, 400)) / 4,
        Kind.DATE: lambda: date(2017, 1, 1).replace(month=dice.randint(1, 12), year=dice.randint(2016, 2018)),
        Kind.MONTH: lambda: date(dice.randint(2016, 2018), dice.randint(1, 12), 1),
        Kind.TEXT: lambda: f"Sprache {min(dice.randint(0, 40), dice.randint(0, 40))}",
        Kind.PERSON: lambda: dice.choice(people),
    }[kind]()  # type: ignore[no-untyped-call]


def fill(person: Person, model: Any, seed: int) -> None:
    """Give every record random values in every field of the team."""
    dice = random.Random(seed)
    with db.program() as session:
        found = runtime_fields(session, model)
        for row in session.exec(select(model)).all():
            values = {
                field.key: random_value(dice, field.kind, list(field.labels), [person.account_id]) for field in found
            }
            put(row, found, values)
            session.add(row)


def answer(person: Person, question: Question) -> Answer:
    """Count as the page does."""
    with reading(person) as session:
        return count(session, question)


def table(found: Answer) -> dict[tuple[str, str], object]:
    """Return what is shown, without zeros."""
    return {
        (row.label, column.label): cell
        for row, cells in zip(found.rows, found.counts.cells, strict=True)
        for column, cell in zip(found.columns, cells, strict=True)
        if cell != 0
    }


def key_of(person: Person, subject: Subject, label: str) -> str:
    """Return the key of a dimension by its label."""
    with reading(person) as session:
        return next(one.key for one in dimensions(session, subject) if one.label == label)


def codes(value: Any, step: Step) -> list[Any]:
    """In which groups a value counts, for what is not put into classes."""
    if value in (None, "", []):
        return [None]
    if isinstance(value, list):
        return value
    if isinstance(value, date):
        return [f"{value:%Y-%m}" if step is Step.MONTH else f"{value:%Y}"]
    return [getattr(value, "value", value)]


@pytest.mark.parametrize("seed", [1, 2])
def test_it_counts_as_python_does(cast: Cast, make_family: Make, seed: int) -> None:
    """For every pair of dimensions of members: each group has the records that plain Python finds in it."""
    anna, dice = cast("anna"), random.Random(seed)
    make_fields(cast("kerstin"), "member")
    with db.program() as session:
        for number in range(6):
            family = make_family(f"F{number}", town=dice.choice(TOWNS), leads=("anna",) if number else ("stefan",))
            for child in range(dice.randint(3, 9)):
                role = dice.choice(list(MemberRole))
                born = date(dice.randint(1980, 2017), 3, 1) if dice.random() < 0.8 else None
                session.add(Member(family_id=family, first_name=f"K{child}", role=role, born_on=born))
    fill(anna, Member, seed)
    with reading(anna) as session:
        offered = [one for one in dimensions(session, Subject.MEMBERS) if one.model is Member]
        records = session.exec(select(Member)).all()
        for first in offered:
            for second in dice.sample(offered, 3):
                if first is second:
                    continue
                found = count(session, Question(Subject.MEMBERS, first.key, second.key, step=Step.YEAR))
                pairs = Counter(
                    (one, other)
                    for row in records
                    for one in codes(value_of(row, first.field), Step.YEAR)
                    for other in codes(value_of(row, second.field), Step.YEAR)
                )
                assert found.counts.total == pairs.total(), (first.label, second.label)
                assert found.records == len(records)
                plain = not {first.field.kind, second.field.kind} & {Kind.INTEGER, Kind.MONEY, Kind.PERCENT, Kind.TEXT}
                if plain:
                    shown = {
                        (row.code, column.code): cell
                        for row, cells in zip(found.rows, found.counts.cells, strict=True)
                        for column, cell in zip(found.columns, cells, strict=True)
                        if cell
                    }
                    assert shown == dict(pairs), (first.label, second.label)


def test_numbers_fall_into_their_classes(cast: Cast, make_family: Make) -> None:
    """Money in classes at round edges, and nothing gets lost between two of them."""
    anna, kerstin = cast("anna"), cast("kerstin")
    with transaction(kerstin) as session:
        key = f"f_{field_making.make(session, FieldDraft('family_detail', 'Miete', Kind.MONEY)).id}"
    amounts = ["380", "399.99", "400", "499.99", "500", "510", "700", "1500", None]
    for amount in amounts:
        family = make_family(f"M{amount}")
        with db.program() as session:
            detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
            put(detail, runtime_fields(session, FamilyDetail), {key: Decimal(amount) if amount else None})
            session.add(detail)
    found = answer(anna, Question(split=key))
    assert found.records == 9
    assert found.rows[-1].label == EMPTY
    numbers = [cells[0] for cells in found.counts.cells if isinstance(cells[0], int)]
    assert sum(numbers) == 9
    assert all(row.label.endswith("€") for row in found.rows[:-1])
    assert max(numbers[:-1]) <= 4


def test_texts_beyond_the_twenty_most_frequent_stand_together(cast: Cast, make_family: Make) -> None:
    """Twenty by name, then "andere", then the empty ones."""
    family = make_family("Kaya")
    with db.program() as session:
        detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
        detail.interpreter = " Türkisch "
        session.add(detail)
    for number in range(25):
        other = make_family(f"A{number}")
        with db.program() as session:
            row = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == other)).one()
            row.interpreter = "Türkisch" if number < 3 else f"Sprache {number}" if number else ""
            session.add(row)
    found = answer(cast("anna"), Question(split="interpreter"))
    assert (found.rows[0].label, found.counts.cells[0]) == ("Türkisch", (4,))
    assert [row.label for row in found.rows[-1:]] == ["andere"]
    assert found.counts.total == found.records == 26


def test_a_new_field_counts_at_once(cast: Cast, make_family: Make) -> None:
    """Nothing is needed but the field; an archived option keeps its name."""
    family = make_family("Kaya")
    with transaction(cast("kerstin")) as session:
        draft = FieldDraft("family_detail", "Schulform", Kind.CHOICE, options="Hauptschule\nRealschule")
        number = field_making.make(session, draft).id
    anna = cast("anna")
    with db.program() as session:
        [field] = runtime_fields(session, FamilyDetail)
        detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
        put(detail, [field], {field.key: list(field.labels)[1]})
        session.add(detail)
    assert table(answer(anna, Question(split=f"f_{number}"))) == {("Realschule", "alle"): 1}
    with db.program() as session:
        for choice in session.exec(select(FieldChoice)):
            choice.archived = True
            session.add(choice)
    assert table(answer(anna, Question(split=f"f_{number}"))) == {("Realschule (archiviert)", "alle"): 1}


def test_everybody_counts_what_they_read(cast: Cast, make_family: Make) -> None:
    """Stefan his own, Koordination all heads but not a proposal of the other side before contact; no file fields."""
    make_family("Eins")
    make_family("Zwei", leads=("stefan", "amir"))
    make_family("Drei", status=Status.PROPOSED, leads=(), contact_agreed=False)
    assert [answer(cast(name), Question()).records for name in ("anna", "stefan", "amir", "kerstin", "konrad")] == [
        1, 1, 2, 3, 2,
    ]  # fmt: skip
    assert [answer(cast(name), Question()).records for name in ("lena", "adam")] == [0, 0]
    assert subjects(cast("kerstin")) == (Subject.FAMILIES, Subject.MEMBERS)
    assert answer(cast("kerstin"), Question(Subject.MEMBERS)).records == 0
    assert answer(cast("kerstin"), Question(split="interpreter")).records == 0
    assert answer(cast("anna"), Question(split="interpreter")).records == 1


def test_koordination_gets_no_small_numbers_of_people(cast: Cast, make_family: Make) -> None:
    """Towns of six and two families: the two are "< 5", the six goes with them; by status everything is shown."""
    for number in range(6):
        make_family(f"L{number}")
    for number in range(2):
        make_family(f"E{number}", town="Egelsbach")
    kerstin = cast("kerstin")
    found = answer(kerstin, Question(split="town_ags"))
    assert found.hidden
    assert table(found) == {("Langen (Hessen)", "alle"): Hidden.OTHER, ("Egelsbach", "alle"): Hidden.SMALL}
    assert found.records == 8
    assert table(answer(kerstin, Question(split="status"))) == {("aktiv", "alle"): 8}
    assert table(answer(cast("anna"), Question(split="town_ags")))["Egelsbach", "alle"] == 2
    with reading(kerstin) as session:
        narrowed = count(session, Question(), [sa.true()], personal=True)
    assert narrowed.records == 8


def test_stock_is_that_of_the_status_history(cast: Cast, make_family: Make) -> None:
    """At every month's end as many families as the history says; gaps in time are filled."""
    make_family("Eins", received_on=date(2017, 1, 10))
    make_family("Zwei", received_on=date(2017, 6, 10), status=Status.CLOSED, town="Egelsbach")
    make_family("Drei", status=Status.WAITING)
    found = answer(cast("anna"), Question(time=STOCK, split="town_ags", since=date(2017, 1, 1)))
    with db.program() as session:
        periods = session.exec(select(StatusPeriod).where(StatusPeriod.status == Status.ACTIVE)).all()
    ends = [date(2017 + n // 12, n % 12 + 1, 28) for n in range(2, 21)]  # the first was admitted in March
    expected = [sum(p.starts_on <= day and (p.ends_on is None or p.ends_on > day) for p in periods) for day in ends]
    assert list(found.counts.row_totals[:19]) == expected
    assert (found.rows[0].label, found.rows[-1].label, found.records) == ("März 2017", "Okt. 2018", 1)
    assert answer(cast("anna"), Question(time=STOCK, since=date(1900, 1, 1))).rows == found.rows
    assert answer(cast("anna"), Question(time=STOCK, since=date(2019, 1, 1))).rows == ()
    assert answer(cast("stefan"), Question(time=STOCK)).records == 0


def test_time_in_months_quarters_and_years(cast: Cast, make_family: Make) -> None:
    """Quarters and years are sums of months; a span asked for is shown from end to end."""
    make_family("Eins", received_on=date(2017, 1, 10))
    make_family("Zwei", received_on=date(2017, 6, 10))
    anna = cast("anna")
    quarters = answer(anna, Question(time="received_on", step=Step.QUARTER))
    assert [row.label for row in quarters.rows] == ["I/2017", "II/2017"]
    span = Question(time="received_on", since=date(2017, 6, 1), until=date(2017, 8, 31))
    found = answer(anna, span)
    assert [row.label for row in found.rows] == ["Juni 2017", "Juli 2017", "Aug. 2017"]
    assert found.counts.row_totals == (1, 0, 0)
    assert [row.label for row in answer(anna, Question(time="received_on", step=Step.YEAR)).rows] == ["2017"]


def test_the_number_of_statements_does_not_grow(cast: Cast, make_family: Make) -> None:
    """Two choices and their records: four statements, whether for three families or for thirty."""
    make_fields(cast("kerstin"), "family_detail")
    anna, sent = cast("anna"), list[str]()

    def statements(question: Question) -> int:
        with reading(anna) as session:
            dimensions(session, Subject.FAMILIES)
            sent.clear()
            sa.event.listen(session.connection(), "before_cursor_execute", lambda *a: sent.append(a[2]))
            count(session, question)
        return len(sent)

    wishes, school = (key_of(anna, Subject.FAMILIES, label) for label in ("Wünsche", "Schulform"))
    make_family("Eins")
    few = statements(Question(split=wishes, second=school))
    for number in range(12):
        make_family(f"Mehr {number}")
    fill(anna, FamilyDetail, 3)
    assert statements(Question(split=wishes, second=school)) == few <= 6
    assert statements(Question(split=key_of(anna, Subject.FAMILIES, "Betrag"))) <= 8
    assert not any("SELECT family." in sql and "family.name" in sql for sql in sent)


def test_every_dimension_counts(cast: Cast, make_family: Make) -> None:
    """Whatever is offered can be counted by, for every subject and everybody."""
    for entity in ("family", "family_detail", "member", "meeting", "task"):
        make_fields(cast("kerstin"), entity)
    make_family("Eins")
    fill(cast("anna"), FamilyDetail, 1)
    for name in ("anna", "kerstin"):
        person = cast(name)
        with reading(person) as session:
            for subject in subjects(person):
                whole = count(session, Question(subject)).records
                for one in dimensions(session, subject):
                    found = count(session, Question(subject, one.key, "institution"))
                    assert name == "kerstin" or found.records == whole, one.label
                    if one.is_date:
                        count(session, Question(subject, time=one.key, since=date(2017, 1, 1)))
