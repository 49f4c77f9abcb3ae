"""The way from one part of a family's file to its goals."""

import streamlit as st

ADDRESS, GOALS = "bereich", "ziele"


def open_goals() -> None:
    """Show the part Ziele from the next run on."""
    st.query_params[ADDRESS] = GOALS
