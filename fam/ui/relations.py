"""The people of a family and how they belong together: genogram on any day, what roles suggest, and the entries."""

import streamlit as st

from fam.charts import genogram as chart
from fam.db import reading, transaction
from fam.person import Person
from fam.queries import own_units
from fam.queries import relations as queries
from fam.queries.family_file import FamilyFile
from fam.queries.relations import Belonging
from fam.rules.genogram_lines import draw
from fam.rules.german import format_date
from fam.rules.relations import Tie
from fam.rules.terms import IN_STOCK
from fam.services import relations as services
from fam.ui import genogram, relation_records
from fam.ui.feedback import empty_state, plain, told
from fam.ui.forms import Form


def show(person: Person, file: FamilyFile) -> None:
    """Draw the part "Personen"."""
    family_id = file.head.id or 0
    with reading(person) as session:
        known = queries.load(session, family_id)
        leaving = own_units.of_family(session, known) if file.head.status in IN_STOCK else ()
    if not known.members:
        empty_state("Noch niemand zu zeigen", "Mitglieder stehen im Überblick; sobald jemand eingetragen ist, "
                    "entsteht hier das Genogramm.")  # fmt: skip
        return
    st.header("Personen", anchor=False)
    for one in leaving:
        st.info(plain(f"{one.sentence(known.names[one.member_id])}."), icon=":material/cake:")
    _genogram(person, file, known)
    if file.edits:
        _suggestions(person, family_id, known)
    relation_records.show(person, family_id, known, writable=file.edits)


def _genogram(person: Person, file: FamilyFile, known: Belonging) -> None:
    with st.container(border=True, key="genogramm"):
        st.subheader("Genogramm", anchor=False)
        form = Form(f"genogram:{file.head.id}", today=person.today)
        day = form.date("day_on", "Stand am", value=person.today,
                        help="Die Familie, wie sie an diesem Tag war.") or person.today  # fmt: skip
        drawn = queries.scene(known, day)
        if not drawn.people:
            st.caption(f"Am {format_date(day)} war noch niemand eingetragen.")
            return
        said = queries.as_list(drawn)
        genogram.show(chart.svg(draw(drawn), f"Genogramm am {format_date(day)}", " ".join(said)))
        st.caption(plain(" · ".join((f"Stand {format_date(day)}", *queries.units_text(known)))))
        st.caption(plain(chart.LEGEND))
        st.markdown("**Als Text**")
        st.markdown("\n".join(f"- {plain(line)}" for line in said))


def _suggestions(person: Person, family_id: int, known: Belonging) -> None:
    """Offer what follows from the roles: one click takes it over, corrections come afterwards."""
    ties, cared = queries.suggestions(known, person.today)
    if not ties and not cared:
        return
    names, count = known.names, len(ties) + len(cared)
    with st.container(border=True, key="vorschlaege"):
        st.subheader("Vorschläge aus den Rollen", anchor=False)
        lines = [queries.sentence(Tie(tie.first, tie.second, tie.kind), names) for tie in ties]
        lines += [f"{names[adult]}: {kind.label} für {names[child]}" for child, adult, kind in cared]
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
        st.caption("Danach ändern oder entfernen, was nicht stimmt. Paare werden nie vermutet.")
        label = "Vorschlag übernehmen" if count == 1 else f"Alle {count} übernehmen"
        if st.button(label, key=f"suggestions:{family_id}", type="primary", icon=":material/done_all:"):
            with told("Übernommen; bitte prüfen."), transaction(person) as session:
                services.take_over(session, family_id)
            st.rerun()
