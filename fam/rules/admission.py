"""The examination: criteria answered by each institution for itself (domain handbook §4.4). People decide; no score."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from fam.rules.terms import Answer, Institution, Role, Term

FAM_BEGAN = date(2014, 1, 1)
BOTH = frozenset(Institution)


class CriterionKind(Term):
    """Where an answer comes from."""

    DERIVED = "DERIVED", "ergibt sich aus den Daten"
    JUDGEMENT = "JUDGEMENT", "fachliche Einschätzung"
    TRIAD = "TRIAD", "Entwicklungspotenzial"


class Subject(Term):
    """Whose potential to develop is judged; parents and children separately."""

    PARENTS = "PARENTS", "Eltern"
    CHILDREN = "CHILDREN", "Kinder und junge Menschen"


class Aspect(Term):
    """The three signals of potential to develop."""

    PROBLEM_ACCEPTANCE = "PROBLEM_ACCEPTANCE", "Problemakzeptanz"
    PROBLEM_CONGRUENCE = "PROBLEM_CONGRUENCE", "Problemkongruenz"
    HELP_ACCEPTANCE = "HELP_ACCEPTANCE", "Hilfeakzeptanz"


class TieBreak(Term):
    """Who settles a dissent: a setting of the house."""

    BOTH = "BOTH", "beide Koordinationen gemeinsam"
    PRO_ARBEIT = "PRO_ARBEIT", "Koordination Pro Arbeit"
    ASD = "ASD", "Koordination ASD"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; a changed one gets a new row with its own validity (half-open), an old one stays readable."""

    key: str
    number: int
    label: str
    kind: CriterionKind
    help: str = ""
    subject: Subject | None = None
    aspect: Aspect | None = None
    asked_of: frozenset[Institution] = BOTH
    starts_on: date = FAM_BEGAN
    ends_on: date | None = None


_QUESTIONS = {
    Aspect.PROBLEM_ACCEPTANCE: "Sehen sie selbst ein Problem, und in welchem Maß?",
    Aspect.PROBLEM_CONGRUENCE: "Beschreiben Familie und Fachkräfte das Problem übereinstimmend?",
    Aspect.HELP_ACCEPTANCE: "Sind sie bereit und in der Lage, Hilfe anzunehmen und zu nutzen?",
}


def _derived(key: str, number: int, label: str) -> Criterion:
    return Criterion(key, number, label, CriterionKind.DERIVED)


def _judged(key: str, number: int, label: str, help: str = "", asked_of: Collection[Institution] = BOTH) -> Criterion:
    return Criterion(key, number, label, CriterionKind.JUDGEMENT, help, asked_of=frozenset(asked_of))


def _triad(number: int, subject: Subject) -> tuple[Criterion, ...]:
    prefix = subject.value.lower()
    return tuple(
        Criterion(f"{prefix}_{aspect.value.lower()}", number, f"{aspect.label} ({subject.label})", CriterionKind.TRIAD,
                  _QUESTIONS[aspect], subject, aspect)
        for aspect in Aspect
    )  # fmt: skip


CRITERIA: tuple[Criterion, ...] = (
    _derived("area", 1, "Wohnsitz im FAM-Gebiet (Westkreis)"),
    _judged("benefit", 2, "Mindestens eine Bedarfsgemeinschaft im laufenden SGB II-Bezug"),
    _derived("benefit_duration", 3, "Seit mindestens zwei Jahren im SGB II-Bezug"),
    _derived("young", 4, "Kind oder junger Mensch (U25) in der Familie"),
    _judged("regular_offers", 5, "Regelangebote beider Rechtskreise reichten bisher nicht aus"),
    _judged("voluntary", 6, "Freiwilligkeit: Die Familie möchte aufgenommen werden"),
    _judged("participation", 7, "Mitwirkungsbereitschaft"),
    *_triad(8, Subject.PARENTS),
    *_triad(9, Subject.CHILDREN),
    _judged("both_circles", 10, "Bedarf in beiden Rechtskreisen (SGB II und SGB VIII)"),
    _judged(
        "no_acute_protection", 11, "Kein laufendes akutes Kinderschutzverfahren, das die Zusammenarbeit verdrängt",
        "Nur ja oder nein, keine Inhalte. Antwort des ASD.", {Institution.ASD},
    ),
    _derived("consent", 12, "Einwilligung der notwendigen Personen"),
    _derived("place", 13, "Platz frei"),
)  # fmt: skip

Answers = Mapping[Institution, Mapping[str, Answer]]


def criteria_on(day: date) -> tuple[Criterion, ...]:
    """Return the criteria valid on a day, in their order."""
    return tuple(one for one in CRITERIA if one.starts_on <= day and (one.ends_on is None or day < one.ends_on))


def asked(institution: Institution, day: date) -> tuple[Criterion, ...]:
    """Return the criteria that an institution answers itself; the derived ones fill themselves."""
    return tuple(
        one for one in criteria_on(day) if one.kind is not CriterionKind.DERIVED and institution in one.asked_of
    )


def missing(answers: Answers, institution: Institution, day: date) -> tuple[str, ...]:
    """Return the keys that an institution has still to answer ("noch nicht bekannt" is no answer yet)."""
    given = answers.get(institution, {})
    return tuple(one.key for one in asked(institution, day) if given.get(one.key, Answer.UNKNOWN) is Answer.UNKNOWN)


def differences(answers: Answers) -> tuple[str, ...]:
    """Return the keys that both institutions answered, and differently: the Problemkongruenz between professionals."""
    one, other = (answers.get(institution, {}) for institution in Institution)
    known = [key for key in one if Answer.UNKNOWN not in (one[key], other.get(key, Answer.UNKNOWN))]
    return tuple(key for key in known if one[key] is not other[key])


def needs_reason(answer: Answer, differs: bool) -> bool:
    """Whether an answer needs a reason: nein, teilweise, or a difference between the institutions."""
    return answer in (Answer.NO, Answer.PARTLY) or (differs and answer is Answer.YES)


def missing_reasons(answers: Answers, reasons: Mapping[str, str], institution: Institution) -> tuple[str, ...]:
    """Return the keys whose answer by an institution needs a reason and has none; `reasons` are that institution's."""
    differing = differences(answers)
    given = answers.get(institution, {})
    return tuple(
        key
        for key, answer in given.items()
        if needs_reason(answer, key in differing) and not reasons.get(key, "").strip()
    )


def dissent(votes: Mapping[Institution, Answer | None]) -> bool:
    """Whether both institutions have voted and one says yes, the other no."""
    return {votes.get(one) for one in Institution} == {Answer.YES, Answer.NO}


def may_settle(setting: TieBreak, roles: Collection[Role], institution: Institution) -> bool:
    """Whether somebody may record how a dissent ended; with BOTH either Koordination records what both agreed."""
    return Role.COORDINATOR in roles and setting.value in (TieBreak.BOTH.value, institution.value)
