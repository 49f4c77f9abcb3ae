"""The options of a field on the screen: add, rename, order, archive, merge, and with how many entries."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fam.db import reading, transaction
from fam.fields.spec import FieldSpec
from fam.figures import field_use
from fam.models import FieldChoice, FieldDef
from fam.person import Person
from fam.services import field_choices as service
from fam.ui.feedback import plain, say, told
from fam.ui.format import count_text
from fam.ui.forms import Form

INTRO = "Einträge merken sich die Option, nicht ihren Namen: Umbenennen gilt sofort überall, auch im Verlauf."
STAY = " {count} haben inzwischen etwas anderes und blieben so."


def show(person: Person, row: FieldDef, field: FieldSpec) -> None:
    """Draw all options of a field, and the form for a new one."""
    with reading(person) as session:
        options = service.options(session, row.id or 0)
    counts = field_use.choice_counts(row.id or 0)
    st.caption(INTRO)
    offered = [one for one in options if not one.archived]
    for place, one in enumerate(offered):
        _option(person, one, offered, counts, place)
    if archived := [one for one in options if one.archived]:
        with st.expander(f"Archiviert ({len(archived)})", key=f"options-archived:{row.id}"):
            for one in archived:
                _archived(person, one, options, counts)
    _add(person, row)


def _entries(counts: Mapping[int, int], one: FieldChoice) -> str:
    return count_text(counts.get(one.id or 0, 0), "Eintrag", "Einträge")


def _option(
    person: Person, one: FieldChoice, offered: Sequence[FieldChoice], counts: Mapping[int, int], place: int
) -> None:
    number = one.id or 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"zeile-option-{number}"):
        st.markdown(f"{plain(one.label)} · {_entries(counts, one)}", width="stretch")
        last = place == len(offered) - 1
        st.button("↑", key=f"option-up:{number}", help=f"„{plain(one.label)}“ nach oben", disabled=place == 0,
                  on_click=_move, args=(person, number, False))  # fmt: skip
        st.button("↓", key=f"option-down:{number}", help=f"„{plain(one.label)}“ nach unten", disabled=last,
                  on_click=_move, args=(person, number, True))  # fmt: skip
        with st.popover("Umbenennen", key=f"option-rename:{number}"):
            _rename(person, one)
        if len(offered) > 1:
            with st.popover("Zusammenlegen", key=f"option-merge:{number}"):
                _merge(person, one, {other.id or 0: other.label for other in offered if other.id != number}, counts)
        st.button("Archivieren", key=f"option-archive:{number}", on_click=_archive, args=(person, number, True))
        unused = not counts.get(number)
        if unused and st.button("Löschen", key=f"option-remove:{number}", help=f"„{plain(one.label)}“ steht nirgends."):
            _remove(person, number)


def _archived(person: Person, one: FieldChoice, options: Sequence[FieldChoice], counts: Mapping[int, int]) -> None:
    number, into = one.id or 0, next((other.label for other in options if other.id == one.merged_into), "")
    with st.container(horizontal=True, vertical_alignment="center", key=f"zeile-option-{number}"):
        more = f" · zusammengelegt mit „{plain(into)}“" if into else ""
        st.markdown(f"{plain(one.label)} · {_entries(counts, one)}{more}", width="stretch")
        if into:
            if st.button("Wieder trennen", key=f"option-split:{number}"):
                _split(person, number)
        else:
            st.button(
                "Wieder anbieten", key=f"option-restore:{number}", on_click=_archive, args=(person, number, False)
            )


def _rename(person: Person, one: FieldChoice) -> None:
    form = Form(f"option:{one.id}", today=person.today, opened={"label": one.label})
    form.text("label", "Bezeichnung", required=True, max_length=service.LONGEST)
    if form.submitted("Umbenennen"):
        with told("Umbenannt.", form), transaction(person) as session:
            service.rename(session, one.id or 0, form.values()["label"])
        st.rerun()


def _merge(person: Person, one: FieldChoice, others: Mapping[int, str], counts: Mapping[int, int]) -> None:
    form = Form(f"option:{one.id}:merge", today=person.today)
    form.choice("into", "Zusammenlegen mit", others, required=True)
    where = count_text(counts.get(one.id or 0, 0), "Eintrag", "Einträgen")
    st.markdown(plain(f"„{one.label}“ wird in {where} ersetzt und nicht mehr angeboten."))
    st.caption("Lässt sich jederzeit wieder trennen; was dann schon anders ist, bleibt so.")
    if form.submitted("Zusammenlegen"):
        with told("Zusammengelegt.", form), transaction(person) as session:
            service.merge(session, one.id or 0, form.values()["into"])
        st.rerun()


def _add(person: Person, row: FieldDef) -> None:
    with st.expander("Option ergänzen", icon=":material/add:", key=f"option-new:{row.id}"):
        form = Form(f"option:new:{row.id}", today=person.today)
        form.text("label", "Bezeichnung", required=True, max_length=service.LONGEST)
        if form.submitted("Ergänzen"):
            with told("Option ergänzt.", form), transaction(person) as session:
                service.add(session, row.id or 0, form.values()["label"])
            st.rerun()


def _move(person: Person, number: int, down: bool) -> None:
    with transaction(person) as session:
        service.move(session, number, down)


def _archive(person: Person, number: int, archived: bool) -> None:
    with transaction(person) as session:
        service.archive(session, number, archived)


def _remove(person: Person, number: int) -> None:
    with told("Option gelöscht."), transaction(person) as session:
        service.remove(session, number)
    st.rerun()


def _split(person: Person, number: int) -> None:
    with told(""), transaction(person) as session:
        done, moved = service.split(session, number)
    back = count_text(done, "Eintrag hat", "Einträge haben")
    say(f"Getrennt: {back} wieder die alte Option." + (STAY.format(count=moved) if moved else ""))
    st.rerun()
