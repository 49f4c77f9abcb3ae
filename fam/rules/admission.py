"""The examination: criteria answered by each institution for itself (domain handbook §4.4). People decide; no score.

What the data answer stands in `fam.rules.derivation`, what an institution still owes in `fam.rules.examination`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fam.rules.derivation import AdmissionFacts, Birth, derived_answers
from fam.rules.terms import Answer, Institution, Term

__all__ = [
    "CRITERIA",
    "AdmissionFacts",
    "Asked",
    "Aspect",
    "Birth",
    "Criterion",
    "criteria_on",
    "derived_answers",
    "differences",
    "dissent",
    "missing",
    "needs_reason",
]

FAM_BEGAN = date(2014, 1, 1)
PARENTS, CHILDREN = "Eltern", "Kinder und junge Menschen"


class Asked(Term):
    """How a criterion gets its answer."""

    DERIVED = "DERIVED", "ergibt sich aus den Daten"
    JUDGEMENT = "JUDGEMENT", "fachliche Einschätzung"
    TRIAD = "TRIAD", "Entwicklungspotenzial"


class Aspect(Term):
    """The three signals of potential to develop, judged for parents and for children separately."""

    PROBLEM_ACCEPTANCE = "PROBLEM_ACCEPTANCE", "Problemakzeptanz"
    PROBLEM_CONGRUENCE = "PROBLEM_CONGRUENCE", "Problemkongruenz"
    HELP_ACCEPTANCE = "HELP_ACCEPTANCE", "Hilfeakzeptanz"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; a changed one gets a new row with its own validity (half-open), an old one stays readable."""

    key: str
    number: int
    label: str
    asked: Asked = Asked.JUDGEMENT
    help: str = ""
    subject: str = ""  # of the triad: "Eltern" or "Kinder und junge Menschen"
    aspect: Aspect | None = None
    asked_of: frozenset[Institution] = frozenset(Institution)
    starts_on: date = FAM_BEGAN
    ends_on: date | None = None


_QUESTIONS = {
    Aspect.PROBLEM_ACCEPTANCE: "Sehen sie selbst ein Problem, und in welchem Maß?",
    Aspect.PROBLEM_CONGRUENCE: "Beschreiben Familie und Fachkräfte das Problem übereinstimmend?",
    Aspect.HELP_ACCEPTANCE: "Sind sie bereit und in der Lage, Hilfe anzunehmen und zu nutzen?",
}


def _derived(key: str, number: int, label: str) -> Criterion:
    return Criterion(key, number, label, Asked.DERIVED)


def _triad(number: int, prefix: str, subject: str) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(f"{prefix}_{aspect.value.lower()}", number, aspect.label, Asked.TRIAD, question, subject, aspect)
        for aspect, question in _QUESTIONS.items()
    )


CRITERIA: tuple[Criterion, ...] = (
    _derived("area", 1, "Wohnsitz im FAM-Gebiet"),
    Criterion("benefit", 2, "Laufender SGB II-Bezug", help="Mindestens eine Bedarfsgemeinschaft der Familie."),
    _derived("two_years", 3, "SGB II-Bezug seit mindestens zwei Jahren"),
    _derived("young", 4, "Kind oder junger Mensch (U25) in der Familie"),
    Criterion("regular_offers", 5, "Regelangebote reichten bisher nicht aus", help="In beiden Rechtskreisen."),
    Criterion("voluntary", 6, "Freiwilligkeit", help="Die Familie möchte aufgenommen werden."),
    Criterion("cooperation", 7, "Mitwirkungsbereitschaft", help="Keine Mitwirkungspflicht: Ist die Familie bereit?"),
    *_triad(8, "parents", PARENTS),
    *_triad(9, "children", CHILDREN),
    Criterion("both_circles", 10, "Bedarf in beiden Rechtskreisen", help="SGB II und SGB VIII."),
    Criterion(
        "protection", 11, "Kein akutes Kinderschutzverfahren, das die Zusammenarbeit verdrängt",
        help="Einschätzung des ASD: nur ja oder nein, keine Inhalte.", asked_of=frozenset({Institution.ASD}),
    ),
    _derived("consent", 12, "Einwilligung der notwendigen Personen"),
    _derived("place", 13, "Platz frei"),
)  # fmt: skip

Answers = Mapping[tuple[Institution, str], Answer]


def criteria_on(day: date) -> tuple[Criterion, ...]:
    """Return the criteria valid on a day, in their order."""
    return tuple(one for one in CRITERIA if one.starts_on <= day and (one.ends_on is None or day < one.ends_on))


def missing(answers: Answers, institution: Institution, day: date) -> tuple[str, ...]:
    """Return the keys an institution has not answered ("noch nicht bekannt" is no answer); derived ones never lack."""
    criteria = (one for one in criteria_on(day) if one.asked is not Asked.DERIVED and institution in one.asked_of)
    return tuple(one.key for one in criteria if answers.get((institution, one.key), Answer.UNKNOWN) is Answer.UNKNOWN)


def differences(answers: Answers) -> frozenset[str]:
    """Return the keys that both institutions answered, and differently: the Problemkongruenz between professionals."""
    return frozenset(
        key
        for (institution, key), answer in answers.items()
        if Answer.UNKNOWN not in (answer, other := answers.get((institution.other, key), Answer.UNKNOWN))
        and other is not answer
    )


def needs_reason(answer: Answer, differs: bool) -> bool:
    """Whether an answer needs a reason: nein, teilweise, or a difference between the institutions."""
    return answer in (Answer.NO, Answer.PARTLY) or (differs and answer is Answer.YES)


def dissent(votes: Mapping[Institution, Answer | None]) -> bool:
    """Whether both institutions have voted and one says yes, the other no."""
    return {votes.get(one) for one in Institution} == {Answer.YES, Answer.NO}
