"""An Auskunft holds everything about one person and nothing of anybody else, in the PDF and in the JSON file."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from fam import db
from fam.errors import IllegalStep, NotAllowed, NotFound
from fam.exchange import access_report as files
from fam.fields.spec import Kind
from fam.models import (
    AccessGrant,
    AccessRequest,
    Account,
    Address,
    Attendee,
    BenefitUnit,
    ChangeEntry,
    Consent,
    ConsentScan,
    Dissent,
    Family,
    FamilyDetail,
    FieldDef,
    ImportBatch,
    ImportRow,
    Judgement,
    ListItem,
    Meeting,
    Member,
    Note,
    Phone,
    ProtectionReport,
    ReadEntry,
    Release,
    Statement,
    Task,
    Vote,
    now,
)
from fam.person import Person
from fam.rules.access_report import Report, redacted, undecided
from fam.rules.protection_terms import ReadKind, RequestState, StatementKind
from fam.rules.terms import Answer, Confidentiality, FieldState, Institution, ListName, MemberRole, Party, ReleaseBasis
from fam.services import access_entrusted, access_requests
from fam.services.access_report import put_together

Cast = Callable[[str], Person]
Make = Callable[..., int]
DAY = date(2018, 3, 1)
SIDES = {Institution.PRO_ARBEIT: "anna", Institution.ASD: "amir"}


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


class Planted:
    """A family of three with a word of its own in every text: "eigen…" is Emir's, "geheim…" is not for him."""

    def __init__(self, family_id: int) -> None:
        self.family_id, self.count = family_id, 0
        self.own: list[str] = []
        self.secret: list[str] = []

    def mine(self) -> str:
        """Return a new word that the Auskunft must hold."""
        self.count += 1
        self.own.append(f"eigenwort{self.count}q")
        return self.own[-1]

    def theirs(self) -> str:
        """Return a new word that must appear nowhere in it."""
        self.count += 1
        self.secret.append(f"geheimwort{self.count}q")
        return self.secret[-1]


def account(session: Any, name: str) -> int:
    return session.exec(select(Account.id).where(Account.username == name)).one() or 0


def plant(session: Any, family_id: int) -> tuple[Planted, Member, int]:
    """Fill every table that hangs on the family; return the words, Emir, and his request."""
    words = Planted(family_id)
    emir = Member(family_id=family_id, first_name="Emir", last_name=words.mine(), role=MemberRole.YOUNG_PERSON,
                  born_on=date(2002, 5, 4))  # fmt: skip
    aylin = Member(family_id=family_id, first_name=words.theirs(), last_name=words.theirs(), role=MemberRole.MOTHER)
    deniz = Member(family_id=family_id, first_name=words.theirs(), role=MemberRole.CHILD)
    session.add_all([emir, aylin, deniz])
    session.flush()
    _fields(session, words, emir, aylin)
    _household(session, words)
    _entries(session, words, emir, [aylin, deniz])
    _examined(session, words)
    _shared(session, words, emir, aylin)
    request = AccessRequest(family_id=family_id, member_id=emir.id, requested_on=DAY)
    session.add(request)
    session.flush()
    return words, emir, request.id or 0


def _fields(session: Any, words: Planted, emir: Member, aylin: Member) -> None:
    """Fields of the team: one in use, one out of use, one that only the ASD reads."""
    for state, readers in ((FieldState.ACTIVE, None), (FieldState.RETIRED, None), (FieldState.ACTIVE, Institution.ASD)):
        label = f"Feld {words.count}"
        made = FieldDef(entity="member", label=label, label_norm=label, kind=Kind.TEXT, state=state, readers=readers)
        session.add(made)
        session.flush()
        emir.extra = {**emir.extra, f"f_{made.id}": words.mine()}
        aylin.extra = {**aylin.extra, f"f_{made.id}": words.theirs()}
    session.flush()


def _household(session: Any, words: Planted) -> None:
    family = words.family_id
    session.add_all([
        Address(family_id=family, street=words.mine(), postcode="63225"), Phone(family_id=family, number=words.mine()),
        BenefitUnit(family_id=family, number=words.mine()),
    ])  # fmt: skip
    detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
    detail.occasion, detail.regular_offers, detail.remark = words.mine(), words.mine(), words.mine()
    session.exec(select(Family).where(Family.id == family)).one().waiting_priority = words.mine()


def _entries(session: Any, words: Planted, emir: Member, others: list[Member]) -> None:
    kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first()
    for institution, name in SIDES.items():
        for level in Confidentiality:
            for about in (emir, None, *others):
                own = about in (emir, None) and level is not Confidentiality.ENTRUSTED
                word = words.mine if own else words.theirs
                common: dict[str, Any] = {
                    "family_id": words.family_id, "institution": institution, "confidentiality": level,
                    "event_on": DAY, "author_id": account(session, name), "about_id": about.id if about else None,
                }  # fmt: skip
                meeting = Meeting(kind_id=kind, place=word(), topics=word(), agreements=word(), **common)
                rows: list[Any] = [meeting, Task(text=word(), owner_text=word(), **common), Note(text=word(), **common)]
                session.add_all(rows)
                session.flush()
                session.add(Attendee(meeting_id=meeting.id or 0, family_id=words.family_id, party=Party.OTHER,
                                     name=words.theirs()))  # fmt: skip
                for row in rows:
                    session.add(_said(row, word(), None))
                    session.add(_said(row, words.theirs(), others[0].id))


def _said(row: Any, text: str, member_id: int | None) -> Statement:
    return Statement(family_id=row.family_id, entity=row.__tablename__, record_id=row.id, institution=row.institution,
                     kind=StatementKind.COUNTER, text=text, member_id=member_id, stated_on=DAY)  # fmt: skip


def _examined(session: Any, words: Planted) -> None:
    family, side = words.family_id, Institution.ASD
    session.add_all([
        Judgement(family_id=family, institution=side, criterion="voluntary", answer=Answer.YES, reason=words.mine()),
        Vote(family_id=family, institution=side, answer=Answer.YES, reason=words.mine(), voted_on=DAY),
        Dissent(family_id=family, raised_on=DAY, note=words.mine()),
        ProtectionReport(family_id=family, institution=side, reported_on=DAY, reason_not_informed=words.mine()),
        AccessGrant(account_id=account(session, "stefan"), family_id=family, reason=words.mine(), ends_at=now()),
    ])  # fmt: skip
    batch = ImportBatch(file_name="liste.xlsx", file_hash="x")
    session.add(batch)
    session.flush()
    session.add(ImportRow(batch_id=batch.id or 0, sheet="A", row=2, outcome="new", cells={"A": words.mine()},
                          family_id=family))  # fmt: skip


def _shared(session: Any, words: Planted, emir: Member, aylin: Member) -> None:
    for member, word in ((emir, words.mine), (aylin, words.theirs)):
        consent = Consent(family_id=words.family_id, member_id=member.id, given_on=DAY, purpose=word(), bodies=word())
        session.add(consent)
        session.flush()
        session.add(ConsentScan(family_id=words.family_id, consent_id=consent.id or 0, name=word(), content=b"x",
                                media_type="application/pdf"))  # fmt: skip
        note = session.exec(select(Note).where(Note.about_id == member.id, Note.institution == Institution.ASD)).first()
        assert note
        session.add(Release(family_id=words.family_id, entity="note", record_id=note.id or 0, released_on=DAY,
                            institution=Institution.ASD, to_institution=Institution.PRO_ARBEIT, basis_text=word(),
                            basis=ReleaseBasis.CONSENT, member_id=member.id))  # fmt: skip


def texts(report: Report) -> tuple[str, str]:
    """Return what stands in the PDF and in the JSON file."""
    pages = PdfReader(io.BytesIO(files.pdf(report, draft=False))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", ""), files.as_json(report).decode()


def keep_all(report: Report) -> dict[str, list[str]]:
    return {item.key: ["", item.digest] for item in report.items}


@pytest.fixture
def planted(cast: Cast, make_family: Make) -> tuple[Planted, Member, int]:
    """The family with its words."""
    family_id = make_family("Kaya")
    with db.program() as session:
        return plant(session, family_id)


def compiled(person: Person, request_id: int) -> Report:
    with db.transaction(person) as session:
        return put_together(session, request_id)


def test_the_files_hold_all_of_one_person_and_nothing_of_anybody_else(
    cast: Cast, planted: tuple[Planted, Member, int]
) -> None:
    """Every word of Emir and of the whole family stands in both files, no other one does, even if all is kept."""
    words, _emir, request_id = planted
    report = compiled(cast("dora"), request_id)
    kept = redacted(report, keep_all(report))
    for text in texts(kept):
        assert [word for word in words.own if word not in text] == []
        assert [word for word in words.secret if word in text] == []
    assert len(words.own) > 60
    assert len(words.secret) > 60


def test_entrusted_entries_are_counted_only(cast: Cast, planted: tuple[Planted, Member, int]) -> None:
    """Three each of both sides about Emir and about the family; their author adds one, and it stands there."""
    words, emir, request_id = planted
    (section,) = [one for one in compiled(cast("dora"), request_id).sections if one.key == "work"]
    assert "sind: 12." in section.remark
    with db.transaction(cast("amir")) as session:
        mine = access_entrusted.mine(session, access_requests.find(session, request_id))
        (note,) = [row for row in mine if isinstance(row, Note) and row.about_id == emir.id]
        access_entrusted.settle(session, request_id, [access_entrusted.key_of(note)])
    with db.reading(cast("anna")) as session:  # that there is anything entrusted is not hers to know
        logged = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "access_request")).all()
        assert [(one.action, "entrusted" in (one.new or {})) for one in logged] == [("create", False)]
    with db.transaction(cast("amir")) as session:
        of_note = (Statement.entity == "note", Statement.record_id == note.id, col(Statement.member_id).is_(None))
        said = session.exec(select(Statement.text).where(*of_note)).one()
    report = compiled(cast("dora"), request_id)
    (section,) = [one for one in report.sections if one.key == "work"]
    assert "sind: 11." in section.remark
    for text in texts(redacted(report, keep_all(report))):
        assert note.text in text
        assert [word for word in words.secret if word in text and word not in (note.text, said)] == []


def test_nobody_adds_what_was_entrusted_to_somebody_else(cast: Cast, planted: tuple[Planted, Member, int]) -> None:
    """Anna cannot add Amir's, and a stranger finds no request."""
    _words, _emir, request_id = planted
    with db.program() as session:
        query = select(Note).where(Note.confidentiality == Confidentiality.ENTRUSTED, Note.institution == "ASD")
        key = access_entrusted.key_of(session.exec(query).first())
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        access_entrusted.settle(session, request_id, [key])
    for name in ("stefan", "lena", "adam"):
        with pytest.raises(NotFound), db.transaction(cast(name)) as session:
            access_entrusted.settle(session, request_id, [])


@pytest.mark.parametrize("name", ["anna", "amir", "kerstin", "konrad", "lena", "adam", "stefan"])
def test_nobody_but_datenschutz_puts_an_auskunft_together(
    name: str, cast: Cast, planted: tuple[Planted, Member, int]
) -> None:
    """Neither a lead nor Koordination: it holds what the other institution keeps."""
    with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
        put_together(session, planted[2])


def test_it_is_put_together_only_while_it_is_open_and_every_time_is_written_down(
    cast: Cast, planted: tuple[Planted, Member, int]
) -> None:
    """Twice within half an hour is one line; afterwards it is a new one; answered, it stays closed."""
    _words, _emir, request_id = planted
    dora = cast("dora")
    compiled(dora, request_id)
    compiled(dora, request_id)
    with db.program() as session:
        (line,) = session.exec(select(ReadEntry).where(ReadEntry.kind == ReadKind.DOCUMENT)).all()
        assert (line.account_id, line.detail) == (dora.account_id, f"Auskunft {request_id}")
        line.at -= timedelta(minutes=31)
    compiled(dora, request_id)
    with db.program() as session:
        assert len(session.exec(select(ReadEntry).where(ReadEntry.kind == ReadKind.DOCUMENT)).all()) == 2
        access_requests.find(session, request_id).state = RequestState.ANSWERED
    with pytest.raises(NotAllowed, match="abgeschlossen"):
        compiled(dora, request_id)


def test_what_names_others_is_left_out_of_both_files(cast: Cast, planted: tuple[Planted, Member, int]) -> None:
    """A note that names the mother is marked; left out, its words are gone and the reason stands there."""
    words, emir, request_id = planted
    with db.program() as session:
        note = session.exec(
            select(Note).where(Note.about_id == emir.id, Note.confidentiality == Confidentiality.TEAM)
        ).first()
        assert note
        note.text = f"Streit mit {words.secret[0].upper()}, plapperwort"
        key = f"note:{note.id}"
    dora = cast("dora")
    (item,) = [one for one in undecided(compiled(dora, request_id), {}) if one.key == key]
    with db.transaction(dora) as session:
        request = access_requests.decide(session, request_id, key, item.digest, "Angaben zur Mutter")
    shown = redacted(compiled(dora, request_id), request.decisions)
    for text in texts(shown):
        assert "plapperwort" not in text
        assert "Angaben zur Mutter" in text


def test_a_statement_that_names_others_is_looked_at(cast: Cast, planted: tuple[Planted, Member, int]) -> None:
    """What the person said about an entry may speak of somebody else too."""
    _words, emir, request_id = planted
    with db.program() as session:
        note = session.exec(
            select(Note).where(Note.about_id == emir.id, Note.confidentiality == Confidentiality.TEAM)
        ).first()
        assert note
        session.add(_said(note, "Das war meine Mutter, nicht ich.", None))
        key = f"note:{note.id}"
    assert key in {item.key for item in undecided(compiled(cast("dora"), request_id), {})}


def test_a_field_that_holds_a_name_is_looked_at(cast: Cast, planted: tuple[Planted, Member, int]) -> None:
    """Whose telephone, who else signed: another name is marked, the person's own is not."""
    words, _emir, request_id = planted
    with db.program() as session:
        phones = [Phone(family_id=words.family_id, number="1", whose=whose) for whose in ("Emir", "Herr Vormund", "")]
        session.add_all(phones)
        session.flush()
        keys = [f"phone:{one.id}" for one in phones]
        session.add(Consent(family_id=words.family_id, given_on=DAY, signed_by="Frau Pflegerin"))
    report = compiled(cast("dora"), request_id)
    marked = {item.key for item in report.items if item.flags}
    assert [key in marked for key in keys] == [False, True, False]
    named = [item.key in marked for item in report.items if any(one.text == "Frau Pflegerin" for one in item.values)]
    assert named == [True]


def test_a_release_needs_every_decision_and_keeps_its_checksum(
    cast: Cast, planted: tuple[Planted, Member, int]
) -> None:
    """Undecided: refused. Decided and read: released; put together again it is the same, until something changes."""
    words, _emir, request_id = planted
    dora = cast("dora")
    with pytest.raises(IllegalStep, match="durchzusehen"), db.transaction(dora) as session:
        access_requests.release(session, request_id, read=True)
    for item in undecided(compiled(dora, request_id), {}):
        with db.transaction(dora) as session:
            access_requests.decide(session, request_id, item.key, item.digest, "Angaben zu Dritten")
    with pytest.raises(IllegalStep, match="nicht markierten"), db.transaction(dora) as session:
        access_requests.release(session, request_id, read=False)
    with db.transaction(dora) as session:
        request = access_requests.release(session, request_id, read=True)
    report = compiled(dora, request_id)
    assert access_requests.unchanged(request, report)
    content = json.loads(files.as_json(redacted(report, request.decisions)))
    assert (content["format"], content["released_on"]) == ("fam-auskunft/1", "2018-10-15")
    with db.program() as session:
        session.add(Phone(family_id=words.family_id, number="0123"))
    assert not access_requests.unchanged(request, compiled(dora, request_id))
    with db.transaction(dora) as session:
        assert access_requests.take_back(session, request_id).state is RequestState.OPEN


def test_a_person_who_moved_out_reads_nothing_of_where_the_others_live(
    cast: Cast, planted: tuple[Planted, Member, int]
) -> None:
    """Address, telephone and BG of the family are not for somebody who lives elsewhere."""
    words, emir, request_id = planted
    with db.program() as session:
        session.exec(select(Member).where(Member.id == emir.id)).one().in_household = False
        kept = [*session.exec(select(Address.street)), *session.exec(select(Phone.number))]
        kept += session.exec(select(BenefitUnit.number).where(col(BenefitUnit.family_id) == words.family_id)).all()
    report = compiled(cast("dora"), request_id)
    for text in texts(redacted(report, keep_all(report))):
        assert [word for word in kept if word in text] == []
