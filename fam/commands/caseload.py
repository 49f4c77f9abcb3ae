"""`python -m fam caseload`: stock, in- and outflow per month, as a table, as CSV or as JSON."""

import argparse
import csv
import json
import re
import sys
from datetime import date

from fam import boot, clock, db
from fam.errors import BadInput
from fam.figures.growth import MonthRow, MonthState, caseload, growth
from fam.person import system
from fam.rules.german import format_date, format_month

HEADER = ("month", "Bestand", "Zugang", "Abgang", "Saldo", "Plan")
STATES = {MonthState.FULL: "", MonthState.RUNNING: "laufend", MonthState.FUTURE: "künftig"}


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser("caseload", help="Bestand, Zugang, Abgang, Saldo und Plan je Monat")
    parser.add_argument(
        "--from", dest="first", metavar="JJJJ-MM", default="", help="erster Monat; sonst der des ersten Falls"
    )
    parser.add_argument(
        "--to", dest="last", metavar="JJJJ-MM", default="", help="letzter Monat; sonst Planende oder heute"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="CSV mit Kommas, ganze Zahlen, ohne Summenzeile")
    form.add_argument("--json", action="store_true", help="JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the months to standard output; months after today count what is already dated there."""
    boot.ensure_database()
    with db.reading(system()) as session:
        today = clock.today(session)
    rows = _rows(options.first, options.last, today)
    if options.csv:
        _write_csv(rows)
    elif options.json:
        sys.stdout.write(json.dumps([_entry(row) for row in rows], ensure_ascii=False, indent=2) + "\n")
    else:
        _write_table(rows, today)
    return 0


def _rows(first: str, last: str, today: date) -> tuple[MonthRow, ...]:
    whole = growth(today) if not (first and last) else ()
    begin = _month(first) if first else whole[0].month
    end = _month(last) if last else whole[-1].month
    if end < begin:
        if first and last:
            raise BadInput(f"--to {last} liegt vor --from {first}.")
        begin = end = begin if first else end
    return caseload(begin, end, today)


def _month(text: str) -> date:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip()):
        year, month = int(match[1]), int(match[2])
        if 1900 <= year <= 2999 and 1 <= month <= 12:
            return date(year, month, 1)
    raise BadInput(f"„{text}“ ist kein Monat. Bitte wie 2014-01 angeben.")


def _write_csv(rows: tuple[MonthRow, ...]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADER)
    for row in rows:
        plan = "" if row.plan is None else row.plan
        writer.writerow([f"{row.month:%Y-%m}", row.stock, row.inflow, row.outflow, row.balance, plan])


def _entry(row: MonthRow) -> dict[str, object]:
    return {
        "month": f"{row.month:%Y-%m}",
        "Bestand": row.stock,
        "davon ruhend": row.paused,
        "Zugang": row.inflow,
        "Abgang": row.outflow,
        "Saldo": row.balance,
        "Plan": row.plan,
        "state": row.state.value,
        "identity_holds": row.holds,
    }


def _write_table(rows: tuple[MonthRow, ...], today: date) -> None:
    out = sys.stdout
    out.write(f"Familien je Monat, Stand {format_date(today)}\n\n")
    out.write(f"{'Monat':<16}{'Bestand':>8}{'Zugang':>8}{'Abgang':>8}{'Saldo':>8}{'Plan':>8}\n")
    for row in rows:
        numbers = (row.stock, row.inflow, row.outflow, row.balance, "–" if row.plan is None else row.plan)
        line = f"{format_month(row.month):<16}" + "".join(f"{number!s:>8}" for number in numbers)
        note = STATES[row.state] if row.holds else f"Probe geht nicht auf: erwartet {row.expected}"
        out.write(f"{line}  {note}".rstrip() + "\n")
