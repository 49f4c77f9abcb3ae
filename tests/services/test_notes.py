"""A saved entry is changed by its author: merged by field, closed at once, opened only with a yes, and taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from fam import db
from fam.errors import Conflict, IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.fields.spec import Kind
from fam.models import ChangeEntry, Note, Release
from fam.person import Person
from fam.rules.terms import Confidentiality, DataCategory, Institution, ReleaseBasis
from fam.services import changes, field_making, levels, notes, releases
from fam.services.field_making import FieldDraft
from fam.services.releases import ReleaseDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]
TEAM, INSIDE, ENTRUSTED = Confidentiality.TEAM, Confidentiality.INSTITUTION, Confidentiality.ENTRUSTED
DAY = date(2018, 9, 3)


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


def write(person: Person, family: int, text: str = "alt", level: Confidentiality = INSIDE) -> int:
    with db.transaction(person) as session:
        return notes.write(session, family, DAY, text, level).id or 0


def edit(person: Person, number: int, opened: dict[str, Any], **changed: Any) -> str:
    """Save changes and return the transaction."""
    with db.transaction(person) as session:
        notes.edit(session, number, opened, changed)
        return str(session.info["batch"])


def known(person: Person, *words: str) -> set[str]:
    """Return which of the words somebody finds in entries and in the change log."""
    with db.reading(person) as session:
        everything = repr(session.exec(select(Note)).all()) + repr(session.exec(select(ChangeEntry)).all())
    return {word for word in words if word in everything}


def test_different_fields_merge_and_the_same_one_is_asked_about(cast: Cast, make_family: Make) -> None:
    """Two tabs of the author: text in one, day in the other; then the text in both. A field of the team goes along."""
    amir = cast("amir")
    with db.transaction(cast("kerstin")) as session:
        key = field_making.make(session, FieldDraft("note", "Anlass", Kind.TEXT)).key
    number = write(amir, make_family("Kaya"))
    opened = {"text": "alt", "event_on": DAY, key: "", "category": DataCategory.WORK, "not_for_parents": False}
    edit(amir, number, opened, text="neu")
    edit(amir, number, opened, event_on=date(2018, 9, 4), category=DataCategory.HEALTH, not_for_parents=True,
         **{key: "Xfeldx"})  # fmt: skip
    with pytest.raises(Conflict) as conflict:
        edit(amir, number, opened, text="anders")
    assert conflict.value.fields == {"text": ("alt", "neu", "anders")}
    with db.reading(amir) as session:
        note = session.exec(select(Note)).one()
    assert (note.text, note.event_on, note.category, note.not_for_parents, note.extra) == (
        "neu", date(2018, 9, 4), DataCategory.HEALTH, True, {key: "Xfeldx"},
    )  # fmt: skip


def test_what_is_wrong_is_said_at_its_field(cast: Cast, make_family: Make) -> None:
    """No text, a future day, a level that is not offered, a stranger's person: nothing is saved."""
    family = make_family("Kaya")
    number = write(cast("anna"), family)
    opened = {"text": "alt", "event_on": DAY, "confidentiality": INSIDE, "about_id": levels.WHOLE_FAMILY}
    for changed, field in (
        ({"text": " "}, "text"), ({"event_on": date(2018, 10, 16)}, "event_on"),
        ({"confidentiality": ENTRUSTED}, "confidentiality"), ({"about_id": 999}, "about_id"),
    ):  # fmt: skip
        with pytest.raises(InvalidForm) as wrong:
            edit(cast("anna"), number, opened, **changed)
        assert list(wrong.value.fields) == [field]


@pytest.mark.parametrize("name", ["anna", "stefan", "kerstin", "konrad", "lena", "adam", "dora"])
def test_nobody_changes_what_somebody_else_wrote(name: str, cast: Cast, make_family: Make) -> None:
    """Who reads it is told that only the author changes it; everybody else that there is nothing."""
    number = write(cast("amir"), make_family("Kaya"), level=TEAM)
    for attempt in (lambda session: notes.edit(session, number, {}, {"text": "x"}),
                    lambda session: notes.remove(session, number)):  # fmt: skip
        with pytest.raises(NotAllowed if name == "anna" else NotFound), db.transaction(cast(name)) as session:
            attempt(session)
    assert known(cast("amir"), "alt") == {"alt"}


@pytest.mark.parametrize(
    ("before", "after"), [(TEAM, INSIDE), (TEAM, ENTRUSTED), (INSIDE, ENTRUSTED)],
)  # fmt: skip
def test_closing_hides_entry_and_log_at_once(
    before: Confidentiality, after: Confidentiality, cast: Cast, make_family: Make
) -> None:
    """Every version that was logged goes along, and what was released is closed; the author keeps all."""
    family, amir = make_family("Kaya"), cast("amir")
    number = write(amir, family, "Xeinsx", before)
    edit(amir, number, {"text": "Xeinsx"}, text="Xzweix")
    with db.transaction(amir) as session:
        agreed = ReleaseDraft(Institution.PRO_ARBEIT, ReleaseBasis.CONSENT, "Xfraux", DAY)
        releases.release(session, "note", number, agreed)
    words = {"Xeinsx", "Xzweix"}
    assert known(cast("anna"), *words) == (words if before is TEAM else {"Xzweix"})
    edit(amir, number, {"confidentiality": before, "text": "Xzweix"}, confidentiality=after, text="Xdreix")
    assert known(amir, *words, "Xdreix") == words | {"Xdreix"}
    for name in ("anna", "stefan", "kerstin", "konrad", "lena", "adam", "dora"):
        assert known(cast(name), *words, "Xdreix", "Xfraux") == set(), name
    with db.program() as session:
        assert session.exec(select(Release)).one().revoked_at is not None
        logged = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "entry_release")).all()
    assert {one.confidentiality for one in logged} == {after}


def test_opening_needs_a_yes_and_leaves_old_texts_closed(cast: Cast, make_family: Make) -> None:
    """Refused without; with it Anna reads the entry as it is now, nothing of what it was, not even of this step."""
    family, amir, anna = make_family("Kaya"), cast("amir"), cast("anna")
    number = write(amir, family, "Xgeheimx", ENTRUSTED)
    opened = {"confidentiality": ENTRUSTED, "text": "Xgeheimx", levels.WIDER: None}
    for answer in ({}, {levels.WIDER: False}):
        with pytest.raises(InvalidForm) as refused:
            edit(amir, number, opened, confidentiality=TEAM, text="Xoffenx", **answer)
        assert refused.value.fields == {levels.WIDER: levels.NOT_WIDER}
    assert known(anna, "Xgeheimx", "Xoffenx") == set()
    edit(amir, number, opened, confidentiality=TEAM, text="Xoffenx", **{levels.WIDER: True})
    assert known(anna, "Xgeheimx", "Xoffenx") == {"Xoffenx"}
    edit(amir, number, {"text": "Xoffenx"}, text="Xneuerx")
    assert known(anna, "Xgeheimx", "Xoffenx", "Xneuerx") == {"Xoffenx", "Xneuerx"}


def test_the_author_takes_it_back_and_nobody_else(cast: Cast, make_family: Make) -> None:
    """Undo of text and level: the author's alone. A colleague's undo would open what the author closed."""
    family, amir, anna = make_family("Kaya"), cast("amir"), cast("anna")
    number = write(amir, family, "Xeinsx", TEAM)
    text = edit(amir, number, {"text": "Xeinsx"}, text="Xzweix")
    with pytest.raises(IllegalStep), db.transaction(anna) as session:
        changes.undo(session, text)
    with db.transaction(amir) as session:
        changes.undo(session, text)
    closed = edit(amir, number, {"confidentiality": TEAM}, confidentiality=INSIDE)
    with pytest.raises(NotFound), db.transaction(anna) as session:
        changes.undo(session, closed)
    with db.transaction(amir) as session:
        changes.undo(session, closed)
    with db.reading(anna) as session:
        assert session.exec(select(Note.text)).all() == ["Xeinsx"]
