"""Who answers which criterion, and what an institution still owes before it can vote (domain handbook §4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fam.rules import admission
from fam.rules.admission import Asked, Criterion
from fam.rules.terms import Answer, Institution

ASD_ONLY = frozenset({"protection"})  # 11: the ASD's judgement; ja or nein, never a word more


@dataclass(frozen=True, slots=True)
class Given:
    """One institution's answer to one criterion and why."""

    answer: Answer = Answer.UNKNOWN
    reason: str = ""


Answers = Mapping[tuple[Institution, str], Given]


def asked_of(institution: Institution, day: date) -> tuple[Criterion, ...]:
    """Return the criteria that an institution answers; derived ones answer themselves."""
    judged = (one for one in admission.criteria_on(day) if one.asked is not Asked.DERIVED)
    return tuple(one for one in judged if one.key not in ASD_ONLY or institution is Institution.ASD)


def differing(answers: Answers) -> frozenset[str]:
    """Return the criteria that both institutions answered, but differently."""
    return admission.differences({key: given.answer for key, given in answers.items()})


def reason_needed(criterion: str, answer: Answer, differs: bool) -> bool:
    """Return whether this answer needs a reason; the one about child protection never carries one."""
    return criterion not in ASD_ONLY and admission.needs_reason(answer, differs)


def unanswered(answers: Answers, institution: Institution, day: date) -> tuple[Criterion, ...]:
    """Return what an institution has not answered yet."""
    known = {key for (one, key), given in answers.items() if one is institution and given.answer is not Answer.UNKNOWN}
    return tuple(one for one in asked_of(institution, day) if one.key not in known)


def unreasoned(answers: Answers, institution: Institution, day: date) -> tuple[Criterion, ...]:
    """Return the answers of an institution that still need a reason."""
    differ, nothing = differing(answers), Given()
    return tuple(
        one
        for one in asked_of(institution, day)
        for given in [answers.get((institution, one.key), nothing)]
        if reason_needed(one.key, given.answer, one.key in differ) and not given.reason.strip()
    )


def blockers_of_vote(answers: Answers, institution: Institution, day: date) -> tuple[str, ...]:
    """Return German sentences that say why an institution cannot vote yet; empty if it can."""
    found = []
    if lacking := unanswered(answers, institution, day):
        found.append(f"Noch nicht beantwortet: {names(lacking)}.")
    if lacking := unreasoned(answers, institution, day):
        found.append(f"Begründung fehlt: {names(lacking)}.")
    return tuple(found)


def names(criteria: tuple[Criterion, ...]) -> str:
    """Return the criteria by number and label, the triad with its subject: "8 Problemakzeptanz (Eltern)"."""
    return ", ".join(f"{one.number} {one.label}" + (f" ({one.subject})" if one.subject else "") for one in criteria)
