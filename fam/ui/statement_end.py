"""A counter-statement is taken back or put in other words, as the person says; who, when and why stays to be read."""

import streamlit as st
from sqlmodel import Session

from fam.models import Statement
from fam.person import Person
from fam.services import statements
from fam.ui import editing
from fam.ui.draft_store import Drafts
from fam.ui.forms import Form

BACK, OTHERWISE = "back", "otherwise"
WAYS = {BACK: "zurücknehmen", OTHERWISE: "neu fassen"}
DONE = {BACK: "Gegendarstellung zurückgenommen.", OTHERWISE: "Gegendarstellung neu gefasst."}


def offer(person: Person, one: Statement) -> None:
    """Draw the way to end a counter-statement, or its form once it was asked for."""
    name = f"statement:end:{one.id}"
    if editing.is_open(name):
        _form(person, one, name)
    else:
        st.button("Zurücknehmen oder neu fassen", key=f"open:{name}", type="tertiary", icon=":material/edit:",
                  on_click=editing.start, args=(name,))  # fmt: skip


def _form(person: Person, one: Statement, name: str) -> None:
    form = Form(name, today=person.today, drafts=Drafts(person))
    way = form.choice("way", "Die Person will sie", WAYS, required=True, value=BACK)
    if way == OTHERWISE:
        form.long_text("text", "Neuer Wortlaut", required=True, max_length=statements.LONGEST, value=one.text)
    form.date("stated_on" if way == OTHERWISE else "lifted_on", "Erklärt am", required=True, value=person.today)
    form.text("why", "Warum", required=True, max_length=statements.LONGEST_REASON)
    editing.finish(person, form, DONE.get(way, ""), lambda session: _save(session, one.id or 0, form))


def _save(session: Session, statement_id: int, form: Form) -> None:
    typed = form.values()
    if typed["way"] == OTHERWISE:
        statements.correct(session, statement_id, typed["text"], typed["stated_on"], typed["why"])
    else:
        statements.end(session, statement_id, typed["lifted_on"], typed["why"])
