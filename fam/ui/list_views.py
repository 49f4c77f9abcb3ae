"""Saved views of a list: chosen above it or by its address (`?ansicht=12`), kept, shared, renamed and removed.

What a view holds are the list's own inputs by their keys in the session: `known` fills them before they are drawn,
`choose` and `keep` draw the choice and what changes views, `settings` reads the inputs again for saving.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from fam.db import reading
from fam.fields.registry import entity_of
from fam.fields.spec import FieldSpec
from fam.person import Person
from fam.queries import field_columns, field_filters, views
from fam.queries.field_filters import FieldFilter
from fam.queries.views import View
from fam.rules.terms import ViewKind
from fam.ui import field_filters as filter_inputs
from fam.ui import list_columns, view_keeping
from fam.ui.feedback import say
from fam.ui.tables import Column, Listing
from fam.ui.tables import View as Part

PARAMETER = "ansicht"
STANDARD = "Standard"
ABSENT = "Diese Ansicht gibt es nicht (mehr)."
NOT_OFFERED = "Ein Filter der Ansicht steht nicht mehr zur Auswahl; er ist weggelassen."


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list with views. `inputs` are its own filters: name -> what it is when nothing is chosen."""

    subject: str
    columns: tuple[Column, ...]
    sort: str
    descending: bool = False
    inputs: Mapping[str, Any] = field(default_factory=dict)
    filtered: tuple[Any, ...] = ()  # tables whose fields are filters
    shown: tuple[Any, ...] = ()  # tables whose fields are columns, the list's own first
    has_columns: tuple[str, ...] = ()  # declared fields that are standard columns
    has_filters: tuple[str, ...] = ()  # declared fields that have a filter of their own

    @property
    def entity(self) -> str:
        """The table whose records are listed."""
        return entity_of(self.shown[0])

    def key(self, name: str) -> str:
        """Return how an input of the list is called in the session."""
        return f"{self.subject}:{name}"


@dataclass(frozen=True, slots=True)
class Known:
    """What a list offers to a person: fields as filters and columns, and views."""

    filters: tuple[FieldSpec, ...]
    columns: Mapping[str, FieldSpec]
    views: Mapping[int, View]


def known(person: Person, of: ListOf) -> Known:
    """Load what a list offers, and open the view that the address asks for."""
    with reading(person) as session:
        found = Known(
            field_filters.filter_fields(session, of.filtered, without=of.has_filters),
            field_columns.list_fields(session, of.shown, without=of.has_columns),
            {one.id: one for one in views.views(session, ViewKind.LIST, of.subject)},
        )
    _open_asked(person, of, found.views)
    _keep_order(of, found)
    return found


def _keep_order(of: ListOf, found: Known) -> None:
    """A list ordered by a field that is gone is ordered as at the beginning."""
    place = f"list:{of.subject}"
    part: Part | None = st.session_state.get(place)
    if part and part.sort not in {of.sort, *(column.sort for column in of.columns), *found.columns}:
        st.session_state[place] = replace(part, sort=of.sort, descending=of.descending)


def _open_asked(person: Person, of: ListOf, offered: Mapping[int, View]) -> None:
    """The address counts where it names a view, else it follows what is chosen; others' private ones do not exist."""
    asked, place = str(st.query_params.get(PARAMETER, "")), of.key("saved")
    if (saved := st.session_state.pop(of.key("saved:next"), None)) is not None:
        st.session_state[place] = saved
        return _address(saved)
    now: int = st.session_state.get(place) or 0
    if now and now not in offered:  # removed, or not shared any more
        asked, now = "" if asked == str(now) else asked, 0
        st.session_state[place] = 0
        _address(0)
    if asked and asked != str(now):
        number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
        if number not in offered:
            say(ABSENT, problem=True)
            _address(now)
            st.rerun()
        st.session_state[place] = number
        put(person, of, offered[number].settings)
    elif now and not asked:
        _address(now)


def _address(number: int) -> None:
    """Let the page's address name the chosen view."""
    if number:
        st.query_params[PARAMETER] = str(number)
    else:
        st.query_params.pop(PARAMETER, None)


def put(person: Person, of: ListOf, settings: Mapping[str, Any]) -> None:
    """Fill the list's inputs with a view's settings; what it does not name is as at the beginning."""
    for name, nothing in of.inputs.items():
        held = settings.get(name, nothing)
        st.session_state[of.key(name)] = held if isinstance(held, type(nothing)) or nothing is None else nothing
    columns = settings.get("columns")
    list_columns.put(of.subject, [str(one) for one in columns] if isinstance(columns, list) else None)
    filter_inputs.fill(person, of.key("filters"), field_filters.from_json(settings.get("filters")))
    size = Listing(of.subject, sort=of.sort, descending=of.descending).size
    sort, descending = settings.get("sort"), settings.get("descending")
    known_sort = isinstance(sort, str)
    st.session_state[f"list:{of.subject}"] = Part(
        str(sort) if known_sort else of.sort, descending is True if known_sort else of.descending, 1, size
    )


def settings(of: ListOf, filters: Sequence[FieldFilter]) -> dict[str, Any]:
    """Return what is on the screen as a view keeps it: only what differs from the beginning."""
    found: dict[str, Any] = {}
    for name, nothing in of.inputs.items():
        held = st.session_state.get(of.key(name))
        if held not in (None, nothing, "", []):
            found[name] = [_plain(one) for one in held] if isinstance(held, list | tuple) else _plain(held)
    if (names := st.session_state.get(list_columns.state(of.subject))) is not None:
        found["columns"] = list(names)
    if filters:
        found["filters"] = field_filters.to_json(filters)
    part: Part | None = st.session_state.get(f"list:{of.subject}")
    if part and (part.sort, part.descending) != (of.sort, of.descending):
        found |= {"sort": part.sort, "descending": part.descending}
    return found


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)


def offer(of: ListOf, name: str, choices: Sequence[Any]) -> Sequence[Any]:
    """Return what an input offers; what a view brought that is not among it leaves the input, and it is said."""
    place, single = of.key(name), not isinstance(of.inputs[name], list)
    held = st.session_state.get(place)
    codes = [held] if single else list(held or [])
    kept = [next(one for one in choices if one == code) for code in codes if code in choices]
    if held is not None and len(kept) < len(codes):
        gone = of.key("filters:gone")
        st.session_state[gone] = (*st.session_state.get(gone, ()), NOT_OFFERED)
    if held is not None:
        st.session_state[place] = (kept[0] if kept else None) if single else kept
    return choices


def active(of: ListOf, found: Known, *, own: bool) -> int:
    """Return how many filters are set: by fields, and with `own` the list's own (a searched text is seen anyway)."""
    number = sum(bool(st.session_state.get(of.key(name))) for name in of.inputs if name != "text") if own else 0
    return number + filter_inputs.number(found.filters, of.key("filters"))


def choose(person: Person, of: ListOf, found: Known) -> None:
    """Draw the choice of a view, where there is one."""
    if not found.views:
        return
    place = of.key("saved")
    st.session_state.setdefault(place, 0)
    st.selectbox(
        "Ansicht", [0, *found.views], key=place, persist_state="session", width=280,
        format_func=lambda number: _title(found.views.get(number)), on_change=_chosen, args=(person, of),
    )  # fmt: skip


def _title(one: View | None) -> str:
    if one is None:
        return STANDARD
    return f"{one.title} (von {one.owner})" if one.owner else f"{one.title} (geteilt)" if one.shared else one.title


def _chosen(person: Person, of: ListOf) -> None:
    number: int = st.session_state.get(of.key("saved")) or 0
    with reading(person) as session:
        one = views.view(session, number) if number else None
    put(person, of, one.settings if one else {})
    _address(number if one else 0)


def keep(person: Person, of: ListOf, found: Known, filters: Sequence[FieldFilter]) -> None:
    """Draw the popover that saves, changes and removes views."""
    number: int = st.session_state.get(of.key("saved")) or 0
    view_keeping.ask(person, of.subject, found.views.get(number), settings(of, filters), _opener(of))


def _opener(of: ListOf) -> Callable[[int], None]:
    """Return what makes a view the chosen one for the next run, 0 for none; the list itself stays as it is."""

    def remember(number: int) -> None:
        st.session_state[of.key("saved:next")] = number

    return remember
