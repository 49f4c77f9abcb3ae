"""A list comes in: what is new, what is the same, what must be decided; in one transaction, and back again."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import Session, col, select

from fam import db
from fam.errors import BadInput, IllegalStep, NotAllowed, NotFound
from fam.exchange.listing.family import Outcome
from fam.exchange.listing.header import suggest
from fam.exchange.listing.workbook import read_workbook
from fam.figures.growth import caseload
from fam.models import (
    Account,
    Address,
    BenefitUnit,
    ChangeEntry,
    Family,
    FamilyDetail,
    ImportBatch,
    ImportRow,
    Lead,
    Member,
    Phone,
    StatusPeriod,
    Vote,
)
from fam.person import Person
from fam.queries import imports as queries
from fam.queries.proposals import to_complete
from fam.queries.today import unmapped_leads
from fam.rules.terms import Institution, MemberRole, Precision, Status
from fam.services import import_names, import_undo, imports
from fam.services.imports import Report, Upload
from tests.exchange.listing.files import SAMPLE, excel

HEADER = (
    "lfd. Nr.", "Name", "Mutter", "Kinder", "Ort", "BG-Nr.", "Vorschlag von", "Vorschlag am", "Aufnahme am",
    "Pro Arbeit", "ASD", "Status", "Ende am", "Bemerkung",
)  # fmt: skip
KAYA = (1, "Kaya", "Canan", "Emir", "Langen", "43804BG0577999", "U25", "01.02.2016", "01.04.2016", "Berg", "Kunz",
        "aktiv", None, "siehe Akte")  # fmt: skip
OMAR = (2, "Omar", "Elif", "Mia *2014", "Egelsbach", None, "ASD", "05.03.2016", "Mai 2016", "Berg", "Kunz", "beendet",
        "30.06.2017", None)  # fmt: skip
Cast = Callable[[str], Person]


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


def changed(row: tuple[object, ...], **cells: object) -> tuple[object, ...]:
    """The row with some cells of other content, by heading ("_" for a blank)."""
    place = {heading.replace(" ", "_").replace("-", "_").replace(".", ""): n for n, heading in enumerate(HEADER)}
    found = list(row)
    for heading, value in cells.items():
        found[place[heading]] = value
    return tuple(found)


def upload(*rows: tuple[object, ...]) -> Upload:
    return Upload("liste.xlsx", excel(HEADER, *rows))


def take(
    person: Person,
    file: Upload,
    decisions: Mapping[str, str] | None = None,
    names: import_names.Names | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Take a file in as a person does on the page."""
    book = read_workbook(file.name, file.data)
    with db.transaction(person, source="import") as session:
        layouts = import_names.with_profiles(session, suggest(book))
        found = imports.read_list(session, book, layouts)
        known = {**import_names.remembered(session), **(names or {})}
        return imports.take_in(session, file, found, layouts, known, decisions or {}, progress)


def outcomes(report: Report) -> list[str]:
    return [row.outcome.value for row in report.rows]


def codes(report: Report, row: int = 0) -> set[str]:
    return {reason.code for reason in report.rows[row].reasons}


def family(session: Session, name: str) -> Family:
    return session.exec(select(Family).where(Family.name == name)).one()


def test_the_sample_comes_in_and_the_figures_hold(cast: Cast) -> None:
    """20 families come in at once, the five doubtful rows wait; stock and flow agree in every month."""
    report = take(cast("kerstin"), Upload("familienliste.xlsx", SAMPLE.read_bytes()))
    assert {outcome: report.count(outcome) for outcome in Outcome} == {
        Outcome.NEW: 20, Outcome.CHANGED: 0, Outcome.SAME: 0, Outcome.DOUBTFUL: 5, Outcome.REFUSED: 1,
    }  # fmt: skip
    rows = caseload(date(2014, 1, 1), date(2018, 12, 1), date(2018, 10, 15))
    assert all(row.holds for row in rows)
    by_month = {row.month: row for row in rows}
    assert by_month[date(2014, 7, 1)].inflow == 1  # "ca. 07/2014"
    assert by_month[date(2016, 12, 1)].outflow == 1  # "Dezember 2016"
    with db.program() as session:
        assert len(session.exec(select(Family)).all()) == 20
        assert session.exec(select(Vote)).all() == []


def test_a_row_becomes_a_case_of_the_altbestand(cast: Cast) -> None:
    """Names, dates, persons, numbers, leads and remark are where they belong; nothing is invented."""
    take(cast("kerstin"), upload(OMAR))
    with db.program() as session:
        omar = family(session, "Omar")
        assert (omar.legacy, omar.status, omar.institution) == (True, Status.CLOSED, Institution.ASD)
        assert (omar.admitted_on, omar.admitted_precision) == (date(2016, 5, 1), Precision.MONTH)
        assert (omar.closed_on, omar.reason_id, omar.contact_agreed_on) == (date(2017, 7, 1), None, None)
        assert omar.number.startswith("FAM-2016-")
        periods = session.exec(select(StatusPeriod).where(StatusPeriod.family_id == omar.id)).all()
        assert [(one.status, one.starts_on, one.ends_on) for one in periods] == [
            (Status.PROPOSED, date(2016, 3, 5), date(2016, 5, 1)),
            (Status.ACTIVE, date(2016, 5, 1), date(2017, 7, 1)),
            (Status.CLOSED, date(2017, 7, 1), None),
        ]
        members = session.exec(select(Member).where(Member.family_id == omar.id)).all()
        assert [(one.first_name, one.role, one.born_on, one.born_precision) for one in members] == [
            ("Elif", MemberRole.MOTHER, None, Precision.DAY),
            ("Mia", MemberRole.CHILD, date(2014, 1, 1), Precision.YEAR),
        ]
        leads = session.exec(select(Lead).where(Lead.family_id == omar.id)).all()
        assert [(one.institution, one.name_text, one.account_id) for one in leads] == [
            (Institution.PRO_ARBEIT, "Berg", None),
            (Institution.ASD, "Kunz", None),
        ]
        address = session.exec(select(Address).where(Address.family_id == omar.id)).one()
        assert (address.town_text, address.town_ags, omar.town_ags) == ("Egelsbach", "06438003", "06438003")


def test_the_same_file_again_is_the_same(cast: Cast) -> None:
    """Taken in twice, by whichever Koordination, a list changes nothing."""
    take(cast("kerstin"), upload(KAYA, OMAR))
    again = take(cast("konrad"), upload(KAYA, OMAR))
    assert outcomes(again) == ["same", "same"]
    assert again.rows[0].number


def test_the_sample_again_is_the_same_once_it_is_decided(cast: Cast) -> None:
    """The doubtful rows keep their decisions: taken, left out, joined to another row."""
    sample = Upload("familienliste.xlsx", SAMPLE.read_bytes())
    take(cast("kerstin"), sample, {"Familien:21": "take", "Familien:27": "take", "Familien:28": "take",
                                   "Familien:29": "skip", "Familien:30": "row:Familien:7"})  # fmt: skip
    third = take(cast("kerstin"), sample)
    assert {outcome: third.count(outcome) for outcome in Outcome} == {
        Outcome.NEW: 0, Outcome.CHANGED: 0, Outcome.SAME: 24, Outcome.DOUBTFUL: 0, Outcome.REFUSED: 2,
    }  # fmt: skip
    with db.program() as session:
        assert len(session.exec(select(Family)).all()) == 23


def test_another_numbering_is_the_same(cast: Cast) -> None:
    """The list's running number says nothing about the family: renumbered rows are the same."""
    take(cast("kerstin"), upload(KAYA, OMAR))
    assert outcomes(take(cast("kerstin"), upload(changed(OMAR, lfd_Nr=7), changed(KAYA, lfd_Nr=8)))) == ["same", "same"]


def test_a_changed_list_changes_what_it_changed(cast: Cast) -> None:
    """An end, a birth date, a telephone in the new list come in; the history follows; the rest stays."""
    take(cast("kerstin"), upload(KAYA, OMAR))
    newer = changed(
        KAYA, Status="beendet", Ende_am="31.12.2017", Kinder="Emir *2010; Can", Bemerkung="siehe Akte\numgezogen"
    )
    report = take(cast("kerstin"), upload(newer, OMAR))
    assert outcomes(report) == ["changed", "same"]
    assert any("bisher aktiv" in reason.sentence for reason in report.rows[0].reasons)
    with db.program() as session:
        kaya = family(session, "Kaya")
        assert (kaya.status, kaya.closed_on) == (Status.CLOSED, date(2018, 1, 1))
        periods = session.exec(select(StatusPeriod).where(StatusPeriod.family_id == kaya.id)).all()
        assert [one.status for one in periods] == [Status.PROPOSED, Status.ACTIVE, Status.CLOSED]
        members = session.exec(select(Member).where(Member.family_id == kaya.id)).all()
        born = {one.first_name: one.born_on for one in members}
        assert born == {"Canan": None, "Emir": date(2010, 1, 1), "Can": None}
        remark = session.exec(select(FamilyDetail.remark).where(FamilyDetail.family_id == kaya.id)).one()
        assert remark == "siehe Akte\nsiehe Akte\numgezogen"
    assert all(row.holds for row in caseload(date(2016, 1, 1), date(2018, 12, 1), date(2018, 10, 15)))


def test_what_people_changed_is_not_overwritten(cast: Cast) -> None:
    """Edited in FAM and unchanged in the list: stays. Changed on both sides: somebody must decide."""
    take(cast("kerstin"), upload(KAYA))
    with db.program() as session:
        family(session, "Kaya").name = "Kaya-Berg"
    assert outcomes(take(cast("kerstin"), upload(KAYA))) == ["same"]
    newer = changed(KAYA, Name="Kayaa", Bemerkung="neu")
    report = take(cast("kerstin"), upload(newer))
    assert (outcomes(report), "conflict" in codes(report)) == (["doubtful"], True)
    with db.program() as session:
        assert family(session, "Kaya-Berg").legacy
    assert outcomes(take(cast("kerstin"), upload(newer), {"Familien:2": "take"})) == ["changed"]
    with db.program() as session:
        assert family(session, "Kayaa").legacy


def test_doubles_of_families_that_are_there_wait(cast: Cast, make_family: Callable[..., int]) -> None:
    """A similar name in the same town, or the same BG number: shown side by side, held back until decided."""
    there = make_family("Kaya")
    report = take(cast("kerstin"), upload(KAYA))
    assert (outcomes(report), "known_family" in codes(report)) == (["doubtful"], True)
    candidate = report.rows[0].candidates[0]
    assert candidate.key == f"family:{there}"
    assert "Kaya" in candidate.label
    report = take(cast("kerstin"), upload(KAYA), {"Familien:2": candidate.key})
    assert report.rows[0].number
    with db.program() as session:
        assert len(session.exec(select(Family)).all()) == 1
        remark = session.exec(select(FamilyDetail.remark).where(FamilyDetail.family_id == there)).one()
    assert "Zeile 2" in remark
    assert "Bemerkung: siehe Akte" in remark
    assert outcomes(take(cast("kerstin"), upload(KAYA))) == ["same"]


def test_before_consent_the_other_side_is_not_known(cast: Cast, make_family: Callable[..., int]) -> None:
    """A row that doubles the other institution's fresh proposal, by name or BG number, is as new as any other row.

    Neither can it be joined to that proposal by a decision made by hand.
    """
    hidden = make_family("Kaya", status=Status.PROPOSED, institution=Institution.ASD, contact_agreed=False,
                         leads=("amir",))  # fmt: skip
    with db.program() as session:
        session.add(BenefitUnit(family_id=hidden, number="43804//0577999"))
    seen = take(cast("kerstin"), upload(KAYA), {"Familien:2": f"family:{hidden}"})
    assert (outcomes(seen), seen.rows[0].candidates) == (["new"], ())
    assert "FAM-2017-00001" not in str(seen)
    with db.program() as session:
        there = session.exec(select(Family).where(Family.id == hidden)).one()
        remark = session.exec(select(FamilyDetail.remark).where(FamilyDetail.family_id == hidden)).one()
    assert (there.legacy, remark) == (False, "")


def test_a_double_of_the_own_fresh_proposal_is_found(cast: Cast, make_family: Callable[..., int]) -> None:
    """Konrad's own institution proposed it: he reads name and number beside his row."""
    make_family("Kayar", status=Status.PROPOSED, institution=Institution.ASD, contact_agreed=False, leads=("amir",))
    assert "Kayar" in take(cast("konrad"), upload(KAYA)).rows[0].candidates[0].label


def test_decisions_hold_and_foreign_ones_are_refused(cast: Cast) -> None:
    """Left out stays left out; a row can join another row of the file; a decision for another row is refused."""
    twin = changed(KAYA, lfd_Nr=2, Name="KAYA", Bemerkung="doppelt")
    report = take(cast("kerstin"), upload(KAYA, twin), {"Familien:3": "row:Familien:2"})
    assert outcomes(report) == ["new", "changed"]
    assert report.rows[0].number == report.rows[1].number
    other = changed(OMAR, Bemerkung="Einwilligung widerrufen")
    assert outcomes(take(cast("kerstin"), upload(other), {"Familien:2": "skip"})) == ["refused"]
    assert outcomes(take(cast("kerstin"), upload(other))) == ["refused"]
    with pytest.raises(BadInput, match="passt nicht"):
        take(cast("kerstin"), upload(changed(other, Name="Rossi")), {"Familien:2": "family:1"})


def test_names_of_leads_are_taught_once(cast: Cast) -> None:
    """Mapped to an account, the lead sees the family; the next list knows the name; a late mapping is a change."""
    anna = cast("anna")
    take(cast("kerstin"), upload(KAYA))
    with db.reading(anna) as session:
        assert session.exec(select(Family)).all() == []
    mapped = {(Institution.PRO_ARBEIT, "berg"): anna.account_id}
    report = take(cast("kerstin"), upload(KAYA), names=mapped)
    assert (outcomes(report), codes(report)) == (["changed"], {"lead_mapped"})
    with db.reading(anna) as session:
        assert [one.name for one in session.exec(select(Family))] == ["Kaya"]
    take(cast("kerstin"), upload(KAYA, OMAR))
    with db.reading(anna) as session:
        assert {one.name for one in session.exec(select(Family))} == {"Kaya", "Omar"}


def test_surnames_are_suggested_not_assumed(cast: Cast) -> None:
    """The one Fachkraft of that institution with this surname is a suggestion; nothing is mapped without a person."""
    with db.program() as session:
        session.exec(select(Account).where(Account.username == "anna")).one().display_name = "Anna Berg"
    book = read_workbook("liste.xlsx", upload(KAYA, OMAR).data)
    with db.reading(cast("kerstin")) as session:
        found = imports.read_list(session, book, suggest(book))
        names = import_names.names_in(session, found.rows)
    assert [(one.name, one.rows, one.account_id, one.suggestion) for one in names] == [
        ("Kunz", 2, None, None),
        ("Berg", 2, None, cast("anna").account_id),
    ]


def test_columns_are_remembered(cast: Cast) -> None:
    """A corrected column means the same in the next list with the same headings."""
    from fam.exchange.listing.columns import Target
    from fam.exchange.listing.header import remap

    file = Upload("liste.xlsx", excel(("Name", "Ort", "Status", "Komisch"), ("Kaya", "Langen", "aktiv", "01.04.2016")))
    book = read_workbook(file.name, file.data)
    with db.transaction(cast("kerstin"), source="import") as session:
        layouts = [remap(suggest(book)[0], {4: Target.ADMITTED})]
        found = imports.read_list(session, book, layouts)
        imports.take_in(session, file, found, layouts, {}, {})
    with db.reading(cast("konrad")) as session:
        assert import_names.with_profiles(session, suggest(book))[0].targets[4] is Target.ADMITTED


def test_the_report_keeps_every_cell(cast: Cast) -> None:
    """Each cell of each row, the lines around, and the sheets that were not read stand in the stored report."""
    report = take(cast("kerstin"), Upload("familienliste.xlsx", SAMPLE.read_bytes()))
    with db.reading(cast("konrad")) as session:
        rows = queries.report(session, report.batch_id or 0)
        remarks = queries.remarks(session, report.batch_id or 0)
        past = queries.past(session)
    assert {(row.sheet, row.row): dict(row.cells) for row in rows if row.outcome} == {
        (row.sheet, row.row): dict(row.cells) for row in report.found.rows
    }
    assert any("nicht mehr pflegen" in row.cells.get("Zeile", "") for row in rows)
    assert any("alt 2015" in remark for remark in remarks)
    assert (past[0].who, past[0].counts["new"], past[0].undone_at) == ("Kerstin", 20, None)


def test_everything_that_the_sample_says_is_in_the_database(cast: Cast) -> None:
    """Names, numbers, addresses, leads and remarks of new rows stand in the family's own fields."""
    report = take(cast("kerstin"), Upload("familienliste.xlsx", SAMPLE.read_bytes()))
    with db.program() as session:
        for row in report.rows:
            if row.outcome is not Outcome.NEW:
                continue
            one = session.exec(select(Family).where(Family.number == row.number)).one()
            texts = [one.name]
            for model, keys in ((Member, ("first_name",)), (Phone, ("number",)), (BenefitUnit, ("number",)),
                                (Address, ("street", "postcode", "town_text")), (Lead, ("name_text",)),
                                (FamilyDetail, ("remark",))):  # fmt: skip
                for record in session.exec(select(model).where(model.family_id == one.id)):
                    texts += [getattr(record, key) for key in keys]
            for heading in ("Familienname", "Mutter", "Straße", "PLZ", "Ort", "Tel.", "BG-Nr.", "Pro Arbeit", "ASD"):
                cell = row.source.cells.get(heading, "")
                assert cell in "\n".join(texts), (row.source.row, heading)


def test_an_import_is_taken_back_as_a_whole(cast: Cast) -> None:
    """New families are gone with everything on them, changed ones are as before, and the list comes in anew."""
    take(cast("kerstin"), upload(KAYA))
    second = take(cast("kerstin"), upload(changed(KAYA, Status="beendet", Ende_am="31.12.2017"), OMAR))
    with db.transaction(cast("konrad"), source="undo") as session:
        assert import_undo.undo(session, second.batch_id or 0) == 1
    with db.program() as session:
        assert [one.name for one in session.exec(select(Family))] == ["Kaya"]
        kaya = family(session, "Kaya")
        assert (kaya.status, kaya.closed_on) == (Status.ACTIVE, None)
        periods = session.exec(select(StatusPeriod).order_by(col(StatusPeriod.starts_on))).all()
        assert [(one.status, one.ends_on) for one in periods] == [
            (Status.PROPOSED, date(2016, 4, 1)),
            (Status.ACTIVE, None),
        ]
        assert {one.family_id for one in session.exec(select(Member))} == {kaya.id}
    with db.transaction(cast("konrad"), source="undo") as session, pytest.raises(NotFound):
        import_undo.undo(session, second.batch_id or 0)
    assert outcomes(take(cast("kerstin"), upload(KAYA, OMAR))) == ["same", "new"]


def test_an_import_that_somebody_worked_on_stays(cast: Cast) -> None:
    """Once a family of it was touched, the import cannot be taken back, and the sentence names the family."""
    report = take(cast("kerstin"), upload(KAYA, OMAR))
    with db.program() as session:
        family(session, "Kaya").waiting_priority = "geändert"
    with (
        db.transaction(cast("kerstin"), source="undo") as session,
        pytest.raises(IllegalStep, match="1 Familie") as error,
    ):
        import_undo.undo(session, report.batch_id or 0)
    assert str(report.rows[0].number) in str(error.value)
    with db.program() as session:
        assert len(session.exec(select(Family)).all()) == 2


@pytest.mark.parametrize("who", ["anna", "amir", "lena", "adam"])
def test_only_koordination_takes_lists_in(cast: Cast, who: str) -> None:
    """Fachkraft, Leitung and Administration neither preview nor import nor undo, nor read a report."""
    report = take(cast("kerstin"), upload(KAYA))
    with pytest.raises(NotAllowed):
        take(cast(who), upload(OMAR))
    with db.transaction(cast(who)) as session, pytest.raises(NotAllowed):
        import_undo.undo(session, report.batch_id or 0)
    with db.reading(cast(who)) as session:
        assert queries.past(session) == []
        assert queries.report(session, report.batch_id or 0) == []


def test_a_failing_import_leaves_nothing(cast: Cast) -> None:
    """One transaction: whatever stops the import, no half list is in the database."""

    def stop(done: int) -> None:
        raise RuntimeError("Strom weg")

    with pytest.raises(RuntimeError, match="Strom weg"):
        take(cast("kerstin"), upload(KAYA, OMAR), progress=stop)
    with db.program() as session:
        for model in (Family, Member, ImportBatch, ImportRow):
            assert session.exec(select(model)).all() == []
        assert session.exec(select(ChangeEntry).where(ChangeEntry.source == "import")).all() == []


def test_what_is_missing_is_listed_for_completion(cast: Cast) -> None:
    """A closed family without a reason and missing birth dates are to complete; a mere name waits for an account."""
    anna = cast("anna")
    take(cast("kerstin"), upload(KAYA, OMAR), names={(Institution.PRO_ARBEIT, "berg"): anna.account_id})
    with db.reading(anna) as session:
        found = {one.name: one.sentence for one in to_complete(session)}
    assert "Abschlussgrund" in found["Omar"]
    assert "Geburtsdatum von 2 Personen" in found["Kaya"]
    with db.reading(cast("konrad")) as session:
        assert to_complete(session) == []
        assert len(unmapped_leads(session)) == 1


def test_missing_ends_are_approximate_and_listed(cast: Cast) -> None:
    """ "beendet" without a date has ended by today, about; the figures hold, and the date is asked for."""
    anna = cast("anna")
    take(
        cast("kerstin"), upload(changed(OMAR, Ende_am=None)), names={(Institution.PRO_ARBEIT, "berg"): anna.account_id}
    )
    with db.program() as session:
        omar = family(session, "Omar")
        assert (omar.closed_on, omar.closed_precision) == (date(2018, 10, 15), Precision.YEAR)
    assert all(row.holds for row in caseload(date(2016, 1, 1), date(2018, 12, 1), date(2018, 10, 15)))
    with db.reading(anna) as session:
        assert "Abschlussdatum" in to_complete(session)[0].sentence


def test_two_at_the_same_time_bring_each_family_once(cast: Cast) -> None:
    """Both Koordinationen take the same list in at the same moment: one brings it, for the other it is the same."""
    rows = [
        changed(KAYA, Name=name, BG_Nr=f"43804BG05770{number:02}")
        for number, name in enumerate(("Kaya", "Rossi", "Lang"))
    ]
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(take, cast(who), upload(*rows)) for who in ("kerstin", "konrad")]
        reports = [one.result() for one in done]
    assert sorted(outcomes(report)[0] for report in reports) == ["new", "same"]
    with db.program() as session:
        assert len(session.exec(select(Family)).all()) == 3
