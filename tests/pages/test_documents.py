"""Dokumente in a family's file: made, logged, gone when a consent goes; templates for Koordination."""

import io
from collections.abc import Callable

from pypdf import PdfReader
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import ConsentItem, DocumentTemplate, Meeting, ReadEntry
from fam.person import Person
from fam.rules.plan_terms import TemplateKind
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Confidentiality, MeetingState
from fam.ui.documents import BUILT_IN, DOCX, MADE, minutes_of
from tests.exchange.test_docx import template, text_of
from tests.exchange.test_papers import fill
from tests.pages.test_family_file import texts
from tests.support.cast import TODAY
from tests.support.people import LoginAs, opened

NUMBER = "FAM-2017-00001"
Make = Callable[..., int]
Cast = Callable[[str], Person]
TEAM = Confidentiality.TEAM


def part(app: AppTest) -> AppTest:
    return opened(app, "families/family_file.py", fam=NUMBER, bereich="dokumente")


def make(app: AppTest, kind: TemplateKind, form: str) -> bytes:
    """Choose a paper and its form, make it and return the file."""
    app.segmented_control(key="documents:kind").set_value(kind).run()
    app.radio(key=f"documents:form:{kind.value}").set_value(form).run()
    app.button(key="documents:make").click().run()
    assert not app.exception
    content: bytes = app.session_state[MADE].content
    return content


def test_papers_are_made_and_logged(login_as: LoginAs, make_family: Make) -> None:
    """Word and PDF with what was agreed; each is a line in the read log; the file bears the number alone."""
    fill(make_family("Kaya"))
    app = part(login_as("anna"))
    assert "Antrag stellen" in text_of(make(app, TemplateKind.MINUTES, DOCX))
    pdf = make(app, TemplateKind.PLAN, BUILT_IN)
    assert "Ziel Nr. 39" in PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    assert "Rathaus" in text_of(make(app, TemplateKind.INVITATION, DOCX))
    assert "Viel gelungen" in text_of(make(app, TemplateKind.CLOSING, DOCX))
    with db.program() as session:
        lines = session.exec(select(ReadEntry.detail).where(ReadEntry.kind == ReadKind.DOCUMENT)).all()
    assert lines == ["Protokoll", "Familienplan", "Einladung", "Abschlussbrief"]


def test_minutes_are_one_click_at_the_meeting(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Anna gets them at the meeting, logged; strangers, and both after a withdrawal, get nothing."""
    fill(make_family("Kaya"))
    with db.program() as session:
        held = select(Meeting.id).where(Meeting.state == MeetingState.HELD, Meeting.confidentiality == TEAM)
        meeting_id = session.exec(held).first() or 0
    app = opened(login_as("anna"), "cooperation/meetings.py", gespraech=str(meeting_id))
    assert not app.exception
    assert "Protokoll (PDF)" in [one.proto.label for one in app.get("download_button")]
    paper = minutes_of(cast("anna"), NUMBER, meeting_id)
    assert "Antrag stellen" in "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages)
    for name in ("stefan", "kerstin", "lena", "adam", "dora"):
        assert minutes_of(cast(name), NUMBER, meeting_id) == b"", name
    with db.program() as session:
        lines = session.exec(select(ReadEntry.detail).where(ReadEntry.kind == ReadKind.DOCUMENT)).all()
        for one in session.exec(select(ConsentItem)).all():
            session.delete(one)
    assert lines == ["Protokoll"]
    assert minutes_of(cast("anna"), NUMBER, meeting_id) == minutes_of(cast("amir"), NUMBER, meeting_id) == b""


def test_after_a_withdrawal_the_paper_just_made_is_gone(login_as: LoginAs, make_family: Make) -> None:
    """What was made before is not offered any more, and there is nothing to make one of."""
    fill(make_family("Kaya"))
    app = part(login_as("amir"))
    make(app, TemplateKind.MINUTES, DOCX)
    with db.program() as session:
        for one in session.exec(select(ConsentItem)).all():
            session.delete(one)
    app.run()
    assert not app.exception
    assert "Noch kein Gespräch" in texts(app)


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[-1].upload(name, content, "application/octet-stream").run()
    app.button(key="templates:put").click().run()
    assert not app.exception
    return app


def test_koordination_puts_a_template_in_place(login_as: LoginAs, make_family: Make) -> None:
    """A wrong one is named and changes nothing; a good one counts, and its paper is made with it; back again."""
    fill(make_family("Kaya"))
    app = opened(login_as("kerstin"), "administration/exchange.py")
    app.session_state["templates"] = True
    app.run()
    assert not app.exception
    upload(app, "a.docx", template("{{ fam_numer }}"))
    assert "fam_numer" in texts(app)
    with db.program() as session:
        assert session.exec(select(DocumentTemplate)).all() == []
    upload(app, "a.docx", template("Unser Protokoll {{ fam_nummer }}"))
    assert "In Gebrauch: „a" in texts(app)
    assert "Unser Protokoll FAM-2017-00001" in text_of(make(part(login_as("anna")), TemplateKind.MINUTES, DOCX))
    changes = opened(login_as("kerstin"), "administration/changes.py")
    assert "Traceback" not in texts(changes)
    app.button(key="templates:back").click().run()
    assert "mitgelieferte" in texts(app)


def test_others_see_no_templates(login_as: LoginAs, make_family: Make) -> None:
    """A Fachkraft makes papers, and does not change what all write with."""
    make_family("Kaya", received_on=TODAY.replace(year=2017, month=3))
    app = part(login_as("anna"))
    assert [one.label for one in app.expander if one.label == "Vorlagen"] == []
