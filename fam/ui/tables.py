"""Lists that are paged in SQL: what to load is said by `Listing`, what was loaded is drawn by `Listing.show`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from fam.exchange.excel import to_excel
from fam.ui.feedback import empty_state
from fam.ui.format import NOTHING, number_text, value_text
from fam.ui.theme import asset

SIZES = (25, 50, 100, 200)
LAST_PAGE = 1_000_000
EXPORT_LIMIT = 10_000  # rows of one Excel file; a list that is longer says so
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_component = st.components.v2.component(
    "fam_table", html='<div class="list"></div>', css=asset("table.css"), js=asset("make.js") + asset("table.js")
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` is the name of an attribute or key, or a function of the row."""

    label: str
    value: str | Callable[[Any], Any]
    sort: str = ""  # the name the query sorts by; empty: not sortable
    show: Callable[[Any], str] = value_text
    right: bool = False  # numbers
    minor: bool = False  # left out on narrow screens
    name: str = ""  # how a saved view calls it; empty: as its value

    @property
    def key(self) -> str:
        """How a saved view calls the column, whatever its label."""
        return self.name or (self.value if isinstance(self.value, str) else self.sort or self.label)

    def of(self, row: Any) -> Any:
        """Return the row's value in this column, as the export takes it."""
        if not isinstance(self.value, str):
            return self.value(row)
        return row.get(self.value) if isinstance(row, Mapping) else getattr(row, self.value)

    def text(self, row: Any) -> str:
        """Return what the cell shows; nothing at all for an empty one."""
        shown = self.show(self.of(row))
        return "" if shown == NOTHING else shown


@dataclass(frozen=True, slots=True)
class View:
    """Which part of a list is on the screen."""

    sort: str
    descending: bool = False
    page: int = 1  # from 1
    size: int = 50


class Listing:
    """What a query needs (`offset`, `size`, `sort`, `descending`), kept while the session lives.

    `scope` is whatever the list is filtered by: when it changes, the list begins at its first page again.
    `columns` are kept for whoever draws it.
    """

    def __init__(
        self,
        key: str,
        *,
        sort: str,
        descending: bool = False,
        size: int = 50,
        scope: object = None,
        columns: Sequence[Column] = (),
    ) -> None:
        self.key, self.columns = key, columns
        self._place = f"list:{key}"
        view: View = st.session_state.setdefault(self._place, View(sort, descending, 1, size))
        if st.session_state.setdefault(f"{self._place}:scope", scope) != scope:
            st.session_state[f"{self._place}:scope"] = scope
            view = st.session_state[self._place] = replace(view, page=1)
        self.view = view

    @property
    def sort(self) -> str:
        """The `Column.sort` to order by."""
        return self.view.sort

    @property
    def descending(self) -> bool:
        """Whether the order is reversed."""
        return self.view.descending

    @property
    def size(self) -> int:
        """Rows per page: the query's limit."""
        return self.view.size

    @property
    def offset(self) -> int:
        """Rows before this page: the query's offset."""
        return (self.view.page - 1) * self.view.size

    def show(
        self,
        rows: Sequence[Any],
        columns: Sequence[Column],
        *,
        total: int,
        nouns: tuple[str, str] = ("Eintrag", "Einträge"),
        row_id: str | Callable[[Any], Any] = "id",
        href: Callable[[Any], str] | None = None,
        opens: bool = True,
        empty: tuple[str, str] = ("Noch nichts hier.", ""),
        export: Callable[[], Iterable[Any]] | None = None,
        title: str = "",
    ) -> Any:
        """Draw one page of rows; return the id of the row that was opened (click or Enter), else None.

        The first column carries the link; `href` makes it open in a new tab too ("familienakte?fam=FAM-2017-00014").
        `export` loads all rows, on the click only; the Excel file has the columns of the screen.
        """
        if total == 0:
            empty_state(*empty, key=self.key)
            return None
        pages = -(-total // self.size)
        if self.view.page > pages:  # the list became shorter meanwhile
            st.session_state[self._place] = replace(self.view, page=pages)
            st.rerun()
        identify = Column("", row_id).of
        ids = {str(identify(row)): identify(row) for row in rows}
        result = _component(
            key=f"table:{self.key}",
            data={
                "title": title or nouns[1],
                "sentence": self._sentence(total, len(rows), nouns),
                "view": {"sort": self.sort, "descending": self.descending, "page": self.view.page, "size": self.size},
                "pages": pages,
                "total": total,
                "sizes": list(SIZES),
                "link": 0,
                "columns": [{"label": c.label, "sort": c.sort, "right": c.right, "minor": c.minor} for c in columns],
                "rows": [
                    {
                        "id": key,
                        "opens": opens,
                        "href": href(row) if href else "",
                        "cells": [column.text(row) for column in columns],
                    }
                    for key, row in zip(ids, rows, strict=True)
                ],
            },
            on_view_change=lambda: self._change({column.sort for column in columns if column.sort}),
            on_open_change=lambda: None,
        )
        if export is not None:
            self._export(export, columns, title or nouns[1], total)
        return ids.get(str(result.get("open")))

    def _sentence(self, total: int, shown: int, nouns: tuple[str, str]) -> str:
        counted = f"{number_text(total)} {nouns[0] if total == 1 else nouns[1]}"
        return counted if shown == total else f"{counted}, {self.offset + 1}–{self.offset + shown}"

    def _change(self, sorts: set[str]) -> None:
        if view := self.taken(st.session_state[f"table:{self.key}"].get("view"), sorts):
            st.session_state[self._place] = view

    def taken(self, asked: object, sorts: set[str]) -> View | None:
        """Return what was asked for as far as it can be: the browser is not to be trusted."""
        if not isinstance(asked, Mapping):
            return None
        page, size, sort = asked.get("page"), asked.get("size"), asked.get("sort")
        return View(
            sort=sort if isinstance(sort, str) and sort in sorts else self.sort,
            descending=asked.get("descending") is True,
            page=page if type(page) is int and 1 <= page <= LAST_PAGE else 1,
            size=size if size in SIZES else self.size,
        )

    def _export(self, load: Callable[[], Iterable[Any]], columns: Sequence[Column], title: str, total: int) -> None:
        st.download_button(
            "Als Excel speichern",
            data=lambda: to_excel(title, [c.label for c in columns], ([c.of(row) for c in columns] for row in load())),
            file_name=f"{title}.xlsx",
            mime=EXCEL,
            key=f"excel:{self.key}",
            on_click="ignore",
            icon=":material/download:",
        )
        if total > EXPORT_LIMIT:
            st.caption(f"In die Datei kommen die ersten {number_text(EXPORT_LIMIT)} Zeilen; ein Filter hilft.")
