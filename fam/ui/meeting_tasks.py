"""What was agreed, one per line; under it one row per agreement: a task with owner and due date, unless unticked."""

from collections.abc import Mapping

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import participants
from fam.rules import agreements
from fam.services.attendance import FAMILY
from fam.services.meeting_draft import Agreement
from fam.services.tasks import Owner
from fam.ui.feedback import as_label
from fam.ui.forms import Form

HELP = "Eine Vereinbarung je Zeile; aus jeder kann eine Aufgabe werden."


def ask(form: Form, person: Person, family_id: int, suffix: str = "") -> tuple[Agreement, ...]:
    """Draw the text on the left and its tasks on the right; return the agreements as they stand."""
    left, right = st.columns(2)
    with left:
        text = form.long_text(f"agreements{suffix}", "Vereinbarungen", max_length=10000, height=120, help=HELP)
    with right, st.container(gap="xsmall", key=form.key(f"rows{suffix}")):
        lines = _numbered(form, suffix, text)
        if not lines:
            st.caption("Hier erscheint je Zeile eine Aufgabe mit „Wer“ und „Bis wann“.")
            return ()
        with reading(person) as session:
            owners = participants.owners(session, family_id)
        return tuple(_row(form, person, f"{number}{suffix}", line, owners) for number, line in lines)


def _numbered(form: Form, suffix: str, text: str) -> tuple[tuple[int, str], ...]:
    """Return the lines with numbers that stay with them while the text is typed."""
    place = form.key(f"lines{suffix}")
    known, highest = st.session_state.get(place, ((), 0))
    now = agreements.carry(known, agreements.lines(text), highest)
    st.session_state[place] = now, max([highest, *(number for number, _line in now)])
    return now


def _row(form: Form, person: Person, key: str, line: str, owners: Mapping[int, str]) -> Agreement:
    as_task = st.checkbox(
        f"Aufgabe: {as_label(line)}", value=True, key=form.key(f"task-{key}"), persist_state="session", wrap=True
    )
    if not as_task:
        return Agreement(line, as_task=False, key=key)
    choices: dict[Owner, str] = {number: name for number, name in owners.items()}  # noqa: C416 (wider key type)
    choices[FAMILY] = FAMILY
    who, until = st.columns(2)
    with who:
        owner = form.choice(
            f"owner-{key}", "Wer", choices, new_ok=True,
            value=person.account_id if person.account_id in owners else None,
        )  # fmt: skip
    with until:
        due_on = form.date(f"due_on-{key}", "Bis wann")
    return Agreement(line, owner=owner, due_on=due_on, key=key)
