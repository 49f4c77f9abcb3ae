"""The parts of a family's file, each with an address of its own (`?bereich=ziele`): only the one shown is loaded."""

from collections.abc import Callable

import streamlit as st

from fam.person import Person
from fam.queries.family_file import FamilyFile
from fam.ui import consents, documents, family_plan, goals, measures, needs, paths, relations

OVERVIEW = ""
ADDRESS = "bereich"
PARTS: dict[str, tuple[str, Callable[[Person, FamilyFile], None]]] = {
    "bedarfe": ("Bedarfe", needs.show),
    "ziele": ("Ziele", goals.show),
    "massnahmen": ("Maßnahmen", measures.show),
    "plan": ("Familienplan", family_plan.show),
    "wege": ("Wege", paths.show),
    "personen": ("Personen", relations.show),
    "dokumente": ("Dokumente", documents.show),
}
LABELS = {
    OVERVIEW: "Überblick", **{slug: label for slug, (label, _draw) in PARTS.items()}, consents.PART: "Einwilligungen",
}  # fmt: skip


def shown(person: Person, file: FamilyFile) -> bool:
    """Draw the bar of parts and the part that is asked for; False if it is the overview, which the page draws."""
    asked = str(st.query_params.get(ADDRESS, OVERVIEW))
    if file.works:
        _bar(asked if asked in LABELS else OVERVIEW)
    if consents.part(person, file):
        return True
    if asked not in PARTS or not file.works:
        st.header(LABELS[OVERVIEW], anchor=False)
        return False
    PARTS[asked][1](person, file)
    return True


def _bar(asked: str) -> None:
    key = f"nodruck-bereich-{asked}"  # a new address is a new bar, so that it never disagrees with it
    with st.container(key="nodruck-bereiche"):
        st.segmented_control("Bereich der Akte", list(LABELS), format_func=LABELS.__getitem__, default=asked, key=key,
                             label_visibility="collapsed", on_change=_go, args=(key,), required=True)  # fmt: skip


def _go(key: str) -> None:
    part = st.session_state[key]
    if part:
        st.query_params[ADDRESS] = part
    else:
        st.query_params.pop(ADDRESS, None)
