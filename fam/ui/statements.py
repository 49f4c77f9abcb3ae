"""What people say about an entry, on the screen: beside the entry wherever it stands, and how it is written down."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.models import Member, Statement
from fam.person import Person
from fam.queries import statements as queries
from fam.queries.statements import Said
from fam.queries.timeline import Event
from fam.rules.protection_terms import RestrictionGround, StatementKind
from fam.services import statements
from fam.ui import editing, entry_marks, statement_end
from fam.ui.draft_store import Drafts
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form

NOUNS = {"meeting": "Gespräch", "note": "Eintrag", "task": "Aufgabe", "member": "Mitglied",
         "family_detail": "Anlass und Lage"}  # fmt: skip
CLOSED = "Verarbeitung eingeschränkt: nur die eigene Institution liest ihn; nicht weitergeben, nicht drucken."


def closed(event: Event, said: Said) -> bool:
    """Return whether the processing of an event is restricted: then it is not printed."""
    return bool(mark(event.entity, event.record_id, said))


def mark(entity: str, record_id: int, said: Said) -> str:
    """Return what a line of a restricted entry ends with, "" for all others."""
    restricted = any(one.kind is StatementKind.RESTRICTED for one in said.get((entity, record_id), ()))
    return f" · {entry_marks.RESTRICTED}" if restricted else ""


def of_one(person: Person, entity: str, record_id: int, family_id: int) -> None:
    """Draw what was said about one record on a page of its own, and the way to say more."""
    with reading(person) as session:
        said = queries.of_family(session, family_id)
    of_record(person, entity, record_id, said)


def of_record(person: Person, entity: str, record_id: int, said: Said) -> None:
    """Draw what was said about one record, below it; and, for its leads, the way to write it down."""
    for one in said.get((entity, record_id), ()):
        _said(person, one, said)
    for one, who in said.ended.get((entity, record_id), ()):
        _ended(one, who)
    name = _name(entity, record_id)
    if not said.writable:
        return
    if editing.is_open(name):
        with st.container(border=True):
            _ask(person, entity, record_id, name, said)
    else:
        st.button("Gegendarstellung", key=f"add:{name}", type="tertiary", icon=":material/rate_review:",
                  help="Was eine Person dazu erklärt, oder Einschränkung der Verarbeitung", on_click=editing.start,
                  args=(name,))  # fmt: skip


def is_shown(entity: str, record_id: int, said: Said) -> bool:
    """Return whether `of_record` draws more than its button: what was said, or the form."""
    about = (entity, record_id)
    return about in said or about in said.ended or editing.is_open(_name(entity, record_id))


def _name(entity: str, record_id: int) -> str:
    return f"statement:{entity}:{record_id}"


def of_members(person: Person, members: Sequence[Member], said: Said) -> None:
    """Draw what was said about the members' records, and the way to say more about one of them."""
    if not members:
        return
    for one in members:
        for statement in said.get(("member", one.id or 0), ()):
            st.caption(plain(f"Zu {one.first_name}:"))
            _said(person, statement, said)
        for statement, who in said.ended.get(("member", one.id or 0), ()):
            _ended(statement, who, f"Zu {one.first_name}: ")
    if said.writable:
        with st.popover("Gegendarstellung zu einem Mitglied", icon=":material/rate_review:"):
            names = {one.id or 0: one.first_name for one in members}
            _counter_of_member(person, names)


def _counter_of_member(person: Person, names: dict[int, str]) -> None:
    form = Form(f"statement:members:{next(iter(names))}", today=person.today)
    form.choice("record_id", "Zu wessen Angaben?", names, required=True)
    form.long_text("text", "Wortlaut", required=True, max_length=statements.LONGEST)
    form.date("stated_on", "Erklärt am", required=True, value=person.today)
    if form.submitted("Gegendarstellung speichern"):
        with told("Gegendarstellung aufgenommen.", form), transaction(person) as session:
            typed = form.values()
            record_id = typed["record_id"]
            statements.counter(session, "member", record_id, typed["text"], typed["stated_on"], record_id)
        st.rerun()


def _said(person: Person, one: Statement, said: Said) -> None:
    if one.kind is StatementKind.RESTRICTED:
        ground = f" {one.ground.label}." if one.ground else ""
        st.warning(plain(f"{CLOSED} Seit {date_text(one.stated_on)}.{ground}"), icon=":material/lock:")
        return
    with st.container(border=True, key=f"said-{one.id}"):
        st.markdown(f":material/rate_review: **Gegendarstellung vom {date_text(one.stated_on)}**")
        st.markdown(plain(one.text).replace("\n", "  \n"))
        if said.writable:
            statement_end.offer(person, one)


def _ended(one: Statement, who: str, of: str = "") -> None:
    """Say in a line that something is not said any more: since when, by whom and why; its words are in the log."""
    what, how = ("Einschränkung", "aufgehoben") if one.kind is StatementKind.RESTRICTED else (
        "Gegendarstellung", "zurückgenommen")  # fmt: skip
    by, why = f" von {who}" if who else "", f": {one.lifted_why}" if one.lifted_why else ""
    since = f"{what} vom {date_text(one.stated_on)}"
    st.caption(plain(f"{of}{since} {how} am {date_text(one.lifted_on)}{by}{why}"))


def _ask(person: Person, entity: str, record_id: int, name: str, said: Said) -> None:
    """Draw the form in place of the button: a counter-statement, or a restriction of an entry that has none yet."""
    closed = any(one.kind is StatementKind.RESTRICTED for one in said.get((entity, record_id), ()))
    kinds = {kind: kind.label for kind in StatementKind if kind is StatementKind.COUNTER or not closed}
    if entity not in statements.RESTRICTABLE:
        kinds.pop(StatementKind.RESTRICTED, None)
    form = Form(name, today=person.today, drafts=Drafts(person))
    kind = form.choice("kind", "Was", kinds, required=True, value=StatementKind.COUNTER)
    if kind == StatementKind.RESTRICTED:
        form.choice("ground", "Grund", {one: one.label for one in RestrictionGround}, required=True)
        st.caption("Danach liest nur noch die Institution den Eintrag, die ihn geschrieben hat. Aufheben können "
                   "Koordination und Datenschutz.")  # fmt: skip
    else:
        form.long_text("text", "Wortlaut", required=True, max_length=statements.LONGEST,
                       help="So, wie die Person es sagt; der Eintrag selbst bleibt unverändert.")  # fmt: skip
    form.choice("member_id", "Wer erklärt das?", said.members, help="leer = die Familie gemeinsam")
    form.date("stated_on", "Erklärt am", required=True, value=person.today)
    noun = NOUNS[entity]
    editing.finish(
        person, form, f"{noun}: aufgenommen.",
        lambda session: statements.restrict(session, entity, record_id, **_without_kind(form))
        if kind == StatementKind.RESTRICTED else statements.counter(session, entity, record_id, **_without_kind(form)),
    )  # fmt: skip


def _without_kind(form: Form) -> dict[str, Any]:
    return {key: value for key, value in form.values().items() if key != "kind"}


def line(person: Person, statement: Statement, number: str) -> None:
    """Draw one restriction by number and kind of entry, with the way to end it."""
    ground = statement.ground.label if statement.ground else ""
    noun = NOUNS.get(statement.entity, "")
    st.markdown(plain(f"{number} · {noun} ({statement.institution.label}) · seit {date_text(statement.stated_on)}"))
    st.caption(plain(ground))
    with st.popover("Aufheben", icon=":material/lock_open:"):
        form = Form(f"lift:{statement.id}", today=person.today)
        form.date("lifted_on", "Aufgehoben am", required=True, value=person.today)
        form.text("why", "Warum", required=True, max_length=statements.LONGEST_REASON,
                  help="z. B. geprüft und richtig; berichtigt. Die Person ist unterrichtet.")  # fmt: skip
        if form.submitted("Einschränkung aufheben"):
            with told("Einschränkung aufgehoben.", form), transaction(person) as session:
                statements.end(session, statement.id or 0, **form.values())
            st.rerun()
