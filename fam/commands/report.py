"""`python -m fam report`: a month's report for an audience, the frozen version where there is one."""

import argparse
import json
import re
import sys
from datetime import date
from typing import Any

from fam import boot, clock, db
from fam.errors import BadInput
from fam.exchange import report_rows as words
from fam.figures import reports
from fam.figures.reports import View
from fam.figures.shown import Audience, Shown, legend
from fam.person import system
from fam.rules.report_terms import ReportKind

MARKED = "Kleine Zahl: weniger Familien als die Schwelle, oder sie ließe sich aus anderen Zahlen errechnen."


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser("report", help="Monatsbericht: alle Kennzahlen, eingefroren wo es ihn gibt")
    parser.add_argument("--month", required=True, metavar="JJJJ-MM", help="Berichtsmonat, z. B. 2017-09")
    parser.add_argument(
        "--audience", choices=[one.value for one in Audience], default=Audience.COORDINATION.value,
        help="für wen; sonst koordination",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the report to standard output."""
    boot.ensure_database()
    with db.reading(system()) as session:
        today = clock.today(session)
    month = _month(options.month)
    if month > today:
        raise BadInput(f"Der Monat {options.month} hat noch nicht begonnen.")
    view = reports.current(ReportKind.MONTHLY, month, Audience(options.audience), today)
    if options.json:
        sys.stdout.write(json.dumps(as_json(view), ensure_ascii=False, indent=2) + "\n")
    else:
        _write(view)
    return 0


def as_json(view: View) -> dict[str, Any]:
    """Return a report for programs: one entry per indicator, what is withheld with its reason."""
    head = view.head
    return {
        "kind": view.kind.value, "month": f"{view.period.first:%Y-%m}", "stichtag": view.period.last.isoformat(),
        "audience": view.audience.value, "version": head.number if head else None,
        "frozen_at": head.frozen_at.isoformat() if head else None, "data_version": view.data_version,
        "program": view.program, "provisional": view.provisional, "legend": legend(view.threshold),
        "indicators": [
            {
                "id": one.id, "title": view.definition(one.id)["title"], "unit": view.definition(one.id)["unit"],
                **_number(one.number), "withheld": one.withheld or (MARKED if one.number.mark else ""),
                "breakdowns": [
                    {
                        "key": each.key, "title": each.title, "unit": each.unit, "withheld": each.withheld,
                        "parts": [{"code": p.code, "label": p.label, **_number(p.number)} for p in each.parts],
                    }
                    for each in one.breakdowns
                ],
            }
            for one in view.figures
        ],
    }  # fmt: skip


def _number(number: Shown) -> dict[str, Any]:
    return {
        "value": number.value, "numerator": number.numerator, "denominator": number.denominator, "mark": number.mark,
    }  # fmt: skip


def _write(view: View) -> None:
    out = sys.stdout
    out.write("\n".join((words.title(view), *words.head(view))) + "\n\n")
    for one in view.figures:
        about = view.definition(one.id)
        out.write(f"{one.id} {about['title']}: {one.withheld or words.words(one.number, about)}\n")
        for each in one.breakdowns:
            out.write(f"    {each.title}: {each.withheld}\n" if each.withheld else f"    {each.title}\n")
            out.writelines(f"        {part.label}: {words.words(part.number, about)}\n" for part in each.parts)
    out.write(f"\n{legend(view.threshold)}\n")


def _month(text: str) -> date:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip()):
        year, month = int(match[1]), int(match[2])
        if 1900 <= year <= 2999 and 1 <= month <= 12:
            return date(year, month, 1)
    raise BadInput(f"„{text}“ ist kein Monat. Bitte wie 2017-09 angeben.")
