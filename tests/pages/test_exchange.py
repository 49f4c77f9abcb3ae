"""Austausch: a Koordination uploads the list, corrects, decides, takes it in, reads the report and takes it back."""

import time
from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Account, Family, ImportBatch, Lead
from fam.rules.terms import Institution
from fam.ui.menu import PAGES
from tests.exchange.listing.files import SAMPLE, excel
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

HEADER = ("Name", "Wohnort", "Vorschlag am", "Status", "Pro Arbeit", "Komisch")
KAYA = ("Kaya", "Langen", "01.02.2016", "aktiv", "Berg", "01.04.2016")


def open_page(app: AppTest) -> AppTest:
    """Open Austausch."""
    app.switch_page(page_path("administration/exchange.py")).run()
    assert not app.exception
    return app


def put(app: AppTest, name: str, data: bytes) -> AppTest:
    """Upload a file and wait for the preview."""
    app.file_uploader[0].upload(name, data).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Everything readable on the page."""
    parts = [*app.markdown, *app.caption, *app.error, *app.info, *app.subheader]
    return " ".join(str(element.value).replace("\\", "") for element in parts)


def go(app: AppTest) -> AppTest:
    """Click the button that takes the list in, and wait until it is in."""
    app.button(key="exchange:go").click().run()
    for _ in range(50):
        if "exchange:running" not in app.session_state:
            break
        time.sleep(0.1)
        app.run()
    assert not app.exception
    return app


def families() -> list[str]:
    with db.program() as session:
        return sorted(family.name for family in session.exec(select(Family)))


def test_the_sample_comes_in_on_the_page(login_as: LoginAs) -> None:
    """Upload, preview with counts, import, report; the page says what was not read and what is to decide."""
    app = put(open_page(login_as("kerstin")), "familienliste.xlsx", SAMPLE.read_bytes())
    text = words(app)
    assert "Blatt „Familien“**: Kopfzeile in Zeile 4, darunter 26 Zeilen." in text
    assert "Blatt „alt 2015“** wird nicht gelesen: Keine Kopfzeile erkannt" in text
    assert "26 Zeilen: + 20 neu · ? 5 zu entscheiden · × 1 nicht übernommen" in text
    assert len(table_rows(app, "Vorschau")) == 25
    assert families() == []
    go(app)
    assert len(families()) == 20
    assert table_rows(app, "Eingelesene Listen")[0]["Neu"] == "20"
    assert "26 Zeilen: + 20 neu" in words(app)
    assert not app.file_uploader[0].value


def test_doubtful_rows_are_decided_side_by_side(login_as: LoginAs) -> None:
    """The double stands beside the row it resembles; taken, joined or left out, the decision holds."""
    app = put(open_page(login_as("konrad")), "familienliste.xlsx", SAMPLE.read_bytes())
    assert any("Zeile 30 und Zeile 7 nebeneinander" in expander.label for expander in app.expander)
    radios = {radio.label: radio for radio in app.radio}
    assert len(radios) == 5
    radios["Entscheidung für Zeile 30"].set_value("row:Familien:7").run()
    {radio.label: radio for radio in app.radio}["Entscheidung für Zeile 21"].set_value("take").run()
    assert app.button(key="exchange:go").label == "22 Zeilen einlesen"
    go(app)
    assert len(families()) == 21


def test_columns_and_names_are_corrected_once(login_as: LoginAs) -> None:
    """An unknown column gets its meaning, a name its account; both are known when the list comes again."""
    with db.program() as session:
        anna = session.exec(select(Account.id).where(Account.username == "anna")).one()
    app = put(open_page(login_as("kerstin")), "liste.xlsx", excel(HEADER, KAYA))
    column = next(box for box in app.selectbox if box.label == "Spalte „Komisch“")
    assert column.value == ""
    column.set_value("admitted").run()
    name = next(box for box in app.selectbox if "„Berg“, Pro Arbeit (1 Zeile)" in box.label)
    assert name.options == ["bleibt als Name stehen", "Anna", "Stefan"]
    name.set_value(anna).run()
    go(app)
    with db.program() as session:
        kaya = session.exec(select(Family)).one()
        lead = session.exec(select(Lead)).one()
        assert (kaya.admitted_on, lead.institution) == (date(2016, 4, 1), Institution.PRO_ARBEIT)
        assert lead.account_id == anna
    again = put(app, "liste.xlsx", excel(HEADER, KAYA))
    assert next(box for box in again.selectbox if box.label == "Spalte „Komisch“").value == "admitted"
    assert "1 Zeile: = 1 unverändert" in words(again)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [("liste.pdf", b"%PDF-1.4", "PDF-Datei"), ("leer.xlsx", b"", "leer"), ("x.png", b"\x89PNG\r\n\x1a\n", "ein Bild")],
)
def test_a_wrong_file_gets_one_sentence(login_as: LoginAs, name: str, data: bytes, sentence: str) -> None:
    """What cannot be read is said in one German sentence; there is nothing to take in."""
    app = put(open_page(login_as("kerstin")), name, data)
    assert sentence in words(app)
    assert "exchange:go" not in [button.key for button in app.button]


def test_a_sheet_set_aside_can_be_taken(login_as: LoginAs) -> None:
    """A sheet called "alt" is not read until a person says so."""
    app = put(open_page(login_as("kerstin")), "liste.xlsx", excel(HEADER, KAYA, title="alt 2016"))
    assert "deutet auf einen alten Stand" in words(app)
    app.checkbox[0].check().run()
    assert "1 Zeile:" in words(app)


def test_an_import_is_taken_back_from_its_report(login_as: LoginAs) -> None:
    """The report opens by itself; only after "sure" the import can be taken back, and then its families are gone."""
    app = go(put(open_page(login_as("kerstin")), "liste.xlsx", excel(HEADER[:5], KAYA[:5])))
    with db.program() as session:
        batch = session.exec(select(ImportBatch)).one().id
    app.session_state["exchange:open"] = batch
    app.run()
    assert app.button(key=f"exchange:undo:{batch}").disabled
    app.checkbox(key=f"exchange:sure:{batch}").check().run()
    app.button(key=f"exchange:undo:{batch}").click().run()
    assert not app.exception
    assert families() == []
    assert table_rows(app, "Eingelesene Listen")[0]["Stand"] == "zurückgenommen"


@pytest.mark.parametrize("who", ["anna", "amir", "stefan", "lena", "adam"])
def test_others_do_not_get_in(login_as: LoginAs, who: str) -> None:
    """No upload field for Fachkraft, Leitung and Administration, also by the deep link."""
    app = login_as(who)
    app._page_hash = next(entry.page_hash for entry in PAGES if entry.url_path == "austausch")  # as a deep link asks
    app.run()
    assert not app.file_uploader
    assert "Austausch" not in [title.value for title in app.title]
    assert "Nicht gefunden oder nicht freigegeben." in words(app)
