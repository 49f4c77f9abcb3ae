"""Dokumente: minutes, family plan, invitation and closing letter of a family, as Word file and as PDF."""

from dataclasses import dataclass

import streamlit as st

from fam.db import reading
from fam.errors import FamError
from fam.exchange import docx, papers, soffice
from fam.person import Person
from fam.queries import family_file
from fam.queries.family_file import FamilyFile
from fam.rules.plan_terms import TemplateKind
from fam.services import document_templates
from fam.ui import document_contents, document_templates_form, read_log
from fam.ui.document_contents import Contents

DOCX, TEMPLATE_PDF, BUILT_IN = "Word (.docx)", "PDF aus der Vorlage", "PDF, barrierefrei"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MADE = "documents:made"
NAMES = {
    TemplateKind.MINUTES: "Protokoll",
    TemplateKind.PLAN: "Familienplan",
    TemplateKind.INVITATION: "Einladung",
    TemplateKind.CLOSING: "Abschlussbrief",
}
NOTHING = {
    TemplateKind.MINUTES: "Noch kein Gespräch, von dem es ein Protokoll für die Familie geben kann.",
    TemplateKind.PLAN: "Noch keine Fassung des Familienplans, die ausgegeben werden kann.",
    TemplateKind.INVITATION: "Kein geplanter Termin, zu dem eingeladen werden kann.",
    TemplateKind.CLOSING: "Noch kein Abschluss eingetragen, zu dem es einen Brief geben kann.",
}
RULE = (
    "In ein Papier kommt nur, was beide Institutionen lesen dürfen und was für Eltern bestimmt ist: Einträge der Stufe "
    "„Team“, in deren Weitergabe die Familie eingewilligt hat. Jedes erstellte Papier steht im Leseprotokoll."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A paper just made, with what it was made from: it is offered only as long as that is still so."""

    family_id: int
    choice: tuple[TemplateKind, int, str]
    contents: Contents
    content: bytes


def show(person: Person, file: FamilyFile) -> None:
    """Draw the choice of a paper, and the paper once it was made; below, for Koordination, the templates."""
    st.header("Dokumente", anchor=False)
    if file.leading:
        st.caption(RULE)
        _ask(person, file)
    else:
        st.info("Papiere erstellen Fallführung und Vertretung der Familie.")
    document_templates_form.show(person)


def minutes_button(person: Person, number: str, meeting_id: int) -> None:
    """Draw, beside a meeting that both may read, its minutes as one click: the accessible PDF, made when asked for."""
    st.download_button(
        "Protokoll (PDF)", data=lambda: minutes_of(person, number, meeting_id),
        file_name=f"{number}-{NAMES[TemplateKind.MINUTES]}.pdf", mime="application/pdf",
        icon=":material/description:", on_click="ignore", key=f"minutes:{meeting_id}",
    )  # fmt: skip


def minutes_of(person: Person, number: str, meeting_id: int) -> bytes:
    """Return the minutes of a meeting as PDF and log it; nothing if there may be no paper of it (any more)."""
    with reading(person) as session:
        file = family_file.find(session, number)
    found = document_contents.contents(person, file, TemplateKind.MINUTES, meeting_id) if file else None
    if file is None or found is None or not file.leading:
        return b""
    read_log.given(person, file.head.id or 0, TemplateKind.MINUTES.label)
    return papers.built_in_pdf(found.kind, found.values)


def _ask(person: Person, file: FamilyFile) -> None:
    kind = st.segmented_control(
        "Papier", list(TemplateKind), format_func=lambda one: one.label, default=TemplateKind.MINUTES, required=True,
        key="documents:kind",
    )  # fmt: skip
    choices = document_contents.choices(person, file, kind)
    if not choices:
        st.info(NOTHING[kind])
        return
    which = st.selectbox("Wovon", list(choices), format_func=choices.__getitem__, key=f"documents:which:{kind.value}")
    form = st.radio("Als", _forms(kind), horizontal=True, key=f"documents:form:{kind.value}")
    if not soffice.program():
        st.caption("PDF aus der Vorlage gibt es hier nicht: LibreOffice ist auf diesem Server nicht installiert.")
    choice = (kind, which, form)
    if st.button("Papier erstellen", icon=":material/description:", key="documents:make", type="primary"):
        _make(person, file, choice)
    _offer(person, file, choice)


def _forms(kind: TemplateKind) -> list[str]:
    built_in = [BUILT_IN] if kind in papers.BUILT_IN else []
    return [DOCX, *([TEMPLATE_PDF] if soffice.program() else []), *built_in]


def _make(person: Person, file: FamilyFile, choice: tuple[TemplateKind, int, str]) -> None:
    kind, which, form = choice
    st.session_state.pop(MADE, None)
    contents = document_contents.contents(person, file, kind, which)
    if contents is None:
        st.error(NOTHING[kind])
        return
    try:
        with st.spinner("Das Papier entsteht …"):
            content = _written(person, contents, form)
    except FamError as error:
        st.error(str(error), icon=":material/error:")
        return
    read_log.given(person, file.head.id or 0, kind.label)
    st.session_state[MADE] = Made(file.head.id or 0, choice, contents, content)


def _written(person: Person, contents: Contents, form: str) -> bytes:
    if form == BUILT_IN:
        return papers.built_in_pdf(contents.kind, contents.values)
    with reading(person) as session:
        template = document_templates.current(session, contents.kind)
        known = document_templates.known(session, contents.kind)
    made = docx.render(template, contents.values, known)
    return soffice.as_pdf(made) if form == TEMPLATE_PDF else made


def _offer(person: Person, file: FamilyFile, choice: tuple[TemplateKind, int, str]) -> None:
    made: Made | None = st.session_state.get(MADE)
    if made is None or (made.family_id, made.choice) != (file.head.id, choice):
        return
    kind, which, form = choice
    if document_contents.contents(person, file, kind, which) != made.contents:  # changed, or a consent was withdrawn
        st.session_state.pop(MADE)
        st.info("Inzwischen hat sich etwas geändert. Bitte das Papier noch einmal erstellen.")
        return
    ending = "docx" if form == DOCX else "pdf"
    st.download_button(
        f"{kind.label} herunterladen", data=lambda: made.content,  # asked for: the log-in's own, see auth_files
        file_name=f"{file.head.number}-{NAMES[kind]}.{ending}",
        mime=WORD if form == DOCX else "application/pdf", icon=":material/download:", on_click="ignore",
        key="documents:download",
    )  # fmt: skip
