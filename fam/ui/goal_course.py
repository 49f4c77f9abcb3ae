"""How far a goal is: rate it, the course as a chart with its table, corrections of the own side's ratings."""

from collections.abc import Sequence

import streamlit as st

from fam.charts import goals as charts
from fam.charts.theme import config
from fam.fields.spec import specs
from fam.models import Goal, GoalRating
from fam.person import Person
from fam.queries.goals import GoalRow
from fam.rules.goals import LEVELS, missing_levels, perspectives, sign
from fam.rules.plan_terms import Perspective
from fam.services import goal_ratings
from fam.ui import editing
from fam.ui.feedback import plain
from fam.ui.figure_table import show_table
from fam.ui.format import date_text
from fam.ui.forms import Form

FIRST = "Vor der ersten Bewertung wird jede Stufe beschrieben, damit alle mit demselben Maß messen. Es fehlen noch:"
HEADERS = ("Tag", "Wer schätzt ein", "Stufe", "Anmerkung", "eingetragen von")
CHART, TABLE = "Diagramm", "Als Tabelle"
LABELS = {spec.key: spec.label for spec in specs(Goal)}


def show(person: Person, row: GoalRow, *, writable: bool) -> None:
    """Draw the ratings of a goal, folded, and the form for the next one."""
    if row.ratings:
        said = f"Verlauf der Bewertungen ({len(row.ratings)})"
        folded = st.expander(said, key=f"goal-course-{row.id}", on_change="rerun", expanded=_correcting(row))
        if folded.open:
            with folded:
                _course(person, row)
                _corrections(person, row, writable)
    if writable:
        _rate(person, row)


def _correcting(row: GoalRow) -> bool:
    return any(editing.is_open(f"goal-rating:{one.id}") for one in row.ratings)


def _course(person: Person, row: GoalRow) -> None:
    points: dict[Perspective, list[tuple[object, int]]] = {}
    for one in row.ratings:
        points.setdefault(one.perspective, []).append((one.event_on, one.rating))
    day = date_text(person.today)
    picture, table = st.tabs([CHART, TABLE], key=f"goal-tabs-{row.id}", on_change="rerun")
    if picture.open:
        made = charts.course(points, "Verlauf", day, st.context.theme.type == "dark")  # type: ignore[arg-type]
        alt = f"Bewertungen eines Ziels, Stand {day}. Alle Werte stehen unter „{TABLE}“."
        picture.plotly_chart(made, key=f"goal-chart-{row.id}", theme=None, config=config(f"Ziel {day}"), alt=alt)
    if table.open:
        with table:
            show_table("Bewertungen", HEADERS, _rows(row.ratings))


def _rows(ratings: Sequence[GoalRating]) -> list[tuple[object, ...]]:
    return [
        (date_text(one.event_on), one.perspective.label, sign(one.rating), one.note, one.institution.label)
        for one in reversed(ratings)
    ]


def _rate(person: Person, row: GoalRow) -> None:
    name = f"goal-rate:{row.id}"
    if not editing.is_open(name):
        st.button("Bewerten", key=f"start:{name}", icon=":material/straighten:", help=plain(row.goal.text[:60]),
                  on_click=editing.start, args=(name,))  # fmt: skip
        return
    with st.container(border=True, key=f"goal-rate-{row.id}"):
        texts = {key: getattr(row.goal, key) for key in LEVELS.values()}
        form = Form(name, today=person.today, opened=dict.fromkeys(missing_levels(texts), ""))
        if asked := [key for key in form.opened if key in texts]:
            st.info(FIRST, icon=":material/straighten:")
            for key in asked:
                texts[key] = form.text(key, LABELS[key], max_length=300, required=True)
        _fields(form, person, texts)
        editing.finish(
            person, form, "Bewertung gespeichert.",
            lambda session: goal_ratings.rate(session, row.id, form.values(), form.opened),
        )  # fmt: skip


def _fields(form: Form, person: Person, texts: dict[str, str]) -> None:
    who = {one: one.label for one in perspectives(person.institution)}
    form.choice("perspective", "Wer schätzt ein", who, required=True)
    levels = {level: f"{sign(level)}: {texts[key]}" if texts[key] else sign(level) for level, key in LEVELS.items()}
    form.choice("rating", "Stufe", levels, required=True)
    form.date("event_on", "Datum", required=True, value=person.today)
    form.text("note", "Anmerkung", max_length=500, help="Kurz. Keine Diagnosen.")


def _corrections(person: Person, row: GoalRow, writable: bool) -> None:
    """Draw the way to correct what the own side entered; the other side's ratings are read only."""
    own = [one for one in row.ratings if one.institution is person.institution] if writable else []
    for one in reversed(own):
        name = f"goal-rating:{one.id}"
        if editing.is_open(name):
            _correct(person, row, one, name)
            continue
        said = f"{date_text(one.event_on)}, {one.perspective.label}: {sign(one.rating)}"
        st.button(f"Korrigieren: {said}", key=f"start:{name}", type="tertiary", icon=":material/edit:",
                  on_click=editing.start, args=(name,))  # fmt: skip


def _correct(person: Person, row: GoalRow, rating: GoalRating, name: str) -> None:
    with st.container(border=True, key=f"goal-rating-{rating.id}"):
        opened = {key: getattr(rating, key) for key in goal_ratings.RATED}
        form = Form(name, today=person.today, opened=opened, version=rating.version)
        _fields(form, person, {key: getattr(row.goal, key) for key in LEVELS.values()})
        editing.finish(
            person, form, "Bewertung korrigiert.",
            lambda session: goal_ratings.correct(session, rating.id or 0, form.opened, form.values()),
        )  # fmt: skip
        editing.remove(person, name, "Bewertung entfernt", lambda session: goal_ratings.remove(session, rating.id or 0))
