"""Every input, list and message on one page: looked at by people, by axe, and by the browser tests.

    streamlit run tests/ui/gallery.py

With FAM_GALLERY_DRAFTS=<folder>, drafts are kept in files there, so that they outlive a killed server.
"""

import json
import os
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402  # the tree must be on the path first

from fam.errors import Conflict, InvalidForm  # noqa: E402
from fam.rules.terms import Status  # noqa: E402
from fam.ui import theme  # noqa: E402
from fam.ui.drafts import Draft, DraftsInMemory, DraftStore  # noqa: E402
from fam.ui.feedback import empty_state, show_said, told  # noqa: E402
from fam.ui.forms import Form  # noqa: E402
from fam.ui.tables import Column, Listing  # noqa: E402

TODAY = date(2018, 10, 15)
TOWNS = {"06440001": "Altenstadt", "06440002": "Büdingen", "06440003": "Butzbach"}
PEOPLE = {1: "Anna Berger", 2: "Amir Daoud"}
NAMES = ("Özdemir", "Müller-Lüdenscheidt", "<b>Schmidt</b>", "Kowalczyk", "=1+1")


@st.cache_resource
def _saved() -> list[dict[str, object]]:
    return []


class DraftsInFiles:
    """A store that outlives the server; stands in for the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _file(self, form: str, field: str) -> Path:
        return self.folder / f"{form}-{field}.json".replace(":", "_")

    def load(self, form: str, field: str) -> Draft | None:
        """Return what was kept, or None."""
        file = self._file(form, field)
        if not file.exists():
            return None
        kept = json.loads(file.read_text())
        return Draft(kept["text"], datetime.fromisoformat(kept["at"]))

    def keep(self, form: str, field: str, text: str) -> None:
        """Keep a text with the present moment, whole or not at all."""
        part = self._file(form, field).with_suffix(".part")
        part.write_text(json.dumps({"text": text, "at": datetime.now(UTC).isoformat()}))
        part.replace(self._file(form, field))

    def drop(self, form: str, field: str | None = None) -> None:
        """Forget one field's draft, or all of a form's."""
        for file in self.folder.glob(f"{form}-{field or '*'}.json".replace(":", "_")):
            file.unlink()

    def saving(self, form: str) -> AbstractContextManager[None]:
        """Nothing is saved here: the form drops its drafts when it is done."""
        return nullcontext()


@st.cache_resource
def _memory() -> DraftsInMemory:
    return DraftsInMemory()


def _drafts() -> DraftStore:
    folder = os.environ.get("FAM_GALLERY_DRAFTS")
    return DraftsInFiles(Path(folder)) if folder else _memory()


def _save(found: dict[str, object]) -> None:
    """Stand in for a service: it refuses some names, and knows a conflict and a crash."""
    if found["name"] == "doppelt":
        raise InvalidForm({"name": "Diese Familie gibt es schon: FAM-2017-00014."})
    if found["name"] == "konflikt" and found["town"] != "06440003":
        raise Conflict({"town": ("06440001", "06440003", found["town"])})
    if found["name"] == "absturz":
        raise ZeroDivisionError
    if found["name"] == "langsam":
        time.sleep(1)
    SAVED.append(found)


SAVED = _saved()
st.set_page_config(page_title="Galerie", layout="wide")
theme.apply()
with st.sidebar:
    st.markdown("**Fiktive Daten**, Stand 15.10.2018")
    st.button("Abmelden")
show_said()
st.title("Galerie")

form = Form(
    "galerie",
    today=TODAY,
    opened={"first_talk_on": date(2018, 3, 1)},
    lists={"TOWN": TOWNS, "PERSON": PEOPLE},
    drafts=_drafts(),
)
left, right = st.columns(2)
with left:
    form.text("name", "Familienname", required=True, max_length=40)
    form.date("received_on", "Eingangsdatum", required=True, precision_ok=True, help="Auch „heute“ oder „ca. 07/2014“.")
    form.date("birth", "Geburtsdatum", birth=True)
    form.date("first_talk_on", "Erstgespräch am")
    form.phone("phone", "Telefon")
with right:
    form.town("town", "Wohnort", required=True)
    form.person("lead", "Fallführung")
    form.choices("kinds", "Beteiligte", {"A": "Pro Arbeit", "B": "ASD", "C": "Schule"})
    form.boolean("informed", "Familie informiert")
    form.decimal("share", "Stellenanteil", minimum=0, maximum=40)
    form.integer("children", "Kinder", maximum=20)
form.long_text("topics", "Themen", max_length=200, help="Keine Angaben zu Dritten, keine Diagnosen.")
form.long_text("plain", "Notiz", required=True)
if form.submitted("Speichern", cancel="Abbrechen"):
    with told("Gespeichert.", form):
        _save(form.values())
    st.rerun()
if SAVED:
    saved = SAVED[-1]
    st.caption(f"Bisher gespeichert: {sum(one['plain'] == saved['plain'] for one in SAVED)}")
    st.json({key: str(value) for key, value in saved.items()})

with st.expander("Mehr"):
    Form("mehr", today=TODAY).text("more", "Mehr dazu")
st.header("Liste")
listing = Listing("familien", sort="number", size=25)
FAMILIES = [
    {"id": n, "number": f"FAM-2017-{n:05}", "name": NAMES[n % 5], "status": list(Status)[n % 8],
     "received": date(2017, 1, 1 + n % 28), "children": n % 6}
    for n in range(128)
]  # fmt: skip
ordered = sorted(FAMILIES, key=lambda row: str(row[listing.sort]), reverse=listing.descending)
opened = listing.show(
    ordered[listing.offset : listing.offset + listing.size],
    [
        Column("Nummer", "number", sort="number"),
        Column("Name", "name", sort="name"),
        Column("Status", "status"),
        Column("Eingang", "received", sort="received", minor=True),
        Column("Kinder", "children", right=True, sort="children"),
    ],
    total=len(FAMILIES),
    nouns=("Familie", "Familien"),
    href=lambda row: f"familienakte?fam={row['number']}",
    export=lambda: FAMILIES,
)
if opened is not None:
    st.success(f"Geöffnet: {opened}")
if empty_state("Noch keine Gespräche.", "Das erste Gespräch hier festhalten.", "Gespräch festhalten"):
    st.info("Los geht es.")
