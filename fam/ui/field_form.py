"""The settings of a field as a form: three inputs first, everything else in parts that fold out."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import streamlit as st

from fam.db import reading
from fam.fields.registry import KEEPABLE
from fam.fields.spec import NUMBERS, OFFERED, TEXTS, FieldSpec, Kind
from fam.models import FieldDef
from fam.person import Person
from fam.queries import fields as queries
from fam.queries import lists
from fam.rules.terms import Institution, RequiredMode
from fam.services.field_checks import NEVER_UNIQUE
from fam.ui.forms import Form

SHOWN_IN = {
    "in_list": "Listen",
    "in_filter": "Filter",
    "in_charts": "Auswertung",
    "in_proposal": "Schnellformular für Vorschläge",
}
PROPOSED = ("family_detail", "family")  # what the quick form asks
REQUIRED_HELP = (
    "„ab jetzt“ fragt nur bei neuen Einträgen; „alle“ sammelt zusätzlich, was nachzutragen ist. Nichts Altes hält ein "
    "Speichern auf, und ein ausgeblendetes Feld ist nie Pflicht."
)
KEPT_HELP = (
    "ja: Der Wert bleibt in der Zeile für die Statistik, wenn der Fall gelöscht wird; nur für Angaben, die niemanden "
    "erkennen lassen. nein: Der Wert wird entfernt, und eigene Auswertungen zählen ihn dann nicht mehr."
)
BOTH = "BOTH"  # an empty choice would count as forgotten
WHO = {BOTH: "beide"} | {one.value: f"nur {one.label}" for one in Institution}
YES_NO = {True: "ja", False: "nein"}
WITHOUT_DEFAULT = (Kind.REFERENCE, Kind.PERSON, Kind.LONG_TEXT)


def opened_with(row: FieldDef, default: Any) -> dict[str, Any]:
    """Return the settings of a field as its form opens with them; `default` as people work with it."""
    limits, condition = row.settings or {}, row.shown_when or {}
    return {
        "label": row.label,
        "section": row.section,
        "help": row.help,
        "required": row.required.value,
        "shown_in": [key for key in SHOWN_IN if getattr(row, key)],
        "minimum": limits.get("minimum"),
        "maximum": limits.get("maximum"),
        "max_length": limits.get("max_length"),
        "is_unique": row.is_unique,
        "kept": bool(limits.get("kept")),
        "default": default,
        "shown_key": condition.get("key"),
        "shown_values": list(condition.get("values", ())),
        "readers": row.readers.value if row.readers else BOTH,
        "writers": row.writers.value if row.writers else BOTH,
        "purpose": row.purpose,
        "review_on": row.review_on,
        "testers": list(row.testers or ()),
    }


def settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values as the service takes them: where a field is shown is one setting each."""
    found = {key: value for key, value in values.items() if key != "shown_in"}
    if "shown_in" in values:
        found |= {key: key in values["shown_in"] for key in SHOWN_IN}
    found |= {key: found[key] if found[key] != BOTH else None for key in ("readers", "writers") if key in found}
    if "required" in found:
        found["required"] = RequiredMode(found["required"])
    return found


def _part(title: str, folded: bool, key: str) -> AbstractContextManager[Any]:
    return st.expander(title, expanded=not folded, key=f"field-part-{key}")


def more(person: Person, form: Form, field: FieldSpec, *, folded: bool, trial: bool) -> None:
    """Draw every setting besides label, kind and options. `field` is the one that is edited or about to be made."""
    with _part("Darstellung", folded, "look"):
        _look(form, field)
    with _part("Pflicht, Grenzen, Vorbelegung", folded, "limits"):
        _limits(form, field)
    with _part("Nur zeigen, wenn …", folded, "condition"):
        _condition(person, form, field)
    with _part("Wer liest, wer füllt aus", folded, "who"):
        left, right = st.columns(2)
        with left:
            form.choice("readers", "Lesen", WHO, required=True, value=BOTH, help="Wer den Eintrag sonst lesen darf.")
        with right:
            form.choice(
                "writers", "Ausfüllen", WHO, required=True, value=BOTH, help="Nur wer das Feld auch lesen darf."
            )
    if trial:
        with _part("Erprobung", folded=False, key="trial"):
            _trial(person, form)


def _look(form: Form, field: FieldSpec) -> None:
    form.text("section", "Abschnitt", max_length=80, help="Überschrift im Formular, z. B. Schule.")
    form.long_text("help", "Hilfe", max_length=500, height=68, help="Steht als Fragezeichen neben dem Feld.")
    places = {key: label for key, label in SHOWN_IN.items() if key != "in_proposal" or field.entity in PROPOSED}
    form.pills("shown_in", "Erscheint auch in", places, value=["in_list", "in_filter", "in_charts"])
    if field.entity == "family" and field.kind in KEEPABLE:
        form.boolean("kept", "Bleibt nach der Löschung", required=True, value=False, help=KEPT_HELP)


def _limits(form: Form, field: FieldSpec) -> None:
    left, right = st.columns(2)
    with left:
        modes = {one.value: one.label for one in RequiredMode}
        form.choice("required", "Pflicht", modes, required=True, value=RequiredMode.NEVER.value, help=REQUIRED_HELP)
    with right:
        if field.kind not in NEVER_UNIQUE:
            form.boolean("is_unique", "Jeder Wert nur einmal", required=True, value=False)
    if field.kind in NUMBERS:
        left, right = st.columns(2)
        with left:
            form.decimal("minimum", "Mindestens")
        with right:
            form.decimal("maximum", "Höchstens")
    elif field.kind in TEXTS:
        form.integer("max_length", "Höchstens so viele Zeichen", minimum=1, maximum=10_000)
    if field.kind in WITHOUT_DEFAULT or (field.kind in OFFERED and not field.choices):
        return
    plain = replace(field, key="default", label="Vorbelegung", required=False, help="Nur in neuen Formularen.")
    form.kinds["default"] = field.kind.value  # another kind is another widget
    form.field(plain, value=None)


def _condition(person: Person, form: Form, field: FieldSpec) -> None:
    with reading(person) as session:
        known = queries.specs_in_use(session, field.entity)
    others = {
        key: one for key, one in known.items()
        if key != field.key and (one.kind is Kind.BOOLEAN or (one.kind in OFFERED and one.labels))
    }  # fmt: skip
    if not others:
        st.caption("Dafür braucht es ein anderes Feld dieser Tabelle mit Auswahl oder Ja/Nein.")
        return
    left, right = st.columns(2)
    with left:
        key = form.choice("shown_key", "Feld", {key: one.label for key, one in others.items()})
    if key in others:
        offered = YES_NO if others[key].kind is Kind.BOOLEAN else others[key].labels
        form.kinds["shown_values"] = key
        with right:
            other = key != form.opened.get("shown_key")
            form.choices("shown_values", "Hat einen dieser Werte", offered, required=True, value=(), fresh=other)


def _trial(person: Person, form: Form) -> None:
    with reading(person) as session:
        people = lists.everybody(session)
    form.text("purpose", "Was wollen wir lernen?", required=True, max_length=500)
    left, right = st.columns(2)
    with left:
        form.date("review_on", "Prüfen am", required=True, help="An diesem Tag steht die Erprobung hier oben.")
    with right:
        form.choices("testers", "Probegruppe", people, help="Nur sie sehen das Feld; wer es anlegt, immer.")
