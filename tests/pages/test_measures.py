"""Measures as people enter them: what was law, whose they are, who reads them, and what strangers may not."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.errors import InvalidForm, NotAllowed
from fam.models import ConsentItem, Goal, ListItem, Measure, MeasureGoal, Member, Need
from fam.person import Person
from fam.queries import measures as queries
from fam.rules.plan_terms import MeasureLevel, MeasureStatus, Perspective
from fam.rules.terms import Confidentiality, DataCategory, Institution, LegalCircle, ListName, MemberRole
from fam.services import measures, plan_entries, records
from fam.services.measures import MeasureDraft
from tests.support.people import LoginAs, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"
S = MeasureStatus


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def member_of(family_id: int, born: date, cast: Cast) -> int:
    """Return somebody of the family, born on a day, whose consents are the family's."""
    with db.transaction(cast("anna")) as session:
        row = records.add(session, Member(family_id=family_id, first_name="Emir", born_on=born, role=MemberRole.CHILD))
        return row.id or 0


def draft(family_id: int, code: str, **more: object) -> MeasureDraft:
    """Return a measure for the family, running since September, unless told otherwise."""
    given: dict[str, object] = {"status": S.RUNNING, "given_to": MeasureLevel.FAMILY, "starts_on": date(2018, 9, 3)}
    return MeasureDraft(family_id=family_id, instrument_code=code, **(given | more))  # type: ignore[arg-type]


def seen(cast: Cast, name: str, family_id: int) -> list[str]:
    """Return the codes of the measures that somebody reads."""
    with db.reading(cast(name)) as session:
        return [row.instrument.code for row in queries.of_family(session, family_id).rows]


def open_part(app: AppTest) -> AppTest:
    """Open the part of the file."""
    app.switch_page(page_path("families/family_file.py"))
    app.query_params["fam"] = NUMBER
    app.query_params["bereich"] = "massnahmen"
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """Return everything a person reads on the page."""
    kinds = ("title", "subheader", "markdown", "caption", "warning", "info", "error", "html")
    return " ".join(str(getattr(one, "value", None) or getattr(one.proto, "body", ""))
                    for kind in kinds for one in app.get(kind))  # fmt: skip


def test_a_measure_belongs_to_its_law(make_family: Make, cast: Cast) -> None:
    """SPFH typed by Anna is the ASD's, in its circle and the catalogue's category; strangers see nothing."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        measures.add(session, draft(family_id, "VIII-31"))
    with db.program() as session:
        row = session.exec(select(Measure)).one()
    assert (row.institution, row.legal_circle, row.category) == (
        Institution.ASD, LegalCircle.SGB_VIII, DataCategory.MEASURES
    )  # fmt: skip
    assert row.confidentiality is Confidentiality.TEAM
    for name in ("anna", "amir"):
        assert seen(cast, name, family_id) == ["VIII-31"]
    for name in ("stefan", "kerstin", "konrad", "lena", "adam", "dora"):
        assert seen(cast, name, family_id) == [], name


def test_after_withdrawal_the_other_side_sees_nothing(make_family: Make, cast: Cast) -> None:
    """At the next query; the own side still reads it. What is for the own side alone never reaches the partner."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        measures.add(session, draft(family_id, "II-16A2", given_to=MeasureLevel.UNIT))
        measures.add(session, draft(family_id, "II-FM", given_to=MeasureLevel.UNIT, level=Confidentiality.INSTITUTION))
    assert (seen(cast, "anna", family_id), seen(cast, "amir", family_id)) == (["II-16A2", "II-FM"], ["II-16A2"])
    with db.transaction(cast("kerstin")) as session:
        for item in session.exec(select(ConsentItem).where(ConsentItem.category == DataCategory.MEASURES)):
            session.delete(item)
    assert (len(seen(cast, "anna", family_id)), seen(cast, "amir", family_id)) == (2, [])


def test_who_will_not_read_it_must_know(make_family: Make, cast: Cast) -> None:
    """Without a consent Anna's SPFH is lost to her sight: it is refused until she confirms."""
    family_id = make_family("Kaya", consented=False)
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("anna")) as session:
        measures.add(session, draft(family_id, "VIII-31"), readable=False)
    assert "unread_ok" in refused.value.fields
    with db.transaction(cast("anna")) as session:
        measures.add(session, draft(family_id, "VIII-31", unread_ok=True), readable=False)
    assert (seen(cast, "anna", family_id), seen(cast, "amir", family_id)) == ([], ["VIII-31"])


@pytest.mark.parametrize(
    ("code", "more", "field"),
    [
        ("II-16I", {}, "instrument_code"),
        ("VIII-8A", {}, "instrument_code"),
        ("VIII-31", {"given_to": MeasureLevel.UNIT}, "level"),
        ("II-16H", {"given_to": MeasureLevel.PERSON}, "about_id"),
        ("VIII-31", {"starts_on": None}, "starts_on"),
        ("VIII-31", {"last_on": date(2018, 8, 1)}, "last_on"),
        ("VIII-31", {"goals": (999,)}, "goals"),
    ],
)
def test_bad_input_is_said_at_its_field(
    make_family: Make, cast: Cast, code: str, more: dict[str, object], field: str
) -> None:
    """Not yet law, no instrument, not for a BG, nobody named, no start, an end before it, a foreign goal."""
    family_id = make_family("Kaya")
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("amir")) as session:
        measures.add(session, draft(family_id, code, **more))
    assert field in refused.value.fields


def test_age_limits_of_the_law(make_family: Make, cast: Cast) -> None:
    """§ 41 SGB VIII from 18 on; who is 17 is refused with a sentence."""
    family_id = make_family("Kaya")
    young = member_of(family_id, date(2001, 1, 1), cast)
    for born_ok, starts in ((False, date(2018, 10, 1)), (True, date(2019, 2, 1))):
        status = S.RUNNING if not born_ok else S.PROPOSED
        one = draft(family_id, "VIII-41", given_to=MeasureLevel.PERSON, about_id=young, starts_on=starts, status=status)
        if born_ok:
            with db.transaction(cast("amir")) as session:
                measures.add(session, one)
            continue
        with pytest.raises(InvalidForm) as refused, db.transaction(cast("amir")) as session:
            measures.add(session, one)
        assert "erst ab 18" in refused.value.fields["about_id"]


def test_steps_dates_and_conflicts(make_family: Make, cast: Cast) -> None:
    """A running measure ends on its last day (half-open); what runs cannot be "abgelehnt"."""
    family_id = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        number = measures.add(session, draft(family_id, "VIII-31")).id or 0
    opened = {"status": S.RUNNING, "last_on": None, "provider": ""}
    with pytest.raises(InvalidForm), db.transaction(cast("amir")) as session:
        measures.edit(session, number, opened, {**opened, "status": S.REJECTED})
    with db.transaction(cast("amir")) as session:
        measures.edit(session, number, opened, {**opened, "status": S.ENDED, "last_on": date(2018, 10, 12)})
    with db.transaction(cast("anna")) as session:  # another field of an older form: it merges
        measures.edit(session, number, opened, {**opened, "provider": "Fiktiver Träger e. V."})
    with db.program() as session:
        row = session.exec(select(Measure)).one()
    assert (row.status, row.ends_on, row.provider) == (S.ENDED, date(2018, 10, 13), "Fiktiver Träger e. V.")
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        measures.edit(session, number, {"confidentiality": Confidentiality.TEAM},
                      {"confidentiality": Confidentiality.INSTITUTION})  # fmt: skip


def test_needs_without_a_measure(make_family: Make, cast: Cast) -> None:
    """A low area stays open until a measure that runs serves one of its goals."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        area = session.exec(
            select(ListItem.id).where(ListItem.list == ListName.AREA, ListItem.code == "SCHULDEN")
        ).one()
        need = plan_entries.begin(session, Need, family_id, date(2018, 9, 3), area_id=area, level=None,
                                  perspective=Perspective.FAMILY)  # fmt: skip
        need.level = 1
        records.add(session, need)
        goal = records.add(session, plan_entries.begin(session, Goal, family_id, date(2018, 9, 3), area_id=area,
                                                       text="Post jeden Tag öffnen"))  # fmt: skip
    with db.reading(cast("amir")) as session:
        (low,) = queries.of_family(session, family_id).uncovered
    assert (low.area, low.level, low.has_goal) == ("Schulden", 1, True)
    with db.transaction(cast("anna")) as session:
        made = measures.add(session, draft(family_id, "II-16A2", given_to=MeasureLevel.UNIT, goals=(goal.id or 0,)))
    with db.reading(cast("amir")) as session:
        found = queries.of_family(session, family_id)
    assert (found.uncovered, found.rows[0].goals) == ([], (goal.id,))
    with db.transaction(cast("anna")) as session:
        measures.remove(session, made.id or 0)
    with db.program() as session:
        assert session.exec(select(MeasureGoal)).all() == []


def test_on_the_page(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Typed in the form: only what was law is offered; the board, the line and the table say the same."""
    family_id = make_family("Kaya")
    app = open_part(login_as("amir"))
    app.button(key="add:measure").click().run()
    name = f"measure:new:{family_id}"
    app.selectbox(key=f"{name}:status").set_value(S.RUNNING).run()
    app.text_input(key=f"{name}:starts_on").set_value("3.9.2018").run()
    offered = app.selectbox(key=f"{name}:instrument_code").options
    assert any("Familienhilfe" in one and "§ 31 SGB VIII" in one for one in offered)
    assert not any("§ 16i SGB II" in one or "§ 8a" in one for one in offered)
    app.selectbox(key=f"{name}:instrument_code").set_value("VIII-31").run()
    assert "Lesen werden es beide Institutionen" in texts(app).replace("\\", "")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    page = texts(app).replace("\\", "")
    for words in ("Sozialpädagogische Familienhilfe (SPFH)", "§ 31 SGB VIII", "läuft seit 03.09.2018", "nur SGB VIII",
                  "ohne Ziel", "fam-board-picture", "1 Leistung läuft"):  # fmt: skip
        assert words in page, words


def test_a_wrong_end_keeps_what_was_typed(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """ "Beendet" without a last day is refused beside the field; with it the line folds away."""
    family_id = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        number = measures.add(session, draft(family_id, "VIII-31")).id
    app = open_part(login_as("amir"))
    name = f"measure:{number}"
    app.button(key=f"edit:{name}").click().run()
    assert S.REJECTED.label not in app.selectbox(key=f"{name}:status").options
    app.selectbox(key=f"{name}:status").set_value(S.ENDED).run()
    app.button(key=f"{name}:submit").click().run()
    assert any("prüfen" in error.value for error in app.error)
    app.text_input(key=f"{name}:last_on").set_value("12.10.2018").run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Measure)).one().ends_on == date(2018, 10, 13)


def test_a_health_measure_says_who_reads_it(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Anna types § 35a SGB VIII for a child without a consent of its own: she is told, and asked."""
    family_id = make_family("Kaya")
    child = member_of(family_id, date(2007, 5, 1), cast)
    with db.program() as session:
        for item in session.exec(select(ConsentItem).where(ConsentItem.category == DataCategory.HEALTH)):
            session.delete(item)
    app = open_part(login_as("anna"))
    app.button(key="add:measure").click().run()
    name = f"measure:new:{family_id}"
    app.selectbox(key=f"{name}:instrument_code").set_value("VIII-35A").run()
    app.selectbox(key=f"{name}:about_id").set_value(child).run()
    page = texts(app).replace("\\", "")
    assert "Lesen wird es nur ASD" in page
    assert "eigene Einwilligung" in page
    app.button(key=f"{name}:submit").click().run()
    with db.program() as session:
        assert session.exec(select(Measure)).all() == []
