"""Scenario 17: the family leaves SGB II by a job and wants the support to go on (the check after 3 months: closing)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import IllegalStep
from fam.models import BenefitUnit, Instrument, Receipt
from fam.person import Person
from fam.rules.plan_terms import ReceiptClass, ReceiptEnd
from fam.rules.terms import Answer, DataCategory, Status
from fam.services import examination, plan_entries, records
from tests.services.cases import brought_to, head

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_17_receipt_ends_and_the_case_goes_on(cast: Cast, make_family: Make) -> None:
    """Outcome with its reason, status still aktiv, criteria only for the entry, § 16g SGB II in the catalogue."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    day = date(2018, 10, 8)
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
