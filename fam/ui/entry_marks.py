"""What every form of an entry asks: who reads it, whom and what it is about; and what a line says of that."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fam.db import reading
from fam.models.base import Content
from fam.person import Person
from fam.queries import entry_marks, participants
from fam.queries.entry_marks import NO_MARK, Mark
from fam.rules.terms import Confidentiality, DataCategory, Institution
from fam.services import levels
from fam.ui.forms import Form

RESTRICTED = "Verarbeitung eingeschränkt"
WAITS = "noch nicht geteilt: Einwilligung fehlt"
ENTRUSTED_HINT = (
    "Liest niemand außer Ihnen, auch keine Vertretung, keine Nachfolge und nicht die Koordination. "
    "Endet Ihre Fallführung, liest es niemand mehr."
)
CLOSER = (
    "Wer es danach nicht mehr lesen darf, findet es sofort nicht mehr, auch keine ältere Fassung unter „Änderungen“. "
    "Freigaben dieses Eintrags enden."
)
ONLY_WITH_CONSENT = "Anvertrautes nur mit Einwilligung der Person öffnen, die es anvertraut hat (§ 65 SGB VIII)."
ABOUT_HELP = "Über wen der Eintrag spricht: Nach dessen Einwilligung richtet sich, ob die andere Institution ihn liest."


@dataclass(frozen=True, slots=True)
class Asked:
    """The level as it is chosen now, and the place below it for what follows from it."""

    level: Confidentiality | None
    place: DeltaGenerator
    question: DeltaGenerator | None = None  # where a wider level of a saved entry is asked about


def ask(form: Form, person: Person, family_id: int, *, key: str = "level", author_id: int | None = None) -> None:
    """Draw who may read a note or task, what follows from it, and folded the marks."""
    asked = ask_level(form, person, key=key, author_id=author_id)
    with st.popover("Mehr angeben", icon=":material/label:"):
        ask_marks(form, person, family_id, asked)


def ask_level(form: Form, person: Person, *, key: str = "confidentiality", author_id: int | None = None) -> Asked:
    """Draw who may read an entry: what is entrusted (§ 65 SGB VIII) is offered to the ASD for own entries only."""
    level = form.choice(
        key, "Wer darf lesen", levels.offered(person, author_id), required=True, value=Confidentiality.INSTITUTION
    )
    return Asked(level, st.empty(), st.container())


def ask_marks(form: Form, person: Person, family_id: int, asked: Asked) -> None:
    """Draw whom and what an entry is about and whether parents may see it; say beside the level what follows."""
    with reading(person) as session:
        people = {levels.WHOLE_FAMILY: "die ganze Familie", **entry_marks.members(session, family_id)}
    if form.opened.get("about_id"):
        people.setdefault(form.opened["about_id"], entry_marks.UNNAMED)
    about = form.choice("about_id", "Betrifft", people, required=True, value=levels.WHOLE_FAMILY, help=ABOUT_HELP)
    category = form.choice("category", "Art der Angaben", {one: one.label for one in DataCategory}, required=True,
                           value=DataCategory.WORK)  # fmt: skip
    form.boolean("not_for_parents", "Nicht für Eltern", required=True, value=False,
                 help="Bleibt aus allem heraus, was für die Familie gedruckt wird.")  # fmt: skip
    _ask_wider(form, person, family_id, asked)
    if _closer(form, asked):
        asked.place.caption(f"{ENTRUSTED_HINT} {CLOSER}" if asked.level is Confidentiality.ENTRUSTED else CLOSER)
    elif asked.level is Confidentiality.ENTRUSTED:
        asked.place.caption(ENTRUSTED_HINT)
    elif asked.level is Confidentiality.TEAM and category:
        with reading(person) as session:
            covered = entry_marks.is_shared(session, family_id, about or None, category)
        if not covered:
            asked.place.warning(_waits(person, people.get(about or 0, ""), category), icon=":material/hourglass_top:")


def _closer(form: Form, asked: Asked) -> bool:
    before = form.opened.get("confidentiality")
    return form.version is not None and levels.is_wider(asked.level, before)


def _ask_wider(form: Form, person: Person, family_id: int, asked: Asked) -> None:
    """Ask once more before a saved entry is opened to more people, and name them."""
    before = form.opened.get("confidentiality")
    if form.version is None or asked.question is None or not levels.is_wider(before, asked.level):
        return
    side = None if asked.level is Confidentiality.TEAM else person.institution
    with reading(person) as session:
        names = participants.readers(session, family_id, side)
    with asked.question:
        if before is Confidentiality.ENTRUSTED:
            st.warning(ONLY_WITH_CONSENT, icon=":material/lock_open:")
        form.boolean(levels.WIDER, f"Danach lesen das: {', '.join(names)}. Ist das so gewollt?", required=True)


def _waits(person: Person, about: str, category: DataCategory) -> str:
    side = person.institution or Institution.PRO_ARBEIT
    return (
        f"Wird erst geteilt, wenn eine Einwilligung „{category.label}“ für {about} vorliegt. "
        f"Bis dahin liest nur {side.label}."
    )


def marked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values with the marks as services take them."""
    kept = {key: value for key, value in values.items() if key not in levels.KEYS}
    return kept | {"marks": levels.marks_of(values)}


def said(level: Confidentiality | None, institution: Institution | None, mark: Mark = NO_MARK) -> list[str]:
    """Return what a line says of who reads an entry, in a few words each."""
    readers = {
        Confidentiality.INSTITUTION: f"nur {institution.label}" if institution else "",
        Confidentiality.ENTRUSTED: "anvertraut (§ 65 SGB VIII)",
    }
    found = [
        RESTRICTED if mark.restricted else "",
        readers.get(level, "") if level else "",
        WAITS if mark.waits else "",
        *(f"freigegeben für {one.label}" for one in mark.released),
        f"betrifft {mark.about}" if mark.about else "",
        "nicht für Eltern" if mark.not_for_parents else "",
    ]
    return [one for one in found if one]


def one_line(mark: Mark, *parts: str) -> str:
    """Return what there is to say of an entry as one line, and first that its processing is restricted."""
    return " · ".join(part for part in (RESTRICTED if mark.restricted else "", *parts) if part)


def on_paper(
    name: str, level: Confidentiality | None, not_for_parents: bool, *, gap: Literal["xsmall"] | None = None
) -> AbstractContextManager[Any]:
    """Return the container of an entry: not printed if parents may not see it, or if it is entrusted."""
    hidden = not_for_parents or level is Confidentiality.ENTRUSTED
    return st.container(gap=gap, key=f"nodruck-{name}" if hidden else f"eintrag-{name}")


def opened(record: Content | None) -> dict[str, Any]:
    """Return what a form of a saved entry opens with."""
    return levels.opened(record) if record else {}
