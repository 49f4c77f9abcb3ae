"""What the cells of one row mean: words, dates, towns, children; what stays open is kept and said."""

from datetime import date

import pytest

from fam.exchange.listing.family import Outcome
from fam.rules.german import TypedDate
from fam.rules.terms import MemberRole, Precision, Status
from tests.exchange.listing.files import excel
from tests.exchange.listing.known import everything, listed
from tests.exchange.listing.reading import codes, one, read


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("beendet", Status.CLOSED),
        ("abgeschl.", Status.CLOSED),
        ("lfd.", Status.ACTIVE),
        ("Aktiv", Status.ACTIVE),
        ("ruht", Status.PAUSED),
        ("in Prüfung", Status.EXAMINATION),
        ("Warteliste", Status.WAITING),
        ("abgelehnt", Status.NOT_ADMITTED),
        ("zurückgezogen", Status.WITHDRAWN),
        ("vorgeschlagen", Status.PROPOSED),
        ("nicht aufgenommen", Status.NOT_ADMITTED),
        ("beendet (Umzug)", Status.CLOSED),
        ("aktic", Status.ACTIVE),
    ],
)
def test_status_words(word: str, status: Status) -> None:
    """The words that lists use mean our statuses; what else the cell says is kept."""
    found = read(Status=word)
    assert found.status is status
    if "(" in word:
        assert f"Status: {word}" in found.note


def test_an_unknown_status_is_kept_and_derived() -> None:
    """A word that nobody knows stays in the note; the status follows from the dates and says so."""
    row = one(Status="grün")
    assert row.family is not None
    assert (row.family.status, "Status: grün" in row.family.note) == (Status.ACTIVE, True)
    assert "status_unknown" in codes(row)
    assert read(Status=None, Ende_am="03.05.2017").status is Status.CLOSED


CONTRADICTIONS = {
    "end before admission": {"Status": "beendet", "Ende_am": "01.03.2016"},
    "admission before proposal": {"Aufnahme_am": "01.01.2016"},
    "active with an end": {"Ende_am": "01.06.2017"},
    "in examination, but admitted": {"Status": "in Prüfung"},
    "closed in the future": {"Status": "beendet", "Ende_am": "01.06.2019"},
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_contradictions_need_a_decision(case: str) -> None:
    """Dates in an impossible order, or a status against the dates: somebody must decide."""
    row = one(**CONTRADICTIONS[case])
    assert row.outcome is Outcome.DOUBTFUL
    assert "contradiction" in codes(row)


def test_a_month_agrees_with_every_day_in_it() -> None:
    """Proposed on 19.05., admitted "Mai 2016": no contradiction."""
    assert one(Vorschlag_am="19.05.2016", Aufnahme_am="Mai 2016").outcome is Outcome.NEW
    assert one(Status="beendet", Aufnahme_am="26.04.2016", Ende_am="ca. 04/2016").outcome is Outcome.NEW
    assert one(Vorschlag_am="19.06.2016", Aufnahme_am="Mai 2016").outcome is Outcome.DOUBTFUL


def test_a_missing_end_is_a_reason_only() -> None:
    """ "beendet" without Ende comes in as new and is listed."""
    row = one(Status="beendet")
    assert (row.outcome, "end_missing" in codes(row)) == (Outcome.NEW, True)


@pytest.mark.parametrize(
    "remark", ["Mutter möchte nicht mehr", "Einwilligung widerrufen", "hat am 3.4. widerrufen", "Will nicht mehr"]
)
def test_revoked_consent_needs_a_decision(remark: str) -> None:
    """A remark about a revoked consent holds the row back."""
    assert one(Bemerkung=remark).outcome is Outcome.DOUBTFUL
    assert one(Bemerkung="Einwilligung nicht widerrufen").outcome is Outcome.NEW


@pytest.mark.parametrize(
    ("town", "code"),
    [
        ("Rodgau", "outside_area"),
        ("Offenbach am Main", "outside_kreis"),
        ("Frankfurt", "outside_kreis"),
        ("Entenhausen", "outside_kreis"),
        ("Langen/Egelsbach", "town_unclear"),
        (None, "town_unclear"),
    ],
)
def test_towns_outside_are_told_apart(town: str | None, code: str) -> None:
    """Outside the FAM area, outside the Kreis, and not to be told: three different reasons, none of them a doubt."""
    row = one(Ort=town)
    assert codes(row) & {"outside_area", "outside_kreis", "town_unclear"} == {code}
    assert row.outcome is Outcome.NEW


def test_a_postcode_of_another_town_is_said() -> None:
    """63263 is Neu-Isenburg, not Langen."""
    assert "postcode_differs" in codes(one(PLZ=63263))
    assert one(PLZ=63225).reasons == ()
    row = one(PLZ="6322S")
    assert row.family is not None
    assert ("postcode_unclear" in codes(row), row.family.note) == (True, ("PLZ: 6322S",))


@pytest.mark.parametrize(
    "text", ["3/4/2017", "irgendwann", "01.02.2015 / 03.04.2016", "31.02.2016", "3.4.", "heute", "12"]
)
def test_what_is_no_date_is_kept_as_text(text: str) -> None:
    """Ambiguous, impossible, without a year: never guessed, kept in the note and listed."""
    row = one(Erstgespräch=text)
    assert row.family is not None
    assert row.family.first_talk is None
    assert f"Erstgespräch: {text}" in row.family.note
    assert "unreadable_date" in codes(row)


@pytest.mark.parametrize(
    ("cell", "children"),
    [
        ("Emir", [("Emir", None)]),
        ("Emir, Can und Luca", [("Emir", None), ("Can", None), ("Luca", None)]),
        ("Emir geb. 07.09.2012\nCan *2010", [("Emir", date(2012, 9, 7)), ("Can", date(2010, 1, 1))]),
        ("Emir Kaya (7.9.12); Can Demir 03/2010", [("Emir", date(2012, 9, 7)), ("Can Demir", date(2010, 3, 1))]),
        (
            "Anna-Lena, 01.02.2003, Abdul Rahman, 3.4.05",
            [("Anna-Lena", date(2003, 2, 1)), ("Abdul Rahman", date(2005, 4, 3))],
        ),
        ("-", []),
    ],
)
def test_children_in_many_styles(cell: str, children: list[tuple[str, date | None]]) -> None:
    """Semicolons, commas, lines, "und"; dates with and without brackets, stars, "geb."."""
    found = [member for member in read(Kinder=cell).members if member.role is MemberRole.CHILD]
    assert [(member.first_name, member.born and member.born.day) for member in found] == children


@pytest.mark.parametrize(
    "cell", ["3 Kinder", "Emir (7)", "Emir (31.02.2012)", "2", "lebt beim Vater", "Emir + 2 weitere"]
)
def test_children_that_stay_open_are_kept_as_text(cell: str) -> None:
    """Ages, numbers and remarks are no children: the text stays in the note, with a reason."""
    row = one(Kinder=cell)
    assert row.family is not None
    assert any(part in line for line in row.family.note for part in (cell, "2 weitere"))
    assert "child_unclear" in codes(row)


def test_sources_become_ours_or_stay_text() -> None:
    """ "SPFH" is SPFH/Träger; an unknown source stays in the note with a reason."""
    assert read(Vorschlag_von="SPFH").source == "SPFH/Träger"
    row = one(Vorschlag_von="Nachbarin")
    assert row.family is not None
    assert (row.family.source, "Vorschlag von: Nachbarin" in row.family.note) == ("", True)
    assert "choice_unknown" in codes(row)


def test_errors_long_texts_and_months_of_excel() -> None:
    """An Excel error is no name, a novel is no street, both are kept; SGB II since a month stays a month."""
    row = one(Mutter="#REF!", Straße="x" * 300, SGB_II_seit="03/2014")
    assert row.family is not None
    assert f"Straße: {'x' * 300}" in row.family.note
    assert row.family.benefit_since == TypedDate(date(2014, 3, 1), Precision.MONTH, True)
    assert "#REF!" in everything(listed(excel(("Name", "Ort", "Mutter"), ("Kaya", "Langen", "#REF!"))))
