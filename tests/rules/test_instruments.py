"""The catalogue of instruments against the handbook, row by row (domain handbook §2.1-2.5), traps included."""

import csv
from datetime import date
from pathlib import Path

import pytest

from fam.rules.measures import PRECEDENCE, owner, was_law
from fam.rules.plan_terms import InstrumentGroup, MeasureLevel
from fam.rules.terms import DataCategory, Institution

DATA = Path(__file__).parents[2] / "data"
with (DATA / "instruments.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = {row["code"]: row for row in csv.DictReader(_file)}

# Written by hand from the handbook: code | paragraph without abbreviations | words of the title | level | from | to
HANDBOOK = """
II-BV     | 16(1) SGB II + 29–39 SGB III     | Beratung und Vermittlung          | P    |            |
II-VB     | 16(1)2 Nr.2 SGB II + 44 SGB III  | Vermittlungsbudget                | P    |            |
II-MAT    | 16(1)2 Nr.2 SGB II + 45 SGB III  | bei einem Träger (MAT)            | P    |            |
II-MAG    | 16(1)2 Nr.2 SGB II + 45 SGB III  | bei einem Arbeitgeber (MAG        | P    |            |
II-AVGS   | 45(4),(7) SGB III                | Aktivierungs- und Vermittlungsgutschein | P |         |
II-EQ     | 16(1)2 Nr.3 SGB II + 54a SGB III | Einstiegsqualifizierung (EQ)      | P    |            |
II-ABH    | 16(1)2 Nr.3 SGB II + 75 SGB III a. F.  | Ausbildungsbegleitende Hilfen (abH) | P |       | 2021-01-01
II-ASA    | 16(1)2 Nr.3 SGB II + 130 SGB III a. F. | Assistierte Ausbildung (AsA) | P    |           | 2021-01-01
II-BAE    | 16(1)2 Nr.3 SGB II + 76 SGB III  | außerbetrieblichen Einrichtung    | P    |            |
II-FBW    | 16(1)2 Nr.4 SGB II + 81ff SGB III | Förderung der beruflichen Weiterbildung | P |        | 2025-01-01
II-EGZ    | 16(1)2 Nr.5 SGB II + 88ff SGB III | Eingliederungszuschuss (EGZ)     | P    |            |
II-REHA   | 16(1)3 SGB II + 112ff SGB III    | Teilhabe am Arbeitsleben (Reha)   | P    |            | 2025-01-01
II-16A1   | 16a Nr.1 SGB II                  | Betreuung minderjähriger oder behinderter Kinder | BG | |
II-16A2   | 16a Nr.2 SGB II                  | Schuldnerberatung                 | BG   |            |
II-16A3   | 16a Nr.3 SGB II                  | Psychosoziale Betreuung           | P    |            |
II-16A4   | 16a Nr.4 SGB II                  | Suchtberatung                     | P    |            |
II-16B    | 16b SGB II                       | Einstiegsgeld                     | P    |            |
II-16C    | 16c SGB II                       | Eingliederung von Selbständigen   | P    |            |
II-16D    | 16d SGB II                       | Arbeitsgelegenheit                | P    |            |
II-16E-A  | 16e SGB II a. F.                 | Förderung von Arbeitsverhältnissen | P   |            | 2019-01-01
II-16F    | 16f SGB II                       | Freie Förderung                   | P    |            |
II-16G    | 16g SGB II                       | Wegfall der Hilfebedürftigkeit    | P    |            |
II-16H    | 16h SGB II                       | schwer zu erreichender junger Menschen | P | 2016-08-01 |
II-FM     | 14, 15 SGB II                    | Fallmanagement                    | P/BG |            |
II-16E-N  | 16e SGB II n. F.                 | Eingliederung von Langzeitarbeitslosen | P | 2019-01-01 |
II-16I    | 16i SGB II                       | Teilhabe am Arbeitsmarkt          | P    | 2019-01-01 |
II-16J    | 16j SGB II                       | Bürgergeldbonus                   | P    | 2023-07-01 | 2024-03-28
II-16K    | 16k SGB II                       | Ganzheitliche Betreuung           | P    | 2023-07-01 |
II-ASA-N  | 16(1)2 Nr.3 SGB II + 74–75a SGB III | Assistierte Ausbildung         | P    | 2021-01-01 |
BUT-2     | 28(2) SGB II                     | Schulausflüge und mehrtägige Klassenfahrten | P |      |
BUT-3     | 28(3) SGB II                     | Schulbedarf                       | P    |            |
BUT-4     | 28(4) SGB II                     | Schülerbeförderung                | P    |            |
BUT-5     | 28(5) SGB II                     | Lernförderung                     | P    |            |
BUT-6     | 28(6) SGB II                     | Mittagsverpflegung                | P    |            |
BUT-7     | 28(7) SGB II                     | sozialen und kulturellen Leben    | P    |            |
VIII-11   | 11 SGB VIII                      | Jugendarbeit                      | P    |            |
VIII-13-1 | 13(1) SGB VIII                   | Jugendsozialarbeit                | P    |            |
VIII-13-2 | 13(2) SGB VIII                   | Ausbildungs- und Beschäftigungsmaßnahmen | P |         |
VIII-13-3 | 13(3) SGB VIII                   | begleiteter Wohnform              | P    |            |
VIII-14   | 14 SGB VIII                      | Kinder- und Jugendschutz          | P    |            |
VIII-16   | 16(2) SGB VIII                   | Familienbildung                   | F    |            |
VIII-16-3 | 16(3) SGB VIII                   | Frühe Hilfen                      | F    |            |
VIII-17   | 17 SGB VIII                      | Partnerschaft, Trennung, Scheidung | F   |            |
VIII-18   | 18 SGB VIII                      | Personensorge und Umgang          | F    |            |
VIII-19   | 19 SGB VIII                      | Wohnformen für Mütter/Väter und Kinder | F |          |
VIII-20   | 20 SGB VIII                      | Kindes in Notsituationen          | F    |            |
VIII-22   | 22–22a, 24 SGB VIII              | Tageseinrichtungen (Kita, Hort)   | P    |            |
VIII-23   | 23, 24 SGB VIII                  | Kindertagespflege                 | P    |            |
VIII-90   | 90 SGB VIII                      | Kita-Beitrags                     | P    |            |
VIII-13A  | 13a SGB VIII                     | Schulsozialarbeit                 | P    | 2021-06-10 |
VIII-27-2 | 27(2) SGB VIII                   | Flexible erzieherische Hilfe      | P/F  |            |
VIII-27-3 | 27(3) SGB VIII                   | therapeutische Leistungen         | P    |            |
VIII-28   | 28 SGB VIII                      | Erziehungsberatung                | F/P  |            |
VIII-29   | 29 SGB VIII                      | Soziale Gruppenarbeit             | P    |            |
VIII-30   | 30 SGB VIII                      | Erziehungsbeistand, Betreuungshelfer | P |            |
VIII-31   | 31 SGB VIII                      | Familienhilfe (SPFH)              | F    |            |
VIII-32   | 32 SGB VIII                      | Tagesgruppe                       | P    |            |
VIII-33   | 33 SGB VIII                      | Vollzeitpflege                    | P    |            |
VIII-34   | 34 SGB VIII                      | Heimerziehung                     | P    |            |
VIII-35   | 35 SGB VIII                      | Einzelbetreuung (ISE)             | P    |            |
VIII-35A  | 35a SGB VIII                     | seelischer Behinderung            | P    |            |
VIII-41   | 41 SGB VIII                      | junge Volljährige                 | P    |            |
VIII-41A  | 41a SGB VIII                     | Nachbetreuung                     | P    | 2021-06-10 |
EX-BEREB  | 49 SGB III                       | Berufseinstiegsbegleitung         | P    |            |
EX-BVB    | 51 SGB III                       | BvB                               | P    |            |
EX-BAB    | 56 SGB III                       | BAB                               | P    |            |
EX-KIZ    | 6a BKGG                          | Kinderzuschlag                    | BG   |            |
EX-WOGG   | WoGG                             | Wohngeld                          | BG   |            |
EX-UV     | UhVorschG                        | Unterhaltsvorschuss               | P    |            |
EX-ELTG   | BEEG                             | Elterngeld                        | P    |            |
EX-BAFOEG | BAföG                            | BAföG                             | P    |            |
EX-KG     | BKGG/EStG                        | Kindergeld                        | BG   |            |
EX-ALG1   | SGB III                          | ALG I                             | P    |            |
EX-IK     | AufenthG                         | Integrationskurs                  | P    |            |
EX-FH     | KKG                              | Frühe Hilfen                      | F    |            |
EX-EGH-12 | SGB XII                          | Eingliederungshilfe               | P    |            | 2020-01-01
EX-EGH-9  | SGB IX                           | Eingliederungshilfe               | P    | 2020-01-01 |
EX-SPDI   | PsychKHG Hessen                  | Sozialpsychiatrischer Dienst      | P    |            |
"""
TABLE = [[cell.strip() for cell in line.split("|")] for line in HANDBOOK.strip().splitlines()]


def squeezed(paragraph: str) -> str:
    """Return a paragraph without the words between its numbers: "16(1)2Nr.2SGBII+45SGBIII"."""
    text = paragraph.replace(" i. V. m. ", " + ").replace("§§ ", "").replace("§ ", "")
    for words in (" Abs. 1 ", " Abs. 2 ", " Abs. 3 ", " Abs. 4 ", " Abs. 5 ", " Abs. 6 ", " Abs. 7 "):
        text = text.replace(words, f"({words[6]}) ")
    text = text.replace(" Abs. 4, 7 ", "(4),(7) ").replace("Satz ", "").replace("Nr. ", "Nr.").replace(" ff.", "ff")
    return text.replace(" ", "")


def law(code: str, day: date) -> bool:
    """Whether a row was law on a day."""
    row = ROWS[code]
    start, end = (date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to"))
    return was_law(start, end, day)


def test_no_row_is_missing_or_too_much() -> None:
    """The catalogue has exactly the handbook's rows, each once."""
    assert list(ROWS) == [row[0] for row in TABLE]


@pytest.mark.parametrize(("code", "paragraph", "words", "level", "start", "end"), TABLE, ids=lambda text: text[:9])
def test_a_row_is_as_in_the_handbook(code: str, paragraph: str, words: str, level: str, start: str, end: str) -> None:
    """Paragraph, title, level and days are those of the handbook."""
    row = ROWS[code]
    assert squeezed(row["paragraph"]) == paragraph.replace(" ", "")
    assert words in row["title"]
    assert (row["levels"], row["valid_from"], row["valid_to"]) == (level, start, end)
    assert all(MeasureLevel(one) for one in row["levels"].split("/"))


def test_every_paragraph_names_its_book() -> None:
    """ "§ + Gesetzbuch" in every row of the two circles, also in what purpose and note mention."""
    for row in ROWS.values():
        group = InstrumentGroup(row["group"])
        if group.circle is None:
            continue
        book = "SGB II" if row["code"].startswith("BUT") else "SGB"
        assert row["paragraph"].startswith("§")
        assert book in row["paragraph"]
        for text in (row["purpose"], row["note"]):
            assert text.count("§") == 0 or "SGB" in text, row["code"]


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("II-16I", date(2017, 6, 1), False),
        ("II-16I", date(2018, 12, 31), False),
        ("II-16I", date(2019, 1, 1), True),
        ("II-16E-A", date(2018, 12, 31), True),
        ("II-16E-A", date(2019, 1, 1), False),
        ("II-16E-N", date(2018, 12, 31), False),
        ("II-16E-N", date(2019, 1, 1), True),
        ("II-16H", date(2016, 7, 31), False),
        ("II-16H", date(2016, 8, 1), True),
        ("II-FBW", date(2024, 12, 31), True),
        ("II-FBW", date(2025, 1, 1), False),
        ("VIII-13A", date(2021, 6, 9), False),
        ("VIII-13A", date(2021, 6, 10), True),
    ],
)
def test_the_traps(code: str, day: date, expected: bool) -> None:
    """What was not law on a day cannot be chosen for it."""
    assert law(code, day) is expected


@pytest.mark.parametrize("other", ["§ 8a ", "§ 42 ", "§ 50 ", "§ 52 "])
def test_other_tasks_are_no_instruments(other: str) -> None:
    """Andere Aufgaben (§§ 8a, 42, 50, 52 SGB VIII) are never offered."""
    assert not [row for row in ROWS.values() if row["paragraph"].startswith(other) and "SGB VIII" in row["paragraph"]]


def test_ages_and_categories() -> None:
    """U25, under 18, 18 and older; health data by their own consent; SGB VIII belongs to the ASD."""
    assert (ROWS["II-EQ"]["max_age"], ROWS["II-16H"]["max_age"], ROWS["BUT-7"]["max_age"]) == ("25", "25", "18")
    assert ROWS["VIII-41"]["min_age"] == "18"
    health = {code for code, row in ROWS.items() if row["category"] == DataCategory.HEALTH}
    assert {"VIII-35A", "II-16A4", "II-16A3", "II-REHA"} <= health
    for row in ROWS.values():
        group = InstrumentGroup(row["group"])
        if group.circle is not None:
            expected = Institution.ASD if row["code"].startswith("VIII") else Institution.PRO_ARBEIT
            assert owner(group, Institution.PRO_ARBEIT) is expected


def test_precedence_is_said_with_its_books() -> None:
    """The tooltip names the rule and its exceptions (domain handbook §2.6)."""
    for words in ("§ 10 Abs. 3 SGB VIII", "§ 3 Abs. 2", "§§ 14 bis 16g SGB II", "§ 28 Abs. 6", "§ 16h SGB II"):
        assert words in PRECEDENCE
