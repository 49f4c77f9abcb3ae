"""The data protection officers' setting: from how many families on Leitung sees a number."""

import streamlit as st

from fam.db import reading, transaction
from fam.models import Setting
from fam.person import Person
from fam.rules.small_numbers import MOST, SETTING, from_setting
from fam.rules.suppressed_row import LEAST
from fam.services import reports
from fam.ui.feedback import told
from fam.ui.forms import Form


def show(person: Person) -> None:
    """Draw the threshold and whether totals go unsuppressed, with a form to change both."""
    st.header("Kleine Zahlen für die Leitung", anchor=False)
    with reading(person) as session:
        stored = session.get(Setting, SETTING)
        threshold, open_totals = from_setting(stored.value if stored else None)
    st.caption(
        "Strenger gilt sofort, auch für eingefrorene Berichte; lockerer für Berichte, die danach eingefroren werden. "
        "Ungeteilte Zahlen I01–I04, I06, I07 und I09 gehen sonst ungekürzt an die Leitung; geteilte nie."
    )
    form = Form("small_numbers", today=person.today, opened={"threshold": threshold, "open_totals": open_totals})
    form.integer(
        "threshold", "Zahlen unter so vielen Familien werden nicht gezeigt", required=True, value=threshold,
        help=f"{LEAST} bis {MOST}; amtliche Statistik: nicht unter {LEAST}.",
    )  # fmt: skip
    form.boolean("open_totals", "Ungeteilte Zahlen ungekürzt zeigen", required=True, value=open_totals)
    if form.submitted("Kleine Zahlen speichern"):
        with told("Gespeichert.", form), transaction(person) as session:
            typed = form.values()
            reports.keep_small_numbers(session, typed.get("threshold"), typed.get("open_totals"))
        st.rerun()
