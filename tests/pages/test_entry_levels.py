"""Levels, marks and releases of entries as people click them, and the secret words on every page of everybody."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from google.protobuf import text_format
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.errors import InvalidForm
from fam.models import Member, Note, Release, Task
from fam.person import Person
from fam.rules.terms import Confidentiality, DataCategory, Institution, MemberRole
from fam.services import changes, levels, notes, records
from fam.ui.entry_marks import WAITS
from tests.support.entries import PEOPLE, Planted, allowed, plant, words_in
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("start/today.py", {}),
    ("families/families.py", {}),
    ("families/family_file.py", {"fam": NUMBER}),
    ("families/family_file.py", {"fam": "FAM-2017-00002"}),
    ("cooperation/meetings.py", {}),
    ("cooperation/tasks.py", {}),
    ("administration/changes.py", {}),
    ("administration/fields.py", {}),
    ("analysis/own.py", {}),
)


def everything(app: AppTest) -> str:
    """Return every text of the page, of its widgets and of what they offer."""
    return " ".join(_texts(app._tree)).replace("\\", "")


def _texts(node: Any) -> Iterator[str]:
    if (proto := getattr(node, "proto", None)) is not None:
        yield text_format.MessageToString(proto, as_utf8=True)
    yield str(getattr(node, "value", ""))
    for child in getattr(node, "children", {}).values():
        yield from _texts(child)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_page_shows_a_word_to_somebody_else(name: str, login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Every page, and every entry by its number in the address: only words of one's own."""
    planted, found = plant(cast, make_family), set()
    mine = allowed(name) | ({"Xentwurfx"} if name == "amir" else set())  # his draft comes back to him alone
    app = login_as(name)
    for page, query in (*PAGES, *_by_number(planted)):
        app.query_params.clear()
        app.session_state[f"note-new-{planted.family}"] = True  # the folded form, where his draft waits
        try:
            app = opened(app, page, **query)
        except ValueError:  # no such page for this person
            continue
        seen = words_in(everything(app))
        assert seen <= mine, (page, query)
        found |= seen
    assert found == mine, "the pages are not empty for those who may read"


def _by_number(planted: Planted) -> list[tuple[str, dict[str, str]]]:
    numbers = [number for (kind, _word), number in planted.ids.items() if kind == "meeting"]
    asked = [("", number) for number in numbers] + [("bearbeiten", number) for number in numbers]
    return [("cooperation/meetings.py", {"gespraech": str(number), "tun": action}) for action, number in asked]


def test_entrusted_is_offered_to_the_asd_only(login_as: LoginAs, make_family: Make) -> None:
    """Amir may write it, Anna is not offered it; a hand-made value is refused at the field, and the text stays."""
    family = make_family("Kaya")
    for name, offered in (("amir", True), ("anna", False)):
        app = opened(login_as(name), "families/family_file.py", fam=NUMBER)
        app.session_state[f"note-new-{family}"] = True
        box = app.run().selectbox(key=f"note:new:{family}:level")
        assert (Confidentiality.ENTRUSTED.label in box.options) is offered
        assert box.value is Confidentiality.INSTITUTION


def test_a_hand_made_level_is_refused(cast: Cast, make_family: Make) -> None:
    """Whatever a browser sends: Pro Arbeit writes nothing entrusted, also not as plain text."""
    family = make_family("Kaya")
    for level in (Confidentiality.ENTRUSTED, "ENTRUSTED"):
        with pytest.raises(InvalidForm) as refused, db.transaction(cast("anna")) as session:
            notes.write(session, family, date(2018, 9, 1), "Fiktiv", level)  # type: ignore[arg-type]
        assert refused.value.fields == {"level": levels.ASD_ONLY}


def test_the_form_says_at_once_that_a_consent_is_missing(login_as: LoginAs, make_family: Make) -> None:
    """TEAM without a consent: said below the level, and at the entry until it is there."""
    family = make_family("Kaya", consented=False)
    app = opened(login_as("amir"), "families/family_file.py", fam=NUMBER)
    key = f"note:new:{family}"
    app.session_state[f"note-new-{family}"] = True
    app.run()
    app.selectbox(key=f"{key}:level").set_value(Confidentiality.TEAM).run()
    assert any("Wird erst geteilt, wenn eine Einwilligung" in one.value for one in app.warning)
    with db.program() as session:
        session.add(Note(family_id=family, institution=Institution.ASD, confidentiality=Confidentiality.TEAM,
                         event_on=date(2018, 9, 1), text="Fiktiv"))  # fmt: skip
    app.run()
    assert WAITS in everything(app)


def test_marks_are_kept_and_said(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Whom it is about, what kind of data, not for parents: three choices, and the line says them."""
    family = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        child = records.add(session, Member(family_id=family, first_name="Emir", role=MemberRole.CHILD)).id or 0
    app = opened(login_as("amir"), "cooperation/tasks.py")
    key = "task:new"
    app.selectbox(key=f"{key}:family_id").set_value(family).run()
    app.text_input(key=f"{key}:text").set_value("Termin in der Praxis").run()
    app.selectbox(key=f"{key}:about_id").set_value(child).run()
    app.selectbox(key=f"{key}:category").set_value(DataCategory.HEALTH).run()
    app.radio(key=f"{key}:not_for_parents").set_value("ja").run()
    app.button(key=f"{key}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        task = session.exec(select(Task)).one()
    assert (task.about_id, task.category, task.not_for_parents) == (child, DataCategory.HEALTH, True)
    line = next(one.value for one in app.markdown if "Termin in der Praxis" in one.value)
    assert "betrifft Emir" in line
    assert "nicht für Eltern" in line


def test_a_release_takes_three_clicks_and_goes_back_with_one(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Freigabe, who agreed, Freigeben: Anna reads it; Zurücknehmen: her next query finds nothing."""
    family = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        number = notes.write(session, family, date(2018, 9, 1), "Xnurasdx").id or 0
    app = opened(login_as("amir"), "families/family_file.py", fam=NUMBER)
    app.button(key=f"release:note:{number}").click().run()
    app.text_input(key=f"release:note:{number}:given_by").set_value("Frau Kaya")
    app.button(key=f"release:note:{number}:submit").click().run()
    assert not app.exception
    with db.reading(cast("anna")) as session:
        assert [note.text for note in session.exec(select(Note))] == ["Xnurasdx"]
    with db.program() as session:
        made = session.exec(select(Release)).one()
    assert "Frau Kaya" in everything(app)
    app.button(key=f"release-back:{made.id}").click().run()
    with db.reading(cast("anna")) as session:
        assert session.exec(select(Note)).all() == []
    assert "zurückgenommen am" in everything(app)


def test_what_parents_may_not_see_is_not_printed(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Its container carries the key that the print rules leave out, and so does what is entrusted; others do not."""
    family, day = make_family("Kaya"), date(2018, 9, 1)
    with db.transaction(cast("amir")) as session:
        hidden = notes.write(session, family, day, "Eins", marks=levels.Marks(not_for_parents=True)).id
        entrusted = notes.write(session, family, day, "Zwei", Confidentiality.ENTRUSTED).id
        shown = notes.write(session, family, day, "Drei").id
    page = everything(opened(login_as("amir"), "families/family_file.py", fam=NUMBER))
    assert f"nodruck-note-{hidden}" in page
    assert f"nodruck-note-{entrusted}" in page
    assert f"eintrag-note-{shown}" in page
    assert f"nodruck-note-{shown}" not in page


def test_the_author_takes_back_what_they_entrusted(cast: Cast, make_family: Make) -> None:
    """Undo works for the author alone: written, deleted, and back."""
    family, amir = make_family("Kaya"), cast("amir")
    with db.transaction(amir) as session:
        number = notes.write(session, family, date(2018, 9, 1), "Zwei", Confidentiality.ENTRUSTED).id or 0
    with db.transaction(amir) as session:
        records.remove(session, Note, number)
        batch = session.info["batch"]
    with db.transaction(amir) as session:
        changes.undo(session, batch)
    with db.reading(amir) as session:
        assert [note.text for note in session.exec(select(Note))] == ["Zwei"]
