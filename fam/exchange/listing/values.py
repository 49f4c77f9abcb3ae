"""What a list said about a family, field by field, as plain values that can be kept and compared with a later list."""

import re
from datetime import date
from typing import Any

from fam.exchange.listing.family import ImportedFamily
from fam.rules.german import TypedDate, format_date
from fam.rules.terms import Institution, Precision, Status

LABELS = {
    "name": "Familienname",
    "home": "Adresse",
    "phones": "Telefon",
    "benefit_units": "BG-Nummer",
    "benefit_since": "SGB II-Bezug seit",
    "source": "Vorgeschlagen von",
    "course": "Status und Daten",
    "leads": "Fallführung",
    "occasion": "Anlass",
    "interpreter": "Dolmetschen",
    "members": "Personen",
    "note": "Bemerkung",
}
FIELD_KEY = re.compile(r"([a-z_]+)\.(f_[1-9][0-9]*)")  # a field of the team: its table and its key
Listed = dict[str, Any]


def listed(family: ImportedFamily) -> Listed:
    """Return the values of a row: keys as in LABELS or full keys of fields, values of JSON's kinds only."""
    home = family.home
    return {
        "name": family.name,
        "home": [home.street, home.postcode, home.town, home.ags],
        "phones": list(family.phones),
        "benefit_units": list(family.benefit_units),
        "benefit_since": _day(family.benefit_since),
        "source": family.source,
        "course": {
            "status": family.status.value,
            "received": _day(family.received),
            "first_talk": _day(family.first_talk),
            "admitted": _day(family.admitted),
            "closed": _day(family.closed),
            "reason": family.end_reason,
        },
        "leads": {lead.institution.value: lead.text for lead in family.leads},
        "occasion": family.occasion,
        "interpreter": family.interpreter,
        "members": [
            [member.first_name, member.last_name, member.role.value, _day(member.born)] for member in family.members
        ],
        "note": list(family.note),
        **family.extra,
    }


def differences(old: Listed, new: Listed) -> list[str]:
    """Return the keys whose values differ, in the order of LABELS, then fields; a field that is empty now is none."""
    fields = [key for key in new if FIELD_KEY.fullmatch(key)]
    return [key for key in (*LABELS, *fields) if old.get(key) != new.get(key)]


def carried(old: Listed, new: Listed) -> Listed:
    """Return a row's values with those of fields for which this list has no column or an empty cell."""
    return {**{key: value for key, value in old.items() if FIELD_KEY.fullmatch(key)}, **new}


def shown(key: str, value: Any) -> str:
    """Return a value as people read it, for "bisher … → jetzt …"."""
    if key == "course" and value:
        status = Status(value["status"]).label
        days = [f"{word} {_text(value[name])}" for name, word in _DAYS.items() if value.get(name)]
        return ", ".join([status, *days, *([value["reason"]] if value.get("reason") else [])])
    if key == "leads":
        return ", ".join(f"{Institution(code).label}: {text}" for code, text in (value or {}).items()) or "–"
    if key == "benefit_since":
        return _text(value) if value else "–"
    if key == "members":
        return ", ".join(
            f"{first} {last}".strip() + (f" ({_text(born)})" if born else "") for first, last, _, born in value or []
        )
    if isinstance(value, list):
        parts = value[:3] if key == "home" else value
        return ", ".join(str(part) for part in parts if part) or "–"
    return str(value or "–")


_DAYS = {"received": "Eingang", "first_talk": "Erstgespräch", "admitted": "Aufnahme", "closed": "Ende"}


def _day(typed: TypedDate | None) -> list[str] | None:
    return [typed.day.isoformat(), typed.precision.value] if typed else None


def _text(value: list[str]) -> str:
    return format_date(date.fromisoformat(value[0]), Precision(value[1]))
