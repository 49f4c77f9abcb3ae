"""The examination: each institution answers and votes for itself; a dissent raises itself, people settle it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from fam.errors import FamError, IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.fields.validate import clean
from fam.models import Account, Dissent, Family, Judgement, Setting, Vote
from fam.person import Person
from fam.rules import admission
from fam.rules.admission import TieBreak, asked, may_settle
from fam.rules.examination import WORDLESS, Given, blockers_of_vote, open_for_answers
from fam.rules.terms import Answer, Institution, Phase
from fam.services.leads import works_on

DECIDER = "dissent_decider"  # setting: who breaks a tie, a `TieBreak`
LONGEST_REASON = 1000


def answer(session: Session, family_id: int, criterion: str, given: Answer, reason: str = "") -> Judgement:
    """Save the answer of the person's own institution to one criterion.

    A missing reason does not keep an answer from being saved, it keeps the institution from voting. Raises NotFound,
    NotAllowed unless lead or deputy, IllegalStep outside the examination, InvalidForm for what cannot be answered.
    """
    family, institution = _mine(session, family_id)
    if criterion not in {one.key for one in asked(institution, family.received_on)}:
        raise _not_asked(criterion, institution)
    row = _own_judgement(session, family_id, institution, criterion)
    row.answer, row.reason = given, "" if criterion in WORDLESS else _text(reason)
    row.author_id = _person(session).account_id or None
    session.add(row)
    session.flush()
    return row


def vote(session: Session, family_id: int, yes: bool, reason: str = "") -> Vote:
    """Save the yes or no of the person's own institution to the admission; voting again replaces it.

    Two different votes raise a dissent, two equal ones settle an open one. Raises IllegalStep while answers or reasons
    of the own institution are missing, InvalidForm for a no without a reason; else as `answer`.
    """
    family, institution = _mine(session, family_id)
    if blockers := blockers_of_vote(answers(session, family_id), institution, family.received_on):
        raise IllegalStep(blockers)
    if not yes and not reason.strip():
        raise InvalidForm({"reason": "Bitte das Nein kurz begründen."})
    person = _person(session)
    mine = {one.institution: one for one in votes(session, family_id)}.get(institution)
    mine = mine or Vote(family_id=family_id, institution=institution, answer=Answer.YES, voted_on=person.today)
    given = Answer.YES if yes else Answer.NO
    changed = mine.id is None or mine.answer is not given
    mine.answer, mine.reason = given, _text(reason)
    mine.voted_on, mine.author_id = person.today, person.account_id or None
    session.add(mine)
    session.flush()
    if changed:
        _raise_or_settle(session, family)
    return mine


def settle_dissent(session: Session, family_id: int, yes: bool, note: str) -> Dissent:
    """Record what becomes of a dissent: for Koordination.

    By the setting "dissent_decider" either one Koordination decides, or (default) the first one proposes an outcome and
    the other one confirms it. The dissent stays on record. Raises NotAllowed, NotFound, InvalidForm without a note.
    """
    person, dissent = _person(session), _open_dissent(session, family_id)
    if dissent is None:
        raise NotFound("Hier ist kein Dissens offen.")
    decider = dissent_decider(session)
    own = person.institution
    if not person.system and (own is None or not may_settle(decider, person.roles, own)):
        raise NotAllowed(f"Einen Dissens klärt hier: {decider.label}.")
    outcome, text = Answer.YES if yes else Answer.NO, _text(note)
    confirms = decider is not TieBreak.BOTH or person.system or _confirms(session, dissent, outcome)
    if not text and not (confirms and dissent.note):
        raise InvalidForm({"note": "Bitte kurz festhalten, worauf sich beide geeinigt haben."})
    dissent.note = " / ".join(part for part in (dissent.note if confirms else "", text) if part)[:LONGEST_REASON]
    dissent.outcome, dissent.settled_by = outcome, person.account_id or None
    dissent.settled_on = person.today if confirms else None
    session.add(dissent)
    session.flush()
    return dissent


def dissent_decider(session: Session) -> TieBreak:
    """Return who breaks a tie; by default both Koordinationen together."""
    setting = session.get(Setting, DECIDER)
    return TieBreak(str(setting.value).upper()) if setting and setting.value else TieBreak.BOTH


def answers(session: Session, family_id: int) -> dict[tuple[Institution, str], Given]:
    """Return (institution, criterion) -> answer and reason, as far as the person may read them."""
    found = session.exec(select(Judgement).where(Judgement.family_id == family_id))
    return {(one.institution, one.criterion): Given(one.answer, one.reason) for one in found}


def votes(session: Session, family_id: int) -> Sequence[Vote]:
    """Return the votes of a family, as far as the person may read them."""
    return session.exec(select(Vote).where(Vote.family_id == family_id)).all()


def _mine(session: Session, family_id: int) -> tuple[Family, Institution]:
    """Return the family in examination and the institution for which the person speaks, or raise."""
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    institution = _person(session).institution
    if institution is None or not works_on(session, family_id):
        raise NotAllowed("Prüfen und abstimmen kann nur, wer für diese Familie zuständig ist.")
    if not open_for_answers(family.status, family.legacy):
        raise IllegalStep([f"Die Familie ist nicht in Prüfung, sondern: {family.status.label}."])
    return family, institution


def _not_asked(criterion: str, institution: Institution) -> FamError:
    question = next((one for one in admission.CRITERIA if one.key == criterion), None)
    if question is None or question.kind is admission.CriterionKind.DERIVED:
        return InvalidForm({"answer": "Diese Frage beantwortet sich aus den Angaben zur Familie."})
    return NotAllowed(f"Diese Einschätzung trifft nur {institution.other.label}.")


def _own_judgement(session: Session, family_id: int, institution: Institution, criterion: str) -> Judgement:
    query = select(Judgement).where(
        Judgement.family_id == family_id, Judgement.institution == institution, Judgement.criterion == criterion
    )
    found = session.exec(query).first()
    return found or Judgement(family_id=family_id, institution=institution, criterion=criterion)


def _raise_or_settle(session: Session, family: Family) -> None:
    """After a vote: a difference becomes a dissent, agreement settles an open one."""
    family_id = family.id or 0
    person, found = _person(session), {one.institution: one.answer for one in votes(session, family_id)}
    dissent, differ = _open_dissent(session, family_id), admission.dissent(found)
    if differ and dissent is None:
        session.add(Dissent(family_id=family_id, raised_on=person.today))
    elif dissent is not None and not differ and len(found) == len(Institution):
        dissent.outcome, dissent.settled_on = next(iter(found.values())), person.today
        dissent.settled_by, dissent.note = person.account_id or None, "Beide Institutionen stimmen nun gleich."
        session.add(dissent)
    if len(found) == len(Institution):
        family.phase = Phase.DECISION_OPEN
        session.add(family)
    session.flush()


def _open_dissent(session: Session, family_id: int) -> Dissent | None:
    query = select(Dissent).where(Dissent.family_id == family_id, col(Dissent.settled_on).is_(None))
    return session.exec(query).first()


def _confirms(session: Session, dissent: Dissent, outcome: Answer) -> bool:
    """The other Koordination proposed the same outcome before."""
    proposer = session.get(Account, dissent.settled_by) if dissent.settled_by else None
    return (
        dissent.outcome is outcome and proposer is not None and proposer.institution is not _person(session).institution
    )


def _text(reason: str) -> str:
    text = str(clean(reason))
    if len(text) > LONGEST_REASON:
        raise InvalidForm({"reason": f"Bitte kürzer: {len(text)} von höchstens {LONGEST_REASON} Zeichen."})
    return text


def _person(session: Session) -> Person:
    person: Person = session.info["person"]
    return person
