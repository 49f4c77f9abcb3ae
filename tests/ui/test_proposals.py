"""The page "Vorschläge" without a browser: propose, examine from both sides, dissent, agreement, admission."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Dissent, Family, FamilyDetail, ListItem, Member, Town
from fam.rules.admission import asked
from fam.rules.terms import Answer, Institution, ListName, Status
from fam.services import drafts
from tests.services.cases import TODAY, Cast, MakeFamily, brought_to
from tests.support.people import LoginAs, page_path

PAGE = page_path("families/proposals.py")
NUMBER = "FAM-2017-00001"
Keep = Callable[[str, str, str, str], None]


@pytest.fixture
def keep(cast: Cast) -> Keep:
    """Type into a long text, as its component does: the draft is on the server before the next click."""

    def type_into(name: str, form: str, field: str, text: str) -> None:
        with db.transaction(cast(name)) as session:
            drafts.keep(session, form, field, text)

    return type_into


def _open(app: AppTest, **query: str) -> AppTest:
    for key, value in query.items():
        app.query_params[key] = value
    return app.switch_page(PAGE).run()


def _said(app: AppTest) -> str:
    """Everything that can be read on the page, in one text."""
    kinds = (app.title, app.markdown, app.caption, app.error, app.warning, app.info, app.subheader)
    html = [block.proto.body for block in app.get("html")]
    return "\n".join([*(block.value for kind in kinds for block in kind), *html]).replace("\\", "")


def _case(number: str = NUMBER) -> Family:
    with db.program() as session:
        return session.exec(select(Family).where(Family.number == number)).one()


def _ids() -> tuple[str, int]:
    with db.program() as session:
        town = session.exec(select(Town.ags).where(Town.name == "Langen (Hessen)")).one()
        source = session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first()
    return town, source or 0


def test_five_fields_are_enough(login_as: LoginAs, keep: Keep) -> None:
    """Name, town, source, the date that already stands there, and the occasion; then the new case opens."""
    town, source = _ids()
    app = _open(login_as("anna"), neu="1")
    app.text_input(key="proposal:new:name").set_value("Neumann")
    app.selectbox(key="proposal:new:town_ags").set_value(town)
    app.selectbox(key="proposal:new:source_id").set_value(source)
    keep("anna", "proposal:new", "occasion", "Ausbildung der Tochter")
    app.button(key="proposal:new:submit").click().run()
    assert not app.exception
    case = _case("FAM-2018-00001")
    assert (case.name, case.town_ags, case.source_id, case.received_on) == ("Neumann", town, source, TODAY)
    assert (case.status, case.institution) == (Status.PROPOSED, Institution.PRO_ARBEIT)
    with db.program() as session:
        assert session.exec(select(FamilyDetail.occasion)).all() == ["Ausbildung der Tochter"]
    assert app.query_params["fam"] == "FAM-2018-00001"
    assert "Neumann" in _said(app)


def test_missing_fields_have_sentences_and_nothing_typed_is_lost(login_as: LoginAs, keep: Keep) -> None:
    """Each empty field says so, and what was typed stands there still."""
    app = _open(login_as("anna"), neu="1")
    app.text_input(key="proposal:new:name").set_value("Neumann")
    app.text_input(key="proposal:new:received_on").set_value("31.2.2018")
    keep("anna", "proposal:new", "people", "Mia, Tochter, 2009\nTom, Tante")
    app.button(key="proposal:new:submit").click().run()
    text = _said(app)
    assert "prüfen: Vorgeschlagen von, Wohnort, Eingangsdatum, Anlass" in text
    assert "31.02.2018 gibt es nicht" in text
    assert app.text_input(key="proposal:new:name").value == "Neumann"
    assert app.text_input(key="proposal:new:received_on").value == "31.2.2018"
    with db.program() as session:
        assert session.exec(select(Family)).all() == []


def test_a_wrong_member_line_is_named(login_as: LoginAs, keep: Keep) -> None:
    """The service's sentence stands at the field, the rest of the form is kept; corrected, everything is saved."""
    town, source = _ids()
    app = _open(login_as("amir"), neu="1")
    app.text_input(key="proposal:new:name").set_value("Neumann")
    app.selectbox(key="proposal:new:town_ags").set_value(town)
    app.selectbox(key="proposal:new:source_id").set_value(source)
    keep("amir", "proposal:new", "occasion", "Anlass")
    keep("amir", "proposal:new", "people", "Mia, Tochter, 2009\nTom, Tante")
    app.button(key="proposal:new:submit").click().run()
    assert "Zeile 2: „Tante“" in _said(app)
    keep("amir", "proposal:new", "people", "Mia, Tochter, 2009\nTom, Sohn")
    app.button(key="proposal:new:submit").click().run()
    with db.program() as session:
        assert session.exec(select(Member.first_name)).all() == ["Mia", "Tom"]
    assert _case("FAM-2018-00001").institution is Institution.ASD


def _answer(app: AppTest, family: Family, institution: Institution, criterion: str, answer: Answer) -> None:
    key = f"answer:{family.id}:{institution.value}:{criterion}"
    app.segmented_control(key=key).set_value(answer.value).run()


def _vote(app: AppTest, family: Family, institution: Institution, word: str) -> AppTest:
    form = f"vote:{family.id}:{institution.value}"
    app.radio(key=f"{form}:yes").set_value(word)
    return app.button(key=f"{form}:submit").click().run()


def _examine(login_as: LoginAs, name: str, institution: Institution) -> AppTest:
    app = _open(login_as(name), fam=NUMBER)
    for criterion in asked(institution, TODAY):
        _answer(app, _case(), institution, criterion.key, Answer.YES)
    return app


def _choose(app: AppTest, key: str) -> AppTest:
    return app.button(key=f"step:{key}").click().run()


def test_the_whole_way_of_a_proposal(login_as: LoginAs, cast: Cast, make_family: MakeFamily, keep: Keep) -> None:
    """Koordination begins, both examine, one says no, both Koordinationen agree, and the family is admitted."""
    family = make_family(status=Status.PROPOSED, leads=())
    app = _choose(_open(login_as("kerstin"), fam=NUMBER), "examination")
    for institution, name in ((Institution.PRO_ARBEIT, "anna"), (Institution.ASD, "amir")):
        app.selectbox(key=f"step:start:{family}:{institution.value}").set_value(cast(name).account_id)
    app.button(key=f"step:start:{family}:submit").click().run()
    assert _case().status is Status.EXAMINATION

    anna = _examine(login_as, "anna", Institution.PRO_ARBEIT)
    _vote(anna, _case(), Institution.PRO_ARBEIT, "ja")
    amir = _examine(login_as, "amir", Institution.ASD)
    _vote(amir, _case(), Institution.ASD, "nein")
    assert "Bitte das Nein kurz begründen." in _said(amir)
    keep("amir", f"vote:{family}:ASD", "reason", "Regelangebote reichen")
    _vote(amir, _case(), Institution.ASD, "nein")
    assert "Dissens seit 15.10.2018" in _said(amir)

    app = _open(login_as("anna"), fam=NUMBER)
    assert app.button(key="step:active").disabled
    assert "Der Dissens ist noch nicht entschieden." in _said(app)

    for name, confirms in (("kerstin", False), ("konrad", True)):
        app = _open(login_as(name), fam=NUMBER)
        form = f"dissent:{family}:{confirms}"
        keep(name, form, "note", f"Aufnahme auf Probe, {name}")
        app.run().radio(key=f"{form}:yes").set_value("ja")
        app.button(key=f"{form}:submit").click().run()
    with db.program() as session:
        dissent = session.exec(select(Dissent)).one()
    assert (dissent.outcome, dissent.settled_on) == (Answer.YES, TODAY)

    app = _choose(_open(login_as("anna"), fam=NUMBER), "active")
    app.text_input(key=f"step:admit:{family}:on").set_value("heute")
    app.button(key=f"step:admit:{family}:submit").click().run()
    assert not app.exception
    assert (_case().status, _case().admitted_on) == (Status.ACTIVE, TODAY)


def test_a_reason_is_asked_only_where_one_is_needed(login_as: LoginAs, make_family: MakeFamily, keep: Keep) -> None:
    """The field appears with nein, is kept with the vote's button or its own, and disappears from what is open."""
    family = make_family(status=Status.EXAMINATION)
    app = _open(login_as("anna"), fam=NUMBER)
    form = f"examination:{family}:PRO_ARBEIT"
    assert f"{form}:submit" not in [button.key for button in app.button]
    _answer(app, _case(), Institution.PRO_ARBEIT, "voluntary", Answer.NO)
    assert f"{form}:submit" in [button.key for button in app.button]
    keep("anna", form, "voluntary", "Die Mutter zögert")
    app.run().button(key=f"{form}:submit").click().run()
    amir = _open(login_as("amir"), fam=NUMBER)
    assert "Die Mutter zögert" in _said(amir)


def test_both_sides_see_where_they_differ(login_as: LoginAs, make_family: MakeFamily) -> None:
    """Said in words and with a sign, beside the question."""
    make_family(status=Status.EXAMINATION)
    _answer(_open(login_as("anna"), fam=NUMBER), _case(), Institution.PRO_ARBEIT, "participation", Answer.YES)
    app = _open(login_as("amir"), fam=NUMBER)
    _answer(app, _case(), Institution.ASD, "participation", Answer.PARTLY)
    assert "≠ verschieden" in _said(app)
    assert "≠ 1 Unterschied" in _said(app)


@pytest.mark.parametrize("name", ["stefan", "konrad"])
def test_who_may_not_see_it_reads_no_name(name: str, login_as: LoginAs, make_family: MakeFamily) -> None:
    """Stefan finds nothing; Konrad the stub of an unagreed proposal of Pro Arbeit."""
    make_family("Geheimbach", status=Status.PROPOSED, leads=(), contact_agreed=False)
    app = _open(login_as(name), fam=NUMBER)
    assert "Geheimbach" not in _said(app)
    assert ("Langen (Hessen)" in _said(app)) is (name == "konrad")
    app = _open(login_as(name))
    assert "Geheimbach" not in str([block.proto for block in app.get("bidi_component")])


@pytest.mark.parametrize("name", ["lena", "adam"])
def test_leitung_and_administration_have_no_such_page(name: str, login_as: LoginAs, make_family: MakeFamily) -> None:
    """Neither in the menu nor by its address."""
    make_family("Geheimbach", status=Status.EXAMINATION)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        _open(login_as(name), fam=NUMBER)


def test_closing_from_the_file(login_as: LoginAs, cast: Cast, make_family: MakeFamily) -> None:
    """The steps bar stands in the family's file too: the last day in FAM and one main reason."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    app = login_as("anna")
    app.query_params["fam"] = NUMBER
    app.switch_page(page_path("families/family_file.py")).run()
    _choose(app, "closed")
    app.button(key=f"step:close:{family}:submit").click().run()
    assert "prüfen: Hauptgrund" in _said(app)
    with db.program() as session:
        reason = session.exec(select(ListItem.id).where(ListItem.list == ListName.CLOSING)).first()
    app.selectbox(key=f"step:close:{family}:reason_id").set_value(reason)
    app.button(key=f"step:close:{family}:submit").click().run()
    assert not app.exception
    assert (_case().status, str(_case().closed_on)) == (Status.CLOSED, "2018-10-16")
