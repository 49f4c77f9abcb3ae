"""Keep what a list shows as a view: new, updated, renamed, shared, removed. Only its maker changes a view."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from fam.person import Person
from fam.queries.views import View
from fam.rules.terms import ViewKind
from fam.services import views
from fam.ui.feedback import plain, told
from fam.ui.forms import Form
from fam.ui.undoing import Undoable

Remember = Callable[[int], None]
SHARED = "Für alle im Team"
SHARED_HELP = "Andere sehen darin nur, was sie auch sonst sehen. Getippter Text (Suche, Filter) bleibt weg."


def kept(settings: Mapping[str, Any], *, shared: bool) -> dict[str, Any]:
    """Return what a view keeps of a list: a shared one no typed text, neither searched nor in a filter."""
    return views.without_texts(settings) if shared else dict(settings)


def ask(person: Person, subject: str, view: View | None, settings: Mapping[str, Any], remember: Remember) -> None:
    """Draw the popover; `view` is the chosen one, `remember` chooses another for the next run."""
    changed = view is not None and kept(settings, shared=view.shared) != dict(view.settings)
    if changed:
        st.caption("Ansicht geändert", width="content")
    number = view.id if view is not None else 0  # another view is another popover: it closes
    with st.popover("Ansicht speichern", icon=":material/bookmark:", key=f"keep-{subject}-{number}"):
        if view is None or not view.mine:
            _new(person, subject, settings, remember)
            return
        if changed:
            _update(person, view, settings)
        with st.expander("Umbenennen, teilen, entfernen", key=f"keep-own-{view.id}"):
            _rename(person, view)
            _remove(person, view, remember)
        with st.expander("Als neue Ansicht", key=f"keep-new-{view.id}"):
            _new(person, subject, settings, remember)


def _update(person: Person, view: View, settings: Mapping[str, Any]) -> None:
    if st.button(f"„{plain(view.title)}“ so speichern, wie die Liste jetzt ist", type="primary",
                 key=f"view-update:{view.id}"):  # fmt: skip
        step = Undoable(person)
        with told("Ansicht gespeichert.", undo=step.undo), step.transaction() as session:
            views.change(session, view.id, settings=kept(settings, shared=view.shared))
        st.rerun()


def _rename(person: Person, view: View) -> None:
    opened = {"title": view.title, "shared": view.shared}
    form = Form(f"view:{view.id}", today=person.today, opened=opened, version=view.version)
    form.text("title", "Name der Ansicht", required=True, max_length=80)
    form.boolean("shared", SHARED, required=True, help=SHARED_HELP)
    if form.submitted("Name und Sichtbarkeit speichern"):
        values = form.values()
        step = Undoable(person)
        with told("Ansicht geändert.", form, undo=step.undo), step.transaction() as session:
            less = kept(view.settings, shared=values["shared"])
            views.change(session, view.id, title=values["title"], shared=values["shared"], settings=less)
        st.rerun()


def _remove(person: Person, view: View, remember: Remember) -> None:
    if st.button("Ansicht entfernen", key=f"view-remove:{view.id}", type="tertiary", icon=":material/delete:"):
        step = Undoable(person)
        with told("Ansicht entfernt.", undo=step.undo), step.transaction() as session:
            views.remove(session, view.id)
        remember(0)
        st.rerun()


def _new(person: Person, subject: str, settings: Mapping[str, Any], remember: Remember) -> None:
    form = Form(f"view:new:{subject}", today=person.today)
    form.text("new_title", "Neue Ansicht: Name", required=True, max_length=80)
    form.boolean("new_shared", SHARED, required=True, value=False, help=SHARED_HELP)
    if form.submitted("Als neue Ansicht speichern"):
        values, number = form.values(), 0
        with told("Ansicht gespeichert.", form), Undoable(person).transaction() as session:
            shared = values["new_shared"]
            less = kept(settings, shared=shared)
            number = views.keep(session, ViewKind.LIST, subject, values["new_title"], less, shared=shared).id or 0
        remember(number)
        st.rerun()
