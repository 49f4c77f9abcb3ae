"""An Auskunft as files: JSON for programs, PDF for people. Both hold only what may be given (docs/datenschutz.md)."""

import hashlib
import json
from typing import Any

from fam.exchange.pdf import as_pdf
from fam.rules.access_report import Item, Report
from fam.rules.german import format_date

FORMAT = "fam-auskunft/1"


def as_json(report: Report) -> bytes:
    """Return the file for programs: sections, items and values by their keys, dates as ISO text, UTF-8.

    The same Auskunft gives the same bytes, so that a checksum says whether anything changed.
    """
    content = {
        "format": FORMAT,
        "fam_number": report.number,
        "request": report.request,
        "person": report.person,
        "born_on": report.born_on.isoformat() if report.born_on else None,
        "requested_on": report.requested_on.isoformat(),
        "requested_by": report.asker or None,
        "released_on": report.released_on.isoformat() if report.released_on else None,
        "sections": [
            {"key": one.key, "title": one.title, "remark": one.remark, "items": [_item(item) for item in one.items]}
            for one in report.sections
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _item(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": item.title,
        "institution": item.institution or None,
        "withheld": item.withheld or None,
        "values": [{"key": one.key, "label": one.label, "text": one.text, "value": one.data} for one in item.values],
        "statements": list(item.statements),
    }


def checksum(report: Report) -> str:
    """Return the SHA-256 of the JSON file: what a released Auskunft is compared with."""
    return hashlib.sha256(as_json(report)).hexdigest()


def pdf(report: Report, *, draft: bool) -> bytes:
    """Return the letter for people; a draft says on every page that it is none to be given."""
    return as_pdf(
        "access_report",
        draft=draft,
        number=report.number,
        request=report.request,
        person=report.person,
        head=[[label, text] for label, text in _head(report) if text],
        sections=[
            {"title": one.title, "remark": one.remark, "items": [_letter_item(item) for item in one.items]}
            for one in report.sections
        ],
    )


def _head(report: Report) -> list[tuple[str, str]]:
    return [
        ("Auskunft über", report.person),
        ("Geboren am", format_date(report.born_on) if report.born_on else ""),
        ("Verlangt am", format_date(report.requested_on)),
        ("Verlangt durch", report.asker),
        ("Freigegeben am", format_date(report.released_on) if report.released_on else ""),
        ("Zeichen", f"{report.number} / {report.request}"),
    ]


def _letter_item(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "institution": item.institution,
        "withheld": item.withheld,
        "values": [[one.label, one.text] for one in item.values],
        "statements": list(item.statements),
    }
