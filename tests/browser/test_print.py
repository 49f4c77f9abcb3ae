"""A family's file prints on one page, with everything one takes to a meeting and nothing to click."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from sqlmodel import select

from fam import db
from fam.models import Address, BenefitUnit, Member, Phone, ReadEntry
from fam.person import Person
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Confidentiality
from fam.services import notes, records
from fam.services.levels import Marks
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
    with db.transaction(cast("amir")) as session:
        for word, level in (("Quittenbrot", Confidentiality.INSTITUTION), ("Silberfuchs", Confidentiality.ENTRUSTED)):
            notes.write(session, family_id, date(2018, 10, 2), f"{word} im Vertrauen.", level)
    with db.transaction(cast("anna")) as session:
        marks = Marks(not_for_parents=True)
        notes.write(session, family_id, date(2018, 10, 2), "Heidelbeere sagt sie nur uns.", marks=marks)
    with app_server(tmp_path, {"FAM_DATABASE_URL": database}) as server:
        log_in(page, server.url, "anna", "/familienakte?fam=FAM-2017-00001")
        page.get_by_text("Eintrag 0: kurz festgehalten.").wait_for()
        paper = page.pdf(format="A4")
        assert "Kaya" not in page.title() + page.url
        page.evaluate("window.print = () => { window.printed = true; }")
        page.get_by_role("button", name="Drucken").click()
        page.wait_for_function("window.printed")
        page.wait_for_timeout(500)
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Bearbeiten").first.is_visible()
        assert page.get_by_text("43804BG0577814").is_visible()
        assert page.get_by_text("Eintrag 0: kurz festgehalten.").is_visible()
        assert not page.get_by_text("Eintrag 19: kurz festgehalten.").is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    said = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages)
    assert "Eintrag 0" in said  # it is the file that was printed
    assert not [word for word in ("Quittenbrot", "Silberfuchs", "Heidelbeere") if word in said]
    with db.program() as session:
        lines = session.exec(select(ReadEntry).where(ReadEntry.kind == ReadKind.DOCUMENT)).all()
    assert [(one.family_id, one.detail) for one in lines] == [(family_id, "Druck der Akte")]
