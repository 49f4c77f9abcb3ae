"""Which columns a list shows and in which order: the standard ones and every field that is offered in lists."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from fam.fields.spec import NUMBERS, FieldSpec
from fam.queries.field_columns import shown, sortable
from fam.ui.feedback import plain
from fam.ui.format import NOTHING
from fam.ui.tables import Column

MOST = 20  # beyond it nobody reads a list
GONE = "Eine Spalte gibt es hier nicht mehr; sie ist weggelassen."


def column_of(name: str, field: FieldSpec) -> Column:
    """Return a field as a column; its rows carry the values in `more`."""
    return Column(
        field.label,
        lambda row: row.more.get(name),
        sort=name if sortable(field) else "",
        show=lambda value: NOTHING if value is None else shown(field, value),
        right=field.kind in NUMBERS,
        name=name,
    )


def state(subject: str) -> str:
    """Return where the session keeps the chosen columns of a list, by name; absent means the standard ones."""
    return f"{subject}:columns"


def put(subject: str, names: Iterable[str] | None) -> None:
    """Choose columns by name, None for the standard ones."""
    if names is None:
        st.session_state.pop(state(subject), None)
    else:
        st.session_state[state(subject)] = tuple(dict.fromkeys(names))[:MOST]


def chosen(subject: str, standard: Sequence[Column], fields: Mapping[str, FieldSpec]) -> tuple[Column, ...]:
    """Return the columns to show; one whose field is gone leaves the choice, and a sentence says so."""
    offered = _offered(standard, fields)
    names = st.session_state.get(state(subject))
    if names is None:
        return tuple(standard)
    if any(name not in offered for name in names):
        put(subject, [name for name in names if name in offered] or None)
        place = f"{subject}:filters:gone"
        st.session_state[place] = (*st.session_state.get(place, ()), GONE)
    found = tuple(offered[name] for name in names if name in offered)
    return found or tuple(standard)


def _offered(standard: Sequence[Column], fields: Mapping[str, FieldSpec]) -> dict[str, Column]:
    return {
        **{column.key: column for column in standard},
        **{name: column_of(name, one) for name, one in fields.items()},
    }


def ask(subject: str, standard: Sequence[Column], fields: Mapping[str, FieldSpec]) -> None:
    """Draw "Spalten": the shown ones with their place, and what else there is."""
    offered, now = _offered(standard, fields), [column.key for column in chosen(subject, standard, fields)]
    if not offered:
        return
    with st.popover("Spalten" if standard else "Felder", icon=":material/view_column:", key=f"columns-{subject}"):
        for place, name in enumerate(now):
            _line(subject, offered[name], now, place, last=len(now) == 1 and bool(standard))
        rest = {name: column.label for name, column in offered.items() if name not in now}
        if rest and len(now) < MOST:
            key = f"{subject}:columns:add:{len(now)}"
            st.selectbox(
                "Spalte hinzufügen" if standard else "Feld zeigen", list(rest), index=None, key=key,
                placeholder="Feld wählen", format_func=lambda name: rest.get(name, name),
                on_change=_add, args=(subject, now, key),
            )  # fmt: skip
        if state(subject) in st.session_state:
            st.button("Wie zu Beginn", key=f"{subject}:columns:reset", type="tertiary", on_click=put,
                      args=(subject, None))  # fmt: skip


def _line(subject: str, column: Column, now: list[str], place: int, *, last: bool) -> None:
    name, label = column.key, column.label
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall", key=f"spalte-{subject}-{name}"
    ):
        st.markdown(plain(label), width="stretch")
        for sign, words, order in (
            ("↑", "nach vorn", _moved(now, place, -1)),
            ("↓", "nach hinten", _moved(now, place, 1)),
            ("✕", "weglassen", [one for one in now if one != name]),
        ):
            st.button(
                sign, key=f"{subject}:columns:{sign}:{name}", help=f"{plain(label)}: {words}",
                type="tertiary", disabled=order == now or (last and not order), on_click=put, args=(subject, order),
            )  # fmt: skip


def _moved(now: list[str], place: int, by: int) -> list[str]:
    """Return the order after one step; at the end it stays."""
    other = place + by
    if not 0 <= other < len(now):
        return now
    order = list(now)
    order[place], order[other] = order[other], order[place]
    return order


def _add(subject: str, now: list[str], key: str) -> None:
    if name := st.session_state.get(key):
        put(subject, [*now, name])
