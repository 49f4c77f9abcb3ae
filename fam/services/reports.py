"""Freezing a report: Koordination writes a version, and nobody changes or removes it afterwards."""

from datetime import date

from sqlmodel import Session, func, select

from fam.errors import BadInput, NotAllowed
from fam.figures import reports
from fam.models import Report, Setting
from fam.person import Person
from fam.rules import small_numbers
from fam.rules.german import format_date
from fam.rules.report_terms import ReportKind, freezable_from, span
from fam.rules.terms import Role


def freeze(session: Session, kind: ReportKind, day: date) -> Report:
    """Keep the report of the period of a day as its next version; for Koordination.

    Raises NotAllowed, and BadInput before ten working days have passed since the Stichtag.
    """
    person: Person = session.info["person"]
    if not (person.has(Role.COORDINATOR) or person.system):
        raise NotAllowed
    first, last = span(kind, day)
    if person.today < freezable_from(last):
        raise BadInput(f"Einfrieren geht ab {format_date(freezable_from(last))}, zehn Arbeitstage nach dem Stichtag.")
    content = reports.content(kind, first, person.today)
    before = session.exec(select(func.max(Report.number)).where(Report.kind == kind, Report.first == first)).one()
    report = Report(
        kind=kind, first=first, last=last, number=(before or 0) + 1, data_version=content["data_version"],
        frozen_by=person.account_id or None, content=content,
    )  # fmt: skip
    session.add(report)
    session.flush()
    return report


def keep_small_numbers(session: Session, threshold: int | None, open_totals: bool | None) -> None:
    """Save from how many families on Leitung sees numbers; for Datenschutz. Raises InvalidForm, NotAllowed."""
    person: Person = session.info["person"]
    if not person.has(Role.DATA_PROTECTION):
        raise NotAllowed
    setting = session.get(Setting, small_numbers.SETTING) or Setting(key=small_numbers.SETTING)
    setting.value = small_numbers.checked(threshold, open_totals)
    session.add(setting)
    session.flush()
