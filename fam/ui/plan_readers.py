"""Who reads an entry of the plan: the team or the own institution, and what follows where a consent is missing."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import entry_marks
from fam.queries.entry_marks import Mark
from fam.rules.terms import Confidentiality, DataCategory, Institution
from fam.services import levels
from fam.services.plan_entries import OFFERED
from fam.ui import entry_marks as marks
from fam.ui.feedback import plain
from fam.ui.forms import Form

LEVELS = {one: one.label for one in OFFERED}
FREE_TEXT = "Keine Diagnosen, keine Angaben zu Dritten, nichts zu Sanktionen oder zum Kinderschutz."


def ask(
    form: Form, person: Person, family_id: int, categories: Sequence[DataCategory], *, about: bool = True,
    about_id: int | None = None,
) -> None:  # fmt: skip
    """Draw who reads a new entry, whom it is about and whether parents see it; say which consents are missing."""
    left, right = st.columns(2)
    with left:
        level = form.choice("confidentiality", "Wer darf lesen", LEVELS, required=True, value=Confidentiality.TEAM)
    if about:
        with reading(person) as session:
            people = {levels.WHOLE_FAMILY: "die ganze Familie", **entry_marks.members(session, family_id)}
        with right:
            about_id = form.choice("about_id", "Betrifft", people, required=True, value=levels.WHOLE_FAMILY,
                                   help=marks.ABOUT_HELP)  # fmt: skip
    form.boolean("not_for_parents", "Nicht für Eltern", required=True, value=False,
                 help="Bleibt aus allem heraus, was für die Familie gedruckt wird.")  # fmt: skip
    if level is Confidentiality.TEAM:
        _missing(person, family_id, about_id or None, categories)


def _missing(person: Person, family_id: int, about_id: int | None, categories: Sequence[DataCategory]) -> None:
    with reading(person) as session:
        waiting = [one for one in categories if not entry_marks.is_shared(session, family_id, about_id, one)]
    if waiting:
        side = (person.institution or Institution.PRO_ARBEIT).label
        kinds = ", ".join(f"„{one.short}“" for one in waiting)
        st.warning(f"Wird erst geteilt, wenn eine Einwilligung vorliegt: {kinds}. Bis dahin liest nur {side}.",
                   icon=":material/hourglass_top:")  # fmt: skip


def ask_saved(form: Form, person: Person, row: Any) -> None:
    """Draw who reads a saved entry, for its own institution only."""
    if row.institution is person.institution:
        form.choice("confidentiality", "Wer darf lesen", LEVELS, required=True)
        form.boolean("not_for_parents", "Nicht für Eltern", required=True)


def opened(row: Any) -> dict[str, Any]:
    """Return what a form of a saved entry opens with besides its own fields."""
    return {"confidentiality": row.confidentiality, "not_for_parents": row.not_for_parents}


def taken(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what services take of the marks out of a form's values."""
    return {
        "level": values.get("confidentiality"),
        "about_id": values.get("about_id") or None,
        "not_for_parents": bool(values.get("not_for_parents")),
    }


def line(row: Any, mark: Mark, author: str = "") -> str:
    """Return what stands below an entry: who wrote it down, who reads it."""
    said = [f"erfasst von {author}" if author else "", *marks.said(row.confidentiality, row.institution, mark)]
    return " · ".join(plain(one) for one in said if one)
