"""The page Plan und Plätze, first half: the planned stock per month, in versions."""

from datetime import date

import streamlit as st

from fam.charts import growth as charts
from fam.charts.theme import config
from fam.db import reading, transaction
from fam.person import Person
from fam.queries import plans as queries
from fam.queries.plans import Plan
from fam.rules.german import format_month
from fam.rules.plan_lines import format_plan
from fam.services import plans as service
from fam.services.plans import PlanDraft
from fam.ui.draft_store import Drafts
from fam.ui.feedback import empty_state, plain, told
from fam.ui.figure_table import Rows, save_button, show_table
from fam.ui.format import date_text
from fam.ui.forms import Form

HELP = "Eine Zeile je Monat, z. B. „Januar 2018; 24“. Zwei Spalten aus Excel können eingefügt werden."
NEW, CORRECT = "Neue Fassung", "Neueste Fassung berichtigen"


def load(person: Person) -> tuple[Plan, ...]:
    """Return all versions of the plan, the newest first."""
    with reading(person) as session:
        return queries.plans(session)


def show(person: Person, plans: tuple[Plan, ...]) -> None:
    """Say which plan counts, and show all versions side by side."""
    st.header("Plan", anchor=False)
    if not plans:
        empty_state(
            "Noch kein Plan.",
            "Unten den beschlossenen Bestand je Monat eintragen; bis dahin zeigt „Wachstum“ keinen Plan.",
            key="plan",
        )
        return
    st.markdown(plain(_in_force(person, plans)))
    dark = st.context.theme.type == "dark"
    paths = [(_name(plan), plan.points) for plan in plans]
    picture, table = st.tabs(["Diagramm", "Als Tabelle"], key="plan-view", on_change="rerun")
    if picture.open:
        alt = "Geplanter Bestand je Monat, alle Fassungen. Alle Zahlen stehen unter „Als Tabelle“."
        picture.plotly_chart(
            charts.plans(paths, dark), key="chart-plans", theme=None, config=config("FAM Plan"), alt=alt
        )
    if table.open:
        with table:
            headers, rows = ("Monat", *[name for name, _points in paths]), _rows(plans)
            show_table("Geplanter Bestand", headers, rows)
            save_button("excel-plans", "Geplanter Bestand", "FAM Plan", headers, rows)


def _in_force(person: Person, plans: tuple[Plan, ...]) -> str:
    found = next((plan for plan in plans if plan.decided_on <= person.today), None)
    coming = [plan for plan in plans if plan.decided_on > person.today]
    sentence = (
        f"Es gilt „{found.title}“, beschlossen am {date_text(found.decided_on)}." if found else "Noch gilt kein Plan."
    )
    if found and found.note:
        sentence += f" {found.note}"
    for plan in coming:
        sentence += f" „{plan.title}“ gilt ab {date_text(plan.decided_on)}."
    return sentence


def _name(plan: Plan) -> str:
    return f"{plan.title} ({date_text(plan.decided_on)})"


def _rows(plans: tuple[Plan, ...]) -> Rows:
    months: list[date] = sorted({month for plan in plans for month in plan.points}, reverse=True)
    return [(format_month(month), *[plan.points.get(month) for plan in plans]) for month in months]


def ask(person: Person, plans: tuple[Plan, ...]) -> None:
    """Draw the form for a new version (a copy of the newest), and the one that corrects the newest."""
    with st.expander(NEW, icon=":material/add:", expanded=not plans, key="plan-new"):
        _decide(person, plans[0] if plans else None)
    if plans:
        with st.expander(CORRECT, icon=":material/edit:", key="plan-correct"):
            _correct(person, plans[0])
            _discard(person, plans)


def _decide(person: Person, last: Plan | None) -> None:
    form = Form("plan:new", today=person.today, drafts=Drafts(person))
    if last:
        st.caption("Beginnt als Abschrift der neuesten Fassung; die bisherigen bleiben sichtbar.")
    _fields(form, format_plan(last.points) if last else "", person.today)
    if form.submitted("Neue Fassung speichern"):
        with told("Neue Fassung des Plans gespeichert.", form), transaction(person) as session:
            service.decide(session, PlanDraft(**form.values()))
        st.rerun()


def _correct(person: Person, newest: Plan) -> None:
    path = format_plan(newest.points)
    opened = {"title": newest.title, "decided_on": newest.decided_on, "note": newest.note, "path": path}
    form = Form(f"plan:{newest.id}", today=person.today, opened=opened, version=newest.version, drafts=Drafts(person))
    _fields(form, path, None)
    if form.submitted("Berichtigung speichern"):
        with told("Plan berichtigt.", form), transaction(person) as session:
            service.correct(session, newest.id, form.opened, form.changes())
        st.rerun()


def _fields(form: Form, path: str, decided_on: date | None) -> None:
    left, right = st.columns(2)
    with left:
        form.text("title", "Titel", required=True, help="z. B. Ausbauplan 2018")
        form.date(
            "decided_on", "Beschlossen am", required=True, value=decided_on, help="Ab diesem Tag gilt die Fassung."
        )
        form.text("note", "Anmerkung", max_length=1000, help="z. B. wer beschlossen hat und warum")
    with right:
        form.long_text("path", "Bestand am Monatsende", required=True, value=path, height=300, help=HELP)


def _discard(person: Person, plans: tuple[Plan, ...]) -> None:
    newest = plans[0]
    with st.popover("Fassung löschen", icon=":material/delete:"):
        st.markdown(plain(f"„{_name(newest)}“ mit allen Monaten löschen?"))
        st.markdown("Danach gilt wieder die Fassung davor." if len(plans) > 1 else "Danach gibt es keinen Plan mehr.")
        if st.button("Ja, löschen", key="plan-discard"):
            with told("Fassung gelöscht."), transaction(person) as session:
                service.discard(session, newest.id)
            st.rerun()
