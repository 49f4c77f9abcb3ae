"""Saved questions: choose one, keep what stands there now under a name, share it, remove it; each has its address."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.db import reading, transaction
from fam.errors import FamError
from fam.person import Person
from fam.queries import field_filters as restricting
from fam.queries import views as saved
from fam.queries.dimensions import Subject, dimensions, gone, known, subjects
from fam.queries.own_figures import STOCK, Question
from fam.queries.views import View
from fam.rules.crosstab import Step
from fam.rules.terms import ViewKind
from fam.services import views
from fam.ui import field_filters
from fam.ui.feedback import plain, say, told
from fam.ui.format import date_text
from fam.ui.forms import Form
from fam.ui.own_question import AUTO, FORMS, NONE, Asked, filter_key, name

ADDRESS, CHOSEN, LOADED, GONE = "ansicht", "own:view", "own:loaded", "own:gone"
NO_VIEW = "Diese Ansicht gibt es nicht mehr, oder sie ist nicht freigegeben."
NOT_READ = "Diese Ansicht zählt {noun}; davon ist hier nichts freigegeben."


def choose(person: Person) -> View | None:
    """Draw the list of saved views, put a chosen one into the inputs; return it, None where nothing is chosen."""
    with reading(person) as session:
        found = [one for subject in Subject for one in saved.views(session, ViewKind.CHART, subject)]
    _open_address(person)
    by_id: dict[int, View] = {one.id: one for one in found}
    if st.session_state.get(CHOSEN, 0) not in by_id:
        st.session_state[CHOSEN] = 0
    if found:
        st.selectbox("Gespeicherte Auswertung", [0, *by_id], key=CHOSEN, on_change=_chosen, persist_state="session",
                     format_func=lambda number: _title(by_id[number]) if number else "– keine –")  # fmt: skip
    for line in st.session_state.get(GONE, ()):
        st.warning(plain(line), icon=":material/filter_list_off:")
    return by_id.get(st.session_state[CHOSEN])


def _title(view: View) -> str:
    return (
        f"{view.title} (von {view.owner})" if view.owner else f"{view.title} (geteilt)" if view.shared else view.title
    )


def _chosen() -> None:
    """What is chosen stands in the address, so that it can be kept and sent."""
    if number := st.session_state[CHOSEN]:
        st.query_params[ADDRESS] = str(number)
    else:
        st.query_params.pop(ADDRESS, None)
    st.session_state[LOADED], st.session_state[GONE] = "", ()


def _open_address(person: Person) -> None:
    """Put the view that the address names into the inputs, once: what is changed after that stays."""
    asked = st.query_params.get(ADDRESS, "")
    if not asked or asked == st.session_state.get(LOADED):
        return
    st.session_state[LOADED] = asked
    with reading(person) as session:
        view = saved.view(session, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    subject = _subject(view)
    if view is None or subject is None:
        st.session_state[GONE] = (NO_VIEW,)
        return
    st.session_state[CHOSEN] = view.id
    if subject not in subjects(person):
        st.session_state[GONE] = (NOT_READ.format(noun=subject.nouns[1]),)
        return
    fill(person, subject, view.settings)


def _subject(view: View | None) -> Subject | None:
    named = str(view.settings.get("subject", "")) if view else ""
    return Subject(named) if named in list(Subject) else None


def fill(person: Person, subject: Subject, settings: Mapping[str, Any]) -> None:
    """Put settings into the inputs; what names a field that is gone is left out and said so."""
    with reading(person) as session:
        found = dimensions(session, subject)
        keys = {what: str(settings.get(what, "")) for what in ("time", "split", "second")}
        lost = gone(session, found, [key for key in keys.values() if key != STOCK])
    state = st.session_state
    state["own:subject"] = subject
    for what, key in keys.items():
        state[name(subject, what)] = key if key == STOCK or known(found, key) else NONE
    state["own:step"] = Step(settings["step"]) if settings.get("step") in list(Step) else Step.MONTH
    for what in ("since", "until"):
        state[f"own:{what}"] = _typed(settings.get(what))
    state["own:form"] = settings["form"] if settings.get("form") in FORMS else AUTO
    field_filters.fill(person, filter_key(subject), restricting.from_json(settings.get("filters")))
    state[GONE] = tuple(f"Aufgeteilt war auch nach: {label}. Das gibt es hier nicht mehr." for label in lost)


def _typed(day: object) -> str:
    try:
        return date_text(date.fromisoformat(str(day))) if day else ""
    except ValueError:
        return ""


def settings_of(asked: Asked) -> dict[str, Any]:
    """Return what is asked as plain JSON, fields by key."""
    question: Question = asked.question
    return {
        "subject": question.subject.value,
        "split": question.split,
        "second": question.second,
        "time": question.time,
        "step": question.step.value,
        "since": question.since.isoformat() if question.since else "",
        "until": question.until.isoformat() if question.until else "",
        "form": asked.form.value if asked.form else AUTO,
        "filters": restricting.to_json(asked.filters),
    }


def offer(person: Person, asked: Asked, view: View | None) -> None:
    """Offer to keep what stands there: in the chosen view of one's own, or under a new name."""
    settings = settings_of(asked)
    with st.popover("Auswertung speichern", icon=":material/bookmark_add:"):
        _keep(person, settings)
    if view is not None and view.mine:
        if settings != dict(view.settings):
            st.button("Änderungen übernehmen", key="own:update", icon=":material/save:",
                      on_click=_update, args=(person, view.id, settings), help=f"in „{plain(view.title)}“")  # fmt: skip
        st.button("Nicht mehr teilen" if view.shared else "Teilen", key="own:share", on_click=_share,
                  args=(person, view), icon=":material/group:",
                  help="Geteilte sehen alle; jede Person zählt darin nur, was sie selbst lesen darf.")  # fmt: skip
        st.button("Entfernen", key="own:remove", icon=":material/delete:", on_click=_remove, args=(person, view))


def _keep(person: Person, settings: Mapping[str, Any]) -> None:
    form = Form("own-view", today=person.today, opened={"title": "", "shared": False})
    form.text("title", "Name der Auswertung", required=True, max_length=80)
    shared = st.checkbox("Mit dem Team teilen", key="own:new-shared",
                         help="Jede Person zählt darin nur, was sie selbst lesen darf.")  # fmt: skip
    if form.submitted("Speichern"):
        with told("Auswertung gespeichert.", form), transaction(person) as session:
            row = views.keep(session, ViewKind.CHART, settings["subject"], form.values()["title"], settings,
                             shared=shared)  # fmt: skip
            number = row.id
        st.query_params[ADDRESS] = str(number)
        st.rerun()


def _update(person: Person, number: int, settings: Mapping[str, Any]) -> None:
    _do(person, "Auswertung geändert.", lambda session: views.change(session, number, settings=settings))


def _share(person: Person, view: View) -> None:
    sentence = "Wieder nur für mich." if view.shared else "Mit dem Team geteilt; getippter Text in Filtern bleibt weg."
    _do(person, sentence, lambda session: views.change(session, view.id, shared=not view.shared))


def _remove(person: Person, view: View) -> None:
    if _do(
        person, "Auswertung entfernt.", lambda session: views.remove(session, view.id), partial(_again, person, view)
    ):
        st.query_params.pop(ADDRESS, None)
        st.session_state[CHOSEN], st.session_state[LOADED] = 0, ""


def _again(person: Person, view: View) -> None:
    subject = str(view.settings["subject"])
    with transaction(person) as session:
        views.keep(session, ViewKind.CHART, subject, view.title, view.settings, shared=view.shared)


def _do(
    person: Person, sentence: str, change: Callable[[Session], object], undo: Callable[[], None] | None = None
) -> bool:
    """Do one thing from a button and say how it went; buttons run before the page, so nothing can be drawn again."""
    try:
        with transaction(person) as session:
            change(session)
    except FamError as error:
        say(str(error), problem=True)
        return False
    say(sentence, undo=undo)
    return True
