"""The whole way of an Auskunft: Anna writes it down, Amir looks at what is entrusted, Dora looks it through."""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import AccessRequest, Member, Note, ReadEntry, Statement
from fam.person import Person
from fam.rules.protection_terms import ReadKind, RequestState, StatementKind
from fam.rules.terms import Confidentiality, MemberRole
from fam.services import access_requests, drafts, notes, records
from fam.ui import today
from tests.pages.test_family_file import open_file, texts
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]
PAGE = "protection/access.py"
ASKED = date(2018, 10, 1)


@pytest.fixture
def family(cast: Cast, make_family: Make) -> int:
    """Kaya: Emir and his mother Aylin, a note about him that names her, one that does not, one that is entrusted."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        records.add(session, Member(family_id=family_id, first_name="Emir", role=MemberRole.YOUNG_PERSON))
        records.add(session, Member(family_id=family_id, first_name="Aylin", role=MemberRole.MOTHER))
    with db.transaction(cast("amir")) as session:
        team = Confidentiality.TEAM
        notes.write(session, family_id, ASKED, "Aylin trinkt wieder, plapperwort", team)
        notes.write(session, family_id, ASKED, "Praktikum gefunden", team)
        notes.write(session, family_id, ASKED, "Anvertrautwort", Confidentiality.ENTRUSTED)
    return family_id


def opened(app: AppTest, number: str = "1") -> AppTest:
    """Open one request as Datenschutz does."""
    app.switch_page(page_path(PAGE))
    app.query_params["auskunft"] = number
    app.run()
    assert not app.exception
    return app


def asked(cast: Cast, family_id: int, name: str = "Emir") -> int:
    """Let Anna write a request down."""
    with db.transaction(cast("anna")) as session:
        member = session.exec(select(Member).where(Member.first_name == name)).one()
        return access_requests.ask(session, family_id, member.id, ASKED).id or 0


def section(app: AppTest, key: str) -> AppTest:
    """Choose a section of the Auskunft."""
    app.session_state["access:section:1"] = key
    return app.run()


def test_anna_writes_it_down_in_three_clicks(login_as: LoginAs, family: int) -> None:
    """Button, person, save: the request is there with its deadline, and both leads see how it stands."""
    app = open_file(login_as("anna"))
    (button,) = [one for one in app.button if one.label == "Auskunft verlangt"]
    button.click().run()
    emir = next(one for one in app.selectbox if one.label.startswith("Wer verlangt"))
    emir.select_index(1).run() if emir.value is None else None
    next(one for one in app.button if one.label == "Speichern").click().run()
    assert not app.exception
    with db.program() as session:
        (request,) = session.exec(select(AccessRequest)).all()
    assert (request.family_id, request.state, request.requested_on) == (family, RequestState.OPEN, date(2018, 10, 15))
    for name in ("anna", "amir"):
        page = texts(open_file(login_as(name))).replace("\\", "")
        assert "Auskunft Nr. 1, verlangt am 15.10.2018, eingegangen, Frist Do 15.11.2018" in page, name


def test_the_way_from_request_to_answer(login_as: LoginAs, cast: Cast, family: int) -> None:
    """What names the mother is left out, all else stays; then it is released, given, and closed."""
    asked(cast, family)
    app = section(opened(login_as("dora")), "work")
    page = texts(app).replace("\\", "")
    assert "Auskunft für Emir Kaya" in page
    assert "Aylin trinkt wieder, plapperwort" in page
    assert "Praktikum gefunden" in page
    assert "Anvertrautwort" not in page
    assert "sind: 1." in page
    with db.program() as session:
        named = session.exec(select(Note.id).where(Note.text.startswith("Aylin"))).one()
    app.button(key=f"leave:1:note:{named}:submit").click().run()
    assert not app.exception
    assert "Weggelassen: Angaben zu einer anderen Person" in texts(app).replace("\\", "").replace("*", "")
    assert not [one for one in app.button if one.label == "Freigeben"]
    app = section(app, "consents")  # somebody else signed
    app.button(key="keep:consent:1").click().run()
    next(one for one in app.button if one.label == "Freigeben").click().run()
    assert "nicht markierten" in " ".join(one.value for one in app.error)
    app.checkbox(key="access:read:1").check().run()
    next(one for one in app.button if one.label == "Freigeben").click().run()
    assert not app.exception
    assert "Durchgesehen und freigegeben" in " ".join(one.value for one in app.success)
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == ["PDF", "JSON"]
    next(one for one in app.button if one.label == "Als beantwortet eintragen").click().run()
    with db.program() as session:
        request = session.exec(select(AccessRequest)).one()
        assert (request.state, request.answered_on) == (RequestState.ANSWERED, date(2018, 10, 15))
        assert session.exec(select(ReadEntry).where(ReadEntry.kind == ReadKind.DOCUMENT)).all()
    page = texts(opened(login_as("dora")))
    assert "Emir" not in page
    assert request.checksum in page


def test_what_dora_hands_out_holds_no_word_of_others(cast: Cast, family: int) -> None:
    """The files behind the buttons, before anything is decided: marked parts are not in them."""
    from fam.services.access_report import put_together
    from fam.ui.access_review import _file

    number, dora = asked(cast, family), cast("dora")
    with db.transaction(dora) as session:
        request, report = access_requests.find(session, number), put_together(session, number)
    pdf = PdfReader(io.BytesIO(_file(dora, request, report, "pdf", draft=True)))
    pages = [page.extract_text() for page in pdf.pages]
    assert all("ENTWURF" in page for page in pages)
    content = json.loads(_file(dora, request, report, "json", draft=True))
    assert content["released_on"] is None
    for text in (" ".join(pages), json.dumps(content, ensure_ascii=False)):
        assert "plapperwort" not in text
        assert "Aylin" not in text
        assert "Anvertrautwort" not in text
        assert "Praktikum gefunden" in text
    assert report.file_name == "Auskunft_FAM-2017-00001_1"


def test_amir_is_asked_about_what_is_entrusted_to_him(login_as: LoginAs, cast: Cast, family: int) -> None:
    """A line on Heute, the entry in the file; once he looked, the line goes. Anna is asked nothing."""
    asked(cast, family)
    heading = "Auskunft: anvertraute Einträge prüfen"
    lines = {name: {group.heading: len(group.lines) for group in today.load(cast(name))} for name in ("anna", "amir")}
    assert (lines["anna"][heading], lines["amir"][heading]) == (0, 1)
    assert "Anvertraute Einträge" not in str(open_file(login_as("anna")).expander)
    app = open_file(login_as("amir"))
    next(one for one in app.checkbox if "Anvertrautwort" in one.label).check().run()
    app.button(key="entrusted:1").click().run()
    assert not app.exception
    assert {group.heading: len(group.lines) for group in today.load(cast("amir"))}[heading] == 0
    assert "Anvertrautwort" in texts(section(opened(login_as("dora")), "work"))


def test_dora_sees_numbers_and_what_is_due(login_as: LoginAs, cast: Cast, family: int) -> None:
    """List and Heute name the number and the deadline; late is late. No name stands there."""
    with db.program() as session:
        session.add(AccessRequest(family_id=family, requested_on=date(2018, 9, 1)))
    app = login_as("dora")
    app.switch_page(page_path(PAGE)).run()
    assert not app.exception
    (row,) = table_rows(app, "Auskünfte")
    assert (row["FAM-Nummer"], row["Stand"]) == ("FAM-2017-00001", "eingegangen")
    assert "01.10.2018" in row["Frist"]
    assert "überfällig" in row["Frist"]
    assert "Kaya" not in texts(app)
    (group,) = [one for one in today.load(cast("dora")) if one.heading == "Auskünfte"]
    assert (group.urgent, group.lines[0].late, group.lines[0].title) == (True, True, "FAM-2017-00001")


def test_dora_writes_down_who_turned_to_her(login_as: LoginAs, family: int) -> None:
    """Number and name as the person says them; a wrong one gets one sentence, whatever is wrong about it."""
    app = login_as("dora")
    app.switch_page(page_path(PAGE)).run()
    for number, name in (("FAM-2017-00001", "Deniz"), ("FAM-2017-09999", "Emir"), ("FAM-2017-00001", "Kaya")):
        app.text_input(key="access:new::number").set_value(number)
        app.text_input(key="access:new::name").set_value(name)
        app.button(key="access:new::submit").click().run()
        assert "niemand zu finden" in " ".join(one.proto.body for one in app.get("html")), (number, name)
    app.text_input(key="access:new::number").set_value("fam-2017-00001")
    app.text_input(key="access:new::name").set_value("emir KAYA")
    app.button(key="access:new::submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(AccessRequest.family_id)).one() == family


@pytest.mark.parametrize("name", ["anna", "amir", "kerstin", "konrad", "lena", "adam", "stefan"])
def test_nobody_else_opens_the_page(name: str, login_as: LoginAs, family: int) -> None:
    """It is for Datenschutz alone."""
    with pytest.raises(ValueError, match="auskunft"):
        login_as(name).switch_page(page_path(PAGE))


@pytest.mark.parametrize("number", ["999", "x", "99999999999999999999", "-1", "²"])
def test_an_unknown_number_shows_nothing(number: str, login_as: LoginAs, family: int) -> None:
    """A made-up address is refused in a sentence."""
    app = opened(login_as("dora"), number)
    assert not app.get("download_button")


def test_a_counter_statement_is_written_beside_the_entry(login_as: LoginAs, cast: Cast, family: int) -> None:
    """Amir writes down what Emir says; Anna reads it below the entry, and it stands in the Auskunft."""
    with db.program() as session:
        note = session.exec(select(Note.id).where(Note.text == "Praktikum gefunden")).one()
    app = open_file(login_as("amir"))
    name = f"statement:note:{note}"
    with db.transaction(cast("amir")) as session:  # as it is kept while it is typed
        drafts.keep(session, name, "text", "Das Praktikum war *nicht* freiwillig.")
    app.button(key=f"add:{name}").click().run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        (said,) = session.exec(select(Statement)).all()
    assert (said.kind, said.text) == (StatementKind.COUNTER, "Das Praktikum war *nicht* freiwillig.")
    page = texts(open_file(login_as("anna")))
    assert "Gegendarstellung vom 15.10.2018" in page
    assert "Das Praktikum war \\*nicht\\* freiwillig\\." in page
    asked(cast, family)
    assert "Das Praktikum war" in texts(section(opened(login_as("dora")), "work"))
