"""The real app with one page more, for the benchmarks: /leer."""

from pathlib import Path

import streamlit as st

from app import app as program
from fam.config import ROOT
from fam.person import Right
from fam.ui import menu

EMPTY = menu.Entry("Start", "Leer", "leer", str(Path(__file__).with_name("empty_page.py")), Right.OWN_ACCOUNT, "circle")

if EMPTY not in menu.PAGES:
    menu.PAGES = (*menu.PAGES, EMPTY)

# `streamlit run` looks for a name that is assigned `st.App(...)`; everything else is the program's own.
app = st.App(
    ROOT / "fam" / "ui" / "router.py",
    lifespan=program._user_lifespan,
    routes=program._user_routes,
    middleware=program._user_middleware,
    exception_handlers=program._exception_handlers,
)
