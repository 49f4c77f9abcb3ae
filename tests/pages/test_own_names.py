"""Eigene Auswertung and filters where an option or a text is really called "(leer)" or "andere"."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import select

from fam import db
from fam.db import transaction
from fam.fields.encoding import put
from fam.fields.registry import runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import FamilyDetail
from fam.person import Person
from fam.queries import own_figures
from fam.queries.dimensions import Subject
from fam.queries.own_figures import Question
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.ui import own_result
from tests.pages.test_families import open_list
from tests.pages.test_own import cells, choose, open_page
from tests.support.people import LoginAs

Cast = Callable[[str], Person]
Make = Callable[..., int]


def make(cast: Cast, make_family: Make, kind: Kind, values: list[str], options: str = "") -> FieldSpec:
    """Make a field of the file and one family per value, "" for nothing entered."""
    with transaction(cast("kerstin")) as session:
        field_making.make(session, FieldDraft("family_detail", "Merkmal", kind, options))
    for number, value in enumerate(values):
        family = make_family(f"F{number}")
        with db.program() as session:
            [field] = runtime_fields(session, FamilyDetail)
            codes = {label: code for code, label in field.labels.items()}
            row = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
            put(row, [field], {field.key: codes.get(value, value)})
            session.add(row)
    with db.reading(cast("anna")) as session:
        return runtime_fields(session, FamilyDetail)[0]


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.TEXT])
def test_a_real_leer_and_nothing_entered_are_two_groups(
    login_as: LoginAs, cast: Cast, make_family: Make, kind: Kind
) -> None:
    """In numbers, chart, table and file alike."""
    options = "(leer)\nandere" if kind is Kind.CHOICE else ""
    field = make(cast, make_family, kind, ["(leer)", "(leer)", "andere", "", "", ""], options)
    with db.reading(cast("anna")) as session:
        answer = own_figures.count(session, Question(split=field.key))
    headers, rows = own_result.table(Subject.FAMILIES, answer)
    assert [row[:2] for row in rows] == [("(leer)", 2), ("andere", 1), ("(nichts eingetragen)", 3), ("zusammen", 6)]
    assert headers[0] == "Merkmal"
    app = choose(open_page(login_as("anna")), "Aufteilen nach", "Merkmal")
    assert "(nichts eingetragen)" in cells(app)
    [chart] = app.get("plotly_chart")
    [bars] = json.loads(chart.proto.spec)["data"]
    assert len(set(bars["x"])) == len(bars["x"]) == 3


def test_a_text_called_andere_is_not_the_rest(cast: Cast, make_family: Make) -> None:
    """More than twenty texts: the rest is a group of its own."""
    texts = ["andere", "andere", *(f"Text {number:02}" for number in range(22))]
    field = make(cast, make_family, Kind.TEXT, texts)
    with db.reading(cast("anna")) as session:
        answer = own_figures.count(session, Question(split=field.key))
    found = dict(zip((row.label for row in answer.rows), answer.counts.row_totals, strict=True))
    assert (found["andere"], found["alle anderen"]) == (2, 3)


def test_a_filter_tells_them_apart(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Two entries of one name would be one to a browser."""
    field = make(cast, make_family, Kind.CHOICE, ["(leer)", ""], "(leer)")
    app = open_list(login_as("anna"))
    app.multiselect(key="families:filters:fields").set_value([f"family_detail.{field.key}"]).run()
    box = app.multiselect(key=f"families:filters:family_detail.{field.key}:choice:values")
    assert box.options == ["(leer)", "(nichts eingetragen)"]
