"""Which shape a field must have in a text that is carried over: a hand may have changed it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fam.errors import BadInput
from fam.fields import registry
from fam.fields.spec import RUNTIME_KEY, Kind
from fam.rules import labels
from fam.rules.terms import FieldState, Institution, RequiredMode
from fam.services.field_choices import LONGEST

SHAPES: Mapping[type, tuple[str, ...]] = {
    str: ("label", "kind", "section", "help", "required", "state", "purpose"),
    bool: ("is_unique", "indexed", "in_list", "in_filter", "in_charts", "in_proposal"),
    int: ("position",),
    dict: ("settings",),
    list: ("testers", "choices"),
}
CALLED = {
    str: "ein Text",
    bool: "true oder false",
    int: "eine ganze Zahl",
    dict: "ein Objekt {…}",
    list: "eine Liste […]",
}
TERMS: Mapping[str, Any] = {
    "required": RequiredMode, "readers": Institution, "writers": Institution, "state": FieldState, "kind": Kind,
}  # fmt: skip
DAYS = ("required_since", "review_on")
NEEDED = ("label", "kind", "state")
OTHERS = ("default", "required_since", "shown_when", "readers", "writers", "review_on")
KNOWN = (*OTHERS, *(name for names in SHAPES.values() for name in names))
LONGEST_TEXTS = {"section": 80, "help": 500, "purpose": 500}
HIGHEST = 2**31  # no id reaches it
Wrong = Iterator[tuple[str, str]]  # setting, German sentence


def is_key(key: str) -> bool:
    """Return whether this is a field's key without its table (`f_12`)."""
    return bool(RUNTIME_KEY.fullmatch(key)) and int(key[2:]) < HIGHEST


def wrong(key: str, one: Any) -> Wrong:
    """Yield what of one field has no shape that could be saved: what is saved here is read at every click."""
    entity, _, short = key.partition(".")
    if entity not in registry.extendable():
        yield "", f"Die Tabelle „{entity}“ gibt es nicht oder sie nimmt keine Felder auf."
    if not is_key(short):
        yield "", f"„{short}“ ist keine Kennung; eine heißt wie f_12."
    if not isinstance(one, dict):
        yield "", "ist nicht lesbar: Hier muss ein Objekt {…} stehen."
        return
    yield from ((name, f"„{name}“ fehlt.") for name in NEEDED if name not in one)
    yield from ((name, f"„{name}“ ist keine Einstellung eines Feldes.") for name in one if name not in KNOWN)
    yield from _types(one)
    if all(type(one.get(name)) is str for name in NEEDED):
        yield from _texts(one)


def _types(one: Mapping[str, Any]) -> Wrong:
    for kind, names in SHAPES.items():
        for name in names:
            if name in one and type(one[name]) is not kind:
                yield name, f"„{name}“ ist nicht lesbar: Hier muss {CALLED[kind]} stehen."
    if type(one.get("position")) is int and not 0 <= one["position"] < HIGHEST:
        yield "position", "„position“ ist zu groß oder negativ."
    for name, term in TERMS.items():
        if isinstance(one.get(name), str) and one[name] not in {member.value for member in term}:
            known = ", ".join(member.value for member in term)
            yield name, f"„{one[name][:40]}“ ist für „{name}“ unbekannt; es gibt: {known}."
        elif name in ("readers", "writers") and one.get(name) is not None and not isinstance(one[name], str):
            yield name, f"„{name}“ ist nicht lesbar: Hier muss ein Text stehen."
    for name in DAYS:
        if one.get(name) is not None and not _is_day(one[name]):
            yield name, f"„{name}“ ist nicht lesbar: Hier muss ein Tag wie 2018-10-15 stehen."
    if not all(isinstance(name, str) for name in _list(one, "testers")):
        yield "testers", "„testers“ ist nicht lesbar: Hier müssen Anmeldenamen stehen."
    above = one.get("shown_when")
    if above is not None and not _is_condition(above):
        yield "shown_when", '„shown_when“ ist nicht lesbar: Hier muss {"key": …, "values": […]} stehen.'


def _is_day(text: Any) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except (ValueError, TypeError):
        return False


def _is_condition(above: Any) -> bool:
    whole = isinstance(above, dict) and above.keys() == {"key", "values"} and isinstance(above["key"], str)
    return whole and isinstance(above["values"], list) and all(type(one) in (str, int, bool) for one in above["values"])


def _list(one: Mapping[str, Any], name: str) -> Sequence[Any]:
    return one[name] if isinstance(one.get(name), list) else []


def _texts(one: Mapping[str, Any]) -> Wrong:
    yield from (("label", sentence) for sentence in _label(one["label"]))
    for name, longest in LONGEST_TEXTS.items():
        if isinstance(one.get(name), str) and len(one[name]) > longest:
            yield name, f"„{name}“ ist zu lang: {len(one[name])} von höchstens {longest} Zeichen."
    options = _list(one, "choices")
    if not all(_is_option(option) for option in options):
        yield "choices", "Die Optionen sind nicht lesbar: Jede braucht id, label, archived und merged_into."
        return
    for option in options:
        yield from (
            ("choices", f"Option „{option['label'][:40]}“: {sentence}") for sentence in _label(option["label"], LONGEST)
        )
    into = {option["id"]: option.get("merged_into") for option in options}
    if len(into) < len(options):
        yield "choices", "Zwei Optionen tragen dieselbe Kennung (id)."
    if not all(_ends(into, number) for number in into):
        yield "choices", "Die Optionen sind nicht lesbar: Zusammengelegte müssen zu einer führen, die es im Text gibt."


def _label(text: str, longest: int = labels.LONGEST) -> Iterator[str]:
    try:
        if labels.parse_label(text) != text:
            yield "Die Bezeichnung ist nicht lesbar: ohne Umbrüche und unsichtbare Zeichen am Rand bitte."
        elif len(text) > longest:
            yield f"Die Bezeichnung ist zu lang: {len(text)} von höchstens {longest} Zeichen."
    except BadInput as error:
        yield str(error)


def _is_option(one: Any) -> bool:
    if not isinstance(one, dict) or not {"id", "label", "archived"} <= one.keys() <= {
        "id",
        "label",
        "archived",
        "merged_into",
    }:
        return False
    return (
        type(one["id"]) is int
        and 0 < one["id"] < HIGHEST
        and type(one["archived"]) is bool
        and type(one["label"]) is str
    )


def _ends(into: Mapping[int, Any], number: Any) -> bool:
    """Whether a merged option leads, step by step, to one that is not."""
    for _ in into:
        if type(number) is not int or number not in into:
            return False
        if into[number] is None:
            return True
        number = into[number]
    return False
