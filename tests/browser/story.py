"""The steps of the story in test_story.py: what Anna, Amir, Kerstin and Konrad do, each on a page of their own."""

import re
import time
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from fam.rules.admission import asked
from fam.rules.terms import Institution
from tests.support.hands import choose, click, fill, press, said
from tests.support.people import settled
from tests.support.server import Server

NAME, NUMBER = "Sommerfeld", "FAM-2018-00001"


def open_case(page: Page, server: Server) -> None:
    """Open the proposal by its address."""
    page.goto(f"{server.url}/vorschlaege?fam={NUMBER}")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    settled(page)


def propose(anna: Page) -> None:
    """Anna proposes with five fields; the case has its number at once."""
    press(anna, "Familie vorschlagen")
    fill(anna, "Familienname", NAME)
    choose(anna, "Vorgeschlagen von", "U25")
    choose(anna, "Wohnort", "Egelsbach")
    fill(anna, "Eingangsdatum", "3.9.18")
    anna.get_by_label("Anlass").fill("Ausbildung der ältesten Tochter")
    press(anna, "Vorschlag speichern")
    said(anna, "Vorschlag gespeichert.")
    expect(anna.get_by_text(NUMBER).first).to_be_visible()


def before_the_family_agrees(server: Server, konrad: Page) -> None:
    """The ASD's Koordination sees number, town and date, and not the name."""
    konrad.goto(f"{server.url}/vorschlaege?fam={NUMBER}")
    expect(konrad.get_by_role("heading", name=NUMBER)).to_be_visible()
    expect(konrad.get_by_text("Egelsbach")).to_be_visible()
    settled(konrad)
    assert NAME not in konrad.content()


def start_examination(server: Server, anna: Page, kerstin: Page, konrad: Page) -> None:
    """The family agrees; each Koordination names its own Fachkraft; the first talk takes place."""
    press(anna, "Zustimmung zum Kontakt festhalten")
    fill(anna, "Kontakt zugestimmt am", "4.9.18")
    press(anna, "Zustimmung festhalten")
    said(anna, "Zustimmung festgehalten.")
    click(kerstin.get_by_role("link", name="Heute"))
    click(kerstin.get_by_role("link", name=re.compile(NAME)).first)
    press(kerstin, "Prüfung beginnen")
    choose(kerstin, "Prüft für Pro Arbeit", "Anna")
    fill(kerstin, "Beginn der Prüfung", "10.9.18")
    press(kerstin, "Prüfung beginnen")
    said(kerstin, "Die Prüfung hat begonnen.")
    open_case(konrad, server)
    click(konrad.get_by_text("Fallführung ASD vergeben"))
    choose(konrad, "Fachkraft", "Amir")
    fill(konrad, "Ab", "10.9.18")
    press(konrad, "Vergeben")
    said(konrad, "Fallführung vergeben.")
    open_case(anna, server)
    press(anna, "Erstgespräch festhalten")
    fill(anna, "Erstgespräch am", "17.9.18")
    press(anna, "Erstgespräch festhalten")
    said(anna, "Erstgespräch festgehalten.")


def examine(server: Server, page: Page, institution: Institution, no: tuple[str, ...]) -> None:
    """A Fachkraft answers every question of the own institution; what is "teilweise" gets its reason."""
    open_case(page, server)
    for one in asked(institution, date(2018, 9, 3)):
        group = page.get_by_role("radiogroup", name=f"{one.number} {one.label}: Antwort {institution.label}")
        wanted = group.get_by_role("radio", name="nein" if one.key in no else "ja", exact=True)
        click(wanted)
        expect(wanted).to_be_checked()
        page.wait_for_timeout(200)  # a person reads the next question
        settled(page)
    for key in no:
        label = next(one.label for one in asked(institution, date(2018, 9, 3)) if one.key == key)
        page.get_by_label(f"Begründung: {label}").fill("Kommt zu vereinbarten Terminen nicht")
        press(page, "Begründungen speichern")
        said(page, "Begründungen gespeichert.")


def vote(page: Page, answer: str, reason: str = "") -> None:
    """Vote for the own institution; reasons that stand above are saved with it."""
    click(page.get_by_role("radiogroup", name="Aufnahme befürworten?").get_by_text(answer, exact=True))
    if reason:
        page.get_by_label("Begründung", exact=True).fill(reason)
    press(page, "Votum speichern")
    said(page, "Votum gespeichert.")


def disagree(server: Server, anna: Page, amir: Page) -> None:
    """The difference is marked and wants a word from Anna too; her ja and his nein make a dissent."""
    open_case(anna, server)
    expect(anna.get_by_text("≠ verschieden")).to_have_count(1)
    anna.get_by_label("Begründung: Mitwirkungsbereitschaft").fill("Kommt zu uns immer pünktlich")
    vote(anna, "ja")
    vote(amir, "nein", "Erst die offene Zusage klären")
    expect(amir.get_by_text("Dissens seit 15.10.2018.")).to_be_visible()


def both_coordinators_see_the_dissent(server: Server, *coordinators: Page) -> None:
    """Heute lists it for both, one click leads there, Vorschläge says who is to act; it cannot be admitted yet."""
    for page in coordinators:
        page.goto(f"{server.url}/heute")
        expect(page.get_by_role("heading", name="Dissense")).to_be_visible()
        click(page.get_by_role("link", name=re.compile(NAME)).first)
        expect(page.get_by_text("Dissens seit 15.10.2018.")).to_be_visible()
        expect(page.get_by_role("button", name="Aufnehmen", exact=True)).to_be_disabled()
        expect(page.get_by_text("Der Dissens ist noch nicht entschieden.").first).to_be_visible()
        expect(page.get_by_text("Erst die offene Zusage klären")).to_be_visible()
        press(page, "Alle Vorschläge")
        expect(page.get_by_role("row", name=re.compile(NAME))).to_contain_text("Dissens")


def agree(amir: Page) -> None:
    """Amir changes his vote; the dissent is settled, and stays readable."""
    click(amir.get_by_text("Votum ASD ändern"))
    vote(amir, "ja", "Zusage liegt vor")
    expect(amir.get_by_text("Dissens vom 15.10.2018, geklärt am 15.10.2018")).to_be_visible()


def consent(server: Server, anna: Page) -> None:
    """Anna enters the mother and what she signed: without it nobody is admitted."""
    anna.goto(f"{server.url}/familienakte?fam={NUMBER}")
    press(anna, "Mitglied ergänzen")
    fill(anna, "Vorname", "Sabine")
    choose(anna, "Rolle", "Mutter")
    press(anna, "Speichern")
    said(anna, "Mitglied gespeichert.")
    press(anna, "Einwilligungen ansehen und erfassen")
    press(anna, "Einwilligung erfassen")
    fill(anna, "Erteilt am", "20.9.18")
    signed = anna.get_by_test_id("stButtonGroup").filter(has_text="Wer hat unterschrieben")
    click(signed.get_by_text("Sabine (Mutter)"))
    settled(anna)
    press(anna, "Einwilligung speichern")
    said(anna, "Einwilligung gespeichert.")


def admit(server: Server, kerstin: Page) -> None:
    """Kerstin admits with the Aufnahmedatum."""
    open_case(kerstin, server)
    press(kerstin, "Aufnehmen")
    fill(kerstin, "Aufnahmedatum", "24.9.18")
    press(kerstin, "Aufnehmen")
    said(kerstin, "Aufgenommen.")


def meet(server: Server, anna: Page) -> None:
    """Anna records a joint meeting, two weeks later: 12 actions and a minute at most; two agreements become tasks."""
    anna.goto(f"{server.url}/gespraeche")
    actions: tuple[Callable[[], object], ...] = (
        lambda: press(anna, "Gespräch festhalten"),
        lambda: fill(anna, "Datum", "1.10.18"),
        lambda: anna.get_by_label("Themen").fill("Bewerbung, Tagesablauf"),
        lambda: anna.get_by_label("Vereinbarungen").fill("Ausbildungsplatz suchen\nZeugnisse mitbringen"),
        lambda: choose(anna, "Wer", "Amir"),
        lambda: fill(anna, "Bis wann", "19.10.18"),
        lambda: fill(anna, "Nächster Termin", "22.10.18"),
        lambda: press(anna, "Gespräch speichern"),
    )
    start = time.monotonic()
    for action in actions:
        action()
    said(anna, "Gespräch gespeichert.")
    assert len(actions) + 1 <= 12  # to choose is two
    assert time.monotonic() - start < 60


def do_the_task(server: Server, amir: Page) -> None:
    """Amir finds meeting and task; done with one click, back with one click, done again."""
    amir.goto(f"{server.url}/gespraeche")
    expect(amir.get_by_role("row", name=re.compile(f"{NAME}.*gemeinsam"))).to_contain_text("Mo 01.10.2018")
    click(amir.get_by_role("link", name="Aufgaben"))
    task = amir.get_by_text("Ausbildungsplatz suchen", exact=True)
    expect(task).to_be_visible()
    for undone in (True, False):
        click(amir.get_by_role("button", name="Erledigt", exact=True).first)
        said(amir, "Erledigt: Ausbildungsplatz suchen")
        expect(task).to_have_count(0)
        if undone:
            press(amir, "Rückgängig")
            expect(task).to_be_visible()


def close(server: Server, anna: Page) -> None:
    """Anna closes with the last day in FAM and the main reason."""
    anna.goto(f"{server.url}/familienakte?fam={NUMBER}")
    press(anna, "Abschließen")
    fill(anna, "Letzter Tag in FAM", "12.10.18")
    choose(anna, "Hauptgrund", "Ziele überwiegend erreicht")
    press(anna, "Abschließen")
    said(anna, "Abgeschlossen.")
    expect(anna.get_by_text("Letzter Tag in FAM: 12.10.2018")).to_be_visible()
