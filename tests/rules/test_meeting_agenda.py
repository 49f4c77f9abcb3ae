"""What comes on an agenda and why, case by case."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fam.rules import meeting_agenda as rules
from fam.rules.meeting_agenda import GoalFact, Item, MeasureFact, NeedFact, Section, TaskFact
from fam.rules.plan_terms import MeasureStatus, Perspective

TODAY = date(2018, 10, 15)
FAMILY, PA, ASD = Perspective.FAMILY, Perspective.PRO_ARBEIT, Perspective.ASD
JULY, SEPTEMBER = date(2018, 7, 16), date(2018, 9, 10)


def test_tasks_come_the_overdue_first_and_those_without_a_day_last() -> None:
    """All that is open is asked about."""
    facts = [
        TaskFact(1, "ohne", None), TaskFact(2, "heute", TODAY), TaskFact(3, "spät", date(2018, 10, 14), "Anna"),
    ]  # fmt: skip
    assert [(one.text, one.why) for one in rules.tasks(facts, TODAY)] == [
        ("spät", "Anna, überfällig seit 14.10.2018"), ("heute", "fällig 15.10.2018"), ("ohne", "ohne Termin"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "why"),
    [
        (GoalFact(1, "z", SEPTEMBER), ""),
        (GoalFact(1, "z", date(2018, 7, 17)), "noch nicht eingeschätzt"),
        (GoalFact(1, "z", date(2018, 7, 18)), ""),  # 89 days
        (GoalFact(1, "z", SEPTEMBER, date(2018, 10, 29)), "bis 29.10.2018"),
        (GoalFact(1, "z", SEPTEMBER, date(2018, 10, 30)), ""),
        (GoalFact(1, "z", SEPTEMBER, date(2018, 10, 14)), "überfällig seit 14.10.2018"),
        (GoalFact(1, "z", date(2018, 1, 8), None, ((JULY, FAMILY, 1),)), "zuletzt eingeschätzt am 16.07.2018"),
        (GoalFact(1, "z", date(2018, 1, 8), None, ((SEPTEMBER, FAMILY, -1),)), ""),
        (
            GoalFact(1, "z", JULY, None, ((JULY, FAMILY, -1), (SEPTEMBER, FAMILY, -1))),
            "ohne Fortschritt seit der vorigen Einschätzung",
        ),
        (GoalFact(1, "z", JULY, None, ((JULY, FAMILY, -2), (SEPTEMBER, FAMILY, -1))), ""),  # better
        (GoalFact(1, "z", JULY, None, ((JULY, FAMILY, -1), (SEPTEMBER, ASD, -2))), ""),  # two sides do not compare
        (GoalFact(1, "z", JULY, None, ((JULY, FAMILY, 1), (SEPTEMBER, FAMILY, 1))), ""),  # reached, and stays so
    ],
)
def test_goals(goal: GoalFact, why: str) -> None:
    """Due, silent or without progress; else it is left in peace."""
    assert [one.why for one in rules.goals([goal], TODAY)] == ([why] if why else [])


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        (MeasureFact(1, "m", MeasureStatus.APPLIED, JULY), "beantragt am 16.07.2018, noch nicht entschieden"),
        (MeasureFact(1, "m", MeasureStatus.RUNNING, JULY), ""),
        (MeasureFact(1, "m", MeasureStatus.RUNNING, JULY, date(2018, 12, 1)), "endet am 30.11.2018"),
        (MeasureFact(1, "m", MeasureStatus.RUNNING, JULY, date(2018, 10, 1)), "endete am 30.09.2018"),
        (MeasureFact(1, "m", MeasureStatus.RUNNING, JULY, date(2018, 12, 31)), ""),
        (MeasureFact(1, "m", MeasureStatus.ENDED, JULY, date(2018, 10, 1)), ""),
    ],
)
def test_measures(measure: MeasureFact, why: str) -> None:
    """What waits for a decision, and what ends."""
    assert [one.why for one in rules.measures([measure], TODAY)] == ([why] if why else [])


def test_reviews_within_two_weeks_and_overdue() -> None:
    """Not those that are far."""
    found = rules.reviews([(1, "A", TODAY + timedelta(15)), (2, "B", TODAY + timedelta(14)), (3, "C", JULY)], TODAY)
    assert [(one.text, one.why) for one in found] == [
        ("C", "überfällig seit 16.07.2018"), ("B", "fällig 29.10.2018"),
    ]  # fmt: skip


def test_needs_without_a_goal_are_pointed_out() -> None:
    """The last judgement of each side counts, the lowest speaks; not talked about takes nothing back."""
    facts = [
        NeedFact(1, "Wohnen", FAMILY, JULY, 0), NeedFact(1, "Wohnen", FAMILY, SEPTEMBER, 3),  # better now
        NeedFact(2, "Schule", FAMILY, JULY, 1), NeedFact(2, "Schule", ASD, JULY, 0),
        NeedFact(3, "Geld", PA, JULY, 1), NeedFact(3, "Geld", PA, SEPTEMBER, None),
        NeedFact(4, "Arbeit", PA, JULY, 0, has_goal=True),
    ]  # fmt: skip
    assert [(one.text, one.why) for one in rules.needs(facts)] == [
        ("Schule", "Stufe 0 (ASD), noch kein Ziel"), ("Geld", "Stufe 1 (Pro Arbeit), noch kein Ziel"),
    ]  # fmt: skip


@given(some.lists(some.tuples(some.text(), some.booleans()), max_size=8))
def test_only_what_is_common_is_said_again(points: list[tuple[str, bool]]) -> None:
    """Nothing that not everybody may read gets into the topics."""
    items = [Item(Section.TASKS, number, text, common=common) for number, (text, common) in enumerate(points)]
    said = rules.talked(items)
    common = [text for text, is_common in points if is_common]
    lines = dict.fromkeys(f"Offene Aufgaben: {text}" for text in common if text)
    assert said == (f"Besprochen: {'; '.join(lines)}" if lines else "")


def test_of_consents_no_name_is_said_again() -> None:
    """However many were talked about."""
    names = ("Lea", "Sabine")
    items = [Item(Section.CONSENTS, number, f"Einwilligung erneuern: {one}") for number, one in enumerate(names)]
    assert rules.talked(items) == "Besprochen: Einwilligungen: Erneuerung"
