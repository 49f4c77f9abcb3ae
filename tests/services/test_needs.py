"""Rate a family's areas: who may judge for whom, who reads it, and what a withdrawal does."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.models import AreaLevel, ChangeEntry, ConsentItem, ListItem, Need, now
from fam.person import Person
from fam.queries import needs as query
from fam.rules.plan_terms import Perspective
from fam.rules.terms import Confidentiality, DataCategory, ListName
from fam.services import choices, needs, records
from fam.services.needs import Judged
from tests.support.cast import TODAY, family, member

F, P, A = Perspective.FAMILY, Perspective.PRO_ARBEIT, Perspective.ASD


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


def area(code: str) -> int:
    """Return the id of an area of the catalogue."""
    with db.program() as session:
        return session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA, ListItem.code == code)).one() or 0


def rate(who: str, family_id: int, perspective: Perspective, *judged: Judged, **settings: object) -> list[int]:
    """Rate as a member of the cast; return the ids."""
    with db.transaction(member(who)) as session:
        made = needs.rate(session, family_id, TODAY, perspective, judged, **settings)  # type: ignore[arg-type]
        return [one.id or 0 for one in made]


def read(who: str, family_id: int) -> list[tuple[int, Perspective, int | None]]:
    """Return what somebody reads."""
    with db.reading(member(who)) as session:
        found = query.of_family(session, family_id)
        return [(one.need.area_id, one.need.perspective, one.need.level) for one in found.ratings]


def test_all_areas_of_a_day_at_once(database: str) -> None:
    """Each area by its own kind of consent; not talked about is a rating without a level; the partner reads it."""
    family_id, home, health = family(), area("WOHNEN"), area("GESUNDHEIT")
    rate("anna", family_id, F, Judged(home, 1, "zu dritt in einem Zimmer"), Judged(health, None))
    with db.program() as session:
        found = {one.area_id: one for one in session.exec(select(Need))}
    assert (found[home].category, found[health].category) == (DataCategory.WORK, DataCategory.HEALTH)
    assert found[health].level is None
    assert read("amir", family_id) == [(health, F, None), (home, F, 1)]


@pytest.mark.parametrize("who", ["stefan", "lena", "adam", "kerstin", "dora"])
def test_strangers_read_and_write_nothing(database: str, who: str) -> None:
    """Neither colleagues of the same house nor Koordination, Leitung, Administration, Datenschutz."""
    family_id, home = family(), area("WOHNEN")
    rate("anna", family_id, F, Judged(home, 1))
    assert read(who, family_id) == []
    with pytest.raises((NotAllowed, InvalidForm)):
        rate(who, family_id, F, Judged(home, 3))


def test_own_institution_and_withdrawal(database: str) -> None:
    """INSTITUTION never reaches the partner; after the withdrawal nothing does, at the next query."""
    family_id, home, debts = family(), area("WOHNEN"), area("SCHULDEN")
    rate("anna", family_id, P, Judged(home, 1))
    rate("anna", family_id, F, Judged(debts, 2), level=Confidentiality.INSTITUTION)
    assert read("amir", family_id) == [(home, P, 1)]
    with db.program() as session:
        for item in session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id)):
            item.revoked_on, item.revoked_at = TODAY, now()
            session.add(item)
    assert read("amir", family_id) == []
    assert len(read("anna", family_id)) == 2


def test_health_waits_for_its_own_consent(database: str) -> None:
    """Everything else is agreed to: health still is not."""
    family_id, home, health = family(), area("WOHNEN"), area("GESUNDHEIT")
    with db.program() as session:
        for item in session.exec(select(ConsentItem).where(ConsentItem.category == DataCategory.HEALTH)):
            item.revoked_on, item.revoked_at = TODAY, now()
            session.add(item)
    rate("amir", family_id, A, Judged(home, 2), Judged(health, 1))
    assert read("anna", family_id) == [(home, A, 2)]


def test_nobody_judges_for_the_other_house(database: str) -> None:
    """Not by the form, not by correcting, not past the service; the family's view both may correct."""
    family_id, home = family(), area("WOHNEN")
    with pytest.raises(InvalidForm):
        rate("anna", family_id, A, Judged(home, 1))
    (theirs,) = rate("amir", family_id, A, Judged(home, 1))
    (said,) = rate("amir", family_id, F, Judged(home, 1))
    with pytest.raises(NotAllowed), db.transaction(member("anna")) as session:
        needs.correct(session, theirs, {"level": 1}, {"level": 4})
    with pytest.raises(NotAllowed), db.transaction(member("anna")) as session:
        records.edit(session, Need, theirs, {"level": 1}, {"level": 4})
    with pytest.raises(NotAllowed), db.transaction(member("anna")) as session:
        needs.remove(session, theirs)
    with db.transaction(member("anna")) as session:
        needs.correct(session, said, {"level": 1}, {"level": 3})
    assert (home, F, 3) in read("amir", family_id)
    assert (home, A, 1) in read("amir", family_id)


def test_correcting_and_removing_leave_a_trace(database: str) -> None:
    """The change log keeps the old level, and that a rating was there."""
    family_id, home = family(), area("WOHNEN")
    (number,) = rate("anna", family_id, F, Judged(home, 0))
    with db.transaction(member("anna")) as session:
        needs.correct(session, number, {"level": 0}, {"level": 2})
    with db.transaction(member("anna")) as session:
        needs.remove(session, number)
    with db.program() as session:
        log = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "need").order_by(col(ChangeEntry.id))).all()
    assert any(one.field == "level" and str(one.new) == "2" for one in log)
    assert read("anna", family_id) == []


def test_bad_input_is_said_at_its_field(database: str) -> None:
    """Nothing rated, twice, a strange level or area, tomorrow, entrusted."""
    family_id, home = family(), area("WOHNEN")
    rate("anna", family_id, F, Judged(home, 0))
    for judged in ([], [Judged(home, 1)], [Judged(area("SCHULE"), 5)], [Judged(999999, 1)]):
        with pytest.raises(InvalidForm):
            rate("anna", family_id, F, *judged)
    with pytest.raises(InvalidForm):
        rate("amir", family_id, A, Judged(home, 1), level=Confidentiality.ENTRUSTED)
    with pytest.raises(InvalidForm), db.transaction(member("anna")) as session:
        needs.rate(session, family_id, TODAY.replace(year=2019), F, [Judged(home, 1)])
    with pytest.raises(NotFound):
        rate("anna", family_id, F, Judged(area("SCHULE"), 1), review_id=4711)


def test_koordination_words_the_levels(database: str) -> None:
    """A short text per level, also for a new area; nobody else, nothing empty."""
    with db.transaction(member("kerstin")) as session:
        new = choices.add(session, ListName.AREA, "Ehrenamt").id or 0
        needs.word(session, new, {level: f"Stufe {level}" for level in range(5)})
        needs.word(session, new, {level: f"Neu {level}" for level in range(5)})
    with db.program() as session:
        texts = session.exec(select(AreaLevel.text).where(AreaLevel.area_id == new).order_by(col(AreaLevel.level)))
        assert list(texts) == [f"Neu {level}" for level in range(5)]
    with pytest.raises(InvalidForm), db.transaction(member("kerstin")) as session:
        needs.word(session, new, {0: "nur eine"})
    with pytest.raises(NotAllowed), db.transaction(member("anna")) as session:
        needs.word(session, new, dict.fromkeys(range(5), "x"))


def test_what_a_person_reads_is_typed(cast: Callable[[str], Person]) -> None:
    """An area's level is read with its meaning."""
    with db.reading(cast("anna")) as session:
        home = query.areas(session)[area("WOHNEN")]
    assert home.level_text(0) == "0 – Wohnung fehlt oder ist gekündigt"
    assert home.level_text(None) == "nicht angesprochen"
