"""The Word templates of the papers: the one in use, another, an earlier one, the one that came along.

Nothing is removed: the newest row of a kind counts, and one without content means the one that came along.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from fam.config import ROOT
from fam.errors import NotAllowed
from fam.exchange import docx
from fam.exchange.docx_parts import BadTemplate
from fam.fields.registry import runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import Closing, DocumentTemplate, Family, FamilyDetail, FamilyPlan, Meeting
from fam.person import Person
from fam.rules.placeholders import Placeholder, placeholders
from fam.rules.plan_terms import TemplateKind
from fam.rules.terms import Role
from fam.services import records

FOLDER = ROOT / "data" / "templates"
FILES = {
    TemplateKind.MINUTES: "protokoll.docx",
    TemplateKind.PLAN: "familienplan.docx",
    TemplateKind.INVITATION: "einladung.docx",
    TemplateKind.CLOSING: "abschlussbrief.docx",
}
SUBJECTS = {
    TemplateKind.MINUTES: Meeting,
    TemplateKind.PLAN: FamilyPlan,
    TemplateKind.INVITATION: Meeting,
    TemplateKind.CLOSING: Closing,
}


def shipped(kind: TemplateKind) -> bytes:
    """Return the template that came with the program."""
    return (FOLDER / FILES[kind]).read_bytes()


def past(session: Session, kind: TemplateKind) -> Sequence[DocumentTemplate]:
    """Return all that was put in place for a paper, the newest (in use) first."""
    query = select(DocumentTemplate).where(DocumentTemplate.kind == kind)
    return session.exec(query.order_by(col(DocumentTemplate.id).desc())).all()


def current(session: Session, kind: TemplateKind) -> bytes:
    """Return the template in use."""
    query = select(DocumentTemplate.content).where(DocumentTemplate.kind == kind)
    own = session.exec(query.order_by(col(DocumentTemplate.id).desc()).limit(1)).first()
    return own or shipped(kind)


def own_fields(session: Session, kind: TemplateKind) -> list[tuple[type, FieldSpec]]:
    """Return (table, field) of the team's fields for a paper: those that both institutions may read.

    A field that names another family never stands on a paper of this one.
    """
    return [
        (model, field)
        for model in (Family, FamilyDetail, SUBJECTS[kind])
        for field in runtime_fields(session, model)
        if not field.readers and field.kind is not Kind.REFERENCE
    ]


def known(session: Session, kind: TemplateKind) -> tuple[Placeholder, ...]:
    """Return all that a template of this kind may say, with the team's fields of today."""
    return placeholders(kind, [(field.key, field.label) for _model, field in own_fields(session, kind)])


def put(session: Session, kind: TemplateKind, name: str, content: bytes, note: str = "") -> DocumentTemplate:
    """Put a template in use, after it was tried with examples. Raises NotAllowed, BadTemplate with what is wrong."""
    _coordinates(session)
    if not name.lower().endswith(".docx"):
        raise BadTemplate("Bitte eine Word-Datei ohne Makros wählen (.docx).")
    docx.check(content, known(session, kind))
    return records.add(session, DocumentTemplate(kind=kind, name=name[-200:], content=content, note=note[:500]))


def reuse(session: Session, template_id: int) -> DocumentTemplate:
    """Put an earlier template in use again, tried as a new one. Raises NotFound, NotAllowed, BadTemplate."""
    earlier = records.find(session, DocumentTemplate, template_id)
    if not earlier.content:
        return back(session, earlier.kind)
    return put(session, earlier.kind, earlier.name, earlier.content, f"wie vom {earlier.created_at:%d.%m.%Y}")


def back(session: Session, kind: TemplateKind) -> DocumentTemplate:
    """Use the template that came with the program again; the team's own ones are kept. Raises NotAllowed."""
    _coordinates(session)
    return records.add(
        session, DocumentTemplate(kind=kind, name=FILES[kind], content=b"", note="mitgelieferte Vorlage")
    )


def _coordinates(session: Session) -> None:
    person: Person = session.info["person"]
    if not person.has(Role.COORDINATOR):
        raise NotAllowed
