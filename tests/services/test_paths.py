"""Stations and receipts: who writes and reads them, dates, and never an amount."""

from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm, NotAllowed
from fam.models import BenefitUnit, ConsentItem, Member, Receipt, Station, now
from fam.rules.plan_terms import ReceiptClass, ReceiptEnd, StationKind
from fam.rules.terms import Confidentiality, DataCategory
from fam.services import paths, records
from tests.support.cast import TODAY, family, member

K, R = StationKind, ReceiptClass


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


def people(family_id: int) -> tuple[int, int]:
    """Make a young person and a BG; return both ids."""
    with db.transaction(member("anna")) as session:
        emir = records.add(session, Member(family_id=family_id, first_name="Emir", born_on=date(2000, 5, 10)))
        unit = records.add(session, BenefitUnit(family_id=family_id, number="43702BG0001"))
        return emir.id or 0, unit.id or 0


def read(who: str, model: type[Station] | type[Receipt]) -> int:
    """Return how many somebody reads."""
    with db.reading(member(who)) as session:
        return len(session.exec(select(model)).all())


def station(who: str, family_id: int, emir: int, **settings: object) -> int:
    """Write a station as a member of the cast."""
    with db.transaction(member(who)) as session:
        made = paths.add_station(session, family_id, emir, date(2017, 9, 1), K.TRAINING_COMPANY, **settings)  # type: ignore[arg-type]
        return made.id or 0


def test_stations_are_shared_and_overlap(database: str) -> None:
    """School and minijob at once; the partner reads them, strangers do not; a measure goes by its own consent."""
    family_id = family()
    emir, _unit = people(family_id)
    station("anna", family_id, emir)
    with db.transaction(member("amir")) as session:
        paths.add_station(session, family_id, emir, date(2017, 10, 1), K.MINIJOB)
        measure = paths.add_station(session, family_id, emir, date(2017, 10, 1), K.MEASURE)
        assert measure.category is DataCategory.MEASURES
    assert [read(who, Station) for who in ("anna", "amir", "stefan", "kerstin", "lena", "adam", "dora")] == [
        3, 3, 0, 0, 0, 0, 0,
    ]  # fmt: skip


def test_own_institution_and_withdrawal(database: str) -> None:
    """INSTITUTION never reaches the partner; a withdrawal ends the rest at once."""
    family_id = family()
    emir, unit = people(family_id)
    station("anna", family_id, emir)
    station("anna", family_id, emir, level=Confidentiality.INSTITUTION)
    with db.transaction(member("anna")) as session:
        paths.add_receipt(session, family_id, unit, date(2017, 3, 1), R.FULL)
    assert (read("amir", Station), read("amir", Receipt)) == (1, 1)
    with db.program() as session:
        for item in session.exec(select(ConsentItem)):
            item.revoked_on, item.revoked_at = TODAY, now()
            session.add(item)
    assert (read("amir", Station), read("amir", Receipt)) == (0, 0)
    assert (read("anna", Station), read("anna", Receipt)) == (2, 1)


def test_dates_are_checked(database: str) -> None:
    """Missing, turned round, too far ahead; what is planned may be entered."""
    family_id = family()
    emir, _unit = people(family_id)
    cases: list[tuple[int | None, date | None, StationKind | None, date | None, str]] = [
        (None, TODAY, K.SCHOOL, None, "about_id"),
        (emir, None, K.SCHOOL, None, "event_on"),
        (emir, TODAY, None, None, "kind"),
        (emir, TODAY, K.SCHOOL, TODAY, "ends_on"),
        (emir, date(2030, 1, 1), K.SCHOOL, None, "event_on"),
        (4711, TODAY, K.SCHOOL, None, "about_id"),
    ]
    for who, starts_on, kind, ends_on, field in cases:
        with pytest.raises(InvalidForm) as caught, db.transaction(member("anna")) as session:
            paths.add_station(session, family_id, who, starts_on, kind, ends_on=ends_on)
        assert list(caught.value.fields) == [field]
    number = station("anna", family_id, emir)
    with pytest.raises(InvalidForm), db.transaction(member("anna")) as session:
        paths.correct(session, Station, number, {"ends_on": None}, {"ends_on": date(2017, 8, 1)})
    with db.transaction(member("amir")) as session:  # for the team: the partner ends it too
        paths.correct(session, Station, number, {"ends_on": None}, {"ends_on": date(2018, 8, 1)})
    with pytest.raises(NotAllowed), db.transaction(member("amir")) as session:
        paths.correct(
            session, Station, number, {"confidentiality": Confidentiality.TEAM},
            {"confidentiality": Confidentiality.INSTITUTION},
        )  # fmt: skip
    with db.transaction(member("anna")) as session:
        paths.remove(session, Station, number)
    assert read("anna", Station) == 0


def test_a_new_receipt_ends_the_running_one(database: str) -> None:
    """One class at a time and BG; a second for the same time is refused."""
    family_id = family()
    _emir, unit = people(family_id)
    with db.transaction(member("anna")) as session:
        paths.add_receipt(session, family_id, unit, date(2017, 3, 1), R.FULL, percent=100)
        paths.add_receipt(session, family_id, unit, date(2018, 5, 1), R.NONE, end_reason=ReceiptEnd.WORK)
    with db.program() as session:
        rows = session.exec(select(Receipt).order_by(col(Receipt.event_on))).all()
    assert [(one.level, one.ends_on) for one in rows] == [(R.FULL, date(2018, 5, 1)), (R.NONE, None)]
    assert {one.category for one in rows} == {DataCategory.RECEIPT}
    with pytest.raises(InvalidForm), db.transaction(member("anna")) as session:
        paths.add_receipt(session, family_id, unit, date(2017, 1, 1), R.FULL)
    with pytest.raises(InvalidForm), db.transaction(member("anna")) as session:
        paths.add_receipt(session, family_id, unit, TODAY, R.FULL, percent=416000)


def test_receipts_are_pro_arbeits(database: str) -> None:
    """The ASD neither enters nor corrects them."""
    family_id = family()
    _emir, unit = people(family_id)
    with pytest.raises(NotAllowed), db.transaction(member("amir")) as session:
        paths.add_receipt(session, family_id, unit, TODAY, R.FULL)
    with db.transaction(member("anna")) as session:
        number = paths.add_receipt(session, family_id, unit, TODAY, R.FULL).id or 0
    with pytest.raises(NotAllowed), db.transaction(member("amir")) as session:
        paths.correct(session, Receipt, number, {"percent": None}, {"percent": 50})
    with pytest.raises(NotAllowed), db.transaction(member("amir")) as session:
        paths.remove(session, Receipt, number)
