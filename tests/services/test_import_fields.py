"""A list's columns fill the fields that the team made: new, changed, in conflict, taken back; nothing is dropped."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from fam import db
from fam.exchange.listing.family import Outcome
from fam.exchange.listing.header import Layout, remap, suggest
from fam.exchange.listing.team_fields import questions
from fam.exchange.listing.workbook import read_workbook
from fam.fields.encoding import value_of
from fam.fields.registry import field_by_key, runtime_fields
from fam.fields.spec import Kind
from fam.models import Family, FamilyDetail
from fam.person import Person
from fam.rules.terms import Institution
from fam.services import field_making, import_names, import_undo, imports, records
from fam.services.field_making import FieldDraft
from fam.services.import_fields import team_fields
from fam.services.imports import Report, Upload
from tests.exchange.listing.files import excel

Cast = Callable[[str], Person]
HEADER = ("Name", "Mutter", "Ort", "BG-Nr.", "Vorschlag am", "Aufnahme am", "Status", "Schule", "Kosten", "Eckwert")
KAYA = ("Kaya", "Canan", "Langen", "43804BG0577999", "01.02.2016", "01.04.2016", "aktiv")
OPTIONS = "Hauptschule\nGymnasium"


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


def make(person: Person, entity: str, label: str, kind: Kind = Kind.TEXT, options: str = "") -> str:
    """Make a field and return its key."""
    with db.transaction(person) as session:
        return f"f_{field_making.make(session, FieldDraft(entity, label, kind, options)).id}"


@pytest.fixture
def fields(cast: Cast) -> tuple[str, str, str]:
    """A choice and an amount in the file, a date among the head's data."""
    kerstin = cast("kerstin")
    return (
        make(kerstin, "family_detail", "Schule", Kind.CHOICE, OPTIONS),
        make(kerstin, "family_detail", "Kosten", Kind.MONEY),
        make(kerstin, "family", "eckwert", Kind.DATE),
    )


def upload(*rows: tuple[object, ...], header: tuple[str, ...] = HEADER) -> Upload:
    return Upload("liste.xlsx", excel(header, *rows))


def take(
    person: Person,
    file: Upload,
    decisions: Mapping[str, str] | None = None,
    corrected: Callable[[Layout], Layout] = lambda layout: layout,
) -> Report:
    """Take a file in as a person does on the page."""
    book = read_workbook(file.name, file.data)
    with db.transaction(person, source="import") as session:
        layouts = [corrected(layout) for layout in import_names.with_profiles(session, suggest(book))]
        found = imports.read_list(session, book, layouts)
        return imports.take_in(session, file, found, layouts, {}, decisions or {})


def values(session: Session, name: str = "Kaya") -> dict[str, object]:
    """Label -> value of the team's fields of a family."""
    family = session.exec(select(Family).where(Family.name == name)).one()
    detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family.id)).one()
    found = {}
    for model, record in ((FamilyDetail, detail), (Family, family)):
        for field in runtime_fields(session, model):
            value = value_of(record, field)
            found[field.label] = field.labels.get(value, value) if field.kind is Kind.CHOICE else value
    return found


def remark(session: Session) -> str:
    return session.exec(select(FamilyDetail.remark)).one()


def outcomes(report: Report) -> list[str]:
    return [row.outcome.value for row in report.rows]


def test_columns_named_like_a_field_fill_it(cast: Cast, fields: tuple[str, ...]) -> None:
    """By label whatever its case; read as the forms read; the command line does the same."""
    file = upload((*KAYA, " gymnasium", "12,50 €", date(2016, 4, 1)))
    with db.program("import") as session:
        assert outcomes(imports.import_file(session, file)) == ["new"]
    with db.program() as session:
        assert values(session) == {"Schule": "Gymnasium", "Kosten": Decimal("12.5"), "eckwert": date(2016, 4, 1)}
        assert "Schule" not in remark(session)
    assert outcomes(take(cast("kerstin"), file)) == ["same"]


def test_what_a_field_cannot_hold_stays_in_the_remark(cast: Cast, fields: tuple[str, ...]) -> None:
    """With a reason; the row is new all the same."""
    report = take(cast("kerstin"), upload((*KAYA, "Waldorfschule", "teuer", "ca. 07/2014")))
    assert outcomes(report) == ["new"]
    sentences = " ".join(reason.sentence for reason in report.rows[0].reasons)
    assert "„Waldorfschule“ steht nicht zur Auswahl." in sentences
    assert "Das Datum ist nur ungefähr bekannt." in sentences
    with db.program() as session:
        assert set(values(session).values()) == {None}
        for line in ("Schule: Waldorfschule", "Kosten: teuer", "Eckwert: ca. 07/2014"):
            assert line in remark(session)


def test_a_later_list_changes_what_it_changed(cast: Cast, fields: tuple[str, ...]) -> None:
    """Changed in the list comes in, an empty cell leaves, changed on both sides waits; taken back it is as before."""
    kerstin = cast("kerstin")
    take(kerstin, upload((*KAYA, "Gymnasium", "10 €", "01.04.2016")))
    newer = take(kerstin, upload((*KAYA, "Hauptschule", None, "01.04.2016")))
    assert outcomes(newer) == ["changed"]
    assert "Schule: bisher Gymnasium, jetzt Hauptschule." in [one.sentence for one in newer.rows[0].reasons]
    with db.program() as session:
        assert values(session) == {"Schule": "Hauptschule", "Kosten": 10, "eckwert": date(2016, 4, 1)}
    with db.transaction(kerstin, source="undo") as session:
        import_undo.undo(session, newer.batch_id or 0)
    with db.program() as session:
        assert values(session)["Schule"] == "Gymnasium"
        detail = session.exec(select(FamilyDetail)).one()
        records.edit(session, FamilyDetail, detail.id or 0, {fields[1]: Decimal(10)}, {fields[1]: Decimal(99)})
    clash = take(kerstin, upload((*KAYA, "Gymnasium", "11 €", "01.04.2016")))
    assert outcomes(clash) == ["doubtful"]
    taken = take(kerstin, upload((*KAYA, "Gymnasium", "11 €", "01.04.2016")), {"Familien:2": "take"})
    assert outcomes(taken) == ["changed"]
    with db.program() as session:
        assert values(session)["Kosten"] == 11


def test_a_new_import_is_taken_back_with_its_values(cast: Cast, fields: tuple[str, ...]) -> None:
    """Nothing of it stays."""
    report = take(cast("kerstin"), upload((*KAYA, "Gymnasium", "10 €", "01.04.2016")))
    with db.transaction(cast("konrad"), source="undo") as session:
        assert import_undo.undo(session, report.batch_id or 0) == 1
    with db.program() as session:
        assert session.exec(select(FamilyDetail)).all() == []


def test_a_field_made_later_is_filled_by_the_next_list(cast: Cast) -> None:
    """What an earlier list left in the remark is a change once there is a field for it."""
    kerstin = cast("kerstin")
    file = upload((*KAYA, "Gymnasium"), header=HEADER[:8])
    take(kerstin, file)
    make(kerstin, "family_detail", "Schule", Kind.CHOICE, OPTIONS)
    again = take(kerstin, upload((*KAYA[:6], "beendet", "Gymnasium"), header=HEADER[:8]), {"Familien:2": "take"})
    assert outcomes(again) == ["changed"]
    with db.program() as session:
        assert values(session)["Schule"] == "Gymnasium"


def test_two_meanings_are_asked_once_and_remembered(cast: Cast) -> None:
    """1.234 and 03/04/2016 stay text until somebody says what the column means; the next list knows."""
    kerstin = cast("kerstin")
    make(kerstin, "family_detail", "Kosten", Kind.MONEY)
    header = (*HEADER[:7], "Kosten")
    row = (*KAYA[:5], "03/04/2016", "aktiv", "'1.234")
    book = read_workbook("liste.xlsx", upload((*row[:7], "1.234"), header=header).data)
    with db.reading(kerstin) as session:
        [layout] = import_names.with_profiles(session, suggest(book))
        asked = questions(book.sheets[0], layout, team_fields(session).specs, kerstin.today)
    assert [(one.column, one.sample, one.readings) for one in asked] == [
        (6, "03/04/2016", ("03.04.2016", "04.03.2016")),
        (8, "1.234", ("1234", "1,234")),
    ]
    file = upload((*row[:7], "1.234"), header=header)

    def answered(layout: Layout) -> Layout:
        return Layout(**{**vars(layout), "formats": {6: 1, 8: 0}})

    take(kerstin, file, corrected=answered)
    with db.program() as session:
        assert values(session)["Kosten"] == 1234
        assert session.exec(select(Family)).one().admitted_on == date(2016, 3, 4)
    with db.reading(cast("konrad")) as session:
        assert import_names.with_profiles(session, suggest(book))[0].formats == {6: 1, 8: 0}


def test_a_column_without_a_field_can_be_mapped_by_a_person(cast: Cast, fields: tuple[str, ...]) -> None:
    """And the next list with these headings knows; a field out of use is the remark again."""
    kerstin, key = cast("kerstin"), f"family_detail.{fields[0]}"
    header = (*HEADER[:7], "Komisch")
    take(kerstin, upload((*KAYA, "Gymnasium"), header=header), corrected=lambda one: remap(one, {8: key}))
    with db.program() as session:
        assert values(session)["Schule"] == "Gymnasium"
    book = read_workbook("liste.xlsx", upload((*KAYA, "Gymnasium"), header=header).data)
    with db.reading(kerstin) as session:
        assert import_names.with_profiles(session, suggest(book))[0].fields == {8: key}
    with db.transaction(kerstin) as session:
        field_making.retire(session, int(fields[0][2:]))
    with db.reading(kerstin) as session:
        assert import_names.with_profiles(session, suggest(book))[0].fields == {}


def test_only_fields_that_the_person_may_fill_are_offered(cast: Cast) -> None:
    """Konrad's list cannot fill what only Pro Arbeit may write."""
    kerstin = cast("kerstin")
    number = make(kerstin, "family_detail", "Schule")
    with db.transaction(kerstin) as session:
        field_making.change(session, int(number[2:]), {}, {"writers": Institution.PRO_ARBEIT})
    offered = {}
    for name in ("kerstin", "konrad"):
        with db.reading(cast(name)) as session:
            offered[name] = list(team_fields(session).specs)
    assert offered == {"kerstin": [f"family_detail.{number}"], "konrad": []}


def test_a_value_that_may_stand_once_stands_once(cast: Cast) -> None:
    """The second family of the list keeps it in the remark."""
    kerstin = cast("kerstin")
    key = make(kerstin, "family_detail", "Schule")
    with db.transaction(kerstin) as session:
        field_making.change(session, int(key[2:]), {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
    other = ("Omar", "Elif", "Egelsbach", None, "01.02.2016", "01.04.2016", "aktiv", "A1")
    report = take(kerstin, upload((*KAYA, "A1"), other, header=HEADER[:8]))
    assert report.count(Outcome.NEW) == 2
    with db.program() as session:
        assert values(session, "Kaya")["Schule"] == "A1"
        assert field_by_key(session, key)
        remarks = session.exec(select(FamilyDetail.remark).order_by(FamilyDetail.id)).all()  # type: ignore[arg-type]
        assert "Schule: A1 (schon bei einer anderen Familie)" in remarks[1]
