"""A family's file prints on one page, with everything one takes to a meeting and nothing to click."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from fam import db
from fam.models import Address, BenefitUnit, Member, Phone
from fam.person import Person
from fam.rules.terms import Confidentiality
from fam.services import notes, records
from tests.support.people import log_in
from tests.support.server import app_server

pytestmark = pytest.mark.browser


def test_a_file_prints_on_one_page(
    database: str, make_family: Callable[..., int], cast: Callable[[str], Person], page: Page, tmp_path: Path
) -> None:
    """With four members, addresses and twenty entries the file is one A4 page, without menu and buttons."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        for name in ("Canan", "Goran", "Emir", "Zeynep"):
            records.add(session, Member(family_id=family_id, first_name=name))
        records.add(session, Address(family_id=family_id, street="Bahnstr. 12", town_text="Langen"))
        records.add(session, Phone(family_id=family_id, number="06103 99887"))
        records.add(session, BenefitUnit(family_id=family_id, number="43804BG0577814"))
        for number in range(20):
            day = date(2018, 10, 1) - timedelta(days=number)
            notes.write(session, family_id, day, f"Eintrag {number}: kurz festgehalten.", Confidentiality.TEAM)
    with app_server(tmp_path, {"FAM_DATABASE_URL": database}) as server:
        log_in(page, server.url, "anna", "/familienakte?fam=FAM-2017-00001")
        page.get_by_text("Eintrag 0: kurz festgehalten.").wait_for()
        paper = page.pdf(format="A4")
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Bearbeiten").first.is_visible()
        assert page.get_by_text("43804BG0577814").is_visible()
        assert page.get_by_text("Eintrag 0: kurz festgehalten.").is_visible()
        assert not page.get_by_text("Eintrag 19: kurz festgehalten.").is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
