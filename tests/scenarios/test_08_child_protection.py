"""Scenario 8: a child-protection concern at a home visit: procedure and number, a minimal record, no content."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm
from fam.models import Family, ProtectionReport
from fam.person import Person
from fam.rules.terms import ListName, Status
from fam.services import lifecycle, protection
from tests.services.cases import reason
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_only_that_it_happened_is_kept(make_family: Make, cast: Cast) -> None:
    """No field takes what was seen; Leitung, Koordination and strangers find nothing; FAM can be suspended."""
    family = make_family("Acht")
    with db.transaction(cast("kerstin")) as session:
        protection.keep_contacts(session, "Bereitschaft 06074 0000")
    with db.reading(cast("anna")) as session:
        assert protection.contacts(session) == "Bereitschaft 06074 0000"
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("anna")) as session:
        protection.report(session, family, TODAY, False, "")
    assert set(refused.value.fields) == {"reason_not_informed"}
    with db.transaction(cast("anna")) as session:
        protection.report(session, family, TODAY, True, "")
    assert not {"text", "content", "description", "note"} & set(ProtectionReport.model_fields)
    for name in ("lena", "kerstin", "konrad", "stefan", "adam"):
        with db.reading(cast(name)) as session:
            assert session.exec(select(ProtectionReport)).all() == [], name
    with db.transaction(cast("anna")) as session:
        lifecycle.pause(session, family, reason(ListName.PAUSE), date(2018, 12, 1), TODAY)
    with db.program() as session:
        assert session.get_one(Family, family).status is Status.PAUSED
