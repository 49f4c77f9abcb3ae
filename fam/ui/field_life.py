"""The life of a field: publish, take out of use, bring back, and at the very end remove it for ever."""

import streamlit as st

from fam.db import reading, transaction
from fam.fields.spec import FieldSpec
from fam.models import FieldDef
from fam.person import Person
from fam.rules.terms import FieldState
from fam.services import field_making, field_purge
from fam.services.field_purge import Backup
from fam.ui import field_trials
from fam.ui.feedback import plain, told
from fam.ui.format import count_text
from fam.ui.forms import Form
from fam.ui.links import open_fields

RETIRE = (
    "Das Feld verschwindet aus Formularen, Listen, Filtern und Auswertungen. Werte, Verlauf und alte Ausdrucke "
    "bleiben, und es kommt jederzeit mit allem zurück. Ansichten, in denen es steht, lassen es so lange aus."
)
RESTORE = "Alle Werte sind noch da. Nach dem Wiedereinsetzen steht das Feld wieder in jedem Formular."
ENTRUSTED = (
    "Was anvertraut ist (§ 65 SGB VIII), steht nicht in der Datei der Sicherung: "
    "Nur wer es aufgeschrieben hat, liest es, und nach dem Löschen ist es weg."
)
PURGE = (
    "Löschen entfernt alle Werte dieses Feldes aus allen Einträgen und aus dem Verlauf. Das lässt sich nicht "
    "zurücknehmen. Vorher wird alles gesichert: vollständig im Ordner des Betriebs, und zum Mitnehmen, "
    "was Sie selbst lesen dürfen."
)
TITLE, TAB = "Zustand", "field:tab"
SAVED = "field:backup"  # field -> the backup, and whether it was taken along


def show(person: Person, row: FieldDef, field: FieldSpec) -> None:
    """Draw the steps that lead on from the field's state."""
    if row.state is FieldState.DRAFT:
        field_trials.buttons(person, row)
    elif row.state is FieldState.RETIRED:
        _restore(person, row)
        with st.expander("Endgültig löschen", icon=":material/delete_forever:", key=f"purge:{row.id}"):
            _purge(person, row)
    else:
        st.markdown(RETIRE)
        if st.button("Stilllegen", key=f"retire:{row.id}", icon=":material/pause:"):
            with told(f"„{row.label}“ ist stillgelegt; die Werte bleiben."), transaction(person) as session:
                field_making.retire(session, row.id or 0)
            _stay(row)


def _restore(person: Person, row: FieldDef) -> None:
    st.markdown(RESTORE)
    if st.button("Wieder einsetzen", key=f"restore:{row.id}", type="primary", icon=":material/play_arrow:"):
        with told(f"„{row.label}“ ist wieder da."), transaction(person) as session:
            field_making.restore(session, row.id or 0)
        _stay(row)


def _stay(row: FieldDef) -> None:
    """Another state has other tabs: the next run opens this one again."""
    st.session_state[f"{TAB}:{row.id}"] = TITLE
    st.rerun()


def _purge(person: Person, row: FieldDef) -> None:
    st.markdown(PURGE)
    place, taken = f"{SAVED}:{row.id}", f"{SAVED}:{row.id}:taken"
    if st.button("1. Sichern", key=f"purge-save:{row.id}", icon=":material/save:"):
        with told("Gesichert."):
            with reading(person) as session:
                st.session_state[place] = field_purge.backup(session, row.id or 0)
            st.session_state.pop(taken, None)
        st.rerun()
    saved: Backup | None = st.session_state.get(place)
    if saved is None:
        return
    st.caption(
        plain(
            f"{count_text(saved.total, 'Wert', 'Werte')} gesichert als {saved.file}; "
            f"lesen dürfen Sie davon {saved.readable}. {ENTRUSTED}"
        )
    )
    st.download_button(
        "2. Sicherung herunterladen",
        data=f"\ufeff{saved.text}".encode,  # the mark tells Excel that these are umlauts
        file_name=f"Feld {row.label}.csv",
        mime="text/csv",
        key=f"purge-file:{row.id}",
        icon=":material/download:",
        on_click=_taken,
        args=(taken,),
    )
    if st.session_state.get(taken):
        _confirm(person, row, saved, place)


def _taken(place: str) -> None:
    st.session_state[place] = True


def _confirm(person: Person, row: FieldDef, saved: Backup, place: str) -> None:
    form = Form(f"purge:{row.id}", today=person.today)
    form.text("typed", f"3. Zum Bestätigen „{row.label}“ eingeben", required=True)
    if form.submitted("Endgültig löschen"):
        with told(f"„{row.label}“ ist gelöscht.", form), transaction(person) as session:
            field_purge.purge(session, row.id or 0, form.values()["typed"], saved.mark)
        st.session_state.pop(place, None)
        open_fields(tabelle=row.entity)
