"""The demo's frozen reports: months and quarters, frozen by Koordination on the days when they were due."""

from datetime import date, datetime, time

from sqlmodel import select

from fam import db
from fam.clock import BERLIN
from fam.demo import cast
from fam.figures import reports
from fam.models import Account, Report
from fam.rules.report_terms import ReportKind, freezable_from, span

NEWEST = (
    (ReportKind.MONTHLY, date(2018, 8, 1)), (ReportKind.MONTHLY, date(2018, 9, 1)),
    (ReportKind.QUARTERLY, date(2018, 7, 1)),
)  # fmt: skip
EARLIER = (  # a course; each takes about a second
    (ReportKind.QUARTERLY, date(2018, 1, 1)), (ReportKind.QUARTERLY, date(2018, 4, 1)),
    (ReportKind.MONTHLY, date(2018, 7, 1)),
)  # fmt: skip
MOST = 500  # families: larger demos measure the program, nobody reads their reports
READ = 120  # families: up to there somebody looks at the course


def freeze(families: int) -> None:
    """Write the reports in their order; each is counted from what the demo holds, which has so many families."""
    for kind, first in (*(EARLIER if families <= READ else ()), *NEWEST) if families <= MOST else ():
        content = reports.content(kind, first, cast.TODAY)
        last = span(kind, first)[1]
        with db.program() as session:
            by = session.exec(select(Account.id).where(Account.username == "kerstin")).one()
            at = datetime.combine(freezable_from(last), time(9, 30), BERLIN)
            session.add(
                Report(
                    kind=kind, first=first, last=last, number=1, data_version=content["data_version"], frozen_at=at,
                    frozen_by=by, content=content,
                )
            )  # fmt: skip
