"""A long text that is kept on the server while it is typed, and offered again after whatever happened.

Not in a fragment on purpose: a click on a button outside the fragment, straight out of the text, would reach the server
in one message with the text, under the fragment's id, and be lost (docs/decisions/0011-drafts.md).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import streamlit as st

from fam.errors import NoSpace, Unavailable
from fam.ui.drafts import DraftStore
from fam.ui.feedback import plain
from fam.ui.format import BERLIN, clock_text
from fam.ui.theme import asset

UNKEPT = ":unkept"
_component = st.components.v2.component(
    "fam_draft_text", html=asset("draft_text.html"), css=asset("draft_text.css"), js=asset("draft_text.js")
)


def draft_text(
    label: str,
    *,
    form: str,
    field: str,
    drafts: DraftStore,
    value: str = "",
    height: int = 120,
    help: str = "",
    max_length: int | None = None,
    required: bool = False,
    turn: int = 0,
    turn_now: Callable[[], int] | None = None,
) -> str:
    """Draw a long text and return it as the server has it: the draft if there is one, else `value`.

    The draft is stored 1.5 s after the last key, without leaving the field. `turn` grows when the form starts anew;
    `turn_now` says where it stands when the browser speaks: what comes late, of a form that was saved meanwhile, is no
    draft of the next one.
    """
    key = f"draft:{form}:{field}:{turn}"
    draft = drafts.load(form, field)
    found = st.session_state.setdefault(f"{key}:found", draft.kept_at if draft and draft.text != value else None)
    if draft and found and not st.session_state.get(f"{key}:thrown"):
        _offer_throwing_away(key, form, field, drafts, found)
    name = f"{key}:{st.session_state.get(f'{key}:thrown', 0)}"
    stored = draft.text if draft else value
    _component(
        key=name,
        data={
            "label": f"{label} *" if required else label,
            "help": help,
            "value": stored,
            "record": name,
            "kept": clock_text(draft.kept_at) if draft else "",
            "limit": max_length or 0,
            "height": height,
            "required": required,
        },
        on_typed_change=lambda: None if turn_now and turn_now() != turn else _keep(name, form, field, drafts),
    )
    unkept = st.session_state.get(name + UNKEPT)
    return stored if unkept is None else str(unkept)


def _keep(name: str, form: str, field: str, drafts: DraftStore) -> None:
    typed = st.session_state[name].get("typed")
    text = typed.get("text") if isinstance(typed, Mapping) else None
    if isinstance(text, str):  # the browser is not to be trusted with types
        plain_text = text.replace("\x00", "")
        try:
            drafts.keep(form, field, plain_text)
            st.session_state.pop(name + UNKEPT, None)
        except (NoSpace, Unavailable):  # it stands in the browser, which sends it again; a save meanwhile takes it
            st.session_state[name + UNKEPT] = plain_text


def _offer_throwing_away(key: str, form: str, field: str, drafts: DraftStore, found: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/history: {plain(restored_text(found))}", width="content")
        st.button(
            "Verwerfen", key=f"{key}:throw", on_click=_throw_away, args=(key, form, field, drafts), type="tertiary"
        )


def _throw_away(key: str, form: str, field: str, drafts: DraftStore) -> None:
    drafts.drop(form, field)
    st.session_state[f"{key}:thrown"] = 1


def restored_text(found: datetime) -> str:
    """Return "Entwurf von 14:05 wiederhergestellt.", with the day if it is not today's."""
    local = found.astimezone(BERLIN)
    same_day = local.date() == datetime.now(BERLIN).date()
    return f"Entwurf von {clock_text(found) if same_day else local.strftime('%d.%m., %H:%M')} wiederhergestellt."
