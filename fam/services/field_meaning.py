"""What fields that are carried over mean, all of them together: the rules of the page "Felder", told for each field."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from math import isfinite
from typing import Any

from sqlmodel import Session

from fam.errors import FamError, IllegalStep, InvalidForm
from fam.fields import registry
from fam.fields.fitting import fits
from fam.fields.spec import OFFERED, FieldSpec, Kind, specs
from fam.models import FieldChoice, FieldDef
from fam.rules import labels
from fam.rules.terms import IN_FORMS, FieldState
from fam.services import field_checks, field_making, field_unique
from fam.services.field_choices import TWICE
from fam.services.field_shape import Wrong
from fam.services.field_text import Fields

UNKNOWN_LIMIT = "„{name}“ ist keine Grenze eines Feldes; es gibt: {known}."
NO_LIMIT = "„{name}“ ist nicht lesbar: Hier muss eine Zahl stehen."
DEFAULT = "Die Vorbelegung passt nicht zur Art „{kind}“."
OTHERS_OPTION = "Die Option „{label}“ trägt eine Kennung, die zu einem anderen Feld gehört."
CONDITION_VALUE = "Die Bedingung nennt eine Option, die es im Feld „{label}“ nicht gibt."
OPTIONLESS = "„{kind}“ hat keine Optionen."


def wrong(session: Session, here: Fields, there: Fields) -> Iterator[tuple[str, str, str]]:
    """Yield (key, setting, German sentence) of everything that the page would not accept either.

    Fields that are to stay as they are here are not asked again.
    """
    result = here | {key: here.get(key, {}) | one for key, one in there.items()}
    for key, one in there.items():
        if result[key] != here.get(key) and one["state"] != FieldState.PURGED:
            for setting, sentence in _of_one(key, result):
                yield key, setting, sentence
            if result[key].get("is_unique") and key in here and not here[key].get("is_unique"):
                for _setting, sentence in _said(partial(field_unique.require, session, _table(key), _number(key))):
                    yield key, "is_unique", sentence


def _of_one(key: str, result: Fields) -> Wrong:
    one = result[key]
    yield from _label(key, result)
    yield from _options(key, result)
    limits = list(_limits(one.get("settings", {})))
    yield from limits
    if one["kind"] == Kind.TOWN:
        yield "kind", "Diese Art gibt es für eigene Felder nicht."
    if limits or not _fits(one):
        if not limits:
            yield "default", DEFAULT.format(kind=Kind(one["kind"]).label)
        return
    spec = _spec(key, one)
    entity = {other.partition(".")[2]: _spec(other, {**given, "default": None})
              for other, given in result.items() if _table(other) == _table(key)}  # fmt: skip
    for check in (
        lambda: field_checks.check_limits(one.get("settings") or {}),
        lambda: field_checks.check_readers(one.get("readers"), one.get("writers")),
        lambda: field_checks.check_default(spec, spec.default),
        lambda: field_checks.check_unique(Kind(one["kind"]), bool(one.get("is_unique"))),
        lambda: field_checks.check_trial(FieldState(one["state"]), one.get("purpose", "")),
        lambda: field_checks.check_circle(spec.key, one.get("shown_when"), _declared(key) | entity),
        lambda: _condition_values(one.get("shown_when"), entity),
    ):
        yield from _said(check)


def _said(check: Any) -> Wrong:
    try:
        check()
    except InvalidForm as error:
        yield from error.fields.items()
    except FamError as error:
        yield "shown_when", str(error)


def _table(key: str) -> str:
    return key.partition(".")[0]


def _number(key: str) -> int:
    return int(key.partition(".f_")[2])


def _declared(key: str) -> dict[str, FieldSpec]:
    return {field.key: field for field in specs(registry.extendable()[_table(key)])}


def _label(key: str, result: Fields) -> Wrong:
    one = result[key]
    if one["state"] not in IN_FORMS:
        return
    same, taken = labels.norm(one["label"]), field_making.TAKEN
    for field in _declared(key).values():
        if labels.norm(field.label) == same:
            yield "label", taken.format(label=field.label, kind=field.kind.label)
    for other, given in result.items():
        beside = other != key and _table(other) == _table(key) and given["state"] in IN_FORMS
        if beside and labels.norm(given["label"]) == same:
            yield "label", taken.format(label=given["label"], kind=f"{other}, {Kind(given['kind']).label}")


def _options(key: str, result: Fields) -> Wrong:
    one = result[key]
    options, kind = one.get("choices", []), Kind(one["kind"])
    if kind in OFFERED and not options:
        yield "choices", field_making.NO_OPTIONS
    seen: dict[str, Any] = {}
    for option in options:
        before = seen.setdefault(labels.norm(option["label"]), option)
        if before is not option:
            yield "choices", TWICE.format(label=before["label"], more=" (archiviert)" if before["archived"] else "")
    others = {option["id"] for other, given in result.items() if other != key for option in given.get("choices", [])}
    yield from (
        ("choices", OTHERS_OPTION.format(label=option["label"])) for option in options if option["id"] in others
    )


def _limits(settings: Mapping[str, Any]) -> Wrong:
    for name, value in settings.items():
        if name not in field_checks.LIMITS:
            yield "settings", UNKNOWN_LIMIT.format(name=name, known=", ".join(field_checks.LIMITS))
        elif type(value) not in (int, float) or not isfinite(value) or (name == "max_length" and not _is_length(value)):
            yield "settings", NO_LIMIT.format(name=name)


def _is_length(value: Any) -> bool:
    return type(value) is int and 1 <= value <= 10_000


def _fits(one: Mapping[str, Any]) -> bool:
    return one.get("default") is None or fits(Kind(one["kind"]), one["default"])


def _spec(key: str, one: Mapping[str, Any]) -> FieldSpec:
    number = _number(key)
    row = FieldDef(id=number, entity=_table(key), label=one["label"], label_norm="", kind=one["kind"],
                   settings=one.get("settings") or {}, default=one.get("default"), shown_when=one.get("shown_when"),
                   state=FieldState(one["state"]))  # fmt: skip
    choices = [FieldChoice(id=option["id"], field_id=number, label=option["label"], archived=option["archived"])
               for option in one.get("choices", [])]  # fmt: skip
    return replace(registry.spec_of(row, choices), required=False)


def _condition_values(condition: Mapping[str, Any] | None, fields: Mapping[str, FieldSpec]) -> None:
    above = fields.get(condition["key"]) if condition else None
    if condition and above and above.kind in OFFERED and any(one not in above.labels for one in condition["values"]):
        raise IllegalStep([CONDITION_VALUE.format(label=above.label)])
