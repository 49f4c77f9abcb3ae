"""What the Löschkonzept asks of today: propose the run of the month, confirm somebody else's, finish one."""

from datetime import timedelta

from fam.db import reading
from fam.person import Person
from fam.queries import erasure as queries
from fam.rules.german import format_month
from fam.rules.periods import month_start
from fam.rules.protection_terms import HoldKind, RunState
from fam.rules.terms import Role
from fam.services import erasure, erasure_cases
from fam.ui.agenda import Group, Line
from fam.ui.format import count_text, due_text

HOURS_72 = timedelta(days=3)
ADDRESS = "loeschung"
HEADING = "Löschung"


def breaches(person: Person) -> Group:
    """Return the files in which something stood that belongs to others: within 72 hours (Art. 33 DSGVO)."""
    with reading(person) as session:
        found = [one for one in queries.holds(session) if one.kind is HoldKind.BREACH]
    return Group(
        "Datenpanne prüfen",
        [
            Line(f"erasure:hold-{one.id}", one.number, f"Angaben standen in der falschen Akte (gemeldet {one.who})",
                 due_text(one.set_on + HOURS_72, person.today), ADDRESS, late=one.set_on + HOURS_72 < person.today)
            for one in found
        ],
    )  # fmt: skip


def groups(person: Person) -> list[Group]:
    """Return the possible data breaches, and at most one line of what the person can do for the run now."""
    return [breaches(person), *_run(person)]


def _run(person: Person) -> list[Group]:
    with reading(person) as session:
        run = erasure.open_run(session)
        proposes = run is None and person.has(Role.DATA_PROTECTION)
        due = erasure_cases.due_count(session) if proposes else 0
    if run is None:
        month = format_month(month_start(person.today))
        more = f"{count_text(due, 'Fall ist', 'Fälle sind')} zur Löschung fällig"
        return [Group(HEADING, [_line(f"Löschlauf {month} vorschlagen", more)] if due else [])]
    title = f"Löschlauf {format_month(run.month)}"
    if run.state is RunState.CONFIRMED:
        return [Group(HEADING, [_line(f"{title} fertig ausführen", "bestätigt, noch nicht zu Ende")])]
    mine = erasure.may_confirm(person, run)
    return [Group(HEADING, [_line(f"{title} prüfen und bestätigen", "braucht eine zweite Person")] if mine else [])]


def _line(title: str, detail: str) -> Line:
    return Line("erasure:run", title, detail, href=ADDRESS)
