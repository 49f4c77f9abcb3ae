"""The deletion run of a month: proposed by Datenschutz, confirmed by somebody else, executed case by case."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from fam.erasing import anonymise
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import ErasureHold, ErasureItem, ErasureRun, FamilyStub, Setting, now
from fam.person import Person, Right
from fam.rules import retention
from fam.rules.periods import month_start
from fam.rules.protection_terms import HoldKind, ItemState, RunState
from fam.rules.terms import Role
from fam.services import erasure_cases

OWN = "Wer vorschlägt, kann nicht selbst bestätigen: Das Vier-Augen-Prinzip verlangt eine zweite Person."
RUNNING = "Es gibt schon einen offenen Löschlauf. Bitte zuerst ausführen oder verwerfen."
NOTHING_DUE = "Kein Fall ist zur Löschung fällig."
NOT_CONFIRMED = "Der Löschlauf ist noch nicht von einer zweiten Person bestätigt."
MOST = 2000  # cases of one run; what is more waits for the next one
NO_LONGER = "Die Frist ist inzwischen eine andere."


def propose(session: Session) -> ErasureRun:
    """Propose to erase every case that is due; what is held stands in the run with its reason and is skipped.

    For Datenschutz. Raises NotAllowed, IllegalStep (a run is open, nothing is due).
    """
    person: Person = session.info["person"]
    if not person.has(Role.DATA_PROTECTION):
        raise NotAllowed
    if open_run(session) is not None:
        raise IllegalStep([RUNNING])
    cases = erasure_cases.due(session, limit=MOST)
    if not any(not case.blockers for case in cases):
        raise IllegalStep([NOTHING_DUE if not cases else "Alle fälligen Fälle sind gesperrt."])
    run = ErasureRun(month=month_start(person.today), proposed_by=person.account_id, proposed_on=person.today)
    session.add(run)
    session.flush()
    for case in cases:
        state = ItemState.BLOCKED if case.blockers else ItemState.PROPOSED
        session.add(
            ErasureItem(run_id=run.id or 0, family_id=case.id, number=case.number, state=state,
                        basis=case.deletion.basis.value, due_on=case.deletion.due_on or person.today,
                        blockers=list(case.blockers))
        )  # fmt: skip
    session.flush()
    return run


def may_confirm(person: Person, run: ErasureRun) -> bool:
    """Whether the person may confirm this run: Koordination or another account of Datenschutz, never its proposer."""
    return run.state is RunState.PROPOSED and person.may(Right.ERASE) and run.proposed_by != person.account_id


def confirm(session: Session, run_id: int) -> None:
    """Confirm a run that somebody else proposed. Raises NotAllowed, NotFound, IllegalStep."""
    person, run = _person(session), _run(session, run_id)
    if run.state is not RunState.PROPOSED:
        raise IllegalStep([f"Der Löschlauf ist schon {run.state.label}."])
    if not person.account_id or run.proposed_by == person.account_id:
        raise NotAllowed(OWN)
    run.state, run.confirmed_by, run.confirmed_on = RunState.CONFIRMED, person.account_id, person.today
    session.add(run)
    session.flush()


def reject(session: Session, run_id: int) -> None:
    """Discard a run before it was confirmed. Raises NotAllowed, NotFound, IllegalStep."""
    person, run = _person(session), _run(session, run_id)
    if run.state is not RunState.PROPOSED:
        raise IllegalStep([f"Der Löschlauf ist schon {run.state.label}."])
    run.state, run.is_open, run.ended_on = RunState.REJECTED, False, person.today
    session.add(run)
    session.flush()


def open_run(session: Session) -> ErasureRun | None:
    """Return the run that waits for its confirmation or its execution, None if there is none."""
    return session.exec(select(ErasureRun).where(col(ErasureRun.is_open).is_(True))).first()


def waiting_items(session: Session, run_id: int) -> list[int]:
    """Return the items that are still to be executed: each is for one transaction (`erase`), in any order."""
    query = select(ErasureItem.id).where(ErasureItem.run_id == run_id, ErasureItem.state == ItemState.PROPOSED)
    return [number or 0 for number in session.exec(query.order_by(col(ErasureItem.id)))]


def erase(session: Session, item_id: int) -> bool:
    """Execute one item of a confirmed run in the caller's transaction; True if the case was erased.

    It is asked once more whether the case is due and free. Raises NotAllowed unless two people stand for the run.
    Done already (another window, an interrupted run): nothing happens.
    """
    person = _person(session)
    found = session.exec(select(ErasureItem).where(ErasureItem.id == item_id).with_for_update()).first()
    if found is None:
        raise NotFound
    run = _run(session, found.run_id)
    if run.state is RunState.PROPOSED or run.confirmed_by is None or run.confirmed_by == run.proposed_by:
        raise NotAllowed(NOT_CONFIRMED)
    if found.state is not ItemState.PROPOSED or run.state is not RunState.CONFIRMED:
        return False
    erased = _erase(session, found, person)
    run.erased += int(erased)
    if not waiting_items(session, run.id or 0):
        run.state, run.is_open, run.ended_on = RunState.DONE, False, person.today
    session.add(run)
    session.flush()
    return erased


def _erase(session: Session, item: ErasureItem, person: Person) -> bool:
    case = next(iter(erasure_cases.of_ids(session, [item.family_id])), None)
    if case is None or case.blockers or not case.deletion.due(person.today):
        item.state, item.blockers = ItemState.BLOCKED, list(case.blockers if case and case.blockers else [NO_LONGER])
        session.add(item)
        session.flush()
        return False
    item.number = anonymise(session, item.family_id, person.today)
    item.state, item.erased_at = ItemState.ERASED, now()
    session.add(item)
    session.flush()
    _forget_numbers(session, item)
    return True


def _forget_numbers(session: Session, erased: ErasureItem) -> None:
    """The case's FAM number leaves earlier runs too, where it was skipped."""
    for item in session.exec(select(ErasureItem).where(ErasureItem.family_id == erased.family_id)):
        item.number = erased.number
        session.add(item)
    session.flush()


def hold(session: Session, number: str, kind: HoldKind | None, reason: str) -> ErasureHold:
    """Set a Löschsperre on a case; for Koordination and Datenschutz. Raises InvalidForm, NotAllowed."""
    person = _person(session)
    family = session.exec(select(FamilyStub.id).where(col(FamilyStub.number) == number.strip().upper())).first()
    wrong = {}
    if family is None:
        wrong["number"] = "Diese FAM-Nummer gibt es nicht."
    if kind is None:
        wrong["kind"] = "Bitte den Grund auswählen."
    if not reason.strip() or len(reason) > 500:
        wrong["reason"] = "Bitte kurz begründen, höchstens 500 Zeichen."
    if wrong or family is None or kind is None:
        raise InvalidForm(wrong)
    found = ErasureHold(family_id=family, kind=kind, reason=reason.strip(), set_on=person.today)
    found.set_by = person.account_id or None
    session.add(found)
    session.flush()
    return found


def lift(session: Session, hold_id: int) -> None:
    """End a Löschsperre. Raises NotFound, NotAllowed."""
    person = _person(session)
    found = session.exec(select(ErasureHold).where(ErasureHold.id == hold_id)).first()
    if found is None:
        raise NotFound
    if found.lifted_on is None:
        found.lifted_on, found.lifted_by = person.today, person.account_id or None
        session.add(found)
        session.flush()


def keep_periods(session: Session, values: Mapping[str, Any]) -> None:
    """Save how long cases are kept; for Datenschutz. Raises InvalidForm, NotAllowed."""
    person = _person(session)
    if not person.has(Role.DATA_PROTECTION):
        raise NotAllowed
    setting = session.get(Setting, erasure_cases.SETTING) or Setting(key=erasure_cases.SETTING)
    setting.value = retention.checked(values)
    session.add(setting)
    session.flush()


def _person(session: Session) -> Person:
    person: Person = session.info["person"]
    if not person.may(Right.ERASE):
        raise NotAllowed
    return person


def _run(session: Session, run_id: int) -> ErasureRun:
    run = session.exec(select(ErasureRun).where(ErasureRun.id == run_id)).first()
    if run is None:
        raise NotFound
    return run
