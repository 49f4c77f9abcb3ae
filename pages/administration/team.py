"""Team: who may log in, with which roles; one-time passwords, leaving, deputies."""

import streamlit as st

from fam.db import reading
from fam.person import Right
from fam.queries import accounts
from fam.services import deputies
from fam.ui import choices, team_login
from fam.ui import team as ui
from fam.ui.auth import require

person = require(Right.ADMINISTER)

st.title("Team")

with reading(person) as session:
    caseworkers = accounts.caseworkers(session, None)
    standing_in = deputies.running(session)

team_login.show_once()
ui.ask_account(person)

if chosen := ui.show_accounts(person):
    ui.edit_account(person, chosen, caseworkers)

ui.show_deputies(person, standing_in)
ui.ask_deputy(person, caseworkers)

choices.show(person)
