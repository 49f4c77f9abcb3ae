"""What is special in single cases of the story (domain handbook §7.4); the name stands in the column `scene`."""

from collections.abc import Callable
from datetime import date, time, timedelta

from fam.demo import turns
from fam.demo.case import Case, Dice, weekday
from fam.demo.cast import ASD, KERSTIN, KONRAD, PRO_ARBEIT, TODAY
from fam.demo.examination import judge, vote
from fam.demo.work import agree, meet, note
from fam.rules.hints import incomplete_due_on
from fam.rules.terms import Answer, LeadKind, MeetingState, Precision

Scene = Callable[[Case, Dice], None]


def everyday(case: Case, dice: Dice) -> None:
    """A family in good work: a fresh joint meeting with three tasks, open, overdue and done; all kinds of notes."""
    meeting = meet(case, dice, date(2018, 10, 4), "GESPRAECH", topics="Familienplan für das Winterhalbjahr besprochen.")
    agree(case, dice, meeting, "Vormerkung für den Hort nachfragen", date(2018, 10, 11), done=False)
    agree(case, dice, meeting, "Praktikumsvertrag einreichen", date(2018, 10, 19), done=False)
    agree(case, dice, meeting, "Rückmeldung der Klassenlehrerin einholen", date(2018, 10, 9), done=True)
    note(case, PRO_ARBEIT, date(2018, 10, 5), "Betrieb bestätigt den Beginn des Praktikums.", team=True)
    note(case, PRO_ARBEIT, date(2018, 10, 8), "Weiterbewilligung bis Ende November beantragen.")
    note(case, ASD, date(2018, 10, 8), "Hilfeplanung: Termin mit dem Träger abgestimmt.")


def vote_anna(case: Case, dice: Dice) -> None:
    """The ASD has voted, Pro Arbeit has begun to answer: waits for Anna."""
    judge(case, dice, ASD, date(2018, 9, 27))
    judge(case, dice, PRO_ARBEIT, date(2018, 10, 2), first=5)
    vote(case, ASD, Answer.YES, date(2018, 10, 1))


def vote_amir(case: Case, dice: Dice) -> None:
    """Pro Arbeit has voted: waits for Amir."""
    judge(case, dice, PRO_ARBEIT, date(2018, 9, 13))
    vote(case, PRO_ARBEIT, Answer.YES, date(2018, 9, 14))


def no_votes(case: Case, dice: Dice) -> None:
    """Answered on both sides, but nobody has voted for weeks."""
    judge(case, dice, PRO_ARBEIT, date(2018, 8, 30))
    judge(case, dice, ASD, date(2018, 9, 5), sure=0.7)


def dissent_open(case: Case, dice: Dice) -> None:
    """Both institutions disagree: the Koordinationen must settle it."""
    judge(case, dice, PRO_ARBEIT, date(2018, 9, 14))
    judge(case, dice, ASD, date(2018, 9, 21), sure=0.5)
    vote(case, PRO_ARBEIT, Answer.YES, date(2018, 9, 17))
    vote(case, ASD, Answer.NO, date(2018, 9, 24), "Die Kinder sehen das Problem anders als die Eltern; erst Beratung.")
    case.dissent.append({"raised_on": date(2018, 9, 24), "entered": date(2018, 9, 24), "by": "amir"})


def dissent_settled(case: Case, dice: Dice) -> None:
    """Both disagreed first; the Koordinationen decided to try it."""
    settled = case.arc.decided_on or TODAY
    raised = settled - timedelta(days=14)
    for row in case.vote:
        row["voted_on"] = row["entered"] = raised
    case.vote[0].update(answer=Answer.NO, reason="Noch keine gemeinsame Sicht auf das Problem.")
    case.dissent.append(
        {
            "raised_on": raised, "settled_on": settled, "outcome": Answer.YES, "settled_by": "kerstin", "by": "anna",
            "note": "Aufnahme auf Probe, gemeinsame Überprüfung nach drei Monaten.", "entered": raised,
        }
    )  # fmt: skip


def not_agreed(case: Case, dice: Dice) -> None:
    """Proposed, but nobody has asked the family yet: the other institution sees number, town and date only."""
    case.detail["regular_offers"] = ""


def incomplete(case: Case, dice: Dice) -> None:
    """Went back to the proposer, with what is missing and until when."""
    back = case.arc.received_on + timedelta(days=7)
    first = case.status_period[-1]
    note = "Seit wann im SGB II-Bezug? Welche Regelangebote bisher?"
    case.status_period.append(first | {"starts_on": back, "note": note, "expected_until": incomplete_due_on(back)})
    case.status_period[-1].update(entered=back, by=KERSTIN if case.arc.institution is PRO_ARBEIT else KONRAD)
    first["ends_on"] = back
    case.detail.update(regular_offers="", benefit_since=None, benefit_since_precision=Precision.DAY)


def waiting_first(case: Case, dice: Dice) -> None:
    """Decided, but no place is free at the ASD."""
    case.status_period[-1]["note"] = "Kein Platz beim ASD"


def waiting_priority(case: Case, dice: Dice) -> None:
    """Goes first, with a reason."""
    case.head["waiting_priority"] = "Ausbildungsbeginn des Sohnes noch in diesem Herbst möglich"


def late(case: Case, dice: Dice) -> None:
    """Two meetings came in three weeks late, one planned meeting is not documented at all."""
    meet(case, dice, date(2018, 9, 12), "HAUSBESUCH", entered=date(2018, 10, 4))
    meet(case, dice, date(2018, 7, 4), "GESPRAECH", entered=date(2018, 7, 27))


def protection(case: Case, dice: Dice) -> None:
    """Something was passed on to child protection in June; no content stands here."""
    case.protection_report.append(
        {
            "institution": PRO_ARBEIT, "reported_on": date(2018, 6, 14), "author": "anna", "family_informed": True,
            "entered": date(2018, 6, 14), "by": "anna",
        }
    )  # fmt: skip


def names_only(case: Case, dice: Dice) -> None:
    """Came with the list under names that nobody has assigned to an account yet: only Koordination sees it."""
    for row, name in zip(case.lead, ("Berg/Lorenz", "Hr. Adler"), strict=True):
        row.update(account=None, name_text=name)


def tandem_gap(case: Case, dice: Dice) -> None:
    """The ASD's lead ended three weeks ago and nobody follows."""
    case.lead[1]["ends_on"] = date(2018, 9, 24)


def talk_planned(case: Case, dice: Dice) -> None:
    """The first joint meeting is this week."""
    plan(case, dice, date(2018, 10, 18), time(10, 0), "ERSTGESPRAECH")


def plan(case: Case, dice: Dice, on: date, at: time | None, kind: str = "GESPRAECH") -> None:
    """Plan a joint meeting with the family; what lies before today was never documented."""
    entered = weekday(min(on, TODAY) - timedelta(days=dice.between(5, 12)))
    held = [row for row in case.meeting if row["state"] is MeetingState.HELD and row["event_on"] <= entered]
    if held:
        max(held, key=lambda row: row["event_on"])["next_on"] = on
    meet(case, dice, on, kind, state=MeetingState.PLANNED, entered=entered, at=at)["recorded"] = False


def deputise(case: Case, username: str, starts: date, ends: date) -> None:
    """Enter a dated deputy for the side of that colleague."""
    institution = ASD if username in ("amir", "nele", "jana", "murat") else PRO_ARBEIT
    row = {
        "institution": institution,
        "account": username,
        "kind": LeadKind.DEPUTY,
        "starts_on": starts,
        "ends_on": ends,
    }
    case.lead.append(row | {"entered": starts, "by": "konrad" if institution is ASD else "kerstin"})


SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        everyday, vote_anna, vote_amir, no_votes, dissent_open, dissent_settled, not_agreed, incomplete, waiting_first,
        waiting_priority, late, protection, names_only, tandem_gap, talk_planned, turns.to_rodgau, turns.to_offenbach,
        turns.first_time, turns.returned, turns.eighteen, turns.two_units, turns.two_homes, turns.old_list,
    )
}  # fmt: skip
