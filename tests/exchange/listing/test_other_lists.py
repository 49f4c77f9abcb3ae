"""Lists of other teams: other headings, one address column, both parents in one cell."""

from datetime import date

import pytest

from fam.exchange.listing.columns import Target, guess
from fam.exchange.listing.family import Outcome
from fam.exchange.listing.header import remap, suggest, taken
from fam.exchange.listing.lists import interpret_list
from fam.exchange.listing.workbook import read_workbook
from fam.rules.german import TypedDate
from fam.rules.terms import Institution, MemberRole
from tests.exchange.listing.files import excel
from tests.exchange.listing.known import known, listed
from tests.exchange.listing.reading import codes, family, only

OTHER = (
    "Name",
    "Eltern",
    "Kinder",
    "Geburtsdatum Kinder",
    "Adresse",
    "Telefon/Handy",
    "Aufnahmedatum",
    "Fallführung PA",
    "Fallführung ASD",
    "Bemerkungen",
    "Schuhgröße",
)


def test_a_list_with_other_columns() -> None:
    """One address column, both parents in one cell, birth dates beside the children, an unknown column."""
    row = (
        "Kaya",
        "Canan und Goran Kaya",
        "Emir, Can",
        "07.09.2012; 2010",
        "Bahnstr. 12, 63225 Langen",
        "06103-99887; 0162/1234567",
        "ca. 07/2014",
        "Berg",
        "Hr. Adler",
        "siehe Akte",
        43,
    )
    found = listed(excel(OTHER, row))
    kaya = family(found)
    assert (kaya.home.street, kaya.home.postcode, kaya.home.town, kaya.home.ags) == (
        "Bahnstr. 12",
        "63225",
        "Langen",
        "06438006",
    )
    assert [(m.first_name, m.role, m.born and m.born.day) for m in kaya.members] == [
        ("Canan", MemberRole.PARENT, None),
        ("Goran", MemberRole.PARENT, None),
        ("Emir", MemberRole.CHILD, date(2012, 9, 7)),
        ("Can", MemberRole.CHILD, date(2010, 1, 1)),
    ]
    assert kaya.phones == ("06103-99887", "0162/1234567")
    assert kaya.note == ("siehe Akte", "Schuhgröße: 43")
    assert codes(only(found)) == {"status_missing", "source_missing", "received_missing", "approximate"}
    assert only(found).outcome is Outcome.NEW
    assert "Spalte „Schuhgröße“ ist keinem Feld zugeordnet; ihr Inhalt steht in der Bemerkung." in found.remarks


def test_columns_can_be_corrected() -> None:
    """A person moves a column to its field, or out of a wrong one; the same headings have the same signature."""
    data = excel(("Name", "Wohnort", "Status", "Komisch"), ("Kaya", "Langen", "aktiv", "01.04.2016"))
    book = read_workbook("x.xlsx", data)
    layout = suggest(book)[0]
    corrected = remap(layout, {4: Target.ADMITTED, 99: None})
    found = interpret_list(book, [corrected], known())
    assert family(found).admitted == TypedDate(date(2016, 4, 1))
    assert family(found).note == ()
    assert layout.signature == suggest(read_workbook("y.xlsx", data))[0].signature
    assert (
        layout.signature
        != suggest(read_workbook("z.xlsx", excel(("Name", "Ort", "Status"), ("a", "b", "c"))))[0].signature
    )


def test_similar_headings_are_suggested_and_said() -> None:
    """A misspelt heading is understood, and the report says that it was only similar."""
    found = listed(excel(("Familenname", "Wohnort", "Aufnahmedatun", "Status"), ("Kaya", "Langen", "1.4.2016", "lfd.")))
    assert family(found).name == "Kaya"
    assert any("Familenname" in remark and "ähnliche" in remark for remark in found.remarks)


def test_the_header_is_found_below_titles_and_groups() -> None:
    """Titles and group headings above the header are kept for the report."""
    found = listed(
        excel(
            ("FAM-Liste 2016",),
            (),
            (None, "Fallführung", "Fallführung"),
            ("Name", "PA", "ASD", "Ort"),
            ("Kaya", "Berg", "Kunz", "Langen"),
        )
    )
    assert only(found).row == 5
    assert [lead.names for lead in family(found).leads] == [("Berg",), ("Kunz",)]
    assert [(line.row, line.why) for line in found.lines] == [
        (1, "über der Kopfzeile"),
        (3, "über der Kopfzeile"),
        (4, "Kopfzeile"),
    ]


def test_old_and_hidden_sheets_are_set_aside_but_can_be_taken() -> None:
    """A sheet called "alt" is reported and not read, until a person says so."""
    data = excel(("Name", "Ort", "Status"), ("Kaya", "Langen", "aktiv"), title="alt 2015")
    book = read_workbook("x.xlsx", data)
    layout = suggest(book)[0]
    assert "alten Stand" in layout.skipped
    assert interpret_list(book, [layout], known()).rows == ()
    assert len(interpret_list(book, [taken(layout)], known()).rows) == 1


def test_csv_lists_come_in_too() -> None:
    """The same list as CSV gives the same families."""
    found = listed(
        "Name;Adresse;Status;Aufnahme am\nKaya;Bahnstr. 12, 63225 Langen;aktiv;01.04.2016\n".encode("cp1252"), "x.csv"
    )
    assert family(found).home.ags == "06438006"
    assert family(found).admitted == TypedDate(date(2016, 4, 1))


def test_birth_dates_that_do_not_fit_are_not_dealt_out() -> None:
    """Two children and three dates: nobody gets a wrong birthday."""
    found = family(
        listed(excel(("Name", "Ort", "Kinder", "Geb."), ("Kaya", "Langen", "Emir, Can", "2010; 2011; 2012")))
    )
    assert [member.born for member in found.members] == [None, None]
    assert "Kinder: Geburtsdaten: 2010; 2011; 2012" in found.note


def test_children_in_columns_of_their_own() -> None:
    """Kind 1, Geb. 1, Kind 2, Geb. 2: each date goes to the child left of it."""
    header = ("Name", "Ort", "Status", "Kind 1", "Geb. 1", "Kind 2", "Geb. 2")
    found = family(listed(excel(header, ("Kaya", "Langen", "aktiv", "Emir", "07.09.2012", "Can", None))))
    assert [(child.first_name, child.born and child.born.day) for child in found.members] == [
        ("Emir", date(2012, 9, 7)),
        ("Can", None),
    ]


@pytest.mark.parametrize(
    ("cell", "name", "parents"),
    [
        ("Canan und Goran Kaya", "Kaya", ["Canan", "Goran"]),
        ("Kaya, Canan u. Goran", "Kaya", ["Canan", "Goran"]),
        ("Canan & Goran Kaya", "Kaya", ["Canan", "Goran"]),
        ("Fam. Canan Kaya / Goran Demir", "Demir", ["Canan", "Goran"]),
        ("Canan Kaya", "Kaya", ["Canan"]),
    ],
)
def test_both_parents_in_one_cell(cell: str, name: str, parents: list[str]) -> None:
    """Without a column for the name it is taken from the parents, and the report says so."""
    row = only(listed(excel(("Eltern", "Ort", "Status"), (cell, "Langen", "aktiv"))))
    assert row.family is not None
    assert (row.family.name, [member.first_name for member in row.family.members]) == (name, parents)
    assert "name_from_parents" in codes(row)


def test_both_leads_in_one_cell() -> None:
    """ "Berg (PA) / Kunz (ASD)" names both; a name without a mark is not given to anybody."""
    header = ("Name", "Ort", "Fallführung")
    found = family(listed(excel(header, ("Kaya", "Langen", "Berg (PA) / ASD: Kunz"))))
    assert {lead.institution: lead.names for lead in found.leads} == {
        Institution.PRO_ARBEIT: ("Berg",),
        Institution.ASD: ("Kunz",),
    }
    row = only(listed(excel(header, ("Kaya", "Langen", "Lorenz"))))
    assert row.family is not None
    assert (row.family.leads, row.family.note) == ((), ("Fallführung: Lorenz",))
    assert "lead_unclear" in codes(row)


REFUSED = {
    "sum": ("Summe", None, None, 25),
    "sum in words": ("Anzahl Familien: 25", None, None, None),
    "header again": ("Familienname", "Ort", "Status", "Mutter"),
    "only dashes": ("-", "-", None, None),
    "legend": (None, "lfd. = laufend", None, None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_rows_that_are_no_family_are_refused(case: str) -> None:
    """Sum rows, repeated headers and legends are listed as refused, with their text."""
    row = only(listed(excel(("Familienname", "Ort", "Status", "Mutter"), REFUSED[case])))
    assert row.outcome is Outcome.REFUSED
    assert list(row.cells.values()) == [str(cell) for cell in REFUSED[case] if cell is not None]


def test_a_lone_name_or_none_needs_a_decision() -> None:
    """A name without anything else, or a family without a name: somebody must say what it is."""
    assert "only_name" in codes(only(listed(excel(("Name", "Ort", "Status"), ("Kaya", None, None)))))
    row = only(listed(excel(("Name", "Mutter", "Ort", "Status"), (None, "Canan", "Langen", "aktiv"))))
    assert (row.outcome, "name_missing" in codes(row)) == (Outcome.DOUBTFUL, True)


def test_doubles_within_the_file() -> None:
    """The same BG number in another notation, and a similar name in the same town: the later row waits."""
    header = ("Name", "Ort", "BG-Nr.", "Aufnahme am")
    rows = listed(
        excel(
            header,
            ("Kaya", "Langen", "43804BG0090056", "1.4.2016"),
            ("Omar", "Egelsbach", "43804//0090056", "1.4.2016"),
            ("Yilmaz", "Dreieich", None, "1.4.2016"),
            ("Yılmaz", "Sprendlingen", None, "1.5.2016"),
            ("Kaya", "Egelsbach", None, "1.5.2016"),
        )
    ).rows
    assert [row.outcome for row in rows] == [Outcome.NEW, Outcome.DOUBTFUL, Outcome.NEW, Outcome.DOUBTFUL, Outcome.NEW]
    assert "Zeile 2" in rows[1].reasons[-1].sentence


def test_two_columns_for_one_field_lose_nothing() -> None:
    """Two columns that mean the same field: the first counts, the second stands in the note."""
    book = read_workbook(
        "x.xlsx",
        excel(("Name", "Ort", "Status", "Ort 2", "Start"), ("Kaya", "Langen", "aktiv", "Egelsbach", "1.4.2016")),
    )
    layout = remap(suggest(book)[0], {4: Target.TOWN})
    found = family(interpret_list(book, [layout], known()))
    assert (found.home.town, found.note) == ("Langen", ("Ort 2: Egelsbach",))


@pytest.mark.parametrize("heading", ["FK ASD", "FK PA", "FK Pro Arbeit", "FK Jugendamt"])
def test_short_for_fachkraft_is_known(heading: str) -> None:
    """FK is how teams write it, for both institutions alike: not a guess that somebody has to confirm."""
    found = guess(heading)
    assert found is not None
    assert (found.target.startswith("lead_"), found.score) == (True, 100)
