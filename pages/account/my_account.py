"""My account: roles, deputies, password, and where I am logged in."""

import streamlit as st

from fam.access import Right
from fam.ui.auth import require

person = require(Right.OWN_ACCOUNT)

st.title("Mein Konto")
