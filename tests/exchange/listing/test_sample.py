"""The sample list comes in with no cell lost."""

from datetime import date, datetime

import openpyxl
import pytest

from fam.exchange.listing.family import ImportedFamily, ImportedRow, Outcome
from fam.rules.german import TypedDate
from fam.rules.terms import Institution, MemberRole, Precision, Status
from tests.exchange.listing.files import SAMPLE
from tests.exchange.listing.known import listed

FOUND = listed(SAMPLE.read_bytes(), "familienliste.xlsx")
ROWS = {row.row: row for row in FOUND.rows}


def family(row: int) -> ImportedFamily:
    found = ROWS[row].family
    assert found is not None
    return found


def codes(row: ImportedRow) -> set[str]:
    return {reason.code for reason in row.reasons}


def shown(value: object) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, datetime) else str(value).strip()


def test_no_cell_is_lost() -> None:
    """Every filled cell of every sheet stands again, word for word, in its row's report or among the lines around."""
    for sheet in openpyxl.load_workbook(SAMPLE):
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value is None:
                    continue
                row = ROWS.get(cell.row) if sheet.title == "Familien" else None
                if row is not None:
                    assert shown(cell.value) in row.cells.values(), cell.coordinate
                else:
                    lines = [line.text for line in FOUND.lines if (line.sheet, line.row) == (sheet.title, cell.row)]
                    assert shown(cell.value) in lines[0], cell.coordinate


def held(family: ImportedFamily) -> str:
    """All that goes into the database of a family: fields and note."""
    dates = (family.received, family.first_talk, family.admitted, family.closed, *(m.born for m in family.members))
    days = [f"{day.day:%d.%m.%Y %d.%m.%y %m/%Y %Y}" for day in dates if day]
    names = [member.first_name for member in family.members]
    leads = [lead.text for lead in family.leads]
    home = (family.home.street, family.home.postcode, family.home.town)
    return "\n".join(
        [family.name, *days, *names, *leads, *home, *family.phones, *family.benefit_units, family.source, *family.note]
    )


IN_FIELDS = (
    "Familienname", "Mutter", "Vater", "Straße", "PLZ", "Ort", "Tel.", "BG-Nr.", "Vorschlag von", "Pro Arbeit", "ASD",
    "Grund / Bemerkung",
)  # fmt: skip


def test_what_is_no_date_stands_in_fields_or_note() -> None:
    """Not only the report: names, addresses, numbers, leads and remarks are in the family's fields or its note."""
    for row in FOUND.rows:
        if row.family is None:
            continue
        text = held(row.family)
        for heading in IN_FIELDS:
            if row.cells.get(heading, "-") != "-":
                assert row.cells[heading] in text, (row.row, heading)


def test_every_filled_row_has_one_outcome() -> None:
    """One entry per filled row below the header; the empty row between has none."""
    assert sorted(ROWS) == [*range(5, 17), *range(18, 32)]
    outcomes = {outcome: [n for n, row in ROWS.items() if row.outcome is outcome] for outcome in Outcome}
    assert outcomes[Outcome.REFUSED] == [31]
    assert outcomes[Outcome.DOUBTFUL] == [21, 27, 28, 29, 30]
    assert len(outcomes[Outcome.NEW]) == 20


def test_doubtful_rows_say_what_is_to_decide() -> None:
    """Revoked consent, the same BG number, the same name in the same town: each is named."""
    assert codes(ROWS[21]) >= {"revoked"}
    assert codes(ROWS[29]) >= {"revoked"}
    assert "Gleiche BG-Nummer wie Familien, Zeile 7 (Kaya)." in [reason.sentence for reason in ROWS[30].reasons]
    assert codes(ROWS[27]) & codes(ROWS[28]) >= {"duplicate"}


def test_reasons_on_new_rows_are_no_doubts() -> None:
    """Approximate dates, missing leads and children without birth date come in as new, with their reasons."""
    assert ROWS[5].outcome is Outcome.NEW
    assert codes(ROWS[5]) == {"approximate", "lead_missing", "birth_missing"}


def test_the_first_row_in_full() -> None:
    """Kaya from Langen: "ca. 07/2014" is July 2014, about; LANGEN is Langen (Hessen)."""
    kaya = family(5)
    assert (kaya.name, kaya.home.ags, kaya.home.postcode, kaya.home.street) == (
        "Kaya",
        "06438006",
        "63225",
        "Bahnstr. 12",
    )
    assert kaya.admitted == TypedDate(date(2014, 7, 1), Precision.MONTH, True)
    assert kaya.received == TypedDate(date(2014, 5, 1), Precision.MONTH, True)
    assert kaya.closed == TypedDate(date(2016, 5, 11))
    assert kaya.status is Status.CLOSED
    assert [(lead.institution, lead.names) for lead in kaya.leads] == [(Institution.PRO_ARBEIT, ("Berg",))]
    assert [member.role for member in kaya.members] == [MemberRole.MOTHER, MemberRole.FATHER, MemberRole.CHILD]


@pytest.mark.parametrize(
    ("row", "children"),
    [
        (6, [("Noah", date(1998, 10, 19)), ("Emir", date(1998, 9, 23))]),
        (8, [("Mia", date(2014, 1, 1)), ("Zeynep", None)]),
        (18, [("Luca", None), ("Aleyna", date(1995, 7, 11)), ("Emir", date(1998, 4, 4))]),
        (26, [("Sofia", date(2006, 7, 11)), ("Tim", None), ("Leon", date(1998, 4, 23)), ("Yusuf", None)]),
    ],
)  # fmt: skip
def test_children_come_with_and_without_birth_dates(row: int, children: list[tuple[str, date | None]]) -> None:
    """ "Noah, 19.10.98; Emir (23.09.1998)", "Mia *2014; Zeynep": names, and dates as exact as they are."""
    found = [member for member in family(row).members if member.role is MemberRole.CHILD]
    assert [(member.first_name, member.born and member.born.day) for member in found] == children


def test_a_separated_father_is_a_note() -> None:
    """ "getrennt" in the father's column makes no father called Getrennt."""
    assert [member.first_name for member in family(20).members] == ["Daniela", "Leon", "Noah"]
    assert "Vater: getrennt" in family(20).note


def test_leads_keep_their_text_and_the_first_counts() -> None:
    """ "Berg/Lorenz" leads with Berg and says so; "Hr. Adler" is Adler."""
    leads = {lead.institution: lead for lead in family(8).leads}
    assert leads[Institution.PRO_ARBEIT].text == "Berg/Lorenz"
    assert leads[Institution.PRO_ARBEIT].names == ("Berg", "Lorenz")
    assert leads[Institution.ASD].names == ("Adler",)
    assert "several_leads" in codes(ROWS[8])
    assert "Pro Arbeit: Berg/Lorenz" in family(8).note


def test_formulas_as_text_and_special_signs_stay() -> None:
    """ "=A1+1 bitte prüfen", "+49 Rückruf", quotes and "kein Tel." are kept as they are."""
    assert "=A1+1 bitte prüfen" in family(7).note
    assert "+49 Rückruf" in family(6).note
    assert 'siehe Akte; "Schulden"' in family(9).note
    assert "Tel.: kein Tel." in family(7).note
    assert ROWS[13].cells["Grund / Bemerkung"] == "-"


def test_six_spellings_of_four_towns() -> None:
    """Every family of the sample lives in a municipality of the Westkreis, however it is spelt."""
    towns = {row.family.home.ags for row in FOUND.rows if row.family}
    assert towns == {"06438002", "06438003", "06438006", "06438009"}
    assert not any(code.startswith(("town", "outside", "postcode")) for row in FOUND.rows for code in codes(row))


def test_sheets_that_are_not_read_are_reported() -> None:
    """The sheet "alt 2015" is named with the reason, and its content is there."""
    assert any("alt 2015" in remark and "Keine Kopfzeile" in remark for remark in FOUND.remarks)
    assert [line.text for line in FOUND.lines if line.sheet == "alt 2015"] == ["nicht mehr pflegen"]
