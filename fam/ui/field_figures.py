"""Counts of the fields, kept until something changes: a look at every record of a table is made once."""

from datetime import date

import streamlit as st

from fam import db
from fam.config import database_url
from fam.figures import field_use
from fam.figures.field_use import Fills, Report
from fam.person import Person


def fills(entity: str) -> Fills:
    """Return in how many records of a table each field is filled."""
    return _fills(database_url(), db.data_version(), entity)


def gaps(keys: tuple[str, ...]) -> dict[str, int]:
    """Return for each field how many records of running families lack it."""
    return _gaps(database_url(), db.data_version(), keys) if keys else {}


def report(person: Person, field_id: int) -> Report | None:
    """Return the use of one field, None if there is no such field (any more)."""
    return _report(database_url(), db.data_version(), field_id, person.account_id, person.today)


@st.cache_data(max_entries=100, show_spinner=False)
def _report(url: str, version: int, field_id: int, account_id: int, today: date) -> Report | None:
    return field_use.report(field_id, account_id, today)


@st.cache_data(max_entries=100, show_spinner=False)
def _fills(url: str, version: int, entity: str) -> Fills:
    return field_use.fills(entity)


@st.cache_data(max_entries=100, show_spinner=False)
def _gaps(url: str, version: int, keys: tuple[str, ...]) -> dict[str, int]:
    return field_use.gaps(keys)
