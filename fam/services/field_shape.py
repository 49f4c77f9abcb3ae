"""Which shape a field must have in a text that is carried over: a hand may have changed it."""

from collections.abc import Mapping, Sequence
from typing import Any

from fam.rules import labels

SHAPES: Mapping[type, tuple[str, ...]] = {
    str: ("label", "kind", "section", "help", "required", "state", "purpose"),
    bool: ("is_unique", "indexed", "in_list", "in_filter", "in_charts", "in_proposal"),
    int: ("position",),
    dict: ("settings",),
    list: ("testers", "choices"),
}
OTHERS = ("default", "required_since", "shown_when", "readers", "writers", "review_on")
KNOWN = {*OTHERS, *(name for names in SHAPES.values() for name in names)}
HIGHEST = 2**31  # no id reaches it


def _is_label(text: str) -> bool:
    return labels.parse_label(text) == text


def fits(one: Mapping[str, Any]) -> bool:
    """Whether every setting is one of ours and of its type: what is saved here is read at every click."""
    if not {"label", "kind", "state"} <= one.keys() <= KNOWN:
        return False
    typed = all(type(one[name]) is kind for kind, names in SHAPES.items() for name in names if name in one)
    testers = all(isinstance(name, str) for name in one.get("testers", []))
    above = one.get("shown_when")
    condition = above is None or (isinstance(above["key"], str) and isinstance(above["values"], list))
    labelled = all(_is_label(text["label"]) for text in (one, *one.get("choices", [])))
    return typed and testers and condition and labelled and _options_fit(one.get("choices", []))


def _options_fit(choices: Sequence[Mapping[str, Any]]) -> bool:
    """Whether options have ids and states, and each that is merged leads, step by step, to one that is not."""
    whole = all(type(one["id"]) is int and 0 < one["id"] < HIGHEST and type(one["archived"]) is bool for one in choices)
    into = {one["id"]: one["merged_into"] for one in choices}
    return whole and all(_ends(into, one["id"]) for one in choices)


def _ends(into: Mapping[int, Any], number: Any) -> bool:
    for _ in into:
        if number not in into:
            return False
        if into[number] is None:
            return True
        number = into[number]
    return False
