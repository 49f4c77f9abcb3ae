"""The criteria of the examination: who answers, what differs, what needs a reason, what the data answer."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules import admission
from fam.rules.admission import CRITERIA, CriterionKind, Subject, TieBreak
from fam.rules.derivation import Birth, ExaminationFacts, derived_answers
from fam.rules.terms import Answer, Institution, Precision, Role

DAY = date(2018, 10, 15)
PRO_ARBEIT, ASD = Institution


def test_the_list_is_the_handbooks() -> None:
    """Thirteen numbers; 8 and 9 are three judgements each, for parents and for children."""
    assert sorted({one.number for one in CRITERIA}) == list(range(1, 14))
    for number, subject in ((8, Subject.PARENTS), (9, Subject.CHILDREN)):
        triad = [one for one in CRITERIA if one.number == number]
        assert [one.aspect.label for one in triad if one.aspect] == [
            "Problemakzeptanz",
            "Problemkongruenz",
            "Hilfeakzeptanz",
        ]
        assert {one.subject for one in triad} == {subject}


def test_keys_are_unique_and_fit_their_column() -> None:
    """A key names one criterion for ever; the database keeps 40 characters."""
    keys = [one.key for one in CRITERIA]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 40


def test_the_derived_ones_are_exactly_those_that_derive() -> None:
    """1, 3, 4, 12 and 13 fill themselves and are asked of nobody."""
    derived = {one.key: one.number for one in CRITERIA if one.kind is CriterionKind.DERIVED}
    assert sorted(derived.values()) == [1, 3, 4, 12, 13]
    assert set(derived_answers(ExaminationFacts(day=DAY))) == set(derived)
    assert not set(derived) & {one.key for side in Institution for one in admission.asked(side, DAY)}


def test_only_the_asd_judges_child_protection() -> None:
    """Pro Arbeit is not asked criterion 11."""
    assert 11 in {one.number for one in admission.asked(ASD, DAY)}
    assert 11 not in {one.number for one in admission.asked(PRO_ARBEIT, DAY)}


def test_a_criterion_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ended criterion is asked until the day before its end; FAM began in 2014."""
    ended = replace(CRITERIA[1], ends_on=DAY)
    monkeypatch.setattr(admission, "CRITERIA", (ended,))
    assert admission.criteria_on(date(2018, 10, 14)) == (ended,)
    assert admission.criteria_on(DAY) == () == admission.criteria_on(date(2013, 12, 31))


def test_missing_is_what_is_not_known_yet() -> None:
    """ "Noch nicht bekannt" keeps a criterion open; everything answered leaves nothing."""
    every = {one.key: Answer.PARTLY for one in admission.asked(ASD, DAY)}
    assert admission.missing({ASD: every}, ASD, DAY) == ()
    assert admission.missing({ASD: every | {"voluntary": Answer.UNKNOWN}}, ASD, DAY) == ("voluntary",)
    assert admission.missing({ASD: every}, PRO_ARBEIT, DAY) == tuple(
        one.key for one in admission.asked(PRO_ARBEIT, DAY)
    )


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (Answer.YES, Answer.YES, False),
        (Answer.YES, Answer.PARTLY, True),
        (Answer.NO, Answer.YES, True),
        (Answer.YES, Answer.UNKNOWN, False),
        (Answer.YES, None, False),
    ],
)
def test_a_difference_needs_two_answers(one: Answer, other: Answer | None, differs: bool) -> None:
    """Whoever has not answered yet does not differ."""
    answers = {PRO_ARBEIT: {"voluntary": one}, ASD: {} if other is None else {"voluntary": other}}
    assert admission.differences(answers) == (("voluntary",) if differs else ())


@pytest.mark.parametrize(
    ("answer", "differs", "needed"),
    [
        (Answer.YES, False, False),
        (Answer.YES, True, True),
        (Answer.NO, False, True),
        (Answer.PARTLY, False, True),
        (Answer.UNKNOWN, True, False),
    ],
)
def test_a_reason_is_needed_rarely(answer: Answer, differs: bool, needed: bool) -> None:
    """Only nein, teilweise, or a difference."""
    assert admission.needs_reason(answer, differs) is needed


def test_missing_reasons_are_listed_per_institution() -> None:
    """Blanks are no reason; each side explains its own answer to a difference."""
    answers = {PRO_ARBEIT: {"voluntary": Answer.YES, "benefit": Answer.YES}, ASD: {"voluntary": Answer.NO}}
    assert admission.missing_reasons(answers, {}, PRO_ARBEIT) == ("voluntary",)
    assert admission.missing_reasons(answers, {"voluntary": "  "}, ASD) == ("voluntary",)
    assert admission.missing_reasons(answers, {"voluntary": "Nur auf Druck."}, ASD) == ()


keys = st.dictionaries(st.sampled_from([one.key for one in CRITERIA]), st.sampled_from(Answer))


@given(keys, keys)
def test_differences_are_mutual(one: dict[str, Answer], other: dict[str, Answer]) -> None:
    """Both institutions see the same differences, and equal answers have none."""
    here = admission.differences({PRO_ARBEIT: one, ASD: other})
    assert set(here) == set(admission.differences({PRO_ARBEIT: other, ASD: one}))
    assert admission.differences({PRO_ARBEIT: one, ASD: one}) == ()


@pytest.mark.parametrize(
    ("votes", "dissent"),
    [
        ({PRO_ARBEIT: Answer.YES, ASD: Answer.NO}, True),
        ({PRO_ARBEIT: Answer.NO, ASD: Answer.NO}, False),
        ({PRO_ARBEIT: Answer.NO}, False),
        ({PRO_ARBEIT: Answer.NO, ASD: None}, False),
        ({}, False),
    ],
)
def test_a_dissent_needs_two_voices(votes: dict[Institution, Answer | None], dissent: bool) -> None:
    """One says yes, the other no; a missing voice is no dissent."""
    assert admission.dissent(votes) is dissent


def test_who_breaks_a_tie_is_a_setting() -> None:
    """Only Koordination, and only the one that the setting names."""
    kerstin, konrad, anna = ({Role.COORDINATOR}, PRO_ARBEIT), ({Role.COORDINATOR}, ASD), ({Role.CASEWORKER}, PRO_ARBEIT)
    allowed = {tie: [admission.may_settle(tie, *who) for who in (kerstin, konrad, anna)] for tie in TieBreak}
    assert allowed == {
        TieBreak.BOTH: [True, True, False],
        TieBreak.PRO_ARBEIT: [True, False, False],
        TieBreak.ASD: [False, True, False],
    }


EMPTY = ExaminationFacts(day=DAY)


@pytest.mark.parametrize(
    ("facts", "key", "answer", "reason"),
    [
        (EMPTY, "area", Answer.UNKNOWN, "Der Wohnort fehlt"),
        (replace(EMPTY, town="Egelsbach", in_area=True), "area", Answer.YES, "Egelsbach liegt im FAM-Gebiet."),
        (replace(EMPTY, town="Rodgau", in_area=False), "area", Answer.NO, "Rodgau liegt nicht im FAM-Gebiet."),
        (EMPTY, "consent", Answer.UNKNOWN, "Einwilligungen sind hier nicht lesbar."),
        (replace(EMPTY, consent_lacking=()), "consent", Answer.YES, "Alle notwendigen Einwilligungen liegen vor."),
        (
            replace(EMPTY, consent_lacking=("Es fehlt A.", "Es fehlt B.")),
            "consent",
            Answer.NO,
            "Es fehlt A. Es fehlt B.",
        ),
        (EMPTY, "place", Answer.UNKNOWN, "keine Plätze hinterlegt"),
        (replace(EMPTY, free_places=1), "place", Answer.YES, "1 Platz frei."),
        (replace(EMPTY, free_places=3), "place", Answer.YES, "3 Plätze frei."),
        (replace(EMPTY, free_places=-1), "place", Answer.NO, "Kein Platz frei"),
    ],
)
def test_what_the_data_say(facts: ExaminationFacts, key: str, answer: Answer, reason: str) -> None:
    """Each derived answer gives its reason; without data it is unknown, never no."""
    found, why = derived_answers(facts)[key]
    assert found is answer
    assert reason in why


@pytest.mark.parametrize(
    ("since", "precision", "answer"),
    [
        (None, Precision.DAY, Answer.UNKNOWN),
        (date(2016, 10, 15), Precision.DAY, Answer.YES),
        (date(2016, 10, 16), Precision.DAY, Answer.NO),
        (date(2016, 9, 1), Precision.MONTH, Answer.YES),
        (date(2016, 10, 1), Precision.MONTH, Answer.UNKNOWN),
        (date(2016, 1, 1), Precision.YEAR, Answer.UNKNOWN),
        (date(2015, 1, 1), Precision.YEAR, Answer.YES),
        (date(2018, 11, 1), Precision.DAY, Answer.UNKNOWN),
    ],
)
def test_two_years_in_receipt(since: date | None, precision: Precision, answer: Answer) -> None:
    """Two full years; where only the exact day would decide, it stays unknown."""
    facts = replace(EMPTY, benefit_since=since, benefit_precision=precision)
    assert derived_answers(facts)["benefit_duration"][0] is answer


@pytest.mark.parametrize(
    ("births", "answer"),
    [
        ((), Answer.UNKNOWN),
        ((Birth(date(1993, 10, 16)),), Answer.YES),
        ((Birth(date(1993, 10, 15)),), Answer.NO),
        ((Birth(date(1980, 1, 1)), Birth(None)), Answer.UNKNOWN),
        ((Birth(None), Birth(date(2010, 1, 1), Precision.YEAR)), Answer.YES),
        ((Birth(date(1993, 1, 1), Precision.YEAR),), Answer.UNKNOWN),
        ((Birth(date(1992, 1, 1), Precision.YEAR),), Answer.NO),
    ],
)
def test_a_young_person_in_the_family(births: tuple[Birth, ...], answer: Answer) -> None:
    """U25 is computed on the day; a birth year alone decides only where it can."""
    assert derived_answers(replace(EMPTY, births=births))["young"][0] is answer
