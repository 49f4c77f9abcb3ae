"""The persons of a row: the family's name, parents in one cell or two, children and their birth dates."""

from fam.exchange.listing.columns import Target
from fam.exchange.listing.people import ImportedMember, People, children, family_name, parent, parents, shared_name
from fam.exchange.listing.reading import Reading, read_date, shorten
from fam.exchange.listing.words import says_nothing
from fam.rules.terms import MemberRole


def name_of(reading: Reading) -> str:
    """Return the family's name, from the parents' cell if it has no column of its own; "" with a reason if nowhere."""
    text = reading.text(Target.NAME)
    if "," in text:
        reading.keep(reading.heading(Target.NAME), text)
    name = family_name(text.partition(",")[0])
    if not name and (both := reading.text(Target.PARENTS)) and (name := shared_name(both)):
        heading = reading.heading(Target.PARENTS)
        reading.because("name_from_parents", f"Familienname „{name}“ aus „{shorten(both)}“ übernommen.", heading)
    if not name:
        reading.because("name_missing", "Der Familienname fehlt.", reading.heading(Target.NAME))
    return name


def parents_of(reading: Reading, name: str) -> tuple[ImportedMember, ...]:
    """Return mother, father, or parents of a shared cell; what is no name ("getrennt") goes to the note."""
    members: list[ImportedMember] = []
    for target, role in ((Target.MOTHER, MemberRole.MOTHER), (Target.FATHER, MemberRole.FATHER)):
        if text := reading.text(target):
            members += _take(reading, target, parent(text, role, name))
    if text := reading.text(Target.PARENTS):
        members += _take(reading, Target.PARENTS, parents(text, name))
    return tuple(members)


def children_of(reading: Reading, name: str) -> tuple[ImportedMember, ...]:
    """Read the children; a column of birth dates belongs to the children's column before it."""
    born: dict[str, str] = {}
    columns = sorted(reading.layout.columns(Target.CHILDREN))
    for column in reading.layout.columns(Target.CHILDREN_BORN):
        owner = max((child for child in columns if child < column), default=columns[0] if columns else 0)
        if column in reading.row.cells:
            born[reading.layout.heading(owner)] = reading.row.cells[column].text
            if owner not in reading.row.cells:
                reading.keep(reading.layout.heading(column), reading.row.cells[column].text)
                reading.because("child_unclear", "Geburtsdaten ohne Namen der Kinder.", reading.layout.heading(column))
    members: list[ImportedMember] = []
    for heading, cell in reading.cells(Target.CHILDREN):
        if says_nothing(cell.text):
            continue
        people = children(
            cell.text, born.get(heading, ""), name, lambda text: read_date(text, reading.today, birth=True)
        )
        members += _take(reading, Target.CHILDREN, people)
    for child in members:
        if child.born is None:
            reading.because(
                "birth_missing", f"{child.first_name}: Geburtsdatum fehlt.", reading.heading(Target.CHILDREN)
            )
    return tuple(members)


def _take(reading: Reading, target: Target, people: People) -> tuple[ImportedMember, ...]:
    heading = reading.heading(target)
    if people.left_over:
        reading.keep(heading, people.left_over)
    for question in people.questions:
        reading.because(
            "child_unclear" if target is Target.CHILDREN else "person_unclear", f"{heading}: {question}.", heading
        )
    return people.members
