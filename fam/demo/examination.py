"""The examination of an invented proposal: answers and votes of both institutions, agreed or not."""

from datetime import date, timedelta

from fam.demo.case import INSTITUTIONS, Case, Dice, Row
from fam.demo.cast import PRO_ARBEIT
from fam.rules.admission import CRITERIA, CriterionKind
from fam.rules.terms import Answer, Institution, Status

JUDGED = tuple(criterion for criterion in CRITERIA if criterion.kind is not CriterionKind.DERIVED)
REASONS = (
    "Im Erstgespräch deutlich geworden.",
    "Nur ein Elternteil sieht das so.",
    "Bisher war wenig Gelegenheit, das zu klären.",
    "Die Familie hat es in eigenen Worten beschrieben.",
)


def judge(case: Case, dice: Dice, institution: Institution, on: date, *, sure: float = 0.88, first: int = 99) -> None:
    """Let an institution answer the first of the criteria that do not fill themselves; else ja is teilweise."""
    author = case.arc.author(institution)
    for criterion in [one for one in JUDGED if institution in one.asked_of][:first]:
        answer = Answer.YES if dice.chance(sure) else Answer.PARTLY
        row: Row = {
            "institution": institution, "criterion": criterion.key, "answer": answer, "author": author, "entered": on,
            "by": author, "reason": "" if answer is Answer.YES else dice.one(REASONS),
        }  # fmt: skip
        case.judgement.append(row)
    _explain_differences(case, dice)


def _explain_differences(case: Case, dice: Dice) -> None:
    """A difference between the institutions needs a reason on both sides."""
    for criterion in JUDGED:
        pair = [row for row in case.judgement if row["criterion"] == criterion.key]
        if len({row["answer"] for row in pair}) > 1:
            for row in pair:
                row["reason"] = row["reason"] or dice.one(REASONS)


def vote(case: Case, institution: Institution, answer: Answer, on: date, reason: str = "") -> None:
    """Let an institution vote on the admission."""
    author = case.arc.author(institution)
    row: Row = {"institution": institution, "answer": answer, "reason": reason, "voted_on": on, "author": author}
    case.vote.append(row | {"entered": on, "by": author})


def add_examination(case: Case, dice: Dice, *, closely: bool) -> None:
    """Give a decided case both votes, and the answers if looked at closely; Altbestand keeps "nicht erfasst"."""
    arc = case.arc
    if arc.decided_on is None or arc.talk_on is None or arc.legacy:
        return
    refused = arc.status is Status.NOT_ADMITTED
    for institution in INSTITUTIONS:
        day = max(arc.talk_on, arc.decided_on - timedelta(days=dice.between(0, 4)))
        if closely:
            judge(case, dice, institution, day, sure=0.6 if refused else 0.88)
        no = refused and not (arc.reason == "NA16" and institution is PRO_ARBEIT)  # NA16: fachlicher Dissens
        vote(case, institution, Answer.NO if no else Answer.YES, day, "Voraussetzungen fehlen." if no else "")
    if arc.reason == "NA16":
        raised = max(arc.talk_on, arc.decided_on - timedelta(days=9))
        for row in case.vote:
            row["voted_on"] = row["entered"] = raised
        case.dissent.append(
            {
                "raised_on": raised, "settled_on": arc.decided_on, "outcome": Answer.NO, "settled_by": "konrad",
                "note": "Beide Koordinationen: vorrangig Regelangebote.", "entered": raised, "by": arc.pair[1],
            }
        )  # fmt: skip
