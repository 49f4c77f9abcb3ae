"""The page Löschung: propose, check, confirm by a second person, execute, and what became of earlier runs."""

from collections.abc import Sequence

import streamlit as st

from fam import scrubbing
from fam.config import database_url
from fam.db import program, reading, transaction
from fam.errors import FamError
from fam.models import ErasureItem
from fam.person import Person
from fam.queries import erasure as queries
from fam.queries.erasure import RunRow
from fam.rules.german import format_month
from fam.rules.protection_terms import RunState
from fam.rules.terms import Role
from fam.services import erasure, erasure_cases, erasure_ledger
from fam.services.erasure_cases import Case
from fam.ui.feedback import empty_state, plain, progress, say, told
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import count_text, date_text

SHOWN = 200
HEADERS = ("FAM-Nummer", "Regel", "fällig seit", "Stand", "Hinderung")
RULES = {"declined": "Vorschlag ohne Aufnahme", "closed": "abgeschlossener Fall"}
AFTER = (
    "Was gelöscht ist, kommt nicht zurück. Vorher in die führenden Akten übernehmen, was dorthin gehört (auch "
    "unterschriebene Einwilligungen). Die Zahlen aller vergangenen Monate bleiben gleich."
)


def load(person: Person) -> list[RunRow]:
    """Return the runs, the newest first."""
    with reading(person) as session:
        return queries.runs(session)


def show_run(person: Person, runs: Sequence[RunRow]) -> None:
    """Draw the open run with what the person can do, or the way to propose one."""
    st.header("Löschlauf", anchor=False)
    run = next((one for one in runs if one.state in (RunState.PROPOSED, RunState.CONFIRMED)), None)
    if run is None:
        _propose(person)
        return
    st.markdown(f"**Löschlauf {format_month(run.month)}** · {plain(_said(run))}")
    with reading(person) as session:
        items = queries.items(session, run.id)
    rows = [_item(item) for item in items]
    show_table(f"Löschlauf {format_month(run.month)}", HEADERS, rows)
    save_button("excel-erasure", "Löschlauf", f"FAM Löschlauf {run.month:%Y-%m}", HEADERS, rows)
    if run.state is RunState.CONFIRMED:
        _execute(person, run)
    else:
        _confirm(person, run)


def _said(run: RunRow) -> str:
    parts = [f"vorgeschlagen von {run.proposer} am {date_text(run.proposed_on)}"]
    if run.confirmed_on:
        parts.append(f"bestätigt von {run.confirmer} am {date_text(run.confirmed_on)}")
    parts += [f"{run.waiting} zu löschen", f"{run.skipped} übersprungen"]
    return ", ".join([*parts, f"{run.erased} gelöscht"] if run.erased else parts)


def _item(item: ErasureItem) -> tuple[object, ...]:
    why = " ".join(item.blockers or ())
    return (item.number, RULES.get(item.basis, item.basis), date_text(item.due_on), item.state.label, why)


def _propose(person: Person) -> None:
    with reading(person) as session:
        number = erasure_cases.due_count(session)
    if not number:
        empty_state("Kein Fall ist zur Löschung fällig.", "Der nächste fällige Fall steht hier und auf „Heute“.")
        return
    st.markdown(f"{count_text(number, 'Fall ist', 'Fälle sind')} fällig. Wer vorschlägt, kann nicht selbst bestätigen.")
    if not person.has(Role.DATA_PROTECTION):
        st.caption("Den Lauf schlägt der Datenschutz vor; die Koordination bestätigt als zweite Person.")
        return
    if st.button("Löschlauf vorschlagen", icon=":material/playlist_add_check:", key="erasure-propose", type="primary"):
        with told("Löschlauf vorgeschlagen. Jetzt muss eine zweite Person bestätigen."), transaction(person) as session:
            erasure.propose(session)
        st.rerun()


def _confirm(person: Person, run: RunRow) -> None:
    if run.proposed_by == person.account_id:
        st.info(erasure.OWN, icon=":material/group:")
    else:
        st.warning(AFTER, icon=":material/warning:")
        label = f"Ich habe geprüft: {count_text(run.waiting, 'Fall', 'Fälle')} endgültig löschen"
        checked = st.checkbox(label, key=f"erasure-checked:{run.id}")
        if st.button("Bestätigen", key="erasure-confirm", type="primary", disabled=not checked):
            with told("Bestätigt. Der Lauf kann jetzt ausgeführt werden."), transaction(person) as session:
                erasure.confirm(session, run.id)
            st.rerun()
    if st.button("Lauf verwerfen", key="erasure-reject", type="tertiary"):
        with told("Lauf verworfen. Nichts wurde gelöscht."), transaction(person) as session:
            erasure.reject(session, run.id)
        st.rerun()


def _execute(person: Person, run: RunRow) -> None:
    again = "Weiter ausführen" if run.erased else "Jetzt ausführen"
    st.markdown("Bestätigt von zwei Personen. Jeder Fall wird für sich gelöscht; bricht es ab, geht es hier weiter.")
    if not st.button(again, icon=":material/auto_delete:", key="erasure-execute", type="primary"):
        return
    with reading(person) as session:
        waiting = erasure.waiting_items(session, run.id)
    done = 0
    try:
        with progress("Gelöscht", len(waiting)) as advance:
            for number, item in enumerate(waiting, start=1):
                with transaction(person) as session:
                    done += erasure.erase(session, item)
                advance(number)
    except FamError as error:
        say(str(error), problem=True)
    if done:
        _afterwards()
    say(f"{count_text(done, 'Fall', 'Fälle')} gelöscht. Protokoll unter „Frühere Läufe“.")
    st.rerun()


def _afterwards() -> None:
    """Keep the ledger beside the backups and let the bytes leave the file; what fails is said, the cases are erased."""
    try:
        with program() as session:
            erasure_ledger.keep(session)
    except OSError:
        say("Die Löschliste ließ sich nicht in den Sicherungsordner schreiben. Bitte der Administration melden.",
            problem=True)  # fmt: skip
    if not scrubbing.scrub():
        say("Die Datenbankdatei war beschäftigt und wird beim nächsten Lauf bereinigt.")


def show_due(person: Person) -> None:
    """Draw the cases whose day has come, and those of the next three months."""
    st.header("Fällige Fälle", anchor=False)
    with reading(person) as session:
        cases = erasure_cases.due(session, limit=SHOWN, ahead_months=3)
    if not cases:
        st.markdown("In den nächsten drei Monaten wird kein Fall fällig.")
        return
    rows = [_case(case, person) for case in sorted(cases, key=lambda case: case.deletion.due_on or person.today)]
    headers = ("FAM-Nummer", "Status", "Löschung ab", "Stand", "Hinderung")
    show_table("Fällige Fälle", headers, rows)
    if len(cases) == SHOWN:
        st.caption(f"Die ersten {SHOWN}; alle stehen im Löschlauf.")


def _case(case: Case, person: Person) -> tuple[object, ...]:
    state = "fällig" if case.deletion.due(person.today) else "bald"
    return (case.number, case.status.label, date_text(case.deletion.due_on), state, " ".join(case.blockers))


def show_past(runs: Sequence[RunRow]) -> None:
    """Draw the protocol of the runs that are over: numbers only."""
    past = [run for run in runs if run.state in (RunState.DONE, RunState.REJECTED)]
    if not past:
        return
    st.header("Frühere Läufe", anchor=False)
    headers = ("Monat", "Stand", "Vorgeschlagen", "Bestätigt", "Beendet am", "Gelöscht", "Übersprungen")
    rows = [
        (format_month(run.month), run.state.label, run.proposer, run.confirmer, date_text(run.ended_on), run.erased,
         run.skipped)
        for run in past
    ]  # fmt: skip
    show_table("Frühere Läufe", headers, rows)
    save_button("excel-erasures", "Frühere Läufe", "FAM Löschprotokoll", headers, rows)
    st.caption(
        "Zu jedem Lauf gehören auch Sicherungen: ältere Sicherungen nach Plan vernichten, Feldsicherungen der "
        f"Betriebsführung durchsehen ({_place()})."
    )


def _place() -> str:
    kind = "SQLite" if database_url().startswith("sqlite") else "PostgreSQL"
    return f"Datenbank: {kind}, siehe Betriebshandbuch, Abschnitt „Löschen“"
