"""What the Löschkonzept asks of today: propose the run of the month, confirm somebody else's, finish one."""

from fam.db import reading
from fam.person import Person
from fam.rules.german import format_month
from fam.rules.periods import month_start
from fam.rules.protection_terms import RunState
from fam.rules.terms import Role
from fam.services import erasure, erasure_cases
from fam.ui.agenda import Group, Line
from fam.ui.format import count_text

ADDRESS = "loeschung"
HEADING = "Löschung"


def groups(person: Person) -> list[Group]:
    """Return the group with at most one line: what the person can do for the run now."""
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
