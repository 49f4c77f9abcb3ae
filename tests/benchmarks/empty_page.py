"""An empty page of this app: what log-in, menu and rights cost."""

import streamlit as st

from fam.person import Right
from fam.ui.auth import require

require(Right.OWN_ACCOUNT)
st.write("leer")
