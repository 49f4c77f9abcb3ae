"""One person per line: "Sabine, Mutter, 1985" becomes name, role and birth date."""

from dataclasses import dataclass
from datetime import date

from fam.errors import BadInput
from fam.rules.german import parse_date
from fam.rules.terms import MemberRole, Precision

WORDS: dict[str, MemberRole] = {
    "mutter": MemberRole.MOTHER,
    "kindesmutter": MemberRole.MOTHER,
    "km": MemberRole.MOTHER,
    "vater": MemberRole.FATHER,
    "kindesvater": MemberRole.FATHER,
    "kv": MemberRole.FATHER,
    "partner": MemberRole.PARTNER,
    "partnerin": MemberRole.PARTNER,
    "kind": MemberRole.CHILD,
    "tochter": MemberRole.CHILD,
    "sohn": MemberRole.CHILD,
    "junger mensch": MemberRole.YOUNG_PERSON,
    "jugendlicher": MemberRole.YOUNG_PERSON,
    "jugendliche": MemberRole.YOUNG_PERSON,
    "oma": MemberRole.GRANDPARENT,
    "opa": MemberRole.GRANDPARENT,
    "großmutter": MemberRole.GRANDPARENT,
    "großvater": MemberRole.GRANDPARENT,
    "weitere person": MemberRole.OTHER,
}
HOW = "Eine Person je Zeile: Vorname, Rolle, Geburtsdatum oder Jahr (z. B. Mia, Tochter, 3.4.2009)."


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A member as typed in one line; the birth date may be missing or known by its year only."""

    first_name: str
    last_name: str = ""
    role: MemberRole = MemberRole.CHILD
    born_on: date | None = None
    born_precision: Precision = Precision.DAY


def parse_people(text: str, today: date) -> tuple[PersonLine, ...]:
    """Return the people of a text, one per non-empty line; raises BadInput naming the first wrong line."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    return tuple(_person(number, line, today) for number, line in lines)


def _person(number: int, line: str, today: date) -> PersonLine:
    name, *rest = [part.strip() for part in line.replace(";", ",").split(",")]
    first, _space, last = name.partition(" ")
    if not first:
        raise BadInput(f"Zeile {number}: Der Vorname fehlt. {HOW}")
    role, born, precision = MemberRole.CHILD, None, Precision.DAY
    for part in filter(None, rest):
        if found := WORDS.get(part.lower()):
            role = found
            continue
        try:
            typed = parse_date(part, today, birth=True)
        except BadInput as error:
            raise BadInput(f"Zeile {number}: „{part}“ ist weder Rolle noch Geburtsdatum. {HOW}") from error
        born, precision = typed.day, typed.precision
    return PersonLine(first, last.strip(), role, born, precision)
