"""The team as Administration sees it: accounts, their rights, leaving, deputies."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from fam import db
from fam.person import Person
from fam.queries import accounts as queries
from fam.queries.accounts import AccountRow
from fam.queries.deputies import Deputyship
from fam.rules.terms import Institution, Role
from fam.services import accounts, deputies, leaving, passwords
from fam.ui import format, team_login
from fam.ui.feedback import empty_state, plain, say, told
from fam.ui.forms import Form
from fam.ui.tables import Column, Listing

CHOSEN = "_fam_team_chosen"
INSTITUTIONS = {member.value: member.label for member in Institution}
ROLES = {member.value: member.label for member in Role}


def show_accounts(person: Person) -> AccountRow | None:
    """Draw one page of the accounts; return the one that is open."""
    listing = Listing("team", sort="", size=50)
    with db.reading(person) as session:
        rows, total = queries.page(session, listing.offset, listing.size)
    opened = listing.show(
        rows,
        [
            Column("Name", "display_name"),
            Column("Benutzername", "username"),
            Column("Institution", lambda row: row.institution.label if row.institution else "", minor=True),
            Column("Rollen", lambda row: ", ".join(role.label for role in row.roles)),
            Column("Stand", _state),
        ],
        total=total,
        nouns=("Konto", "Konten"),
        export=lambda: rows,
        title="Konten",
    )
    if opened is not None:
        st.session_state[CHOSEN] = opened
    with db.reading(person) as session:
        return queries.find(session, st.session_state.get(CHOSEN))


def _state(row: AccountRow) -> str:
    if not row.active:
        return "deaktiviert"
    return "Einmalpasswort" if row.must_change_password else "aktiv"


def ask_account(person: Person) -> None:
    """Offer to create an account; the one-time password is shown once afterwards."""
    with st.expander("Konto anlegen", icon=":material/person_add:", key="team-new"):
        form = Form("account-new", today=person.today)
        left, right = st.columns(2)
        with left:
            form.text(
                "username", "Benutzername", required=True, max_length=64, help="z. B. m.muster; klein geschrieben."
            )
            form.choice("institution", "Institution", INSTITUTIONS, help="Nötig für Fachkraft und Koordination.")
        with right:
            form.text("display_name", "Name", required=True, max_length=120, help="So sehen es alle im Team.")
            form.choices("roles", "Rollen", ROLES, required=True)
        if form.submitted("Konto anlegen"):
            password = passwords.one_time_password()
            hashed = passwords.hash_password(password)
            with told("Konto angelegt.", form):
                values = form.values()
                with db.transaction(person) as session:
                    account_id = accounts.create(session, _filled(values), hashed)
                st.session_state[CHOSEN] = account_id
                st.session_state[team_login.ONCE] = values["display_name"], password
            st.rerun()


def _filled(values: dict[str, object]) -> accounts.AccountForm:
    return accounts.AccountForm(
        str(values["username"]),
        str(values["display_name"]),
        _institution(values["institution"]),
        [Role(str(code)) for code in _several(values["roles"])],
    )


def _institution(code: object) -> Institution | None:
    return Institution(str(code)) if code else None


def _several(codes: object) -> list[object]:
    return list(codes) if isinstance(codes, list | tuple) else []


def edit_account(person: Person, row: AccountRow, caseworkers: Sequence[AccountRow]) -> None:
    """Draw one account: rights, password, leaving; one's own is changed by somebody else."""
    st.subheader(plain(row.display_name))
    if row.id == person.account_id:
        st.info("Das eigene Konto ändert nur jemand anderes aus der Administration. Passwort: unter „Mein Konto“.")
        return
    _rights(person, row)
    team_login.edit(person, row)
    if row.active:
        _leaving(person, row, caseworkers)
    elif st.button("Reaktivieren", key="team-reactivate", help="Mit bisherigem Passwort und bisherigen Rollen."):
        with told("Konto reaktiviert."), db.transaction(person) as session:
            accounts.reactivate(session, row.id)
        st.rerun()


def _rights(person: Person, row: AccountRow) -> None:
    opened = {
        "display_name": row.display_name,
        "institution": row.institution.value if row.institution else None,
        "roles": [role.value for role in row.roles],
    }
    form = Form(f"account:{row.id}", today=person.today, opened=opened)
    left, right = st.columns(2)
    with left:
        form.text("display_name", "Name", required=True, max_length=120)
        form.choice("institution", "Institution", INSTITUTIONS)
    with right:
        form.choices("roles", "Rollen", ROLES, required=True)
    if form.submitted("Rechte speichern"):
        with told("Gespeichert. Neue Rechte gelten sofort; die Person meldet sich neu an.", form):
            values = form.values()
            roles = [Role(str(code)) for code in _several(values["roles"])]
            with db.transaction(person) as session:
                accounts.change(session, row.id, values["display_name"], _institution(values["institution"]), roles)
        st.rerun()


def _leaving(person: Person, row: AccountRow, caseworkers: Sequence[AccountRow]) -> None:
    with st.expander("Deaktivieren", icon=":material/person_off:", key=f"team-leave-{row.id}"):
        st.write("Die Anmeldung endet sofort. Wer übernimmt offene Fälle und Aufgaben?")
        colleagues = {
            other.id: other.label
            for other in caseworkers
            if other.id != row.id and other.institution == row.institution
        }
        form = Form(f"leave:{row.id}", today=person.today)
        form.choice("successor", "Übernimmt", {0: "niemand, die Koordination entscheidet", **colleagues}, required=True)
        if form.submitted("Konto deaktivieren"):
            with told("", form):
                successor = form.values()["successor"] or None
                with db.transaction(person) as session:
                    moved = leaving.deactivate(session, row.id, successor)
            say(_moved(moved))
            st.rerun()


def _moved(moved: leaving.HandedOver) -> str:
    parts = ["Konto deaktiviert"]
    if moved.cases or moved.tasks:
        parts.append(f"Übergeben: {_work(moved.cases, moved.tasks)}")
    if moved.cases_left or moved.tasks_left:
        parts.append(f"Bei der Koordination: {_work(moved.cases_left, moved.tasks_left)}")
    return ". ".join(parts) + "."


def _work(cases: int, tasks: int) -> str:
    return f"{format.count_text(cases, 'Fall', 'Fälle')}, {format.count_text(tasks, 'Aufgabe', 'Aufgaben')}"


def show_deputies(person: Person, found: Sequence[Deputyship]) -> None:
    """Draw the running deputyships, each with its end."""
    st.subheader("Vertretungen")
    if not found:
        empty_state("Derzeit vertritt niemand.", "Unten eintragen, wer wen von wann bis wann vertritt.", key="deputies")
    for number, row in enumerate(found):
        left, right = st.columns([4, 1], vertical_alignment="center")
        span = f"{format.date_text(row.starts_on)} bis {format.date_text(row.last_day)}"
        families = format.count_text(row.families, "Familie", "Familien")
        left.markdown(f"**{plain(row.deputy)}** für **{plain(row.instead_of)}**: {plain(span)} ({families})")
        right.button("Beenden", key=f"deputy-{number}", on_click=_stop, args=(person, list(row.lead_ids)),
                     help=f"{plain(row.deputy)} für {plain(row.instead_of)}")  # fmt: skip


def _stop(person: Person, lead_ids: list[int]) -> None:
    with db.transaction(person) as session:
        deputies.stop(session, lead_ids)


def ask_deputy(person: Person, colleagues: Sequence[AccountRow]) -> None:
    """Offer to appoint a deputy for all families of a colleague."""
    names = {row.id: f"{row.label}, {row.institution.label if row.institution else ''}" for row in colleagues}
    with st.expander("Vertretung eintragen", icon=":material/group_add:", key="team-deputy"):
        form = Form("deputy-new", today=person.today)
        left, right = st.columns(2)
        with left:
            form.choice("lead", "Wer wird vertreten?", names, required=True)
            form.date("starts_on", "Ab", required=True, value=person.today)
        with right:
            form.choice("deputy", "Von wem?", names, required=True)
            form.date("ends_on", "Bis einschließlich", required=True)
        if form.submitted("Vertretung eintragen"):
            with told("Vertretung eingetragen.", form), db.transaction(person) as session:
                values = form.values()
                deputies.appoint(
                    session,
                    values["lead"],
                    values["deputy"],
                    values["starts_on"],
                    values["ends_on"] + timedelta(days=1),
                )
            st.rerun()
