"""Who gets which pages, through the real router."""

import pytest

from fam.ui.menu import PAGES
from tests.support.people import LoginAs, page_path, router

FIGURES = "Wachstum Wirkung Tandemarbeit Planung Berichte"
WORK = "Heute Vorschläge Familien Gespräche Aufgaben Reflexion"
MENU = {
    "anna": f"{WORK} {FIGURES} Eigene Auswertung Änderungen Mein Konto",
    "kerstin": f"{WORK} {FIGURES} Eigene Auswertung Plan und Plätze Austausch "
    "Felder Änderungen Einwilligungen Löschung Mein Konto",
    "lena": f"{FIGURES} Mein Konto",
    "dora": "Heute Protokoll Einwilligungen Auskunft Löschung Mein Konto",
    "adam": "Heute Felder Team Änderungen Mein Konto",
}


@pytest.mark.usefixtures("database")
def test_a_stranger_gets_the_log_in_page_only() -> None:
    """Without a log-in there is the form and nothing else, no menu and no page."""
    app = router().run()
    assert not app.exception
    assert [field.label for field in app.text_input] == ["Benutzername", "Passwort"]
    assert [button.label for button in app.button] == ["Anmelden"]


@pytest.mark.parametrize("name", MENU)
def test_each_person_gets_their_pages(login_as: LoginAs, name: str) -> None:
    """A page of the menu opens, any other page refuses, also when somebody asks for its address."""
    from fam.ui import menu

    for entry in PAGES:
        if entry.hidden or not menu._exists(entry.file):
            continue
        app = login_as(name)
        allowed = entry.title in MENU[name]
        if allowed:
            app.switch_page(page_path(entry.file)).run()
            assert not app.exception, entry.title
            assert app.title[0].value == entry.title
        else:
            with pytest.raises(ValueError, match="page"):
                app.switch_page(page_path(entry.file))
