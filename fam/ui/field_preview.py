"""How a field will look in the form, beside its settings: with real records where one may read them, else invented."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from fam.db import reading
from fam.errors import BadInput
from fam.fields.spec import OFFERED, FieldSpec, Kind
from fam.person import Person
from fam.queries import families, field_preview, lists
from fam.rules.labels import parse_options
from fam.rules.terms import RequiredMode
from fam.ui.feedback import plain
from fam.ui.forms import Form

REAL = "Mit {count} echten Einträgen, die Sie lesen dürfen. Hier wird nichts gespeichert."
INVENTED = "Mit erfundenen Beispielen: Einträge dieser Art dürfen Sie nicht lesen, oder es gibt noch keine."
NAMES = ("Beispiel", "Muster")
VALUES: dict[Kind, tuple[Any, Any]] = {
    Kind.TEXT: ("ein Wort", ""),
    Kind.LONG_TEXT: ("Ein Satz oder zwei, so lang wie nötig.", ""),
    Kind.INTEGER: (3, None),
    Kind.DECIMAL: (Decimal("1.5"), None),
    Kind.MONEY: (Decimal("1250.50"), None),
    Kind.PERCENT: (Decimal("12.5"), None),
    Kind.BOOLEAN: (True, None),
    Kind.DATE: (date(2017, 4, 3), None),
    Kind.MONTH: (date(2017, 4, 1), None),
    Kind.LINK: ("https://example.org/", ""),
    Kind.EMAIL: ("name@example.org", ""),
    Kind.PHONE: ("06103 12345", ""),
}


def invented_options(text: str) -> dict[int, str]:
    """Return the options of a field that does not exist yet: typed so far, with numbers that mean nothing."""
    try:
        return dict(enumerate(parse_options(text), start=1))
    except BadInput:
        return {}


def as_typed(field: FieldSpec, typed: Mapping[str, Any]) -> FieldSpec:
    """Return a field as its form describes it now, saved or not."""
    return replace(
        field,
        label=typed.get("label") or field.label or "Bezeichnung",
        help=plain(str(typed.get("help") or "")),
        section=typed.get("section") or "",
        required=typed.get("required", RequiredMode.NEVER) not in (None, RequiredMode.NEVER.value),
        minimum=typed.get("minimum"),
        maximum=typed.get("maximum"),
        max_length=typed.get("max_length") or field.max_length,
        default=typed.get("default"),
    )


def show(person: Person, field: FieldSpec) -> None:
    """Draw the field as it stands in the form, once per example."""
    with reading(person) as session:
        real = field_preview.examples(session, field)
        offered = {
            "PERSON": lists.team(session) if field.kind is Kind.PERSON else {},
            "REFERENCE": families.options(session) if field.kind is Kind.REFERENCE else {},
        }
    examples = real or list(zip(NAMES, _invented(field), strict=True))
    with st.container(border=True, key="field-preview"):
        st.markdown("**Vorschau**")
        st.caption(REAL.format(count=len(real)) if real else INVENTED)
        if field.section:
            st.markdown(f"**{plain(field.section)}**")
        for number, (name, value) in enumerate(examples):
            st.caption(f"Familie {plain(name)}")
            key = f"field-preview:{field.entity}:{field.key}:{number}"
            form = Form(key, today=person.today, opened={"preview": value}, lists=offered)
            _draw(form, replace(field, key="preview"))


def _draw(form: Form, field: FieldSpec) -> None:
    if field.kind in OFFERED and not field.choices:
        st.info("Erscheint, sobald es Optionen gibt.")
        return
    form.kinds["preview"] = f"{field.kind.value}:{len(field.labels)}"
    form.field(field)


def _invented(field: FieldSpec) -> tuple[Any, Any]:
    if field.kind in OFFERED:
        first = next(iter(field.labels), None)
        several = field.kind is Kind.CHOICES
        return ([first] if several and first is not None else first, [] if several else None)
    value, empty = VALUES.get(field.kind, (None, None))
    return value, field.default if field.default is not None else empty
