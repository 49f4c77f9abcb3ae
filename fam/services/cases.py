"""What the steps of the lifecycle share: the case, whose step it is, whether its guards hold."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Family, ListItem
from fam.person import Person
from fam.rules import lifecycle as rules
from fam.rules.terms import ListName, Role, Status
from fam.services.facts import facts
from fam.services.leads import works_on


def take(session: Session, family_id: int, to: Status, on: date, reason_id: int | None = None) -> Family:
    """Return the family if the person may take this step and its guards hold on that day.

    Raises NotFound, NotAllowed, and IllegalStep with a German sentence per guard.
    """
    case, family = facts(session, family_id), find(session, family_id)
    if (family.status, to) in rules.RULES and to not in may_take(session, family, [to]):
        raise NotAllowed("Dieser Schritt ist Sache der Koordination oder der Fallführung.")
    rules.step(replace(case, has_main_reason=reason_id is not None), to, on)
    return family


def may_take(session: Session, family: Family, steps: Collection[Status]) -> frozenset[Status]:
    """Return which of these steps are the person's to take: the roles of the rules, a Fachkraft only in own cases."""
    who = person(session)
    if who.system:
        return frozenset(steps)
    is_lead = works_on(session, family.id or 0)
    if not is_lead and not takes_part(session, family):
        return frozenset()
    return frozenset(to for to in steps if rules.may_step(who.roles, family.status, to, is_lead=is_lead))


def takes_part(session: Session, family: Family) -> bool:
    """Whether the person has a say in the case: Koordination, lead, deputy, proposer; an opened file gives none."""
    who = person(session)
    return (
        who.system
        or who.has(Role.COORDINATOR)
        or family.proposed_by_id == who.account_id
        or works_on(session, family.id or 0)
    )


def own_proposal(session: Session, family_id: int) -> Family:
    """Return a case in which the person has a say; raises NotFound, NotAllowed."""
    family = find(session, family_id)
    if not takes_part(session, family):
        raise NotAllowed
    return family


def find(session: Session, family_id: int) -> Family:
    """Return the head of a case; raises NotFound if the person may not see it."""
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    return family


def need(family: Family, statuses: Sequence[Status], sentence: str) -> None:
    """Raise IllegalStep with the sentence unless the case has one of the statuses."""
    if family.status not in statuses:
        raise IllegalStep([sentence])


def need_coordination(session: Session) -> None:
    """Raise NotAllowed unless the person is Koordination."""
    who = person(session)
    if not (who.system or who.has(Role.COORDINATOR)):
        raise NotAllowed("Das ist Sache der Koordination.")


def check_reasons(session: Session, name: ListName, reason_id: int | None, more_ids: Sequence[int] = ()) -> None:
    """Raise InvalidForm unless the reasons come from this list."""
    wanted = {one for one in (reason_id, *more_ids) if one is not None}
    query = select(ListItem.id).where(ListItem.list == name, col(ListItem.id).in_(wanted))
    if wanted - set(session.exec(query)):
        raise InvalidForm({"reason_id": f"Bitte aus der Liste „{name.label}“ wählen."})


def person(session: Session) -> Person:
    """Return who acts."""
    who: Person = session.info["person"]
    return who
