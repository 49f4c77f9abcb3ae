"""Auskünfte on the start page: what is due, and which entrusted entries their author has to look at."""

from fam.db import reading
from fam.person import Person
from fam.queries import access_requests as queries
from fam.queries.access_requests import RequestRow
from fam.rules.terms import Role
from fam.ui.agenda import Group, Line
from fam.ui.format import date_text, due_text
from fam.ui.links import access_link, family_link
from fam.ui.today_cases import LIMIT


def groups(person: Person) -> list[Group]:
    """Return the groups of a person's day that come from requests for access."""
    found = []
    if person.has(Role.DATA_PROTECTION) or person.has(Role.COORDINATOR):
        with reading(person) as session:
            due = queries.due(session, LIMIT)
        late = any(row.overdue(person.today) for row in due)
        found.append(Group("Auskünfte", [_line(person, row) for row in due], urgent=late))
    if person.has(Role.CASEWORKER):
        with reading(person) as session:
            mine = queries.to_look_at(session, LIMIT)
        found.append(Group("Auskunft: anvertraute Einträge prüfen", [_own(person, row) for row in mine], urgent=True))
    return found


def _line(person: Person, row: RequestRow) -> Line:
    datenschutz = person.has(Role.DATA_PROTECTION)
    place = f"access:{row.id}" if datenschutz else f"family:{row.number}"
    return Line(
        place,
        row.number,
        f"Nr. {row.id}, verlangt am {date_text(row.requested_on)}, {row.state.label}",
        due_text(row.due_on, person.today),
        access_link(row.id) if datenschutz else family_link(row.number),
        late=row.overdue(person.today),
    )


def _own(person: Person, row: RequestRow) -> Line:
    return Line(f"family:{row.number}", row.number, f"Auskunft Nr. {row.id}, verlangt am {date_text(row.requested_on)}",
                due_text(row.due_on, person.today), family_link(row.number))  # fmt: skip
