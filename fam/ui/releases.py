"""Freigabe of one entry on the screen: to whom, on what basis, who did it when, and back."""

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.queries import entry_marks, records
from fam.queries.entry_marks import ReleaseRow
from fam.rules.terms import Confidentiality, Institution, ReleaseBasis
from fam.services import releases
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form

OPEN = "release:open"


def offer(person: Person, entity: str, record_id: int, institution: Institution | None) -> None:
    """Draw the button of an entry of the own institution, and what it opens: at most one at a time."""
    if institution is not person.institution or entity not in releases.MODELS:
        return
    if st.session_state.get(OPEN) == (entity, record_id):
        _panel(person, entity, record_id)
    else:
        st.button(
            "Freigabe", key=f"release:{entity}:{record_id}", type="tertiary", icon=":material/lock_open:",
            help="Für wen der Eintrag über seine Stufe hinaus offen ist", on_click=_show, args=(entity, record_id),
        )  # fmt: skip


def _show(entity: str, record_id: int) -> None:
    st.session_state[OPEN] = (entity, record_id)


def _hide() -> None:
    st.session_state.pop(OPEN, None)


def _panel(person: Person, entity: str, record_id: int) -> None:
    with reading(person) as session:
        entry = records.load(session, releases.MODELS[entity], record_id)
        found = entry_marks.releases(session, entity, record_id)
        refusal = releases.refusal(session, entry) if entry else ""
    if entry is None:
        return
    with st.container(border=True, key=f"nodruck-release-{entity}-{record_id}"):
        for row in found:
            _line(person, row)
        if refusal:
            st.caption(refusal)
        else:
            entrusted = entry.confidentiality is Confidentiality.ENTRUSTED
            _ask(person, entity, record_id, releases.targets(entry), entrusted)
        st.button("Schließen", key=f"release-close:{entity}:{record_id}", type="tertiary", on_click=_hide)


def _line(person: Person, row: ReleaseRow) -> None:
    basis = [row.basis.label]
    if row.basis is ReleaseBasis.CONSENT:
        basis.append(f"{row.given_by}, {date_text(row.consent_on)}")
    if row.basis_text:
        basis.append(row.basis_text)
    ended = f" · zurückgenommen am {date_text(row.revoked_on)}" if row.revoked_on else ""
    st.markdown(
        f"**{plain(f'Freigegeben für {row.to.label}')}** · {plain(date_text(row.released_on))} · "
        f"{plain(row.author)}{plain(ended)}  \n{plain(' · '.join(basis))}"
    )
    if row.revoked_on is None and st.button("Zurücknehmen", key=f"release-back:{row.id}", icon=":material/lock:"):
        with told("Freigabe zurückgenommen."), transaction(person) as session:
            releases.take_back(session, row.id)
        st.rerun()


def _ask(person: Person, entity: str, record_id: int, to: tuple[Institution, ...], entrusted: bool) -> None:
    form = Form(f"release:{entity}:{record_id}", today=person.today)
    labels = {one: f"Fallführung {one.label}" for one in to}
    form.choice("to", "Freigeben für", labels, required=True, value=to[0])
    basis = form.choice("basis", "Grundlage", {one: one.label for one in ReleaseBasis}, required=True,
                        value=ReleaseBasis.CONSENT)  # fmt: skip
    if basis is ReleaseBasis.CONSENT:
        left, right = st.columns(2)
        with left:
            form.text("given_by", "Wer es anvertraut hat und einwilligt" if entrusted else "Wer eingewilligt hat",
                      required=True, max_length=200)  # fmt: skip
        with right:
            form.date("consent_on", "Einwilligung vom", required=True, value=person.today)
    else:
        form.text("basis_text", "Paragraf und Gesetzbuch", required=True, max_length=500,
                  placeholder="§ 8a SGB VIII")  # fmt: skip
    if form.submitted("Freigeben"):
        with told("Eintrag freigegeben.", form), transaction(person) as session:
            releases.release(session, entity, record_id, releases.ReleaseDraft(**form.values()))
        st.rerun()
