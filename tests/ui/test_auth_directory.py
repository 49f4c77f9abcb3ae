"""Single sign-on against an OpenID provider that really runs: two directories, no account ever made by a log-in."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from joserfc.jwk import RSAKey
from sqlmodel import col, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from fam import config, db
from fam.models import Account, ExternalIdentity, LoginSession, LoginTicket, SecondFactor, Setting
from fam.services import accounts, external
from fam.ui import auth_directory, auth_return, auth_session
from fam.ui.auth_return import SENTENCES
from tests.support.cast import PASSWORD
from tests.support.directory import REFUSED, Directory, running
from tests.support.factor import give_factor, id_of, next_code
from tests.support.people import as_before
from tests.support.server import Server, app_server, free_port
from tests.support.wire import Run, Visitor, click_of

BROWSER = "fam-browser=ein-browser"
PEOPLE = {
    "anna": {"sub": "1001", "preferred_username": "A.Anders@proarbeit.example", "email": "a.anders@proarbeit.example"},
    "fremd": {"sub": "1002", "preferred_username": "f.fremd@proarbeit.example"},
    "adam": {"sub": "1003", "preferred_username": "adam@proarbeit.example"},
    "namenlos": {"sub": "1004"},
}
OF_DISTRICT = {
    "amir": {"sub": "1001", "preferred_username": "x", "email": "amir@kreis.example", "email_verified": True},
    "ungeprueft": {"sub": "2002", "email": "konrad@kreis.example", "email_verified": False},
}


@pytest.fixture(scope="module")
def work() -> Iterator[Directory]:
    """The directory of Pro Arbeit."""
    with running(PEOPLE) as directory:
        yield directory


@pytest.fixture(scope="module")
def district() -> Iterator[Directory]:
    """The directory of the Kreis; its second factor is not trusted, and its people are known by e-mail."""
    with running(OF_DISTRICT) as directory:
        yield directory


@pytest.fixture(scope="module")
def server(
    ready_cast: Path, tmp_path_factory: pytest.TempPathFactory, work: Directory, district: Directory
) -> Iterator[Server]:
    """The app with both directories, set up as the handbook for operators says."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    url = f"sqlite:///{shutil.copy(ready_cast, folder / 'fam.db')}"
    (folder / ".streamlit").mkdir()
    head = f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"k" * 40}"\n'
    sections = work.section("proarbeit", label="Pro Arbeit") + district.section(
        "kreis", label="Kreis", claim="email", second_factor=False
    )
    away = (
        f'[auth.weg]\nclient_id = "x"\nclient_secret = "x"\nserver_metadata_url = "http://127.0.0.1:{free_port()}/x"\n'
    )
    (folder / ".streamlit" / "secrets.toml").write_text(head + sections + away, encoding="utf-8")
    environment = {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4", "HOME": str(folder)}
    with app_server(folder, environment, port) as found:
        yield found


@pytest.fixture(autouse=True)
def database(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server's database, in use; put in order again after the test."""
    monkeypatch.setenv("FAM_DATABASE_URL", server.environment["FAM_DATABASE_URL"])
    yield server.environment["FAM_DATABASE_URL"]
    as_before()
    with db.program() as session:
        for model in (ExternalIdentity, SecondFactor, LoginTicket):
            for row in session.exec(select(model)):
                session.delete(row)


def link(username: str, provider: str, login_name: str) -> None:
    """Link an account as Administration does."""
    with db.program() as session:
        external.link(session, id_of(username), provider, login_name)


def there_and_back(server: Server, label: str, user: str) -> httpx.Client:
    """Click the button of a directory, log in there, and come back; return the browser with its cookies."""
    return journey(server, label, user)[0]


def journey(server: Server, label: str, user: str, page: str = "", query: str = "") -> tuple[httpx.Client, str]:
    """Go there and back from any address; return the browser and the address that it is led to."""
    client, callback = at_the_directory(server, label, user, page, query)
    answer = client.get(callback)
    assert answer.status_code == 302
    return client, answer.headers["location"]


def at_the_directory(
    server: Server, label: str, user: str, page: str = "", query: str = ""
) -> tuple[httpx.Client, str]:
    """Click the button of a directory and log in there; return the browser and the address with the answer."""
    client = httpx.Client(headers={"Cookie": BROWSER}, timeout=20, trust_env=False)
    with Visitor(server.url, BROWSER, page, query) as stranger:
        run = stranger.click(f"Anmelden mit {label}")
        messages = [ForwardMsg.FromString(raw) for raw in run.raw]
        (path,) = [one.auth_redirect.url for one in messages if one.WhichOneof("type") == "auth_redirect"]
    answer = client.get(server.url + path)
    assert answer.status_code == 302, answer.text
    answer = client.get(answer.headers["location"] + f"&user={user}")
    assert answer.status_code == 302, answer.text
    client.headers["Cookie"] = f"{BROWSER}; {kept(client)}"
    return client, answer.headers["location"]


def kept(client: httpx.Client) -> str:
    """Return a browser's cookies as a header."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)


def first_run(server: Server, client: httpx.Client, address: str = "/") -> tuple[Visitor, Run]:
    """Open the page that the directory leads back to; return the tab, still open, and what it got."""
    page, _mark, query = address.lstrip("/").partition("?")
    client.get(f"{server.url}/_stcore/health")  # the page asks it and gets the token for its websocket
    xsrf = client.cookies.get("_streamlit_xsrf") or ""
    assert xsrf
    tab = Visitor(server.url, f"{BROWSER}; {kept(client)}", page, query, xsrf=xsrf)
    return tab, tab.open()


def ticket_in(run: Run) -> str:
    """Return the address of the one-time ticket in a page, or ""."""
    found = re.search(rb"/anmelden/([\w-]+)", b"".join(run.raw))
    return found.group(0).decode() if found else ""


def swap(server: Server, client: httpx.Client, ticket: str) -> httpx.Response:
    """Follow the ticket as the browser does."""
    client.headers["Cookie"] = f"{BROWSER}; {kept(client)}"
    return client.get(server.url + ticket)


def session_of(answer: httpx.Response) -> str:
    """Return the cookie of our own session in an answer, or ""."""
    found = [line for line in answer.headers.get_list("set-cookie") if line.startswith("fam=")]
    return found[0].split(";")[0] if found else ""


def test_a_linked_account_gets_a_session_of_ours(server: Server) -> None:
    """From the button through the directory to Mein Konto; Streamlit's cookies do not stay."""
    link("anna", "proarbeit", " a.anders@PROARBEIT.example ")
    client = there_and_back(server, "Pro Arbeit", "anna")
    tab, run = first_run(server, client)
    tab.close()
    answer = swap(server, client, ticket_in(run))
    assert answer.status_code == 303
    cookie = session_of(answer)
    assert cookie
    dropped = [line for line in answer.headers.get_list("set-cookie") if line.startswith("_streamlit_user")]
    assert dropped
    assert all("Max-Age=0" in line for line in dropped)
    with Visitor(server.url, cookie, "konto") as anna:
        assert anna.tab.widget("Abmelden")
    with db.program() as session:
        ours = (
            select(LoginSession)
            .where(LoginSession.provider == "proarbeit")
            .order_by(col(LoginSession.created_at).desc())
        )
        row = session.exec(ours).first()
        assert row is not None
        assert (row.account_id, row.vouched) == (id_of("anna"), True)
        identity = session.exec(select(ExternalIdentity)).one()
        assert (identity.login_name, identity.subject) == ("a.anders@proarbeit.example", "1001")


def test_streamlits_cookie_is_short_lived_and_holds_no_tokens(server: Server) -> None:
    """Five minutes instead of thirty days, out of reach of scripts, and the tokens never reach the browser."""
    client = there_and_back(server, "Pro Arbeit", "fremd")
    names = {cookie.name for cookie in client.cookies.jar}
    assert "_streamlit_user" in names
    assert not any(name.startswith("_streamlit_user_tokens") for name in names)
    (user,) = [cookie for cookie in client.cookies.jar if cookie.name == "_streamlit_user"]
    assert user.expires is not None
    assert user.expires - time.time() < auth_directory.COOKIE_SECONDS + 5
    assert user.has_nonstandard_attr("HttpOnly") or user.has_nonstandard_attr("httponly")


@pytest.mark.parametrize("tls", [True, False])
def test_behind_tls_streamlits_cookies_are_secure(tls: bool) -> None:
    """Streamlit leaves the mark out; ours and foreign cookies are not touched."""
    given = [
        (b"set-cookie", b"_streamlit_session=x; Path=/; Max-Age=1209600; HttpOnly; SameSite=lax"),
        (b"set-cookie", b"_streamlit_user_tokens__1=x; Path=/; Max-Age=2592000"),
        (b"set-cookie", b'_streamlit_user_tokens=""; Path=/; Max-Age=0'),
        (b"set-cookie", b"fam=x; Max-Age=43200"),
        (b"location", b"/"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_TLS", "1" if tls else "")
        config.config.cache_clear()
        found = auth_directory.short_lived(given)
    config.config.cache_clear()
    mark = b"; Secure" if tls else b""
    assert found[0][1] == b"_streamlit_session=x; Path=/; Max-Age=300; HttpOnly; SameSite=lax" + mark
    assert found[1][1] == b'_streamlit_user_tokens=""; Path=/; Max-Age=0' + mark
    assert found[2:] == given[3:]


@pytest.mark.parametrize(
    ("label", "user"), [("Pro Arbeit", "fremd"), ("Pro Arbeit", "namenlos"), ("Kreis", "ungeprueft")]
)
def test_unknown_people_get_a_sentence_and_nothing_else(server: Server, label: str, user: str) -> None:
    """Nobody linked, no login name at all, an e-mail that the directory has not checked: no account and no page."""
    link("konrad", "kreis", "konrad@kreis.example")
    with db.program() as session:
        before = len(session.exec(select(Account)).all())
    tab, run = first_run(server, there_and_back(server, label, user))
    assert run.shows(auth_directory.UNKNOWN)
    assert not ticket_in(run)
    assert tab.tab.widget("Benutzername")
    with pytest.raises(LookupError):
        tab.tab.widget("Abmelden")
    assert not tab.rerun().shows(auth_directory.UNKNOWN), "said once"
    tab.close()
    with db.program() as session:
        assert len(session.exec(select(Account)).all()) == before


def test_each_directory_speaks_for_its_own_people(server: Server) -> None:
    """The same number in the other directory is somebody else: Amir's 1001 is not Anna's."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    tab, _run = first_run(server, there_and_back(server, "Pro Arbeit", "anna"))
    tab.close()
    tab, run = first_run(server, there_and_back(server, "Kreis", "amir"))
    tab.close()
    assert run.shows(auth_directory.UNKNOWN)


def test_an_assertion_is_used_once(server: Server) -> None:
    """Whoever copies Streamlit's cookie on the way opens nothing with it, in no other tab and no other browser."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    client = there_and_back(server, "Pro Arbeit", "anna")
    tab, run = first_run(server, client)
    assert ticket_in(run)
    tab.close()
    again, replayed = first_run(server, client)
    again.close()
    assert replayed.shows(SENTENCES["abgelaufen"])
    assert not ticket_in(replayed)


def test_old_and_future_assertions_do_not_count(server: Server, work: Directory) -> None:
    """Streamlit would believe its cookie for 30 days; here an assertion is good for five minutes."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    for away in (-600.0, 100.0):
        work.away = away
        try:
            tab, run = first_run(server, there_and_back(server, "Pro Arbeit", "anna"))
        finally:
            work.away = 0.0
        tab.close()
        assert bool(ticket_in(run)) is (away > 0), "clocks may differ by two minutes"


def test_a_token_signed_by_somebody_else_is_refused(server: Server, work: Directory) -> None:
    """Authlib checks the signature: no cookie comes, and the page is the log-in form."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    work.signs_with = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    try:
        client = there_and_back(server, "Pro Arbeit", "anna")
    finally:
        work.signs_with = work.key
    assert "_streamlit_user" not in {cookie.name for cookie in client.cookies.jar}
    tab, run = first_run(server, client)
    tab.close()
    assert not ticket_in(run)


def test_an_invented_cookie_opens_nothing(server: Server) -> None:
    """Streamlit's cookie is signed; one made by hand is nobody."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    with Visitor(server.url, f'{BROWSER}; _streamlit_user="{{}}"') as forger:
        assert forger.tab.widget("Benutzername")
        assert not ticket_in(forger.rerun())


def test_deactivation_ends_a_session_that_a_directory_opened(server: Server) -> None:
    """Our session model stays: the directory has no say in how long."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    client = there_and_back(server, "Pro Arbeit", "anna")
    tab, run = first_run(server, client)
    tab.close()
    cookie = session_of(swap(server, client, ticket_in(run)))
    assert auth_session.look(cookie.removeprefix("fam="))
    with db.program() as session:
        accounts.switch_off(session, id_of("anna"))
    assert auth_session.look(cookie.removeprefix("fam=")) is None
    tab, run = first_run(server, there_and_back(server, "Pro Arbeit", "anna"))
    tab.close()
    assert run.shows(auth_directory.OFF)
    assert not ticket_in(run)


def test_log_out_leaves_no_other_log_in_behind(server: Server) -> None:
    """Who came from the directory while somebody was logged in does not slip in after the log-out."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    client = there_and_back(server, "Pro Arbeit", "anna")
    client.headers["Cookie"] = f"{BROWSER}; {kept(client)}"
    answer = client.get(f"{server.url}/abmelden")
    assert answer.status_code == 303
    dropped = [line for line in answer.headers.get_list("set-cookie") if line.startswith("_streamlit_user")]
    assert dropped
    assert all("Max-Age=0" in line for line in dropped)


def test_a_directory_without_a_second_factor_leads_to_ours(server: Server) -> None:
    """`second_factor = false`: an account with an app is asked for its code before anything opens."""
    link("amir", "kreis", "amir@kreis.example")
    secret, _codes = give_factor("amir")
    client = there_and_back(server, "Kreis", "amir")
    tab, run = first_run(server, client)
    assert run.shows("Zweiter Schritt")
    assert not ticket_in(run)
    tab.set({"Code": next_code(secret, "amir")})
    run = tab.click("Weiter")
    tab.close()
    assert session_of(swap(server, client, ticket_in(run)))
    with db.program() as session:
        row = session.exec(select(LoginSession).where(LoginSession.provider == "kreis")).one()
        assert not row.vouched


@pytest.mark.parametrize(("provider", "label", "due"), [("proarbeit", "Pro Arbeit", False), ("kreis", "Kreis", True)])
def test_whose_matter_the_second_factor_is(server: Server, provider: str, label: str, due: bool) -> None:
    """Administration outside a demo: a directory that asks for one itself is enough, another is not."""
    user = "adam" if provider == "proarbeit" else "amir"
    link("adam", provider, "adam@proarbeit.example" if provider == "proarbeit" else "amir@kreis.example")
    with db.program() as session:
        session.delete(session.get_one(Setting, "demo_today"))
    client = there_and_back(server, label, user)
    tab, run = first_run(server, client)
    tab.close()
    cookie = session_of(swap(server, client, ticket_in(run)))
    here = auth_session.look(cookie.removeprefix("fam="))
    assert here is not None
    assert here.must_set_up_factor is due
    with Visitor(server.url, cookie, "team") as adam:
        assert ("Zweiten Faktor einschalten" in {one.label for one in adam.tab.widgets.values()}) is due


def test_doors_of_streamlit_that_nobody_needs_stay_shut(server: Server) -> None:
    """Streamlit's own log-out would end the log-in at the directory; a made-up provider leads nowhere."""
    with httpx.Client(trust_env=False) as client:
        assert client.get(f"{server.url}/auth/logout").status_code == 404
        assert client.get(f"{server.url}/auth/login?provider=erfunden").status_code == 302
        answer = client.get(f"{server.url}/oauth2callback?code=x&state=y")
        assert (answer.status_code, answer.headers["location"]) == (302, "/?anmeldung=abgelaufen")
        assert "Content-Security-Policy" in answer.headers


def test_a_directory_that_does_not_answer_is_a_german_sentence(server: Server) -> None:
    """Streamlit's own answer would be English and say nothing of the way back."""
    with Visitor(server.url, BROWSER, "aufgaben") as stranger, httpx.Client(trust_env=False, timeout=20) as client:
        messages = [ForwardMsg.FromString(raw) for raw in stranger.click("Anmelden mit weg").raw]
        (path,) = [one.auth_redirect.url for one in messages if one.WhichOneof("type") == "auth_redirect"]
        answer = client.get(server.url + path, headers={"Cookie": BROWSER})
        assert (answer.status_code, answer.headers["location"]) == (303, "/aufgaben?anmeldung=weg")
        tab, run = first_run(server, client, answer.headers["location"])
    tab.close()
    assert run.shows(SENTENCES["weg"])


def test_clicks_by_hand_on_the_buttons_need_no_more_than_a_click(server: Server) -> None:
    """The button sends to the directory and logs nobody in by itself."""
    with Visitor(server.url, BROWSER) as stranger:
        button = stranger.tab.widget("Anmelden mit Kreis").id
        assert not ticket_in(stranger.rerun([click_of(button)]))


DEEP = ("familienakte", "fam=FAM-2017-00001")


@pytest.mark.parametrize(("page", "query"), [DEEP, ("familien", "fg=1&q=M%C3%BCller+%26+Co"), ("", "")])
def test_the_address_that_was_asked_for_survives(server: Server, page: str, query: str) -> None:
    """From a link in a mail through the directory to the family, and through the cookie of our own."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    client, address = journey(server, "Pro Arbeit", "anna", page, query)
    assert address == (f"/{page}?{query}" if query else f"/{page}")
    assert not [one for one in client.cookies.jar if one.name.startswith("fam-ziel")], "used up"
    tab, run = first_run(server, client, address)
    tab.close()
    answer = swap(server, client, ticket_in(run))
    assert (answer.status_code, answer.headers["location"]) == (303, address)


def test_two_tabs_at_the_directory_find_their_own_pages_again(server: Server) -> None:
    """The address belongs to one log-in, not to the browser."""
    one, callback = at_the_directory(server, "Pro Arbeit", "fremd", "aufgaben")
    _other, address = journey(server, "Pro Arbeit", "fremd", "familien")
    assert address == "/familien"
    assert one.get(callback).headers["location"] == "/aufgaben"


@pytest.mark.parametrize("target", ["//angriff.example", "////familien", "/\\angriff.example", "https://angriff.example",
                                    "/unbekannt", "/familien\r\nSet-Cookie: fam=1", ""])  # fmt: skip
def test_a_forged_target_leads_to_the_start(server: Server, target: str) -> None:
    """Whoever plants a cookie for the target moves nobody to another site."""
    client, callback = at_the_directory(server, "Pro Arbeit", "fremd", "aufgaben")
    (name,) = [one.name for one in client.cookies.jar if one.name.startswith("fam-ziel")]
    others = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar if one.name != name)
    client.cookies.clear()
    answer = client.get(callback, headers={"Cookie": f"{BROWSER}; {others}; {name}={quote(target, safe='')}"})
    assert answer.headers["location"] == "/"
    assert auth_return.own("/familien?q=1") == "/familien?q=1"


def test_a_refusal_at_the_directory_says_so(server: Server) -> None:
    """error=access_denied: the log-in form with a sentence, at the address that was asked for; a password goes on."""
    client, address = journey(server, "Pro Arbeit", REFUSED, *DEEP)
    assert address == "/familienakte?fam=FAM-2017-00001&anmeldung=abgelehnt"
    tab, run = first_run(server, client, address)
    assert run.shows(SENTENCES["abgelehnt"])
    assert not run.shows("entry"), "what the directory writes is not repeated"
    tab.set({"Benutzername": "anna", "Passwort": PASSWORD})
    run = tab.click("Anmelden")
    tab.close()
    answer = swap(server, client, ticket_in(run))
    assert answer.headers["location"] == "/familienakte?fam=FAM-2017-00001"


def test_an_answer_of_somebody_else_says_so(server: Server, work: Directory) -> None:
    """Another issuer in the token, a foreign signature, an invented error: refused with a sentence."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    work.says_it_is = "https://angriff.example"
    try:
        client, address = journey(server, "Pro Arbeit", "anna", *DEEP)
    finally:
        work.says_it_is = work.url
    assert address.endswith("&anmeldung=ungueltig")
    assert "_streamlit_user" not in {cookie.name for cookie in client.cookies.jar}
    tab, run = first_run(server, client, address)
    tab.close()
    assert run.shows(SENTENCES["ungueltig"])
    assert not ticket_in(run)
    answer = client.get(f"{server.url}/oauth2callback?error=%3Cb%3E%0d%0aSet-Cookie:x&state=y")
    assert (answer.headers["location"], "x" in client.cookies) == ("/?anmeldung=ungueltig", False)


def test_an_old_answer_says_so(server: Server) -> None:
    """The same answer again (back button), or one whose cookies are gone: expired, and nobody is logged in."""
    link("anna", "proarbeit", "a.anders@proarbeit.example")
    client, callback = at_the_directory(server, "Pro Arbeit", "anna", *DEEP)
    stranger = httpx.Client(headers={"Cookie": BROWSER}, trust_env=False, timeout=20)
    answer = stranger.get(callback)
    assert answer.headers["location"] == "/?anmeldung=abgelaufen"
    assert "_streamlit_user" not in stranger.cookies
    tab, run = first_run(server, stranger, answer.headers["location"])
    tab.close()
    assert run.shows(SENTENCES["abgelaufen"])
    client.get(callback)
    client.headers["Cookie"] = f"{BROWSER}; {kept(client)}"
    assert "anmeldung=" in client.get(callback).headers["location"]


@pytest.mark.parametrize("word", ["<img src=x>", "abgelehnt2", "[Hier](https://angriff.example)"])
def test_the_word_in_the_address_is_one_of_four(server: Server, word: str) -> None:
    """Nobody writes a sentence of their own onto the log-in page."""
    with Visitor(server.url, BROWSER, "", f"anmeldung={quote(word)}") as visitor:
        assert not visitor.rerun().shows(word)
        assert visitor.tab.widget("Benutzername")
