"""What the team's lessons ask of today: decisions whose review is due."""

from fam.db import reading
from fam.person import Person, Right
from fam.queries import reflections
from fam.ui.agenda import Group, Line
from fam.ui.format import due_text
from fam.ui.today_cases import LIMIT

HEADING = "Entscheidung überprüfen: Hat es geholfen?"
ADDRESS = "reflexion"


def groups(person: Person) -> list[Group]:
    """Return the group for the owner of a decision; for Koordination also those of people who have left."""
    if not person.may(Right.SEE_FAMILIES):
        return []
    with reading(person) as session:
        found = reflections.due(session, LIMIT)
    return [
        Group(
            HEADING,
            [
                Line(
                    f"reflection:{one.id}", one.title, one.owner, due_text(one.day, person.today), ADDRESS,
                    late=one.day < person.today,
                )
                for one in found
            ],
        )
    ]  # fmt: skip
