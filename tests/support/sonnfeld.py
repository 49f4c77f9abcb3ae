"""The Sonnfelds, a family from admission to the time after FAM: what happens in each chapter, written by the services.

tests/browser/test_family_story.py tells the same in Chromium, and ends each chapter where this one does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.clock import DEMO_TODAY
from fam.models import Account, BenefitUnit, FollowUp, Goal, ListItem, Measure, Meeting, Member, Review, Setting, Task
from fam.models.base import OfFamily
from fam.rules.admission import asked
from fam.rules.closing import GoalEnd, Handling
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, MeasureStatus, Perspective, ReceiptClass
from fam.rules.terms import Answer, ListName, MemberRole, Party, Status
from fam.services import (
    closing,
    closing_guards,
    examination,
    family_plans,
    goal_ratings,
    goals,
    lifecycle,
    measures,
    meeting_ratings,
    meetings,
    needs,
    records,
    reviews,
    tasks,
)
from fam.services.attendance import FAMILY, Presence
from fam.services.closing import ClosingDraft
from fam.services.goals import StepDraft
from fam.services.measures import MeasureDraft
from fam.services.meeting_draft import Agreement, FamilyPart, MeetingDraft
from fam.services.meeting_ratings import Given
from fam.services.needs import Judged
from tests.support.cast import family, member

NAME, NUMBER = "Sonnfeld", "FAM-2018-00001"
ADMITTED = date(2018, 3, 15)
ADMISSION, FIRST, SECOND, LAST = date(2018, 3, 20), date(2018, 9, 17), date(2019, 3, 15), date(2019, 6, 28)
AFTER, CARE = date(2019, 10, 1), date(2019, 9, 30)
YOUTH, HOME = "UEBERGANG", "ERZIEHUNG"
TRAINING, EVENINGS = "Ich will eine Lehre als Tischlerin anfangen", "Abends soll es bei uns ruhig sein"
LOST, QUARREL, RULES = "Lea weiß nicht weiter", "abends oft Streit", "Regeln fehlen"
TRIED = "Lea war im Praktikum"
SIGNED, CONTRACT = "Ausbildungsvertrag ist unterschrieben", "An vier Abenden in der Woche kein Streit"
PRACTICE, LETTERS, SCHOOL = "Praktikum suchen", "Drei Bewerbungen schreiben", "Mit der Berufsschule reden"
TRAINING_LEVELS = {"level_p1": "Probezeit läuft", "level_p2": "Probezeit bestanden", "level_m1": "Bewerbungen laufen",
                   "level_m2": "wie bisher"}  # fmt: skip
EVENING_LEVELS = {"level_p1": "jeden Abend", "level_p2": "auch am Wochenende", "level_m1": "an zwei Abenden",
                  "level_m2": "jeden Abend Streit"}  # fmt: skip
REVIEW_TOPIC, TALKED = "Überprüfung des Familienplans", f"Besprochen: Offene Aufgaben: {LETTERS}"
EVERYBODY = "Sabine, Lea, Anna, Amir"
TRAINED = "Lea ist im zweiten Monat"
SUMMARY, HANDOVER = "Lea ist in der Lehre", "Die Familienhilfe bleibt bis zum Herbst"


def today_is(day: date) -> None:
    """Set the clock of the demo, for everybody's next click."""
    with db.program() as session:
        session.merge(Setting(key=DEMO_TODAY, value=day.isoformat()))


@contextmanager
def as_of(name: str, day: date) -> Iterator[Session]:
    """Give a member of the cast at work on a day."""
    with db.transaction(replace(member(name), today=day)) as session:
        yield session


def found(session: Session, model: type[OfFamily], **values: Any) -> Any:
    """Return the one row with these values."""
    query = select(model).where(*(getattr(model, key) == value for key, value in values.items()))
    return session.exec(query).one()


def item(session: Session, name: ListName, code: str) -> int:
    """Return the id of an entry of a list."""
    return session.exec(select(ListItem.id).where(ListItem.list == name, ListItem.code == code)).one() or 0


def beginning() -> None:
    """A family that was examined and wanted by both: a mother, her daughter of 17, their BG."""
    family_id = family(NAME, status=Status.EXAMINATION, received_on=date(2018, 1, 15))
    for name in ("anna", "amir"):
        with as_of(name, date(2018, 3, 1)) as session:
            institution = member(name).institution
            assert institution
            for one in asked(institution, date(2018, 1, 15)):
                examination.answer(session, family_id, one.key, Answer.YES)
            examination.vote(session, family_id, True, "")
    with as_of("anna", date(2018, 3, 1)) as session:
        lifecycle.record_first_talk(session, family_id, date(2018, 2, 20))
        records.add(session, Member(family_id=family_id, first_name="Sabine", role=MemberRole.MOTHER))
        born = date(2001, 2, 3)
        records.add(session, Member(family_id=family_id, first_name="Lea", role=MemberRole.CHILD, born_on=born))
        records.add(session, BenefitUnit(family_id=family_id, number="43804BG0577814"))


def admission() -> None:
    """Kerstin admits; the family judges through Anna, who agrees with it on a goal and a step."""
    with as_of("kerstin", ADMISSION) as session:
        lifecycle.admit(session, 1, ADMITTED)
    judge("anna", ADMISSION, Perspective.FAMILY, {YOUTH: (1, LOST), HOME: (1, QUARREL)})
    with as_of("anna", ADMISSION) as session:
        goal = _goal(session, YOUTH, TRAINING, {"level_0": SIGNED})
        goals.add_step(session, goal.id or 0, StepDraft(PRACTICE, FAMILY, date(2018, 4, 30)))


def _goal(session: Session, area: str, text: str, levels: dict[str, str]) -> Goal:
    typed = {"area_id": item(session, ListName.AREA, area), "text": text, "event_on": ADMISSION, **levels}
    return goals.agree(session, 1, typed)


def judge(name: str, day: date, who: Perspective, levels: dict[str, tuple[int, str]]) -> None:
    """Rate areas of life as one side sees them."""
    with as_of(name, day) as session:
        judged = [Judged(item(session, ListName.AREA, code), level, note) for code, (level, note) in levels.items()]
        needs.rate(session, 1, day, who, judged)


def agreement() -> None:
    """Amir judges and agrees on the second goal; a measure of each circle; version 1, signed by everybody."""
    judge("amir", ADMISSION, Perspective.ASD, {HOME: (1, RULES)})
    with as_of("amir", ADMISSION) as session:
        goal = _goal(session, HOME, EVENINGS, {"level_0": CONTRACT, **EVENING_LEVELS})
        helped = MeasureDraft(family_id=1, instrument_code="VIII-31", status=MeasureStatus.RUNNING,
                              given_to=MeasureLevel.FAMILY, starts_on=date(2018, 3, 19),
                              goals=(goal.id or 0,))  # fmt: skip
        measures.add(session, helped)
    with as_of("anna", ADMISSION) as session:
        lea, training = found(session, Member, first_name="Lea").id, found(session, Goal, text=TRAINING).id
        budget = MeasureDraft(family_id=1, instrument_code="II-VB", status=MeasureStatus.APPLIED,
                              given_to=MeasureLevel.PERSON, about_id=lea, starts_on=date(2018, 4, 1),
                              event_on=ADMISSION, goals=(training,))  # fmt: skip
        measures.add(session, budget)
        plan = family_plans.agree(session, 1, ADMISSION, review_on=date(2018, 9, 15))
        family_plans.sign(session, plan.id or 0, {"signed_on": None, "signed_by": ""},
                          {"signed_on": ADMISSION, "signed_by": EVERYBODY})  # fmt: skip


def first_review() -> None:
    """Half a year on: judged again, a goal rated, a step done and a new one; version 2; a date for the next review."""
    with as_of("anna", FIRST) as session:
        reviews.hold(session, found(session, Review, held_on=None).id or 0, FIRST)
        goal = found(session, Goal, text=TRAINING)
        goal_ratings.rate(session, goal.id or 0, {"perspective": Perspective.FAMILY, "rating": -1, "event_on": FIRST,
                                                  **TRAINING_LEVELS})  # fmt: skip
        tasks.finish(session, found(session, Task, text=PRACTICE).id or 0)
        goals.add_step(session, goal.id or 0, StepDraft(LETTERS, FAMILY, date(2018, 10, 31)))
    judge("anna", FIRST, Perspective.FAMILY, {YOUTH: (2, TRIED)})
    with as_of("amir", FIRST) as session:
        family_plans.agree(session, 1, FIRST, review_on=date(2019, 3, 17))
        parts = (FamilyPart(1, topics=REVIEW_TOPIC, present=(Presence(Party.FAMILY, name=FAMILY),)),)
        kind = item(session, ListName.MEETING_KIND, "GESPRAECH")
        meetings.plan(session, MeetingDraft(kind, SECOND, parts, staff(session), starts_at=time(10)))


def account(session: Session, name: str) -> int:
    """Return the id of a member of the cast."""
    return session.exec(select(Account.id).where(Account.username == name)).one() or 0


def staff(session: Session) -> tuple[Presence, ...]:
    """Return the two who lead the case, as they sit in a meeting."""
    return (Presence(Party.PRO_ARBEIT, account_id=account(session, "anna")),
            Presence(Party.ASD, account_id=account(session, "amir")))  # fmt: skip


def second_review() -> None:
    """A year on, in the meeting that was planned: the agenda, both goals rated, an agreement that is a task."""
    with as_of("anna", SECOND) as session:
        meeting = found(session, Meeting, event_on=SECOND)
        agreed = Agreement(SCHOOL, owner=account(session, "anna"), due_on=date(2019, 4, 12))
        part = FamilyPart(1, topics=f"{REVIEW_TOPIC}\n{TALKED}", present=(Presence(Party.FAMILY, name=FAMILY),),
                          agreements=(agreed,))  # fmt: skip
        draft = MeetingDraft(meeting.kind_id, SECOND, (part,), staff(session), starts_at=time(10))
        made = meetings.document(session, meeting.id or 0, draft)
        sides = {Perspective.FAMILY: TRAINING, Perspective.PRO_ARBEIT: EVENINGS}
        given = [Given("x", side, 0, goal_id=found(session, Goal, text=text).id) for side, text in sides.items()]
        meeting_ratings.give(session, made, given)
        reviews.hold_in(session, made, [found(session, Review, held_on=None).id or 0])


def end() -> None:
    """Anna closes with the tandem's answers, Konrad confirms, Amir asks again after three months."""
    with as_of("anna", LAST) as session:
        training, evenings = (found(session, Goal, text=text).id or 0 for text in (TRAINING, EVENINGS))
        budget, helped = (found(session, Measure, instrument_code=code).id or 0 for code in ("II-VB", "VIII-31"))
        draft = ClosingDraft(
            outcome=GoalOutcome.MOSTLY, summary=SUMMARY, handover=HANDOVER, follow_up=True, aftercare_until=CARE,
            goals={training: GoalEnd(outcome=GoalOutcome.REACHED, ratings={Perspective.FAMILY: 1}),
                   evenings: GoalEnd(outcome=GoalOutcome.MOSTLY, ratings={Perspective.PRO_ARBEIT: 0})},
            units={found(session, BenefitUnit).id or 0: ReceiptClass.SUPPLEMENT},
            measures={budget: Handling.END, helped: Handling.CONTINUE},
        )  # fmt: skip
        closing.close(session, 1, LAST, item(session, ListName.CLOSING, "AB01"), (), draft)
    with as_of("konrad", LAST) as session:
        closing_guards.confirm(session, 1)
    with as_of("amir", AFTER) as session:
        asked_again = found(session, FollowUp, months=3).id or 0
        before = {"held_on": None, "reached": None, "in_work": None, "note": ""}
        typed = {"held_on": AFTER, "reached": True, "in_work": True, "note": TRAINED}
        closing.answer(session, asked_again, before, typed)


CHAPTERS: tuple[Callable[[], None], ...] = (beginning, admission, agreement, first_review, second_review, end)
