"""Heute: what a field asks for stands in the agenda, and one click leads there."""

from collections.abc import Callable
from datetime import date

from fam import db
from fam.fields.spec import Kind
from fam.person import Person
from fam.rules.terms import RequiredMode
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.support.people import LoginAs
from tests.ui.test_meeting_pages import agenda

Cast = Callable[[str], Person]


def test_fields_stand_in_the_agenda(login_as: LoginAs, cast: Cast, make_family: Callable[..., int]) -> None:
    """Anna completes, Kerstin decides; who has nothing to do with it sees nothing of it."""
    make_family()
    trial = FieldDraft("member", "Kita", Kind.TEXT, trial=True, purpose="Hilft es?", review_on=date(2018, 10, 1))
    with db.transaction(cast("kerstin")) as session:
        made = field_making.make(session, FieldDraft("family_detail", "Schule", Kind.TEXT))
        field_making.change(session, made.id or 0, {}, {"required": RequiredMode.ALL})
        field_making.make(session, trial)
    assert agenda(login_as("anna"))["Angaben nachtragen"] == ["Schule"]
    assert agenda(login_as("kerstin"))["Erprobung entscheiden"] == ["Erprobung entscheiden: Kita"]
    assert agenda(login_as("adam")) == {"Erprobung entscheiden": ["Erprobung entscheiden: Kita"]}
    assert "Angaben nachtragen" not in agenda(login_as("stefan"))
