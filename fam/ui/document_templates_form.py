"""Vorlagen: for Koordination; what they may say, the one in use to download, a changed one to put in its place."""

from functools import partial

import streamlit as st

from fam.db import reading, transaction
from fam.models import DocumentTemplate
from fam.person import Person
from fam.rules.placeholders import Placeholder, listed
from fam.rules.plan_terms import TemplateKind
from fam.rules.terms import Role
from fam.services import document_templates as services
from fam.ui.feedback import plain, told
from fam.ui.format import moment_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HOW = (
    "Die Vorlage herunterladen, in Word ändern, hier wieder hochladen. Platzhalter stehen in doppelten geschweiften "
    "Klammern. Vor dem Speichern wird sie mit Beispielen ausgefüllt; was nicht geht, wird genannt, und die bisherige "
    "gilt weiter. Makros, eingebettete Objekte und Verweise nach außen werden nicht angenommen."
)
TURN = "templates:turn"


def show(person: Person) -> None:
    """Draw the expander, for Koordination alone."""
    if not person.has(Role.COORDINATOR):
        return
    with st.expander("Vorlagen", icon=":material/edit_document:", key="templates", on_change="rerun") as opened:
        if opened.open:
            _show(person)


def _show(person: Person) -> None:
    st.markdown(HOW)
    kind = st.segmented_control(
        "Vorlage", list(TemplateKind), format_func=lambda one: one.label, default=TemplateKind.MINUTES, required=True,
        key="templates:kind",
    )  # fmt: skip
    with reading(person) as session:
        past, content = services.past(session, kind), services.current(session, kind)
        known = services.known(session, kind)
    own = bool(past and past[0].content)
    used = f"In Gebrauch: „{plain(past[0].name)}“ vom {moment_text(past[0].created_at)} Uhr." if own else (
        "In Gebrauch: die mitgelieferte Vorlage."
    )  # fmt: skip
    st.markdown(used)
    st.download_button(
        "Vorlage herunterladen", data=lambda: content, file_name=services.FILES[kind], mime=WORD,
        key=f"templates:get:{kind.value}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    _upload(person, kind)
    if own and st.button("Zurück zur mitgelieferten Vorlage", icon=":material/undo:", key="templates:back"):
        with (
            told("Die mitgelieferte Vorlage gilt wieder; die eigene bleibt aufgehoben."),
            transaction(person) as session,
        ):
            services.back(session, kind)
        st.rerun()
    for one in past[1:]:
        _earlier(person, one)
    _names(known)


def _upload(person: Person, kind: TemplateKind) -> None:
    turn = st.session_state.setdefault(TURN, 0)
    file = st.file_uploader(
        "Geänderte Vorlage (.docx, höchstens 2 MB)", type=["docx"], key=f"templates:file:{kind.value}:{turn}",
        max_upload_size=2,
    )  # fmt: skip
    if file is not None and st.button("Vorlage prüfen und verwenden", type="primary", key="templates:put"):
        with told("Die Vorlage gilt ab jetzt."), transaction(person) as session:
            services.put(session, kind, file.name, file.getvalue())
        st.session_state[TURN] = turn + 1
        st.rerun()


def _earlier(person: Person, one: DocumentTemplate) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = f" ({one.note})" if one.note else ""
        st.markdown(f"Früher: {plain(one.name + said)}, {moment_text(one.created_at)} Uhr")
        if one.content:
            st.download_button(
                "Herunterladen", data=partial(bytes, one.content), file_name=one.name, mime=WORD,
                key=f"templates:old:{one.id}", on_click="ignore", type="tertiary",
            )  # fmt: skip
        if st.button("Wieder verwenden", key=f"templates:reuse:{one.id}", type="tertiary"):
            with told("Diese Vorlage gilt wieder."), transaction(person) as session:
                services.reuse(session, one.id or 0)
            st.rerun()


def _names(known: tuple[Placeholder, ...]) -> None:
    """Letter by letter: what the team called its fields is no markup."""
    st.markdown("**Platzhalter**")
    rows = [{"So schreiben": written, "Bedeutung": plain(meaning)} for written, meaning in listed(known)]
    st.table(rows, hide_index=True)
