"""Which municipality somebody means."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules.periods import Interval
from fam.rules.towns import Area, Gazetteer, TownFacts, match_town

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2018, 10, 15)
LANGEN, DREIEICH, NEU_ISENBURG, EGELSBACH = "06438006", "06438002", "06438009", "06438003"


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _town(row: dict[str, str]) -> TownFacts:
    since = row["in_fam_area_from"]
    areas = (Interval(date.fromisoformat(since)),) if since else ()
    return TownFacts(row["ags"], row["name"], row["postcode"], areas)


TOWNS = [_town(row) for row in _read("municipalities.csv")]
ALIASES = [(row["alias"], row["ags"]) for row in _read("town-aliases.csv")]
KREIS = Gazetteer(TOWNS, ALIASES)


@pytest.mark.parametrize(
    ("text", "ags"),
    [
        ("LANGEN", LANGEN),
        ("Langen (Hessen)", LANGEN),
        ("Langen/Hessen", LANGEN),
        ("63225 Langen", LANGEN),
        ("D-63225 Langen", LANGEN),
        ("Neu Isenburg", NEU_ISENBURG),
        ("neuisenburg", NEU_ISENBURG),
        ("Neu-Isenburg, OT Gravenbruch", NEU_ISENBURG),
        ("Zeppelinheim", NEU_ISENBURG),
        ("Sprendlingen", DREIEICH),
        ("Dreieich-Sprendlingen", DREIEICH),
        ("Dreieich (Götzenhain)", DREIEICH),
        ("Goetzenhain", DREIEICH),
        ("GOTZENHAIN", DREIEICH),
        ("Buchschlag", DREIEICH),
        ("Offenthal", DREIEICH),
        ("Dreieichenhain", DREIEICH),
        ("Bayerseich", EGELSBACH),
        (" Egelsbach ", EGELSBACH),
    ],
)
def test_the_four_towns_are_found_in_every_spelling(text: str, ags: str) -> None:
    """Case, hyphen, umlaut, brackets, post code and district make no difference."""
    found = KREIS.match(text, TODAY)
    assert (found.area, found.ags, found.sentence) == (Area.FAM, ags, "")


@pytest.mark.parametrize(
    "text", ["Rodgau", "Nieder-Roden", "Mühlheim a. M.", "Muehlheim am Main", "Rödermark", "Dietzenbach"]
)
def test_the_rest_of_the_kreis_is_outside_the_area(text: str) -> None:
    """The same two institutions, but not FAM's area: flagged with a sentence."""
    found = KREIS.match(text, TODAY)
    assert found.area is Area.KREIS
    assert found.sentence == f"{found.name} liegt nicht im FAM-Gebiet."


@pytest.mark.parametrize(
    "text",
    ["Offenbach am Main", "Offenbach", "Frankfurt/Main", "Ffm", "Darmstadt", "Hamburg", "Langenselbold", "Groß-Gerau"],
)
def test_other_towns_are_outside_the_kreis(text: str) -> None:
    """Another Jobcenter and another Jugendamt; the frequent mistake Offenbach am Main is one of them."""
    found = KREIS.match(text, TODAY)
    assert (found.area, found.ags) == (Area.OUTSIDE, None)
    assert "Kreis" in found.sentence


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("", ()),
        ("?", ()),
        ("unbekannt", ()),
        ("63225", ("Langen (Hessen)",)),
        ("Lagen", ("Langen (Hessen)",)),
        ("Egelbach", ("Egelsbach",)),
        ("Langen / Egelsbach", ("Egelsbach", "Langen (Hessen)")),
        ("Langen, jetzt bei Oma", ("Langen (Hessen)",)),
    ],
)
def test_what_cannot_be_told_is_never_guessed(text: str, suggestions: tuple[str, ...]) -> None:
    """No town, a slip of the finger, or two towns: somebody must say, with the likely ones offered."""
    found = KREIS.match(text, TODAY)
    assert (found.area, found.ags) == (Area.UNREADABLE, None)
    assert found.suggestions == suggestions
    assert found.sentence


def test_a_foreign_post_code_is_pointed_out() -> None:
    """The town counts, not the post code; the contradiction is said."""
    found = KREIS.match("63329 Langen", TODAY)
    assert (found.ags, found.sentence) == (LANGEN, "Die Postleitzahl gehört zu Egelsbach.")


def test_the_area_has_its_time() -> None:
    """Before FAM began nothing lay in its area; an expansion is a change of data."""
    assert KREIS.match("Langen", date(2013, 12, 31)).area is Area.KREIS
    expanded = [TownFacts("06438011", "Rodgau", areas=(Interval(date(2019, 1, 1)),))]
    days = (date(2018, 12, 31), date(2019, 1, 1))
    assert [match_town("Rodgau", expanded, [], day).area for day in days] == [Area.KREIS, Area.FAM]


@given(st.text(max_size=40))
def test_any_text_is_placed(text: str) -> None:
    """A match has a municipality, everything else a sentence; nothing crashes."""
    found = KREIS.match(text, TODAY)
    assert (found.ags is not None) is (found.area in (Area.FAM, Area.KREIS))
    assert found.area is Area.FAM or found.sentence


@given(st.sampled_from(TOWNS), st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from(["-", " ", ""]))
def test_a_town_is_itself_in_any_dress(town: TownFacts, case: object, hyphen: str) -> None:
    """All thirteen municipalities are recognised whatever the case and the hyphen."""
    assert callable(case)
    assert KREIS.match(case(town.name).replace("-", hyphen), TODAY).ags == town.ags
