"""When somebody else changed the same field: both values side by side, and the person chooses."""

import streamlit as st

from fam.ui.entry import Entry, show_error
from fam.ui.feedback import plain
from fam.ui.form_state import Dispute

MINE, THEIRS = "mine", "theirs"
PLEASE_DECIDE = "Bitte auswählen, was gelten soll."


def ask(entry: Entry, dispute: Dispute, key: str) -> None:
    """Draw the question below the field; the entry then holds what was chosen, or an error until it is."""
    text = entry.show
    answers = {
        MINE: f"meine Eingabe: {plain(text(entry.value))}",
        THEIRS: f"jetzt gespeichert von anderen: {plain(text(dispute.theirs))}",
    }
    with st.container(border=True, key=f"{key}:streit"):
        st.caption(f"Stand beim Öffnen: {plain(text(dispute.opened))}")
        chosen = st.radio(
            f"{entry.label}: Was soll gelten?",
            list(answers),
            index=None,
            key=f"{key}:wahl:{dispute.number}",
            format_func=lambda answer: answers[answer],
        )
    if chosen == THEIRS:
        entry.value, entry.error, entry.more = dispute.theirs, "", ()
    elif chosen is None:
        entry.error = entry.error or PLEASE_DECIDE
        show_error(entry.line, entry.label, entry.error)
