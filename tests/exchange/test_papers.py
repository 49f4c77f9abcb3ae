"""The four papers of a family, as Word opens them and as PDF: everything for the family is in, nothing else."""

import io
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from fam import db
from fam.errors import NotAllowed
from fam.exchange import docx, papers, soffice
from fam.exchange.docx_parts import BadTemplate
from fam.exchange.papers import Frame
from fam.models import (
    Attendee,
    Closing,
    DocumentTemplate,
    Family,
    FamilyPlan,
    ListItem,
    Measure,
    Meeting,
    PlanItem,
    Task,
)
from fam.models.base import Content
from fam.person import Person
from fam.queries import minutes
from fam.queries import papers as queries
from fam.rules.closing import Handling
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, TemplateKind
from fam.rules.terms import Confidentiality, DataCategory, Institution, ListName, MeetingState, Party
from fam.services import document_templates
from tests.exchange.test_docx import template, text_of
from tests.support.cast import TODAY, member
from tests.support.needs import SOFFICE

K = TemplateKind
SECRET, HIDDEN, KEPT, NAME = "Xgeheimx", "Xnichtfuerelternx", "Xinternohneelternx", "Müller & <Kaya> 🦊"
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on both engines."""
    return both_databases


def _add(session: Session, family_id: int, entry: type[Content], **values: Any) -> Any:
    base: dict[str, Any] = {"institution": Institution.PRO_ARBEIT, "confidentiality": Confidentiality.TEAM,
                            "event_on": TODAY, "category": DataCategory.WORK}  # fmt: skip
    made = entry(family_id=family_id, **(base | values))
    session.add(made)
    session.flush()
    return made


def _twice_hidden(session: Session, family_id: int, entry: type[Content], **values: Any) -> None:
    """Add an entry that one side keeps and one that parents may not see."""
    text = str(values.pop("field"))
    for level, word in ((Confidentiality.INSTITUTION, SECRET), (Confidentiality.TEAM, HIDDEN)):
        hidden = level is Confidentiality.TEAM
        said = {"values": {"title": word}} if text == "values" else {text: word}
        _add(session, family_id, entry, confidentiality=level, not_for_parents=hidden, **said, **values)


def fill(family_id: int) -> dict[TemplateKind, int]:
    """Fill a family with a meeting, a date, a plan with 40 goals and a closing; return of what each paper is made."""
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first()
        met = _add(session, family_id, Meeting, kind_id=kind, starts_at=time(10), place="Haus A & B", topics="Kita\n🦊",
                   agreements=f"Antrag stellen\nXnurinternx\n{KEPT}", next_on=date(2018, 11, 5))  # fmt: skip
        session.add(Attendee(meeting_id=met.id, family_id=family_id, party=Party.FAMILY, name="Zoë <Kaya>"))
        _add(session, family_id, Task, meeting_id=met.id, text="Antrag stellen", owner_text="Familie",
             due_on=date(2018, 10, 30))  # fmt: skip
        _twice_hidden(session, family_id, Task, meeting_id=met.id, field="text")
        _add(session, family_id, Task, meeting_id=met.id, text="Xnurinternx",
             confidentiality=Confidentiality.INSTITUTION)  # fmt: skip
        _add(session, family_id, Task, meeting_id=met.id, text=KEPT, confidentiality=Confidentiality.INSTITUTION,
             not_for_parents=True)  # fmt: skip
        date_ = _add(session, family_id, Meeting, kind_id=kind, state=MeetingState.PLANNED, event_on=date(2018, 11, 5),
                     place="Rathaus", topics="Xthemax")  # fmt: skip
        plan = _add(session, family_id, FamilyPlan, number=1, remark="Gemeinsam besprochen")
        for number in range(40):
            _add(session, family_id, PlanItem, plan_id=plan.id, entity="goal", record_id=number, position=number,
                 values={"title": f"Ziel Nr. {number} & mehr", "Bis wann": "01.03.2019"})  # fmt: skip
        _twice_hidden(session, family_id, PlanItem, plan_id=plan.id, entity="goal", record_id=99, field="values")
        _add(session, family_id, Closing, outcome=GoalOutcome.REACHED, summary="Viel gelungen", handover="Kita bleibt")
        for code, hidden in (("VIII-31", False), ("II-16G", True)):
            _add(session, family_id, Measure, instrument_code=code, level=MeasureLevel.FAMILY,
                 handling=Handling.HAND_OVER, not_for_parents=hidden)  # fmt: skip
        session.get_one(Family, family_id).aftercare_ends_on = date(2019, 2, 1)
        return {K.MINUTES: met.id, K.INVITATION: date_.id, K.PLAN: 1, K.CLOSING: 0}


def values(person: Person, family_id: int, of: dict[TemplateKind, int]) -> dict[TemplateKind, dict[str, Any]]:
    """Return the data of the four papers, as far as they may be made."""
    with db.reading(person) as session:
        family = session.exec(select(Family).where(Family.id == family_id)).one()
        held, invited = minutes.held(session, of[K.MINUTES]), minutes.invited(session, of[K.INVITATION])
        plan, closing = queries.plan(session, family, of[K.PLAN]), queries.closing(session, family)
    found = {K.MINUTES: held and held.paper, K.INVITATION: invited and invited.paper, K.PLAN: plan and plan[0],
             K.CLOSING: closing and closing[0]}  # fmt: skip
    frame = Frame(NAME, TODAY, [("Anna", "Pro Arbeit")], [("f_7", "Kita-Gutschein", "ja & nein")])
    return {kind: papers.data(kind, paper, frame) for kind, paper in found.items() if paper}


EXPECTED = {
    K.MINUTES: (
        "Protokoll",
        "10:00",
        "Haus A & B",
        "Zoë <Kaya>",
        "Kita",
        "Antrag stellen",
        "30.10.2018",
        "Xnurinternx",
        "05.11.2018",
    ),
    K.PLAN: ("Familienplan", "Unsere Ziele", "Ziel Nr. 0 & mehr", "Ziel Nr. 39 & mehr", "01.03.2019", "Gemeinsam"),
    K.INVITATION: ("Einladung", "Montag, 05.11.2018", "Rathaus"),
    K.CLOSING: (
        "Abschluss",
        "15.10.2018",
        "erreicht",
        "Viel gelungen",
        "Kita bleibt",
        "(§ 31 SGB VIII): beim Abschluss an die Regelangebote übergeben",
        "Bis zum 31.01.2019",
    ),
}


def read(pdf: bytes) -> str:
    """Return the text of a PDF as one line."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u200b", "").split())


def says(kind: TemplateKind, text: str, name: str = NAME) -> None:
    """Check what a paper must say and must not."""
    for expected in (*EXPECTED[kind], name, "FAM-2017-00001", "Kita-Gutschein", "ja & nein"):
        assert expected in text, (kind, expected)
    for word in (SECRET, HIDDEN, KEPT, "Xthemax", "16g", "None", "{{", "{%"):
        assert word not in text, (kind, word)


@pytest.mark.parametrize("who", ["anna", "amir"])
def test_the_papers_say_what_is_for_the_family(make_family: Make, who: str) -> None:
    """Whoever makes them, also who wrote the secret: nothing of one side, nothing that parents may not see."""
    family_id = make_family("Kaya")
    found = values(member(who), family_id, fill(family_id))
    assert set(found) == set(K)
    for kind, data in found.items():
        with db.reading(member(who)) as session:
            known = (*document_templates.known(session, kind),)
            content = docx.render(document_templates.current(session, kind), data, known)
        says(kind, text_of(content) + " FAM-2017-00001")
    agreed = [one["was"] for one in found[K.MINUTES]["vereinbarungen"]]
    assert agreed == ["Antrag stellen", "Xnurinternx"]  # the same for both: the text, not what one side keeps
    for kind in papers.BUILT_IN:
        says(kind, read(papers.built_in_pdf(kind, found[kind])), "Müller & <Kaya> [U+1F98A]")


@pytest.mark.soffice
def test_libreoffice_opens_all_four(make_family: Make, request: pytest.FixtureRequest) -> None:
    """One start opens the four Word files; what stands in the PDFs is what stands in the papers."""
    if not soffice.program():
        SOFFICE.skip()
    if "postgres" in request.node.name:
        return  # the same files
    family_id = make_family("Kaya")
    found = values(member("anna"), family_id, fill(family_id))
    with db.reading(member("anna")) as session:
        made = {
            kind.value: docx.render(
                document_templates.current(session, kind), data, document_templates.known(session, kind)
            )
            for kind, data in found.items()
        }
    for name, pdf in soffice.as_pdfs(made).items():
        says(TemplateKind(name), read(pdf))


def test_without_a_consent_there_is_no_paper(make_family: Make) -> None:
    """Neither for the one who wrote it nor for the other side."""
    family_id = make_family("Kaya", consented=False)
    of = fill(family_id)
    assert values(member("anna"), family_id, of) == {}
    assert values(member("amir"), family_id, of) == {}


@pytest.mark.parametrize("who", ["stefan", "kerstin", "lena", "adam", "dora"])
def test_strangers_get_nothing(make_family: Make, who: str) -> None:
    """Nobody else finds a meeting by its number."""
    of = fill(make_family("Kaya"))
    with db.reading(member(who)) as session:
        assert minutes.held(session, of[K.MINUTES]) is None
        assert minutes.invited(session, of[K.INVITATION]) is None


@pytest.fixture
def coordination(make_family: Make) -> Iterator[Session]:
    """Give a session of Koordination."""
    make_family("Kaya")
    with db.transaction(member("kerstin")) as session:
        yield session


def test_a_template_is_put_in_place_kept_and_taken_back(coordination: Session) -> None:
    """The newest counts; earlier ones stay; the one that came along is never lost."""
    one, two = template("eins {{ familie }}"), template("zwei {{ familie }}")
    first = document_templates.put(coordination, K.MINUTES, "a.docx", one)
    document_templates.put(coordination, K.MINUTES, "b.docx", two)
    assert document_templates.current(coordination, K.MINUTES) == two
    assert document_templates.current(coordination, K.PLAN) == document_templates.shipped(K.PLAN)
    document_templates.back(coordination, K.MINUTES)
    assert document_templates.current(coordination, K.MINUTES) == document_templates.shipped(K.MINUTES)
    document_templates.reuse(coordination, first.id or 0)
    assert document_templates.current(coordination, K.MINUTES) == one
    assert len(coordination.exec(select(DocumentTemplate)).all()) == 4


def test_macros_by_name_are_refused(coordination: Session) -> None:
    """A .docm is not even opened."""
    with pytest.raises(BadTemplate, match="ohne Makros"):
        document_templates.put(coordination, K.MINUTES, "a.docm", template("x"))


@pytest.mark.parametrize("who", ["anna", "amir", "lena", "adam", "dora"])
def test_templates_are_koordinations(make_family: Make, who: str) -> None:
    """Nobody else changes what all write with."""
    make_family("Kaya")
    with pytest.raises(NotAllowed), db.transaction(member(who)) as session:
        document_templates.put(session, K.MINUTES, "a.docx", template("x"))
