"""The change log on the screen: who changed what, when, old -> new, and taking one change back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.fields.encoding import RAW, decode
from fam.fields.parsing import text_of
from fam.fields.registry import extendable, fields_of
from fam.fields.spec import FieldSpec, specs
from fam.models.columns import model_of, restored
from fam.person import Person
from fam.queries import changes, lists
from fam.queries.changes import Change, Wanted
from fam.rules.terms import Term
from fam.services import changes as service
from fam.ui import read_log
from fam.ui.change_words import FIELDS, NOUNS
from fam.ui.feedback import plain, told
from fam.ui.format import moment_text, value_text
from fam.ui.forms import Form
from fam.ui.tables import EXPORT_LIMIT, Column, Listing

ACTIONS = {"create": "angelegt", "update": "geändert", "delete": "entfernt"}
OF_ACCESS = {"starts_at": "von", "ends_at": "bis"}  # a meeting has a time of day there
HIDDEN = {"family_id", "id", "import_id", "gathering", "created_by", "previous_id", "extra", "label_norm"}
SAYS_NOTHING: tuple[Any, ...] = (None, "", False, [], "DAY")  # in a new record: what was left as it is
SAID_LAST = {"legal_circle", "institution", "confidentiality", "author_id"}  # of a whole record: the content first
PRECISION = "_precision"
SHOWN = 90  # letters of old and new in a line of the list


@dataclass(frozen=True, slots=True)
class Labels:
    """What ids in the log mean: reasons and other list entries, people, towns."""

    items: Mapping[int, str]
    people: Mapping[int, str]
    towns: Mapping[str, str]
    fields: Mapping[str, FieldSpec]  # the team's own, also those out of use

    def field(self, change: Change) -> str:
        """Return the label of the field that changed, "" for a whole record."""
        if found := self.fields.get(change.field.removesuffix(RAW)):
            return found.label + (" (nicht lesbar)" if change.field.endswith(RAW) else "")
        return field_label(change.entity, change.field) if change.field else ""

    def value(self, change: Change, key: str, value: Any) -> str:
        """Return a logged value as people read it."""
        model = model_of(change.entity)
        if value is None or value == "" or model is None:
            return ""
        if key in self.fields:
            return _stored_text(self.fields[key], value, self.people)
        if key.endswith("account_id") or key in (
            "owner_id",
            "done_by",
            "author_id",
            "settled_by",
            "confirmed_by",
            "lifted_by",
            "proposed_by_id",
        ):
            return self.people.get(value, "")
        if key in ("source_id", "reason_id", "kind_id"):
            return self.items.get(value, "")
        if key == "town_ags":
            return self.towns.get(value, str(value))
        plain = restored(model, key, value)
        return plain.label if isinstance(plain, Term) else value_text(plain)

    def text(self, change: Change, value: Any) -> str:
        """Return old or new: one field's value, or all filled fields of a created or deleted record."""
        if change.field:
            return self.value(change, change.field, value)
        if not isinstance(value, Mapping):
            return ""
        filled = {key: one for key, one in value.items() if key not in HIDDEN and one not in SAYS_NOTHING}
        filled = dict(sorted(filled.items(), key=lambda pair: pair[0] in SAID_LAST))
        pairs = [(key, self.value(change, key, one)) for key, one in filled.items() if not isinstance(one, list)]
        return " · ".join(f"{field_label(change.entity, key)}: {shown}" for key, shown in pairs if shown)


def _stored_text(field: FieldSpec, stored: Any, people: Mapping[int, str]) -> str:
    try:
        return text_of(field, decode(field.kind, stored), people=people)
    except (ValueError, TypeError, ArithmeticError):  # written when the field was of another kind
        return str(stored)


@lru_cache(maxsize=256)
def _declared(entity: str) -> Mapping[str, str]:
    model = model_of(entity)
    return {spec.key: spec.label for spec in specs(model)} if model else {}


def field_label(entity: str, key: str) -> str:
    """Return a field's German label: as declared, else from the list of undeclared ones."""
    declared = _declared(entity)
    if key.endswith(PRECISION):
        dated = key.removesuffix(PRECISION)
        return f"{declared.get(f'{dated}_on') or declared.get(dated) or 'Datum'} (wie genau)"
    if entity == "access_grant" and key in OF_ACCESS:
        return OF_ACCESS[key]
    return declared.get(key) or FIELDS.get(key) or key.removesuffix("_id").replace("_", " ").capitalize()


def ask(person: Person) -> tuple[Wanted, Listing]:
    """Draw the filters; return what is looked for and the list's view."""
    with reading(person) as session:
        people, present = lists.everybody(session), changes.entities(session)
    with st.expander("Filter", icon=":material/filter_list:"):
        form = Form("changes", today=person.today)
        left, right = st.columns(2)
        with left:
            account = form.choice("account_id", "Wer", people)
            number = form.text("number", "FAM-Nummer", live=True)
        with right:
            entity = form.choice("entity", "Was", {name: NOUNS.get(name, name) for name in present})
            first = form.date("first", "Von (Tag der Eingabe)")
            last = form.date("last", "Bis (Tag der Eingabe)")
    asked = Wanted(account, entity or "", number, first, last)
    view = Listing("changes", sort="at", descending=True, scope=asked)
    page = view.offset // view.size + 1
    return Wanted(account, entity or "", number, first, last, page, view.size), view


def show(person: Person, wanted: Wanted, view: Listing) -> None:
    """Draw the log; a click on a line opens what was changed with it, and offers to take it back."""
    with reading(person) as session:
        found, total = changes.find(session, wanted)
        labels = Labels(
            lists.all_items(session),
            lists.everybody(session),
            lists.towns(session, person.today),
            {field.key: field for model in extendable().values()
             for field in fields_of(session, model, retired=True) if field.runtime},
        )  # fmt: skip
    opened = view.show(
        found,
        columns(labels),
        total=total,
        nouns=("Änderung", "Änderungen"),
        empty=("Keine Änderungen.", "Hier steht, wer was wann geändert hat; Filter zurücknehmen zeigt mehr."),
        export=lambda: read_log.exported(person, "Änderungen", _all(person, wanted)),
        title="Änderungen",
    )
    if opened:
        chosen = next(change for change in found if change.id == opened)
        st.session_state["changes:open"] = chosen.batch
    if batch := st.session_state.get("changes:open"):
        _dialog(person, batch, labels)


def shorten(text: str) -> str:
    """Return what a line of the list shows of old or new: the beginning; dialog and Excel have it all."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 2].rsplit(" ", 1)[0].rstrip(" ·,;:") + " …"


def columns(labels: Labels) -> tuple[Column, ...]:
    """Return the columns of the log; one cell per fact, so that an export can be filtered."""

    def side(name: str) -> Callable[[Change], str]:
        return lambda change: labels.text(change, getattr(change, name))

    return (
        Column("Wann", "at", show=moment_text),
        Column("Wer", "who"),
        Column("Familie", "number"),
        Column("Was", lambda change: f"{NOUNS.get(change.entity, change.entity)} {ACTIONS[change.action]}"),
        Column("Feld", labels.field),
        Column("Alt", side("old"), show=shorten),
        Column("Neu", side("new"), show=shorten),
    )


def _all(person: Person, wanted: Wanted) -> list[Change]:
    with reading(person) as session:
        asked = Wanted(wanted.account_id, wanted.entity, wanted.number, wanted.first, wanted.last, 1, EXPORT_LIMIT)
        return list(changes.find(session, asked)[0])


def _closed() -> None:
    st.session_state.pop("changes:open", None)


@st.dialog("Änderung", width="large", on_dismiss=_closed)
def _dialog(person: Person, batch: str, labels: Labels) -> None:
    with reading(person) as session:
        entries = changes.batch(session, batch)
        rows = [changes.from_entry(entry) for entry in entries]
        reasons = service.blockers(session, entries) if entries else ["Diese Änderung ist nicht mehr zu sehen."]
    for row in rows:
        where = f" · {plain(labels.field(row))}" if row.field else ""
        st.markdown(f"**{NOUNS.get(row.entity, row.entity)} {ACTIONS[row.action]}**{where}")
        st.text(f"{labels.text(row, row.old) or '(leer)'} → {labels.text(row, row.new) or '(leer)'}")
    if reasons:
        st.caption(" ".join(reasons))
    elif st.button("Diese Änderung zurücknehmen", type="primary", icon=":material/undo:"):
        _closed()
        with told("Zurückgenommen."), transaction(person, source="undo") as session:
            service.undo(session, batch)
        st.rerun()
