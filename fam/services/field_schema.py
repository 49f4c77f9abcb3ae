"""The fields that the team made, as text: reviewed like code, and carried from a trial installation to the real one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import BadInput, IllegalStep
from fam.fields import indexes, registry, tables
from fam.fields.spec import Kind
from fam.models import Account, FieldChoice, FieldDef
from fam.rules import labels
from fam.rules.terms import FieldState
from fam.services import field_meaning, field_promotion, field_shape, field_text
from fam.services.field_shape import DAYS, TERMS
from fam.services.field_text import FORMAT, Fields

STATES = (FieldState.ACTIVE, FieldState.PROMOTED, FieldState.DRAFT, FieldState.RETIRED, FieldState.PURGED)
PLAIN = (
    "label", "kind", "section", "help", "position", "settings", "default", "required", "required_since", "is_unique",
    "indexed", "in_list", "in_filter", "in_charts", "in_proposal", "shown_when", "readers", "writers", "state",
    "purpose", "review_on",
)  # fmt: skip
OTHER_KIND = "{key} „{label}“ ist hier {here}, im Text {there}. Die Art wird unter „Felder“ geändert, mit Probelauf."
OTHER_FIELD = (
    "{key} ist hier ein anderes Feld: „{here}“ ({entity}), im Text „{there}“. Kennungen werden nie neu vergeben."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a comparison: what is here, what the text says; `refused` says why it cannot be carried over."""

    key: str
    setting: str
    here: Any
    there: Any
    refused: str = ""


def export(session: Session) -> str:
    """Return every field with its settings and options as JSON, in an order that does not change: families first,
    active before draft and retired; a purged field leaves its key behind, so that nobody gives it away again."""
    return json.dumps({"format": FORMAT, "fields": _here(session)}, ensure_ascii=False, indent=2) + "\n"


def diff(session: Session, text: str) -> Sequence[Difference]:
    """Return what `apply` would change, and what it would refuse. Fields that the text does not name stay.

    Raises BadInput for a text that is no such export.
    """
    here, there = _here(session), field_text.read(text)
    found: list[Difference] = []
    for key, wanted in there.items():
        found += _compare(key, here, wanted)
    for key, setting, sentence in field_meaning.wrong(session, here, there):
        place = field_text.place(text, key, there[key]["label"])
        found.append(Difference(key, setting, None, there[key].get(setting), place + sentence))
    return found


def apply(session: Session, text: str) -> Sequence[Difference]:
    """Carry the fields of a text over, all or nothing; return what changed.

    Keys and the ids of options stay the same, also in the values of records. Nothing is taken away. A promoted field
    becomes a column here too. Raises BadInput, IllegalStep with every reason why it cannot be.
    """
    found = diff(session, text)
    if refused := [one.refused for one in found if one.refused]:
        raise IllegalStep(refused)
    there = field_text.read(text)
    _make_room(session, there)
    for key in dict.fromkeys(one.key for one in found):
        _carry(session, key, there[key])
    tables.next_numbers(session, (FieldDef, FieldChoice))
    indexes.refresh(session)
    return found


def field_of_key(session: Session, key: str) -> int:
    """Return the id of a field by its full key ("family.f_12"). Raises BadInput."""
    entity, _, short = key.partition(".")
    row = (
        session.exec(select(FieldDef).where(FieldDef.id == int(short[2:]))).first()
        if field_shape.is_key(short)
        else None
    )
    if row is None or row.entity != entity or row.state is FieldState.PURGED:
        raise BadInput(f"„{key}“ ist kein Feld. Bitte wie family.f_12 angeben; `fields export` zeigt alle.")
    return row.id or 0


def _here(session: Session) -> Fields:
    rows = session.exec(select(FieldDef)).all()
    names = {number: name for number, name in session.exec(select(Account.id, Account.username)) if number}
    choices: dict[int, list[FieldChoice]] = {}
    for choice in session.exec(select(FieldChoice).order_by(col(FieldChoice.position), col(FieldChoice.id))):
        choices.setdefault(choice.field_id, []).append(choice)
    order = {name: place for place, name in enumerate(sorted(registry.extendable(), key=_families_first))}
    rows = sorted(rows, key=lambda row: (order.get(row.entity, 99), STATES.index(row.state), row.position, row.id or 0))
    return {f"{row.entity}.{row.key}": _entry(row, choices.get(row.id or 0, []), names) for row in rows}


def _families_first(entity: str) -> tuple[bool, str]:
    return not entity.startswith("family"), entity


def _entry(row: FieldDef, choices: Sequence[FieldChoice], names: Mapping[int, str]) -> dict[str, Any]:
    plain = {name: _plain(getattr(row, name)) for name in PLAIN}
    if row.state is FieldState.PURGED:
        return {"label": row.label, "kind": row.kind, "state": row.state.value}
    return plain | {
        "testers": sorted(names[number] for number in row.testers if number in names),
        "choices": [
            {"id": one.id, "label": one.label, "archived": one.archived, "merged_into": one.merged_into}
            for one in choices
        ],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else getattr(value, "value", value)


def _compare(key: str, here: Fields, wanted: Mapping[str, Any]) -> list[Difference]:
    present = here.get(key)
    if present is None:
        short = key.partition(".")[2]
        other = next((one for one in here if one.partition(".")[2] == short), None)
        refused = ""
        if other:
            refused = OTHER_FIELD.format(key=short, here=here[other]["label"], entity=other.partition(".")[0],
                                         there=wanted["label"])  # fmt: skip
        return [Difference(key, "", None, wanted["label"], refused)]
    if present["kind"] != wanted["kind"]:
        kinds = Kind(present["kind"]).label, Kind(wanted["kind"]).label
        reason = OTHER_KIND.format(key=key, label=present["label"], here=kinds[0], there=kinds[1])
        return [Difference(key, "kind", *kinds, reason)]
    names = [name for name in wanted if name != "kind" and present.get(name) != wanted[name]]
    return [
        Difference(key, name, present.get(name), wanted[name], _refused(key, name, present, wanted)) for name in names
    ]


def _refused(key: str, name: str, present: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    if name == "state" and FieldState.PURGED in (present["state"], wanted["state"]):
        return f"{key} „{present['label']}“: Löschen und Wiederherstellen gehen nur unter „Felder“."
    if name == "choices":
        gone = {one["id"] for one in present["choices"]} - {one["id"] for one in wanted["choices"]}
        if gone:
            return f"{key} „{present['label']}“: Im Text fehlen Optionen, die es hier gibt. Optionen werden archiviert."
    return ""


def _make_room(session: Session, there: Fields) -> None:
    """Let two fields swap their labels: a label stands once per table, also between two steps."""
    for row in session.exec(select(FieldDef)):
        wanted = there.get(f"{row.entity}.{row.key}")
        if wanted and labels.norm(wanted["label"]) != row.label_norm:
            row.label_norm = f"{row.key} {row.label_norm}"
            session.add(row)
    session.flush()


def _carry(session: Session, key: str, wanted: Mapping[str, Any]) -> None:
    entity, _, short = key.partition(".")
    number = int(short[2:])
    row = session.get(FieldDef, number) or FieldDef(id=number, entity=entity, label="", label_norm="", kind="text")
    state = FieldState(wanted["state"])
    for name in (one for one in PLAIN if one in wanted and one != "state"):
        setattr(row, name, _restored(name, wanted[name]))
    row.label_norm = labels.norm(row.label)
    row.testers = _testers(session, wanted.get("testers", []))
    promoted = row.column_name and row.state is not FieldState.PURGED
    if not (state is FieldState.PROMOTED or (promoted and state is FieldState.RETIRED)):
        if promoted:
            field_promotion.demote(session, number)
        row.state = state
    session.add(row)
    session.flush()
    for place, choice in enumerate(wanted.get("choices", [])):
        _carry_choice(session, number, place, choice)
    session.flush()
    if state is FieldState.PROMOTED and not row.column_name:
        row.state = FieldState.ACTIVE
        session.flush()
        field_promotion.promote(session, number)


def _carry_choice(session: Session, field_id: int, place: int, choice: Mapping[str, Any]) -> None:
    row = session.get(FieldChoice, choice["id"]) or FieldChoice(id=choice["id"], field_id=field_id, label="")
    if row.field_id != field_id:
        raise IllegalStep(
            [f"Die Option „{choice['label']}“ trägt eine Kennung, die hier zu einem anderen Feld gehört."]
        )
    row.label, row.archived, row.position = choice["label"], bool(choice["archived"]), place * 10
    row.merged_into = choice.get("merged_into")
    session.add(row)


def _restored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(value)
    return TERMS[name](value) if name in TERMS and name != "kind" else value


def _testers(session: Session, names: Sequence[str]) -> list[int]:
    """People of the trial who have an account here too."""
    return sorted(
        number for number in session.exec(select(Account.id).where(col(Account.username).in_(names))) if number
    )
