"""The families behind the bars of Tandemarbeit and Wirkung: those that the figures count, as far as one reads."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fam import db
from fam.figures import catalogue
from fam.figures.indicator import Figure, Period, month_of, year_of
from fam.models import Attendee, Family, Measure, Meeting, Review, StatusPeriod, table
from fam.person import Person, system
from fam.queries import families
from fam.queries.behind import BARS, may_follow, rows_of
from fam.queries.families import Search
from fam.rules.behind import WHOLE, Behind, By
from fam.rules.plan_terms import MeasureLevel, MeasureStatus, ReviewKind, StationKind
from fam.rules.terms import Institution, ListName, MeetingState, Party, Status
from tests.figures.entries import at, day, item, measure, meeting, put, review
from tests.figures.test_paths import person, station

Make = Callable[..., int]
Cast = Callable[[str], Person]
TODAY = date(2018, 10, 15)
SEPTEMBER = month_of(day("01.09.18"))
ASD: dict[str, Any] = {"institution": Institution.ASD}  # of its own level: not for Pro Arbeit


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def cases(make_family: Make) -> list[int]:
    """Five families of Anna's and one of Stefan's in FAM since May 2017, and one of Anna's that left in 2018."""
    own = [make_family(f"Eigen {number}", consented=number != 5) for number in range(1, 6)]
    other = make_family("Fremd", leads=("stefan", "amir"))
    gone = make_family("Gegangen", status=Status.CLOSED, received_on=date(2018, 3, 1))
    with db.program() as session:
        session.exec(select(Family).where(Family.id == gone)).one().reason_id = item(ListName.CLOSING, "AB06")
    for family, came in ((own[0], "PAF"), (own[0], "PF"), (own[1], "PA"), (own[2], "AF"), (own[3], "O"), (other, "PF")):
        meeting(family, "05.09.18", came=came)
    meeting(own[4], "20.09.18")
    for family, held in ((own[0], "12.09.18"), (own[1], "30.09.18"), (own[2], ""), (other, "")):
        review(family, ReviewKind.FAM, "10.09.18", held)
    for family, codes in (
        (own[0], ("II-16D", "VIII-31")),
        (own[1], ("II-16D",)),
        (own[2], ("VIII-31",)),
        (other, ("II-16D",)),
    ):
        for code in codes:
            measure(family, code, "01.08.18")
    kinds = (StationKind.EMPLOYED, StationKind.TRAINING_COMPANY, StationKind.MINIJOB)
    for family, kind in zip(own, kinds, strict=False):
        station(person(family, "1990-05-05"), kind, "01.08.18")
    person(own[3], "1990-05-05")
    station(person(other, "1990-05-05"), StationKind.EMPLOYED, "01.08.18")
    return [*own, other, gone]


def seen(asking: Person, by: By, code: str, period: Period = SEPTEMBER) -> list[str]:
    """Return the names of the families behind a bar that a person sees."""
    one = Behind(WHOLE[by], period.first, period.last, period.known_on, by, code)
    with db.reading(asking) as session:
        return [row.name for row in families.find(session, Search(behind=one, size=500)).rows]


def counted(figure: Figure, breakdown: str) -> dict[str, int]:
    """Return the different families behind each part; of the number itself: behind it, and behind its rest."""
    if breakdown:
        return {
            one.code: one.number.families
            for found in figure.breakdowns
            if found.key == breakdown
            for one in found.parts
        }
    return {"complete": figure.number.families, "lacking": (figure.number.base or 0) - figure.number.families}


def every_bar(period: Period) -> dict[By, dict[str, int]]:
    """Return what the figures say: by bar and part the number of families."""
    found = {by: catalogue.count(period, [indicator])[0] for by, (indicator, _key) in BARS.items()}
    return {by: counted(found[by], key) for by, (_indicator, key) in BARS.items()}


@pytest.mark.usefixtures("cases")
def test_as_many_families_as_the_figure_says() -> None:
    """For every bar of every chart, in a month, a year and as known on a day; to the program, which sees all."""
    _entered_long_ago()
    year, early = year_of(day("01.01.18"), TODAY), month_of(day("01.09.18"), known_on=day("10.09.18"))
    for period in (SEPTEMBER, year, early):
        for by, parts in every_bar(period).items():
            listed = {code: len(seen(system(TODAY), by, code, period)) for code in parts}
            assert listed == parts, (by, period)
    numbers = every_bar(year)
    assert numbers[By.PRESENT] == {"joint": 2, "both": 1, "pro_arbeit": 2, "asd": 1, "other": 1}
    assert numbers[By.OUTCOME] == {"in_time": 1, "late": 1, "open": 2}
    assert numbers[By.CIRCLE] == {"SGB_II": 3, "SGB_VIII": 2, "EXTERNAL": 0}
    assert numbers[By.COMBINATION] == {"BOTH": 1, "ONLY_II": 2, "ONLY_VIII": 1, "NONE": 2}
    assert numbers[By.CONSENTS] == {"complete": 5, "lacking": 1}
    assert numbers[By.WORK] == {"EMPLOYED": 2, "TRAINING": 1, "MINIJOB": 1, "NONE": 1}
    assert numbers[By.GROUP]["Abbruch"] == 1
    assert every_bar(early)[By.PRESENT]["joint"] == 1  # the other one was typed in on the 20th
    assert sum(every_bar(early)[By.OUTCOME].values()) == 0  # nothing of it had been entered


def _entered_long_ago() -> None:
    """Let the heads and their course be known since 2017; what hangs on them as its helper says, else since today."""
    with db.engine().execution_options(fam_write=True).begin() as connection:
        for model in (Family, StatusPeriod):
            connection.execute(sa.update(table(model)).values(created_at=datetime(2017, 1, 1, tzinfo=UTC)))


def test_every_chart_of_bars_has_its_rows() -> None:
    """Each `By` of a bar names an indicator with rows, and every indicator with rows has its `By`."""
    assert set(BARS) == set(WHOLE)
    there = {(one.id, key) for one in catalogue.INDICATORS for key in one.rows}
    assert there == set(BARS.values())


@pytest.mark.usefixtures("cases")
def test_own_families_only(cast: Cast) -> None:
    """Anna sees hers, Stefan his; who reads heads only gets what the head says, and Leitung nothing at all."""
    everything = {
        (by, code): seen(system(TODAY), by, code) for by, parts in every_bar(SEPTEMBER).items() for code in parts
    }
    anna, stefan = cast("anna"), cast("stefan")
    for (by, code), names in everything.items():
        assert seen(anna, by, code) == [one for one in names if one != "Fremd"], (by, code)
        assert seen(stefan, by, code) == [one for one in names if one == "Fremd"], (by, code)
        for name in ("kerstin", "konrad", "lena", "adam", "dora"):
            assert seen(cast(name), by, code) == [], (name, by, code)  # nobody left in September
    year = year_of(day("01.01.18"), TODAY)
    assert seen(cast("kerstin"), By.GROUP, "Abbruch", year) == seen(anna, By.GROUP, "Abbruch", year) == ["Gegangen"]
    assert seen(cast("lena"), By.GROUP, "Abbruch", year) == seen(cast("dora"), By.GROUP, "Abbruch", year) == []
    assert [by for by in By if by in BARS and may_follow(cast("kerstin"), by)] == [By.GROUP]
    assert all(may_follow(anna, by) for by in BARS)


def test_no_list_says_what_the_file_does_not(make_family: Make, cast: Cast) -> None:
    """What the ASD keeps to itself puts the family behind the bar for Amir, not for Anna, whose family it is too."""
    family = make_family("Geheim")
    kind = item(ListName.MEETING_KIND, "GESPRAECH")
    (held,) = put(Meeting(family_id=family, event_on=day("05.09.18"), kind_id=kind, state=MeetingState.HELD, **ASD))
    put(
        *(Attendee(meeting_id=held, family_id=family, party=one, present=True) for one in (Party.PRO_ARBEIT, Party.ASD))
    )
    put(Review(family_id=family, event_on=day("01.01.18"), kind=ReviewKind.HILFEPLAN, due_on=day("10.09.18"), **ASD))
    put(Measure(family_id=family, event_on=day("01.01.18"), instrument_code="VIII-31", level=MeasureLevel.FAMILY,
                status=MeasureStatus.RUNNING, starts_on=day("01.08.18"), **ASD))  # fmt: skip
    station(person(family, "1990-05-05"), StationKind.EMPLOYED, "01.08.18")
    with db.engine().execution_options(fam_write=True).begin() as connection:
        connection.exec_driver_sql("UPDATE station SET institution = 'ASD'")
    bars = ((By.PRESENT, "both"), (By.OUTCOME, "open"), (By.CIRCLE, "SGB_VIII"), (By.COMBINATION, "ONLY_VIII"),
            (By.WORK, "EMPLOYED"))  # fmt: skip
    for by, code in bars:
        assert counted(catalogue.count(SEPTEMBER, [BARS[by][0]])[0], BARS[by][1])[code] == 1
        assert seen(cast("amir"), by, code) == ["Geheim"], by
        assert seen(cast("anna"), by, code) == [], by
    for by, code in ((By.COMBINATION, "NONE"), (By.WORK, "NONE")):  # what Anna's file says
        assert (seen(cast("anna"), by, code), seen(cast("amir"), by, code)) == (["Geheim"], [])
        assert seen(cast("kerstin"), by, code) == []  # she reads the head, and no entry at all


def test_a_later_entry_moves_nothing_known_before(make_family: Make, cast: Cast) -> None:
    """As known on 10 September 2018 Anna finds the meeting entered on the 5th and not the one entered on the 12th."""
    family = make_family("Eigen")
    _entered_long_ago()
    meeting(family, "05.09.18")
    meeting(family, "04.09.18", came="PF", entered=at("12.09.18"))
    known = month_of(day("01.09.18"), known_on=day("10.09.18"))
    assert (seen(cast("anna"), By.PRESENT, "joint", known), seen(cast("anna"), By.PRESENT, "pro_arbeit", known)) == (
        ["Eigen"],
        [],
    )
    assert seen(cast("anna"), By.PRESENT, "pro_arbeit") == ["Eigen"]
    assert rows_of(By.PRESENT).labels["joint"].endswith("(gemeinsam)")
