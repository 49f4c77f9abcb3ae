"""After an erasure nothing of the family is in the database any more: no row, no log, no byte of the file."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from fam import db, scrubbing
from fam.models import (
    AccessGrant,
    Address,
    Attendee,
    Base,
    BenefitUnit,
    Consent,
    ConsentScan,
    Draft,
    Family,
    FamilyDetail,
    FieldDef,
    FieldStash,
    ImportBatch,
    ImportRow,
    Judgement,
    Lead,
    ListItem,
    Meeting,
    Member,
    Note,
    Phone,
    ProtectionReport,
    ReadEntry,
    Release,
    SavedView,
    Task,
    Vote,
    now,
)
from fam.person import Person
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Answer, Confidentiality, Institution, MemberRole, Party, ReleaseBasis, ViewKind
from tests.support import plan_entries
from tests.support.erasing import erase_due, old_case

PA, DAY = Institution.PRO_ARBEIT, date(2014, 4, 1)
WORD = "Quittenbaum"  # stands in everything that is written about the family, and nowhere else


def fill(family_id: int, anna: Person) -> None:
    """Write the word into every table and column that takes a text about a family."""
    entry: dict[str, Any] = {"family_id": family_id, "institution": PA, "event_on": DAY, "author_id": anna.account_id}
    with db.transaction(anna, "import") as session:  # as Anna, so that the change log has it too
        member = Member(family_id=family_id, first_name=WORD, last_name=WORD, role=MemberRole.CHILD, born_on=DAY)
        note = Note(text=f"{WORD} erzählt", confidentiality=Confidentiality.TEAM, **entry)
        session.add_all([member, note, BenefitUnit(family_id=family_id, number=f"BG {WORD}")])
        session.add_all([Address(family_id=family_id, street=WORD), Phone(family_id=family_id, number=WORD)])
        session.flush()
        note.text = f"{WORD} noch einmal"
    with db.program() as session:
        kind = session.exec(select(ListItem.id)).first()
        field = FieldDef(entity="member", label="Hobby", label_norm="hobby", kind="text")
        batch = ImportBatch(file_name="liste.xlsx", file_hash="0", report={"lines": [{"text": WORD}], "remarks": []})
        meeting = Meeting(kind_id=kind or 0, topics=WORD, agreements=WORD, place=WORD, **entry)
        session.add_all([field, batch, meeting])
        session.flush()
        member = session.exec(select(Member).where(Member.first_name == WORD)).one()
        note = session.exec(select(Note)).one()
        detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family_id)).one()
        detail.occasion = detail.remark = detail.regular_offers = detail.interpreter = WORD
        member.extra = {field.key: WORD}
        family = session.get_one(Family, family_id)
        family.waiting_priority = WORD
        consent = Consent(family_id=family_id, member_id=member.id, given_on=DAY, signed_by=WORD, purpose=WORD)
        session.add(consent)
        session.flush()
        mine = plan_entries.own(PA, Confidentiality.INSTITUTION, anna.account_id, event_on=DAY)
        plan_entries.fill(session, family_id, WORD, mine)
        of: dict[str, Any] = {"family_id": family_id, "institution": PA}
        session.add_all([
            ConsentScan(family_id=family_id, consent_id=consent.id or 0, name=f"{WORD}.pdf",
                        media_type="application/pdf", content=WORD.encode() * 3000),
            Task(text=WORD, owner_text=WORD, meeting_id=meeting.id, done_on=DAY, **entry),
            Attendee(meeting_id=meeting.id or 0, family_id=family_id, party=Party.OTHER, name=WORD),
            Vote(answer=Answer.YES, reason=WORD, voted_on=DAY, **of),
            Judgement(criterion="area", reason=WORD, **of),
            ProtectionReport(reported_on=DAY, reason_not_informed=WORD, **of),
            Lead(name_text=WORD, starts_on=DAY, ends_on=DAY, **of),
            AccessGrant(account_id=anna.account_id, family_id=family_id, reason=WORD, ends_at=now()),
            ReadEntry(kind=ReadKind.FILE, family_id=family_id, detail=WORD),
            Release(entity="note", record_id=note.id or 0, to_institution=Institution.ASD, basis=ReleaseBasis.CONSENT,
                    basis_text=WORD, given_by=WORD, released_on=DAY, **of),
            Draft(account_id=anna.account_id, form=f"note:new:{family_id}", field="text", text=WORD),
            Draft(account_id=anna.account_id, form=f"meeting:{meeting.id}", field="topics", text=WORD),
            Draft(account_id=anna.account_id, form=f"step:close:{family_id}", field="summary", text=WORD),
            Draft(account_id=anna.account_id, form=f"vote:{family_id}:ASD", field="reason", text=WORD),
            FieldStash(field_id=field.id or 0, batch="b", record_id=member.id or 0, old=WORD, new=WORD),
            ImportRow(batch_id=batch.id or 0, sheet="Liste", row=2, outcome="NEW", family_id=family_id,
                      cells={"A": WORD}, listed={"name": WORD}, reasons=[{"sentence": WORD}]),
            SavedView(kind=ViewKind.LIST, subject="families", account_id=anna.account_id, title="Meine",
                      settings={"text": f"{WORD}-Familie", "filters": [WORD.upper() + " Familie"]}),
        ])  # fmt: skip


def everywhere() -> str:
    """Return every row of every table as text."""
    found = []
    with db.engine().connect() as connection:
        for table in Base.metadata.sorted_tables:
            found += [f"{table.name} {tuple(row)}" for row in connection.execute(sa.select(table))]
    return "\n".join(found)


def test_no_row_and_no_byte_is_left(
    database: str, make_family: Callable[..., int], cast: Callable[[str], Person]
) -> None:
    """The word is in three dozen tables before, and in none after; on SQLite not in the file and its log either."""
    anna, dora, kerstin = cast("anna"), cast("dora"), cast("kerstin")
    family_id = old_case(make_family, f"{WORD}-Familie")
    other = make_family("Herbst", received_on=date(2017, 5, 1))
    fill(family_id, anna)
    if database.startswith("sqlite"):
        assert any(
            WORD.encode() in file.read_bytes() for file in Path(database[10:]).parent.iterdir() if file.is_file()
        )
    with db.program() as session:
        session.get_one(Family, other).previous_id = family_id
        session.flush()
        session.get_one(Family, other).status = session.get_one(Family, family_id).status  # ended too: no blocker
        session.add(Draft(account_id=anna.account_id, form=f"note:new:{other}", field="text", text="bleibt"))
    before = everywhere()
    tables = {line.split()[0] for line in before.splitlines() if WORD.casefold() in line.casefold()}
    assert len(tables) >= 33, sorted(tables)
    assert erase_due(dora, kerstin) == [True]
    after = everywhere()
    assert [line for line in after.splitlines() if WORD.casefold() in line.casefold()] == []
    assert "FAM-2014-00001" not in after
    assert "bleibt" in after
    with db.program() as session:
        assert session.get_one(Family, other).previous_id is None
    if database.startswith("sqlite"):  # deleted content is overwritten at once, also while nobody rewrites the file
        with db.engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        _nothing_in_the_files(Path(database.removeprefix("sqlite:///")))
    assert scrubbing.scrub()
    if database.startswith("sqlite"):
        _nothing_in_the_files(Path(database.removeprefix("sqlite:///")))


def _nothing_in_the_files(path: Path) -> None:
    files = [one for one in path.parent.iterdir() if one.name.startswith(path.name)]
    assert path in files
    for file in files:
        content = file.read_bytes()
        for text in (WORD, WORD.upper(), WORD.casefold(), json.dumps(WORD), "FAM-2014-00001"):
            assert text.encode() not in content, f"{text} is still in {file.name}"
