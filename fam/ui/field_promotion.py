"""Make a field a fixed column and back, with what the next release takes over as files to download."""

import streamlit as st

from fam.db import reading, transaction
from fam.errors import InvalidForm
from fam.fields.spec import Kind
from fam.models import FieldDef
from fam.person import Person
from fam.services import field_making, field_promotion
from fam.services.field_promotion import Preview, Texts
from fam.ui.feedback import plain, told
from fam.ui.figure_table import show_table
from fam.ui.forms import Form

COLUMN = (
    "Die Spalte nimmt Werte der Art „{kind}“ auf. Die Bezeichnung des Feldes lässt sich weiter ändern, seine Art erst "
    "wieder nach dem Zurückführen."
)
DONE = "Feste Spalte angelegt, gefüllt und Zeile für Zeile verglichen."
WHY = (
    "Eine feste Spalte beschleunigt Filter und Auswertungen bei sehr vielen Einträgen. "
    "An Formularen, Listen und Werten ändert sich nichts, und der Schritt lässt sich jederzeit umkehren. "
    "Vorher werden die Werte im Ordner des Betriebs gesichert."
)


def show(person: Person, field_id: int) -> None:
    """Draw the preview and the step that is possible now."""
    with reading(person) as session:
        row = field_making.find(session, field_id)
        preview = field_promotion.preview(session, field_id)
        texts = field_promotion.texts(session, field_id)
    st.subheader("Feste Spalte", anchor=False)
    st.caption(WHY)
    if row.column_name:
        _promoted(person, row, texts)
    else:
        _plain(person, row, preview)


def _plain(person: Person, row: FieldDef, preview: Preview) -> None:
    show_table("Vorschau", ("", "Anzahl"), [
        ("Einträge", preview.rows),
        ("mit einem Wert", preview.filled),
        ("leer", preview.empty),
        ("nicht lesbarer Text (bleibt stehen)", preview.unreadable),
        ("Werte, die nicht passen", preview.violations),
    ])  # fmt: skip
    st.caption(COLUMN.format(kind=plain(Kind(row.kind).label)))
    if preview.blockers:
        st.info(plain(" ".join(preview.blockers)))
        return
    form = Form(f"field-column:{row.id}", today=person.today)
    confirm = form.text("confirm", f"Zur Bestätigung die Bezeichnung eintippen: {row.label}", required=True)
    if form.submitted("Zur festen Spalte machen"):
        with told(DONE, form), transaction(person) as session:
            if confirm.strip() != row.label:
                raise InvalidForm({"confirm": f"Bitte genau „{row.label}“ eintippen."})
            field_promotion.promote(session, row.id or 0)
        st.rerun()


def _promoted(person: Person, row: FieldDef, texts: Texts) -> None:
    st.success("Dieses Feld hat eine feste Spalte. Die Werte stehen zusätzlich weiter im Eintrag.")
    st.markdown("**Für die nächste Programmversion**")
    with st.container(horizontal=True):
        st.download_button("Migration", texts.revision, texts.file_name, "text/x-python", icon=":material/download:",
                           key=f"field-column-revision-{row.id}", on_click="ignore")  # fmt: skip
        st.download_button("Zeile für die Klasse", f"{texts.model_line}\n", f"{row.entity}_{row.key}.txt",
                           "text/plain", icon=":material/download:", key=f"field-column-line-{row.id}",
                           on_click="ignore")  # fmt: skip
    if st.button("Zurückführen", key=f"field-column-back-{row.id}", icon=":material/undo:",
                 help="Die Spalte entfällt; Werte, Formulare und Listen bleiben."):  # fmt: skip
        with told("Zurückgeführt: wieder ein Feld ohne eigene Spalte."), transaction(person) as session:
            field_promotion.demote(session, row.id or 0)
        st.rerun()
