"""Counts of the fields, kept until something changes: a look at every record of a table is made once."""

import streamlit as st

from fam import db
from fam.config import database_url
from fam.figures import field_use
from fam.figures.field_use import Fills


def fills(entity: str) -> Fills:
    """Return in how many records of a table each field is filled."""
    return _fills(database_url(), db.data_version(), entity)


def gaps(keys: tuple[str, ...]) -> dict[str, int]:
    """Return for each field how many records of running families lack it."""
    return _gaps(database_url(), db.data_version(), keys) if keys else {}


@st.cache_data(max_entries=100, show_spinner=False)
def _fills(url: str, version: int, entity: str) -> Fills:
    return field_use.fills(entity)


@st.cache_data(max_entries=100, show_spinner=False)
def _gaps(url: str, version: int, keys: tuple[str, ...]) -> dict[str, int]:
    return field_use.gaps(keys)
