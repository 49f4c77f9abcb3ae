"""The part "Familienplan": the versions on paper, what changed between two, and below them the reviews."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from fam.db import reading
from fam.models import FamilyPlan
from fam.person import Person
from fam.queries import family_plans
from fam.queries.family_file import FamilyFile
from fam.queries.family_plans import PlanRow
from fam.rules.family_plan import Change, Difference, differences
from fam.ui import extra_fields, follow_ups, plan_form, reviews
from fam.ui.feedback import plain
from fam.ui.format import count_text, date_text
from fam.ui.printing import print_button

SIGNS = {Change.NEW: r"\+", Change.CHANGED: "±", Change.ENDED: "−", Change.SAME: "="}
NO_PLAN = "Noch keine Fassung vereinbart. Ziele und Schritte entstehen im Gespräch; hier werden sie festgehalten."
SIGN_HERE = "______________________________"


def show(person: Person, file: FamilyFile) -> None:
    """Draw the plan's newest version (or the chosen one), the form for the next, the reviews and what follows."""
    with reading(person) as session:
        rows = family_plans.versions(session, file.head.id or 0)
    st.header("Familienplan", anchor=False)
    if rows:
        chosen = _chosen(rows, file.head.number)
        _paper(person, file, chosen)
        _changes(rows, chosen)
    else:
        st.info(NO_PLAN, icon=":material/description:")
    with st.container(key="nodruck-plan"):
        if file.leading:
            plan_form.agree(person, file.head, rows)
        reviews.show(person, file)
        follow_ups.show(person, file)


def _chosen(rows: Sequence[PlanRow], number: str) -> PlanRow:
    labels = {row.plan.number: f"{row.plan.number}. Fassung · {date_text(row.plan.event_on)}" for row in rows}
    if len(rows) == 1:
        return rows[0]
    with st.container(key="nodruck-fassungen"):
        wanted = st.selectbox("Fassung", list(labels), format_func=labels.__getitem__, key=f"plan:version:{number}")
    return next((row for row in rows if row.plan.number == wanted), rows[0])


def _paper(person: Person, file: FamilyFile, row: PlanRow) -> None:
    paper = family_plans.paper_of(file.head.number, row)
    with st.container(border=True, key="familienplan"):
        st.subheader(f"Familienplan {paper.family_number}, {paper.version}. Fassung", anchor=False)
        review = f" · nächste Überprüfung {date_text(paper.review_on)}" if paper.review_on else ""
        st.markdown(f"Vereinbart am **{date_text(paper.agreed_on)}**{review}")
        for section in paper.sections:
            st.markdown(f"#### {section.heading}")
            for title, lines in groupby(section.lines, key=lambda line: line.title):  # an area once, with all its sides
                details = [" · ".join(f"{label}: {text}" for label, text in line.details) for line in lines]
                st.markdown("  \n".join([f"**{plain(title)}**", *(plain(one) for one in details if one)]))
        if not paper.sections:
            st.caption("Von dieser Fassung ist zurzeit keine Zeile lesbar: dazu fehlt die Einwilligung der Familie.")
        if paper.remark:
            st.markdown(plain(paper.remark))
        for label, text in extra_fields.facts(person, FamilyPlan, row.plan):
            st.markdown(f"{plain(label)}: {plain(text)}")
        _signatures(paper)
        plan_form.sign(person, row.plan, writable=file.leading)
    print_button()


def _signatures(paper: family_plans.PlanPaper) -> None:
    if paper.signed_on:
        who = ", ".join(paper.signed_by) or "ohne Angabe, wer"
        st.markdown(f"Unterschrieben am {date_text(paper.signed_on)}: {plain(who)}")
        return
    for who in ("Familie", "Pro Arbeit", "ASD"):
        st.markdown(f"{plain(SIGN_HERE)}  \n{who}, Datum")


def _changes(rows: Sequence[PlanRow], row: PlanRow) -> None:
    """Say what became of every line since the version before."""
    before = next((one for one in rows if one.plan.number == row.plan.number - 1), None)
    if before is None:
        return
    found = differences(before.lines, row.lines)
    number = before.plan.number
    with st.container(key="nodruck-unterschiede", border=True):
        st.subheader(f"Was sich gegenüber der {number}. Fassung geändert hat", anchor=False)
        for one in found:
            if one.change is not Change.SAME:
                st.markdown(_difference(one))
        same = sum(one.change is Change.SAME for one in found)
        st.caption(count_text(same, "Zeile unverändert", "Zeilen unverändert"))


def _difference(one: Difference) -> str:
    first = "" if one.words else "".join(f" · {label}: {text}" for label, text in one.line.details[:1])
    head = f"{SIGNS[one.change]} **{one.change.label}**: {plain(one.line.title + first)}"
    words = [
        f"{plain(label or 'Wortlaut')}: ~~{plain(old) or '(leer)'}~~ → **{plain(new) or '(leer)'}**"
        for label, old, new in one.words
    ]
    return "  \n".join([head, *words])
