"""What stands above a list: its saved views, its columns, and filters by any field."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fam.person import Person
from fam.queries.field_filters import FieldFilter
from fam.ui import field_filters, list_columns, list_views
from fam.ui.list_views import ListOf


class ListHead:
    """Make it before the list's own inputs are drawn: it fills them when a view is opened.

    Then `with head.folded(): filters = head.filters()`, and at the end `head.tools(filters)`.
    """

    def __init__(self, person: Person, of: ListOf) -> None:
        self.person, self.of = person, of
        self.known = list_views.known(person, of)
        self.columns = list_columns.chosen(of.subject, of.columns, self.known.columns)
        self.bar = st.container(
            horizontal=True, vertical_alignment="bottom", gap="small", key=f"nodruck-ansicht-{of.subject}"
        )
        with self.bar:
            list_views.choose(person, of, self.known)

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that are fields: what a query loads besides."""
        return tuple(column.key for column in self.columns if column.key in self.known.columns)

    def folded(self, *, own: bool = False) -> DeltaGenerator:
        """Return the place of the filters, whose heading says how many are set; with `own` the list's own are there."""
        self._said = st.container()
        if not (own or self.known.filters):
            return st.container()  # nothing to unfold
        number = list_views.active(self.of, self.known, own=own)
        title = f"Filter ({number})" if number else "Filter"
        return st.expander(title, icon=":material/filter_list:", key=f"filter-{self.of.subject}")

    def filters(self) -> tuple[FieldFilter, ...]:
        """Draw the filters by fields."""
        return field_filters.ask(self.person, self.known.filters, self.of.key("filters"), self.of.entity, self._said)

    def tools(self, filters: tuple[FieldFilter, ...]) -> None:
        """Draw the popovers for columns and for keeping the list as a view."""
        with self.bar:
            list_columns.ask(self.of.subject, self.of.columns, self.known.columns)
            list_views.keep(self.person, self.of, self.known, filters)
