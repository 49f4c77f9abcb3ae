"""German input is understood by kind, in forms and lists alike, and comes back as people read it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fam.errors import Ambiguous, BadInput
from fam.fields.parsing import parse, text_of
from fam.fields.spec import FieldSpec, Kind

TODAY = date(2018, 10, 15)
SCHOOLS = {1: "Hauptschule", 2: "Realschule"}


def field(kind: Kind) -> FieldSpec:
    """A runtime field of a kind."""
    return FieldSpec("member", "f_1", "Feld", kind, choices=SCHOOLS if "choice" in kind else "", field_id=1,
                     archived={3: "Förderschule"} if "choice" in kind else {})  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.TEXT, " Grüße ", "Grüße"),
        (Kind.INTEGER, "1.200", 1200),
        (Kind.DECIMAL, "1,5", Decimal("1.5")),
        (Kind.MONEY, "1.250,50 €", Decimal("1250.50")),
        (Kind.MONEY, "12 EUR", Decimal(12)),
        (Kind.PERCENT, "12,5 %", Decimal("12.5")),
        (Kind.BOOLEAN, "ja", True),
        (Kind.BOOLEAN, "Nein", False),
        (Kind.DATE, "03.04.17", date(2017, 4, 3)),
        (Kind.MONTH, "07/2014", date(2014, 7, 1)),
        (Kind.MONTH, "Juli 2014", date(2014, 7, 1)),
        (Kind.CHOICE, " realSCHULE ", 2),
        (Kind.CHOICE, "Förderschule", 3),
        (Kind.CHOICES, "Realschule; Hauptschule", [2, 1]),
        (Kind.LINK, "https://www.beispiel.de/a?b=c", "https://www.beispiel.de/a?b=c"),
        (Kind.EMAIL, "name@beispiel.de", "name@beispiel.de"),
        (Kind.INTEGER, "", None),
        (Kind.CHOICES, "", []),
    ],
)
def test_what_is_typed_is_understood(kind: Kind, typed: str, value: Any) -> None:
    """One parser per kind; an archived option is understood too, since old lists name it."""
    assert parse(field(kind), typed, today=TODAY) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.INTEGER, "1,5"),
        (Kind.DECIMAL, "1,23456"),
        (Kind.MONEY, "1,234"),
        (Kind.PERCENT, "viel"),
        (Kind.MONTH, "2014"),
        (Kind.DATE, "31.02.2017"),
        (Kind.CHOICE, "Waldorf"),
        (Kind.LINK, "javascript:alert(1)"),
        (Kind.LINK, "beispiel"),
        (Kind.EMAIL, "a@b"),
        (Kind.INTEGER, "99999999999999999999"),
        (Kind.REFERENCE, "FAM-2017-00001"),
        (Kind.PERSON, "Niemand"),
    ],
)
def test_what_cannot_be_understood_says_so_in_german(kind: Kind, typed: str) -> None:
    """A sentence for the person, no guess."""
    with pytest.raises(BadInput) as raised:
        parse(field(kind), typed, today=TODAY)
    assert str(raised.value).endswith((".", "?"))


def test_two_meanings_are_asked_about() -> None:
    """1.234 is one thousand or one."""
    with pytest.raises(Ambiguous):
        parse(field(Kind.DECIMAL), "1.234", today=TODAY)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, "x"),
        (Kind.INTEGER, 1200),
        (Kind.DECIMAL, Decimal("1.5")),
        (Kind.MONEY, Decimal("1250.5")),
        (Kind.PERCENT, Decimal("12.5")),
        (Kind.BOOLEAN, False),
        (Kind.DATE, date(2017, 4, 3)),
        (Kind.MONTH, date(2014, 7, 1)),
        (Kind.CHOICE, 3),
        (Kind.CHOICES, [1, 2]),
    ],
)
def test_what_is_shown_can_be_typed_back(kind: Kind, value: Any) -> None:
    """An export that comes back as an import changes nothing."""
    shown = text_of(field(kind), value)
    assert parse(field(kind), shown, today=TODAY) == value


def test_an_option_may_have_a_comma() -> None:
    """What a cell of several options shows is understood again."""
    field = FieldSpec("member", "f_1", "Kurse", Kind.CHOICES, choices={1: "Deutsch, Stufe A", 2: "Rechnen"})
    for text in ("Deutsch, Stufe A; Rechnen", "rechnen\ndeutsch, stufe a"):
        assert sorted(parse(field, text, today=date(2018, 10, 15))) == [1, 2]
    assert parse(field, text_of(field, [1, 2]), today=date(2018, 10, 15)) == [1, 2]
