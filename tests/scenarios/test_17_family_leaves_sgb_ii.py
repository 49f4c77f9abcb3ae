"""Scenario 17: the family leaves SGB II by a job and wants the support to go on, in the case or after it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.erasing import anonymise
from fam.errors import IllegalStep
from fam.figures.aftercare import in_aftercare
from fam.figures.growth import growth
from fam.models import BenefitUnit, Instrument, Measure, Receipt
from fam.person import Person
from fam.queries import closings, families
from fam.queries.families import Search
from fam.rules.closing import Handling
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, MeasureStatus, ReceiptClass, ReceiptEnd
from fam.rules.terms import Answer, DataCategory, ListName, Status
from fam.services import closing, examination, plan_entries, records
from fam.services.closing import ClosingDraft
from fam.ui.families import COLUMNS
from tests.pages.test_entry_levels import everything
from tests.services.cases import TODAY, brought_to, head, reason
from tests.support.people import LoginAs, opened

DAY = date(2018, 10, 8)
Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_17_receipt_ends_and_the_case_goes_on(cast: Cast, make_family: Make) -> None:
    """Outcome with its reason, status still aktiv, criteria only for the entry, § 16g SGB II in the catalogue."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    day = DAY
    with db.transaction(cast("anna")) as session:
        unit = records.add(session, BenefitUnit(family_id=family, number="BG 1", in_receipt=False))
        row = plan_entries.begin(
            session, Receipt, family, day, category=DataCategory.RECEIPT, unit_id=unit.id or 0,
            end_reason=ReceiptEnd.WORK,
        )  # fmt: skip
        row.level = ReceiptClass.NONE
        records.add(session, row)
    assert (head(family).status, head(family).closed_on) == (Status.ACTIVE, None)
    with pytest.raises(IllegalStep), db.transaction(cast("anna")) as session:
        examination.answer(session, family, "participation", Answer.NO)
    assert head(family).status is Status.ACTIVE
    with db.program() as session:
        law = session.exec(select(Instrument).where(Instrument.code == "II-16G")).one()
    assert law.paragraph == "§ 16g SGB II"
    for name, reads in (("anna", True), ("stefan", False), ("lena", False), ("kerstin", False), ("adam", False)):
        with db.reading(cast(name)) as session:
            assert bool(session.exec(select(Receipt)).all()) is reads, name


def test_17_the_case_ends_and_the_family_is_still_accompanied(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Nachbetreuung: closed in every count, a count of its own, § 16g goes on, asked after 3 months, ends by itself."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        going_on = plan_entries.begin(
            session, Measure, family, DAY, category=DataCategory.MEASURES, instrument_code="II-16G",
            status=MeasureStatus.RUNNING, starts_on=DAY,
        )  # fmt: skip
        going_on.level = MeasureLevel.PERSON
        records.add(session, going_on)
    draft = ClosingDraft(outcome=GoalOutcome.REACHED, aftercare_until=date(2019, 1, 31), follow_up=True,
                         measures={going_on.id or 0: Handling.CONTINUE})  # fmt: skip
    with db.transaction(cast("amir")) as session:
        closing.close(session, family, date(2018, 10, 14), reason(ListName.CLOSING), (), draft)
    with db.statistics() as session:
        days = (date(2018, 10, 14), TODAY, date(2019, 1, 31), date(2019, 2, 1))
        assert [in_aftercare(session, day) for day in days] == [0, 1, 1, 0]
    november = growth(date(2018, 11, 30))[-1]
    assert (november.stock, head(family).status) == (0, Status.CLOSED)
    later = {day: replace(cast("anna"), today=day) for day in (date(2019, 1, 14), date(2019, 2, 1))}
    shown = {}
    for day, anna in later.items():
        with db.reading(anna) as session:
            row = families.find(session, Search()).rows[0]
            shown[day] = next(one.text(row) for one in COLUMNS if one.key == "status")
            assert [one.sentence for one in closings.to_ask(session)] == ["Nachbefragung nach 3 Monaten"]
    assert list(shown.values()) == ["abgeschlossen, Nachbetreuung", "abgeschlossen"]
    app = opened(login_as("anna"), "families/family_file.py", fam=head(family).number, bereich="massnahmen")
    page = everything(app)
    assert "Nachbetreuung** bis 31.01.2019" in page
    assert "läuft nach dem Abschluss weiter (14.10.2018)" in page.replace("\\", "")
    with db.program() as session:
        anonymise(session, family, date(2019, 3, 1))
    with db.statistics() as session:
        assert in_aftercare(session, TODAY) == 1
