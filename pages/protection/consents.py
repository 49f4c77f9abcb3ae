"""Einwilligungen: how the consents of the families stand, by number; Koordination transfers what lies on paper."""

import streamlit as st

from fam.person import Right
from fam.ui import consent_paper
from fam.ui import consents_register as ui
from fam.ui.auth import require

person = require(Right.SEE_CONSENTS)

st.title("Einwilligungen", anchor=False)

ui.show(person)

consent_paper.show(person)
