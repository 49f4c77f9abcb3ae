"""Kerstin makes a field: who sees it, who may, and that two of one name cannot be."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fam import db
from fam.errors import Conflict, IllegalStep, InvalidForm, NotAllowed
from fam.fields import sql
from fam.fields.encoding import value_of
from fam.fields.registry import fields_of, runtime_fields
from fam.fields.spec import Kind
from fam.models import ChangeEntry, FamilyDetail, Member
from fam.person import Person
from fam.rules.terms import Institution, RequiredMode
from fam.services import changes, field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]
SCHOOL = FieldDraft("member", "Schulform", Kind.CHOICE, "Hauptschule\nRealschule\nGymnasium")


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, draft: FieldDraft = SCHOOL) -> int:
    """Make a field and return its id."""
    with db.transaction(person) as session:
        return field_making.make(session, draft).id or 0


def member(person: Person, family_id: int, **values: object) -> int:
    """Add a member as a form does."""
    with db.transaction(person) as session:
        return records.add(session, Member(family_id=family_id, first_name="Mia"), dict(values)).id or 0


def test_everybody_sees_a_new_field_at_once(cast: Cast) -> None:
    """Also in a process that has read the fields before."""
    with db.reading(cast("anna")) as session:
        assert runtime_fields(session, Member) == ()
    number = make(cast("kerstin"))
    with db.reading(cast("anna")) as session:
        [field] = runtime_fields(session, Member)
    assert (field.key, field.label, list(field.labels.values())) == (
        f"f_{number}",
        "Schulform",
        ["Hauptschule", "Realschule", "Gymnasium"],
    )


def test_one_reading_asks_once_which_fields_there_are(cast: Cast) -> None:
    """However many tables a page asks for; it sees one state of them, the next reading sees what is new."""
    asked: list[str] = []
    sa.event.listen(db.engine(), "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    with db.reading(cast("anna")) as session:
        for model in (Member, FamilyDetail, Member):
            assert runtime_fields(session, model) == ()
    assert sum("SELECT fields FROM data_version" in one for one in asked) == 1
    make(cast("kerstin"))
    with db.reading(cast("anna")) as session:
        assert len(runtime_fields(session, Member)) == 1


@pytest.mark.parametrize("name", ["anna", "amir", "stefan", "lena"])
def test_only_koordination_and_administration_make_fields(cast: Cast, name: str) -> None:
    """Everybody else is refused, whatever the page showed."""
    with pytest.raises(NotAllowed):
        make(cast(name))


@pytest.mark.parametrize("label", ["schulform", " SCHULFORM", "Schul\u200bform", "Vorname"])
def test_a_label_stands_once(cast: Cast, label: str) -> None:
    """Two leads cannot make the same field; a declared one counts too."""
    make(cast("kerstin"))
    with pytest.raises(InvalidForm) as refused:
        make(cast("konrad"), FieldDraft("member", label, Kind.TEXT))
    assert "label" in refused.value.fields


def test_a_value_is_saved_logged_and_taken_back(cast: Cast, make_family: Make) -> None:
    """The change log names the field; undoing the change brings the old value back, undoing the entry removes it."""
    key, family, anna = f"f_{make(cast('kerstin'))}", make_family(), cast("anna")
    with db.reading(anna) as session:
        [field] = runtime_fields(session, Member)
    first, second = list(field.choices)[:2]
    number = member(anna, family, **{key: first})
    with db.transaction(anna) as session:
        records.edit(session, Member, number, {key: first, "first_name": "Mia"}, {key: second, "first_name": "Mia"})
    with db.reading(anna) as session:
        assert value_of(records.find(session, Member, number), field) == second
        entries = session.exec(select(ChangeEntry).where(ChangeEntry.field == key).order_by(ChangeEntry.id)).all()  # type: ignore[arg-type]
    assert [(entry.old, entry.new) for entry in entries] == [(None, first), (first, second)]
    with db.transaction(anna) as session:
        changes.undo(session, entries[-1].batch)
    with db.reading(anna) as session:
        assert value_of(records.find(session, Member, number), field) == first
    with db.transaction(anna) as session:
        records.remove(session, Member, number)
    with db.reading(anna) as session:
        gone = session.exec(select(ChangeEntry).where(ChangeEntry.action == "delete")).one()
    with db.transaction(anna) as session:
        changes.undo(session, gone.batch)
    with db.reading(anna) as session:
        assert value_of(records.find(session, Member, number), field) == first


def test_edits_to_different_fields_merge_and_the_same_one_asks(cast: Cast, make_family: Make) -> None:
    """Declared and runtime fields alike."""
    key, family, anna, amir = f"f_{make(cast('kerstin'))}", make_family(), cast("anna"), cast("amir")
    number = member(anna, family)
    with db.reading(anna) as session:
        one, other, *_ = runtime_fields(session, Member)[0].labels
    opened = {key: None, "first_name": "Mia"}
    with db.transaction(amir) as session:
        records.edit(session, Member, number, opened, {key: one, "first_name": "Mia"})
    with db.transaction(anna) as session:
        records.edit(session, Member, number, opened, {key: None, "first_name": "Mira"})
    with db.reading(anna) as session:
        row = records.find(session, Member, number)
        assert (row.first_name, row.extra) == ("Mira", {key: one})
    with db.transaction(anna) as session, pytest.raises(Conflict) as conflict:
        records.edit(session, Member, number, opened, {key: other})
    assert conflict.value.fields == {key: (None, one, other)}


def test_a_field_of_one_institution_is_nowhere_for_the_other(cast: Cast, make_family: Make) -> None:
    """No spec, so no form, list, filter or export; not in the change log; and hand-made events are refused."""
    kerstin, anna, amir = cast("kerstin"), cast("anna"), cast("amir")
    number = make(kerstin, FieldDraft("member", "Intern", Kind.TEXT))
    with db.transaction(kerstin) as session:
        field_making.change(session, number, {"readers": None}, {"readers": Institution.PRO_ARBEIT})
    entry = member(anna, make_family(), **{f"f_{number}": "nur hier"})
    with db.reading(amir) as session:
        assert runtime_fields(session, Member) == ()
        assert session.exec(select(ChangeEntry).where(ChangeEntry.field == f"f_{number}")).all() == []
        assert "nur hier" not in str(session.exec(select(ChangeEntry.old, ChangeEntry.new)).all())
    with db.reading(anna) as session:
        assert len(session.exec(select(ChangeEntry).where(ChangeEntry.field == f"f_{number}")).all()) == 1
    with db.transaction(amir) as session:
        records.edit(session, Member, entry, {}, {f"f_{number}": "überschrieben"})
    with db.reading(anna) as session:
        assert records.find(session, Member, entry).extra == {f"f_{number}": "nur hier"}


def test_required_from_now_on_leaves_the_old_alone(cast: Cast, make_family: Make) -> None:
    """An old record can be edited without the new field; a new one needs it."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    old = member(anna, family)
    number = make(kerstin, FieldDraft("member", "Kita", Kind.TEXT))
    key = f"f_{number}"
    with db.transaction(kerstin) as session:
        field_making.change(session, number, {"required": RequiredMode.NEVER}, {"required": RequiredMode.ALL})
    with db.transaction(anna) as session:
        records.edit(session, Member, old, {"first_name": "Mia"}, {"first_name": "Mira"})
    with db.transaction(anna) as session, pytest.raises(InvalidForm) as refused:
        records.add(session, Member(family_id=family, first_name="Neu"), {key: ""})
    assert key in refused.value.fields


def test_hidden_is_not_required(cast: Cast, make_family: Make) -> None:
    """A field that another one hides is not asked for, and what stood in it stays."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    school, number = make(kerstin), make(kerstin, FieldDraft("member", "Abschluss", Kind.TEXT))
    with db.reading(anna) as session:
        first, second, *_ = runtime_fields(session, Member)[0].labels
    with db.transaction(kerstin) as session:
        field_making.change(
            session, number, {}, {"shown_when": {"key": f"f_{school}", "values": [first]}, "required": RequiredMode.ALL}
        )
    member(anna, family, **{f"f_{school}": second, f"f_{number}": ""})
    with pytest.raises(InvalidForm):
        member(anna, family, **{f"f_{school}": first, f"f_{number}": ""})


def test_a_condition_never_runs_in_a_circle(cast: Cast) -> None:
    """A hangs on B, so B cannot hang on A."""
    kerstin = cast("kerstin")
    one, other = make(kerstin), make(kerstin, FieldDraft("member", "B", Kind.TEXT))
    with db.transaction(kerstin) as session:
        field_making.change(session, other, {}, {"shown_when": {"key": f"f_{one}", "values": [1]}})
        with pytest.raises(IllegalStep):
            field_making.change(session, one, {}, {"shown_when": {"key": f"f_{other}", "values": ["x"]}})


def test_two_leads_change_different_settings(cast: Cast) -> None:
    """Different settings merge; the same one is shown to the second."""
    number = make(cast("kerstin"))
    opened = {"label": "Schulform", "help": "", "section": ""}
    with db.transaction(cast("kerstin")) as session:
        field_making.change(session, number, opened, opened | {"help": "Welche Schule?"})
    with db.transaction(cast("konrad")) as session:
        row = field_making.change(session, number, opened, opened | {"section": "Schule"})
        assert (row.help, row.section) == ("Welche Schule?", "Schule")
    with db.transaction(cast("konrad")) as session, pytest.raises(Conflict):
        field_making.change(session, number, opened, opened | {"help": "Anders"})


def test_a_trial_is_seen_by_those_who_try_it(cast: Cast) -> None:
    """Until it is published; without a question and a date there is no trial."""
    kerstin = cast("kerstin")
    draft = FieldDraft("member", "Probe", Kind.TEXT, trial=True, purpose="Hilft es?", review_on=date(2018, 12, 1),
                       testers=(cast("anna").account_id,))  # fmt: skip
    number = make(kerstin, draft)
    seen = {name: _labels(cast(name)) for name in ("anna", "amir", "kerstin")}
    assert seen == {"anna": ["Probe"], "amir": [], "kerstin": ["Probe"]}
    with db.transaction(kerstin) as session:
        field_making.publish(session, number)
    assert _labels(cast("amir")) == ["Probe"]
    with pytest.raises(InvalidForm):
        make(kerstin, FieldDraft("member", "Ohne Frage", Kind.TEXT, trial=True))


def test_out_of_use_and_back_with_everything(cast: Cast, make_family: Make) -> None:
    """Its values stay, also when the record is edited meanwhile; then it comes back with all of them."""
    kerstin, anna = cast("kerstin"), cast("anna")
    key = f"f_{make(kerstin, FieldDraft('member', 'Hobby', Kind.TEXT))}"
    number = member(anna, make_family(), **{key: "Fußball"})
    with db.transaction(kerstin) as session:
        field_making.retire(session, int(key[2:]))
    assert _labels(anna) == []
    with db.transaction(anna) as session:
        records.edit(session, Member, number, {"first_name": "Mia"}, {"first_name": "Mira"})
    with db.transaction(kerstin) as session:
        with pytest.raises(InvalidForm):
            field_making.make(session, FieldDraft("member", "hobby", Kind.TEXT))
        field_making.restore(session, int(key[2:]))
    assert _labels(anna) == ["Hobby"]
    with db.reading(anna) as session:
        assert records.find(session, Member, number).extra == {key: "Fußball"}


def test_one_accessor_filters_declared_and_runtime_fields(cast: Cast, make_family: Make) -> None:
    """The same conditions for both, on both databases."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    numbers = {
        kind: make(kerstin, FieldDraft("family_detail", kind.label, kind, "Eins\nZwei"))
        for kind in (Kind.TEXT, Kind.MONEY, Kind.DATE, Kind.CHOICES, Kind.BOOLEAN)
    }
    with db.reading(anna) as session:
        fields = {field.kind: field for field in runtime_fields(session, FamilyDetail)}
        detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
    chosen = next(iter(fields[Kind.CHOICES].choices))
    values = {
        f"f_{numbers[Kind.TEXT]}": "Grüße aus Langen", f"f_{numbers[Kind.MONEY]}": 12.5,
        f"f_{numbers[Kind.DATE]}": date(2018, 3, 1), f"f_{numbers[Kind.CHOICES]}": [chosen],
        f"f_{numbers[Kind.BOOLEAN]}": False,
    }  # fmt: skip
    with db.transaction(anna) as session:
        records.edit(session, FamilyDetail, detail.id or 0, {}, values)

    def count(condition: object) -> int:
        return len(session.exec(select(FamilyDetail.id).where(condition)).all())  # type: ignore[arg-type]

    with db.reading(anna) as session:
        money, day, text = fields[Kind.MONEY], fields[Kind.DATE], fields[Kind.TEXT]
        assert count(sql.between(session, FamilyDetail, money, 12, 13)) == 1
        assert count(sql.between(session, FamilyDetail, money, 13, None)) == 0
        assert count(sql.equals(session, FamilyDetail, day, date(2018, 3, 1))) == 1
        assert count(sql.contains_text(session, FamilyDetail, text, "AUS")) == 1
        assert count(sql.equals(session, FamilyDetail, fields[Kind.CHOICES], chosen)) == 1
        assert count(sql.equals(session, FamilyDetail, fields[Kind.CHOICES], chosen + 1)) == 0
        assert count(sql.equals(session, FamilyDetail, fields[Kind.BOOLEAN], False)) == 1
        assert count(sql.empty(session, FamilyDetail, text)) == 0
        declared = next(field for field in fields_of(session, FamilyDetail) if field.key == "occasion")
        assert count(sql.contains_text(session, FamilyDetail, declared, "fiktiv")) == 1


def _labels(person: Person) -> list[str]:
    with db.reading(person) as session:
        return [field.label for field in runtime_fields(session, Member)]
