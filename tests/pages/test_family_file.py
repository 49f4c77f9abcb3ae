"""The file of a family as people use it: edited in place, nothing overwritten, nothing shown to strangers."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Address, Family, FamilyDetail, Lead, Member, Note, Phone, ProtectionReport
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution, LeadKind, MemberRole, Status
from fam.services import drafts, records
from tests.support.people import LoginAs, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"


def open_file(app: AppTest, number: str = NUMBER) -> AppTest:
    """Open a family's file as its link does."""
    app.switch_page(page_path("families/family_file.py"))
    app.query_params["fam"] = number
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """Return everything a person reads on the page."""
    return " ".join(str(element.value) for kind in ("title", "markdown", "caption", "warning", "info", "error", "text")
                    for element in getattr(app, kind))  # fmt: skip


def test_anna_reads_her_file(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Head, leads, occasion, members, and the timeline stand on one page."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        records.add(session, Member(family_id=family_id, first_name="Emir", role=MemberRole.CHILD))
    app = open_file(login_as("anna"))
    page = texts(app)
    for expected in ("Kaya", NUMBER, "aktiv", "Anna", "Amir", "Fiktiver Anlass", "Emir", "Geburtsdatum fehlt"):
        assert expected in page, expected


def test_a_member_is_added_with_a_typed_birth_date(login_as: LoginAs, make_family: Make) -> None:
    """Three inputs and one click; the birth date is understood as typed."""
    family_id = make_family("Kaya")
    app = open_file(login_as("anna"))
    name = f"Member:new:{family_id}"
    app.button(key=f"add:{name}").click().run()
    app.text_input(key=f"{name}:first_name").set_value("Zeynep")
    app.text_input(key=f"{name}:born_on").set_value("3.4.2005")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert "Zeynep" in texts(app)
    with db.program() as session:
        member = session.exec(select(Member)).one()
    assert (member.first_name, member.born_on) == ("Zeynep", date(2005, 4, 3))


def test_bad_input_keeps_what_was_typed(login_as: LoginAs, make_family: Make) -> None:
    """An impossible birth date and a missing name are said at their fields; what was typed stays, nothing is saved."""
    family_id = make_family("Kaya")
    app = open_file(login_as("anna"))
    name = f"Member:new:{family_id}"
    app.button(key=f"add:{name}").click().run()
    app.text_input(key=f"{name}:born_on").set_value("31.02.2005")
    app.button(key=f"{name}:submit").click().run()
    assert app.text_input(key=f"{name}:born_on").value == "31.02.2005"
    assert any("prüfen" in error.value for error in app.error)
    with db.program() as session:
        assert session.exec(select(Member)).all() == []


def test_edits_of_two_people_merge(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Amir changes the telephone's owner while Anna's form with the number is open: both edits stay."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        phone = records.add(session, Phone(family_id=family_id, number="0171 1"))
    app = open_file(login_as("anna"))
    name = f"Phone:{phone.id}"
    app.button(key=f"edit:{name}").click().run()
    with db.transaction(cast("amir")) as session:
        records.edit(session, Phone, phone.id or 0, {"whose": ""}, {"whose": "Mutter"})
    app.text_input(key=f"{name}:number").set_value("0171 2")
    app.button(key=f"{name}:submit").click().run()
    with db.program() as session:
        saved = session.exec(select(Phone)).one()
    assert (saved.number, saved.whose) == ("0171 2", "Mutter")


def test_the_same_field_changed_twice_asks(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Both changed the number: nothing is overwritten, both values are shown, and the choice is saved."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        phone = records.add(session, Phone(family_id=family_id, number="0171 1"))
    app = open_file(login_as("anna"))
    name = f"Phone:{phone.id}"
    app.button(key=f"edit:{name}").click().run()
    with db.transaction(cast("amir")) as session:
        records.edit(session, Phone, phone.id or 0, {"number": "0171 1"}, {"number": "0171 3"})
    app.text_input(key=f"{name}:number").set_value("0171 2")
    app.button(key=f"{name}:submit").click().run()
    with db.program() as session:
        assert session.exec(select(Phone)).one().number == "0171 3"
    question = next(radio for radio in app.radio if any("0171 3" in str(option) for option in radio.options))
    assert any("0171 2" in str(option) for option in question.options)


def test_an_entry_is_kept_as_draft_and_saved_for_its_readers(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """What the text field sent while typing is offered again, and saved with the chosen level."""
    family_id = make_family("Kaya")
    amir = cast("amir")
    with db.transaction(amir) as session:
        drafts.keep(session, f"note:new:{family_id}", "text", "Gespräch mit der Schule")
    app = open_file(login_as("amir"))
    app.session_state[f"note-new-{family_id}"] = True
    app.run()
    app.button(key=f"note:new:{family_id}:submit").click().run()
    with db.program() as session:
        note = session.exec(select(Note)).one()
    assert (note.text, note.confidentiality, note.institution) == (
        "Gespräch mit der Schule", Confidentiality.INSTITUTION, Institution.ASD,
    )  # fmt: skip
    with db.reading(amir) as session:
        assert drafts.load(session, f"note:new:{family_id}") == {}


def test_a_move_out_of_the_area_warns_and_keeps_the_history(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Langen to Rodgau: the old address ends, the new one begins, the head follows, and the warning is said."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        records.add(session, Address(family_id=family_id, street="Bahnstr. 12", starts_on=date(2016, 1, 1)))
    app = open_file(login_as("anna"))
    next(button for button in app.button if button.label == "Umzug eintragen").click().run()
    app.selectbox(key=f"move:{family_id}:town_ags").set_value("06438011")
    app.text_input(key=f"move:{family_id}:starts_on").set_value("1.10.2018")
    app.button(key=f"move:{family_id}:submit").click().run()
    assert any("außerhalb des FAM-Gebiets" in error.value for error in app.error)
    with db.program() as session:
        old, new = session.exec(select(Address)).all()
        assert (old.ends_on, new.starts_on, new.town_text) == (date(2018, 10, 1), date(2018, 10, 1), "Rodgau")
        assert session.exec(select(Family)).one().town_ags == "06438011"


def test_child_protection_keeps_only_that_it_happened(login_as: LoginAs, make_family: Make) -> None:
    """The button shows the procedure; the record holds day, person and whether the family was informed."""
    family_id = make_family("Kaya")
    app = open_file(login_as("anna"))
    app.button(key="protection").click().run()
    assert "§ 8b SGB VIII" in texts(app).replace("\\", "")
    name = f"protection:{family_id}"
    app.radio(key=f"{name}:family_informed").set_value("ja").run()
    app.button(key=f"{name}:submit").click().run()
    with db.program() as session:
        report = session.exec(select(ProtectionReport)).one()
    assert (report.reported_on, report.family_informed, report.reason_not_informed) == (date(2018, 10, 15), True, "")


def test_koordination_sees_the_head_and_assigns(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Kerstin reads no content, and gives the case to Stefan from today."""
    family_id = make_family("Kaya")
    app = open_file(login_as("kerstin"))
    assert "Kaya" in texts(app)
    assert "Fiktiver Anlass" not in texts(app)
    app.selectbox(key=f"lead:{family_id}:account_id").set_value(cast("stefan").account_id)
    app.button(key=f"lead:{family_id}:submit").click().run()
    with db.program() as session:
        leads = session.exec(
            select(Lead).where(Lead.institution == Institution.PRO_ARBEIT, Lead.kind == LeadKind.LEAD)
        ).all()
    assert [(lead.account_id, lead.ends_on) for lead in leads] == [
        (cast("anna").account_id, date(2018, 10, 15)), (cast("stefan").account_id, None),
    ]  # fmt: skip


def test_strangers_learn_nothing_and_may_give_a_reason(login_as: LoginAs, make_family: Make) -> None:
    """Stefan's deep link answers like an unknown number; with a reason he reads his own institution's side."""
    make_family("Kaya")
    app = login_as("stefan")
    for number in (NUMBER, "FAM-2017-99999"):
        page = texts(open_file(app, number))
        assert "Nicht gefunden oder nicht freigegeben." in page
        assert "Kaya" not in page
    open_file(app)
    app.text_input(key="grant:reason").set_value("Vertretung am Telefon")
    app.button(key="grant:submit").click().run()
    assert "Kaya" in texts(open_file(app))
    offered = {button.label for button in app.button}
    assert not {one for one in offered if "bearbeiten" in one.lower() or "ergänzen" in one or "Umzug" in one}, "reads"
    assert not offered & {"Eintrag speichern", "Gespräch festhalten", "Berichtigen"}


def test_the_other_side_of_an_unagreed_proposal_has_no_file(login_as: LoginAs, make_family: Make) -> None:
    """Before the family agreed, Konrad's deep link to Pro Arbeit's proposal shows nothing."""
    make_family("Kaya", status=Status.PROPOSED, leads=(), contact_agreed=False)
    assert "Kaya" not in texts(open_file(login_as("konrad")))


def test_an_untouched_old_value_never_blocks(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """A legacy case without occasion can be edited in another field, although the occasion is required now."""
    make_family("Kaya")
    with db.program() as session:
        detail = session.exec(select(FamilyDetail)).one()
        detail.occasion = ""
    with db.transaction(cast("anna")) as session:
        opened = {"occasion": "", "interpreter": ""}
        records.edit(session, FamilyDetail, detail.id or 0, opened, {"occasion": "", "interpreter": "Türkisch"})
    with db.program() as session:
        assert session.exec(select(FamilyDetail)).one().interpreter == "Türkisch"
