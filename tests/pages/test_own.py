"""The page Eigene Auswertung: who counts what, how it is said, and views that are kept."""

from collections.abc import Callable

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.db import transaction
from fam.fields.spec import Kind
from fam.models import Account, SavedView, Town
from fam.person import Person
from fam.rules.terms import Status, ViewKind
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.ui.auth_session import STATE_SID
from tests.support.people import LoginAs, new_session, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]


def open_page(app: AppTest, view: int = 0) -> AppTest:
    """Open the page, perhaps at a view's address."""
    app.switch_page(page_path("analysis/own.py"))
    if view:
        app.query_params["ansicht"] = str(view)
    app.run()
    assert not app.exception
    return app


def choose(app: AppTest, label: str, option: str) -> AppTest:
    """Choose from a list by what people read."""
    box = next(one for one in app.selectbox if one.label == label)
    box.select_index(box.options.index(option)).run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """Return what the page says in words."""
    elements = [*app.subheader, *app.markdown, *app.caption, *app.error, *app.info, *app.warning]
    return " ".join(str(element.value).replace("\\", "") for element in elements)


def cells(app: AppTest) -> str:
    """Return the HTML of the tables."""
    return " ".join(str(one.proto.body) for one in app.get("html"))


def make_school(person: Person, entity: str = "family_detail") -> int:
    """Make a field of choices."""
    with transaction(person) as session:
        draft = FieldDraft(entity, "Schulform", Kind.CHOICE, options="Hauptschule\nRealschule")
        return field_making.make(session, draft).id or 0


def test_the_answer_comes_in_words(login_as: LoginAs, make_family: Make) -> None:
    """First how many, then by what; the table holds the numbers, and a sentence says whose families these are."""
    for number in range(3):
        make_family(f"L{number}")
    make_family("E", town="Egelsbach", status=Status.PAUSED)
    app = open_page(login_as("anna"))
    assert "4 Familien." in said(app)
    choose(app, "Aufteilen nach", "Wohnort")
    assert "4 Familien, am häufigsten Langen (Hessen) (3)." in said(app)
    assert "die eigenen Familien" in said(app)
    assert "Egelsbach" in cells(app)
    choose(app, "und nach", "Status")
    assert "ruhend" in cells(app)
    choose(app, "Zeitverlauf", "Bestand am Monatsende")
    assert "4 Familien im Bestand, Okt. 2018" in said(app)
    for form in ("Balken", "Linie", "gestapelte Säulen", "nur Tabelle", "Säulen"):
        choose(app, "Darstellung", form)


def test_a_new_field_is_offered_at_once(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Made by Koordination while Anna looks at the page; empty ones are a group of their own."""
    make_family("Kaya")
    app = open_page(login_as("anna"))
    make_school(cast("kerstin"))
    app.run()
    choose(app, "Aufteilen nach", "Schulform")
    assert "(leer)" in cells(app)


def test_everybody_counts_their_own(login_as: LoginAs, make_family: Make) -> None:
    """Stefan only his; Koordination all heads, no meetings or tasks, and no small numbers of people."""
    for number in range(6):
        make_family(f"L{number}")
    make_family("Stefans", town="Egelsbach", leads=("stefan",))
    app = open_page(login_as("stefan"))
    assert "1 Familie." in said(app)
    choose(app, "Aufteilen nach", "Wohnort")
    assert "am häufigsten Egelsbach (1)" in said(app)
    app = open_page(login_as("kerstin"))
    assert "7 Familien." in said(app)
    assert next(one for one in app.selectbox if one.label == "Was zählen").options == ["Familien", "Mitglieder"]
    choose(app, "Aufteilen nach", "Wohnort")
    assert "&lt; 5" in cells(app)
    assert "nicht gezeigt, damit sich kleine Zahlen" in said(app)


def test_leitung_and_administration_get_nothing(make_family: Make) -> None:
    """Neither in the menu nor past it."""
    make_family("Kaya")
    for name in ("lena", "adam"):
        app = AppTest.from_file(page_path("analysis/own.py"))
        app.session_state[STATE_SID] = new_session(name)
        app.run()
        assert not app.selectbox
        assert "Nicht gefunden oder nicht freigegeben." in said(app)


def test_every_subject_can_be_counted(login_as: LoginAs, make_family: Make) -> None:
    """Also where there is nothing."""
    make_family("Kaya")
    app = open_page(login_as("anna"))
    for noun in ("Mitglieder", "Gespräche", "Aufgaben", "Familien"):
        choose(app, "Was zählen", noun)
        for option in next(one for one in app.selectbox if one.label == "Aufteilen nach").options[1:4]:
            choose(app, "Aufteilen nach", option)


def test_a_view_is_kept_shared_and_read_under_ones_own_access(login_as: LoginAs, make_family: Make) -> None:
    """Anna keeps and shares a view; Stefan opens its address and counts his own families in it."""
    for number in range(3):
        make_family(f"L{number}")
    make_family("Stefans", town="Egelsbach", leads=("stefan",))
    app = choose(open_page(login_as("anna")), "Aufteilen nach", "Wohnort")
    app.text_input(key="own-view:title").set_value("Nach Ort")
    next(one for one in app.checkbox if one.label == "Mit dem Team teilen").check()
    next(one for one in app.button if one.label == "Speichern").click().run()
    assert not app.exception
    with db.program() as session:
        view = session.exec(select(SavedView)).one()
    assert (view.title, view.shared, view.kind, view.subject) == ("Nach Ort", True, ViewKind.CHART, "family")
    assert view.settings["split"] == "town_ags"
    app = open_page(login_as("stefan"), view.id or 0)
    assert "1 Familie, am häufigsten Egelsbach (1)." in said(app)
    app = open_page(login_as("anna"), 999)
    assert "Diese Ansicht gibt es nicht mehr" in said(app)


def test_a_view_survives_its_field(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """The field was retired: the rest is counted, and a sentence says what is missing."""
    make_family("Kaya")
    number = make_school(cast("kerstin"))
    with db.program() as session:
        anna = session.exec(select(Account.id).where(Account.username == "anna")).one() or 0
        view = SavedView(
            kind=ViewKind.CHART,
            subject="family",
            account_id=anna,
            title="Schulen",
            settings={
                "subject": "family",
                "split": f"f_{number}",
                "time": "admitted_on",
                "since": "2017-01-01",
                "step": "Jahr",
            },
        )
        session.add(view)
        session.flush()
        view_id = view.id or 0
    with transaction(cast("kerstin")) as session:
        field_making.retire(session, number)
    app = open_page(login_as("anna"), view_id)
    assert "Aufgeteilt war auch nach: „Schulform“" in said(app)
    assert "1 Familie" in said(app)
    assert app.text_input(key="own:since").value == "01.01.2017"


def keep_view(owner: str, **settings: object) -> int:
    """Save a shared view as its owner would have done it."""
    with db.program() as session:
        account = session.exec(select(Account.id).where(Account.username == owner)).one() or 0
        view = SavedView(
            kind=ViewKind.CHART, subject=str(settings["subject"]), account_id=account, title="Ansicht", shared=True,
            settings=settings,
        )  # fmt: skip
        session.add(view)
        session.flush()
        return view.id or 0


def press(app: AppTest, label: str) -> AppTest:
    """Click a button."""
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


def test_filters_narrow_the_count_and_stand_in_the_view(login_as: LoginAs, make_family: Make) -> None:
    """By town; Koordination gets no small number through a filter either."""
    for number in range(3):
        make_family(f"L{number}")
    make_family("E", town="Egelsbach")
    with db.program() as session:
        egelsbach = session.exec(select(Town.ags).where(Town.name == "Egelsbach")).one()
    filters = [{"entity": "family", "key": "town_ags", "kind": "town", "values": [egelsbach]}]
    view = keep_view("amir", subject="family", filters=filters)
    assert "1 Familie." in said(open_page(login_as("anna"), view))
    app = open_page(login_as("kerstin"), view)
    assert "Weniger als 5 Familien." in said(app)
    assert "1 Familie" not in said(app)
    choose(app, "Aufteilen nach", "Status")
    assert "&lt; 5" in cells(app)


def test_a_view_of_what_one_does_not_read(login_as: LoginAs, make_family: Make) -> None:
    """Koordination opens a shared view of meetings: a sentence, and the page stands."""
    make_family("Kaya")
    app = open_page(login_as("kerstin"), keep_view("amir", subject="meeting", split="kind_id"))
    assert "Diese Ansicht zählt Gespräche" in said(app)


def test_ones_own_view_is_changed_shared_and_removed(login_as: LoginAs, make_family: Make) -> None:
    """And comes back with one click; somebody else's offers none of this."""
    make_family("Kaya")
    view = keep_view("anna", subject="family", split="town_ags")
    app = open_page(login_as("anna"), view)
    choose(app, "und nach", "Status")
    press(app, "Änderungen übernehmen")
    press(app, "Nicht mehr teilen")
    with db.program() as session:
        row = session.get_one(SavedView, view)
        assert (row.settings["second"], row.shared) == ("status", False)
    press(app, "Entfernen")
    with db.program() as session:
        assert session.get(SavedView, view) is None
    press(app, "Rückgängig")
    with db.program() as session:
        assert session.exec(select(SavedView.title)).one() == "Ansicht"
    app = open_page(login_as("anna"), keep_view("amir", subject="family"))
    assert not {"Teilen", "Nicht mehr teilen", "Entfernen"} & {one.label for one in app.button}


def test_whatever_stands_in_a_view_the_page_stands(login_as: LoginAs, make_family: Make) -> None:
    """Views are JSON that may be old: nothing in it brings the page down."""
    make_family("Kaya")
    old: list[dict[str, object]] = [
        {"subject": "family", "split": 7, "time": None, "since": "gestern", "step": "Woche", "form": "Torte"},
        {"subject": "family", "filters": "alle", "second": "f_99", "until": 5},
        {"subject": "einhorn"},
    ]
    for settings in old:
        app = open_page(login_as("anna"), keep_view("amir", **settings))
        assert "1 Familie" in said(app)
