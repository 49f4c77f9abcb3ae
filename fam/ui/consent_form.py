""" "Einwilligung erfassen": who agreed, in what, since when, and who signed; the usual is ticked already.

The same form takes in what was signed earlier and lies there on paper: then nothing is filled in that only the paper
can say, neither the day nor a signature.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.models import Family
from fam.person import Person
from fam.queries.consents import Ledger, forms_on
from fam.rules.consent import CORE, Flow, Someone, belongs, necessary, valid_until
from fam.rules.consent_matrix import flows_from
from fam.rules.consent_signing import signatories
from fam.rules.terms import DataCategory, Institution
from fam.services import consents
from fam.services.consents import BODIES, PURPOSE, ConsentDraft
from fam.ui import editing
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form
from fam.ui.links import open_consents

UPLOAD_MB = 5
OVER = "Dieses Papier galt bis {day}. Es steht dann im Verzeichnis und öffnet nichts mehr: bitte erneuern lassen."
WHOLE = "Eine Einwilligung der ganzen Familie, liegt auf Papier vor"


KINDS = {source: {kind.value: kind.short for kind, _source in flows_from(source)} for source in Institution}


def _flows(typed: dict[str, Any]) -> list[Flow]:
    return [(DataCategory(kind), source) for source in Institution for kind in typed[f"from:{source.value}"]]


def show(person: Person, head: Family, found: Ledger, *, on_paper: bool = False, then: Callable[[], None]) -> None:
    """Draw the form and save it, then do what is to follow; `on_paper`: the ledger says that it was transferred."""
    st.markdown("**Vom Papier übertragen**" if on_paper else "**Einwilligung erfassen**")
    form = Form(f"{'paper' if on_paper else 'consent'}:{head.id}", today=person.today)
    people = [one for one in found.people if belongs(one, person.today)]
    day = _days(person, form, on_paper)
    whole, chosen = _who(person, form, head, people)
    st.markdown("**Worin?** Angekreuzt ist, ohne das gemeinsame Arbeit nicht geht.")
    for source in Institution:
        form.pills(f"from:{source.value}", f"{source.label} darf mit {source.other.label} teilen", KINDS[source],
                   value=[kind.value for kind, whose in CORE if whose is source])  # fmt: skip
    _signatures(form, people, [one for one in people if one.id in chosen], day or person.today, whole=whole)
    scan = st.file_uploader(f"Scan der Erklärung (PDF oder Bild, bis {UPLOAD_MB} MB)", key=form.key("scan"),
                            max_upload_size=UPLOAD_MB)  # fmt: skip
    with st.expander("Mehr angeben"):
        if not on_paper:
            form.boolean("electronic", "Elektronisch erteilt", value=False, required=True)
        form.long_text("purpose", "Zweck", max_length=500, height=70, value=PURPOSE)
        form.long_text("bodies", "Genannte Stellen", max_length=500, height=70, value=BODIES)
    if form.submitted("Einwilligung speichern", cancel="Abbrechen"):
        draft = _draft(head.id or 0, form.values(), (scan.name, scan.getvalue()) if scan else None, on_paper)
        with told("Einwilligung gespeichert.", form), transaction(person) as session:
            consents.record(session, draft)
        then()
    if form.cancelled:
        editing.stop()
        open_consents(head.number)


def _who(person: Person, form: Form, head: Family, people: list[Someone]) -> tuple[bool, list[int]]:
    """Ask who agrees: one form for the whole family (Altbestand only), or these persons."""
    asked = [one for one in people if one.takes_part is not False]
    if head.legacy and form.boolean("whole", WHOLE, value=not asked, required=True):
        return True, []
    usual = [one.id for one in necessary(people, person.today)]
    named = {one.id: one.called for one in asked}
    return False, form.pills("member_ids", "Wer willigt ein", named, value=usual, required=True)


def _days(person: Person, form: Form, on_paper: bool) -> date | None:
    left, middle, right = st.columns(3)
    with left:
        day = form.date("given_on", "Datum auf dem Papier" if on_paper else "Erteilt am", required=True,
                        value=None if on_paper else person.today)  # fmt: skip
    with reading(person) as session:
        offered = forms_on(session, day or person.today)
    with middle:
        if day or not on_paper:  # the versions of the paper's day, once it is known
            form.choice("form_id", "Fassung", offered, required=True, value=next(iter(offered), None), fresh=False)
    with right:
        until = form.date("valid_until", "Gültig bis", help="Leer: 24 Monate, das Längste, was geht.")
    if day and day <= person.today:
        _validity(person, until or valid_until(day))
    return day


def _validity(person: Person, until: date) -> None:
    """Say how long it opens anything; what has run out is kept in the ledger and opens nothing."""
    if until < person.today:
        st.warning(OVER.format(day=date_text(until)), icon=":material/event_busy:")
    else:
        st.caption(f"Gilt bis {date_text(until)}, dann ist sie zu erneuern.")


def _signatures(form: Form, people: list[Someone], chosen: list[Someone], day: date, *, whole: bool) -> None:
    """Ask who signed, and say who must: nothing is ticked for anybody."""
    if whole:
        form.text("signed_by", "Wer unterschrieb", required=True, help="Namen, wie sie auf dem Papier stehen.")
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


def _draft(family_id: int, typed: dict[str, Any], scan: tuple[str, bytes] | None, on_paper: bool) -> ConsentDraft:
    return ConsentDraft(
        family_id=family_id, form_id=typed["form_id"], given_on=typed["given_on"], valid_until=typed["valid_until"],
        flows=_flows(typed), member_ids=typed.get("member_ids", ()),
        electronic=bool(typed.get("electronic")), on_paper=on_paper, signer_ids=typed.get("signer_ids", ()),
        signed_by=typed.get("signed_by", ""), exception=typed.get("exception", ""), purpose=typed["purpose"],
        bodies=typed["bodies"], scan=scan,
    )  # fmt: skip
