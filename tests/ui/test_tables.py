"""A list says what to load, shows one page of it, and does not trust what the browser asks for."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fam.ui.tables import Column, View
from tests.ui.reading import table_data, table_rows


def page() -> None:
    """128 rows, sorted and cut as a query would; the scope stands for a filter."""
    import streamlit as st

    from fam.rules.terms import Status
    from fam.ui.tables import Column, Listing

    total = st.session_state.get("total", 128)
    listing = Listing("fams", sort="number", size=50, scope=st.session_state.get("scope"))
    rows = [{"id": n, "number": f"FAM-{n:05}", "status": Status.ACTIVE, "note": None} for n in range(total)]
    rows.sort(key=lambda row: str(row[listing.sort]), reverse=listing.descending)
    opened = listing.show(
        rows[listing.offset : listing.offset + listing.size],
        [
            Column("Nummer", "number", sort="number"),
            Column("Status", lambda row: row["status"]),
            Column("Notiz", "note"),
        ],
        total=total,
        nouns=("Familie", "Familien"),
        empty=("Noch keine Familien.", "Unter Vorschläge die erste vorschlagen."),
        export=lambda: rows,
    )
    st.text(f"opened {opened!r}")


def start() -> AppTest:
    """Open the page for the first time."""
    return AppTest.from_function(page, default_timeout=20).run()


def test_first_page_is_counted_and_shown() -> None:
    """The sentence counts all, the rows are those of the page, terms carry sign and word, nothing is empty text."""
    at = start()
    assert not at.exception
    assert table_data(at)["sentence"] == "128 Familien, 1–50"
    assert table_rows(at)[0] == {"Nummer": "FAM-00000", "Status": "● aktiv", "Notiz": ""}
    assert len(table_rows(at)) == 50


def test_a_file_that_cannot_hold_all_says_so() -> None:
    """Nothing is left out of an Excel file in silence."""
    at = start()
    assert [one.value for one in at.caption] == []
    at.session_state["total"] = 10_001
    at.run()
    assert [one.value for one in at.caption] == ["In die Datei kommen die ersten 10.000 Zeilen; ein Filter hilft."]


def test_last_page_and_other_order() -> None:
    """Page and order are what the query gets."""
    at = start()
    at.session_state["list:fams"] = View("number", descending=True, page=3, size=50)
    at.run()
    assert table_data(at)["sentence"] == "128 Familien, 101–128"
    assert table_rows(at)[-1]["Nummer"] == "FAM-00000"


def test_shorter_list_and_new_filter_begin_where_something_is() -> None:
    """A page that no longer exists becomes the last one; a new filter begins at page 1."""
    at = start()
    at.session_state["list:fams"] = View("number", page=3, size=50)
    at.session_state["total"] = 60
    assert table_data(at.run())["sentence"] == "60 Familien, 51–60"
    at.session_state["scope"] = "Büdingen"
    assert table_data(at.run())["sentence"] == "60 Familien, 1–50"


def test_empty_list_says_what_to_do() -> None:
    """No table without rows: a sentence and what to do."""
    at = start()
    at.session_state["total"] = 0
    shown = " ".join(block.value for block in at.run().markdown)
    assert "Noch keine Familien" in shown
    assert "Unter Vorschläge" in shown
    with pytest.raises(LookupError):
        table_data(at)


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "x",
        {},
        {"sort": "password_hash", "page": -1, "size": 10**9},
        {"sort": ["number"], "page": 10**30, "size": [50]},
        {"sort": None, "page": True, "size": "50", "descending": "yes"},
    ],
)
def test_handmade_events_change_nothing_bad(asked: Any) -> None:
    """Only offered orders, sizes and real pages are taken over."""
    from fam.ui import tables

    at = start()
    listing = tables.Listing.__new__(tables.Listing)
    listing.key, listing._place, listing.view = "fams", "list:fams", View("number")
    taken = listing.taken(asked, {"number"})
    assert taken in (None, View("number", page=1), View("number", page=1, size=50))
    assert not at.exception


def test_cells_of_objects_and_functions() -> None:
    """A column reads keys, attributes and functions; the export gets the value, the screen its text."""
    column = Column("Titel", lambda row: row * 2)
    assert column.of(4) == 8
    assert Column("x", "real").of(3) == 3
    assert Column("x", "a").text({"a": True}) == "ja"
