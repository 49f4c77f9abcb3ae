"""The script that every session runs: who is here, which menu, which page."""

import streamlit as st

from fam.ui import entrance, theme

st.set_page_config(page_title="FAM Westkreis", page_icon=theme.asset("icon.svg"), layout="wide")
theme.apply()
entrance.run()
