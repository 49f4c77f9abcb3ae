"""Scenario 18: the law changes: the Eingliederungsvereinbarung becomes the Kooperationsplan on 1.7.2023.

Also a list of the team: a value ends on a day, its successor begins; what was entered keeps its name.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm
from fam.models import Family, ListItem, Review
from fam.person import Person
from fam.queries import lists
from fam.queries import reviews as queries
from fam.rules.plan_terms import ReviewKind
from fam.rules.reviews import kinds_on
from fam.rules.terms import ListName
from fam.services import reviews
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
CHANGE = date(2023, 7, 1)


def test_18_old_entries_keep_their_name_and_both_count_as_one(cast: Cast, make_family: Make) -> None:
    """Before the day only the EGV, from then on only the Kooperationsplan; counted they are one row."""
    assert ReviewKind.COOPERATION not in kinds_on(date(2023, 6, 30))
    assert ReviewKind.EGV not in kinds_on(CHANGE)
    family, later = make_family("Kaya"), replace(cast("anna"), today=date(2023, 7, 20))
    with db.transaction(later) as session:
        old = reviews.plan(session, family, ReviewKind.EGV, date(2023, 1, 20)).id or 0
        reviews.hold(session, old, date(2023, 7, 10))
    for kind, day in ((ReviewKind.EGV, CHANGE), (ReviewKind.COOPERATION, date(2023, 6, 30))):
        with pytest.raises(InvalidForm), db.transaction(later) as session:
            reviews.plan(session, family, kind, day)
    with db.reading(replace(cast("amir"), today=date(2023, 7, 20))) as session:
        shown = {row.kind for row in queries.of_family(session, session.get_one(Family, family))}
        stored = session.exec(select(Review.kind).order_by(col(Review.id))).all()
    assert {ReviewKind.EGV, ReviewKind.COOPERATION} <= shown
    assert stored == [ReviewKind.EGV, ReviewKind.COOPERATION]
    assert Counter(one.counted_as for one in stored) == {ReviewKind.EGV: 2}
    with db.reading(cast("stefan")) as session:
        assert session.exec(select(Review)).all() == []


def test_18_before_the_day_the_file_offers_the_egv_alone(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """In 2018 nobody can choose what does not exist yet; what was concluded is named as it was."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        reviews.plan(session, family, ReviewKind.EGV, date(2018, 4, 20))
    app = opened(login_as("anna"), "families/family_file.py", fam="FAM-2017-00001", bereich="plan")
    page = everything(app)
    assert "Eingliederungsvereinbarung (§ 15 SGB II)" in page
    assert "Kooperationsplan" not in page


def test_18_a_value_of_a_list_ends_and_its_successor_begins(cast: Cast) -> None:
    """Each day offers what was in force on it; the old value keeps its label for what uses it."""
    with db.program() as session:
        old = ListItem(list=ListName.MEETING_KIND, code="EGV_ALT", label="EGV-Gespräch", ends_on=CHANGE)
        new = ListItem(list=ListName.MEETING_KIND, code="KOOP_NEU", label="Kooperationsgespräch", starts_on=CHANGE)
        session.add_all([old, new])
        session.flush()
        ids = (old.id or 0, new.id or 0)
    with db.reading(cast("anna")) as session:
        offered = {day: set(lists.choices(session, ListName.MEETING_KIND, day)) & set(ids)
                   for day in (date(2023, 6, 30), CHANGE)}  # fmt: skip
        assert session.get_one(ListItem, ids[0]).label == "EGV-Gespräch"
    assert offered == {date(2023, 6, 30): {ids[0]}, CHANGE: {ids[1]}}
