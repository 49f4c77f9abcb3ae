"""Whatever the team does with a field, in whatever order: every value that was ever typed can be found again."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from fam import db
from fam.errors import FamError
from fam.fields.encoding import RAW, decode, encode
from fam.fields.parsing import text_of
from fam.fields.registry import field_by_key
from fam.fields.spec import FieldSpec, Kind
from fam.models import ChangeEntry, Family, FieldConversion, FieldDef, FieldStash, ListItem, Member, Town
from fam.person import system
from fam.rules.terms import ListName
from fam.services import families, field_conversion, field_making, field_promotion, records
from fam.services.field_making import FieldDraft
from fam.services.field_plan import KEEP, Decision

KINDS = (Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.BOOLEAN, Kind.DATE, Kind.CHOICE, Kind.LONG_TEXT)
TYPED = {
    Kind.TEXT: st.sampled_from(["ja", "12", "1,5", "03.04.2017", "Haupt", "=1+1", "Grüße 😀"]),
    Kind.LONG_TEXT: st.sampled_from(["nein", "7", "Zwei\nZeilen"]),
    Kind.INTEGER: st.integers(-9, 99),
    Kind.DECIMAL: st.decimals(-9, 99, places=2),
    Kind.MONEY: st.decimals(0, 999, places=2),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: st.dates(date(2000, 1, 1), date(2030, 1, 1)),
}
STEPS = st.sampled_from(
    ["fill", "fill", "fill", "rename", "retire", "restore", "retype", "revert", "promote", "demote"]
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], scope="module")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A database of its own with one family; gives the family's id."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "sqlite":
            path = shutil.copy(request.getfixturevalue("ready_sqlite"), tmp_path_factory.mktemp("lost") / "fam.db")
            url = f"sqlite:///{Path(path)}"
        else:
            server = request.getfixturevalue("postgres_server")
            url = server.url(server.create(request.getfixturevalue("ready_postgres")))
        patch.setenv("FAM_DATABASE_URL", url)
        with db.program() as session:
            town = session.exec(select(Town.ags)).first()
            source = session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first()
            family = families.propose(session, families.Proposal("Muster", town, source, date(2017, 3, 1), "Anlass"))
            number = family.id or 0
        yield number
        db.engine_for(url).dispose()


class Life:
    """One field and one member: what was typed, and the steps that the team takes."""

    def __init__(self, family: int, kind: Kind) -> None:
        self.typed: list[str] = []  # as people read it at the time
        with db.program() as session:
            label = f"Feld {session.exec(select(FieldDef.id).order_by(col(FieldDef.id).desc())).first()}"
            row = field_making.make(session, FieldDraft("member", label, kind, "Haupt\nReal\nja"))
            self.field_id, self.key = row.id or 0, row.key
            self.member = records.add(session, Member(family_id=family, first_name="Mia")).id or 0

    def field(self) -> FieldSpec:
        """The field as it is now."""
        with db.reading(system()) as session:
            found = field_by_key(session, self.key)
        assert found
        return found

    def step(self, name: str, data: st.DataObject) -> None:
        """Take one step; what cannot be done now is refused in German and changes nothing."""
        try:
            getattr(self, name)(data)
        except FamError as refused:
            if not str(refused).endswith((".", "?", "!")):
                pytest.fail(f"no sentence: {refused}")

    def fill(self, data: st.DataObject) -> None:
        """Somebody types a value."""
        field = self.field()
        if field.state == "RETIRED":
            return
        offered = st.sampled_from(list(field.choices)) if field.choices else st.nothing()
        values = TYPED.get(field.kind, offered)
        value = decode(field.kind, encode(field.kind, data.draw(values)))  # 0,00 is 0
        with db.program() as session:
            before = records.find(session, Member, self.member).extra.get(self.key)
            opened = {self.key: decode(field.kind, before)}
            records.edit(session, Member, self.member, opened, {self.key: value})
        self.typed.append(text_of(field, value))

    def rename(self, data: st.DataObject) -> None:
        """The label changes."""
        label = data.draw(st.sampled_from(["Neu", "Schulform", "Ganz anders"])) + f" {self.field_id}"
        with db.program() as session:
            field_making.change(session, self.field_id, {}, {"label": label})

    def retire(self, _data: st.DataObject) -> None:
        """Out of use."""
        with db.program() as session:
            field_making.retire(session, self.field_id)

    def restore(self, _data: st.DataObject) -> None:
        """Back."""
        with db.program() as session:
            field_making.restore(session, self.field_id)

    def retype(self, data: st.DataObject) -> None:
        """Another kind; what does not follow stays as unread text."""
        kind = data.draw(st.sampled_from(KINDS))
        with db.program() as session:
            report = field_conversion.dry_run(session, self.field_id, kind)
            decisions = {one.text: Decision(KEEP) for one in report.failing}
            field_conversion.apply(session, self.field_id, kind, decisions)

    def revert(self, _data: st.DataObject) -> None:
        """The newest change of kind is taken back."""
        with db.program() as session:
            query = select(FieldConversion).where(
                FieldConversion.field_id == self.field_id, col(FieldConversion.reverted).is_(False)
            )
            found = session.exec(query.order_by(col(FieldConversion.id).desc())).first()
            assume(found is not None)
            assert found is not None
            field_conversion.revert(session, found.id or 0)

    def promote(self, _data: st.DataObject) -> None:
        """A real column."""
        with db.program() as session:
            field_promotion.promote(session, self.field_id)

    def demote(self, _data: st.DataObject) -> None:
        """And back."""
        with db.program() as session:
            field_promotion.demote(session, self.field_id)

    def retrievable(self) -> set[str]:
        """Everything that can be found: in the record, in the change log, among the originals of a change of kind."""
        field = self.field()
        with db.reading(system()) as session:
            extra = records.find(session, Member, self.member).extra
            log = session.exec(
                select(ChangeEntry.old, ChangeEntry.new).where(
                    ChangeEntry.entity == "member", ChangeEntry.record_id == self.member,
                    col(ChangeEntry.field).in_([self.key, self.key + RAW]),
                )
            ).all()  # fmt: skip
            stash = session.exec(select(FieldStash.old).where(FieldStash.field_id == self.field_id)).all()
        stored = (
            [value for row in log for value in row] + list(stash) + [extra.get(self.key), extra.get(self.key + RAW)]
        )
        return {text for value in stored for text in _readings(field, value)}


def _readings(field: FieldSpec, stored: Any) -> set[str]:
    """A stored value as each kind would read it: the log keeps what stood there under the kind of its time."""
    found = {str(stored)}
    for kind in KINDS:
        try:
            found.add(text_of(FieldSpec("", "", "", kind, choices=field.labels, field_id=1), decode(kind, stored)))
        except (ValueError, TypeError, ArithmeticError, AttributeError):
            continue
    return found


@given(st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_value_ever_typed_can_be_found(stage: int, data: st.DataObject) -> None:
    """Define, fill, rename, retire, retype, revert, promote, demote: in any order."""
    life = Life(stage, data.draw(st.sampled_from(KINDS)))
    for name in data.draw(st.lists(STEPS, min_size=3, max_size=14)):
        life.step(name, data)
        assert set(life.typed) <= life.retrievable(), name
    with db.reading(system()) as session:
        assert session.exec(select(Family.id)).first()
