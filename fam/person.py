"""Who asks: a person with institution, roles and the domain's today, and the rights that open pages."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fam.clock import real_today
from fam.rules.terms import Institution, Role


class Right(StrEnum):
    """What a page asks for with `require`."""

    TODAY = "today"
    SEE_FAMILIES = "see_families"
    SEE_GROWTH = "see_growth"
    COORDINATE = "coordinate"
    ADMINISTER = "administer"
    MAKE_FIELDS = "make_fields"
    SEE_CHANGES = "see_changes"
    OWN_ACCOUNT = "own_account"
    PROTECT_DATA = "protect_data"
    SEE_CONSENTS = "see_consents"
    ERASE = "erase"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CASEWORKER: frozenset(
        {Right.TODAY, Right.SEE_FAMILIES, Right.SEE_GROWTH, Right.SEE_CHANGES, Right.OWN_ACCOUNT}
    ),
    Role.COORDINATOR: frozenset(
        {
            Right.TODAY,
            Right.SEE_FAMILIES,
            Right.SEE_GROWTH,
            Right.SEE_CHANGES,
            Right.OWN_ACCOUNT,
            Right.COORDINATE,
            Right.ERASE,
            Right.MAKE_FIELDS,
            Right.SEE_CONSENTS,
        }
    ),
    Role.LEADERSHIP: frozenset({Right.SEE_GROWTH, Right.OWN_ACCOUNT}),
    Role.ADMINISTRATOR: frozenset(
        {Right.TODAY, Right.ADMINISTER, Right.SEE_CHANGES, Right.OWN_ACCOUNT, Right.MAKE_FIELDS}
    ),
    Role.DATA_PROTECTION: frozenset(
        {Right.TODAY, Right.PROTECT_DATA, Right.SEE_CONSENTS, Right.ERASE, Right.OWN_ACCOUNT}
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: an account with its institution, its roles and the domain's today."""

    account_id: int
    username: str
    name: str
    institution: Institution | None
    roles: frozenset[Role]
    today: date = field(default_factory=real_today)
    system: bool = False  # the command line and log-in itself: no filter
    demo: bool = False

    def may(self, right: Right) -> bool:
        """Return whether one of the roles brings this right."""
        return self.system or any(right in RIGHTS[role] for role in self.roles)

    def has(self, role: Role) -> bool:
        """Return whether the person has this role."""
        return role in self.roles


def system(today: date | None = None) -> Person:
    """Return the program itself (command line, log-in): sees and writes everything, logged without an account."""
    return Person(0, "system", "System", None, frozenset(), today or real_today(), system=True)
