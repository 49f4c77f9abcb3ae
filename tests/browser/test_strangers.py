"""Stefan, Lena, Adam, Konrad and nobody at all try everything, with a client of their own: they get nothing foreign.

What is looked for stands in every table of Anna's families; that Anna herself receives it proves that it is found.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlmodel import col, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from fam import db
from fam.models import Account, Attendee, Meeting, SavedView, Task
from fam.person import Person
from fam.ui import menu
from fam.ui.auth import FORBIDDEN
from tests.support.intruder import PAGES_OF_A_CASE, Intruder, addresses, cookie_of, fetch, forged, words
from tests.support.planted import INSIDE, NAME, NOT_AGREED, SECRETS, VOTED, Planted, dump, leaks, plant
from tests.support.server import Server
from tests.support.wire import event_of, state_of

MISSING = "FAM-2017-09999"
MAY_NOT_KNOW = {  # Koordination knows heads, votes and dissents; of the other side only what was agreed to
    "stefan": SECRETS, "lena": SECRETS, "adam": SECRETS, "konrad": (INSIDE, NOT_AGREED), "kerstin": (INSIDE,),
}  # fmt: skip
STRANGERS = tuple(MAY_NOT_KNOW)
READY: dict[str, Planted] = {}


@pytest.fixture
def database(served: str) -> str:
    """The server's database, in use."""
    return served


@pytest.fixture
def planted(database: str, make_family: Callable[..., int]) -> Planted:
    """The secrets, planted once."""
    if database not in READY:
        READY[database] = plant(make_family)
    return READY[database]


@pytest.fixture
def unchanged(database: str, planted: Planted) -> Iterator[Planted]:
    """The secrets; after the test the database is, to the letter, what it was before."""
    before = dump(database)
    yield planted
    assert dump(database) == before


def test_anna_receives_what_the_others_must_not(server: Server, planted: Planted) -> None:
    """The search finds the secrets on each kind of page when they are there: it would find them elsewhere too."""
    seen = {
        ("heute", ""): {INSIDE, NAME}, ("familien", ""): {NAME}, ("aenderungen", ""): {INSIDE, NAME},
        ("familienakte", f"fam={planted.number}"): {INSIDE, NAME}, ("aufgaben", ""): {INSIDE, NAME},
        ("vorschlaege", f"fam={planted.examined}"): {INSIDE, NAME, VOTED}, ("vorschlaege", ""): {NAME, NOT_AGREED},
        ("gespraeche", f"gespraech={planted.meeting}"): {INSIDE, NAME}, ("gespraeche", ""): {INSIDE, NAME},
        ("gespraeche", f"neu=gespraech&fam={planted.number}"): {INSIDE, NAME},
    }  # fmt: skip
    for (page, query), secrets in seen.items():
        with Intruder(server, "anna", page, query) as anna:
            assert set(leaks(anna.received)) >= secrets, (page, query)


@pytest.mark.parametrize("name", STRANGERS)
def test_no_page_and_no_address_gives_anything_away(
    server: Server, unchanged: Planted, cast: Callable[[str], Person], name: str
) -> None:
    """Every page, deep link and made-up query: no secret comes, and pages of others say that there is nothing."""
    rights = {entry.url_path: entry.right for entry in menu.PAGES}
    for page, query in addresses(unchanged):
        with Intruder(server, name, page, query) as stranger:
            run = stranger.rerun()
            assert leaks(stranger.received, MAY_NOT_KNOW[name]) == [], (page, query)
            if page and not cast(name).may(rights[page]):
                assert run.shows(FORBIDDEN), page


@pytest.mark.parametrize("cookie", ["", "fam=erfunden"])
def test_without_a_log_in_there_is_the_form_only(server: Server, unchanged: Planted, cookie: str) -> None:
    """Neither over the websocket nor by address does anybody get more than the log-in page."""
    for page, query in addresses(unchanged):
        with Intruder(server, cookie, page, query) as nobody:
            assert nobody.tab.widget("Benutzername")
            assert leaks(nobody.received) == [], (page, query)
        status, body = fetch(f"{server.url}/{page}?{query}", cookie)
        assert status == 200
        assert leaks([body]) == []


@pytest.mark.parametrize("name", ["stefan", "konrad"])
def test_forbidden_looks_like_absent(server: Server, unchanged: Planted, name: str) -> None:
    """The answer to a foreign number is word for word the answer to a number that does not exist."""
    pairs = [("familienakte", "fam", unchanged.not_agreed, MISSING), ("gespraeche", "gespraech", unchanged.meeting, 98)]
    if name == "stefan":
        pairs += [(page, "fam", unchanged.examined, MISSING) for page in PAGES_OF_A_CASE]
    for page, key, there, absent in pairs:
        answers = []
        for number in (there, absent):
            with Intruder(server, name, page, f"{key}={number}") as stranger:
                answers.append(words(stranger.received, there, absent))
        assert answers[0] == answers[1], page
        assert "Nicht gefunden oder nicht freigegeben." in answers[0]


@pytest.mark.parametrize("name", STRANGERS)
def test_annas_widgets_mean_nothing_in_another_session(server: Server, unchanged: Planted, name: str) -> None:
    """Every button, field, event and fragment of Anna's pages, sent by hand from each page of the stranger."""
    events: dict[str, list[WidgetState]] = {}
    fragments: set[str] = set()
    before = views()
    for page, query in addresses(unchanged):
        with Intruder(server, "anna", page, query) as anna:
            events |= {one.id: forged(one, unchanged) for one in anna.tab.widgets.values() if one.label != "Abmelden"}
            fragments |= {
                fragment for raw in anna.received if (fragment := ForwardMsg.FromString(raw).delta.fragment_id)
            }
    assert len(events) > 100
    for page in ("heute", "familien", "familienakte", "gespraeche", "aufgaben", "aenderungen", "auswertung", "team"):
        with Intruder(server, name, page, f"fam={unchanged.not_agreed}") as stranger:
            stranger.rerun([event for used in events.values() for event in used])
            stranger.ask_for_fragments(fragments)
            assert leaks(stranger.received, MAY_NOT_KNOW[name]) == [], page
    assert {owner for number, owner in views().items() if number not in before} <= {name}


def views() -> dict[int, str]:
    """Return id -> owner of the saved views."""
    with db.program() as session:
        kept = select(SavedView.id, Account.username).join(Account, col(Account.id) == SavedView.account_id)
        return {number or 0: owner for number, owner in session.exec(kept)}


def test_own_widgets_with_foreign_values_open_and_change_nothing(server: Server, unchanged: Planted) -> None:
    """Stefan's own lists, agenda, search and filters, told by hand to open, finish or show what is Anna's."""
    numbers = (unchanged.number, unchanged.examined, unchanged.not_agreed)
    ids = (unchanged.active, unchanged.meeting, unchanged.planned, unchanged.task, unchanged.change)
    kinds = [f"{kind}:{one}" for kind in ("family", "proposal", "meeting", "task") for one in (*numbers, *ids)]
    view = {"page": 10**9, "size": -1, "sort": "name; DROP TABLE family", "descending": "1"}
    for page, key in (
        ("heute", "agenda"), ("familien", "table:families"), ("vorschlaege", "table:pipeline"),
        ("gespraeche", "table:meetings"), ("aenderungen", "table:changes"),
    ):  # fmt: skip
        with Intruder(server, "stefan", page) as stefan:
            widget = stefan.tab.keyed(key).id
            for value in (*numbers, *ids, *map(str, ids), *kinds, [1], {"id": 1}, None):
                stefan.rerun([event_of(widget, "open", value)])
            for value in kinds:
                stefan.rerun([event_of(widget, "done", value)])
            stefan.rerun([event_of(widget, "view", view)])
            assert leaks(stefan.received) == [], page


def test_search_and_counts_say_nothing(server: Server, unchanged: Planted) -> None:
    """A search for a foreign name, member or number finds as much as one for nonsense; no count includes them."""
    with Intruder(server, "stefan", "familien") as stefan:
        box = stefan.tab.keyed("families:text").id
        answers = set()
        for typed in ("zzyz", "qqwy", "vvkj", "0001", "xxxx"):
            run = stefan.rerun([state_of(box, typed)])
            assert run.shows("Keine Familie gefunden")
            answers.add(words(run.raw, typed))
        assert len(answers) == 1
        assert leaks(stefan.received) == []
    with Intruder(server, "stefan", "vorschlaege") as stefan:
        assert any(b"Alle (1)" in raw for raw in stefan.received), "only his own proposal is counted"
    with Intruder(server, "lena", "wachstum") as lena:
        assert not any(b"Egelsbach" in raw for raw in lena.received), "no split for Leitung"


def test_forms_with_foreign_choices_save_nothing_foreign(server: Server, planted: Planted) -> None:
    """The family, who was there and who is to do it are chosen by hand among Anna's: nothing of them is saved."""
    with Intruder(server, "stefan", "gespraeche", "neu=gespraech") as stefan:
        stefan.set({"Familie *": f"Geheim {NAME} · {planted.number}"})
        assert stefan.rerun().shows("Mit der Familie beginnen"), "what is not offered is not chosen"
        stefan.set({"Familie *": f"Herbst · {planted.own}"})
        stefan.rerun()
        members = [f"{INSIDE} (Mutter)", f"m{planted.member}"]
        stefan.set(dict.fromkeys(("Pro Arbeit", "ASD", "Familie"), members))
        stefan.click("Gespräch speichern")
        assert leaks(stefan.received, [INSIDE]) == []
    with Intruder(server, "stefan", "aufgaben") as stefan:
        stefan.set({"Familie *": f"Geheim {NAME} · {planted.number}"})
        stefan.rerun()
        with pytest.raises(LookupError):
            stefan.click("Aufgabe speichern")
    with db.program() as session:
        attendees = session.exec(select(Attendee).where(Attendee.member_id == planted.member))
        assert [one.family_id for one in attendees] == [planted.active]
        assert len(session.exec(select(Meeting).where(Meeting.family_id == planted.active)).all()) == 2
        assert session.exec(select(Task).where(col(Task.family_id) != planted.active)).all() == []


def test_files_belong_to_who_asked_for_them(server: Server, unchanged: Planted) -> None:
    """Anna's Excel file opens for Anna alone: its button, its address, and the place of her uploads are hers."""
    with Intruder(server, "anna", "familien") as anna, Intruder(server, "stefan", "familien") as stefan:
        file_id = anna.tab.widget("Als Excel speichern").file_id
        address = server.url + anna.download(file_id)
        status, body = fetch(address, anna.cookie)
        assert (status, leaks([body])) == (200, [NOT_AGREED, NAME])
        for cookie in ("", "fam=erfunden", stefan.cookie, cookie_of("lena"), cookie_of("kerstin")):
            status, body = fetch(address, cookie)
            assert (status, leaks([body])) == (403, [])
        with pytest.raises(TimeoutError):
            stefan.download(file_id, seconds=1)
        status, body = fetch(
            server.url + stefan.download(stefan.tab.widget("Als Excel speichern").file_id), stefan.cookie
        )
        assert (status, leaks([body])) == (200, [])
        place = f"{server.url}/_stcore/upload_file/{anna.tab.session_id}/{'0' * 8}"
        assert fetch(place, stefan.cookie, "PUT", b"x")[0] == 403
        assert fetch(place, stefan.cookie, "DELETE")[0] == 403


def test_asking_for_a_file_without_a_reason_says_nothing_about_it(server: Server, unchanged: Planted) -> None:
    """ "Zugriff mit Begründung" without a reason: the same sentence for a number that exists and one that does not."""
    answers = set()
    for number in (unchanged.number, MISSING):
        with Intruder(server, "stefan", "familienakte") as stefan:
            stefan.set({"FAM-Nummer *": number, "Begründung *": "kurz"})
            stefan.click("Akte öffnen")
            assert any("Bitte kurz begründen".encode() in raw for raw in stefan.received)
            assert leaks(stefan.received) == []
            answers.add(words(stefan.received, unchanged.number, MISSING))
    assert len(answers) == 1
