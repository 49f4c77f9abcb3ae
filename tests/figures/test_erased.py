"""Erasure changes no past figure: every indicator over all months is the same text before and after."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from fam import cli, db
from fam.demo import database as demo_database
from fam.demo import story
from fam.erasing import anonymise
from fam.models import (
    Account,
    AccountRole,
    Family,
    FieldDef,
    Lead,
    Meeting,
    Member,
    Note,
    table,
)
from fam.person import Person
from fam.rules.terms import ENDED, Role, Status
from tests.figures.histories import Case, write
from tests.support.databases import BOTH
from tests.support.erasing import datenschutz, erase_due, old_case
from tests.support.figures import everything, own

Cast = Callable[[str], Person]
TODAY, FIRST = date(2018, 10, 15), date(2014, 2, 1)


@pytest.fixture(scope="module")
def told(ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's story as a SQLite file that nobody opens."""
    path = Path(shutil.copy(ready_sqlite, tmp_path_factory.mktemp("told") / "fam.db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", f"sqlite:///{path}")
        demo_database.fill(story.size())
        db.engine().dispose()
    return path


@pytest.fixture(params=BOTH)
def demo(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The demo's story in a database of its own, in use."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('told'), tmp_path / 'told.db')}"
        monkeypatch.setenv("FAM_DATABASE_URL", url)
    else:
        url = request.getfixturevalue("postgres_url")
        demo_database.fill(story.size())
    yield url
    db.engine().dispose()


def of(name: str) -> Person:
    """Return somebody of the demo as the `Person` that transactions take."""
    with db.program() as session:
        account = session.exec(select(Account).where(Account.username == name)).one()
        found = session.exec(select(AccountRole.role).where(AccountRole.account_id == account.id))
        roles = frozenset(Role(role) for role in found)
    return Person(account.id or 0, name, account.display_name, account.institution, roles, today=TODAY, demo=True)


def caseload(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `python -m fam caseload --csv` prints."""
    assert cli.main(["caseload", "--csv"]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("demo")
def test_every_figure_of_the_demo_is_the_same_byte_for_byte(capsys: pytest.CaptureFixture[str]) -> None:
    """All indicators, splits, places and cohorts over all months, and what both Koordinationen count by themselves."""
    kerstin, konrad = of("kerstin"), of("konrad")
    before = everything(FIRST, TODAY), own(kerstin), own(konrad), caseload(capsys)
    done = erase_due(datenschutz(TODAY), kerstin)
    assert sum(done) >= 10
    assert (everything(FIRST, TODAY), own(kerstin), own(konrad), caseload(capsys)) == before
    with db.program() as session:
        gone = session.exec(select(Family.id).where(Family.status == Status.ANONYMISED)).all()
        assert len(gone) == sum(done)
        assert not session.exec(select(Note).where(col(Note.family_id).in_(gone))).all()
        for model in (Member, Meeting, Lead):  # stripped rows stay
            assert session.exec(select(model).where(table(model).c.family_id.in_(gone))).first(), model


@pytest.mark.parametrize("column", ["town_ags", "reason_id", "source_id", "closed_on"])
def test_the_comparison_sees_a_single_case(column: str, make_family: Callable[..., int], cast: Cast) -> None:
    """One case without its town, its reason, its source or its end would be seen: the comparison is no formality."""
    family_id = old_case(make_family)
    kerstin = cast("kerstin")
    _set(family_id, reason_id=1)
    before = everything(date(2014, 3, 1), date(2014, 8, 1)), own(kerstin)
    _set(family_id, **{column: None})
    assert (everything(date(2014, 3, 1), date(2014, 8, 1)), own(kerstin)) != before


def _set(family_id: int, **values: object) -> None:
    family = table(Family)
    with db.engine().execution_options(fam_write=True).begin() as connection:
        connection.execute(sa.update(family).where(family.c.id == family_id).values(**values))


@pytest.mark.usefixtures("demo")
def test_a_field_that_stays_counts_as_before_and_another_does_not() -> None:
    """What is marked "bleibt nach der Löschung" counts on for Koordination; the other field's values go."""
    kerstin = of("kerstin")
    with db.program() as session:
        stays = FieldDef(
            entity="family",
            label="Alleinerziehend",
            label_norm="alleinerziehend",
            kind="boolean",
            settings={"kept": True},
        )
        goes = FieldDef(entity="family", label="Haustier", label_norm="haustier", kind="boolean")
        session.add_all([stays, goes])
        session.flush()
        keys = stays.key, goes.key
        for family in session.exec(select(Family)).all():
            family.extra = {keys[0]: 1, keys[1]: 1}
    before, others = own(kerstin, kept=frozenset({keys[0]})), own(kerstin, kept=frozenset({keys[1]}))
    erase_due(datenschutz(TODAY), kerstin)
    assert own(kerstin, kept=frozenset({keys[0]})) == before
    assert own(kerstin, kept=frozenset({keys[1]})) != others
    with db.program() as session:
        kept = session.exec(select(Family.extra).where(Family.status == Status.ANONYMISED)).all()
        assert all(extra == {keys[0]: 1} for extra in kept)


DAYS = st.integers(0, 400)
WAYS = (
    (Status.NOT_ADMITTED,), (Status.WITHDRAWN,), (Status.EXAMINATION, Status.NOT_ADMITTED),
    (Status.EXAMINATION, Status.WAITING, Status.WITHDRAWN), (Status.EXAMINATION, Status.ACTIVE, Status.CLOSED),
    (Status.EXAMINATION, Status.WAITING, Status.ACTIVE, Status.PAUSED, Status.ACTIVE, Status.CLOSED),
    (Status.EXAMINATION, Status.ACTIVE), (Status.ACTIVE, Status.CLOSED, Status.ACTIVE),
)  # fmt: skip


@st.composite
def courses(draw: st.DrawFn) -> Case:
    """A case with any of these ways, steps at any distance, also on the same day."""
    day = draw(st.dates(FIRST, date(2016, 6, 1)))
    steps = [(Status.PROPOSED, day)]
    for status in draw(st.sampled_from(WAYS)):
        day += timedelta(days=draw(DAYS))
        steps.append((status, day))
    return Case(tuple(steps))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(courses(), min_size=1, max_size=8))
def test_any_history_keeps_its_figures(cases: list[Case], database: str) -> None:
    """Whatever the courses were: erasing every case that has ended changes no month."""
    assert database
    write(cases)
    first, today = date(2015, 11, 1), date(2018, 10, 15)
    before = everything(first, today, step=12)
    with db.program() as session:
        ended = session.exec(select(Family.id).where(table(Family).c.status.in_(ENDED))).all()
        for number in ended:
            anonymise(session, number or 0, today)
    assert everything(first, today, step=12) == before
