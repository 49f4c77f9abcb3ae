"""Maßnahmen: the board over both legal circles, and below it each measure as a line that is edited in place."""

from collections.abc import Sequence

import streamlit as st

from fam.db import reading
from fam.fields.spec import FieldSpec
from fam.models import Measure
from fam.person import Person
from fam.queries import measures
from fam.queries.family_file import FamilyFile
from fam.queries.measures import MeasureRow, Support
from fam.rules.measures import PRECEDENCE, combination
from fam.rules.plan_terms import OVER
from fam.ui import editing, entry_marks, extra_fields, measure_board, measure_form, printing
from fam.ui.feedback import plain
from fam.ui.format import date_text, number_text


def show(person: Person, file: FamilyFile) -> None:
    """Draw board, lines and what has no answer yet."""
    family_id = file.head.id or 0
    with reading(person) as session:
        found = measures.of_family(session, family_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Maßnahmen beider Rechtskreise", anchor=False, help=PRECEDENCE)
        printing.print_button()
    circles = plain(combination(found.courses, person.today).label)
    st.markdown(f"Heute: **{circles}** (ohne reine Beratung; gezählt ist, was Sie lesen dürfen)")
    if found.rows:
        measure_board.show(person, file, found)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _lines(person, file, found)
    with right:
        _unanswered(found)


def _lines(person: Person, file: FamilyFile, found: Support) -> None:
    st.subheader("Leistungen", anchor=False)
    if file.leading:
        measure_form.adding(person, file, found)
    if not found.rows:
        st.caption("Noch keine Leistung eingetragen.")
    own = extra_fields.fields(person, Measure)
    for row in found.rows:
        if row.record.status not in OVER:
            _line(person, file, found, row, own)
    if over := [row for row in found.rows if row.record.status in OVER]:
        with st.expander(f"Beendet, abgebrochen oder abgelehnt ({number_text(len(over))})"):
            for row in over:
                _line(person, file, found, row, own)


def _line(person: Person, file: FamilyFile, found: Support, row: MeasureRow, own: Sequence[FieldSpec]) -> None:
    name = f"measure:{row.record.id}"
    if editing.is_open(name):
        measure_form.editing_one(person, file, found, row)
        return
    one = row.record
    said = entry_marks.said(one.confidentiality, one.institution, row.mark)
    parts = [
        measure_board.span_words(one, person.today),
        measure_board.stands(file, one),
        one.provider,
        measure_board.whom(file, row),
        *(word for word in said if word != f"betrifft {row.mark.about}"),
        *(f"Ziel: {found.goals[goal]}" for goal in row.goals if goal in found.goals),
        *(f"{label}: {text}" for label, text in extra_fields.facts(person, Measure, one, own)),
    ]
    with (
        entry_marks.on_paper(f"measure-{one.id}", one.confidentiality, one.not_for_parents),
        st.container(
            horizontal=True, vertical_alignment="center", gap="small", wrap=False, key=f"zeile-measure-{one.id}"
        ),
    ):
        head = f"**{plain(row.instrument.title)}** · {plain(row.instrument.paragraph)}"
        text = f"{head}  \n{' · '.join(plain(part) for part in dict.fromkeys(parts) if part)}"
        late = measure_board.lateness_of(one, person.today)
        st.markdown(text + (f"  \n⚠ **{plain(late)}**" if late else ""), width="stretch")
        if file.leading:
            st.button("Bearbeiten", key=f"edit:{name}", type="tertiary", icon=":material/edit:", width="content",
                      help=plain(row.instrument.title), on_click=editing.start, args=(name,))  # fmt: skip


def _unanswered(found: Support) -> None:
    """What the plan leaves open: needs that no measure answers, measures that serve no goal."""
    with st.container(border=True, key="measures-unanswered"):
        st.subheader("Was noch keine Antwort hat", anchor=False)
        aimless = [row for row in found.rows if row.record.status not in OVER and not row.goals]
        if not found.uncovered and not aimless:
            st.caption("Jeder niedrig eingeschätzte Bereich hat eine Leistung, jede Leistung ein Ziel.")
        for need in found.uncovered:
            more = "Ziel da, keine Leistung" if need.has_goal else "weder Ziel noch Leistung"
            st.markdown(
                f"◇ **{plain(need.area)}** · Stufe {need.level} ({plain(date_text(need.judged_on))}) · {plain(more)}"
            )
        for row in aimless:
            shy = "nodruck" if row.record.not_for_parents else "zeile"
            with st.container(key=f"{shy}-ohne-ziel-{row.record.id}"):
                st.markdown(f"○ **{plain(row.instrument.title)}** · ohne Ziel")
