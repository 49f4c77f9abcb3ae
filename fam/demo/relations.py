"""How the people of a few invented families belong together: what the part "Personen" shows in the demo."""

from datetime import date

from fam.demo.case import Case
from fam.rules.plan_terms import CustodyKind, RelationKind
from fam.rules.terms import MemberRole

PARENTS = (MemberRole.MOTHER, MemberRole.FATHER)
CHILDREN = (MemberRole.CHILD, MemberRole.YOUNG_PERSON)


def relate(case: Case, *couple: RelationKind) -> None:
    """Enter parents and custody of the children as the roles say, and how the two parents are joined."""
    entered = case.arc.received_on
    parents = [place for place, row in enumerate(case.member, 1) if row["role"] in PARENTS]
    children = [place for place, row in enumerate(case.member, 1) if row["role"] in CHILDREN]
    for place in parents:
        case.relation += [_relation(case, place, child, RelationKind.PARENT) for child in children]
    for kind in couple if len(parents) == 2 else ():
        case.relation.append(_relation(case, parents[0], parents[1], kind))
    care = CustodyKind.JOINT if len(parents) > 1 else CustodyKind.SOLE
    case.custody += [{"child_id": child, "adult_id": place, "kind": care, "entered": entered}
                     for child in children for place in parents]  # fmt: skip


def two_homes(case: Case) -> None:
    """Tanja, Goran with Malika, Luca in both homes and both BG, Amira with Malika as stepmother at the weekend."""
    entered, since = case.arc.received_on, date(2016, 11, 1)
    relate(case, RelationKind.DIVORCED)
    case.relation.append(_relation(case, 2, 3, RelationKind.PARTNER) | {"starts_on": since})
    case.relation.append(_relation(case, 3, 4, RelationKind.STEP_PARENT) | {"starts_on": since})
    lives = ((1, 1, None), (2, 2, None), (3, 2, None), (4, 1, 50), (4, 2, 50), (5, 1, None))
    for member, place, share in lives:
        row = {"member_id": member, "share": share, "starts_on": since, "entered": entered}
        case.residence.append(row | {"address_id": place})
        case.unit_member.append(row | {"unit_id": place})


def two_units(case: Case) -> None:
    """Sabine's mother and her adult son in one household; the son has a BG of his own, the grandmother none."""
    entered = case.arc.received_on
    relate(case)
    case.custody = [row for row in case.custody if row["child_id"] != 2]  # of age
    case.relation.append(_relation(case, 4, 1, RelationKind.PARENT))
    for member, unit in ((1, 1), (3, 1), (2, 2)):
        case.unit_member.append({"member_id": member, "unit_id": unit, "starts_on": date(2016, 9, 1),
                                 "entered": entered})  # fmt: skip


def _relation(case: Case, first: int, second: int, kind: RelationKind) -> dict[str, object]:
    return {"first_id": first, "second_id": second, "kind": kind, "entered": case.arc.received_on}
