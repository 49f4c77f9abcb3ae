"""Lists and FAM area on the screen: what the team can change about its own words, without a programmer."""

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.queries import choices, lists
from fam.queries.choices import Choice
from fam.rules.admission import TieBreak
from fam.rules.needs import HEALTH_GROUP
from fam.rules.terms import ListName
from fam.services import choices as service
from fam.services import examination
from fam.ui import area_levels, reviews
from fam.ui.feedback import plain, told
from fam.ui.format import span_text
from fam.ui.forms import Form

SHOWN = "choices:list"


def show(person: Person) -> None:
    """Draw the section; it is loaded when it is opened."""
    st.header("Listen und Regeln", anchor=False)
    st.caption("Änderungen gelten sofort in allen Formularen. Archivierte Einträge bleiben an alten Fällen stehen.")
    offered = {"": "– auswählen –"} | {name.value: name.label for name in ListName}
    offered |= {"area": "FAM-Gebiet", "dissent": "Dissens", "reviews": "Überprüfungen"}
    chosen = st.selectbox("Was ändern", list(offered), key=SHOWN, format_func=lambda code: offered[code])
    if chosen == "area":
        _areas(person)
    elif chosen == "dissent":
        _dissent(person)
    elif chosen == "reviews":
        reviews.setting(person)
    elif chosen:
        _entries(person, ListName(chosen))
        if chosen == ListName.AREA.value:
            area_levels.show(person)


def _dissent(person: Person) -> None:
    with reading(person) as session:
        decider = examination.dissent_decider(session)
    form = Form("dissent", today=person.today, opened={"decider": decider.value})
    form.choice("decider", "Wer bei Dissens entscheidet", {one.value: one.label for one in TieBreak}, required=True)
    if form.submitted("Speichern"):
        with told("Gespeichert.", form), transaction(person) as session:
            service.keep_dissent_decider(session, TieBreak(form.values()["decider"]))
        st.rerun()


def _entries(person: Person, name: ListName) -> None:
    with reading(person) as session:
        found = choices.of_list(session, name)
    offered = [one for one in found if not one.archived]
    for one in offered:
        _entry(person, one)
    if archived := [one for one in found if one.archived]:
        with st.expander(f"Archiviert ({len(archived)})"):
            for one in archived:
                with st.container(horizontal=True, vertical_alignment="center", key=f"zeile-liste-{one.id}"):
                    st.markdown(plain(one.label), width="stretch")
                    st.button("Wieder anbieten", key=f"restore:{one.id}", on_click=_archive, args=(person, one, False))
    _add(person, name)


def _entry(person: Person, one: Choice) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"zeile-liste-{one.id}"):
        group = f" ({plain(one.group)})" if one.group else ""
        st.markdown(f"{plain(one.label)}{group}", width="stretch")
        st.button(
            "↑", key=f"up:{one.id}", help=f"„{plain(one.label)}“ nach oben", on_click=_move, args=(person, one, False)
        )
        st.button(
            "↓", key=f"down:{one.id}", help=f"„{plain(one.label)}“ nach unten", on_click=_move, args=(person, one, True)
        )
        with st.popover("Umbenennen", key=f"rename:{one.id}"):
            form = Form(f"choice:{one.id}", today=person.today, opened={"label": one.label})
            form.text("label", "Bezeichnung", required=True, max_length=200)
            if form.submitted("Umbenennen"):
                with told("Umbenannt.", form), transaction(person) as session:
                    service.rename(session, one.id, form.values()["label"])
                st.rerun()
        st.button("Archivieren", key=f"archive:{one.id}", on_click=_archive, args=(person, one, True))


def _archive(person: Person, one: Choice, archived: bool) -> None:
    with transaction(person) as session:
        service.archive(session, one.id, archived)


def _move(person: Person, one: Choice, down: bool) -> None:
    with transaction(person) as session:
        service.move(session, one.id, down)


def _add(person: Person, name: ListName) -> None:
    with st.expander("Eintrag ergänzen", icon=":material/add:"):
        form = Form(f"choice:new:{name.value}", today=person.today)
        form.text("label", "Bezeichnung", required=True, max_length=200)
        if name is ListName.CLOSING:
            groups = ("Ziel erreicht", "Abbruch", "Neutral", "Organisatorisch")
            form.choice("group", "Gruppe", {group: group for group in groups}, required=True)
        elif name is ListName.AREA:
            form.choice("group", "Besonders geschützt", {HEALTH_GROUP: HEALTH_GROUP}, help=area_levels.HEALTH_HELP)
        if form.submitted("Ergänzen"):
            with told("Eintrag ergänzt.", form), transaction(person) as session:
                service.add(session, name, **{key: value or "" for key, value in form.values().items()})
            st.rerun()


def _areas(person: Person) -> None:
    with reading(person) as session:
        found, towns = choices.areas(session), lists.towns(session, person.today)
    for area in found:
        st.markdown(f"**{plain(area.town)}** · {plain(span_text(area.starts_on, area.ends_on))}")
    left, right = st.columns(2)
    with left, st.expander("Gemeinde aufnehmen", icon=":material/add:"):
        form = Form("area:new", today=person.today, lists={"TOWN": towns})
        form.town("ags", "Gemeinde", required=True)
        form.date("starts_on", "Ab", required=True, value=person.today)
        if form.submitted("Aufnehmen"):
            with told("Gemeinde aufgenommen.", form), transaction(person) as session:
                service.open_area(session, **form.values())
            st.rerun()
    running = {area.ags: area.town for area in found if area.ends_on is None}
    with right, st.expander("Gemeinde herausnehmen", icon=":material/remove:"):
        form = Form("area:end", today=person.today, lists={"TOWN": running})
        form.town("ags", "Gemeinde", required=True)
        form.date("ends_on", "Erster Tag außerhalb", required=True)
        if form.submitted("Herausnehmen"):
            with told("Gemeinde herausgenommen.", form), transaction(person) as session:
                service.close_area(session, **form.values())
            st.rerun()
