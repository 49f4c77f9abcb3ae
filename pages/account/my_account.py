"""My account: roles, deputies, password, second factor, and where I am logged in."""

import streamlit as st

from fam.db import reading
from fam.person import Right
from fam.queries import accounts, deputies
from fam.ui import my_account as ui
from fam.ui import second_factor
from fam.ui.auth import require
from fam.ui.password_form import change_own

person = require(Right.OWN_ACCOUNT)

st.title("Mein Konto")

with reading(person) as session:
    sessions = accounts.own_sessions(session)
    factor = accounts.own_factor(session)
    standing_in = deputies.of_person(session)

ui.show_rights(person)
ui.show_deputies(person, standing_in)

st.subheader("Passwort ändern")
change_own(person)

second_factor.show(person, factor)

ui.show_sessions(person, sessions)
