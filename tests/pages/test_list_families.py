"""Meetings and tasks filtered by fields of their family, lists sorted by an entry of the team's own lists."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.encoding import put
from fam.fields.registry import runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import Family, FamilyDetail, ListItem
from fam.person import Person
from fam.queries import families, meetings
from fam.queries.families import Search
from fam.queries.field_filters import FieldFilter
from fam.queries.meetings import MeetingSearch
from fam.rules.terms import Confidentiality, Institution, ListName
from fam.services import field_making, tasks
from fam.services.field_making import FieldDraft
from fam.services.tasks import TaskDraft
from tests.support.people import LoginAs, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def school(cast: Cast, make_family: Make) -> FieldSpec:
    """A field of the file that only Pro Arbeit reads, filled in one of two families that have a task each."""
    with db.transaction(cast("kerstin")) as session:
        row = field_making.make(session, FieldDraft("family_detail", "Schulform", Kind.CHOICE, "Haupt\nReal"))
        field_making.change(session, row.id or 0, {}, {"readers": Institution.PRO_ARBEIT})
    for name in ("Kaya", "Lang"):
        family = make_family(name)
        with db.transaction(cast("anna")) as session:
            tasks.add(session, TaskDraft(family, f"Aufgabe {name}", level=Confidentiality.TEAM))
        if name == "Kaya":
            with db.program() as session:
                [field] = runtime_fields(session, FamilyDetail)
                detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
                put(detail, [field], {field.key: next(iter(field.labels))})
                session.add(detail)
    return field


def open_tasks(app: AppTest) -> AppTest:
    """Open the tasks of one's families."""
    app.switch_page(page_path("cooperation/tasks.py")).run()
    app.segmented_control(key="tasks:which").set_value("families").run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """Return what the page says."""
    elements = (*app.markdown, *app.checkbox, *app.caption, *app.info)
    return " ".join(f"{getattr(one, 'label', '')} {one.value}" for one in elements).replace("\\", "")


def test_tasks_are_filtered_by_a_field_of_their_family(login_as: LoginAs, school: FieldSpec) -> None:
    """Offered as the family's; whoever may not read the field is not offered it."""
    app = open_tasks(login_as("anna"))
    offered = app.multiselect(key="tasks:filters:fields").options
    assert {"Familie: Schulform", "Familie: Status"} <= set(offered)
    name = f"family_detail.{school.key}"
    app.multiselect(key="tasks:filters:fields").set_value([name]).run()
    app.multiselect(key=f"tasks:filters:{name}:choice:values").set_value([next(iter(school.labels))]).run()
    assert not app.exception
    assert "Aufgabe Kaya" in said(app)
    assert "Aufgabe Lang" not in said(app)
    app = open_tasks(login_as("amir"))
    offered = app.multiselect(key="tasks:filters:fields").options
    assert "Familie: Status" in offered
    assert "Familie: Schulform" not in offered
    assert "Aufgabe Lang" in said(app)


def test_meetings_are_filtered_by_a_field_of_their_family(login_as: LoginAs, cast: Cast, school: FieldSpec) -> None:
    """The page offers it; a hand-made filter by a field that one may not read lets nothing through."""
    app = login_as("anna")
    app.switch_page(page_path("cooperation/meetings.py")).run()
    assert not app.exception
    assert "Familie: Schulform" in app.multiselect(key="meetings:filters:fields").options
    asked = FieldFilter("family_detail", school.key, school.kind, values=(next(iter(school.labels)),))
    with db.reading(cast("amir")) as session:
        assert meetings.past(session, MeetingSearch(filters=(asked,)))[1] == 0


@pytest.mark.parametrize("descending", [False, True])
def test_a_list_is_sorted_by_an_entry_of_a_list(cast: Cast, make_family: Make, descending: bool) -> None:
    """In the order in which the team keeps it."""
    with db.program() as session:
        query = select(ListItem.id).where(ListItem.list == ListName.SOURCE).order_by(col(ListItem.position))
        sources = list(session.exec(query))[:3]
    for place, name in ((2, "Kaya"), (0, "Lang"), (1, "Marx")):
        family = make_family(name, received_on=date(2017, 3, 1))
        with db.program() as session:
            head = session.get_one(Family, family)
            head.source_id = sources[place] or 0
            session.add(head)
    with db.reading(cast("anna")) as session:
        found = families.find(session, Search(sort="source_id", descending=descending)).rows
    names = ["Lang", "Marx", "Kaya"]
    assert [row.name for row in found] == (names[::-1] if descending else names)
