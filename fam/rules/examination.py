"""What an institution still owes before it can vote (domain handbook §4.4); who answers what, `admission` says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fam.rules import admission
from fam.rules.admission import Criterion
from fam.rules.terms import Answer, Institution, Status

WORDLESS = frozenset({"no_acute_protection"})  # 11: ja or nein, never a word more (domain handbook §5.7)


@dataclass(frozen=True, slots=True)
class Given:
    """One institution's answer to one criterion and why."""

    answer: Answer = Answer.UNKNOWN
    reason: str = ""


Answers = Mapping[tuple[Institution, str], Given]


def open_for_answers(status: Status, legacy: bool) -> bool:
    """Whether answers and votes are open: in examination, or for an Altbestand case that waits without them."""
    return status is Status.EXAMINATION or (legacy and status is Status.WAITING)


def differing(answers: Answers) -> frozenset[str]:
    """Return the criteria that both institutions answered, but differently."""
    return frozenset(admission.differences(_by_institution(answers)))


def reason_needed(criterion: str, answer: Answer, differs: bool) -> bool:
    """Return whether this answer needs a reason; the one about child protection never carries one."""
    return criterion not in WORDLESS and admission.needs_reason(answer, differs)


def unanswered(answers: Answers, institution: Institution, day: date) -> tuple[Criterion, ...]:
    """Return what an institution has not answered yet."""
    keys = admission.missing(_by_institution(answers), institution, day)
    return tuple(one for one in admission.asked(institution, day) if one.key in keys)


def unreasoned(answers: Answers, institution: Institution, day: date) -> tuple[Criterion, ...]:
    """Return the criteria whose answer by an institution still needs a reason."""
    reasons = {key: given.reason for (one, key), given in answers.items() if one is institution}
    keys = set(admission.missing_reasons(_by_institution(answers), reasons, institution)) - WORDLESS
    return tuple(one for one in admission.asked(institution, day) if one.key in keys)


def blockers_of_vote(answers: Answers, institution: Institution, day: date) -> tuple[str, ...]:
    """Return German sentences that say why an institution cannot vote yet; empty if it can."""
    found = []
    if lacking := unanswered(answers, institution, day):
        found.append(f"Noch nicht beantwortet: {names(lacking)}.")
    if lacking := unreasoned(answers, institution, day):
        found.append(f"Begründung fehlt: {names(lacking)}.")
    return tuple(found)


def names(criteria: tuple[Criterion, ...]) -> str:
    """Return the criteria by number and short label: "7 Mitwirkungsbereitschaft, 8 Problemakzeptanz (Eltern)"."""
    return ", ".join(f"{one.number} {one.label.partition(':')[0]}" for one in criteria)


def _by_institution(answers: Answers) -> dict[Institution, dict[str, Answer]]:
    found: dict[Institution, dict[str, Answer]] = {one: {} for one in Institution}
    for (institution, key), given in answers.items():
        found[institution][key] = given.answer
    return found
