"""The read log on the screen: writing a line where something is read, and showing the lines to whom they concern."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import streamlit as st

from fam.db import reading, transaction
from fam.models import now
from fam.person import Person
from fam.queries import read_log as queries
from fam.queries.family_file import FamilyFile
from fam.queries.read_log import Read, WantedReads
from fam.rules.protection_terms import ReadKind
from fam.services import read_log
from fam.ui.feedback import plain
from fam.ui.format import moment_text
from fam.ui.forms import Form
from fam.ui.tables import EXPORT_LIMIT, Column, Listing

T = TypeVar("T")
SEEN = "_fam_read"
MOST_HITS = 20  # families named in a search's line
LAST = 20
COLUMNS = (
    Column("Zeit", "at", show=moment_text),
    Column("Wer", "who"),
    Column("Institution", lambda row: row.institution.label if row.institution else "", name="institution"),
    Column("Was", lambda row: row.kind.label, name="kind"),
    Column("Familie", "number"),
    Column("Genauer", "detail", minor=True),
    Column("Begründung", "reason", minor=True),
)


def note(person: Person, kind: ReadKind, family_ids: Sequence[int] = (), detail: str = "") -> None:
    """Write that the person reads this now; this session asks again only after half an hour."""
    seen: dict[object, datetime] = st.session_state.setdefault(SEEN, {})
    key = (kind, tuple(family_ids), detail)
    if key in seen and now() - seen[key] < read_log.AGAIN:
        return
    with transaction(person) as session:
        read_log.note(session, kind, family_ids, detail)
    seen[key] = now()


def searched(person: Person, text: str, family_ids: Sequence[int], total: int) -> None:
    """Write a search that found somebody: how many, and which families stood on the screen; never the words."""
    if text.strip() and total:
        note(person, ReadKind.SEARCH, family_ids[:MOST_HITS], f"{total} Treffer")


def exported(person: Person, name: str, rows: Iterable[T]) -> list[T]:
    """Write that a list left the house as a file, and give its rows back."""
    found = list(rows)
    with transaction(person) as session:
        read_log.note(session, ReadKind.EXPORT, (), f"{name}, {len(found)} Zeilen")
    return found


def given(person: Person, family_id: int, name: str) -> None:
    """Write that a document of a family was made."""
    with transaction(person) as session:
        read_log.note(session, ReadKind.DOCUMENT, [family_id], name)


def of_family(person: Person, file: FamilyFile) -> None:
    """Draw who read this file lately, for its leads."""
    if not file.leading:
        return
    key = f"read-log-{file.head.id}"
    with st.expander("Wer hat gelesen?", icon=":material/visibility:", key=key, on_change="rerun") as box:
        if not box.open:
            return
        with reading(person) as session:
            rows, total = queries.find(session, WantedReads(number=file.head.number, size=LAST))
        st.caption("Lesezugriffe der letzten sechs Monate, zum Schutz der Familie; nicht zur Leistungskontrolle.")
        for row in rows:
            st.markdown("  \n".join(part for part in (_line(row), plain(row.reason)) if part))
        if not rows:
            st.markdown("Noch niemand.")
        elif total > len(rows):
            st.caption(f"Die letzten {len(rows)} von {total}.")


def _line(row: Read) -> str:
    side = f" ({row.institution.label})" if row.institution else ""
    return plain(f"{moment_text(row.at)} · {row.who}{side} · {row.kind.label}")


def ask(person: Person) -> tuple[WantedReads, Listing]:
    """Draw the filters of the page "Protokoll"; return what is looked for and the list's view."""
    form = Form("reads", today=person.today)
    left, right = st.columns(2)
    with left:
        number = form.text("number", "FAM-Nummer", live=True)
        first = form.date("first", "Von (Tag des Lesens)")
    with right:
        kind = form.choice("kind", "Was", {one: one.label for one in ReadKind})
        last = form.date("last", "Bis (Tag des Lesens)")
    reason = st.checkbox("nur „Zugriff mit Begründung“", key="reads:reason", persist_state="session")
    scope = WantedReads(number, kind, first, last, reason)
    view = Listing("reads", sort="", scope=scope)
    return replace(scope, offset=view.offset, size=view.size), view


def show(person: Person, wanted: WantedReads, view: Listing) -> None:
    """Draw the read log; what is older than it may be goes first."""
    with transaction(person) as session:
        read_log.forget_old(session)
    with reading(person) as session:
        rows, total = queries.find(session, wanted)
    view.show(
        rows, COLUMNS, total=total, nouns=("Zugriff", "Zugriffe"), opens=False,
        empty=("Keine Zugriffe.", "Gelesen wurde nichts, oder die Filter schließen alles aus."),
        export=lambda: exported(person, "Protokoll", _all(person, wanted)), title="Protokoll",
    )  # fmt: skip
    st.caption(
        "Nur für die Kontrolle des Datenschutzes und die Sicherheit, nicht für Leistung und Verhalten. "
        "Zeilen werden nach sechs Monaten gelöscht (§ 79 Abs. 4 SGB X)."
    )


def _all(person: Person, wanted: WantedReads) -> Sequence[Read]:
    with reading(person) as session:
        return queries.find(session, replace(wanted, offset=0, size=EXPORT_LIMIT))[0]
