"""One secret word in entries of every level and kind, people around them, and who may find which word."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.fields.spec import Kind
from fam.models import Account, AccountRole, Attendee, Lead, ListItem, Meeting, Note, Task
from fam.models.base import Content
from fam.person import Person
from fam.rules.terms import (
    Confidentiality,
    Institution,
    LeadKind,
    ListName,
    MeetingState,
    Party,
    ReleaseBasis,
    Role,
)
from fam.services import drafts, field_making, grants, records, releases
from fam.services.field_making import FieldDraft
from fam.services.releases import ReleaseDraft
from tests.support.cast import TODAY

PA, ASD = Institution.PRO_ARBEIT, Institution.ASD
DAY = date(2018, 9, 3)
OTHERS = {"bea": ASD, "vera": ASD, "rudi": ASD, "paul": PA}  # second lead, deputy, with a reason, deputy
PEOPLE = ("anna", "amir", "stefan", "kerstin", "konrad", "lena", "adam", "dora", *OTHERS)
SIDE_ASD, SIDE_PA = {"amir", "bea", "vera", "rudi"}, {"anna", "paul"}
# word -> (who wrote it, level, to whom it was released)
ENTRIES: dict[str, tuple[str, Confidentiality, Institution | None]] = {
    "Xteamasdx": ("amir", Confidentiality.TEAM, None),
    "Xinternasdx": ("amir", Confidentiality.INSTITUTION, None),
    "Xanvertrautx": ("amir", Confidentiality.ENTRUSTED, None),
    "Xteampax": ("anna", Confidentiality.TEAM, None),
    "Xinternpax": ("anna", Confidentiality.INSTITUTION, None),
    "Xfreipax": ("amir", Confidentiality.INSTITUTION, PA),
    "Xfreiasdx": ("amir", Confidentiality.ENTRUSTED, ASD),
}
READERS: dict[str, set[str]] = {
    "Xteamasdx": SIDE_ASD | SIDE_PA,
    "Xinternasdx": SIDE_ASD,
    "Xanvertrautx": {"amir"},
    "Xteampax": (SIDE_ASD | SIDE_PA) - {"rudi"},
    "Xinternpax": SIDE_PA,
    "Xfreipax": SIDE_ASD | SIDE_PA,
    "Xfreiasdx": {"amir", "bea"},
    "Xohnex": {"amir", "bea"},  # TEAM in a family without any consent
    "Xentwurfx": set(),  # a draft, of Amir's alone: no list shows it
}
KINDS = ("note", "meeting", "task")


@dataclass
class Planted:
    """Ids by word and kind, the families, and the field of each table."""

    family: int
    other: int
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)  # table -> key


def plant(cast: Callable[[str], Person], make_family: Callable[..., int]) -> Planted:
    """Plant every word as note, meeting with guest, and task, each also in a field of the team."""
    found = Planted(make_family("Kaya"), make_family("Linde", consented=False))
    join(found)
    for kind in KINDS:
        with db.transaction(cast("kerstin")) as session:
            row = field_making.make(session, FieldDraft(kind, f"Feld {kind}", Kind.TEXT))
            found.fields[kind] = row.key
    for word, (author, level, to) in ENTRIES.items():
        with db.transaction(cast(author)) as session:
            _write(session, found, word, level, found.family)
        if to is not None:
            for kind in KINDS:
                with db.transaction(cast(author)) as session:
                    basis = ReleaseDraft(to, ReleaseBasis.CONSENT, "Fiktive Person", TODAY)
                    releases.release(session, kind, found.ids[kind, word], basis)
    with db.transaction(cast("amir")) as session:
        _write(session, found, "Xohnex", Confidentiality.TEAM, found.other)
        drafts.keep(session, f"note:new:{found.family}", "text", "Xentwurfx")
    with db.transaction(person("rudi")) as session:
        grants.open_file(session, "FAM-2017-00001", "Vertretung am Telefon")
    return found


def join(found: Planted) -> None:
    """Make the people around the families: a second lead of both, a deputy of each side of the first, a stranger."""
    with db.program() as session:
        for name, institution in OTHERS.items():
            account = Account(username=name, display_name=name.title(), institution=institution, password_hash="x",
                              must_change_password=False)  # fmt: skip
            session.add(account)
            session.flush()
            session.add(AccountRole(account_id=account.id or 0, role=Role.CASEWORKER))
            kind = LeadKind.LEAD if name == "bea" else LeadKind.DEPUTY
            if name != "rudi":
                for family in (found.family, found.other) if name == "bea" else (found.family,):
                    session.add(
                        Lead(family_id=family, account_id=account.id, institution=institution, kind=kind,
                             starts_on=TODAY - timedelta(days=9), ends_on=TODAY + timedelta(days=9))
                    )  # fmt: skip


def person(name: str) -> Person:
    """Return one of the people that the cast does not know."""
    with db.program() as session:
        number = session.exec(select(Account.id).where(Account.username == name)).one() or 0
    return Person(number, name, name.title(), OTHERS[name], frozenset({Role.CASEWORKER}), today=TODAY, demo=True)


def _write(session: Session, found: Planted, word: str, level: Confidentiality, family: int) -> None:
    me: Person = session.info["person"]
    assert me.institution
    own: dict[str, Any] = {"family_id": family, "institution": me.institution, "confidentiality": level}
    own |= {"event_on": DAY, "author_id": me.account_id}
    kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
    meeting = Meeting(kind_id=kind, state=MeetingState.HELD, topics=f"{word} alt", place=word, **own)
    rows: dict[str, Content] = {"note": Note(text=f"{word} alt", **own), "meeting": meeting}
    for name, row in rows.items():
        found.ids[name, word] = records.add(session, row, {found.fields[name]: word}).id or 0
    task = Task(text=f"{word} alt", owner_id=me.account_id, due_on=DAY, meeting_id=meeting.id, **own)
    found.ids["task", word] = records.add(session, task, {found.fields["task"]: word}).id or 0
    session.add(Attendee(meeting_id=meeting.id or 0, family_id=family, party=Party.OTHER, name=word))
    session.flush()
    for name, row in {**rows, "task": task}.items():  # an old version in the log
        key = "topics" if name == "meeting" else "text"
        setattr(row, key, f"{word} neu")
        session.add(row)
    session.flush()


def words_in(text: str) -> set[str]:
    """Return which of the secret words stand in a text."""
    return {word for word in READERS if word.casefold() in text.casefold()}


def allowed(name: str) -> set[str]:
    """Return the words that somebody may find."""
    return {word for word, readers in READERS.items() if name in readers}
