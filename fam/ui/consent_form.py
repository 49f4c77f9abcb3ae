""" "Einwilligung erfassen": who agreed, in what, since when, and who signed; the usual is ticked already."""

from datetime import date
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.models import Family
from fam.person import Person
from fam.queries.consents import Ledger, forms_on
from fam.rules.consent import CORE, Flow, Someone, belongs, necessary
from fam.rules.consent_matrix import flows_from
from fam.rules.consent_signing import signatories
from fam.rules.terms import DataCategory, Institution
from fam.services import consents
from fam.services.consents import BODIES, PURPOSE, ConsentDraft
from fam.ui import editing
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form

UPLOAD_MB = 5
WHOLE = "Eine Einwilligung der ganzen Familie, liegt auf Papier vor"


KINDS = {source: {kind.value: kind.short for kind, _source in flows_from(source)} for source in Institution}


def _flows(typed: dict[str, Any]) -> list[Flow]:
    return [(DataCategory(kind), source) for source in Institution for kind in typed[f"from:{source.value}"]]


def show(person: Person, head: Family, found: Ledger) -> None:
    """Draw the form and save it."""
    st.markdown("**Einwilligung erfassen**")
    form = Form(f"consent:{head.id}", today=person.today)
    people = [one for one in found.people if belongs(one, person.today)]
    asked = [one for one in people if one.takes_part is not False]
    whole = bool(head.legacy and form.boolean("whole", WHOLE, value=not asked, required=True))
    usual = [one.id for one in necessary(people, person.today)]
    chosen = [] if whole else form.pills(
        "member_ids", "Wer willigt ein", {one.id: one.called for one in asked}, value=usual, required=True
    )  # fmt: skip
    st.markdown("**Worin?** Angekreuzt ist, ohne das gemeinsame Arbeit nicht geht.")
    for source in Institution:
        form.pills(f"from:{source.value}", f"{source.label} darf mit {source.other.label} teilen", KINDS[source],
                   value=[kind.value for kind, whose in CORE if whose is source])  # fmt: skip
    day = _days(person, form)
    _signatures(form, people, [one for one in people if one.id in chosen], day or person.today, whole=whole)
    scan = st.file_uploader(f"Scan der Erklärung (PDF oder Bild, bis {UPLOAD_MB} MB)", key=form.key("scan"),
                            max_upload_size=UPLOAD_MB)  # fmt: skip
    with st.expander("Mehr angeben"):
        form.boolean("electronic", "Elektronisch erteilt", value=False, required=True)
        form.long_text("purpose", "Zweck", max_length=500, height=70, value=PURPOSE)
        form.long_text("bodies", "Genannte Stellen", max_length=500, height=70, value=BODIES)
    _finish(person, head, form, (scan.name, scan.getvalue()) if scan else None)


def _finish(person: Person, head: Family, form: Form, scan: tuple[str, bytes] | None) -> None:
    if form.submitted("Einwilligung speichern", cancel="Abbrechen"):
        with told("Einwilligung gespeichert.", form), transaction(person) as session:
            consents.record(session, _draft(head.id or 0, form.values(), scan))
        editing.stop()
        st.rerun()
    if form.cancelled:
        editing.stop()
        st.rerun()


def _days(person: Person, form: Form) -> date | None:
    left, middle, right = st.columns(3)
    with left:
        day = form.date("given_on", "Erteilt am", required=True, value=person.today)
    with reading(person) as session:
        offered = forms_on(session, day or person.today)
    with middle:
        form.choice("form_id", "Fassung", offered, required=True, value=next(iter(offered), None), fresh=False)
    with right:
        form.date("valid_until", "Gültig bis", help="Leer: 24 Monate, das Längste, was geht.")
    return day


def _signatures(form: Form, people: list[Someone], chosen: list[Someone], day: date, *, whole: bool) -> None:
    """Ask who signed, and say who must: nothing is ticked for anybody."""
    if whole:
        form.text("signed_by", "Wer unterschrieb", required=True, value=consents.PAPER)
        return
    must = {two.id: two for one in chosen for two in signatories(one, people, day)}
    names = ", ".join(one.called for one in must.values())
    form.pills("signer_ids", "Wer hat unterschrieben", {one.id: one.called for one in people})
    st.caption(plain(f"Am {date_text(day)} unterschreiben: {names or 'wer das Sorgerecht hat'}. Unter 15 alle mit "
                     "Sorgerecht, ab 15 auch die junge Person, ab 18 sie allein."))  # fmt: skip
    left, right = st.columns(2)
    with left:
        form.text("signed_by", "Wer sonst unterschrieb", help="z. B. Vormund, Ergänzungspflegerin")
    with right:
        form.text("exception", "Junge Person unterschrieb nicht, weil", max_length=500,
                  help="Nur von 15 bis 17 und nur, wenn ihr die Einsichtsfähigkeit fehlt.")  # fmt: skip


def _draft(family_id: int, typed: dict[str, Any], scan: tuple[str, bytes] | None) -> ConsentDraft:
    return ConsentDraft(
        family_id=family_id, form_id=typed["form_id"], given_on=typed["given_on"], valid_until=typed["valid_until"],
        flows=_flows(typed), member_ids=typed.get("member_ids", ()),
        electronic=bool(typed["electronic"]), signer_ids=typed.get("signer_ids", ()),
        signed_by=typed.get("signed_by", ""), exception=typed.get("exception", ""), purpose=typed["purpose"],
        bodies=typed["bodies"], scan=scan,
    )  # fmt: skip
